"""首页: whose book this is, what to do in which order, how the last refresh ended, the month's figures, every sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from validation.registers import REGISTERS
from workbook_templates import look
from workbook_templates.figures import FIGURES
from workbook_templates.forms import FORMS
from workbook_templates.front_charts import Place, cost_by_day, cost_by_month, food_by_category, put, surplus_rate
from workbook_templates.front_grid import (
    CELL,
    LAST,
    LEFT,
    LEFT_END,
    MARGIN,
    MARGINS,
    RIGHT,
    RIGHT_END,
    block,
    heading,
    name_cell,
    paint,
)
from workbook_templates.front_overview import overview
from workbook_templates.front_state import FRONT, FRONT_FIGURES, FRONT_PERIODS, FrontName, changed_since_refresh, figure_name
from workbook_templates.owned_tables import LOGS, RESULTS
from workbook_templates.result_sheets import protect
from workbook_templates.results import COUNT, MONEY, RATE
from workbook_templates.table_sheet import jump

if TYPE_CHECKING:
    from openpyxl.chart import BarChart, LineChart
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


class Step(NamedTuple):
    """One step of the accountant's work: what, on which sheet, and a word about it."""

    title: str
    sheet: str
    about: str


STEPS: tuple[Step, ...] = (
    Step("填设置", "设置", "学校、学期起止、核算月份、基准餐标；学期中间只改核算月份"),
    Step("建名单", "品目", "品目、供应商；单位不同的填单位换算，有上期存货的填期初库存"),
    Step("每天登记", "采购验收", "采购验收、出库、就餐，当天的事当天记"),
    Step("随时登记", "收入", "收入、支出、易耗品领用；月底实地盘点，记在盘点"),
    Step("刷新", "问题清单", "按 刷新成本；或关闭后用右键 膳账 刷新、mealbook refresh"),
    Step("改问题", "问题清单", "点 位置 跳到那一格，变色的就是要核对的；同意的建议选 采纳"),
    Step("看结果", "月成本", "月成本、日成本、收发明细、库存结存、供应商对账"),
)

OUT_OF_SCOPE = "不在本软件范围：现金和银行账、总账、工资"
NOT_YET = "还没有刷新过"

_STATE_TOP = 6
_CHART_ROWS, _CHART_ROW = 8, 23
_SPREAD: dict[str, tuple[int, ...]] = {"设置与名单": (3,), "日常登记": (3,), "比较与核对": (4,), look.RESULTS: (3, 3)}
"""How many columns of the grid each list of 全部表格 takes, group by group; the longest group has two lists."""


def front_sheet(book: Workbook) -> Worksheet:
    """Add 首页."""
    sheet: Worksheet = book.create_sheet(FRONT)
    sheet.sheet_properties.tabColor = look.BRAND.deep
    sheet.sheet_view.showGridLines = False
    for position in range(1, LAST + 1):
        sheet.column_dimensions[get_column_letter(position)].width = MARGIN if position in MARGINS else CELL
    _banner(sheet)
    _steps(sheet, _STATE_TOP)
    _state(book, sheet, _STATE_TOP)
    top = _STATE_TOP + len(STEPS) + 3
    bottom = max(_links(sheet, top), _figures(book, sheet, top))
    bottom = overview(sheet, bottom + 2)
    bottom = _forecast(book, sheet, bottom + 2)
    bottom = _charts(sheet, bottom + 2)
    _foot(book, sheet, bottom + 1)
    protect(sheet)
    _print_setup(sheet)
    return sheet


def setting(name: str, *, month: bool = False) -> str:
    """A formula for the value of a setting, an empty text while there is none."""
    value = f'INDEX(设置[值],MATCH("{name}",设置[项目],0))'
    shown = f'TEXT({value},"yyyy-mm")' if month else f'{value}&""'
    return f'IFERROR(IF({value}="","",{shown}),"")'


def _banner(sheet: Worksheet) -> None:
    for row, height in ((1, 10), (2, 34), (3, 24), (4, 10)):
        sheet.row_dimensions[row].height = height
        paint(sheet, row, (1, LAST), look.BRAND.deep)
    block(sheet, 2, LEFT, 11, "膳 账").font = look.font(24, look.WHITE, bold=True)
    block(sheet, 3, LEFT, 11, "学校食堂账本：登记、检查、成本、公示").font = look.font(10, look.BRAND.soft)
    school = f'=IF({setting("学校")}="","请先在 设置 里填写学校",{setting("学校")}&"  "&{setting("食堂")})'
    cell = block(sheet, 2, 12, RIGHT_END, school)
    cell.font, cell.alignment = look.font(15, look.WHITE, bold=True), look.aligned("right", shrink=True)
    month = setting("核算月份", month=True)
    line = f'={setting("学期")}&IF({month}="","","   核算月份 "&{month})&"   "&{setting("计价方法")}'
    cell = block(sheet, 3, 12, RIGHT_END, line)
    cell.font, cell.alignment = look.font(10, look.BRAND.soft), look.aligned("right")


def _steps(sheet: Worksheet, top: int) -> None:
    heading(sheet, top, LEFT, LEFT_END, "怎样用")
    for number, step in enumerate(STEPS, start=1):
        row = top + number
        sheet.row_dimensions[row].height = 25
        paint(sheet, row, (LEFT, LEFT_END), below=look.LINE)
        badge = sheet.cell(row, LEFT, number)
        badge.font, badge.alignment = look.font(11, look.WHITE, bold=True), look.aligned("center")
        badge.fill = look.fill(look.BRAND.head)
        title = block(sheet, row, LEFT + 1, LEFT + 3, step.title)
        title.font, title.alignment = look.font(11, look.LINK, bold=True), look.aligned(indent=1)
        jump(title, step.sheet, f"到 {step.sheet}")
        about = block(sheet, row, LEFT + 4, LEFT_END, step.about)
        about.font = look.font(10, look.INK)


def _state(book: Workbook, sheet: Worksheet, top: int) -> None:
    """How the last refresh ended: filled by refresh through the defined names, by content, without a clock."""
    heading(sheet, top, RIGHT, RIGHT_END, "最近一次刷新")
    for row in range(top + 1, top + len(STEPS) + 1):
        paint(sheet, row, (RIGHT, RIGHT_END), look.BRAND.stripe)
    state = block(sheet, top + 1, RIGHT, RIGHT_END, NOT_YET)
    state.font, state.alignment = look.font(13, look.BRAND.deep, bold=True), look.aligned("center", shrink=True)
    name_cell(book, FrontName.STATE, state)
    changed = block(sheet, top + 2, RIGHT, RIGHT_END, changed_since_refresh("登记有改动，请再刷新一次"))
    changed.font, changed.alignment = look.font(10, look.LEVEL_LOOKS["警告"].text, bold=True), look.aligned("center")
    _counts(book, sheet, top + 3)
    for row, what, name in ((top + 5, "核算月份", FrontName.MONTH), (top + 6, "内容指纹", FrontName.FINGERPRINT)):
        cell = block(sheet, row, RIGHT, RIGHT + 3, what)
        cell.font, cell.alignment = look.font(10, look.MUTED), look.aligned(indent=1)
        value = block(sheet, row, RIGHT + 4, RIGHT_END)
        value.font, value.alignment, value.number_format = look.font(10, look.INK), look.aligned("right", indent=1), "@"
        name_cell(book, name, value)
    link = block(sheet, top + 7, RIGHT, RIGHT_END, "看问题清单 ›")
    link.font, link.alignment = look.font(10, look.LINK, bold=True), look.aligned("center")
    jump(link, "问题清单")


def _counts(book: Workbook, sheet: Worksheet, row: int) -> None:
    """How many findings of each level, in the level's colour when there are any."""
    levels = ((FrontName.ERRORS, "错误"), (FrontName.WARNINGS, "警告"), (FrontName.HINTS, "提示"))
    edges = ((RIGHT, RIGHT + 2), (RIGHT + 3, RIGHT + 6), (RIGHT + 7, RIGHT_END))
    for (name, level), (first, last) in zip(levels, edges, strict=True):
        count = block(sheet, row, first, last, "—")
        count.font, count.alignment, count.number_format = look.font(18, look.MUTED, bold=True), look.aligned("center"), "0"
        seen = DifferentialStyle(font=Font(color=Color(rgb="FF" + look.LEVEL_LOOKS[level].text)))
        some = f"AND(ISNUMBER({count.coordinate}),{count.coordinate}>0)"
        sheet.conditional_formatting.add(count.coordinate, Rule(type="expression", formula=[some], dxf=seen))
        name_cell(book, name, count)
        label = block(sheet, row + 1, first, last, level)
        label.font, label.alignment = look.font(10, look.MUTED), look.aligned("center")


def _links(sheet: Worksheet, top: int) -> int:
    """The way to every sheet, by group; the last row used."""
    heading(sheet, top, LEFT, LEFT_END, "全部表格")
    groups: dict[str, list[tuple[str, str]]] = {group: [] for group in look.GROUPS}
    for register in REGISTERS:
        groups[register.group].append((register.table, register.purpose))
    groups[look.RESULTS] += [(result.name, result.purpose) for result in (*RESULTS, *LOGS)]
    groups[look.POSTED] += [(form.sheet, form.about) for form in FORMS]
    first, bottom = LEFT, top
    for group, sheets in groups.items():
        lists = _SPREAD[group]
        _group_title(sheet, top + 1, (first, first + sum(lists) - 1), group)
        longest = -(-len(sheets) // len(lists))
        for number, wide in enumerate(lists):
            _list(sheet, (top + 2, first, first + wide - 1), look.palette(group), sheets[number * longest : (number + 1) * longest])
            first += wide
        bottom = max(bottom, top + 1 + longest)
    for row in range(top + 1, bottom + 1):
        sheet.row_dimensions[row].height = 22
    return bottom


def _group_title(sheet: Worksheet, row: int, across: tuple[int, int], group: str) -> None:
    title = block(sheet, row, *across, group)
    title.font, title.alignment = look.font(10, look.WHITE, bold=True), look.aligned(indent=1)
    paint(sheet, row, across, look.palette(group).head)


def _list(sheet: Worksheet, place: tuple[int, int, int], colours: look.Palette, sheets: list[tuple[str, str]]) -> None:
    """Links to some sheets, below each other. ``place``: the first row, the first and the last column."""
    top, first, last = place
    for row, (name, purpose) in enumerate(sheets, start=top):
        cell = block(sheet, row, first, last, name)
        cell.font, cell.alignment = look.font(10.5, colours.deep), look.aligned(indent=1)
        paint(sheet, row, (first, last), colours.stripe, below=look.WHITE)
        jump(cell, name, purpose)


def _figures(book: Workbook, sheet: Worksheet, top: int) -> int:
    """The month's figures by defined name, filled by refresh; the last row used."""
    month = setting("核算月份", month=True)
    heading(sheet, top, RIGHT, RIGHT_END, f'=IF({month}="","本月结果",{month}&" 的结果")')
    edges = ((RIGHT, RIGHT + 3), (RIGHT + 4, RIGHT + 6), (RIGHT + 7, RIGHT_END))
    for (first, last), text in zip(edges, ("指标", *FRONT_PERIODS), strict=True):
        cell = block(sheet, top + 1, first, last, text)
        cell.font = look.font(10, look.BRAND.deep, bold=True)
        cell.alignment = look.aligned("right" if first > RIGHT else None, indent=1)
        paint(sheet, top + 1, (first, last), look.BRAND.soft)
    formats = {figure.name: figure.format for figure in FIGURES}
    for row, figure in enumerate(FRONT_FIGURES, start=top + 2):
        (first, last), *values = edges
        label = block(sheet, row, first, last, figure)
        label.alignment = look.aligned(indent=1)
        for (start, end), period in zip(values, FRONT_PERIODS, strict=True):
            cell = block(sheet, row, start, end)
            cell.font, cell.alignment, cell.number_format = look.font(10.5), look.aligned("right", indent=1), formats[figure]
            name_cell(book, figure_name(figure, period), cell)
        paint(sheet, row, (RIGHT, RIGHT_END), below=look.LINE)
    return top + 1 + len(FRONT_FIGURES)


def _forecast(book: Workbook, sheet: Worksheet, top: int) -> int:
    """How the month is going to end, filled by refresh; the last row used."""
    sheet.row_dimensions[top - 1].height = 10
    month = setting("核算月份", month=True)
    heading(sheet, top, LEFT, RIGHT_END, f'=IF({month}="","月末预计",{month}&" 月末预计")')
    tiles = (
        (2, 6, "预计月末盈亏率", FrontName.EXPECTED_RATE, RATE),
        (7, 13, "月盈亏率的允许范围", FrontName.BAND, "@"),
        (14, 17, "剩余供餐天数", FrontName.DAYS_LEFT, COUNT),
        (18, 22, "至今每天食材（元）", FrontName.FOOD_A_DAY, MONEY),
        (23, RIGHT_END, "以后每天用这么多正好持平（元）", FrontName.FOOD_TO_ZERO, MONEY),
    )
    for first, last, text, name, shown in tiles:
        label, value = block(sheet, top + 1, first, last, text), block(sheet, top + 2, first, last)
        label.font, label.alignment = look.font(9.5, look.MUTED), look.aligned("center", shrink=True)
        value.font, value.number_format = look.font(13, look.BRAND.deep, bold=True), shown
        value.alignment = look.aligned("center", shrink=True)
        name_cell(book, name, value)
    note = block(sheet, top + 3, LEFT, RIGHT_END)
    note.font, note.alignment = look.font(9, look.MUTED), look.aligned("left", indent=1, wrap=True)
    name_cell(book, FrontName.FORECAST, note)
    for row, height in ((top + 1, 20), (top + 2, 26), (top + 3, 30)):
        sheet.row_dimensions[row].height = height
        paint(sheet, row, (LEFT, RIGHT_END), look.BRAND.stripe)
    return top + 3


def _charts(sheet: Worksheet, top: int) -> int:
    """How the months and days went, and what the food was: charts of what stands in 图表_每天 and 图表_每月; the last row used."""
    sheet.row_dimensions[top - 1].height = 14
    heading(sheet, top, LEFT, RIGHT_END, f'=IF({FrontName.NUMBERS}="","图表（第一次刷新以后才有）","图表")')
    sheet.row_dimensions[top + 1].height = 6
    first, rows = top + 2, 3 * _CHART_ROWS
    for row in range(first, first + rows):
        sheet.row_dimensions[row].height = _CHART_ROW
    wide: tuple[LineChart | BarChart, ...] = (cost_by_day(), cost_by_month(), surplus_rate())
    for number, chart in enumerate(wide):
        row = first + number * _CHART_ROWS
        put(sheet, chart, Place(row, LEFT, row + _CHART_ROWS, LEFT_END + 1))
    put(sheet, food_by_category(), Place(first, RIGHT, first + rows, RIGHT_END + 1))
    return first + rows - 1


def _foot(book: Workbook, sheet: Worksheet, row: int) -> None:
    sheet.row_dimensions[row].height = 10
    block(sheet, row + 1, LEFT, 10, "表头深色的列必填，浅色的可不填。要核对的格子：").font = look.font(9, look.MUTED)
    for first, (level, colours) in zip((11, 13, 15), look.LEVEL_LOOKS.items(), strict=True):
        cell = block(sheet, row + 1, first, first + 1, level)
        cell.font, cell.alignment, cell.fill = look.font(9, colours.text), look.aligned("center"), look.fill(colours.fill)
    scope = block(sheet, row + 1, RIGHT + 1, RIGHT_END, OUT_OF_SCOPE)
    scope.font, scope.alignment = look.font(9, look.MUTED), look.aligned("right")
    sheet.row_dimensions[row + 1].height = 22
    about = f'=IF({FrontName.NUMBERS}="","","上次刷新时，全部登记里数字的个数和总和：")'
    block(sheet, row + 2, LEFT, 10, about).font = look.font(9, look.MUTED)
    for first, last, name, shown in ((11, 12, FrontName.NUMBERS, COUNT), (13, LEFT_END, FrontName.TOTAL, "#,##0.00##")):
        cell = block(sheet, row + 2, first, last)
        cell.font, cell.alignment, cell.number_format = look.font(9, look.MUTED), look.aligned("right"), shown
        name_cell(book, name, cell)


def _print_setup(sheet: Worksheet) -> None:
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.4
