"""The forms the template ships, a sheet each: what is pinned up. They are as a school would make its own: named cells and 公示_ tables, no code behind them."""

from typing import TYPE_CHECKING, NamedTuple

from workbook_templates.forms.accounts import accounts
from workbook_templates.forms.lists import counts, deliveries, trade_ins
from workbook_templates.forms.statement import statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook


class Form(NamedTuple):
    """A form: its sheet, what it tells, and what builds it."""

    sheet: str
    about: str
    build: "Callable[[Workbook, str], object]"


FORMS: tuple[Form, ...] = (
    Form("公示-食堂收支", "月度收支：收入、食材消耗、其他支出、两种结余、比率、人次和餐均成本", accounts),
    Form("公示-食材采购", "本月验收的食材，按供应商排，一行一个品目", deliveries),
    Form("公示-库存盘点", "本月盘点：账面、实盘、差额和原因", counts),
    Form("公示-易耗品以旧换新", "本学期各部门易耗品的领、交、免、欠", trade_ins),
    Form("公示-学期收支说明", "本学期到现在的收支，每个数怎样来的", statement),
)
"""In the order of the sheets."""
