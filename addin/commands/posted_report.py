"""``mealbook verify POSTED BOOK``: is a posted copy as it was made, which of its figures does the book no longer give, which rows changed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.commands import DONE, ERRORS_FOUND
from addin.commands.printing import say, say_json
from addin.untrusted import carried_out
from addin.verify_posted import PostedReport, verify_posted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TOLD = 20
"""So many figures, and so many rows, are told one by one: the result is one page."""


def verify_copy(posted: Path, book: Path, *, as_json: bool) -> int:
    """Verify, and say what came of it."""
    report = carried_out(posted, verify_posted, posted, book)
    if as_json:
        say_json(_document(report))
    else:
        for line in _page(posted.name, book.name, report):
            say(line)
    return DONE if report.sound else ERRORS_FOUND


def _page(posted: str, book: str, report: PostedReport) -> Iterator[str]:
    yield f"核验公示件 {posted}，对照账簿 {book}"
    told = [report.items.get(name, "") for name in ("学校", "食堂", "学期", "期间")]
    yield f"{'，'.join(part for part in told if part)}；公示表：{'、'.join(report.forms)}"
    if report.foreign:
        yield f"里有不该有的东西：{'；'.join(report.foreign)}"
    if report.untouched:
        yield f"公示件：完好，指纹 {report.found_fingerprint}"
    else:
        stated = "、".join(dict.fromkeys(report.stated_fingerprints)) or "没有了"
        yield f"公示件：做好以后改过（表尾的指纹 {stated}，现在的内容是 {report.found_fingerprint}）"
    if report.differing:
        yield f"数字：{report.compared} 格里有 {len(report.differing)} 格，账簿现在给出的不同"
        yield from (
            f"  {each.sheet}!{each.cell} {each.about}：公示的是 {each.stated or '空的'}，账簿现在是 {each.given or '空的'}"
            for each in report.differing[:_TOLD]
        )
        if len(report.differing) > _TOLD:
            yield f"  另有 {len(report.differing) - _TOLD} 格"
    else:
        yield f"数字：{report.compared} 格，账簿现在给出的都一样"
    yield from _rows(report)


def _rows(report: PostedReport) -> Iterator[str]:
    if report.basis_lost:
        yield "登记：公示件里记的依据不完整，查不出改了哪些行"
    elif report.changed:
        yield f"登记：公示以后有 {len(report.changed)} 行不同"
        yield from (f"  {each}" for each in report.changed[:_TOLD])
        if len(report.changed) > _TOLD:
            yield f"  另有 {len(report.changed) - _TOLD} 行"
    else:
        yield "登记：所依据的行公示以后都没有改过"


def _document(report: PostedReport) -> dict[str, object]:
    return {
        "items": report.items,
        "forms": list(report.forms),
        "good": report.sound,
        "untouched": report.untouched,
        "stated_fingerprints": report.stated_fingerprints,
        "found_fingerprint": report.found_fingerprint,
        "foreign": report.foreign,
        "compared": report.compared,
        "differing": [each._asdict() for each in report.differing],
        "changed_rows": [each._asdict() for each in report.changed],
        "basis_lost": report.basis_lost,
    }
