"""The cell elements we write: text only ever as text, numbers as they are, links built from addresses alone."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from addin.cell_values import serial_number
from addin.plain_xml import escaped
from validation.cells import Formula
from workbook_templates.draft import FORMULAS, Link, Recomputed

if TYPE_CHECKING:
    from validation.cells import CellValue
    from workbook_templates.draft import DraftValue

TEXT_LIMIT = 32_767
"""Excel's limit of a cell's text, in UTF-16 units."""
_ANY_CELL, _CELLS_IN_A_LINK = "\ue000", 3
CellPlain: TypeAlias = "str | int | Decimal | Link | Recomputed | None"
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f]")
_NEVER_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def settled(value: DraftValue, *, date1904: bool) -> CellPlain:
    """The value as it will read back: days as serial numbers, text within the limit, empty text as nothing."""
    if isinstance(value, str):
        return _settled_text(value)
    if value is None or value.__class__ in FORMULAS:
        return value
    if isinstance(value, Decimal):
        return value or abs(value)
    if isinstance(value, date):
        return serial_number(value, date1904=date1904)
    return value


@lru_cache(maxsize=4096)
def _settled_text(text: str) -> str | None:
    return _fitting(_NEVER_XML.sub("\ufffd", text)) or None


def _fitting(text: str) -> str:
    """The text, cut to what a cell can hold."""
    if len(text) * 2 <= TEXT_LIMIT or len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT:
        return text
    return text.encode("utf-16-le")[: 2 * (TEXT_LIMIT - 1)].decode("utf-16-le", "ignore") + "…"


def stands_already(old: CellValue, new: CellPlain) -> bool | None:
    """Whether a cell that reads ``old`` holds ``new`` already; ``None`` when only its formula can tell."""
    if isinstance(new, Link):
        return None if old == Formula(link_label(new)) else False
    if isinstance(new, Recomputed):
        return None if isinstance(old, Formula) else False
    if new is None or isinstance(new, str):
        return old == new
    return isinstance(old, float) and old == float(new)


def link_label(link: Link) -> str:
    """What a link shows, such as ``采购验收!B7``."""
    return f"{link.sheet}!{link.cell}"


def link_formula(link: Link) -> str:
    """The formula of a link; quotes in the sheet's name are doubled, once for the reference and once for the text."""
    target = "#'" + link.sheet.replace("'", "''") + "'!" + link.cell
    return "HYPERLINK({},{})".format(*('"' + each.replace('"', '""') + '"' for each in (target, link_label(link))))


def formula_of(value: Link | Recomputed) -> str:
    """The formula that is written for a value, without ``=``."""
    return link_formula(value) if isinstance(value, Link) else value.formula


def cell_element(name: bytes, reference: str, style: str | None, value: CellPlain) -> bytes:
    """The element of a cell.

    Args:
        name: the element's name as the sheet writes it, ``c`` or such as ``x:c``.
        reference: its address.
        style: its style index, kept from what stood there.
        value: what it is to hold.
    """
    head = b"<" + name + b' r="' + reference.encode() + b'"'
    if style is not None:
        head += b' s="' + style.encode() + b'"'
    return head + cell_content(name, value)


def cell_content(name: bytes, value: CellPlain) -> bytes:
    """What follows the attributes of a cell's start tag, up to the end of the element."""
    if value is None:
        return b"/>"
    if value.__class__ is str:
        return _text_content(name, value)
    if value.__class__ is Decimal:
        return _number_content(name, format(value, "f"))
    if isinstance(value, Link):
        around = _around_a_cell(name, value.sheet)
        plain = len(around) == _CELLS_IN_A_LINK + 1 and value.cell.isalnum()
        return value.cell.encode().join(around) if plain else _formula_content(name, value)
    prefix = name[:-1]
    if isinstance(value, Recomputed):
        return b">" + _wrapped(prefix, b"f", _escaped(value.formula)) + b"</" + name + b">"
    return _number_content(name, format(value, "f") if isinstance(value, Decimal) else str(value))


def _number_content(name: bytes, digits: str) -> bytes:
    return _around_a_number(name) % digits.encode()


@lru_cache(maxsize=64)
def _around_a_number(name: bytes) -> bytes:
    return b">" + _wrapped(name[:-1].replace(b"%", b"%%"), b"v", b"%b") + b"</" + name.replace(b"%", b"%%") + b">"


@lru_cache(maxsize=64)
def _around_a_cell(name: bytes, sheet: str) -> list[bytes]:
    """What stands around the address, each time it occurs in a link to a cell of a sheet."""
    return _formula_content(name, Link(sheet, _ANY_CELL)).split(_ANY_CELL.encode())


def _formula_content(name: bytes, link: Link) -> bytes:
    prefix = name[:-1]
    formula = _wrapped(prefix, b"f", _escaped(link_formula(link)))
    return b' t="str">' + formula + _wrapped(prefix, b"v", _escaped(link_label(link))) + b"</" + name + b">"


@lru_cache(maxsize=4096)
def _text_content(name: bytes, value: str) -> bytes:
    prefix = name[:-1]
    space = b' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else b""
    text = _wrapped(prefix, b"t", _escaped(value), space)
    return b' t="inlineStr">' + _wrapped(prefix, b"is", text) + b"</" + name + b">"


def _wrapped(prefix: bytes, name: bytes, content: bytes, more: bytes = b"") -> bytes:
    return b"<" + prefix + name + more + b">" + content + b"</" + prefix + name + b">"


def _escaped(text: str) -> bytes:
    """Text as XML: what XML cannot hold, or Excel would take for an escape, in Excel's ``_xHHHH_`` form."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escaped(text).encode()
