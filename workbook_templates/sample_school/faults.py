"""The same school with an error for every rule that can stand beside the others.

Not planted, because they cannot stand beside the others: a first day after the last (nothing else could be judged) and
months that end in exactly 0.00 (the errors beside them change the balance). Two columns of one name and merged cells are
no table that Excel would open; a formula's result that is not rounded needs a program that computes. The row of 2027 is
found when today is given. FIN-15 and FIN-16 rest on parameters of other 规则套 than the school's; the school books the
scrap that it sells (CON-07).
"""

from __future__ import annotations

from workbook_templates.sample_school.faults_of_cells import cell_faults, slip_faults
from workbook_templates.sample_school.faults_of_goods import delivery_faults, issue_faults, stock_faults
from workbook_templates.sample_school.faults_of_money import comparison_faults, meal_faults, trade_in_faults, voucher_faults
from workbook_templates.sample_school.faults_of_statements import statement_faults
from workbook_templates.sample_school.planting import TABLE, Damage, Fault, Planted, Planting
from workbook_templates.sample_school.rows import Rows, sample_rows

DAMAGE = Damage(
    attached={"规则参数": {"参数": "价格涨幅上线", "值": "20%"}},
    below={"收入": {"摘要": "（隔行补记）十二月押金", "金额": 200}},
    headings={("收入", "资金来源"): "钱从哪来", ("基期", "基期"): "对比学期"},
)
"""What no row can show; ``fill`` does it to the workbook."""


def all_faults(rows: Rows) -> list[Fault]:
    """Every error, to be planted in the rows of the good book."""
    families = (
        *(cell_faults, slip_faults, stock_faults, delivery_faults, issue_faults),
        *(meal_faults, voucher_faults, trade_in_faults, comparison_faults, statement_faults),
    )
    return [fault for family in families for fault in family(rows)]


def spoil(rows: Rows) -> list[Planted]:
    """Plant every error in the rows of the good book, and tell what was planted.

    Args:
        rows: the good book's rows; they are changed.
    """
    spoiled = Planting(rows)
    for fault in all_faults(rows):
        spoiled.plant(fault)
    return [
        *spoiled.planted,
        Planted("紧接表下打了一行", "DAT", "规则参数", TABLE, ""),
        Planted("规则参数的名称不认识", "DAT", "规则参数", TABLE, "参数"),
        Planted("表下隔着空行有内容", "DAT", "收入", TABLE, ""),
        Planted("必须有的列没有了", "DAT", "基期", TABLE, "基期"),
        Planted("收支说明没有收入和结余", "STA", "收支说明", TABLE, ""),
        Planted("可以没有的列没有了", "DAT", "收入", TABLE, ""),
    ]


def faulty_rows() -> Rows:
    """The same book with an error for every rule that can stand beside the others; ``DAMAGE`` goes with it."""
    rows = sample_rows()
    spoil(rows)
    return rows


def planted() -> list[Planted]:
    """What is wrong in ``faulty_rows`` (and ``DAMAGE``), and where."""
    return spoil(sample_rows())
