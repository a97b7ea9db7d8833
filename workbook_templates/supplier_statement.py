"""供应商对账单: a page to be printed for one supplier and signed by both sides.

What is owed, paid and left stands above the lines, with the signatures, so that the table below can grow as long as it must. The program fills the
named cells and the table, wherever they are moved; everything else belongs to the user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from openpyxl.styles import Border
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo

from workbook_templates import look
from workbook_templates.front_state import FRONT
from workbook_templates.results import DAY, MONEY, SUPPLIER_STATEMENT, TEXT
from workbook_templates.statement_names import StatementName
from workbook_templates.table_sheet import footer_part, jump, table_style_name

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


class _Sum(NamedTuple):
    """A figure of the summary: its label, its name, the columns it spans."""

    label: str
    name: str
    first: int
    last: int


_SUMS = (
    _Sum("期初未付", StatementName.OPENING, 1, 2),
    _Sum("本期应付（验收 − 退货）", StatementName.OWED, 3, 4),
    _Sum("本期已付", StatementName.PAID, 5, 6),
    _Sum("期末未付", StatementName.CLOSING, 7, 7),
)
_COLUMNS = len(SUPPLIER_STATEMENT.columns)
_TITLE, _SCHOOL, _SUPPLIER, _NOTE, _LABELS, _FIGURES, _WORDS, _LACKS, _CONFIRM, _SIGNED, _DATED, _WHOSE, _HEADS = range(1, 14)
_HEIGHTS = {_TITLE: 38, _NOTE: 34, _FIGURES: 26, _WORDS: 26, _CONFIRM: 30, _SIGNED: 36, _DATED: 30, _WHOSE: 16, _HEADS: 24}
_RIGHT_HALF = 5
_NOT_YET = "还没有刷新过"


def supplier_statement_sheet(book: Workbook) -> Worksheet:
    """Add the sheet. It is not protected: it is the user's form."""
    sheet: Worksheet = book.create_sheet(SUPPLIER_STATEMENT.name)
    sheet.sheet_properties.tabColor = look.palette(look.RESULTS).deep
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = look.ROW
    for row in range(1, _HEADS + 1):
        sheet.row_dimensions[row].height = _HEIGHTS.get(row, look.ROW)
    _head(book, sheet)
    _summary(book, sheet)
    _signatures(sheet)
    _whose(sheet)
    _lines(sheet)
    _print_setup(sheet)
    return sheet


def _block(sheet: Worksheet, row: int, first: int, last: int, value: str | None = None) -> Cell:
    if first != last:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    cell = cast("Cell", sheet.cell(row, first))
    cell.value = value
    cell.font, cell.alignment = look.font(), look.aligned()
    return cell


def _name(book: Workbook, name: str, cell: Cell) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=f"{SUPPLIER_STATEMENT.name}!${cell.column_letter}${cell.row}")


def _head(book: Workbook, sheet: Worksheet) -> None:
    title = _block(sheet, _TITLE, 1, _COLUMNS, SUPPLIER_STATEMENT.name)
    jump(title, FRONT, "回到首页")
    title.font, title.alignment = look.font(look.TITLE, look.INK, bold=True), look.aligned("center")
    school = _block(sheet, _SCHOOL, 1, 4)
    school.alignment = look.aligned(shrink=True)
    period = _block(sheet, _SCHOOL, _RIGHT_HALF, _COLUMNS)
    period.alignment = look.aligned("right")
    _block(sheet, _SUPPLIER, 1, 1, "供应商")
    supplier = _block(sheet, _SUPPLIER, 2, _COLUMNS - 1)
    supplier.font, supplier.alignment = look.font(11, bold=True), look.aligned(shrink=True)
    _block(sheet, _SUPPLIER, _COLUMNS, _COLUMNS, "金额单位：元").alignment = look.aligned("right")
    note = _block(sheet, _NOTE, 1, _COLUMNS, _NOT_YET)
    note.font, note.alignment = look.font(9, look.LEVEL_LOOKS["警告"].text), look.aligned("left", wrap=True)
    for name, cell in (
        (StatementName.SCHOOL, school),
        (StatementName.PERIOD, period),
        (StatementName.SUPPLIER, supplier),
        (StatementName.NOTE, note),
    ):
        cell.number_format = TEXT
        _name(book, name, cell)


def _boxed(sheet: Worksheet, row: int, first: int, last: int, colour: str = "") -> None:
    for position in range(first, last + 1):
        cell = sheet.cell(row, position)
        cell.border = look.box(look.MUTED)
        if colour:
            cell.fill = look.fill(colour)


def _summary(book: Workbook, sheet: Worksheet) -> None:
    """What was owed, came, was paid and is owed; that in formal numerals; the invoices still to come."""
    soft = look.palette(look.RESULTS).pale
    for label, name, first, last in _SUMS:
        head = _block(sheet, _LABELS, first, last, label)
        head.alignment = look.aligned("center")
        value = _block(sheet, _FIGURES, first, last)
        value.font, value.alignment, value.number_format = look.font(11, bold=True), look.aligned("center", shrink=True), MONEY
        _name(book, name, value)
        _boxed(sheet, _LABELS, first, last, soft)
        _boxed(sheet, _FIGURES, first, last)
    _block(sheet, _WORDS, 1, 2, "期末未付（大写）").alignment = look.aligned("center")
    words = _block(sheet, _WORDS, 3, _COLUMNS)
    words.number_format, words.alignment = TEXT, look.aligned(indent=1)
    words.font = look.font(11, bold=True)
    _name(book, StatementName.IN_WORDS, words)
    _block(sheet, _LACKS, 1, 2, "至今票未到").alignment = look.aligned("center")
    lacks = _block(sheet, _LACKS, 3, 4)
    lacks.number_format, lacks.alignment = MONEY, look.aligned("left", indent=1)
    _name(book, StatementName.LACKS, lacks)
    agrees = _block(sheet, _LACKS, _RIGHT_HALF, _COLUMNS, _disagreement())
    agrees.font, agrees.alignment = look.font(9, look.LEVEL_LOOKS["错误"].text), look.aligned("right", indent=1)
    for row in (_WORDS, _LACKS):
        _boxed(sheet, row, 1, 2, soft)
        _boxed(sheet, row, 3, _COLUMNS)


def _disagreement() -> str:
    """A formula that computes 期末未付 again from the lines, and speaks only if it comes to something else."""
    opening, closing, table = StatementName.OPENING, StatementName.CLOSING, SUPPLIER_STATEMENT.name
    again = f"{opening}+SUM({table}[应付])-SUM({table}[已付])"
    return f'=IF(ISNUMBER({closing}),IF(ABS({again}-{closing})<0.005,"","明细加起来不等于期末未付，请刷新"),"")'


def _signatures(sheet: Worksheet) -> None:
    confirm = "以上往来请核对。相符的，签字（盖章）确认；不符的，写明哪一笔、差多少。"
    _block(sheet, _CONFIRM, 1, _COLUMNS, confirm).font = look.font(look.BODY, look.MUTED)
    for row, left, right in ((_SIGNED, "学校经办人：", "供应商确认："), (_DATED, "日期：", "日期：")):
        for first, last, label in ((1, 3, left), (_RIGHT_HALF, _COLUMNS, right)):
            _block(sheet, row, first, last, label).alignment = look.aligned()
            for position in range(first, last + 1):
                sheet.cell(row, position).border = Border(bottom=look.line(look.MUTED))


def _whose(sheet: Worksheet) -> None:
    """Above the heads of the lines, on every page: whose account it is, and of when."""
    supplier, period = StatementName.SUPPLIER, StatementName.PERIOD
    cell = _block(sheet, _WHOSE, 1, _COLUMNS, f'=IF({supplier}="","",{supplier}&"　"&{period})')
    cell.font, cell.alignment = look.font(8, look.MUTED), look.aligned("right", shrink=True)


def _lines(sheet: Worksheet) -> None:
    for position, column in enumerate(SUPPLIER_STATEMENT.columns, start=1):
        lay = sheet.column_dimensions[get_column_letter(position)]
        lay.width, lay.number_format, lay.font = column.width, column.format, look.font()
        head, body = sheet.cell(_HEADS, position, column.heading), sheet.cell(_HEADS + 1, position)
        colours = look.palette(look.RESULTS)
        head.font, head.fill = look.font(look.HEAD, look.WHITE, bold=True), look.fill(colours.head)
        head.alignment, head.number_format = look.aligned("center"), TEXT
        body.font, body.number_format, body.border = look.font(), column.format, look.box()
        centred = column.format == DAY or column.heading == "摘要"
        body.alignment = lay.alignment = look.aligned("center" if centred else None, shrink=column.format == TEXT)
    last = get_column_letter(_COLUMNS)
    table = Table(displayName=SUPPLIER_STATEMENT.name, ref=f"A{_HEADS}:{last}{_HEADS + 1}")
    table.tableStyleInfo = TableStyleInfo(name=table_style_name(look.RESULTS), showRowStripes=True, showColumnStripes=False)
    table.autoFilter = None
    sheet.add_table(table)


def _print_setup(sheet: Worksheet) -> None:
    """A4 upright, one page wide; on every page whose account it is, and the heads of the lines."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{_WHOSE}:{_HEADS}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.6
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(right=footer_part("第 &P 页，共 &N 页"))
