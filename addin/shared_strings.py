"""The texts of cells: the shared strings of a workbook, and rich text brought to plain text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from addin.guard import bounded, check_count
from addin.plain_xml import TAG, cell_text, check_well_formed, main_prefix, plain
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from addin.package import Package

_PLAIN_ITEM = re.compile(rb'<si><t(?: xml:space="preserve")?>([^<]*+)</t></si>')
TEXT_LIMIT = 16 << 20
"""Bytes of one text with its formats; what a cell can hold takes 5 MiB when every character has a format of its own."""


def shared_strings(package: Package, part: str | None) -> list[str]:
    """The shared strings in order; none when the workbook has no such part.

    Raises:
        NotAWorkbook: the part is missing or damaged.
    """
    if part is None:
        return []
    content = plain(package.read(part), part)
    check_well_formed(content, part)
    prefix = main_prefix(content)
    check_count(part, "字符串", sum(content.count(each) for each in (b"<si>", b"<si ", b"<si/")))
    if not prefix and (texts := _plain_items(content)) is not None:
        return texts
    item = re.compile(rb"<" + prefix + rb"si(?:\s" + TAG + rb")?(?:/>|>(.*?)</" + prefix + rb"si\s*>)", re.DOTALL)
    return [rich_text(found[1] or b"", prefix) for found in bounded(item.finditer(content), part, "字符串")]


def _plain_items(content: bytes) -> list[str] | None:
    """The strings of a part that holds nothing but plain ones, all at once; ``None`` if it does not."""
    start, end = content.find(b"<si>"), content.rfind(b"</sst>")
    pieces = _PLAIN_ITEM.split(content[start:end]) if 0 <= start < end else [b"?"]
    if any(pieces[::2]) or (len(content) > TEXT_LIMIT and max(map(len, pieces)) > TEXT_LIMIT):
        return None
    joined = b"\0".join(pieces[1::2])
    if b"&" in joined or b"_x" in joined or b"\r" in joined:
        return [cell_text(piece) for piece in pieces[1::2]]
    return joined.decode("utf-8", "replace").split("\0")


def rich_text(content: bytes, prefix: bytes) -> str:
    """The text inside ``<si>`` or ``<is>``: all runs joined, phonetic guides left out.

    Raises:
        NotAWorkbook: it is many times longer than a cell can hold.
    """
    if len(content) > TEXT_LIMIT:
        raise NotAWorkbook(f"工作簿里有一段文字长达 {len(content)} 字节，像是有害文件：请删去它，或向发来文件的人再要一份。")
    runs, phonetic = _patterns(prefix)
    if b"rPh" in content:
        content = phonetic.sub(b"", content)
    return "".join([cell_text(found[1]) for found in runs.finditer(content) if found[1]])


@cache
def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    return (
        re.compile(rb"<" + prefix + rb"t(?:\s" + TAG + rb")?(?:/>|>([^<]*+)</" + prefix + rb"t\s*>)"),
        re.compile(rb"<" + prefix + rb"rPh(?=[\s/>])" + TAG + rb"(?:/>|>.*?</" + prefix + rb"rPh\s*>)", re.DOTALL),
    )
