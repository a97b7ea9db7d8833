"""``mealbook verify PACK``: is a pack unchanged, and do its own registers give its figures? ``verify POSTED BOOK``: see ``posted_report``."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import DONE, ERRORS_FOUND
from addin.commands.posted_report import verify_copy
from addin.commands.printing import say, say_json
from addin.signing import is_public_key
from addin.untrusted import carried_out
from addin.verify_pack import FALSE, NONE, UNKNOWN, VALID, PackReport, verify_pack
from validation.refusals import Refusal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_CELLS_A_SHEET, _CELLS_IN_ALL = 4, 24
"""So many cells are told of one sheet, and altogether: the result is one page."""
_SHOWN_ITEMS = ("学校", "食堂", "学期", "月份", "核算月份")
_OTHER_KEY = "签名不是所给公钥的"


def run(options: argparse.Namespace) -> int:
    """Verify, and say what came of it."""
    path = Path(options.file)
    if options.book is not None:
        return verify_copy(path, Path(options.book), as_json=options.json)
    report = carried_out(path, verify_pack, path)
    expected = None if options.public_key is None else _public_key(options.public_key)
    stranger = expected is not None and (report.signature != VALID or report.public_key != expected)
    good = report.sound and not stranger
    if options.json:
        say_json({**_document(report), "good": good, "expected_key": None if expected is None else not stranger})
    else:
        for line in page(path.name, report, stranger=stranger):
            say(line)
    return DONE if good else ERRORS_FOUND


def _public_key(given: str) -> str:
    """The key itself, or what stands in the file of that name."""
    place = Path(given)
    try:
        key = place.read_text(encoding="utf-8").strip() if given.endswith(".pub") else given
    except (OSError, UnicodeDecodeError):
        raise Refusal(f"读不出公钥文件 {place.name}：请检查文件名") from None
    if not is_public_key(key):
        raise Refusal(f"{place.name} 不是公钥：请给出学校交来的 .pub 文件，或里面的那一行字")
    return key


def page(name: str, report: PackReport, *, stranger: bool = False) -> Iterator[str]:
    """The result, line by line."""
    yield f"核验上报包 {name}"
    yield "，".join(f"{item} {report.items[item]}" for item in _SHOWN_ITEMS if report.items.get(item))
    if report.is_draft:
        yield "这是草稿，不作上报"
    yield f"容器：{'里有不该有的东西：' + '；'.join(report.foreign) if report.foreign else '完好，没有宏、外部链接、批注、隐藏的表和不该有的公式'}"
    yield _fingerprint_line(report)
    yield _signature_line(report, stranger=stranger)
    if report.differing:
        yield f"重算：有 {len(report.differing)} 格和它自己的登记算出来的不同"
        yield from _cells(report)
    else:
        yield f"重算：封签、公示表和结果表里的数（{report.compared} 格）都和登记算出来的一样"
    if report.remarks:
        yield f"问题清单 和各表的 校验 有 {report.remarks} 格和重新检查的不同"
    told = "，".join(f"{level} {count} 处" for level, count in report.counts.items())
    yield f"重新检查：{told}"
    yield f"结论：{_verdict(report, stranger=stranger)}"


def _fingerprint_line(report: PackReport) -> str:
    if report.untouched:
        return f"指纹：与内容一致，{report.found_fingerprint}"
    return f"指纹：不一致，打包以后内容改过（封签写的是 {report.stated_fingerprint or '空的'}，现在的内容是 {report.found_fingerprint}）"


def _signature_line(report: PackReport, *, stranger: bool) -> str:
    said = {
        NONE: "没有",
        VALID: f"有效，公钥 {report.public_key}",
        FALSE: f"无效，内容在签名以后改过，或签名不是公钥 {report.public_key} 的",
        UNKNOWN: "有，但这台电脑没有装验签名的部件（见手册 17 的「签名」），没有验",
    }[report.signature]
    return f"签名：{said}{'；' + _OTHER_KEY if stranger else ''}"


def _cells(report: PackReport) -> Iterator[str]:
    """The cells, those of one sheet together, no more than a page holds."""
    left = _CELLS_IN_ALL
    order = {sheet: place for place, sheet in enumerate(dict.fromkeys(each.sheet for each in report.differing))}
    grouped = groupby(sorted(report.differing, key=lambda each: order[each.sheet]), key=attrgetter("sheet"))
    for sheet, cells in grouped:
        found = list(cells)
        shown = found[: min(_CELLS_A_SHEET, left)]
        left -= len(shown)
        for each in shown:
            yield f"  {each}"
        if len(found) > len(shown):
            yield f"  {sheet} 另有 {len(found) - len(shown)} 格"


def _verdict(report: PackReport, *, stranger: bool) -> str:
    if report.sound and not stranger:
        return "内容完好，写出的数都能由登记算出来"
    said = []
    if not report.untouched:
        said.append("打包以后改过")
    if report.differing or report.remarks:
        said.append("写出的和登记对不上")
    if report.foreign:
        said.append("夹带了不该有的东西")
    if report.signature == FALSE or stranger:
        said.append("签名不对")
    return "、".join(said) + "：请学校重新打包，再报一次"


def _document(report: PackReport) -> dict[str, object]:
    return {
        "seal": report.items,
        "draft": report.is_draft,
        "foreign": report.foreign,
        "untouched": report.untouched,
        "stated_fingerprint": report.stated_fingerprint,
        "found_fingerprint": report.found_fingerprint,
        "signature": {NONE: None, VALID: "valid", FALSE: "false", UNKNOWN: "not checked"}[report.signature],
        "public_key": report.public_key or None,
        "compared": report.compared,
        "differing": [each._asdict() for each in report.differing],
        "remarks": report.remarks,
        "counts": report.counts,
    }
