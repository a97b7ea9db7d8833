"""The rules of the usual script, for comparison: what it says of registers, stock, money and meals.

Each is written as such a script commonly has it, a loop over the rows or a sum by key, with the limits of 规则参数 and 设置. ``OF_ROWS`` look at rows
alone and come before costing; ``OF_RESULTS`` look at what costing found. The codes of our rules stand beside them.

Left out, of the rules of docs/规则.md:

- DAT-09, DAT-12, DAT-13, DAT-18: whether a cell holds a formula, is merged, or lies below its table. pandas gives the values of a sheet. DAT-06: it gives
  an error value as a blank; where the cell must be filled, that is told. DAT-26: it reads what a long number has left.
- DAT-15 of a whole table, DAT-21 of a book without its first or last day: there the script ends. Where the last day is before the first, it says nothing more.
- DAT-17: it is not told what day it is.
- STA-01 to STA-14: the reading of a statement's words is a program of its own. Its multiplied lines (ARI-06) are checked.
- CLS-01 to CLS-03, FRM-01 to FRM-04: the program's own records of closed months, and the forms that it fills.
- TRM-01, TRM-02: the book before this one.
- Of DAT-25 and CMP-01 to CMP-03 all but the plain cases: a department or 规则套 of a like name, a quota's sign, what is not told in pairs of 「」.

A row with an unreadable cell on which figures rest is left out; the rules say nothing more of it, and STK, FIN and MEA are silent where it may matter.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import defaultdict, deque
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.peer_models import (
    CATEGORIES,
    CONSUMABLES,
    DESTINATIONS,
    EVERY,
    FEN,
    FOOD,
    FUEL,
    HEADINGS,
    KEYS,
    MEALS,
    MOVES_STOCK,
    NOTHING,
    ONCE_A_SLIP,
    PAYING,
    THOUSANDTH,
    as_day,
    as_month,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bench.peer import Move, Script

WEIGHTS = ("公斤", "千克")
MEASURES = {**dict.fromkeys(("斤", "两", "千克", "公斤", "克", "吨"), WEIGHTS), "毫升": ("升",)}
"""The base units to which a conversion for every item leads."""
FOUR_WEEKS, PRICES_ENOUGH = timedelta(days=28), 3
DAYS_BACK, DAYS_ENOUGH = 10, 5
COUNTED_AT_LEAST = 3
QUOTA = "易耗品定额"
PARAMETERS = (
    "金额容差", "抹零上限", "价格涨幅上限", "人数偏离上限", "人均食材下限", "人均食材上限", "月盈亏率上限", "月盈亏率下限", "累计盈亏率上限", "累计盈亏率下限", "无合同限额",
    "零结余月数", "伙食费差异上限", "鲜活存放天数", "食材占比下限", "人员占比上限", "应公示日", "公示期限", "废品核对件数", "交旧期限",
)  # fmt: skip
SETTINGS_NEEDED = ("学期开始", "学期结束", "核算月份", "计价方法", "基准餐标", "期初结余")
SETTINGS_WANTED = ("学校", "食堂", "学期")
METHODS = ("移动加权平均", "先进先出", "月末一次加权平均")
DENOMINATORS = ("收入合计", "伙食费收入")
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_LENGTH = 18
_REVERSES = re.compile(
    r"冲(?:销|减|红)?\s*[:：]?\s*(?:原?单号?)?\s*[:：]?\s*[‹<《「『“\"(（\[【]?\s*([^\s›>》」』”\")）\]】,，;；。、]+)"
)
_SAID = re.compile(
    r"((?:[不未没][再有予]?)?(?:包括|包含|含)|[不未]计|不算|剔除|扣除|除去|去除|去掉|减去)[有了]?([^，。；：（）,.;:()]*)"
)
_IN_SCOPE = re.compile(r"「([^「」]*)」|([^「」、，,；;\s]+)")


class Limit(NamedTuple):
    """A parameter in force: its text, its number, the level of what rests on it, and the unit."""

    text: str
    number: Decimal | None
    level: str
    unit: str | None


def number_in(text: str) -> Decimal | None:
    """``3%`` is 0.03; ``None`` for what is no number."""
    plain = text.replace("％", "%").replace(",", "").strip()
    if not re.fullmatch(r"-?\d+(\.\d+)?\s*%?", plain):
        return None
    return Decimal(plain.rstrip("% ")) / (100 if plain.endswith("%") else 1)


def limit(script: Script, name: str, day: date | None = None) -> Limit | None:
    """The parameter in force on a day; ``None`` where there is none: then the rule is silent."""
    rows = reversed(script.parameters.get(name, []))
    return next((found for row, found in rows if day is None or (row.since or day) <= day <= (row.until or day)), None)


def number(script: Script, name: str, day: date | None = None) -> tuple[Decimal, str] | None:
    """The number and the level of a parameter in force."""
    found = limit(script, name, day)
    return None if found is None or found.number is None else (found.number, found.level)


def nearest(text: str, names: Iterable[str]) -> str | None:
    """The name most like a text."""
    return next(iter(difflib.get_close_matches(text, names, 1, 0.5)), None)


def departments(script: Script) -> list[str]:
    """The departments whose consumables are the canteen's cost."""
    return re.split("[、，,;；/]", f"{script.settings.get('食堂部门') or '食堂'}")


def _tell(script: Script, table: str, row: Any, column: str, text: str, *, blocks: bool) -> None:
    """Say something of a row, which then counts or does not."""
    if blocks:
        script.block(table, row, column, text)
    else:
        script.say(table, row.number, column, text)


def by_slip(script: Script, table: str) -> dict[str, list[Any]]:
    """The rows of each 单号."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in script.rows[table]:
        if row.slip:
            found[row.slip].append(row)
    return found


# --- what stands in a list, and what stands there twice -------------------------------------------------------------------------------


def names_are_known(script: Script) -> None:
    """DAT-05, STK-06: items, suppliers and units that are in their lists."""
    for table in (*MOVES_STOCK, "期初在用", "单位换算"):
        for row in script.rows[table]:
            if row.item in script.half_known:
                continue
            if row.item and row.item not in script.items:
                _tell(script, table, row, "品名", f"品目表里没有“{row.item}”", blocks=table in MOVES_STOCK)
            elif table in MOVES_STOCK and not (base := script.base(row)) and row.quantity:
                why = "没有换算率" if base is None else "折合不到 0.001"
                script.block(table, row, "单位" if base is None else HEADINGS[table]["quantity"], f"“{row.unit}”{why}")
    for row in script.rows["采购验收"]:
        if row.supplier and row.supplier not in script.suppliers:
            script.say("采购验收", row.number, "供应商", f"供应商表里没有“{row.supplier}”")


def keys_stand_once(script: Script) -> None:
    """DAT-07, MEA-05: keys that repeat. DAT-08: rows that repeat."""
    for table, rows in script.rows.items():
        fields = KEYS.get(table)
        seen: dict[tuple[Any, ...], int] = {}
        for row in rows:
            key = tuple(getattr(row, field) for field in fields) if fields else tuple(row.model_dump(exclude={"number"}).values())
            earlier = seen.setdefault(key, row.number)
            if earlier == row.number or (fields is None and row.number in script.partly_read[table]):
                continue
            column = HEADINGS[table][fields[0]] if fields else next(iter(HEADINGS[table].values()))
            if not fields:
                script.say(table, row.number, column, f"与第 {earlier} 行各格完全相同", "警告")
            elif table == "盘点":
                script.block(table, row, column, f"与第 {earlier} 行是同一天同一品目")
            else:
                script.say(table, row.number, column, f"与第 {earlier} 行重复")
                if table == "品目":
                    script.doubt_item(row.name)


def dates_lie_inside(script: Script) -> None:
    """DAT-16: dates outside the book."""
    for table in ("采购验收", "出库", "盘点", "易耗品领用", "就餐"):
        for row in script.rows[table]:
            if not script.begin <= row.day <= script.end:
                script.block(table, row, "日期", f"{row.day} 不在本账的 {script.begin} 至 {script.end} 之内")
    for table in ("收入", "支出"):
        for row in script.rows[table]:
            if row.day < script.begin and (row.month is None or f"{row.month:%Y-%m}" < script.months[0]):
                script.block(table, row, "日期", f"{row.day} 不在本账的 {script.begin} 至 {script.end} 之内")


def settings_agree(script: Script) -> None:
    """DAT-03, DAT-04, DAT-07, DAT-21: settings that are filled, stand there once, and make sense."""
    for name, row in script.setting_rows.items():
        if script.settings[name] is None and name in (*SETTINGS_NEEDED, *SETTINGS_WANTED):
            script.say("设置", row, "值", f"{name} 没有填写", "错误" if name in SETTINGS_NEEDED else "警告")
    for row, name, earlier in script.settings_again:
        script.say("设置", row, "项目", f"与第 {earlier} 行重复：{name}")
    if script.settings.get("计价方法") not in {None, *METHODS}:
        script.say(
            "设置", script.setting_rows["计价方法"], "值", f"{script.settings['计价方法']} 不是 {'、'.join(METHODS)} 中的一种"
        )
    for name in ("核算月份", "已结账至"):
        month = script.settings.get(name)
        if month is not None and f"{month}"[:7] not in script.months:
            script.say(
                "设置", script.setting_rows[name], "值", f"{name} {month} 不在 {script.months[0]} 至 {script.months[-1]} 之内"
            )
    if Decimal(str(script.settings["基准餐标"])) <= 0:
        script.say("设置", script.setting_rows["基准餐标"], "值", f"基准餐标应大于 0，现为 {script.settings['基准餐标']}")
    profiles = {row.profile for row in script.rows["规则参数"] if row.profile}
    if profiles and script.settings.get("规则套") not in {None, *profiles}:
        script.say("设置", script.setting_rows["规则套"], "值", f"规则参数表里没有“{script.settings['规则套']}”", "警告")
    chosen = script.settings.get("对账供应商")
    if chosen is not None and chosen not in {*script.suppliers, *(row.supplier for row in script.rows["采购验收"])}:
        script.say("设置", script.setting_rows["对账供应商"], "值", f"供应商表里没有“{chosen}”", "警告")


def parameters_can_be_read(script: Script) -> None:
    """DAT-25: names that some rule uses, values that are numbers."""
    for row in script.rows["规则参数"]:
        if not row.value:
            continue
        if row.name == "盈亏率分母":
            if row.value not in DENOMINATORS:
                script.say("规则参数", row.number, "值", f"只能是 {' 或 '.join(DENOMINATORS)}，现为 {row.value}")
        elif row.name in PARAMETERS or row.name.startswith(QUOTA):
            if row.name.startswith(QUOTA):
                _judge_quota(script, row)
            if number_in(row.value) is None:
                script.say("规则参数", row.number, "值", f"应是数字或百分数，现为 {row.value}")
        elif guess := nearest(row.name, PARAMETERS):
            script.say("规则参数", row.number, "参数", f"没有哪条规则用到“{row.name}”；是不是“{guess}”", "提示")


def _judge_quota(script: Script, row: Any) -> None:
    """What a quota limits: money of all that a department draws, or pieces of one item."""
    item = row.name.removeprefix(f"{QUOTA}_").partition("_")[2]
    if item and item not in script.items:
        script.say("规则参数", row.number, "参数", f"“{item}”不在品目表里，这条定额没有检查", "提示")
    elif (measure := (row.unit or "元").split("/")[0]) != "元" and (not item or script.factor(item, measure) is None):
        script.say("规则参数", row.number, "单位", f"单位是 {row.unit}，不知道怎样算，这条定额没有检查")


def disabled_items_are_not_used(script: Script) -> None:
    """DAT-24: items that are disabled and still used, at the last row of each register."""
    disabled = {name for name, item in script.items.items() if item.disabled == "是"}
    for table in ("采购验收", "出库", "盘点", "易耗品领用") if disabled else ():
        last: dict[str, list[int]] = defaultdict(list)
        for row in script.rows[table]:
            if row.item in disabled:
                last[row.item].append(row.number)
        for item, numbers in last.items():
            script.say(table, numbers[-1], "品名", f"“{item}”已停用，还有 {len(numbers)} 行用到它", "提示")


# --- 红字 -----------------------------------------------------------------------------------------------------------------------------


class Reversal(NamedTuple):
    """The row that a 红字 reverses, and how much of it (base units, money) earlier ones have left."""

    original: Any
    left: Decimal
    money: Decimal


def find_reversals(script: Script) -> None:
    """Which row each 红字 reverses: of its 单号 and item, the one most like it."""
    for table in ("采购验收", "出库", "易耗品领用"):
        red = [row for row in script.rows[table] if row.quantity < 0 and row.note]
        named = {row.number: said[1] for row in red if (said := _REVERSES.match(row.note))}
        wanted = {(named[row.number], row.item) for row in red if row.number in named}
        rows: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in script.rows[table] if wanted else ():
            if (row.slip, row.item) in wanted and row.quantity > 0:
                rows[row.slip, row.item].append(row)
        left = {row.number: script.base(row) or row.quantity for among in rows.values() for row in among}
        money = {row.number: getattr(row, "amount", NOTHING) for among in rows.values() for row in among}
        for row in sorted(red, key=lambda row: (row.day, row.number)):
            among = rows.get((named.get(row.number, ""), row.item))
            if among:
                taken = -(script.base(row) or row.quantity)
                original = max(among, key=lambda each: _likeness(each, row, left[each.number], taken))
                script.reversals[table, row.number] = Reversal(original, left[original.number], money[original.number])
                left[original.number] -= taken
                money[original.number] += getattr(row, "amount", NOTHING)


def _likeness(row: Any, red: Any, left: Decimal, taken: Decimal) -> tuple[Any, ...]:
    usable = row.day <= red.day and left >= taken and getattr(row, "verdict", None) != "退货"
    names = ("meal", "supplier", "destination", "department", "unit", "price")
    return usable, sum(getattr(row, name, None) == getattr(red, name, None) for name in names), left == taken, left


def reversed_by(script: Script, table: str, row: Any) -> Any:
    """The row that a 红字 reverses."""
    return script.reversals[table, row.number].original


def quantities_are_positive(script: Script) -> None:
    """DAT-22: quantities above zero, but for 红字 that say what they reverse. DAT-23: no money without goods at the start."""
    find_reversals(script)
    for table in ("采购验收", "出库", "易耗品领用"):
        for row in script.rows[table]:
            if row.quantity <= 0:
                _judge_red(script, table, row)
    for row in script.rows["期初库存"]:
        if not row.quantity and row.amount:
            script.block("期初库存", row, "金额", f"数量是 0，金额却是 {row.amount}")


def _judge_red(script: Script, table: str, row: Any) -> None:
    found = script.reversals.get((table, row.number))
    column = HEADINGS[table]["quantity"]
    if not row.quantity or not _REVERSES.match(row.note or ""):
        moves = bool(row.quantity or getattr(row, "amount", NOTHING))
        _tell(script, table, row, column, f"应大于 0，现为 {row.quantity}", blocks=moves)
    elif table == "采购验收" and row.verdict == "退货":
        script.block(table, row, "验收结论", "是退货的行不计入，这一行红字什么也没有冲掉")
    elif found is None:
        script.block(table, row, column, f"备注说的单号里没有“{row.item}”")
    elif -(script.base(row) or NOTHING) > found.left:
        script.block(table, row, column, f"红字 {row.quantity} 比它冲的第 {found.original.number} 行剩下的 {found.left} 还多")
    else:
        for name in ("supplier", "price", "meal", "destination", "department"):
            here, there = getattr(row, name, None), getattr(found.original, name, None)
            if name in HEADINGS[table] and here != there and (name != "price" or row.unit == found.original.unit):
                text = f"红字写的是 {here}，它冲的第 {found.original.number} 行是 {there}"
                _tell(script, table, row, HEADINGS[table][name], text, blocks=name in {"supplier", "price"})
        if table == "采购验收" and -(script.base(row) or NOTHING) == found.left and row.amount != -found.money:
            script.say(table, row.number, "金额", f"数量冲完了，金额还剩 {found.money}，冲的是 {-row.amount}")


def counts_back(script: Script, table: str, row: Any) -> bool:
    """STK-08: whether what a 红字 reverses counts itself, and is not later."""
    original = reversed_by(script, table, row)
    if original.day <= row.day and (table, original.number) not in script.blocked and getattr(original, "verdict", None) != "退货":
        return True
    script.say(table, row.number, "备注", f"被冲的第 {original.number} 行（{original.day}）没有计入，或比 {row.day} 还晚")
    script.refuse(row.item, f"{row.day:%Y-%m}")
    return False


# --- deliveries -----------------------------------------------------------------------------------------------------------------------


def amounts_multiply(script: Script) -> None:
    """ARI-01, ARI-06: 数量 × 单价 is 金额."""
    for row in script.rows["采购验收"]:
        allowed = number(script, "金额容差", row.day)
        exact = row.quantity * row.price
        if allowed is not None and abs(exact - row.amount) > allowed[0]:
            script.block("采购验收", row, "金额", f"数量 × 单价 = {exact:.2f}，填的是 {row.amount}")
    for row in script.rows["收支说明"]:
        if row.quantity is not None and row.price is not None and (stated := number_in(row.stated or "")) is not None:
            exact = (row.quantity * row.price).quantize(FEN, ROUND_HALF_UP)
            if exact != stated:
                script.say("收支说明", row.number, "金额", f"数量 × 单价 = {exact}，写的是 {stated}")


def slips_add_up(script: Script) -> None:
    """ARI-02: 单据合计 is the sum of the slip's lines."""
    for slip, rows in by_slip(script, "采购验收").items():
        if slip in script.doubtful_slips["采购验收"]:
            continue
        total, whole = sum(row.amount for row in rows if row.verdict != "退货"), sum(row.amount for row in rows)
        for row in rows:
            if row.total is None or row.total in {total, whole}:
                continue
            allowed = number(script, "抹零上限", row.day)
            forgiven = allowed is not None and 0 < total - row.total <= allowed[0]
            level = allowed[1] if forgiven and allowed else "错误"
            script.say("采购验收", row.number, "单据合计", f"各行金额之和是 {total}，单据合计填的是 {row.total}", level)


def slips_are_signed(script: Script) -> None:
    """RCV-01, ISS-01: three different signers. RCV-10, ISS-06: one value of each on a slip."""
    for table, fields in ONCE_A_SLIP.items():
        signers = fields[:3]
        bare: list[tuple[str, int]] = []
        for slip, rows in by_slip(script, table).items():
            held = {name: list(dict.fromkeys(value for row in rows if (value := getattr(row, name)))) for name in fields}
            several = [name for name, values in held.items() if len(values) > 1]
            if several:
                told = "；".join(f"{HEADINGS[table][name]} {'、'.join(held[name])}" for name in several)
                script.say(table, rows[0].number, HEADINGS[table][several[0]], f"单号 {slip} 里不止一个值：{told}", "警告")
            if slip in script.doubtful_slips[table] or not {*several}.isdisjoint(signers):
                continue
            names = [held[name][0] if held[name] else None for name in signers]
            filled = [name for name in names if name]
            alike = [signer for signer, name in zip(signers, names, strict=True) if name and names.count(name) > 1]
            if alike:
                script.say(table, rows[0].number, HEADINGS[table][alike[0]], f"单号 {slip} 的签字人{'、'.join(filled)}有两个相同")
            elif filled and len(filled) < len(names) and table == "采购验收":
                blank = signers[names.index(None)]
                script.say(table, rows[0].number, HEADINGS[table][blank], f"单号 {slip} 没有签字", "警告")
            elif len(filled) < len(names):
                bare.append((slip, rows[0].number))
        if bare:
            level = "警告" if table == "采购验收" else "提示"
            script.say(table, bare[0][1], HEADINGS[table][signers[0]], f"有 {len(bare)} 张单没有签齐，{bare[0][0]} 是第一张", level)


def suppliers_are_admitted(script: Script) -> None:
    """RCV-03: licence and contract registered and valid on the day, items among what the supplier may deliver."""
    told: set[tuple[str, str]] = set()
    papers = {"licence": "许可证号", "licence_until": "许可有效期", "contract": "合同编号", "contract_until": "合同结束"}
    delivered = {row.supplier for row in script.rows["采购验收"]}
    for name, supplier in script.suppliers.items():
        blank = [text for field, text in papers.items() if getattr(supplier, field) is None]
        if blank and name in delivered and supplier.number not in script.partly_read["供应商"]:
            script.say("供应商", supplier.number, "供应商", f"“{name}”有送货，没有登记{'、'.join(blank)}", "警告")
    for row in script.rows["采购验收"]:
        supplier, item = script.suppliers.get(row.supplier), script.items.get(row.item)
        if supplier is None:
            continue
        first = supplier.contract_from or date.min
        last = min(supplier.licence_until or date.max, supplier.contract_until or date.max)
        if not first <= row.day <= last and (row.slip, row.supplier) not in told:
            told.add((row.slip, row.supplier))
            script.say("采购验收", row.number, "供应商", f"{row.day} 送货时，许可证或合同只在 {first} 至 {last} 有效")
        if (
            item is not None
            and supplier.categories
            and item.category not in supplier.categories
            and (row.supplier, row.item) not in told
        ):
            told.add((row.supplier, row.item))
            text = f"“{row.item}”属于{item.category}，供货类别只有 {'、'.join(supplier.categories)}"
            script.say("采购验收", row.number, "品名", text, "警告")


def goods_are_tested_and_fresh(script: Script) -> None:
    """RCV-04: what must be tested passed. RCV-08: within its dates. RCV-11: consumables rest in stock."""
    for row in script.rows["采购验收"]:
        item, accepted = script.items.get(row.item), row.verdict != "退货"
        if row.test == "不合格" and accepted:
            script.say("采购验收", row.number, "检测结果", f"检测不合格，验收结论却是{row.verdict or '空白'}")
        elif item is not None and item.test in {"农残", "检疫"} and row.test is None and accepted and row.quantity > 0:
            script.say("采购验收", row.number, "检测结果", f"没有填写：“{row.item}”要做{item.test}检测", "警告")
        if accepted and row.use_by is not None and row.use_by < row.day:
            script.say("采购验收", row.number, "保质期至", f"{row.use_by} 早于验收日期 {row.day}")
        elif accepted and row.produced is not None and row.produced > row.day:
            script.say("采购验收", row.number, "生产日期", f"{row.produced} 晚于验收日期 {row.day}")
        if row.meal and item is not None and item.category == CONSUMABLES:
            script.block("采购验收", row, "直出餐次", f"“{row.item}”是易耗品，不能直出到{row.meal}")


def prices_are_fair(script: Script) -> None:
    """RCV-05, RCV-06, RCV-07: the price of a base unit against the contract, the ceiling, and the four weeks before."""
    lines: dict[str, list[tuple[date, Decimal, Any]]] = defaultdict(list)
    for row in script.rows["采购验收"]:
        one = script.factor(row.item, row.unit) if row.verdict != "退货" and row.quantity > 0 else None
        if one:
            lines[row.item].append((row.day, round(row.price / one, 8), row))
    for name, found in lines.items():
        item = script.items[name]
        ceiling = item.ceiling if item.ceiling is not None and item.ceiling >= 0 else None
        stated = item.base if item.base is not None else item.ceiling
        published = stated if stated is not None and stated >= 0 else None
        found.sort(key=lambda line: line[0])
        days = [day for day, _, _ in found]
        usual: dict[date, Decimal | None] = {}
        for day, price, row in found:
            supplier = script.suppliers.get(row.supplier)
            if ceiling is not None and price > ceiling:
                script.say("采购验收", row.number, "单价", f"{price:.4g} 高于限价 {ceiling}")
            elif (
                published is not None and supplier is not None and supplier.discount and price > published * (1 - supplier.discount)
            ):
                script.say("采购验收", row.number, "单价", f"{price:.4g} 高于 {published} 下浮 {supplier.discount}", "警告")
            if day not in usual:
                before = [earlier for _, earlier, _ in found[bisect_left(days, day - FOUR_WEEKS) : bisect_left(days, day)]]
                usual[day] = median(before) if len(before) >= PRICES_ENOUGH else None
            rise, middle = number(script, "价格涨幅上限", day), usual[day]
            if middle is not None and rise is not None and price > middle * (1 + rise[0]):
                script.say(
                    "采购验收", row.number, "单价", f"{price:.4g} 比前四周的中位价 {middle:.4g} 高 {rise[0]:.0%} 以上", rise[1]
                )


def invoices_are_used_once(script: Script) -> None:
    """RCV-09: one 票据号, one slip and supplier."""
    uses: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    invoices = {slip: [row.invoice for row in rows if row.invoice] for slip, rows in by_slip(script, "采购验收").items()}
    for row in script.rows["采购验收"]:
        known = invoices.get(row.slip)
        if row.supplier and known and len({*known}) == 1 and row.slip not in script.doubtful_slips["采购验收"]:
            uses[known[0]].setdefault((row.slip, row.supplier), row.number)
    for invoice, places in uses.items():
        if len(places) > 1:
            (first, _), (_, second) = list(places.items())[:2]
            script.say("采购验收", second, "票据号", f"{invoice} 已用在单号 {first[0]}", "警告")


# --- issues and meals -----------------------------------------------------------------------------------------------------------------


def may_be_eaten(script: Script, day: date, meal: str) -> bool:
    """Whether a row of 就餐 that cannot be counted may be of a meal."""
    return any(
        not isinstance(known := _day_of(record), date)
        or (known == day and (record.get("餐次") == meal or record.get("餐次") not in MEALS))
        for record in script.left_out["就餐"]
    )


def _day_of(record: dict[str, Any]) -> date | None:
    """The day of a row as it was typed, if it is one."""
    try:
        return date.fromisoformat(f"{as_day(record.get('日期'))}")
    except ValueError:
        return None


def food_goes_to_meals(script: Script) -> None:
    """ISS-02, ISS-04, ISS-05: food names a meal that was eaten, and not 接待."""
    eaten = {(row.day, row.meal) for row in script.rows["就餐"] if row.heads}
    unsure = any(_day_of(record) is None for record in script.left_out["就餐"])
    told: set[tuple[date, str]] = set()
    guests: set[str] = set()
    cooked = [("出库", "餐次", row) for row in script.rows["出库"] if row.destination not in {"报损", "退货"}]
    cooked += [("采购验收", "直出餐次", row) for row in script.rows["采购验收"] if row.verdict != "退货"]
    for table, column, row in cooked if not unsure else ():
        item = script.items.get(row.item)
        key = (row.day, row.meal)
        if (
            row.meal is None
            or row.quantity <= 0
            or key in eaten
            or key in told
            or may_be_eaten(script, *key)
            or not script.begin <= row.day <= script.end
        ):
            continue
        if item is None or item.category in FOOD:
            told.add(key)
            script.say(table, row.number, column, f"{row.day} {row.meal}有食材，就餐表里这一餐没有人就餐", "警告")
    for row in script.rows["出库"]:
        item = script.items.get(row.item)
        if row.meal is None and item is not None and item.category in FOOD:
            script.block("出库", row, "餐次", f"没有填写：“{row.item}”是食材")
        if row.destination == "接待" and row.quantity > 0 and row.slip not in guests:
            guests.add(row.slip)
            script.say("出库", row.number, "去向", f"单号 {row.slip} 把“{row.item}”用于接待", "警告")


def head_counts_are_plausible(script: Script) -> None:
    """MEA-06: near the median of the ten serving days before. MEA-07: the free are among them."""
    served: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in script.rows["就餐"]:
        if row.free is not None and row.free > row.heads:
            script.block("就餐", row, "免费人数", f"{row.free} 人，比人数 {row.heads} 还多")
        if row.diners != "来客" and row.heads:
            served[row.meal, row.diners].append(row)
    for rows in served.values():
        before: deque[int] = deque(maxlen=DAYS_BACK)
        for day, same in groupby(sorted(rows, key=lambda row: row.day), key=lambda row: row.day):
            first, *more = same
            heads = first.heads + sum(row.heads for row in more)
            allowed = number(script, "人数偏离上限", day)
            if len(before) >= DAYS_ENOUGH and allowed is not None:
                usual = Decimal(median(before))
                if abs(heads - usual) > allowed[0] * usual:
                    script.say(
                        "就餐", first.number, "人数", f"{heads} 人，前 {len(before)} 个供餐日的中位数是 {usual} 人", allowed[1]
                    )
            before.append(heads)


# --- money ----------------------------------------------------------------------------------------------------------------------------


def vouchers_are_in_order(script: Script) -> None:
    """FIN-02, FIN-03, FIN-04, FIN-12, FIN-14: whose cost, what month, what contract, booked once, paid to a supplier."""
    for table in ("收入", "支出"):
        seen: dict[tuple[Any, ...], Any] = {}
        for row in script.rows[table]:
            key = (row.voucher, row.day, row.account, row.amount)
            earlier = seen.setdefault(key, row)
            if earlier is not row and row.voucher and earlier.model_dump(exclude={"number"}) != row.model_dump(exclude={"number"}):
                script.say(table, row.number, "凭证号", f"与第 {earlier.number} 行的凭证号、日期、科目、金额都相同", "警告")
            month = None if row.month is None else f"{row.month:%Y-%m}"
            if month is not None and month < script.months[0]:
                if script.begin <= row.day <= script.end:
                    script.say(table, row.number, "所属月份", f"{month} 在本账之前，算在 {row.day:%Y-%m}", "警告")
            elif month is not None and month > script.months[-1]:
                script.say(table, row.number, "所属月份", f"{month} 在本账之后，没有算进任何月份", "警告")
            elif month is None and row.day > script.end:
                script.say(table, row.number, "日期", f"{row.day} 在本账最后一天 {script.end} 之后", "警告")
    for row in script.rows["支出"]:
        supplier = script.suppliers.get(row.payee) if row.account == "付货款" else None
        if row.account == "付货款" and supplier is None:
            script.say("支出", row.number, "收款单位", f"“{row.payee}”不在供应商表里")
        elif row.account != "付货款" and row.centre not in {None, "食堂"}:
            script.say("支出", row.number, "归口", f"{row.amount} 归口{row.centre}，没有算进食堂成本", "警告")
        allowed = number(script, "无合同限额", row.day)
        bare = row.contract is None and row.basis is None and (supplier is None or supplier.contract is None)
        if allowed is not None and row.amount > allowed[0] and bare and row.number not in script.partly_read["支出"]:
            script.say("支出", row.number, "合同编号", f"{row.amount} 超过 {allowed[0]}，没有合同编号和立项依据", allowed[1])


def goods_are_booked_once(script: Script) -> None:
    """FIN-13: fuel and consumables of a month stand in 采购验收 or in 支出."""
    bought: dict[tuple[str, str], Any] = {}
    for row in script.rows["采购验收"]:
        item = script.items.get(row.item)
        if item is not None and item.category in {FUEL, CONSUMABLES} and row.verdict != "退货" and row.quantity > 0:
            bought.setdefault((f"{row.day:%Y-%m}", item.category), row)
    for row in script.rows["支出"]:
        if row.centre in {None, "食堂"}:
            twice = bought.pop((f"{row.month or row.day:%Y-%m}", row.account), None)
            if twice is not None:
                script.say("支出", row.number, "科目", f"{row.account}在采购验收第 {twice.number} 行也有", "警告")


def about_month(script: Script, text: str, level: str) -> None:
    """Say something of a whole month: at 设置 核算月份."""
    script.say("设置", script.setting_rows["核算月份"], "", text, level)


def months_are_in_their_bands(script: Script) -> None:
    """FIN-01, FIN-09, FIN-11, FIN-15, FIN-16: rates, fees and balances of the months."""
    expected: dict[str, Decimal] = defaultdict(Decimal)
    unsure = {*script.unsure["就餐"]}
    for row in script.counted("就餐"):
        if row.number in script.partly_read["就餐"]:
            unsure.add(f"{row.day:%Y-%m}")
        if row.diners in PAYING:
            expected[f"{row.day:%Y-%m}"] += (row.heads - (row.free or 0)) * row.standard
    zeros: list[str] = []
    for month in script.months_shown:
        values, day = script.results[month], script.month_end(month)
        for name, high, low in (("盈亏率", "月盈亏率上限", "月盈亏率下限"), ("累计盈亏率", "累计盈亏率上限", "累计盈亏率下限")):
            rate, upper, lower = values[name], number(script, high, day), number(script, low, day)
            if rate is not None and upper is not None and rate > upper[0]:
                about_month(script, f"{month} {name} {rate:.2%} 高于上限 {upper[0]:.2%}", upper[1])
            elif rate is not None and lower is not None and rate < lower[0]:
                about_month(script, f"{month} {name} {rate:.2%} 低于下限 {lower[0]:.2%}", lower[1])
        food, least = values["食材占比"], number(script, "食材占比下限", day)
        if food is not None and least is not None and food < least[0]:
            about_month(script, f"{month} 食材占比 {food:.2%} 低于 {least[0]:.2%}", least[1])
        staff, most = values["人员占比"], number(script, "人员占比上限", day)
        if staff is not None and most is not None and staff > most[0]:
            about_month(script, f"{month} 人员支出占收入 {staff:.2%}，高于 {most[0]:.2%}", most[1])
        zeros = [*zeros, month] if values["结余"] == 0 and values["盈亏率"] is not None else []
        run = number(script, "零结余月数", day)
        if run is not None and len(zeros) == run[0]:
            about_month(script, f"{zeros[0]} 至 {month} 连续 {len(zeros)} 个月结余恰好是 0.00", run[1])
        fees, allowed = values["伙食费收入"], number(script, "伙食费差异上限", day)
        known = fees is not None and not unsure & {EVERY, month}
        if known and allowed is not None and abs(fees - expected[month]) > allowed[0] * expected[month]:
            about_month(script, f"{month} 按就餐人数应收伙食费 {expected[month]}，入账 {fees}", allowed[1])


def forms_are_posted_in_time(script: Script) -> None:
    """PUB-01: 公示台账 says that each month's forms were posted by 应公示日."""
    posted: dict[tuple[str, str], date] = {}
    for form, period, moment in zip(*(script.postings[name] for name in ("公示表", "期间", "登记时间")), strict=True):
        if isinstance(moment, str | datetime) and isinstance(period, str | datetime):
            key, on = (f"{as_month(period)}"[:7], str(form)), date.fromisoformat(f"{moment}"[:10])
            posted[key] = min(on, posted.get(key, on))
    for month in script.months if posted else ():
        told = number(script, "应公示日", script.month_end(month))
        if told is None:
            continue
        following = script.month_end(month).replace(day=28) + timedelta(days=4)
        last = (following.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        due = last.replace(day=min(int(told[0]), last.day))
        late = {form: on for (name, form), on in posted.items() if name == month and on > due}
        if late:
            about_month(script, f"{month} 有 {len(late)} 张到 {max(late.values())} 才公示，应在 {due} 以前", told[1])


# --- stock ----------------------------------------------------------------------------------------------------------------------------


def counts_are_explained(script: Script) -> None:
    """STK-02: a difference has a reason and an approver. STK-03: a whole count is not a copy of the book."""
    days: dict[date, list[tuple[int, bool]]] = defaultdict(list)
    for row, booked, counted in script.counts:
        if booked != counted and booked >= 0 and not (row.reason and row.approver) and row.number not in script.partly_read["盘点"]:
            column = "批准人" if row.reason else "差异原因"
            script.say("盘点", row.number, column, f"没有填写：账上 {booked}，实盘 {counted}")
        if booked or counted:
            days[row.day].append((row.number, booked == counted))
    for day, found in days.items():
        if len(found) >= COUNTED_AT_LEAST and all(equal for _, equal in found):
            script.say("盘点", min(found)[0], "实盘数量", f"{day} 盘点的 {len(found)} 个品目全部与账上分毫不差", "警告")


def freshness(script: Script, name: str, opening: Decimal) -> None:
    """STK-04, STK-09: how long goods lay that were issued, oldest first, and whether they were still good."""
    item, days = script.items[name], script.days[name]
    fresh = item.perishable == "是"
    dated = any(getattr(move.row, "use_by", None) for moves in days for move in moves)
    if item.shelf_days is None and not fresh and not dated:
        return
    lots: deque[list[Any]] = deque([[None, opening]] if opening else [])
    told: set[int] = set()
    stock = opening
    for moves in days:
        backs = -sum((move.quantity for move in moves if move.quantity < 0 and move.table != "采购验收"), NOTHING)
        for move in moves:
            if move.table == "采购验收" and not move.row.meal:
                stock += move.quantity
                lots.append([move.row, move.quantity]) if move.quantity > 0 else _give_back(script, lots, move)
        if backs:
            lots.appendleft([None, backs])
            stock += backs
        for move in moves:
            if move.table in {"出库", "易耗品领用"} and move.quantity > 0:
                stock -= move.quantity
                for delivery in [*_taken(lots, move.quantity)]:
                    _judge_age(script, move, delivery, told)
        for move in moves:
            if move.table == "盘点":
                if move.quantity > stock:
                    lots.append([None, move.quantity - stock])
                else:
                    list(_taken(lots, stock - move.quantity))
                stock = move.quantity


def _give_back(script: Script, lots: deque[list[Any]], move: Move) -> None:
    """A red delivery makes the lots of the day it came smaller, then the oldest."""
    came, left = reversed_by(script, "采购验收", move.row).day, -move.quantity
    for lot in lots:
        if lot[0] is not None and lot[0].day == came:
            part = min(left, lot[1])
            lot[1] -= part
            left -= part
    list(_taken(lots, left))


def _taken(lots: deque[list[Any]], quantity: Decimal) -> Iterator[Any]:
    """Take from the oldest; the deliveries that are touched."""
    while quantity > 0 and lots:
        lot = lots[0]
        part = min(quantity, lot[1])
        quantity -= part
        lot[1] -= part
        if part and lot[0] is not None:
            yield lot[0]
        if not lot[1]:
            lots.popleft()


def _judge_age(script: Script, move: Move, delivery: Any, told: set[int]) -> None:
    if getattr(move.row, "destination", None) in {"报损", "退货"}:
        return
    item, kept = script.items[move.row.item], (move.day - delivery.day).days
    said = f"“{item.name}”是 {delivery.day} 验收的（单号 {delivery.slip}）"
    if delivery.use_by is not None and delivery.use_by < move.day:
        if (move.table, move.row.number) not in script.past_use_by:
            script.past_use_by.add((move.table, move.row.number))
            script.say(move.table, move.row.number, "品名", f"{said}，保质期至 {delivery.use_by}")
        return
    allowed = number(script, "鲜活存放天数", move.day) if item.shelf_days is None and item.perishable == "是" else None
    days = item.shelf_days if item.shelf_days is not None else allowed and int(allowed[0])
    if days is not None and kept > days and delivery.number not in told:
        told.add(delivery.number)
        script.say(
            move.table, move.row.number, "品名", f"{said}，已放了 {kept} 天，超过 {days} 天", allowed[1] if allowed else "警告"
        )


def meals_have_their_food(script: Script) -> None:
    """ISS-03, MEA-02: every meal eaten has a food cost, and so much a head as the standard lets expect."""
    heads: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    worth: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    first: dict[tuple[date, str], int] = {}
    for row in script.rows["就餐"]:
        first.setdefault((row.day, row.meal), row.number)
    for row in script.counted("就餐"):
        heads[row.day, row.meal] += row.heads
        worth[row.day, row.meal] += row.heads * row.standard
    for (day, meal), eaters in heads.items():
        if not eaters or may_be_eaten(script, day, meal) or script.food_is_refused(f"{day:%Y-%m}"):
            continue
        food, standard = script.meal_cost.get((day, meal), NOTHING), worth[day, meal]
        low, high = number(script, "人均食材下限", day), number(script, "人均食材上限", day)
        if not food:
            script.say("就餐", first[day, meal], "人数", f"{day} {meal}有 {eaters} 人就餐，食材成本是 0", "警告")
        elif low is not None and food < low[0] * standard:
            script.say(
                "就餐", first[day, meal], "人数", f"{eaters} 人食材成本 {food}，低于餐标合计 {standard} 的 {low[0]:.0%}", low[1]
            )
        elif high is not None and food > high[0] * standard > 0:
            script.say(
                "就餐", first[day, meal], "人数", f"{eaters} 人食材成本 {food}，高于餐标合计 {standard} 的 {high[0]:.0%}", high[1]
            )


# --- consumables ----------------------------------------------------------------------------------------------------------------------


def old_comes_back_for_new(script: Script) -> None:
    """CON-01, CON-02, CON-03, CON-04: what is drawn, given back and waived, row by row."""
    held: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in script.rows["期初在用"]:
        held[row.department, row.item] += row.quantity
    told: list[Any] = []
    for row in script.rows["易耗品领用"]:
        item = script.items.get(row.item)
        if item is not None and item.category != CONSUMABLES:
            script.block("易耗品领用", row, "品名", f"“{row.item}”的类别是{item.category}，不是易耗品")
        if item is None or item.trade_in != "是":
            continue
        told.append(row)
        excused = row.number in script.partly_read["易耗品领用"]
        excused = excused or (row.returned is not None and number(script, "交旧期限", row.day) is not None)
        if row.quantity > 0 and row.waiver is None and (row.returned or 0) < row.quantity and not excused:
            script.say("易耗品领用", row.number, "交旧数", f"“{row.item}”领 {row.quantity}，交旧 {row.returned}", "警告")
        if row.quantity > 0 and row.waiver is not None and row.approver is None:
            script.say("易耗品领用", row.number, "批准人", f"没有填写：“{row.item}”免交旧品（{row.waiver}）要有批准人", "警告")
    unread = any(
        record.get("品名") in script.items and script.items[record["品名"]].trade_in == "是"
        for record in script.left_out["易耗品领用"]
        if ("易耗品领用", record["number"]) not in script.blocked
    )
    for row in sorted(told, key=lambda row: row.day) if not unread else ():
        drawn, back, lost = _pieces(script, row)
        if drawn is None:
            continue
        had = held[row.department, row.item]
        if back > had:
            script.say("易耗品领用", row.number, "交旧数", f"{row.department}交回“{row.item}”{back}，在用的只有 {had}", "警告")
        held[row.department, row.item] = max(had - back - lost, NOTHING) + drawn


def _pieces(script: Script, row: Any) -> tuple[Decimal | None, Decimal, Decimal]:
    """What a row draws, gives back, and has lost; a 红字 takes back the like part."""
    drawn = script.base(row)
    if drawn is None:
        return None, NOTHING, NOTHING
    if drawn < 0:
        found = script.reversals.get(("易耗品领用", row.number))
        if found is None:
            return drawn, NOTHING, NOTHING
        whole, back, lost = _pieces(script, found.original)
        if not whole:
            return drawn, NOTHING, NOTHING
        piece = Decimal(1) if whole % 1 == back % 1 == 0 else THOUSANDTH
        before, after = (
            (back * part / whole).quantize(piece, ROUND_FLOOR) for part in (whole - found.left, whole - found.left - drawn)
        )
        return drawn, before - after, lost * drawn / whole
    back = script.in_base(row.item, row.returned or NOTHING, row.unit) or NOTHING
    return drawn, back, max(drawn - back, NOTHING) if row.waiver == "遗失已赔" else NOTHING


def _still_owed(balances: Iterable[list[Any]]) -> list[list[Any]]:
    """The rows for which something is owed, and how much: what came back beyond its own row makes good the oldest debt."""
    debts: deque[list[Any]] = deque()
    spare = NOTHING
    for row, owed in sorted(balances, key=lambda each: (each[0].day, each[0].number)):
        if owed > 0:
            debts.append([row, owed])
        spare -= min(owed, NOTHING)
        while spare and debts:
            paid = min(spare, debts[0][1])
            spare -= paid
            debts[0][1] -= paid
            if not debts[0][1]:
                debts.popleft()
    return list(debts)


def old_pieces_are_owed(script: Script) -> None:
    """CON-06: what is owed longer than 交旧期限. CON-07: scrap is sold and booked."""
    if script.month_shown not in script.months:
        return
    until = script.month_end(script.month_shown)
    rows = [
        row
        for row in sorted(script.counted("易耗品领用"), key=lambda row: (row.day, row.number))
        if row.item in script.items and script.items[row.item].trade_in == "是" and row.day <= until
    ]
    unsure = {(record.get("部门"), record.get("品名")) for record in script.left_out["易耗品领用"]}
    balances: dict[tuple[str, str], dict[int, list[Any]]] = defaultdict(dict)
    returned = scrapped = NOTHING
    for row in rows:
        told = reversed_by(script, "易耗品领用", row) if row.quantity < 0 else row
        drawn, back, _ = _pieces(script, row)
        returned, scrapped = returned + back, scrapped + (back if told.state == "报废" else 0)
        owed = NOTHING if drawn is None else drawn - back
        if told.waiver is not None:
            owed = min(owed, NOTHING) if row.quantity > 0 else max(owed, NOTHING)
        balances[told.department, told.item].setdefault(told.number, [told, NOTHING])[1] += owed
    debts = {key: _still_owed(found.values()) for key, found in balances.items()}
    for key, found in debts.items():
        for row, owed in found if key not in unsure else ():
            due = number(script, "交旧期限", row.day) if row.returned is not None else None
            if due is not None and (until - row.day).days > due[0]:
                text = f"{row.department} {row.day} 领的还欠交旧品 {owed}，已经 {(until - row.day).days} 天，超过 {due[0]} 天"
                script.say("易耗品领用", row.number, "交旧数", text, due[1])
    sold = sum(
        (
            row.amount
            for row in script.counted("收入")
            if row.account == "废品收入" and script.booked_month(row) in script.months_shown
        ),
        NOTHING,
    )
    many = number(script, "废品核对件数")
    if many is None or unsure or script.unsure["收入"]:
        return
    if scrapped >= many[0] and not sold:
        about_month(script, f"报废的旧品有 {scrapped} 件，废品收入却是 0.00", many[1])
    elif sold > 0 and not scrapped and returned >= many[0]:
        about_month(script, f"废品收入有 {sold}，交回的旧品 {returned} 件却没有一件写明报废", many[1])


def departments_keep_their_quota(script: Script) -> None:
    """CON-05: what a department drew in a month, or in the term, in money or in pieces."""
    drawn: dict[str, list[Any]] = defaultdict(list)
    for row in sorted(script.counted("易耗品领用"), key=lambda row: (row.day, row.number)):
        if row.item in script.items and f"{row.day:%Y-%m}" <= script.month_shown:
            drawn[row.department].append(row)
    consumables = [name for name, item in script.items.items() if item.category == CONSUMABLES]
    for name in [name for name in script.parameters if name.startswith(f"{QUOTA}_")]:
        who, _, what = name.removeprefix(f"{QUOTA}_").partition("_")
        for month in script.months_shown:
            found = limit(script, name, script.month_end(month))
            term = found is not None and "学期" in (found.unit or "")
            if (
                found is None
                or found.number is None
                or (what and what not in script.items)
                or (term and month != script.months_shown[-1])
            ):
                continue
            rows = [row for row in drawn[who] if (term or f"{row.day:%Y-%m}" == month) and what in {"", row.item}]
            in_money = not what or (found.unit or "").startswith("元")
            amounts = [
                script.charged.get(("易耗品领用", row.number), NOTHING) if in_money else script.base(row) or NOTHING for row in rows
            ]
            if sum(amounts) > found.number and not any(
                script.is_refused(item, month) for item in ([what] if what else consumables)
            ):
                reached = NOTHING
                crossed = 0
                for place, amount in enumerate(amounts):
                    if reached <= found.number < reached + amount:
                        crossed = place
                    reached += amount
                text = f"{who} {month} 领用{what or '易耗品'} {reached}，超过定额 {found.number}"
                script.say("易耗品领用", rows[crossed].number, "领用数", text, found.level)


# --- suppliers ------------------------------------------------------------------------------------------------------------------------


def credit_codes_are_right(script: Script) -> None:
    """SUP-01: eighteen characters, the last of which checks the others (GB 32100-2015)."""
    for row in script.rows["供应商"]:
        code = (row.code or "").upper()
        if not code:
            continue
        wrong = len(code) != CODE_LENGTH or bool({*code} - {*CODE_SIGNS})
        if not wrong:
            total = sum(CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:-1]))
            wrong = CODE_SIGNS[-total % 31] != code[-1]
        if wrong:
            script.say("供应商", row.number, "统一社会信用代码", f"{code} 不是十八位，或校验码不对")


def no_more_is_paid_than_owed(script: Script) -> None:
    """SUP-02: payments of the month shown against what is due. SUP-03: returns go to somebody."""
    due: dict[str, Decimal] = defaultdict(Decimal, {name: row.owed or NOTHING for name, row in script.suppliers.items()})
    paid: dict[str, Decimal] = defaultdict(Decimal)
    unsure: set[str | None] = {
        record.get("供应商") for record in script.left_out["采购验收"] if script.month_of(record.get("日期")) <= script.month_shown
    }
    last: dict[str, tuple[list[date], list[Any]]] = {}
    for row in sorted(script.counted("采购验收"), key=lambda row: (row.day, row.number)):
        if row.verdict != "退货" and f"{row.day:%Y-%m}" <= script.month_shown:
            due[row.supplier] += row.amount
        if row.verdict != "退货" and row.quantity > 0:
            days, rows = last.setdefault(row.item, ([], []))
            days.append(row.day)
            rows.append(row)
    for row in script.counted("出库"):
        if row.destination == "退货" and row.quantity > 0:
            days, rows = last.get(row.item, ([], []))
            before = bisect_left(days, row.day + timedelta(days=1)) - 1
            named = max((name for name in script.suppliers if row.note and name in row.note), key=len, default=None)
            receiver = named or (rows[before].supplier if before >= 0 else None)
            if receiver is None:
                script.say("出库", row.number, "备注", f"没有写明退给哪一家：“{row.item}”在本账里没有人送过", "警告")
            elif f"{row.day:%Y-%m}" <= script.month_shown:
                due[receiver] -= script.charged.get(("出库", row.number), NOTHING)
                if script.is_refused(row.item, script.month_shown):
                    unsure.add(receiver)
    for row in script.counted("支出"):
        month = script.booked_month(row)
        if row.account == "付货款" and month and month < script.month_shown:
            due[row.payee] -= row.amount
        elif row.account == "付货款" and month == script.month_shown:
            paid[row.payee] += row.amount
    if any(record.get("去向") not in set(DESTINATIONS) - {"退货"} for record in script.left_out["出库"]):
        unsure.add(None)
    unsure |= {record.get("收款单位") for record in script.left_out["支出"] if record.get("科目") == "付货款"}
    for name, row in script.suppliers.items():
        if paid[name] > due[name] and not unsure & {name, None}:
            script.say("供应商", row.number, "供应商", f"应付 {due[name]}，本月已付 {paid[name]}", "提示")


# --- 同期对比 -------------------------------------------------------------------------------------------------------------------------


def terms_are_compared_alike(script: Script) -> None:
    """CMP-01, CMP-02, CMP-03: what is left out is left out on both sides, and all that is named is known."""
    same: dict[tuple[str, Decimal], list[tuple[Any, set[str]]]] = defaultdict(list)
    for row in script.rows["基期"]:
        named: set[str] = set()
        out: set[str] = set()
        before = len(script.findings)
        if not row.scope:
            continue
        for item, category in _IN_SCOPE.findall(row.scope):
            names = [item] if item in script.items else item.split("、") if item else []
            named.update(names)
            if category and category not in CATEGORIES:
                script.say("基期", row.number, "类别", f"“{category}”不是类别")
            members = {name for name, each in script.items.items() if each.category == category}
            if category in CATEGORIES and not members:
                script.say("基期", row.number, "类别", f"“{category}”在品目表里一个品目也没有")
            named |= members
        for item, plain in _IN_SCOPE.findall(row.left_out or ""):
            name = item or plain
            out.update([name] if name in script.items else name.split("、"))
        for column, name in (("类别", name) for name in sorted(named - script.items.keys())):
            script.say("基期", row.number, column, f"“{name}”不在品目表里")
        unknown = len(script.findings) > before or not out <= script.items.keys()
        for name in sorted(out):
            if name not in script.items:
                script.say("基期", row.number, "剔除", f"“{name}”不在品目表里")
            elif name not in named and not unknown:
                script.say("基期", row.number, "剔除", f"“{name}”不在类别“{row.scope}”里：只剔除一边的不能比")
        if unknown:
            continue
        items = named - out
        for column, text in (("项目", row.name), ("备注", row.note or "")):
            for word, rest in _SAID.findall(text):
                for name in re.split("[、和及与「」“”\\s]+", rest):
                    if name in script.items and (name in items) != (word in {"含", "包括", "包含"}):
                        script.say("基期", row.number, column, f"写着“{word}{name}”，本期不是这样算的")
        if not items and len(script.findings) == before:
            script.say("基期", row.number, "类别", "剔除以后一个品目也不剩")
        elif row.amount and len(script.findings) == before:
            same[row.period, row.amount].append((row, items))
    for rows in same.values():
        for (one, its), (other, theirs) in pairwise(rows):
            if its != theirs and its & theirs:
                for row in (one, other):
                    script.say("基期", row.number, "类别", f"与另一行比的品目不同，基期金额却都是 {row.amount}")


OF_ROWS: tuple[Callable[[Script], None], ...] = (
    parameters_can_be_read, settings_agree, names_are_known, keys_stand_once, dates_lie_inside, quantities_are_positive, disabled_items_are_not_used,
    amounts_multiply, slips_add_up, slips_are_signed, suppliers_are_admitted, goods_are_tested_and_fresh, prices_are_fair, invoices_are_used_once,
    food_goes_to_meals, head_counts_are_plausible, vouchers_are_in_order, goods_are_booked_once, old_comes_back_for_new, credit_codes_are_right,
    terms_are_compared_alike,
)  # fmt: skip
OF_RESULTS: tuple[Callable[[Script], None], ...] = (
    counts_are_explained, meals_have_their_food, months_are_in_their_bands, old_pieces_are_owed, departments_keep_their_quota, no_more_is_paid_than_owed,
    forms_are_posted_in_time,
)  # fmt: skip
