"""The texts of cells: the shared strings of a workbook, and rich text brought to plain text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from addin.guard import check_count
from addin.plain_xml import TAG, cell_text, check_well_formed, main_prefix, plain

if TYPE_CHECKING:
    from addin.package import Package


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
    check_count(part, "字符串", content.count(b"si>") // 2 + content.count(b"si/"))
    item = re.compile(rb"<" + prefix + rb"si(?:\s" + TAG + rb")?(?:/>|>(.*?)</" + prefix + rb"si\s*>)", re.DOTALL)
    return [rich_text(found[1] or b"", prefix) for found in item.finditer(content)]


def rich_text(content: bytes, prefix: bytes) -> str:
    """The text inside ``<si>`` or ``<is>``: all runs joined, phonetic guides left out."""
    runs, phonetic = _patterns(prefix)
    if b"rPh" in content:
        content = phonetic.sub(b"", content)
    return "".join([cell_text(found[1]) for found in runs.finditer(content) if found[1]])


@cache
def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    return (
        re.compile(rb"<" + prefix + rb"t(?:\s" + TAG + rb")?(?:/>|>([^<]*)</" + prefix + rb"t\s*>)"),
        re.compile(rb"<" + prefix + rb"rPh[\s>].*?</" + prefix + rb"rPh\s*>", re.DOTALL),
    )
