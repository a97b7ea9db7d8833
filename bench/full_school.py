"""A large school that never was: its lists, its days, and what it eats, buys, issues, counts and books. The same on every run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from validation.months import first_day, last_day, month_of
from validation.registers.choices import CONSUMABLES, FOOD_CATEGORIES, FUEL
from workbook_templates.sample_school.suppliers import credit_code, organisation_code

D = Decimal
Row = dict[str, object]
TENTH, FEN, WHOLE = D("0.1"), D("0.01"), D(1)
BEGIN = date(2025, 9, 1)
HOLIDAYS = ((date(2025, 10, 1), date(2025, 10, 8)), (date(2026, 1, 1), date(2026, 1, 3)), (date(2026, 1, 26), date(2026, 2, 22)))
FRESH = ("水产", "豆制品", "蔬菜")
"""These go straight to a meal and never rest in stock."""
_NAMES = {
    "粮食": ("大米", "面粉", "小米", "挂面"), "食用油": ("菜籽油", "大豆油", "花生油", "芝麻油"), "畜禽肉": ("猪腿肉", "鸡腿", "牛肉", "鸭胸"),
    "水产": ("草鱼", "鲫鱼", "带鱼", "河虾"), "蛋": ("鸡蛋", "鸭蛋", "鹌鹑蛋", "皮蛋"), "奶": ("纯牛奶", "酸奶", "奶粉", "奶酪"),
    "豆制品": ("豆腐", "千张", "豆干", "腐竹"), "蔬菜": ("青菜", "白菜", "土豆", "萝卜"), "水果": ("苹果", "香蕉", "蜜橘", "梨"),
    "调味品": ("食盐", "酱油", "白糖", "料酒"), "干货": ("木耳", "紫菜", "香菇", "海带"), "其他食材": ("面包", "馒头", "包子", "蛋糕"),
    FUEL: ("液化气", "柴油", "木炭", "煤"), CONSUMABLES: ("扫帚", "拖把", "抹布", "手套"),
}  # fmt: skip
_TESTS = {"蔬菜": "农残", "水果": "农残", "畜禽肉": "检疫", "水产": "检疫"}
_ENTERED = (("公斤", D(1)), ("斤", D("0.5")), ("箱", D(20)))
_DEPARTMENTS = 20
_SURPLUS = D("0.99")
_FOOD_SHARE = D("0.62")
"""Of the meal's standard; within the band of food per head."""


class Size(NamedTuple):
    """How large a school: serving days, rows a day, and the length of its lists."""

    days: int
    purchases: int
    issues: int
    meals: int
    consumables: int
    items: int
    suppliers: int


FULL = Size(days=200, purchases=100, issues=200, meals=5, consumables=25, items=300, suppliers=60)
SMALL = Size(days=50, purchases=20, issues=40, meals=1, consumables=5, items=15, suppliers=3)
"""A twentieth of every count."""


class Good(NamedTuple):
    """One item. ``price`` is of one base unit; ``factor`` base units make one ``entered`` unit."""

    place: int
    name: str
    category: str
    unit: str
    entered: str
    factor: Decimal
    price: Decimal
    trade_in: bool

    def price_in(self, week: int) -> Decimal:
        """元 per entered unit in a week: within 3 % of the usual."""
        return (self.price * self.factor * (100 + (week * 5 + self.place) % 7 - 3) / 100).quantize(FEN, ROUND_HALF_UP)


class Diners(NamedTuple):
    """Who eats at a meal, and what it is worth."""

    meal: str
    group: str
    heads: int
    standard: Decimal
    free: bool = False


@dataclass
class School:
    """The school, day by day. Rows are gathered in ``rows`` by table."""

    size: Size
    rows: dict[str, list[Row]] = field(default_factory=dict)
    stock: dict[str, Decimal] = field(default_factory=dict)
    spent: dict[str, Decimal] = field(default_factory=dict)
    accepted: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The serving days: weekdays without the holidays."""
        day, found = BEGIN, list[date]()
        while len(found) < self.size.days:
            if day.weekday() < 5 and not any(first <= day <= last for first, last in HOLIDAYS):  # noqa: PLR2004 - the weekend
                found.append(day)
            day += timedelta(days=1)
        return tuple(found)

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months with serving days."""
        return tuple(dict.fromkeys(month_of(day) for day in self.days))

    @cached_property
    def goods(self) -> tuple[Good, ...]:
        """All items: four fifths food, a few fuels, the rest consumables."""
        food, fuel = self.size.items * 4 // 5, max(1, self.size.items // 50)
        kinds = [FOOD_CATEGORIES[place % 12] for place in range(food)] + [FUEL] * fuel
        kinds += [CONSUMABLES] * (self.size.items - len(kinds))
        seen: dict[str, int] = {}
        goods = []
        for place, category in enumerate(kinds):
            turn = seen[category] = seen.get(category, -1) + 1
            name = f"{_NAMES[category][turn % 4]}{turn // 4 + 1}号"
            entered, factor = (
                _ENTERED[place % 3] if category in FOOD_CATEGORIES else ("件" if category == CONSUMABLES else "公斤", D(1))
            )
            unit = "件" if category == CONSUMABLES else "公斤"
            goods.append(Good(place, name, category, unit, entered, factor, D(400 + place * 137 % 2600) / 100, turn % 2 == 0))
        return tuple(goods)

    @cached_property
    def stocked(self) -> tuple[Good, ...]:
        """Food that rests in stock."""
        return tuple(good for good in self.goods if good.category in FOOD_CATEGORIES and good.category not in FRESH)

    @cached_property
    def fresh(self) -> tuple[Good, ...]:
        """Food that does not."""
        return tuple(good for good in self.goods if good.category in FRESH)

    def of(self, category: str) -> tuple[Good, ...]:
        """The items of one category."""
        return tuple(good for good in self.goods if good.category == category)

    @cached_property
    def suppliers(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Name and categories of each."""
        kinds, count = (*FOOD_CATEGORIES, FUEL, CONSUMABLES), self.size.suppliers
        found = []
        for number in range(count):
            own = {number % len(kinds), (number + 5) % len(kinds)} | (
                {*range(number, len(kinds), count)} if count < len(kinds) else set()
            )
            found.append((f"第{number + 1:02d}供应站", tuple(kinds[place] for place in sorted(own))))
        return tuple(found)

    def supplier(self, good: Good, day: int) -> str:
        """Who brings an item on a day."""
        able = [name for name, kinds in self.suppliers if good.category in kinds]
        return able[(good.place + day // 20) % len(able)]

    def diners(self, day: int) -> tuple[Diners, ...]:
        """The head counts of a day."""
        sway = 100 + day * 7 % 9 - 4
        heads = 15 * self.size.issues * sway // 100
        counts = (
            Diners("午餐", "学生", heads, D("8.00")), Diners("早餐", "学生", heads * 2 // 5, D("4.00")), Diners("晚餐", "学生", heads // 2, D("8.00")),
            Diners("午餐", "教职工", heads // 15, D("10.00")), Diners("午餐", "工作人员", 40, D("8.00"), free=True),
        )  # fmt: skip
        return counts[: self.size.meals]

    # --- the year -------------------------------------------------------------------------------------------------------------------

    def year(self) -> dict[str, list[Row]]:
        """All rows of all registers."""
        for name in ("采购验收", "出库", "盘点", "就餐", "收入", "支出", "易耗品领用"):
            self.rows[name] = []
        plan = self._plan()
        self._lists(plan)
        for number, day in enumerate(self.days):
            self._receive(number, day, plan)
            self._serve(number, day, plan)
            self._draw(number, day)
            if number + 1 == len(self.days) or month_of(self.days[number + 1]) != month_of(day):
                self._count(day)
        for month in self.months:
            self._book(month)
        return self.rows

    def _plan(self) -> list[list[tuple[Good, str, Decimal]]]:
        """Of each day what is taken out of stock for which meal, in base units; drawings of consumables apart."""
        plan, turn = [], 0
        for number in range(len(self.days)):
            meals = self.diners(number)
            worth = {
                meal: sum((each.heads * each.standard for each in meals if each.meal == meal), D(0))
                for meal in ("早餐", "午餐", "晚餐")
            }
            fuels = max(1, self.size.issues // 100)
            count = self.size.issues - fuels
            names = [meal for meal in worth if worth[meal]]
            shares = [names[place * len(names) // count] for place in range(count)]
            day = []
            for place, meal in enumerate(shares):
                good = self.stocked[turn % len(self.stocked)]
                turn += 1
                budget = worth[meal] * _FOOD_SHARE * D(100 + place % 11 - 5) / 100 / shares.count(meal) * D("0.8")
                day.append((good, meal, max(TENTH, (budget / good.price).quantize(TENTH))))
            fuel = self.of(FUEL)
            day += [(fuel[(number + place) % len(fuel)], "", D(20 + place)) for place in range(fuels)]
            plan.append(day)
        return plan

    def _drawings(self, number: int) -> list[tuple[int, Good, int]]:
        """Department, item and pieces of the consumables drawn on a day."""
        goods = self.of(CONSUMABLES)
        return [
            (
                (number * 3 + place) % _DEPARTMENTS,
                goods[(number * self.size.consumables + place) % len(goods)],
                1 + (number + place) % 3,
            )
            for place in range(self.size.consumables)
        ]

    def _receive(self, number: int, day: date, plan: list[list[tuple[Good, str, Decimal]]]) -> None:
        """The day's deliveries: what the plan needs until the item comes again."""
        size = self.size.purchases
        direct, consumables = size // 5, max(1, size // 12)
        lines: list[tuple[Good, Decimal, str]] = []
        worth = {each.meal: D(0) for each in self.diners(number)}
        for each in self.diners(number):
            worth[each.meal] += each.heads * each.standard
        for place in range(direct):
            good, meal = self.fresh[(number * direct + place) % len(self.fresh)], list(worth)[place % len(worth)]
            same = len([other for other in range(direct) if other % len(worth) == place % len(worth)])
            lines.append(
                (
                    good,
                    max(WHOLE, (worth[meal] * _FOOD_SHARE * D("0.2") / same / good.price / good.factor).quantize(TENTH))
                    + TENTH * place,
                    meal,
                )
            )
        groups = ((self.stocked, size - direct - consumables - 1), (self.of(CONSUMABLES), consumables), (self.of(FUEL), 1))
        for goods, each_day in groups:
            for place in range(each_day):
                good = goods[(number * each_day + place) % len(goods)]
                until = number + -(-len(goods) // each_day) + 1
                need = (
                    sum((self._needed(good, later, plan) for later in range(number, min(until, len(plan)))), WHOLE)
                    - self.stock[good.name]
                )
                entered = max(WHOLE, (need / good.factor).quantize(WHOLE, ROUND_CEILING)) + place // len(goods)
                self.stock[good.name] += entered * good.factor
                lines.append((good, entered, ""))
        self._slips(number, day, lines)

    def _needed(self, good: Good, day: int, plan: list[list[tuple[Good, str, Decimal]]]) -> Decimal:
        return self._needs(plan)[day].get(good.name, D(0))

    def _needs(self, plan: list[list[tuple[Good, str, Decimal]]]) -> list[dict[str, Decimal]]:
        if not hasattr(self, "_needs_found"):
            found: list[dict[str, Decimal]] = []
            for number, day in enumerate(plan):
                sums: dict[str, Decimal] = {}
                for name, quantity in [(good.name, quantity) for good, _, quantity in day] + [
                    (good.name, D(pieces)) for _, good, pieces in self._drawings(number)
                ]:
                    sums[name] = sums.get(name, D(0)) + quantity
                found.append(sums)
            self._needs_found = found
        return self._needs_found

    def _slips(self, number: int, day: date, lines: list[tuple[Good, Decimal, str]]) -> None:
        week = (day - BEGIN).days // 7
        slips: dict[str, list[Row]] = {}
        for good, quantity, meal in lines:
            supplier, price = self.supplier(good, number), good.price_in(week)
            amount = (quantity * price).quantize(FEN, ROUND_HALF_UP)
            key = (supplier, month_of(day))
            self.accepted[key] = self.accepted.get(key, D(0)) + amount
            if meal:
                self._spend(day, amount)
            row: Row = {
                "日期": day,
                "供应商": supplier,
                "品名": good.name,
                "数量": quantity,
                "单位": good.entered,
                "单价": price,
                "金额": amount,
            }
            row |= {"直出餐次": meal or None, "验收结论": "合格", "检测结果": "合格" if good.category in _TESTS else None}
            if good.category in FOOD_CATEGORIES:
                made = day - timedelta(days=3)
                row |= {"生产日期": made, "保质期至": made + timedelta(days=30 if meal else 700)}
            slips.setdefault(supplier, []).append(row)
        for place, (supplier, rows) in enumerate(slips.items(), 1):
            rows[0] |= {
                "单据合计": sum((D(str(row["金额"])) for row in rows), D(0)),
                "票据号": f"{supplier[1:3]}{number:04d}",
                "索证": "合格证",
            }
            rows[0] |= {"采购人": "赵一", "数量验收人": "郑七", "质量验收人": ("孙三", "吴六")[number % 2]}
            self.rows["采购验收"] += [{"单号": f"YS{day:%y%m%d}-{place:02d}", **row} for row in rows]

    def _spend(self, day: date, amount: Decimal) -> None:
        self.spent[month_of(day)] = self.spent.get(month_of(day), D(0)) + amount

    def _serve(self, number: int, day: date, plan: list[list[tuple[Good, str, Decimal]]]) -> None:
        """The day's issues and head counts."""
        slip, before, lines = 0, None, 0
        week = (day - BEGIN).days // 7
        for place, (good, meal, quantity) in enumerate(plan[number]):
            first = meal != before or lines == 10  # noqa: PLR2004 - lines on a slip
            if first:
                slip, before, lines = slip + 1, meal, 0
            lines += 1
            self.stock[good.name] -= quantity
            self._spend(day, quantity * good.price_in(week) / good.factor)
            where = "供餐" if place % 10 or not meal else ("学生餐", "留样", "报损")[place // 10 % 3]
            row: Row = {"单号": f"CK{day:%y%m%d}-{slip:02d}", "日期": day, "餐次": meal or None, "去向": where, "品名": good.name}
            row |= {"数量": quantity, "单位": good.unit}
            if first:
                row |= {"管理员": "李四", "仓管员": "周五", "厨师": ("孙三", "吴六")[number % 2]}
            self.rows["出库"].append(row)
        for each in self.diners(number):
            free = each.heads if each.free else (12 if each.group == "学生" else None)
            self.rows["就餐"].append(
                {"日期": day, "餐次": each.meal, "对象": each.group, "人数": each.heads, "餐标": each.standard, "免费人数": free}
            )

    def _draw(self, number: int, day: date) -> None:
        slips: dict[int, int] = {}
        for department, good, pieces in self._drawings(number):
            slip = slips.setdefault(department, len(slips) + 1)
            self.stock[good.name] -= pieces
            if department == 0:
                self._spend(day, pieces * good.price)
            row: Row = {
                "单号": f"LY{day:%y%m%d}-{slip:02d}",
                "日期": day,
                "部门": department_name(department),
                "领用人": f"何{department:02d}",
            }
            row |= {"品名": good.name, "领用数": pieces, "单位": good.unit}
            if good.trade_in:
                row |= {"交旧数": pieces, "旧品状态": "可修"}
            self.rows["易耗品领用"].append(row)

    def _count(self, day: date) -> None:
        """The monthly count of a sixth of the store; every fifth item is a little short."""
        for place, good in enumerate(self.stocked[self.months.index(month_of(day)) % 6 :: 6]):
            short = TENTH if place % 5 == 0 and self.stock[good.name] >= 1 else D(0)
            self.stock[good.name] -= short
            row: Row = {
                "日期": day,
                "品名": good.name,
                "实盘数量": self.stock[good.name],
                "单位": good.unit,
                "盘点人": "周五",
                "监盘人": "郑七",
            }
            self.rows["盘点"].append(row | ({"差异原因": "零星撒漏", "批准人": "冯十"} if short else {}))

    def _book(self, month: str) -> None:
        """The month's vouchers: fees as eaten, suppliers paid for the month before, other costs that leave about 1 %."""
        days = [number for number, day in enumerate(self.days) if month_of(day) == month]
        last, first, income = self.days[days[-1]], first_day(month), self.rows["收入"]
        total = D(0)
        for group, account in (("学生", "学生伙食费"), ("教职工", "教职工伙食费")):
            for place, number in enumerate(days):
                fees = sum(
                    (
                        (each.heads - (12 if group == "学生" else 0)) * each.standard
                        for each in self.diners(number)
                        if each.group == group
                    ),
                    D(0),
                )
                if fees:
                    voucher = f"收{month[2:4]}{month[5:]}-{place:02d}{account[0]}"
                    income.append(
                        {
                            "凭证号": voucher,
                            "日期": self.days[number],
                            "科目": account,
                            "摘要": f"{self.days[number]:%m%d}伙食费",
                            "金额": fees,
                            "所属月份": first,
                            "资金来源": "家长缴费",
                        }
                    )
                    total += fees
        left = (total * _SURPLUS - self.spent[month]).quantize(FEN)
        costs = [("人员", "工资", left * D("0.8")), ("水电", "水电费", left * D("0.15")), ("维修", "维修", left * D("0.05"))]
        expenses = self.rows["支出"]
        for place, (account, summary, amount) in enumerate(costs):
            voucher = f"支{month[2:4]}{month[5:]}-{place:02d}"
            expenses.append(
                {
                    "凭证号": voucher,
                    "日期": last,
                    "科目": account,
                    "摘要": f"{month}{summary}",
                    "金额": amount.quantize(FEN),
                    "所属月份": first,
                    "归口": "食堂",
                    "收款单位": summary,
                    "合同编号": "HT-1",
                    "审批人": "陈十一",
                }
            )
        before = self.months[self.months.index(month) - 1] if month != self.months[0] else ""
        for place, (name, _) in enumerate(self.suppliers):
            owed = self.accepted.get((name, before), D(0))
            if owed:
                voucher = f"付{month[2:4]}{month[5:]}-{place:02d}"
                expenses.append(
                    {
                        "凭证号": voucher,
                        "日期": self.days[days[0]],
                        "科目": "付货款",
                        "摘要": f"付{before}货款",
                        "金额": owed,
                        "收款单位": name,
                        "合同编号": f"GH-{place + 1:02d}",
                        "审批人": "陈十一",
                    }
                )

    # --- the lists ------------------------------------------------------------------------------------------------------------------

    def _lists(self, plan: list[list[tuple[Good, str, Decimal]]]) -> None:
        rows = self.rows
        rows["品目"] = [_item(good) for good in self.goods]
        rows["单位换算"] = [
            {"录入单位": unit, "换算率": D(rate)} for unit, rate in (("斤", "0.5"), ("两", "0.05"), ("克", "0.001"), ("吨", "1000"))
        ]
        rows["单位换算"] += [
            {"品名": good.name, "录入单位": good.entered, "换算率": good.factor} for good in self.goods if good.entered == "箱"
        ]
        rows["供应商"] = [
            {
                "供应商": name, "统一社会信用代码": credit_code("92990101" + organisation_code(f"MA9B{place:04d}")), "许可证号": f"JY{19901010000000 + place}",
                "许可有效期": date(2028, 12, 31), "定点方式": "招标", "合同编号": f"GH-{place + 1:02d}", "合同开始": date(2025, 8, 1), "合同结束": date(2026, 8, 31),
                "下浮率": D("0.05"), "供货类别": "、".join(kinds), "期初未付": D(0),
            }
            for place, (name, kinds) in enumerate(self.suppliers)
        ]  # fmt: skip
        opening = 10
        for good in self.goods:
            if good.category not in FRESH:
                need = sum((self._needed(good, day, plan) for day in range(min(opening, len(plan)))), D(20))
                self.stock[good.name] = need.quantize(WHOLE, ROUND_CEILING)
        by_name = {good.name: good for good in self.goods}
        rows["期初库存"] = [
            {"品名": name, "数量": quantity, "单位": by_name[name].unit, "金额": (quantity * by_name[name].price).quantize(FEN)}
            for name, quantity in self.stock.items()
        ]
        rows["期初在用"] = [
            {"部门": department_name(place), "品名": good.name, "数量": 500}
            for place in range(_DEPARTMENTS)
            for good in self.of(CONSUMABLES)
            if good.trade_in
        ]
        rows["年初至今"] = [{"指标": "收入合计", "金额": D("1250000.00")}, {"指标": "食材消耗", "金额": D("812345.60")}]
        rows["基期"] = [
            {"项目": kind, "类别": kind, "基期": "2024", "基期金额": D(200_000 + 7 * place), "基期折算人次": D("402160.50")}
            for place, kind in enumerate(FOOD_CATEGORIES)
        ]
        rows["收支说明"] = [
            {"行": "1", "项目": "学生伙食费", "方向": "收", "期间": "2024", "数量": 1000, "单价": D("8.00"), "金额": "8000.00"},
            {"行": "2", "项目": "食材", "方向": "支", "期间": "2024", "金额": "7900.00"},
            {"行": "3", "项目": "结余", "期间": "2024", "金额": "100.00", "组成": "1-2"},
        ]

    def settings(self) -> list[Row]:
        """The rows of 设置."""
        values: dict[str, object] = {
            "学校": "示例县大学校", "食堂": "学生食堂", "学期": "2025学年", "学期开始": BEGIN, "学期结束": last_day(self.months[-1]), "核算月份": self.months[-1],
            "计价方法": "移动加权平均", "基准餐标": D("8.00"), "期初结余": D("12000.00"), "食堂部门": department_name(0), "规则套": "通用",
            "编制人": "郑七", "审核人": "冯十", "负责人": "陈十一", "监督电话": "0000-1234567",
        }  # fmt: skip
        return [{"项目": name, "值": value} for name, value in values.items()]


def department_name(place: int) -> str:
    """食堂, then the classes."""
    return f"{place}班" if place else "食堂"


def _item(good: Good) -> Row:
    food = good.category in FOOD_CATEGORIES
    row: Row = {"品名": good.name, "类别": good.category, "单位": good.unit, "规格": "散装", "保质期天数": 700 if food else None}
    row |= {"鲜活": "是" if good.category in FRESH else "否", "检测要求": _TESTS.get(good.category, "无")}
    if food:
        row |= {"限价": (good.price * D("1.5")).quantize(FEN), "基准价": (good.price * D("1.4")).quantize(FEN)}
    return row | {"以旧换新": "是" if good.category == CONSUMABLES and good.trade_in else "否", "停用": "否"}
