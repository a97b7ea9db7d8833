"""All figures (指标) of a roll-up, by book and month and to date: sums by month and kind, then what is made of them. Fen, and rates as fractions.

What cannot be told is blank: whatever rests on an item from its month on, or on a register in a month. The program looks closer: a row of 就餐 whose 餐标 alone
cannot be read leaves its heads, and a payment that cannot be read leaves all but 付货款.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bench.peer_frames import DRAWN, FOUND, ISSUED, MISSING, RECEIVED, RETURNED, STRAIGHT
from bench.peer_models import FOOD

if TYPE_CHECKING:
    from bench.peer_frames import County

DINERS = ("学生", "教职工", "工作人员", "来客")
INCOME = ("学生伙食费", "教职工伙食费", "来客餐费", "财政补助", "捐赠", "利息", "废品收入", "其他收入")
COSTS = ("燃料", "水电", "人员", "易耗品", "维修", "设备", "其他支出")
SERVED = ("供餐", "学生餐", "教工餐", "留样")
COUNTS = ("供餐天数", "就餐人次", *(f"就餐人次_{each}" for each in DINERS))
RATES = ("盈亏率", "累计盈亏率", "食材占比")
FIGURES = (
    *(*COUNTS, "折算人次", *INCOME, "伙食费收入", "收入合计", "期初库存", "期末库存", "库存变动"),
    *(
        "购入食材",
        *(f"购入食材_{each}" for each in FOOD),
        "食材消耗",
        *(f"食材消耗_{each}" for each in FOOD),
        "供餐成本",
        "损耗",
        "接待",
    ),
    *(*(f"支出_{each}" for each in COSTS), "燃料水电", "人员", "易耗品", "维修", "其他支出", "其他部门领用", "其他归口支出"),
    *("付货款", "支出合计", "结余", "采购口径结余", "盈亏率", "累计盈亏率", "本学期结余", "累计结余"),
    *("餐均食材成本", "餐均总成本", "食材占比"),
)
_SUMS = (
    *(
        *COUNTS,
        "人数×餐标",
        *INCOME,
        *(f"支出_{each}" for each in COSTS),
        "付货款",
        "其他归口支出",
        "供餐成本",
        "报损",
        "盘亏",
        "接待",
    ),
    *(
        "燃料出库",
        "易耗品出库",
        "本部门领用",
        "其他部门领用",
        *(f"{word}_{each}" for word in ("购入食材", "库存") for each in FOOD),
    ),
)
_STOCK = [f"库存_{each}" for each in FOOD]


def figures(county: County) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A line a book and month, of the month alone and of the book to its end."""
    sums = _sums(county)
    books = sums.index.get_level_values("book")
    opening = county.opening[county.opening["food"]]
    begun = opening.groupby(["book", "category"])["amount"].sum().unstack(fill_value=0)
    begun = begun.reindex(index=county.books.index, columns=list(FOOD), fill_value=0).loc[books].set_axis(sums.index)
    closing = sums[_STOCK].set_axis(list(FOOD), axis=1).groupby("book").cumsum(skipna=False) + begun
    before = closing.groupby("book").shift().where(closing.groupby("book").cumcount() > 0, begun, axis=0)
    base = pd.Series((county.numbers("基准餐标") * 100).loc[books].to_numpy(), sums.index)
    alone, to_date = _made(sums, before, closing, base), _made(sums.groupby("book").cumsum(skipna=False), begun, closing, base)
    balance = (county.numbers("期初结余") * 100).round().loc[books].to_numpy()
    for frame in (alone, to_date):
        frame["累计盈亏率"], frame["本学期结余"] = to_date["盈亏率"], to_date["结余"]
        frame["累计结余"] = to_date["结余"] + balance
    return alone[list(FIGURES)], to_date[list(FIGURES)]


def _sums(county: County) -> pd.DataFrame:
    """What each month of each book adds, a column a kind."""
    meals, income, expenses, moves = county.meals, county.income, county.expenses, county.moves
    by_month = meals.groupby(["book", "month"])
    ours = expenses["centre"].isna() | (expenses["centre"] == "食堂")
    kind = np.where(expenses["account"] == "付货款", "付货款", np.where(ours, "支出_" + expenses["account"], "其他归口支出"))
    parts = [
        meals[meals["heads"] > 0].groupby(["book", "month"])["day"].nunique().rename("供餐天数"),
        by_month["heads"].sum().rename("就餐人次"),
        by_month["worth"].sum().rename("人数×餐标"),
        _across(meals, "month", "就餐人次_" + meals["diners"], meals["heads"]),
        _across(income, "booked", income["account"], income["amount"]),
        _across(expenses, "booked", pd.Series(kind, expenses.index), expenses["amount"]),
        _across(
            moves, "month", pd.Series(_use(county), moves.index), moves["amount"].where(moves["what"] == STRAIGHT, -moves["amount"])
        ),
        _bought(moves),
        _stock(moves),
    ]
    months = [(book, month) for book, of_book in county.books["months"].items() for month in of_book]
    index = pd.MultiIndex.from_tuples(months, names=["book", "month"])
    sums = pd.concat([part.reindex(index) for part in parts], axis=1).reindex(columns=list(_SUMS)).fillna(0).astype(float)
    return _refuse(sums, county.refused)


def _across(frame: pd.DataFrame, month: str, kinds: pd.Series, values: pd.Series) -> pd.DataFrame:
    found = values.groupby([frame["book"], frame[month], kinds]).sum().unstack(fill_value=0)
    found.index.names = ["book", "month"]
    return found


def _use(county: County) -> np.ndarray:
    """What became of the goods of each movement."""
    moves = county.moves
    food, fuel, what, going = moves["food"], moves["category"] == "燃料", moves["what"], moves["destination"]
    counted = what.isin((FOUND, MISSING))
    used = (what == ISSUED) | counted
    drawn = what == DRAWN
    departments = county.books["食堂部门"].fillna("食堂").str.split("、").explode()
    whose = pd.MultiIndex.from_arrays([moves["book"], moves["department"]])
    ours = whose.isin(pd.MultiIndex.from_arrays([departments.index, departments]))
    return np.select(
        [
            food & ((what == STRAIGHT) | going.isin(SERVED)), food & (going == "报损"), food & counted, food & (going == "接待"),
            fuel & used, drawn & ours, drawn, ~food & used,
        ],
        ["供餐成本", "报损", "盘亏", "接待", "燃料出库", "本部门领用", "其他部门领用", "易耗品出库"],
        "其他",
    )  # fmt: skip


def _bought(moves: pd.DataFrame) -> pd.DataFrame:
    """Food that was accepted, less what was sent back."""
    these = moves[moves["food"] & moves["what"].isin((RECEIVED, STRAIGHT, RETURNED))]
    return _across(these, "month", "购入食材_" + these["category"], these["amount"])


def _stock(moves: pd.DataFrame) -> pd.DataFrame:
    """By how much the stock of food grew."""
    these = moves[moves["food"] & (moves["what"] != STRAIGHT)]
    return _across(these, "month", "库存_" + these["category"], these["amount"])


def _refuse(sums: pd.DataFrame, refused: pd.DataFrame) -> pd.DataFrame:
    """Without what cannot be told."""
    books, months = sums.index.get_level_values("book"), sums.index.get_level_values("month").astype(str)
    for book, what, since, until in refused[["book", "what", "since", "until"]].itertuples(index=False):
        sums.loc[(books == book) & (months >= since) & (months <= until), _resting_on(what)] = np.nan
    return sums


def _resting_on(what: str) -> list[str]:
    """The sums that rest on a category of items, or on a register."""
    if what in FOOD:
        return [f"购入食材_{what}", f"库存_{what}", "供餐成本", "报损", "盘亏", "接待"]
    return {
        "燃料": ["燃料出库"],
        "易耗品": ["易耗品出库", "本部门领用", "其他部门领用"],
        "收入": list(INCOME),
        "支出": [*(f"支出_{each}" for each in COSTS), "其他归口支出"],
        "就餐": [*COUNTS, "人数×餐标"],
    }[what]


def _made(sums: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, base: pd.Series) -> pd.DataFrame:
    """Every figure but those that look at the whole book. ``base``: 基准餐标 in fen."""
    bought = sums[[f"购入食材_{each}" for each in FOOD]].set_axis(list(FOOD), axis=1)
    eaten = before + bought - after
    found = sums.join(eaten.add_prefix("食材消耗_"))
    found["伙食费收入"] = sums["学生伙食费"] + sums["教职工伙食费"]
    found["收入合计"] = sums[list(INCOME)].sum(axis=1, skipna=False)
    found["期初库存"], found["期末库存"] = before.sum(axis=1, skipna=False), after.sum(axis=1, skipna=False)
    found["库存变动"] = found["期末库存"] - found["期初库存"]
    found["购入食材"], found["食材消耗"] = bought.sum(axis=1, skipna=False), eaten.sum(axis=1, skipna=False)
    found["损耗"] = sums["报损"] + sums["盘亏"]
    found["燃料水电"] = sums["支出_燃料"] + sums["支出_水电"] + sums["燃料出库"]
    found["人员"], found["维修"] = sums["支出_人员"], sums["支出_维修"]
    found["易耗品"] = sums["支出_易耗品"] + sums["易耗品出库"] + sums["本部门领用"]
    found["其他支出"] = sums["支出_设备"] + sums["支出_其他支出"]
    found["支出合计"] = found[["食材消耗", "燃料水电", "人员", "易耗品", "维修", "其他支出"]].sum(axis=1, skipna=False)
    found["结余"] = found["收入合计"] - found["支出合计"]
    found["采购口径结余"] = found["结余"] + found["食材消耗"] - found["购入食材"]
    heads = sums["人数×餐标"].where(sums["人数×餐标"] != 0) / base
    found["折算人次"] = _rounded(heads, 2)
    found["餐均食材成本"], found["餐均总成本"] = _rounded(found["食材消耗"] / heads), _rounded(found["支出合计"] / heads)
    found["盈亏率"] = _rounded(found["结余"] / found["收入合计"].where(found["收入合计"] != 0), 4)
    found["食材占比"] = _rounded(found["食材消耗"] / found["伙食费收入"].where(found["伙食费收入"] != 0), 4)
    return found


def _rounded(values: pd.Series, decimals: int = 0) -> pd.Series:
    """Half away from zero, where ``round`` goes to the even one."""
    return np.sign(values) * np.floor(values.abs() * 10**decimals + 0.5) / 10**decimals
