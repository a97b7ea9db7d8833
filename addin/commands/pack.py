"""``mealbook pack FILE --out FILE``: the book's registers, results and forms as values in a file for sending, with a seal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import FAILED
from addin.commands.check import status
from addin.commands.printing import findings_document, say, say_json, summary
from addin.pack import NotToBePacked, Pack, pack
from addin.save import replace_file

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Pack; where something is in the way, say what, and write nothing.

    Raises:
        NotToBePacked: something is in the way, or the book would be written over.
    """
    path, out = Path(options.file), Path(options.out)
    check_place(path, out)
    key = None if options.key is None else Path(options.key)
    packed = pack(path, draft=options.draft, masked=options.mask, today=options.today, key=key)
    if packed.image:
        replace_file(out, packed.image, expected=None)
    if options.json:
        say_json({**findings_document(packed.judged.findings), **_document(packed, options)})
        return FAILED if packed.missing else status(packed.judged.findings)
    if packed.missing:
        for each in packed.missing:
            say(str(each))
        raise NotToBePacked(refusal(packed))
    for line in outcome(packed, out):
        say(line)
    if options.draft:
        say("这是草稿，不作上报：每张表上都标着")
    say(summary(packed.judged.findings))
    return status(packed.judged.findings)


def check_place(path: Path, out: Path) -> None:
    """See that a pack can stand at ``out``.

    Raises:
        NotToBePacked: it cannot.
    """
    if out.suffix.lower() != ".xlsx":
        raise NotToBePacked(f"上报包的文件名要以 .xlsx 结尾，现为 {out.name}")
    if out.exists() and path.exists() and out.samefile(path):
        raise NotToBePacked("上报包不能写在账簿自己的位置上：请用 --out 另给一个文件名")


def refusal(packed: Pack) -> str:
    """The sentence that says why nothing was packed."""
    return f"还不能上报，没有写任何文件：还差 {len(packed.missing)} 处；先给人看的，加 --draft 打成草稿"


def outcome(packed: Pack, out: Path) -> list[str]:
    """What the user is told."""
    lines = [f"已打包 {out}，共 {len(packed.sheets)} 张表，内容指纹 {packed.fingerprint}"]
    if packed.public_key:
        lines.append(f"已签名，公钥 {packed.public_key}")
    if packed.left_out:
        lines.append(f"没有打包的工作表：{'、'.join(packed.left_out)}")
    return lines


def _document(packed: Pack, options: argparse.Namespace) -> dict[str, object]:
    return {
        "file": None if packed.missing else options.out,
        "draft": options.draft,
        "masked": options.mask,
        "fingerprint": packed.fingerprint or None,
        "public_key": packed.public_key or None,
        "sheets": packed.sheets,
        "left_out": packed.left_out,
        "missing": [each.document() for each in packed.missing],
    }
