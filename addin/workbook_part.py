"""The workbook part: the sheets in order, the date system, the names of single cells, and the order to compute anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from addin.guard import MERGED_LIMIT, SHEETS_LIMIT, bounded
from addin.plain_xml import attributes, cell_text, check_well_formed, damaged, elements, main_prefix, plain, without_attributes
from addin.relationships import Relationship, relationships
from addin.small_parts import read_once
from validation.cells import sheet_name
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from addin.package import Package

_SINGLE = re.compile(
    r"^=?(?:'((?:[^']|'')+)'|([^'!\[\]:,]+))!\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?$"
)
_BEFORE_CALCULATION = (
    b"fileVersion", b"fileSharing", b"workbookPr", b"workbookProtection", b"bookViews", b"sheets", b"functionGroups",
    b"externalReferences", b"definedNames",
)  # fmt: skip
_NAME_LIMIT, _FORMULA_LIMIT = 255, 2_000
"""Excel allows a sheet's name 31 characters, others more; a name of one rectangle is hardly longer than its sheet's."""
_TRUE = ("1", "true", "on")


class SheetPart(NamedTuple):
    """One sheet of the workbook: its name, its part, and its kind, such as ``worksheet`` or ``chartsheet``."""

    name: str
    part: str
    kind: str


class NamedArea(NamedTuple):
    """A defined name of one rectangle: the sheet, and the addresses of its two corners."""

    name: str
    sheet: str
    first: str
    last: str


class WorkbookPart(NamedTuple):
    """What the workbook part says."""

    part: str
    content: bytes
    sheets: tuple[SheetPart, ...]
    areas: tuple[NamedArea, ...]
    date1904: bool
    shared_strings: str | None
    calculation_chain: str | None


def read_workbook_part(package: Package, name: str) -> WorkbookPart:
    """Find and read the workbook part of the file ``name``.

    Raises:
        NotAWorkbook: there is none, it is not of the XML kind, or it is damaged.
    """
    part = next((arrow.part for arrow in relationships(package, "") if arrow.kind == "officeDocument"), None)
    if part is None or package.find(part) is None:
        raise NotAWorkbook(f"「{name}」是压缩包，但不是 Excel 工作簿：请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。")
    if part.lower().endswith(".bin"):
        raise NotAWorkbook(f"「{name}」是二进制工作簿（.xlsb）：请用 Excel 另存为 .xlsx 后再试。")
    return _stated(package.read(part), part, relationships(package, part), name)


@read_once
def _stated(raw: bytes, part: str, arrows: tuple[Relationship, ...], name: str) -> WorkbookPart:
    content = plain(raw, part)
    check_well_formed(content, part)
    prefix = main_prefix(content)
    if not re.search(rb"<" + prefix + rb"workbook[\s>]", content):
        raise NotAWorkbook(f"「{name}」不是 Excel 工作簿（可能是文档或演示文稿）：请给出 .xlsx 或 .xlsm 文件。")
    by_id = {arrow.id: arrow for arrow in arrows}
    count = sum(1 for _ in elements(content, b"sheet", prefix))
    if count > SHEETS_LIMIT:
        raise NotAWorkbook(f"「{name}」有 {count} 张工作表，超过 {SHEETS_LIMIT} 张：请分成几本后再试。")
    sheets = _sheets(content, prefix, by_id)
    if any(len(sheet.name) > _NAME_LIMIT for sheet in sheets):
        raise damaged(part)
    kinds = {arrow.kind: arrow.part for arrow in by_id.values()}
    properties = next((attributes(found[1]) for found in elements(content, b"workbookPr", prefix)), {})
    return WorkbookPart(
        part, content, sheets, tuple(_areas(content, prefix, sheets)), properties.get("date1904", "").lower() in _TRUE,
        kinds.get("sharedStrings"), kinds.get("calcChain"),
    )  # fmt: skip


def _sheets(content: bytes, prefix: bytes, arrows: dict[str, Relationship]) -> tuple[SheetPart, ...]:
    sheets = []
    for element in elements(content, b"sheet", prefix):
        values = attributes(element[1])
        ids = [value for key, value in values.items() if key.rsplit(":", 1)[-1] == "id"]
        arrow = next((arrows[each] for each in ids if each in arrows), None)
        part, kind = (arrow.part, arrow.kind) if arrow else ("", "")
        sheets.append(SheetPart(values.get("name", ""), part, kind))
    return tuple(sheets)


def _areas(content: bytes, prefix: bytes, sheets: tuple[SheetPart, ...]) -> list[NamedArea]:
    """The names that stand for one rectangle of an existing sheet; one of sheet scope only where it lies on that sheet (``sheet_name``)."""
    actual = {sheet.name.casefold(): sheet.name for sheet in sheets}
    areas = []
    for element in bounded(elements(content, b"definedName", prefix), "workbook.xml", "名称", MERGED_LIMIT):
        values = attributes(element[1])
        if element[2] or "name" not in values:
            continue
        stated = content[element.end() : content.index(b"<", element.end())]
        area = named_area(values["name"], cell_text(stated), actual) if len(stated) <= _FORMULA_LIMIT else None
        scope = values.get("localSheetId")
        if area is not None and scope is not None:
            area = area._replace(name=sheet_name(area.sheet, area.name)) if _is_sheet(scope, area.sheet, sheets) else None
        if area is not None:
            areas.append(area)
    return areas


def _is_sheet(scope: str, name: str, sheets: tuple[SheetPart, ...]) -> bool:
    """Whether the number of a sheet, as a name of sheet scope has it, is that of the sheet of this name."""
    return scope.isdigit() and len(scope) < 5 and int(scope) < len(sheets) and sheets[int(scope)].name == name  # noqa: PLR2004 - no workbook has so many


def named_area(name: str, refers_to: str, sheets: dict[str, str]) -> NamedArea | None:
    """The rectangle that a name refers to, e.g. by ``=首页!$C$4``; ``None`` when it is none of an existing sheet.

    Args:
        name: the name.
        refers_to: its formula.
        sheets: the sheets' names, by the same casefolded.
    """
    formula = _SINGLE.match(refers_to.strip())
    sheet = formula and sheets.get((formula[1].replace("''", "'") if formula[1] else formula[2]).casefold())
    if formula is None or sheet is None:
        return None
    first = formula[3].upper() + formula[4]
    return NamedArea(name, sheet, first, formula[5].upper() + formula[6] if formula[5] else first)


def computing_on_load(content: bytes) -> bytes:
    """The workbook part that orders every formula to be computed when the file is opened; unchanged if it does already."""
    prefix = main_prefix(content)
    found = next(elements(content, b"calcPr", prefix), None)
    if found is not None:
        inside = found[1]
        if attributes(inside).get("fullCalcOnLoad", "").lower() in _TRUE:
            return content
        inside = without_attributes(inside, b"fullCalcOnLoad").rstrip()
        return content[: found.start(1)] + inside + b' fullCalcOnLoad="1"' + content[found.end(1) :]
    pattern = rb"<" + prefix + rb"sheets[\s>]"
    sheets = re.search(pattern, content)
    if sheets is None:
        return content
    own = re.match(rb"<([^\s>]*?)sheets", sheets[0])
    label = own[1] if own else b""
    place = max(_element_ends(content, prefix))
    return content[:place] + b"<" + label + b'calcPr fullCalcOnLoad="1"/>' + content[place:]


def _element_ends(content: bytes, prefix: bytes) -> list[int]:
    """Where each element that must stand before the calculation properties ends."""
    ends = []
    for name in _BEFORE_CALCULATION:
        for found in elements(content, name, prefix):
            closing = None if found[2] else re.compile(rb"</" + prefix + name + rb"\s*>").search(content, found.end())
            ends.append(closing.end() if closing else found.end())
    return ends
