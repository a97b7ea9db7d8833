"""基期 and 年初至今: what the sample school's earlier terms cost."""

from __future__ import annotations

from decimal import Decimal

D = Decimal

_INCOME = {
    "学生伙食费": D("271862.00"),
    "教职工伙食费": D("22816.00"),
    "财政补助": D("46500.00"),
    "利息": D("77.35"),
    "废品收入": D("218.60"),
}
_COSTS = {
    "食材消耗": D("231604.75"),
    "燃料水电": D("24183.20"),
    "人员": D("77850.00"),
    "易耗品": D("1986.40"),
    "维修": D("2240.00"),
}


def year_to_date_rows() -> list[dict[str, object]]:
    """The rows of 年初至今: January to August 2025."""
    income, costs = sum(_INCOME.values(), D(0)), sum(_COSTS.values(), D(0))
    totals = {"收入合计": income, "支出合计": costs, "结余": income - costs}
    return [{"指标": name, "金额": amount} for name, amount in {**_INCOME, **_COSTS, **totals}.items()]


def base_period_rows() -> list[dict[str, object]]:
    """The rows of 基期: 2025春."""
    meals = D("45216.50")
    rows: list[tuple[str, str, Decimal, dict[str, object]]] = [
        ("调味品", "调味品", D("4386.20"), {"备注": "按领用口径"}),
        ("主食", "粮食", D("21640.80"), {"基期数量": D(4690)}),
        ("肉蛋", "畜禽肉、蛋", D("102318.45"), {}),
        ("食用油", "「菜籽油」", D("8122.00"), {"基期数量": D(690)}),
        ("干货（不含木耳）", "干货", D("612.40"), {"剔除": "「木耳」"}),
        ("易耗品", "易耗品", D("2610.50"), {}),
    ]
    return [
        {"项目": name, "类别": scope, "基期": "2025春", "基期金额": amount, "基期折算人次": meals} | more
        for name, scope, amount, more in rows
    ]
