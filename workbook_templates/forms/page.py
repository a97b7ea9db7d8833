"""One A4 page of a form: cells with words, cells with names that the program fills, and how it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table

from workbook_templates import look
from workbook_templates.figures import FIGURES
from workbook_templates.results import COUNT, MONEY, RATE
from workbook_templates.table_sheet import footer_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Alignment
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

EDGE = "7F8C87"
PREFIX = "公示_"
_TITLE, _SMALL = 18, 10
_LAST_ROW = 5_000
_FORMATS = {figure.name: figure.format for figure in FIGURES}
_NOTHING = {MONEY: '#,##0.00;-#,##0.00;"—"', COUNT: '#,##0;-#,##0;"—"', RATE: "0.00%"}
"""Zero is printed as a dash: the cell holds 0."""

_SIGNED = (
    ("编制人", "编制人："),
    ("审核人", "审核人："),
    ("负责人", "负责人："),
    ("监督电话", "监督电话："),
    ("公示期", "公示日期："),
)
"""Setting or word, and its label."""


class Page:
    """A sheet being laid out, row by row."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[float]) -> None:
        """An empty sheet with columns of these widths, in characters."""
        self.book = book
        self.sheet: Worksheet = book.create_sheet(name)
        self.sheet.sheet_properties.tabColor = look.BRAND.deep
        self.sheet.sheet_view.showGridLines = False
        self.last = len(widths)
        for position, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(position)].width = width
        self.row = 0

    def next_row(self, height: float = 20.0) -> int:
        """Go on to the next row."""
        self.row += 1
        self.sheet.row_dimensions[self.row].height = height
        return self.row

    def put(  # noqa: PLR0913 - a cell has a place, a text and a look
        self,
        first: int,
        value: object = None,
        *,
        last: int = 0,
        align: Alignment | None = None,
        bold: bool = False,
        size: float = _SMALL,
    ) -> Cell:
        """A cell of the row, or several joined, with a text."""
        if last > first:
            self.sheet.merge_cells(start_row=self.row, start_column=first, end_row=self.row, end_column=last)
        cell = cast("Cell", self.sheet.cell(self.row, first))
        cell.value = cast("str | None", value)
        cell.font, cell.alignment = look.font(size, bold=bold), align or look.aligned("left", wrap=True)
        return cell

    def named(self, cell: Cell, name: str) -> Cell:
        """Let the program fill a cell: ``食材消耗_本月``. A further cell for the same takes a number."""
        plain, number = PREFIX + name, 1
        full = plain
        while full in self.book.defined_names:
            number += 1
            full = f"{plain}_{number}"
        self.book.defined_names[full] = DefinedName(full, attr_text=f"'{self.sheet.title}'!${cell.column_letter}${cell.row}")
        return cell

    def figure(self, position: int, figure: str, period: str, *, last: int = 0, bold: bool = False) -> Cell:
        """A cell with a figure of a period."""
        cell = self.put(position, last=last, align=look.aligned("right", indent=1), bold=bold)
        cell.number_format = _NOTHING.get(_FORMATS.get(figure, MONEY), MONEY)
        return self.named(cell, f"{figure}_{period}")

    def words(self, position: int, name: str, *, last: int = 0, form: str = "@", align: Alignment | None = None) -> Cell:
        """A cell with words of the program's, shown within words of the form's: ``"监督电话："@``."""
        cell = self.named(self.put(position, last=last, align=align), name)
        cell.number_format = form
        return cell

    def head(self, title: str) -> None:
        """The school with the title, the period, the unit."""
        self.next_row(34)
        cell = self.named(self.put(1, last=self.last, align=look.aligned("center"), bold=True, size=_TITLE), "学校")
        cell.number_format = f'@"　{title}"'
        self.next_row(22)
        self.words(1, "期间", last=self.last - 1, form='"期间："@')
        self.put(self.last, "单位：元", align=look.aligned("right"))

    def signatures(self, *rows: tuple[tuple[int, int, int], ...]) -> None:
        """Who made, checked and answers for it, whom to call, and how long it hangs: in rows, each place as (first column, last of the label, last)."""
        names = iter(_SIGNED)
        for places in rows:
            self.next_row(24)
            for first, label, last in places:
                name, text = next(names)
                self.put(first, text, last=label, align=look.aligned("right"))
                self.words(label + 1, name, last=last, align=look.aligned("left"))

    def rule(self, first_row: int, first: int = 1, last: int = 0) -> None:
        """A thin line round every cell from a row down to the present one."""
        for row in range(first_row, self.row + 1):
            for position in range(first, (last or self.last) + 1):
                self.sheet.cell(row, position).border = look.box(EDGE)

    def shade(self, first: int = 1, last: int = 0) -> None:
        """A pale colour behind the row."""
        for position in range(first, (last or self.last) + 1):
            self.sheet.cell(self.row, position).fill = look.fill(look.BRAND.pale)

    def table(self, name: str, columns: Sequence[tuple[str, str, Alignment]]) -> None:
        """A table for the program to fill, last on the page so that it can grow: (heading, number format, alignment) a column."""
        top = self.next_row(26)
        for position, (heading, form, align) in enumerate(columns, start=1):
            self.put(position, heading, align=look.aligned("center", wrap=True), bold=True)
            body = cast("Cell", self.sheet.cell(top + 1, position))
            body.font, body.alignment, body.number_format = look.font(_SMALL), align, form
            lay = self.sheet.column_dimensions[get_column_letter(position)]
            lay.font, lay.alignment, lay.number_format = look.font(_SMALL), align, form
        self.shade()
        self.rule(top)
        last = get_column_letter(len(columns))
        self.sheet.add_table(Table(displayName=PREFIX + name, ref=f"A{top}:{last}{top + 1}"))
        side = look.line(EDGE)
        lined = DifferentialStyle(border=Border(left=side, right=side, top=side, bottom=side))
        self.sheet.conditional_formatting.add(
            f"A{top + 1}:{last}{_LAST_ROW}", Rule(type="expression", formula=[f'$A{top + 1}<>""'], dxf=lined)
        )
        self.sheet.sheet_format.defaultRowHeight = 18
        self.sheet.freeze_panes = f"A{top + 1}"
        self.sheet.print_title_rows = f"{top}:{top}"

    def printed(self, *, landscape: bool = False, pages: int = 1) -> Worksheet:
        """A4, as wide as the page; ``pages`` 0: as many as it takes."""
        sheet = self.sheet
        sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape" if landscape else "portrait"
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
        if pages:
            sheet.print_area = f"A1:{get_column_letter(self.last)}{self.row}"
        else:
            sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=footer_part("第 &P 页，共 &N 页"))
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
        return sheet
