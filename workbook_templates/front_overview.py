"""The two blocks of 首页 on what is to be done: what of the months' forms is posted, and on which sheets the problems are.

Both are formulas over 公示进度 and 问题统计, which a refresh fills; they show nothing while the tables are empty or not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, Font
from openpyxl.styles.differential import DifferentialStyle

from workbook_templates import look
from workbook_templates.front_grid import LEFT, LEFT_END, RIGHT, RIGHT_END, block, heading, paint
from workbook_templates.front_state import FrontName
from workbook_templates.results import DAY, ISSUE_COUNTS, MONTH, POSTING_PROGRESS

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LINES = 6
"""So many months and so many sheets are shown."""
_FORMS = 5
_LEVELS = ("错误", "警告", "提示")
_MONTH, _DUE = (LEFT, LEFT + 2), (LEFT + 3, LEFT + 5)
_FORM_BLOCKS = tuple((first, first + 1) for first in range(LEFT + 6, LEFT_END, 2))
_SHEET = (RIGHT, RIGHT + 3)
_LEVEL_BLOCKS = tuple((first, first + 1) for first in range(RIGHT + 4, RIGHT_END, 2))
_P, _Q = POSTING_PROGRESS.name, ISSUE_COUNTS.name
_FORMS_A_MONTH = f"COUNTIF({_P}[月份],INDEX({_P}[月份],1))"
_BEFORE = (
    f"IFERROR(MAX(0,MIN(ROWS({_P}[月份])-{LINES}*{_FORMS_A_MONTH},"
    f'MATCH(DATEVALUE({FrontName.MONTH}&"-01"),{_P}[月份],0)-1-{LINES - 2}*{_FORMS_A_MONTH})),0)'
)
"""How many rows of 公示进度 are left out before the first month shown: of a longer book, 核算月份, the four before it and the one after it are shown."""


def overview(sheet: Worksheet, top: int) -> int:
    """Draw both blocks; the last row used."""
    sheet.row_dimensions[top - 1].height = 10
    _postings(sheet, top)
    _issues(sheet, top)
    sheet.row_dimensions[top + 1].height = 30
    for row in range(top + 2, top + 2 + LINES):
        sheet.row_dimensions[row].height = 20
    return top + 1 + LINES


def _head(sheet: Worksheet, row: int, across: tuple[int, int], text: str, side: str = "center") -> None:
    cell = block(sheet, row, *across, text)
    cell.font = look.font(9, look.BRAND.deep, bold=True)
    cell.alignment = look.aligned(side, wrap=True, indent=1 if side == "left" else 0)
    paint(sheet, row, across, look.BRAND.soft)


def _shown(sheet: Worksheet, row: int, across: tuple[int, int], formula: str, form: str) -> Cell:
    cell = block(sheet, row, *across, f'=IFERROR({formula},"")')
    cell.font, cell.alignment, cell.number_format = look.font(9.5), look.aligned("center", shrink=True), form
    return cell


def _postings(sheet: Worksheet, top: int) -> None:
    """A month a line, a form a column: the day it was first posted."""
    more = f'"公示（这里是前 {_FORMS} 张表，全部见 公示进度）"'
    heading(sheet, top, LEFT, LEFT_END, f'=IFERROR(IF({_FORMS_A_MONTH}>{_FORMS},{more},"公示"),"公示")')
    _head(sheet, top + 1, _MONTH, "月份", "left")
    _head(sheet, top + 1, _DUE, "应公示日")
    for number, across in enumerate(_FORM_BLOCKS, start=1):
        name = f'SUBSTITUTE(INDEX({_P}[公示表],{number}),"公示-","")'
        _head(sheet, top + 1, across, f'=IFERROR(IF({number}>{_FORMS_A_MONTH},"",{name}),"")')
    for line in range(LINES):
        row = top + 2 + line
        place = f"{_BEFORE}+{line}*{_FORMS_A_MONTH}+1"
        month = _shown(sheet, row, _MONTH, f'IF(INDEX({_P}[月份],1)="","",INDEX({_P}[月份],{place}))', MONTH)
        month.alignment = look.aligned("left", indent=1)
        here = f"MATCH({month.coordinate},{_P}[月份],0)"
        due = f"INDEX({_P}[应公示日],{here})"
        _shown(sheet, row, _DUE, f'IF({due}="","",{due})', DAY).font = look.font(9.5, look.MUTED)
        for number, across in enumerate(_FORM_BLOCKS, start=1):
            _lit(sheet, _shown(sheet, row, across, _posted(number, here), "@"))
        paint(sheet, row, (LEFT, LEFT_END), below=look.LINE)


def _posted(number: int, month: str) -> str:
    """What a form of a month shows: the day it was first posted, and 晚 if that was late; 过期; — where it is not posted yet."""
    day, told = (f"INDEX({_P}[{column}],{month}+{number - 1})" for column in ("公示日", "情形"))
    posted = f'TEXT({day},"m-d")&IF(LEFT({told},1)="晚"," 晚","")'
    return f'IF({number}>{_FORMS_A_MONTH},"",IF({day}="",IF(LEFT({told},2)="过期","过期","—"),{posted}))'


def _lit(sheet: Worksheet, cell: Cell) -> None:
    """Late in the colour of a warning, overdue in that of an error."""
    for level, when in (("警告", f'RIGHT({cell.coordinate},1)="晚"'), ("错误", f'{cell.coordinate}="过期"')):
        sheet.conditional_formatting.add(cell.coordinate, Rule(type="expression", formula=[when], dxf=_look(level)))


def _look(level: str) -> DifferentialStyle:
    return DifferentialStyle(font=Font(b=True, color=Color(rgb="FF" + look.LEVEL_LOOKS[level].text)))


def _issues(sheet: Worksheet, top: int) -> None:
    """A sheet a line, the worst first; its name leads to it."""
    many = f'"问题在哪里（前 {LINES} 张表，共 "&ROWS({_Q}[表])&" 张）"'
    heading(sheet, top, RIGHT, RIGHT_END, f'=IFERROR(IF(ROWS({_Q}[表])>{LINES},{many},"问题在哪里"),"问题在哪里")')
    _head(sheet, top + 1, _SHEET, "表", "left")
    for level, across in zip(_LEVELS, _LEVEL_BLOCKS, strict=True):
        _head(sheet, top + 1, across, level)
    for number in range(1, LINES + 1):
        row, name = top + 1 + number, f"INDEX({_Q}[表],{number})"
        none = f'IF({FrontName.NUMBERS}="","","都没有问题")' if number == 1 else '""'
        link = _shown(sheet, row, _SHEET, f"""IF({name}="",{none},HYPERLINK("#'"&{name}&"'!A1",{name}))""", "General")
        link.font, link.alignment = look.font(9.5, look.LINK), look.aligned("left", indent=1, shrink=True)
        for level, across in zip(_LEVELS, _LEVEL_BLOCKS, strict=True):
            count = _shown(sheet, row, across, f'IF({name}="","",INDEX({_Q}[{level}],{number}))', "0;-0;—")
            some = f"AND(ISNUMBER({count.coordinate}),{count.coordinate}>0)"
            count.font = look.font(9.5, look.MUTED)
            sheet.conditional_formatting.add(count.coordinate, Rule(type="expression", formula=[some], dxf=_look(level)))
        paint(sheet, row, (RIGHT, RIGHT_END), below=look.LINE)
