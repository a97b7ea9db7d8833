"""The usual script, for comparison: pandas reads the book, a pydantic model checks each row, openpyxl writes the results back.

It does what ``mealbook refresh`` does, the way it is commonly and reasonably done: the same registers (``bench.peer_models``), the same rules
(``bench.peer_rules``, which lists the few that are left out), the moving average, the figures of the months, the main result tables, 校验 and 问题清单.
It loses what openpyxl loses, and knows one way of costing.

Run as ``python -m bench.peer BOOK OUT`` with pandas, pydantic and openpyxl installed.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from pydantic import ValidationError

from bench import peer_rules
from bench.peer_models import (
    BRINGS_STOCK,
    CATEGORIES,
    CONSUMABLES,
    DESTINATIONS,
    EVERY,
    FEES,
    FEN,
    FOOD,
    FUEL,
    HEADINGS,
    MAY_BE_BLANK,
    MEALS,
    MODELS,
    MOVES_STOCK,
    NOTHING,
    NUMBERS_AND_DAYS,
    ONCE_A_SLIP,
    RATE,
    SERVED,
    THOUSANDTH,
    as_day,
    as_month,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from bench.peer_models import Row

HEADING_ROW = 2


class Move(NamedTuple):
    """A row that moves stock, with its quantity in base units."""

    day: date
    order: int
    table: str
    row: Any
    quantity: Decimal


class Script:
    """One run."""

    def __init__(self, path: str) -> None:
        """Read the book and validate each row."""
        frames = pd.read_excel(path, sheet_name=[*MODELS, "设置", "公示台账"], header=HEADING_ROW - 1, dtype=object)
        self.headings = {name: list(frame.columns) for name, frame in frames.items()}
        settings = frames.pop("设置")
        self.settings: dict[str, Any] = {}
        self.setting_rows: dict[str, int] = {}
        self.settings_again: list[tuple[int, str, int]] = []
        values = settings["值"].where(settings["值"].notna(), None)
        for number, (name, value) in enumerate(zip(settings["项目"], values, strict=True), HEADING_ROW + 1):
            if name in self.settings:
                self.settings_again.append((number, name, self.setting_rows[name]))
            else:
                self.settings[name], self.setting_rows[name] = value, number
        self.postings = frames.pop("公示台账")
        self.begin, self.end = (date.fromisoformat(f"{as_day(self.settings[name])}") for name in ("学期开始", "学期结束"))
        self.months = [f"{month}" for month in pd.period_range(self.begin, self.end, freq="M")]
        self.month_shown = f"{as_month(self.settings['核算月份'])}"[:7]
        self.months_shown = [month for month in self.months if month <= self.month_shown]
        self.findings: list[tuple[str, int, str, str]] = []
        self.levels: list[str] = []
        self.blocked: set[tuple[str, int]] = set()
        self.refused: dict[str, str] = {}
        self.may_hold_more: dict[str, str] = {}
        self.unsure: dict[str, set[str]] = defaultdict(set)
        self.doubtful_slips: dict[str, set[str]] = defaultdict(set)
        self.partly_read: dict[str, set[int]] = defaultdict(set)
        self.left_out: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.rows: dict[str, list[Any]] = {name: self._read(name, frame) for name, frame in frames.items()}
        self.items: dict[str, Any] = {}
        for row in self.rows["品目"]:
            self.items.setdefault(row.name, row)
        self.half_known = {record.get("品名") for record in self.left_out["品目"]} - self.items.keys()
        self.suppliers: dict[str, Any] = {}
        for row in self.rows["供应商"]:
            self.suppliers.setdefault(row.name, row)
        self.factors: dict[tuple[str | None, str | None], Decimal | None] = {}
        for row in self.rows["单位换算"]:  # two that disagree are none
            key = (row.item, row.unit)
            self.factors[key] = row.factor if self.factors.get(key, row.factor) == row.factor else None
        for name, records in self.left_out.items():
            for record in records:
                self._doubt(name, record)
        self.movements: list[tuple[Any, ...]] = []
        self.month: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.meal_cost: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
        self.reversals: dict[tuple[str, int], peer_rules.Reversal] = {}
        self.past_use_by: set[tuple[str, int]] = set()
        self.charged: dict[tuple[str, int], Decimal] = {}
        self.counts: list[tuple[Any, Decimal, Decimal]] = []
        self.days: dict[str, list[list[Move]]] = {}

    # --- reading --------------------------------------------------------------------------------------------------------------------

    def _read(self, name: str, frame: pd.DataFrame) -> list[Any]:
        """The rows of a register, as far as they can be read."""
        headings = list(HEADINGS[name].values())
        for heading in headings:
            if heading not in frame:
                blank = heading in MAY_BE_BLANK[name]
                self.say(name, 0, "" if blank else heading, f"没有“{heading}”这一列", "提示" if blank else "错误")
        known = frame[[heading for heading in headings if heading in frame]].copy()
        known["number"] = range(HEADING_ROW + 1, HEADING_ROW + 1 + len(known))
        filled = known.drop(columns="number").notna().any(axis=1)
        below = known[filled & ~filled.cummin()]
        if len(below):
            self.say(name, int(below["number"].iloc[0]), "", f"隔着空行还有 {len(below)} 行，没有读取")
        known = known[filled.cummin()]
        totals = (
            known.eq("合计").any(axis=1) & known["日期"].isna() if "日期" in known else pd.Series(data=False, index=known.index)
        )
        for number in known.loc[totals, "number"]:
            self.say(name, number, "", "看来是手工打的合计行，没有读取", "提示")
        known = known[~totals]
        as_text: dict[int, list[str]] = defaultdict(list)
        for heading in NUMBERS_AND_DAYS[name]:
            for number in known.loc[known[heading].map(type).eq(str), "number"] if heading in known else ():
                as_text[number].append(heading)
        records = known.astype(object).where(known.notna(), None).to_dict("records")
        return [row for record in records if (row := self._valid(name, record, as_text)) is not None]

    def _valid(self, name: str, record: dict[str, Any], as_text: dict[int, list[str]]) -> Row | None:
        """A row, without the cells that cannot be read and on which no figure rests; ``None`` if one cannot be on which they do."""
        model, number = MODELS[name], record["number"]
        wrong: set[str] = set()
        try:
            row = model.model_validate(record)
        except ValidationError as error:
            for fault in error.errors():
                wrong.add(column := str(fault["loc"][0]))
                if column in record:  # a column that is not there at all is told of once
                    self.say(name, number, column, f"{fault['msg']}：{fault['input']}")
            row = None
        for heading in as_text.get(number, ()):
            if heading not in wrong:
                self.say(name, number, heading, f"{record[heading]} 是以文本保存的，求和公式会漏掉它", "警告")
        if row is None:
            if wrong & {*model.counted, "单据合计", *(HEADINGS[name][field] for field in ONCE_A_SLIP.get(name, ()))}:
                self.doubtful_slips[name].add(f"{record.get('单号')}")
            if wrong & model.counted:
                self.left_out[name].append(record)
                return None
            self.partly_read[name].add(number)
            blanks = {heading: None if heading in MAY_BE_BLANK[name] else "" for heading in wrong}
            try:
                row = model.model_validate(record | blanks)
            except ValidationError:
                return None
        return row

    def say(self, table: str, row: int, column: str, text: str, level: str = "错误") -> None:
        """Note a finding."""
        self.findings.append((table, row, column, text))
        self.levels.append(level)

    def block(self, table: str, row: Any, column: str, text: str) -> None:
        """Note a finding for which a row cannot be counted, and what rests on it cannot be told."""
        self.say(table, row.number, column, text)
        if (table, row.number) not in self.blocked:
            self.blocked.add((table, row.number))
            record = row.model_dump(by_alias=True)
            record |= {column: None} if column == "验收结论" else {}
            self.left_out[table].append(record)
            self._doubt(table, record)

    def _doubt(self, table: str, record: dict[str, Any]) -> None:
        """What rests on a row that cannot be counted: its item from its month on, or the sums of its month."""
        if table in MOVES_STOCK and record.get("验收结论") != "退货":
            item = record.get("品名") or EVERY
            month = EVERY if table == "期初库存" else max([self.month_of(record.get("日期")), *self.months[:1]])
            self.refuse(item if item in {*self.items, *self.half_known} else EVERY, month)
            brought = item if item in self.items else peer_rules.nearest(item, self.items) if item else EVERY
            if table in BRINGS_STOCK and brought is not None:
                self.may_hold_more[brought] = min(month, self.may_hold_more.get(brought, month))
        elif table == "品目" and record.get("品名"):
            self.doubt_item(record["品名"] if record.get("类别") in CATEGORIES else EVERY)
        elif table == "就餐":
            self.unsure[table].add(self.month_of(record.get("日期")))
        elif table in {"收入", "支出"} and record.get("科目") != "付货款" and record.get("归口") in {None, "食堂"}:
            month = self.month_of(record.get("所属月份") or record.get("日期"))
            self.unsure[table].add(month)
            if record.get("科目") not in {"来客餐费", "财政补助", "捐赠", "利息", "废品收入", "其他收入"}:
                self.unsure["伙食费"].add(month)

    def doubt_item(self, item: str) -> None:
        """Nothing can ever be told of an item, nor how much of it there is."""
        self.refuse(item, EVERY)
        self.may_hold_more[item] = EVERY

    def refuse(self, item: str, month: str) -> None:
        """Nothing can be told of an item from a month on."""
        self.refused[item] = min(month, self.refused.get(item, month))

    def is_refused(self, item: str, month: str) -> bool:
        """Whether nothing can be told of an item in a month."""
        return any(name in self.refused and self.refused[name] <= month for name in (item, EVERY))

    def food_is_refused(self, month: str) -> bool:
        """Whether nothing can be told of some food."""
        others = {name for name, item in self.items.items() if item.category not in FOOD}
        return any(since <= month and name not in others for name, since in self.refused.items())

    def month_of(self, value: object) -> str:
        """The month of a day as it stands in a cell; the time before all months if it cannot be told, or is before the book."""
        month = f"{as_month(value)}"[:7]
        return month if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month) and [month] >= self.months[:1] else EVERY

    def booked_month(self, row: Any) -> str:
        """The month in which a voucher counts; none for one of a later time."""
        if row.month is None and row.day > self.end:
            return EVERY
        month = f"{row.month or row.day:%Y-%m}"
        month = f"{row.day:%Y-%m}" if month < self.months[0] else month
        return month if month in self.months else EVERY

    def month_end(self, month: str) -> date:
        """The last day of a month that the book accounts for."""
        end: date = pd.Period(month).end_time.date()
        return min(end, self.end)

    def base(self, row: Any) -> Decimal | None:
        """The quantity in base units."""
        return self.in_base(row.item, row.quantity, getattr(row, "unit", None))

    def in_base(self, name: str, quantity: Decimal, unit: str | None) -> Decimal | None:
        """A quantity of an item in base units; ``None`` if it is not known how many they are."""
        factor = self.factor(name, unit)
        return None if factor is None else quantity if factor == 1 else (quantity * factor).quantize(THOUSANDTH, ROUND_HALF_UP)

    def factor(self, name: str, unit: str | None) -> Decimal | None:
        """How many base units of an item one unit holds."""
        item = self.items.get(name)
        if item is None:
            return None
        if (name, unit) in self.factors:
            return self.factors[name, unit]
        if unit is None or unit == item.unit:
            return Decimal(1)
        return self.factors.get((None, unit)) if item.unit in peer_rules.MEASURES.get(unit or "", (item.unit,)) else None

    def counted(self, table: str) -> list[Any]:
        """The rows of a register that count."""
        return [row for row in self.rows[table] if (table, row.number) not in self.blocked]

    # --- checks ---------------------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """The rules that look at rows alone. In a book that ends before it begins nothing else can be judged."""
        if self.end < self.begin:
            self.say("设置", self.setting_rows["学期结束"], "值", f"学期结束 {self.end} 早于学期开始 {self.begin}")
            return
        for rule in peer_rules.OF_ROWS:
            rule(self)

    # --- costing --------------------------------------------------------------------------------------------------------------------

    def cost(self) -> None:
        """Moving average, item by item and day by day; then the rules that look at its results."""
        if not self.months:
            return
        moves: dict[str, list[Move]] = defaultdict(list)
        for order, name in enumerate(("采购验收", "出库", "易耗品领用", "盘点")):
            for row in self.counted(name):
                if getattr(row, "verdict", None) == "退货" or (quantity := self.base(row)) is None:
                    continue
                if quantity >= 0 or peer_rules.counts_back(self, name, row):
                    moves[row.item].append(Move(row.day, order, name, row, quantity))
        opening: dict[str, list[Any]] = defaultdict(list)
        for row in self.counted("期初库存"):
            opening[row.item].append(row)
        for item in self.items:
            found = sorted(moves.get(item, ()), key=lambda move: move[:2])
            self.days[item] = [list(group) for _, group in groupby(found, key=lambda move: move.day)]
            start = sum((self.base(row) or NOTHING for row in opening[item]), NOTHING)
            Costing(self, item, start, sum((row.amount for row in opening[item]), NOTHING)).run()
            peer_rules.freshness(self, item, start)
        for rule in peer_rules.OF_RESULTS:
            rule(self)

    @cached_property
    def parameters(self) -> dict[str, list[tuple[Any, peer_rules.Limit]]]:
        """The rows of each parameter in force here, the one that counts last."""
        found: dict[str, list[tuple[Any, peer_rules.Limit]]] = defaultdict(list)
        rows = [row for row in self.rows["规则参数"] if row.profile in {None, self.settings.get("规则套")}]
        for row in sorted(rows, key=lambda row: (row.profile is not None, row.since or date.min)):
            found[row.name].append(
                (row, peer_rules.Limit(row.value, peer_rules.number_in(row.value), row.level or "警告", row.unit))
            )
        return found

    @cached_property
    def results(self) -> dict[str, dict[str, Any]]:
        """The figures of each month; those that rest on rows that cannot be counted are ``None``."""
        meals = pd.DataFrame(
            [(f"{row.day:%Y-%m}", row.heads, row.heads * row.standard) for row in self.counted("就餐")],
            columns=["month", "heads", "worth"],
        )
        eaten = meals.groupby("month").sum()
        sums: dict[str, dict[Any, Decimal]] = {}
        for name in ("收入", "支出"):
            frame = pd.DataFrame(
                [
                    (month, row.account, row.amount)
                    for row in self.counted(name)
                    if (month := self.booked_month(row))
                    and getattr(row, "centre", None) in {None, "食堂"}
                    and row.account != "付货款"
                ],
                columns=["month", "account", "amount"],
            )
            sums[name] = frame.groupby(["month", "account"])["amount"].sum().to_dict()
        found: dict[str, dict[str, Any]] = {}
        to_date: dict[str, Any] = {"收入合计": NOTHING, "伙食费收入": NOTHING, "结余": NOTHING}
        for month in self.months:
            heads, worth = eaten.loc[month] if month in eaten.index else (0, NOTHING)
            values = found[month] = self._month(month, sums, worth)
            values["就餐人次"] = heads
            told = peer_rules.limit(self, "盈亏率分母", self.month_end(month))
            denominator = told.text if told is not None and told.text in to_date else "收入合计"
            to_date = {name: added(upto, values[name]) for name, upto in to_date.items()}
            values["盈亏率"] = ratio(values["结余"], values[denominator])
            values["累计盈亏率"] = ratio(to_date["结余"], to_date[denominator])
        return found

    def _month(self, month: str, sums: dict[str, dict[Any, Decimal]], worth: Decimal) -> dict[str, Any]:
        """The figures of one month by itself."""
        unsure = {name for name in ("收入", "支出", "就餐") if self.unsure[name] & {EVERY, month}}
        income = None if "收入" in unsure else sum((amount for (name, _), amount in sums["收入"].items() if name == month), NOTHING)
        fees = (
            None
            if self.unsure["伙食费"] & {EVERY, month}
            else sum((sums["收入"].get((month, account), NOTHING) for account in FEES), NOTHING)
        )
        spent = None if "支出" in unsure else sum((amount for (name, _), amount in sums["支出"].items() if name == month), NOTHING)
        food = None if self.food_is_refused(month) else self.month[month, "消耗"]
        known = not any(since <= month for since in self.refused.values())
        others = self.month[month, FUEL] + self.month[month, CONSUMABLES] if known else None
        costs = added(added(food, spent), others)
        units = None if "就餐" in unsure else (worth / Decimal(str(self.settings["基准餐标"]))).quantize(FEN, ROUND_HALF_UP)
        return {
            "就餐人次": 0, "折算人次": units, "伙食费收入": fees, "购入食材": None if food is None else self.month[month, "购入"], "食材消耗": food,
            "收入合计": income, "支出合计": costs, "结余": added(income, None if costs is None else -costs), "盈亏率": None, "累计盈亏率": None,
            "餐均食材成本": (food / units).quantize(FEN, ROUND_HALF_UP) if food is not None and units else None, "食材占比": ratio(food, fees),
            "人员占比": ratio(None if spent is None else sums["支出"].get((month, "人员"), NOTHING), income),
        }  # fmt: skip

    def figures(self) -> dict[str, dict[str, Any]]:
        """The figures of each month in which somebody ate."""
        return {month: values for month, values in self.results.items() if values["就餐人次"]}

    # --- writing --------------------------------------------------------------------------------------------------------------------

    def write(self, source: str, target: str) -> None:
        """校验, 问题清单 and the result tables."""
        book = load_workbook(source)
        texts: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for table, number, column, text in self.findings:
            texts[table][number].append(f"「{column}」{text}")
        for name in MODELS:
            sheet = book[name]
            columns = {cell.value: place for place, cell in enumerate(sheet[HEADING_ROW], 1)}
            if "校验" in columns:
                for number in range(HEADING_ROW + 1, sheet.max_row + 1):
                    found = texts[name].get(number)
                    sheet.cell(number, columns["校验"]).value = "；".join(found) if found else None
        shown = [
            {"级别": level, "表": table, "行": number, "列": column, "说明": text}
            for level, (table, number, column, text) in zip(self.levels, self.findings, strict=True)
        ]
        _fill(book, "问题清单", shown)
        month = self.month_shown
        _fill(
            book,
            "收发明细",
            [
                dict(zip(("日期", "品名", "摘要", "单号", "数量", "金额", "结存数量", "结存金额"), each[:8], strict=True))
                for each in self.movements
                if f"{each[0]:%Y-%m}" == month
            ],
        )
        last = {each[1]: each for each in self.movements}
        _fill(
            book,
            "库存结存",
            [
                {"品名": name, "单位": self.items[name].unit, "结存数量": each[6], "结存金额": each[7]}
                for name, each in last.items()
            ],
        )
        heads: dict[tuple[date, str], int] = defaultdict(int)
        for row in self.rows["就餐"]:
            heads[row.day, row.meal] += row.heads
        _fill(
            book,
            "日成本",
            [
                {"日期": day, "餐次": meal, "就餐人次": heads[day, meal], "食材成本": cost}
                for (day, meal), cost in sorted(self.meal_cost.items())
            ],
        )
        _fill(book, "月成本", [{"月份": name, **values} for name, values in self.figures().items()])
        bought: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.rows["采购验收"]:
            bought[row.supplier] += row.amount if f"{row.day:%Y-%m}" == month else 0
        _fill(
            book,
            "供应商对账",
            [{"供应商": name, "期初未付": row.owed or 0, "本月验收": bought[name]} for name, row in self.suppliers.items()],
        )
        drawn: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for row in self.rows["易耗品领用"]:
            drawn[row.department, row.item][0] += row.quantity
            drawn[row.department, row.item][1] += row.returned or 0
        _fill(
            book,
            "以旧换新统计",
            [{"部门": who, "品名": what, "领用数": new, "交旧数": old} for (who, what), (new, old) in sorted(drawn.items())],
        )
        book.save(target)


class Costing:
    """The stock of one item, day after day."""

    def __init__(self, script: Script, item: str, quantity: Decimal, value: Decimal) -> None:
        """Start with what lay in the store."""
        self.script, self.item, self.quantity, self.value = script, item, quantity, value
        self.category = script.items[item].category
        self.month, self.short = "", False
        self.red: Move | None = None
        self.last_paid: Decimal | None = None
        self.taken_back: dict[tuple[str, int], Decimal] = defaultdict(Decimal)

    def run(self) -> None:
        """Within a day: what came, what was taken back of earlier days, what was issued, what was counted."""
        for moves in self.script.days[self.item]:
            month = f"{moves[0].day:%Y-%m}"
            if month != self.month:
                self._end_month()
            self.month = month
            for move in moves:
                if move.table == "采购验收":
                    self._receive(move)
            backs = [move for move in moves if move.quantity < 0 and move.table in {"出库", "易耗品领用"}]
            draws = [move for move in moves if move.quantity > 0 and move.table in {"出库", "易耗品领用"}]
            today = [move for move in backs if peer_rules.reversed_by(self.script, move.table, move.row).day == move.day]
            self._take_back([move for move in backs if move not in today])
            self._draw(draws, today)
            self._take_back(today)
            for move in moves:
                if move.table == "盘点":
                    self._count(move)
        self._end_month()

    def _end_month(self) -> None:
        """STK-08: what was reversed at a price that the stock, already issued at another, did not have."""
        impossible = self.value < 0 or (self.value and not self.quantity)
        if self.red is not None and impossible and not self.script.is_refused(self.item, self.month):
            text = f"按原价冲掉以后，“{self.item}”还剩 {self.quantity}，金额却是 {self.value}"
            self.script.say("采购验收", self.red.row.number, "备注", text)
            self.script.refuse(self.item, self.month)

    def _receive(self, move: Move) -> None:
        """A delivery: into stock, or straight to a meal."""
        row = move.row
        original = peer_rules.reversed_by(self.script, "采购验收", row) if move.quantity < 0 else None
        meal = row.meal if original is None else original.meal
        if self.category in FOOD:
            self.script.month[self.month, "购入"] += row.amount
        if original is not None and not meal:
            self.red = move
        if move.quantity > 0:
            self.last_paid = row.amount / move.quantity
        if meal:
            self._use(row.amount, meal, row.day)
            self._note(move, "直出", move.quantity, row.amount)
            return
        self.quantity, self.value = self.quantity + move.quantity, self.value + row.amount
        self._note(move, "购入", move.quantity, row.amount)

    def _draw(self, draws: list[Move], today: list[Move]) -> None:
        """All issues of a day are valued together, and share the value by their quantities."""
        wanted = sum((move.quantity for move in draws), NOTHING)
        undone = -sum((move.quantity for move in today), NOTHING)
        if self.quantity + undone < wanted or self.quantity < 0:
            if not self.short and not self._may_hold_more():
                self._overdrawn(draws)
                self.script.refuse(self.item, self.month)
            self.short = True
        else:
            self.short = False
        if not wanted:
            return
        worth = self.value
        if wanted < self.quantity:
            worth = (self.value * wanted / self.quantity).quantize(FEN, ROUND_HALF_UP)
        upto = spent = NOTHING
        for move in sorted(draws, key=_share_order):
            upto += move.quantity
            part = (worth * upto / wanted).quantize(FEN, ROUND_HALF_UP) - spent
            spent += part
            self.script.charged[move.table, move.row.number] = part
            self.quantity, self.value = self.quantity - move.quantity, self.value - part
            self._issued(move, move.row, part)

    def _take_back(self, backs: list[Move]) -> None:
        """What is reversed comes back at the value it was charged."""
        for move in backs:
            original = peer_rules.reversed_by(self.script, move.table, move.row)
            key = move.table, original.number
            whole, before = self.script.base(original) or NOTHING, self.taken_back[key]
            self.taken_back[key] = before - move.quantity
            charged = self.script.charged.get(key, NOTHING)
            worth = (charged * self.taken_back[key] / whole).quantize(FEN, ROUND_HALF_UP)
            worth -= (charged * before / whole).quantize(FEN, ROUND_HALF_UP)
            self.quantity, self.value = self.quantity - move.quantity, self.value + worth
            self._issued(move, original, -worth)

    def _issued(self, move: Move, row: Any, value: Decimal) -> None:
        """Where an issue went."""
        self.script.charged[move.table, move.row.number] = value
        if move.table == "易耗品领用":
            ours = row.department in peer_rules.departments(self.script)
            self.script.month[self.month, CONSUMABLES if ours else "其他部门领用"] += value
        elif row.destination == "退货":
            if self.category in FOOD:
                self.script.month[self.month, "购入"] -= value
        else:
            self._use(value, row.meal if row.destination in SERVED else None, move.day)
        what = "领用" if move.table == "易耗品领用" else "退货" if row.destination == "退货" else "发出"
        self._note(move, what, -move.quantity, -value, row)

    def _use(self, value: Decimal, meal: str | None, day: date) -> None:
        """A cost of the month, and of the meal."""
        self.script.month[self.month, "消耗" if self.category in FOOD else self.category] += value
        if meal and self.category in FOOD:
            self.script.meal_cost[day, meal] += value

    def _count(self, move: Move) -> None:
        """The stock is what was counted."""
        difference = move.quantity - self.quantity
        if not self.script.is_refused(self.item, self.month):
            self.script.counts.append((move.row, self.quantity, move.quantity))
            if difference > 0 and self.quantity <= 0 and self.last_paid is None:
                self.script.say("盘点", move.row.number, "实盘数量", f"盘盈 {difference}，账上没有库存，以前也没有验收过，没有价")
                self.script.refuse(self.item, self.month)
        unit = self.value / self.quantity if self.quantity > 0 else self.last_paid or NOTHING
        worth = -self.value if not move.quantity else (unit * difference).quantize(FEN, ROUND_HALF_UP)
        self.quantity, self.value, self.short = move.quantity, self.value + worth, False
        if difference:
            self._use(-worth, None, move.day)
            self._note(move, "盘盈" if difference > 0 else "盘亏", difference, worth)

    def _may_hold_more(self) -> bool:
        more = self.script.may_hold_more
        return any(name in more and more[name] <= self.month for name in (self.item, EVERY))

    def _overdrawn(self, draws: list[Move]) -> None:
        """The first row that takes more than is left; the last delivery reversed, if that did."""
        left = self.quantity
        if left < 0 and self.red is not None:
            self.script.say("采购验收", self.red.row.number, "数量", f"红字 {self.red.quantity} 以后库存是 {left}")
            return
        for move in draws:
            if move.quantity > left:
                column = "领用数" if move.table == "易耗品领用" else "数量"
                self.script.say(move.table, move.row.number, column, f"库存只有 {left}，要出 {move.quantity}")
                return
            left -= move.quantity

    def _note(self, move: Move, what: str, quantity: Decimal, value: Decimal, whose: Any = None) -> None:
        """A line of 收发明细; ``whose``: the row that says where it went, where that is another one."""
        slip = getattr(move.row, "slip", "")
        told = move.day, self.item, what, slip, quantity, value, self.quantity, self.value
        self.script.movements.append((*told, move.row, whose or move.row))


def _share_order(move: Move) -> tuple[Any, ...]:
    """By 单号, 餐次, 去向, quantity and 部门, as the day's value is shared."""
    row = move.row
    meals, goes = (
        names.index(name) if name else -1
        for names, name in ((MEALS, getattr(row, "meal", None)), (DESTINATIONS, getattr(row, "destination", None)))
    )
    return row.slip, meals, goes, move.quantity, getattr(row, "department", "")


def added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """A sum; ``None`` where a part of it cannot be told."""
    return None if one is None or other is None else one + other


def ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """A rate to 0.01 %; ``None`` where it cannot be told."""
    return (part / whole).quantize(RATE, ROUND_HALF_UP) if part is not None and whole else None


def _fill(book: Workbook, name: str, rows: list[dict[str, Any]]) -> None:
    """Rewrite a result table."""
    sheet: Worksheet = book[name]
    table = sheet.tables[name]
    left, top, right, _ = (edge or 0 for edge in range_boundaries(table.ref))
    headings = [sheet.cell(top, column).value for column in range(left, right + 1)]
    for number, row in enumerate(rows or [{}], top + 1):
        for column, heading in enumerate(headings, left):
            sheet.cell(number, column).value = row.get(str(heading))
    table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{top + max(1, len(rows))}"


def main() -> None:
    """Do the job."""
    source, target = sys.argv[1:3]
    script = Script(source)
    script.check()
    script.cost()
    script.write(source, target)
    sys.stdout.write(f"{len(script.findings)} findings\n")


if __name__ == "__main__":
    main()
