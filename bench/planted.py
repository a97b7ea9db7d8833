"""Anomalies planted in the made-up county, and schools that look odd for good reasons: what is true is written here, by who planted it.

Nothing here knows how the tests look for it: rows are changed as somebody would who makes up a book.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from addin.snapshot import raw_book, take_snapshot
from bench.county import NAME, TERM, school_book
from macros_py.judge import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bench.full_school import Row

    Rows = dict[str, list[Row]]

D = Decimal
FEN, TENTH, HUNDRED = D("0.01"), D("0.1"), D(100)
SCHOOLS = 50
ENROLLED = 210
"""Pupils of every school but one: none serves more than 190 at a meal."""
KEPT = ("粮食", "食用油", "调味品", "干货")


class Plant(NamedTuple):
    """What was done to the book of one school, and the code of the test that is to find it; "" for what nobody should be asked about."""

    code: str
    school: int
    what: str
    change: Callable[[Rows], None]


# --- made-up rows -----------------------------------------------------------------------------------------------------------------------


def _amount(row: Row) -> Decimal:
    return D(str(row["数量"])) * D(str(row["单价"]))


def _settle(lines: Iterable[Row]) -> None:
    """金额 after 数量 or 单价 has changed; 单据合计 is not filled in."""
    for row in lines:
        row["金额"] = _amount(row).quantize(FEN, ROUND_HALF_UP)


def _without_totals(rows: Rows) -> None:
    for row in rows["采购验收"]:
        row.pop("单据合计", None)


def _categories(rows: Rows) -> dict[object, str]:
    return {row["品名"]: str(row["类别"]) for row in rows["品目"]}


def _expense(rows: Rows, day: date, amount: Decimal, number: str, **more: object) -> None:
    row: Row = {
        "凭证号": number,
        "日期": day,
        "科目": "其他支出",
        "摘要": "食堂零星支出",
        "金额": amount,
        "所属月份": day.replace(day=1),
    }
    rows["支出"].append(row | {"归口": "食堂", "收款单位": "杂项", "立项依据": "校务会纪要", "审批人": "陈十一"} | more)


def balance_out(surplus: dict[str, Decimal], rows: Rows) -> None:
    """Whatever is left at a month's end is spent on paper, to the fen."""
    for number, (month, left) in enumerate(surplus.items()):
        last = max(day for row in rows["就餐"] if f"{(day := date.fromisoformat(str(row['日期']))):%Y-%m}" == month)
        _expense(rows, last, left, f"平{number:02d}")


def never_absent(heads: int, rows: Rows) -> None:
    """Every pupil is there every day."""
    for row in rows["就餐"]:
        if (row["对象"], row["餐次"]) == ("学生", "午餐"):
            row["人数"] = heads


def all_out_at_once(rows: Rows) -> None:
    """What keeps is written off by the delivery slip, on the day it came."""
    kinds = _categories(rows)
    names = {name for name, kind in kinds.items() if kind in KEPT}
    for table in ("出库", "期初库存", "盘点"):
        rows[table] = [row for row in rows[table] if row["品名"] not in names]
    for row in rows["采购验收"]:
        if row["品名"] in names and not row.get("直出餐次"):
            issue = {"单号": f"补{row['单号']}", "日期": row["日期"], "餐次": "午餐", "去向": "供餐", "品名": row["品名"]}
            signed = {"管理员": "李四", "仓管员": "周五", "厨师": "孙三"}
            rows["出库"].append(issue | {"数量": row["数量"], "单位": row["单位"]} | signed)
    rows["出库"].sort(key=lambda row: str(row["日期"]))


def copied_lines(rows: Rows) -> None:
    """A slip of vegetables copied again and again, the weight with it."""
    _without_totals(rows)
    lines = [row for row in rows["采购验收"] if row.get("直出餐次")]
    name, _ = Counter(row["品名"] for row in lines).most_common(1)[0]
    same = [row for row in lines if row["品名"] == name][2:10]
    for row in same:
        row |= {"数量": D("13.7"), "单价": same[0]["单价"]}
    _settle(same)


def deliveries_on(days: tuple[date, ...], category: str, rows: Rows) -> None:
    """Slips on days on which nobody eats."""
    kinds = _categories(rows)
    like = next(row for row in rows["采购验收"] if kinds[row["品名"]] == category)
    for number, day in enumerate(days):
        slip: Row = {key: value for key, value in like.items() if key not in {"单据合计", "直出餐次", "票据号"}}
        slip |= {
            "单号": f"假{number:02d}",
            "日期": day,
            "数量": D(20 + number),
            "采购人": "赵一",
            "数量验收人": "郑七",
            "质量验收人": "孙三",
        }
        slip |= {"生产日期": day - timedelta(days=1), "保质期至": day + timedelta(days=200)}
        _settle([slip])
        rows["采购验收"].append(slip)


def counted_at_the_desk(rows: Rows) -> None:
    """Counts that are the book's own: nothing was ever found short."""
    for row in rows["盘点"]:
        if row.pop("差异原因", None):
            row["实盘数量"] = D(str(row["实盘数量"])) + TENTH
            row.pop("批准人")


def heads_times(factor: Decimal, rows: Rows) -> None:
    """More (or fewer) heads than ever ate of that food."""
    for row in rows["就餐"]:
        row["人数"] = int(int(str(row["人数"])) * factor)
        row["免费人数"] = min(int(str(row["免费人数"] or 0)), int(str(row["人数"])))


def discount_forgotten(rows: Rows) -> None:
    """The meat is paid at more than the published price, let alone the discount."""
    _without_totals(rows)
    kinds = _categories(rows)
    dear = [row for row in rows["采购验收"] if kinds[row["品名"]] == "畜禽肉"]
    for row in dear:
        row["单价"] = (D(str(row["单价"])) * D("1.42")).quantize(FEN, ROUND_HALF_UP)
    _settle(dear)


def one_supplier(part: int, rows: Rows) -> None:
    """All slips but one in ``part`` are one supplier's."""
    for number, (_, lines) in enumerate(groupby(rows["采购验收"], key=lambda row: row["单号"])):
        for row in lines:
            if number % part:
                row["供应商"] = "第01供应站"


def invoices_of(numbers: tuple[str, ...], rows: Rows) -> None:
    """Invoices that somebody else has, too: the same numbers of the same supplier."""
    slips = [row for row in rows["采购验收"] if row["供应商"] == "第02供应站" and row.get("票据号")]
    for row, number in zip(slips[3:], numbers, strict=False):
        row["票据号"] = number


def split_repair(rows: Rows) -> None:
    """One repair in three bills."""
    for number, amount in enumerate(("9800.00", "9650.00", "9900.00")):
        day = date(2025, 10, 13) + timedelta(days=number)
        _expense(rows, day, D(amount), f"修{number}", 科目="维修", 摘要="食堂屋面维修", 收款单位="三木建材经营部")


def split_delivery(rows: Rows) -> None:
    """One truck of rice on two slips of one day."""
    like = next(row for row in rows["采购验收"] if str(row["品名"]).startswith("大米"))
    price = D(str(like["单价"]))
    for number in range(2):
        slip: Row = {key: value for key, value in like.items() if key not in {"单据合计", "票据号"}}
        slip |= {
            "单号": f"拆{number}",
            "日期": date(2025, 11, 12),
            "数量": (D(9500 + 200 * number) / price).quantize(TENTH, ROUND_DOWN),
        }
        slip |= {"生产日期": date(2025, 11, 1), "保质期至": date(2026, 11, 1)}
        slip |= {"采购人": "赵一", "数量验收人": "郑七", "质量验收人": "孙三"}
        _settle([slip])
        rows["采购验收"].append(slip)


def rounded_off(rows: Rows) -> None:
    """Amounts first, prices afterwards: whole hundreds."""
    _without_totals(rows)
    for row in rows["采购验收"]:
        amount = D(str(row["金额"])) // HUNDRED * HUNDRED
        if amount:
            row |= {"金额": amount, "单价": (amount / D(str(row["数量"]))).quantize(D("0.0001"), ROUND_HALF_UP)}


def invented_amounts(rows: Rows) -> None:
    """Amounts out of the head: each first digit as often as the others, small sums and large ones."""
    _without_totals(rows)
    for number, row in enumerate(rows["采购验收"]):
        if row.get("直出餐次"):
            continue
        size = 1
        wanted = D(number % 9 + 1) + D("0.5")
        while wanted * size < D(str(row["金额"])):
            size *= 10
        size *= 10 if number % 12 == 0 else 1
        row["数量"] = (wanted * size / D(str(row["单价"]))).quantize(TENTH, ROUND_UP)
        _settle([row])


# --- odd for good reasons ---------------------------------------------------------------------------------------------------------------


def village_school(rows: Rows) -> None:
    """Thirty pupils who are all there every day, eating a sixth of what others do."""
    for row in rows["就餐"]:
        row["人数"], row["免费人数"] = (30, 12) if row["对象"] == "学生" else (2, 0)
    names = {row["品名"] for row in rows["期初库存"]}
    for row in (*rows["出库"], *(row for row in rows["采购验收"] if row.get("直出餐次"))):
        if row["品名"] in names or row.get("直出餐次"):
            row["数量"] = max(TENTH, (D(str(row["数量"])) / 6).quantize(TENTH))
    rows["盘点"] = []
    _without_totals(rows)
    _settle(row for row in rows["采购验收"] if row.get("直出餐次"))


def boarding_school(rows: Rows) -> None:
    """Pupils who stay over the weekend, and are delivered to."""
    saturdays = [date(2025, 9, 6) + timedelta(days=7 * week) for week in range(4)]
    for day in saturdays:
        for row in [row for row in rows["就餐"] if row["日期"] == day - timedelta(days=1)]:
            rows["就餐"].append(
                {**row, "日期": day, "人数": int(str(row["人数"])) // 2, "免费人数": 5 if row["免费人数"] else None}
            )
    deliveries_on(tuple(saturdays), "蔬菜", rows)


def sunday_evening(rows: Rows) -> None:
    """Fresh goods the evening before Monday's breakfast, and rice that came on two Saturdays."""
    deliveries_on(tuple(date(2025, 9, 7) + timedelta(days=7 * week) for week in range(3)), "蔬菜", rows)
    extra: Rows = {**rows, "采购验收": list(rows["采购验收"])}
    deliveries_on((date(2025, 10, 18), date(2025, 11, 15)), "粮食", extra)
    rows["采购验收"] += [row | {"单号": f"米{row['单号']}"} for row in extra["采购验收"][len(rows["采购验收"]) :]]


def daily_delivery(rows: Rows) -> None:
    """A company brings meat and eggs every morning, and they are all cooked that day."""
    kinds = _categories(rows)
    names = {name for name, kind in kinds.items() if kind in {"畜禽肉", "蛋", "奶"}}
    for table in ("出库", "期初库存", "盘点"):
        rows[table] = [row for row in rows[table] if row["品名"] not in names]
    for row in rows["采购验收"]:
        if row["品名"] in names:
            issue = {"单号": f"配{row['单号']}", "日期": row["日期"], "餐次": "午餐", "去向": "供餐", "品名": row["品名"]}
            rows["出库"].append(
                issue | {"数量": row["数量"], "单位": row["单位"], "管理员": "李四", "仓管员": "周五", "厨师": "孙三"}
            )
    rows["出库"].sort(key=lambda row: str(row["日期"]))


def milk_in_boxes(rows: Rows) -> None:
    """Milk, so many boxes every week: three equal numbers again and again, none of them weighed."""
    kinds = _categories(rows)
    _without_totals(rows)
    milk = [row for row in rows["采购验收"] if kinds[row["品名"]] == "奶" and row["数量"] != ""]
    most = max(D(str(row["数量"])) for row in milk)
    for row in milk:
        row |= {"数量": most.quantize(D(1), ROUND_UP), "单价": milk[0]["单价"]}
    _settle(milk)


# --- the county -------------------------------------------------------------------------------------------------------------------------

NATIONAL, LOCAL = ("25429900000012345678",), ("00815311", "00815312")
PLANTS: tuple[Plant, ...] = (
    Plant("ANO-02", 3, "登记的就餐人数比在校的多一半", lambda rows: None),  # noqa: ARG005 - the district's number tells
    Plant("ANO-03", 5, "午餐天天 180 人", partial(never_absent, 180)),
    Plant("ANO-04", 7, "米、油当天全部发光", all_out_at_once),
    Plant("ANO-05", 9, "同一行抄了八次", copied_lines),
    Plant(
        "ANO-06", 11, "三个周六收蔬菜", partial(deliveries_on, (date(2025, 9, 13), date(2025, 10, 18), date(2025, 11, 22)), "蔬菜")
    ),
    Plant("ANO-06", 12, "国庆假期里收豆腐", partial(deliveries_on, (date(2025, 10, 3),), "豆制品")),
    Plant("ANO-07", 13, "盘点照抄账面", counted_at_the_desk),
    Plant("ANO-08", 15, "人数多报三倍", partial(heads_times, D(4))),
    Plant("ANO-08", 16, "人数只有五分之一", partial(heads_times, D("0.2"))),
    Plant("ANO-09", 17, "肉没有下浮", discount_forgotten),
    Plant("ANO-10", 19, "一家供了九成", partial(one_supplier, 10)),
    Plant("ANO-11", 21, "三张票据和 22 号学校一样", partial(invoices_of, NATIONAL + LOCAL)),
    Plant("ANO-11", 22, "三张票据和 21 号学校一样", partial(invoices_of, NATIONAL + LOCAL)),
    Plant("ANO-12", 23, "一次维修开三张", split_repair),
    Plant("ANO-12", 24, "一车米开两张", split_delivery),
    Plant("ANO-13", 25, "金额都是整百", rounded_off),
    Plant("ANO-14", 27, "金额是编的", invented_amounts),
    Plant("", 30, "三十人的村小", village_school),
    Plant("", 31, "周末不回家的寄宿学校", boarding_school),
    Plant("", 32, "周日傍晚送周一的菜，米周六来过两次", sunday_evening),
    Plant("", 33, "肉蛋奶每天配送，当天用完", daily_delivery),
    Plant("", 34, "每次一样多的盒装奶", milk_in_boxes),
)
BALANCED = Plant("ANO-01", 1, "三个月结余恰好为零", lambda rows: None)  # noqa: ARG005 - it needs the months' surplus first: see ``balance_out``
CROWDED = 120
"""Pupils of school 3, which serves 180."""


def planted_codes() -> dict[int, set[str]]:
    """By school, the tests that are to find something."""
    found: dict[int, set[str]] = {}
    for plant in (BALANCED, *PLANTS):
        if plant.code:
            found.setdefault(plant.school, set()).add(plant.code)
    return found


def make_planted_county(folder: Path) -> None:
    """Fill a folder that is there with fifty schools."""
    changes = {plant.school: plant.change for plant in PLANTS}
    changes[BALANCED.school] = partial(balance_out, _surplus(school_book(BALANCED.school)))
    for number in range(1, SCHOOLS + 1):
        (folder / f"第{number:04d}小学.xlsx").write_bytes(school_book(number, TERM, changes.get(number)))


def _surplus(image: bytes) -> dict[str, Decimal]:
    """What the first three months of a book leave, for the school that spends just that."""
    months = judge(raw_book(take_snapshot(image, "账簿"))).figures.months
    return {month: D(str(values["结余"])) / HUNDRED for month, values in list(months.items())[:3]}


def make_enrolment(place: Path) -> None:
    """A workbook with 在校人数 as the district has it filled in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["学校", "食堂", "在校学生数"])
    for number in range(1, SCHOOLS + 1):
        sheet.append([NAME.format(number), None, CROWDED if number == PLANTS[0].school else ENROLLED])
    sheet.add_table(Table(displayName="在校人数", ref=f"A1:C{SCHOOLS + 1}"))
    book.save(place)
