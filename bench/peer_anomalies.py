"""The anomaly tests of a roll-up on the frames of all books at once, as the manual describes them (docs/手册/15-区级汇总.md), with the thresholds shipped.

A second implementation, which shares no line with the program's own. Every test gives the books it could judge and what it found. It agrees with the program
on the county of ``bench.planted`` (``tests/bench/test_planted.py``). They differ where

- several lines are alike in what makes one the first to look at: here the first in the sheet;
- a cell cannot be read: here the whole row is left out, and no test is silent because of it.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from bench.peer_figures import SERVED
from bench.peer_frames import DRAWN, ISSUED, RECEIVED, RETURNED, STRAIGHT, UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bench.peer_frames import County

LIMITS = {
    "零结余月数": 3, "超过在校人数容许": 0.03, "超过在校人数天数": 3, "人数不变天数": 20, "人数不变最少人数": 50, "当天进出占比": 0.9, "当天进出最少次数": 20,
    "三同次数": 7, "三同倍数": 3, "无人就餐送鲜货天数": 1, "无人就餐送货天数": 3, "盘点相符最少行数": 10, "每餐公斤数下限": 0.15, "每餐公斤数上限": 1.4,
    "每餐公斤数最少人次": 300, "高出协议价容许": 0.02, "高出协议价合计": 100, "一家供应商占比": 0.8, "票据号最少位数": 6, "采购限额": 10_000, "接近采购限额": 0.8,
    "拆分天数": 3, "拆分笔数": 2, "整百金额占比": 0.25, "整百金额最少行数": 60, "首位数字偏差": 0.05, "首位数字最少个数": 300, "首位数字跨度": 100,
}  # fmt: skip
KILOGRAMS = {unit: factor for unit, (_, factor) in UNITS.items()}
"""What one unit weighs; a litre counts as a kilogram."""
PACKAGED = ("食用油", "奶", "调味品", "干货")
ONE_OFF = ("易耗品", "维修", "设备", "其他支出", "燃料")
FEW_LINES, UNWEIGHED, NATIONAL, EXCEL_DIGITS, ROWS_SHOWN = 30, 0.2, 18, 15, 30
EXACT = 1e-9
"""Shares and prices are floats: what is on the limit is not beyond it."""


class Odd(NamedTuple):
    """What was found in a book: the sentence; the sheet, the heading of the column and the sheet rows to look at, the first before the others."""

    book: int
    message: str
    sheet: str
    heading: str
    rows: list[int]


class Outcome(NamedTuple):
    """What a test found, and the books it had enough to judge of."""

    odd: list[Odd]
    judged: set[int]


class Asked(NamedTuple):
    """What the tests look at: the frames, the figures by month, 在校人数 by book (none where the district gave none), and what the books are called."""

    county: County
    months: pd.DataFrame
    enrolled: pd.Series
    names: pd.Series


def anomalies(asked: Asked) -> dict[str, Outcome]:
    """Every test, by its code."""
    return {code: test(asked) for code, (_, test) in TESTS.items()}


def _yuan(fen: float) -> str:
    return f"{fen / 100:.2f}"


def _rows(lines: pd.DataFrame, book: int) -> list[int]:
    return [int(number) for number in lines.loc[lines["book"] == book, "number"].iloc[:ROWS_SHOWN]]


def _share(by_book: pd.DataFrame, share: float) -> pd.DataFrame:
    """Of books with ``all`` lines, those of which ``some`` are such a share."""
    return by_book[(by_book["some"] > 0) & (by_book["some"] >= share * by_book["all"] - EXACT)]


def _at_least(counts: pd.Series, name: str) -> set[int]:
    """The books with so many."""
    return set(counts.index[counts >= LIMITS[name]])


def _some(values: Iterable[object]) -> str:
    """The first few of a list."""
    told = list(map(str, values))
    return "、".join(told[:5]) + (f" 等 {len(told)} 个" if told[5:] else "")


def _most_by_book(groups: pd.DataFrame, column: str) -> pd.DataFrame:
    """Of each book the group with the most of something; of equal ones the first."""
    return groups.sort_values(column, ascending=False, kind="stable").drop_duplicates("book")


# --- money ------------------------------------------------------------------------------------------------------------------------------


def months_balance(asked: Asked) -> Outcome:
    """ANO-01."""
    months = asked.months.reset_index()
    even = months[(months["结余"] == 0) & (months["收入合计"] != 0)]
    follows = (even["book"] == even["book"].shift()) & even.index.to_series().diff().eq(1)
    runs = even.groupby((~follows).cumsum()).agg(
        book=("book", "first"), first=("month", "first"), last=("month", "last"), times=("month", "size")
    )
    longest = _most_by_book(runs[runs["times"] >= LIMITS["零结余月数"]], "times")
    spent = asked.county.expenses.sort_values(["day", "number"], ascending=False)
    odd = [
        Odd(
            run.book,
            f"{run.first} 至 {run.last} 连续 {run.times} 个月结余恰好 0.00 元",
            "支出",
            "金额",
            _rows(spent[spent["month"].between(run.first, run.last)], run.book),
        )
        for run in longest.itertuples()
    ]
    return Outcome(odd, _at_least(months.groupby("book").size(), "零结余月数"))


def amounts_are_round(asked: Asked) -> Outcome:
    """ANO-13."""
    lines = asked.county.accepted
    lines = lines[lines["amount"] > 0]
    whole = lines[lines["amount"] % 10_000 == 0]
    by_book = pd.DataFrame({"all": lines.groupby("book").size(), "some": whole.groupby("book").size()}).fillna(0).astype(int)
    judged = _at_least(by_book["all"], "整百金额最少行数")
    found = _share(by_book[by_book.index.isin(judged)], LIMITS["整百金额占比"])
    odd = [
        Odd(book, f"采购验收 {every} 行里有 {some} 行的金额是整百元", "采购验收", "金额", _rows(whole, book))
        for book, every, some in found.itertuples()
    ]
    return Outcome(odd, judged)


def first_digits(asked: Asked) -> Outcome:
    """ANO-14."""
    lines = asked.county.accepted
    lines = lines[lines["amount"] > 0]
    ordered = lines["amount"].sort_values().groupby(lines["book"])
    counts = ordered.size()
    ends = pd.DataFrame({part: ordered.apply(lambda each, at=part: each.iloc[len(each) * at // 100]) for part in (5, 95)})
    wide = ends[95] >= LIMITS["首位数字跨度"] * ends[5]
    judged = _at_least(counts[wide], "首位数字最少个数")
    digits = lines["amount"].astype(str).str[0].astype(int)
    shares = (
        digits.groupby(lines["book"]).value_counts(normalize=True).unstack(fill_value=0).reindex(columns=range(1, 10), fill_value=0)
    )
    away = shares[shares.index.isin(judged)] - np.log10(1 + 1 / np.arange(1, 10))
    gaps = away.abs().mean(axis=1)
    odd = [
        Odd(
            book,
            f"采购验收 {counts[book]} 个金额的首位数字与本福特定律平均差 {gap:.2%}，多得最多的是 {away.loc[book].idxmax()} 开头的",
            "采购验收",
            "金额",
            _rows(lines[digits == away.loc[book].idxmax()], book),
        )
        for book, gap in gaps[gaps >= LIMITS["首位数字偏差"]].items()
    ]
    return Outcome(odd, judged)


# --- diners -----------------------------------------------------------------------------------------------------------------------------


def _pupils(county: County) -> pd.DataFrame:
    """学生 by book, meal and day."""
    meals = county.meals
    pupils = meals[(meals["diners"] == "学生") & (meals["heads"] > 0)]
    return pupils.groupby(["book", "meal", "day"], as_index=False).agg(heads=("heads", "sum"), number=("number", "first"))


def more_than_enrolled(asked: Asked) -> Outcome:
    """ANO-02."""
    pupils = _pupils(asked.county)
    days = int(LIMITS["超过在校人数天数"])
    by_day = pupils.groupby(["book", "day"])["heads"].max().sort_values(ascending=False)
    often = by_day.groupby("book").nth(days - 1).droplevel("day")
    allowed = asked.enrolled * (1 + LIMITS["超过在校人数容许"])
    too_many = often[often > allowed.reindex(often.index)]
    most = _most_by_book(pupils, "heads").set_index("book")
    odd = [
        Odd(
            book,
            f"在校学生 {asked.enrolled[book]:.0f} 人，{most['day'][book]:%Y-%m-%d} {most['meal'][book]}登记学生 {most['heads'][book]} 人就餐；"
            f"至少 {days} 天不少于 {heads} 人",
            "就餐",
            "人数",
            [int(most["number"][book])],
        )
        for book, heads in too_many.items()
    ]
    return Outcome(odd, set(asked.enrolled.dropna().index))


def heads_never_change(asked: Asked) -> Outcome:
    """ANO-03."""
    pupils = _pupils(asked.county)
    same = (pupils[["book", "meal", "heads"]] == pupils[["book", "meal", "heads"]].shift()).all(axis=1)
    pupils["run"] = (~same).cumsum()
    runs = pupils.groupby("run", as_index=False).agg(
        book=("book", "first"),
        meal=("meal", "first"),
        heads=("heads", "first"),
        first=("day", "first"),
        last=("day", "last"),
        times=("day", "size"),
    )
    long = runs[(runs["heads"] >= LIMITS["人数不变最少人数"]) & (runs["times"] >= LIMITS["人数不变天数"])]
    odd = [
        Odd(
            run.book,
            f"学生{run.meal} {run.first:%Y-%m-%d} 至 {run.last:%Y-%m-%d} 连续 {run.times} 个供餐日都是 {run.heads} 人",
            "就餐",
            "人数",
            _rows(pupils[pupils["run"] == run.run], run.book),
        )
        for run in _most_by_book(long, "times").itertuples()
    ]
    return Outcome(odd, _at_least(pupils.groupby("book")["day"].nunique(), "人数不变天数"))


def food_by_head(asked: Asked) -> Outcome:
    """ANO-08."""
    moves = asked.county.moves
    food = moves[moves["food"]]
    food = food.assign(kilos=food["moved"] / 1000 * food["base_unit"].str.strip().str.lower().map(KILOGRAMS))
    food["kilos"] = food["kilos"].where(food["what"] == STRAIGHT, -food["kilos"])
    eaten = food[(food["what"] == STRAIGHT) | food["destination"].isin(SERVED)].dropna(subset="kilos")
    bought = food[food["what"].isin((RECEIVED, STRAIGHT))]
    unweighed = bought["amount"].where(bought["kilos"].isna(), 0).groupby([bought["book"], bought["month"]]).sum()
    paid = bought.groupby(["book", "month"])["amount"].sum()
    months = asked.months.loc[asked.months["食材消耗"].notna(), ["折算人次"]].join(eaten.groupby(["book", "month"])["kilos"].sum())
    months = months.join((unweighed <= UNWEIGHED * paid).rename("weighed"))
    months = months[(months["折算人次"] >= LIMITS["每餐公斤数最少人次"]) & (months["kilos"] > 0)]
    each = months["kilos"] / months["折算人次"]
    few = (each < LIMITS["每餐公斤数下限"]) & months["weighed"].fillna(value=True).astype(bool)
    strange = each[few | (each > LIMITS["每餐公斤数上限"])]
    odd = []
    for book, found in strange.groupby("book"):
        first = found.index[0][1]
        here = eaten[(eaten["book"] == book) & (eaten["month"] == first)]
        most = here.groupby("item")["kilos"].sum().idxmax()
        lines = here[here["item"] == most].sort_values(["what", "kilos"], ascending=[True, False])
        sheet = "出库" if lines["what"].eq(ISSUED).any() else "采购验收"
        told = _some(f"{month} {kilos:.3f} 公斤" for (_, month), kilos in found.items())
        lines = lines[lines["what"].eq(ISSUED if sheet == "出库" else STRAIGHT)]
        odd.append(Odd(int(book), f"每折算人次吃掉的食材：{told}；{first} 用量最大的是“{most}”", sheet, "数量", _rows(lines, book)))
    return Outcome(odd, set(months.index.get_level_values("book")))


# --- the store --------------------------------------------------------------------------------------------------------------------------


def out_on_the_day(asked: Asked) -> Outcome:
    """ANO-04."""
    moves = asked.county.moves
    moves = moves[moves["keeps"] & (moves["what"] != STRAIGHT)]
    came = moves["what"] == RECEIVED
    moves = moves.assign(
        got=moves["moved"].where(came, 0),
        issued=-moves["moved"].where(moves["what"].isin((ISSUED, RETURNED, DRAWN)), 0),
        number=moves["number"].where(came),
    )
    days = moves.groupby(["book", "item", "day"], as_index=False).agg(
        got=("got", "sum"), issued=("issued", "sum"), left=("left", "last"), number=("number", "first")
    )
    days = days[days["got"] > 0]
    same = days[(days["issued"] == days["got"]) & (days["left"] == 0)].sort_values("number")
    by_book = pd.DataFrame({"all": days.groupby("book").size(), "some": same.groupby("book").size()}).fillna(0).astype(int)
    judged = _at_least(by_book["all"], "当天进出最少次数")
    found = _share(by_book[by_book.index.isin(judged)], LIMITS["当天进出占比"])
    odd = [
        Odd(
            book,
            f"米、油、调味、干货入库 {times} 次，有 {some} 次当天就全部发光（{_some(same.loc[same['book'] == book, 'item'].unique())}）",
            "采购验收",
            "数量",
            _rows(same, book),
        )
        for book, times, some in found.itertuples()
    ]
    return Outcome(odd, judged)


def counts_agree(asked: Asked) -> Outcome:
    """ANO-07."""
    counts = asked.county.counts
    broken = counts[counts["booked"] % 1000 != 0]
    judged = _at_least(broken.groupby("book").size(), "盘点相符最少行数")
    differ = set(counts.loc[counts["booked"] != counts["counted"], "book"])
    odd = [
        Odd(
            book,
            f"盘点里账面带零头的 {(broken['book'] == book).sum()} 行，实盘和账面一克不差；全部 {(counts['book'] == book).sum()} 行没有一行有盈亏",
            "盘点",
            "实盘数量",
            _rows(broken.sort_values("number"), book),
        )
        for book in sorted(judged - differ)
    ]
    return Outcome(odd, judged)


# --- deliveries -------------------------------------------------------------------------------------------------------------------------


def _food(county: County) -> pd.DataFrame:
    return county.accepted[county.accepted["food"]]


def one_triple(asked: Asked) -> Outcome:
    """ANO-05."""
    lines = _food(asked.county)
    weighed = lines[(lines["quantity"] % 500 != 0) & ~lines["category"].isin(PACKAGED)]
    triple = ["book", "item", "quantity", "price", "amount"]
    times = weighed.groupby(triple, as_index=False).agg(times=("number", "size"), number=("number", "first"))
    times = times.sort_values(["times", "number"], ascending=[False, True])
    weights = weighed.groupby(["book", "item", "quantity"], as_index=False).agg(usual=("number", "size"))
    third = weights.sort_values("usual", ascending=False).groupby(["book", "item"]).nth(2)
    usual = times.merge(third[["book", "item", "usual"]], how="left", on=["book", "item"])["usual"].fillna(1).set_axis(times.index)
    least = np.maximum(LIMITS["三同次数"], np.ceil(LIMITS["三同倍数"] * usual))
    copied = times[times["times"] >= least]
    odd = [
        Odd(
            most.book,
            f"“{most.item}”有 {most.times} 次恰好都是 {most.quantity / 1000:g} × {most.price / 10_000:g} 元 = {_yuan(most.amount)} 元",
            "采购验收",
            "数量",
            _rows(
                weighed.merge(copied[[*triple, "times"]], on=triple).sort_values("times", ascending=False, kind="stable"), most.book
            ),
        )
        for most in _most_by_book(copied, "times").itertuples()
    ]
    return Outcome(odd, set(weighed["book"]))


def nobody_eats(asked: Asked) -> Outcome:
    """ANO-06."""
    meals, lines = asked.county.meals, _food(asked.county)
    served = meals.loc[meals["heads"] > 0, ["book", "day"]].drop_duplicates()
    days = served.groupby("book")["day"].agg(["min", "max"])
    judged = set(days.index) & set(lines["book"])
    known, day = pd.MultiIndex.from_frame(served), lines["day"]
    first, last = lines["book"].map(days["min"]), lines["book"].map(days["max"])
    eaten = pd.Series(False, lines.index)  # noqa: FBT003 - the value of every line
    for after in (0, 1):
        eaten |= pd.MultiIndex.from_arrays([lines["book"], day + pd.Timedelta(days=after)]).isin(known)
    idle = ~eaten & (day > first) & ~((day > last) & (day <= last + pd.Timedelta(days=7)))
    odd_lines = lines[idle].sort_values(["fresh", "day", "number"], ascending=[False, True, True])
    by_book = pd.DataFrame(
        {
            "fresh": odd_lines[odd_lines["fresh"]].groupby("book")["day"].nunique(),
            "all": odd_lines.groupby("book")["day"].nunique(),
            "lines": odd_lines.groupby("book").size(),
            "amount": odd_lines.groupby("book")["amount"].sum(),
        }
    ).fillna(0)
    found = by_book[(by_book["fresh"] >= LIMITS["无人就餐送鲜货天数"]) | (by_book["all"] >= LIMITS["无人就餐送货天数"])]
    odd = [
        Odd(
            book,
            f"当天和第二天都没有人就餐，却验收了食材：{every:.0f} 天 {count:.0f} 行，合计 {_yuan(amount)} 元，其中有鲜货的 {fresh:.0f} 天",
            "采购验收",
            "日期",
            _rows(odd_lines, book),
        )
        for book, fresh, every, count, amount in found.itertuples()
    ]
    return Outcome(odd, judged)


def above_the_agreed(asked: Asked) -> Outcome:
    """ANO-09."""
    lines = asked.county.accepted
    agreed = lines[lines["agreed"].notna() & (lines["base"] > 0)]
    with_discount = set(asked.county.purchases.loc[asked.county.purchases["discount"] > 0, "book"])
    price = agreed["price"] * agreed["quantity"] / agreed["base"]
    due = agreed["agreed"] * (1 - agreed["discount"])
    dear = agreed["discount"].gt(0) & (price > due * (1 + LIMITS["高出协议价容许"]) + EXACT)
    lines = agreed.assign(over=(price - due) * agreed["base"] / 100_000)[dear].sort_values("over", ascending=False, kind="stable")
    by_book = lines.groupby("book")["over"].agg(["sum", "size"])
    odd = [
        Odd(
            book,
            f"单价高于 基准价 ×(1 − 下浮率)：{count:.0f} 行，共多付约 {_yuan(total)} 元（{_some(lines.loc[lines['book'] == book, 'item'].unique())}）",
            "采购验收",
            "单价",
            _rows(lines, book),
        )
        for book, total, count in by_book[by_book["sum"] >= LIMITS["高出协议价合计"] * 100].itertuples()
    ]
    return Outcome(odd, with_discount & set(agreed["book"]))


def one_supplier(asked: Asked) -> Outcome:
    """ANO-10."""
    lines = _food(asked.county).dropna(subset="supplier")
    by_supplier = lines.groupby(["book", "supplier"], as_index=False)["amount"].sum()
    totals = lines.groupby("book")["amount"].agg(["sum", "size"])
    judged = set(totals.index[(totals["size"] >= FEW_LINES) & (totals["sum"] > 0)])
    most = _most_by_book(by_supplier, "amount").set_index("book")
    share = most["amount"] / totals["sum"]
    dearest = lines.sort_values("amount", ascending=False, kind="stable")
    odd = [
        Odd(
            book,
            f"食材 {_yuan(totals['sum'][book])} 元，“{most['supplier'][book]}”一家供了 {_yuan(most['amount'][book])} 元，占 {part:.2%}",
            "采购验收",
            "供应商",
            _rows(dearest[dearest["supplier"] == most["supplier"][book]], book)[:1],
        )
        for book, part in share[share >= LIMITS["一家供应商占比"] - EXACT].items()
        if book in judged
    ]
    return Outcome(odd, judged)


def shared_invoices(asked: Asked) -> Outcome:
    """ANO-11."""
    lines = asked.county.accepted
    slips = lines.groupby(["book", "slip"])["amount"].sum()
    first = lines[lines["invoice"].notna()].drop_duplicates(["book", "slip"])
    used = first[["book", "slip", "number", "supplier", "code", "invoice"]].join(slips, on=["book", "slip"])
    plain = used["invoice"].str.normalize("NFKC").str.replace(r"\s+", "", regex=True)
    digits = plain.str.count(r"\d")
    cut = (plain.str.len() > EXCEL_DIGITS) & (plain.str[EXCEL_DIGITS:].str.strip("0") == "")
    seller = used["code"].fillna(used["supplier"]).map(_plain)
    used = used.assign(invoice=plain.str.lstrip("0"), seller=seller.where(digits < NATIONAL, ""))
    used = used[(digits >= LIMITS["票据号最少位数"]) & ~cut]
    used = used.groupby(["seller", "invoice", "book"], as_index=False).agg(amount=("amount", "sum"), number=("number", "first"))
    shared = used[used.duplicated(["seller", "invoice"], keep=False)]
    odd = []
    for book, own in shared.groupby("book"):
        others = shared[shared["invoice"].isin(own["invoice"]) & (shared["book"] != book)]
        told = _some(f"{asked.names[each.book]} {each.invoice} {_yuan(each.amount)} 元" for each in others.itertuples())
        message = f"{len(own)} 张票据、{_yuan(own['amount'].sum())} 元，别的账里也有：{told}"
        odd.append(Odd(int(book), message, "采购验收", "票据号", _rows(own, book)))
    return Outcome(odd, set(used["book"]))


def _plain(name: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(name)).split())


def split_purchases(asked: Asked) -> Outcome:
    """ANO-12."""
    limit = LIMITS["采购限额"] * 100
    lines, expenses = asked.county.accepted, asked.county.expenses
    slips = lines.groupby(["book", "slip"], as_index=False).agg(
        whom=("supplier", "first"),
        day=("day", "first"),
        amount=("amount", "sum"),
        number=("number", "first"),
        tendered=("tendered", "first"),
    )
    ordered = expenses[expenses["account"].isin(ONE_OFF)].rename(columns={"payee": "whom"})
    bought = pd.concat(
        [slips.assign(sheet="采购验收"), ordered[["book", "whom", "day", "amount", "number"]].assign(sheet="支出", tendered=False)]
    ).dropna(subset="whom")
    bought = bought[bought["amount"] >= LIMITS["接近采购限额"] * limit - EXACT]
    payee = ["book", "sheet", "whom"]
    bought = bought[bought.groupby(payee)["amount"].transform("max") < limit].sort_values([*payee, "day", "number"])
    apart = np.where(bought["tendered"], 1, LIMITS["拆分天数"])
    new = (bought[payee] != bought[payee].shift()).any(axis=1) | (bought["day"].diff().dt.days >= apart)
    bought["group"] = new.cumsum()
    groups = bought.groupby("group", as_index=False).agg(
        book=("book", "first"),
        sheet=("sheet", "first"),
        whom=("whom", "first"),
        amount=("amount", "sum"),
        first=("day", "first"),
        last=("day", "last"),
        times=("day", "size"),
    )
    worst = _most_by_book(groups[groups["times"] >= max(2, LIMITS["拆分笔数"])], "amount")
    odd = [
        Odd(
            each.book,
            f"{each.first:%Y-%m-%d} 至 {each.last:%Y-%m-%d} 付给“{each.whom}”的 {each.times} 笔都差一点到采购限额，合起来 {_yuan(each.amount)} 元",
            each.sheet,
            "金额",
            _rows(bought[bought["group"] == each.group], each.book),
        )
        for each in worst.itertuples()
    ]
    return Outcome(odd, set(asked.county.books.index))


TESTS: dict[str, tuple[str, Callable[[Asked], Outcome]]] = {
    "ANO-01": ("月结余恰好为零", months_balance),
    "ANO-02": ("就餐人数高于在校人数", more_than_enrolled),
    "ANO-03": ("就餐人数天天一样", heads_never_change),
    "ANO-04": ("当天进当天出，一克不剩", out_on_the_day),
    "ANO-05": ("数量、单价、金额三样相同", one_triple),
    "ANO-06": ("没有人就餐的日子收货", nobody_eats),
    "ANO-07": ("盘点数和账面一克不差", counts_agree),
    "ANO-08": ("每餐食材公斤数过多或过少", food_by_head),
    "ANO-09": ("高于协议价", above_the_agreed),
    "ANO-10": ("一家供应商供了绝大部分", one_supplier),
    "ANO-11": ("同一张票据几本账都用", shared_invoices),
    "ANO-12": ("拆分采购", split_purchases),
    "ANO-13": ("整百元的金额太多", amounts_are_round),
    "ANO-14": ("首位数字不自然", first_digits),
}
