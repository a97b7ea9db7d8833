"""The workbook's own table styles, one a group: quiet lines and stripes, so that tables people add can look the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from openpyxl.styles import Border, Color, Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.table import TableStyle, TableStyleElement, TableStyleList

from workbook_templates import look
from workbook_templates.table_sheet import table_style_name

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook


def add_table_styles(book: Workbook, groups: list[str]) -> None:
    """Add one table style for each group of sheets."""
    styles = []
    for group in groups:
        colours = look.palette(group)
        line = look.line()
        lines = Border(left=line, right=line, top=line, bottom=line, vertical=line, horizontal=line)
        parts: dict[Literal["wholeTable", "headerRow", "secondRowStripe"], DifferentialStyle] = {
            "wholeTable": DifferentialStyle(border=lines),
            "headerRow": DifferentialStyle(font=Font(b=True, color=Color(rgb="FF" + look.WHITE)), fill=look.fill(colours.head)),
            "secondRowStripe": DifferentialStyle(fill=look.fill(colours.stripe)),
        }
        looks = book._differential_styles  # type: ignore[attr-defined]  # noqa: SLF001 - the only way openpyxl offers
        elements = [TableStyleElement(type=kind, dxfId=looks.add(part)) for kind, part in parts.items()]
        styles.append(TableStyle(name=table_style_name(group), pivot=False, count=len(elements), tableStyleElement=elements))
    usual = table_style_name("日常登记")
    known = TableStyleList(tableStyle=tuple(styles), defaultPivotStyle="PivotStyleLight16", defaultTableStyle=usual)
    book._table_styles = known  # type: ignore[attr-defined]  # noqa: SLF001 - the only way openpyxl offers
