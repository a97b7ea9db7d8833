"""The charts of 首页: native ones, bound to the ranges of 图表_每天 and 图表_每月, so that they follow a refresh which never touches them.

Nothing a chart remembers of its numbers is written: every program draws it from the cells. Days and months stand on an axis of dates,
where a date that stands twice takes no room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.legend import LegendEntry
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils import get_column_letter

from workbook_templates import look
from workbook_templates.chart_data import CATEGORIES, CHART_DAYS, CHART_MONTHS, DAYS, MONTHS
from workbook_templates.chart_looks import finish, labels, name_axes, stand_on_dates, stroke

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from workbook_templates.results import ResultTable

_PER_MEAL, _MONEY, _WHOLE, _RATE = "元／折算人次", "0.00", "#,##0", "0.0%"
_DAY, _MONTH = 'm"月"d"日"', 'm"月"'
_FIRST, _SECOND, _LIMIT = look.BRAND.head, look.GROUPS["结果"].head, look.LEVEL_LOOKS["错误"].text
_WIDE, _TALL = (0.1, 0.31, 0.87, 0.45), (0.22, 0.12, 0.6, 0.84)


class Place(NamedTuple):
    """Where a chart stands on the grid of a sheet: from its first row and column up to, not into, the last ones (all from 1)."""

    row: int
    column: int
    end_row: int
    end_column: int


class Source(NamedTuple):
    """Where a chart's numbers stand: the table, its column of dates or names, the first row of its sheet below the heads, how many rows."""

    table: ResultTable
    along: str
    first_row: int
    rows: int

    def cells(self, heading: str) -> str:
        """The cells of one column, always the same ones."""
        letters = get_column_letter(self.table.headings.index(heading) + 1)
        return f"{self.table.name}!${letters}${self.first_row}:${letters}${self.first_row + self.rows - 1}"


BY_DAY = Source(CHART_DAYS, "日期", 3, DAYS)
BY_MONTH = Source(CHART_MONTHS, "月份", 4, MONTHS)
BY_CATEGORY = Source(CHART_MONTHS, "类别", 4, CATEGORIES)


class LineLook(NamedTuple):
    """How a line is drawn; ``mark`` stands at each of its points, so that a single one is seen too."""

    colour: str
    mark: Literal["none", "circle", "diamond", "dash"]
    mark_size: int = 6
    points: float = 1.75
    dash: Literal["solid", "dash", "sysDash"] = "solid"


_VALUE = LineLook(_SECOND, "diamond")
_DAILY, _AVERAGE = LineLook(_FIRST, "circle", 3, 1.0), LineLook(_SECOND, "none", dash="dash")
_MONTH_LIMIT, _TO_DATE_LIMIT = LineLook(_FIRST, "dash", points=1.0), LineLook(_LIMIT, "dash", points=1.25, dash="sysDash")


def cost_by_day() -> LineChart:
    """餐均食材成本 day by day, beside the average of these days."""
    chart = LineChart()
    chart.series += [_line(BY_DAY, "当天餐均食材成本", "当天", _DAILY), _line(BY_DAY, "平均餐均食材成本", "平均", _AVERAGE)]
    finish(chart, "每天的餐均食材成本", _MONEY, _WIDE)
    stand_on_dates(chart, "days", _DAY)
    name_axes(chart, "日期", _PER_MEAL)
    return chart


def cost_by_month() -> BarChart:
    """餐均食材成本 and 餐均总成本 month by month: the total stands over the food, so their numbers never meet."""
    chart, totals = BarChart(), LineChart()
    food = _bar(BY_MONTH, "餐均食材成本", "餐均食材成本", _FIRST)
    food.dLbls = labels(_MONEY, "inEnd", look.WHITE)
    total = _line(BY_MONTH, "餐均总成本", "餐均总成本", _VALUE)
    total.dLbls = labels(_MONEY, "t", look.INK)
    chart.series.append(food)
    totals.series.append(total)
    finish(chart, "每月的餐均成本", _MONEY, _WIDE)
    stand_on_dates(chart, "months", _MONTH)
    name_axes(chart, "月份", _PER_MEAL)
    return _with_lines(chart, totals)


def surplus_rate() -> BarChart:
    """盈亏率 of each month and to date, between the limits of 规则参数; the legend names each pair of limits once."""
    chart, lines = BarChart(), LineChart()
    month = _bar(BY_MONTH, "月盈亏率", "当月盈亏率", look.BRAND.soft)
    month.spPr = GraphicalProperties(solidFill=look.BRAND.soft, ln=stroke(_FIRST, 0.75))
    to_date = _line(BY_MONTH, "累计盈亏率", "累计盈亏率", _VALUE)
    to_date.dLbls = labels(_RATE, "t", look.INK)
    chart.series.append(month)
    lines.series += [
        _line(BY_MONTH, "月盈亏率上限", "当月的上下限", _MONTH_LIMIT),
        _line(BY_MONTH, "月盈亏率下限", "当月的下限", _MONTH_LIMIT),
        _line(BY_MONTH, "累计盈亏率上限", "累计的上下限", _TO_DATE_LIMIT),
        _line(BY_MONTH, "累计盈亏率下限", "累计的下限", _TO_DATE_LIMIT),
        to_date,
    ]
    finish(chart, "盈亏率和允许的范围", _RATE, _WIDE)
    if chart.legend is not None:
        chart.legend.legendEntry = [LegendEntry(idx=second, delete=True) for second in (2, 4)]
    stand_on_dates(chart, "months", _MONTH)
    name_axes(chart, "月份", "盈亏率")
    return _with_lines(chart, lines)


def food_by_category() -> BarChart:
    """食材消耗 of 核算月份 by 类别, in the order in which they are declared, beside the month before."""
    chart = BarChart(barDir="bar", gapWidth=45, overlap=0)
    here = _bar(BY_CATEGORY, "本月食材消耗", "核算月份", _FIRST)
    before = _bar(BY_CATEGORY, "上月食材消耗", "上月", look.GROUPS["结果"].soft)
    for series in (here, before):
        series.dLbls = labels(_WHOLE, "outEnd", look.INK)
    chart.series += [here, before]
    finish(chart, "各类食材消耗（元）", _WHOLE, _TALL)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.delete, chart.y_axis.majorGridlines = True, None
    return chart


def put(sheet: Worksheet, chart: BarChart | LineChart, place: Place) -> None:
    """Put a chart on the sheet; it moves and grows with the cells below it."""
    start = AnchorMarker(col=place.column - 1, row=place.row - 1)
    end = AnchorMarker(col=place.end_column - 1, row=place.end_row - 1)
    chart.anchor = TwoCellAnchor(editAs="twoCell", _from=start, to=end)  # type: ignore[assignment]
    sheet.add_chart(chart)


def _series(source: Source, heading: str, name: str) -> Series:
    cells = source.cells(source.along)
    along = AxDataSource(strRef=StrRef(f=cells)) if source is BY_CATEGORY else AxDataSource(numRef=NumRef(f=cells))
    return Series(tx=SeriesLabel(v=name), cat=along, val=NumDataSource(numRef=NumRef(f=source.cells(heading))))


def _line(source: Source, heading: str, name: str, drawn: LineLook) -> Series:
    series = _series(source, heading, name)
    series.spPr = GraphicalProperties(ln=stroke(drawn.colour, drawn.points, drawn.dash))
    series.marker = Marker(symbol=drawn.mark)
    if drawn.mark != "none":
        shape = GraphicalProperties(solidFill=drawn.colour, ln=stroke(drawn.colour, 0.75))
        series.marker = Marker(symbol=drawn.mark, size=drawn.mark_size, spPr=shape)
    series.smooth = False
    return series


def _bar(source: Source, heading: str, name: str, colour: str) -> Series:
    series = _series(source, heading, name)
    series.spPr = GraphicalProperties(solidFill=colour, ln=LineProperties(noFill=True))
    series.invertIfNegative = False
    return series


def _with_lines(bars: BarChart, lines: LineChart) -> BarChart:
    """Lines drawn over bars, on the same axes."""
    lines.x_axis, lines.y_axis = bars.x_axis, bars.y_axis
    bars.gapWidth = 80
    bars += lines
    return bars
