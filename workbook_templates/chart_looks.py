"""How every chart looks: its fonts, lines, labels and axes. Where its numbers stand is told by ``front_charts``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from openpyxl.chart.axis import DateAxis
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun, RichTextProperties

from workbook_templates import look

if TYPE_CHECKING:
    from openpyxl.chart import BarChart, LineChart
    from openpyxl.chart.axis import _BaseAxis

Plot: TypeAlias = tuple[float, float, float, float]
"""Where the plot stands in a chart, in parts of it: left, top, width, height. What stands around it so has room in every program."""

_POINT = 12_700
"""In the file's unit of length."""
_UPWARDS = -5_400_000
"""Text turned by a quarter, in the file's unit of angle."""


def stroke(colour: str, points: float, dash: Literal["solid", "dash", "sysDash"] = "solid") -> LineProperties:
    """A line of one colour and width."""
    return LineProperties(solidFill=colour, w=round(points * _POINT), prstDash=dash)


def labels(form: str, position: Literal["inEnd", "outEnd", "t"], colour: str) -> DataLabelList:
    """The values beside what is drawn of them, in a number format of their own."""
    found = DataLabelList(numFmt=form, dLblPos=position, txPr=_texts(8, colour))
    found.showVal = True
    found.showSerName = found.showCatName = found.showLegendKey = found.showPercent = False
    return found


def finish(chart: BarChart | LineChart, title: str, form: str, plot: Plot) -> None:
    """Title, legend, frame and axes; what is not known is a gap, and rows that are filtered away stay in the picture."""
    chart.title = _title(title, 11, look.BRAND.deep, bold=True)
    legend = Legend(legendPos="t", txPr=_texts(8.5, look.INK))
    legend.overlay = False
    chart.legend = legend
    chart.display_blanks, chart.visible_cells_only, chart.roundedCorners = "gap", False, False
    chart.graphical_properties = GraphicalProperties(solidFill=look.WHITE, ln=stroke(look.LINE, 0.75))
    left, top, width, height = plot
    inside = ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=left, y=top, w=width, h=height)
    chart.layout = Layout(manualLayout=inside)
    for axis in (chart.x_axis, chart.y_axis):
        _finish_axis(axis)
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.number_format = form
    if chart.y_axis.majorGridlines is not None:
        chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=stroke(look.LINE, 0.5))


def name_axes(chart: BarChart | LineChart, across: str, upwards: str) -> None:
    """What stands along each axis, with its unit."""
    chart.x_axis.title = _title(across, 8.5, look.MUTED)
    chart.y_axis.title = _title(upwards, 8.5, look.MUTED, turned=_UPWARDS)


def stand_on_dates(chart: BarChart | LineChart, unit: Literal["days", "months"], form: str) -> None:
    """Let the chart stand on an axis of dates, marked month by month."""
    axis = DateAxis(axId=chart.x_axis.axId, crossAx=chart.x_axis.crossAx, auto=False)
    axis.number_format, axis.tickLblPos = form, "low"
    axis.baseTimeUnit, axis.majorTimeUnit, axis.majorUnit = unit, "months", 1
    _finish_axis(axis)
    chart.x_axis = axis


def _finish_axis(axis: _BaseAxis) -> None:
    axis.delete = False
    axis.txPr = _texts(8, look.INK)
    axis.majorTickMark = axis.minorTickMark = "none"
    axis.spPr = GraphicalProperties(ln=stroke(look.MUTED, 0.5))


def _characters(size: float, colour: str, *, bold: bool = False) -> CharacterProperties:
    face = Font(typeface=look.FACE)
    return CharacterProperties(sz=round(size * 100), b=bold, solidFill=colour, latin=face, ea=face)


def _texts(size: float, colour: str) -> RichText:
    """How texts look that a program makes: numbers, dates, names in a legend."""
    properties = ParagraphProperties(defRPr=_characters(size, colour))
    return RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties())])


def _title(text: str, size: float, colour: str, *, bold: bool = False, turned: int | None = None) -> Title:
    run = RegularTextRun(rPr=_characters(size, colour, bold=bold), t=text)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_characters(size, colour, bold=bold)), r=[run])
    title = Title(tx=Text(rich=RichText(bodyPr=RichTextProperties(rot=turned), p=[paragraph])))
    title.overlay = False
    return title
