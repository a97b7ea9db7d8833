"""The tables of a roll-up, made of the frames of all books: figures, ranks, prices side by side, anomalies, vouchers drawn, findings, names."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from openpyxl.utils import get_column_letter

from bench.peer_anomalies import LIMITS, TESTS
from bench.peer_figures import COUNTS, FIGURES, RATES
from bench.peer_frames import UNITS
from bench.peer_rules import nearest

if TYPE_CHECKING:
    from bench.peer_anomalies import Outcome
    from bench.peer_frames import County

SEED, DRAWN = 20260108, 3
OVERPAID_SHOWN = 5_000
SURPLUS, FOOD_SHARE = (-0.03, 0.03), (0.6, None)
"""Bands of 累计盈亏率 and 食材占比; that of the cost follows from the books."""
TOTALS = ("就餐人次", "折算人次", "收入合计", "购入食材", "食材消耗", "支出合计", "结余")
ENOUGH_BOOKS = 4
_WHO = ["学校", "食堂", "学期"]


def _with_names(frame: pd.DataFrame, county: County) -> pd.DataFrame:
    """Whose each line is in front, and its file behind, in place of ``book``."""
    named = county.books[[*_WHO, "文件"]].loc[frame["book"]].reset_index(drop=True)
    return pd.concat([named[_WHO], frame.drop(columns="book").reset_index(drop=True), named["文件"]], axis=1)


def _letters(county: County, book: int, sheet: str, heading: str) -> str:
    return get_column_letter(county.books["headings"][book][sheet].index(heading) + 1)


def _in_yuan(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures as a sheet shows them."""
    money = [name for name in FIGURES if name not in {*COUNTS, *RATES, "折算人次"}]
    return figures.assign(**(figures[money] / 100).round(2))


def schools(county: County, months: pd.DataFrame) -> pd.DataFrame:
    """各校汇总."""
    found = _in_yuan(months).reset_index().rename(columns={"month": "月份"})
    closed = county.books["已结账至"].astype("string").str[:7].fillna("")
    found["月份"] = found["月份"].astype(str)
    found["已结账"] = np.where(found["月份"] <= found["book"].map(closed), "是", "否")
    for level in ("错误", "警告", "提示"):
        found[level] = found["book"].map(county.books[level])
    return _with_names(found, county)


def totals(months: pd.DataFrame) -> pd.DataFrame:
    """各月合计."""
    by_month = _in_yuan(months)[list(TOTALS)].groupby("month")
    found = by_month.sum()
    found.insert(0, "账数", by_month.size())
    return found.rename_axis("月份").rename(index=str).reset_index()


# --- prices -----------------------------------------------------------------------------------------------------------------------------


def paid(county: County) -> pd.DataFrame:
    """单价: what each book paid, by item, unit and week, beside the median of all."""
    lines = county.purchases
    lines = lines[(lines["verdict"] != "退货") & lines["category"].notna() & lines["base"].fillna(0).ne(0)]
    names = lines[["item", "base_unit"]].drop_duplicates()
    lines = lines.merge(names.join(_meaning(names)), "left", ["item", "base_unit"])
    lines = lines.assign(
        周一=lines["day"] - pd.to_timedelta(lines["day"].dt.day_of_week, unit="D"),
        数量=lines["base"] / 1000 * lines["换算率"],
        金额=lines["amount"] / 100,
        each=lines["amount"] / lines["base"] / lines["换算率"],
    ).sort_values("each", ascending=False, kind="stable")
    found = lines.groupby(["统一品名", "统一单位", "周一", "book"], as_index=False).agg(
        数量=("数量", "sum"), 金额=("金额", "sum"), number=("number", "first")
    )
    found = found[(found["数量"] > 0) & (found["金额"] >= 0)]
    found["单价"] = found["金额"] / found["数量"]
    found = found.rename(columns={"统一品名": "品名", "统一单位": "单位"})
    key = ["品名", "单位", "周一"]
    by_key = found.groupby(key)["单价"]
    found["学校数"] = by_key.transform("size")
    found["中位单价"] = by_key.transform("median").where(found["学校数"] > 1)
    found["多付金额"] = ((found["单价"] - found["中位单价"]) * found["数量"]).clip(lower=0).round(2)
    letters = {book: _letters(county, book, "采购验收", "单价") for book in county.books.index}
    found["单元格"] = "采购验收!" + found["book"].map(letters) + found["number"].astype(str)
    return found.drop(columns="number")


def prices(found: pd.DataFrame, county: County) -> pd.DataFrame:
    """单价比对: an item, unit and week a line, where two books or more bought it."""
    several = found[found["学校数"] > 1].sort_values("多付金额", ascending=False, kind="stable")
    over = several["多付金额"] > 0
    by_key = several.assign(over=over).groupby(["品名", "单位", "周一"], as_index=False)
    lines = by_key.agg(
        学校数=("book", "size"),
        最低单价=("单价", "min"),
        中位单价=("中位单价", "first"),
        最高单价=("单价", "max"),
        高于中位的学校数=("over", "sum"),
        多付金额=("多付金额", "sum"),
        book=("book", "first"),
        它的单价=("单价", "first"),
        它多付=("多付金额", "first"),
        单元格=("单元格", "first"),
    )
    lines["极差率"] = ((lines["最高单价"] - lines["最低单价"]) / lines["中位单价"].where(lines["中位单价"] != 0)).round(4)
    who = county.books.loc[lines["book"]]
    lines["多付最多的学校"], lines["它的食堂"] = who["学校"].to_numpy(), who["食堂"].to_numpy()
    told = ["多付最多的学校", "它的食堂", "它的单价", "它多付", "单元格"]
    lines[told] = lines[told].where(lines["高于中位的学校数"] > 0)
    lines[["最低单价", "中位单价", "最高单价", "它的单价"]] = lines[["最低单价", "中位单价", "最高单价", "它的单价"]].round(4)
    return lines.drop(columns="book")


def overpaid(found: pd.DataFrame, county: County) -> pd.DataFrame:
    """多付明细: the largest first."""
    largest = found[(found["学校数"] > 1) & (found["多付金额"] > 0)].nlargest(OVERPAID_SHOWN, "多付金额")
    return _with_names(largest.assign(高出=(largest["单价"] / largest["中位单价"] - 1).round(4)).drop(columns="学校数"), county)


def all_paid(found: pd.DataFrame, county: County) -> pd.DataFrame:
    """单价, with names."""
    return _with_names(found.drop(columns="学校数"), county)


def ranking(county: County, to_date: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """排名, with bands."""
    last = to_date.groupby("book").tail(1).reset_index()
    ranked = pd.DataFrame({"book": last["book"], "截至": last["month"].astype(str)})
    cost = (last["餐均食材成本"] / 100).round(2)
    fences: tuple[float | None, float | None] = (None, None)
    if cost.count() >= ENOUGH_BOOKS:
        first, third = cost.quantile(0.25, "lower"), cost.quantile(0.75, "higher")
        fences = (first - 1.5 * (third - first), third + 1.5 * (third - first))
    for name, short, values, band in (
        ("餐均食材成本", "成本", cost, fences),
        ("盈亏率", "盈亏", last["盈亏率"], SURPLUS),
        ("食材占比", "占比", last["食材占比"], FOOD_SHARE),
    ):
        ranked[name] = values
        ranked[f"{short}名次"] = values.rank(ascending=False, method="min")
        ranked[f"{short}档次"] = _band(values, *band)
    over = found.groupby("book")["多付金额"].sum()
    ranked["多付金额"] = ranked["book"].map(over).fillna(0).round(2)
    ranked["多付名次"] = ranked["多付金额"].rank(ascending=False, method="min")
    return _with_names(ranked.sort_values("餐均食材成本", ascending=False, kind="stable"), county)


def _band(values: pd.Series, low: float | None, high: float | None) -> np.ndarray:
    below = values < (-np.inf if low is None else low)
    above = values > (np.inf if high is None else high)
    return np.select([values.isna(), below, above], ["算不出", "偏低", "偏高"], "正常")


# --- what to ask ------------------------------------------------------------------------------------------------------------------------


def odd_lines(county: County, outcomes: dict[str, Outcome]) -> pd.DataFrame:
    """异常."""
    lines = [
        {
            "book": each.book,
            "编号": code,
            "检查": TESTS[code][0],
            "说明": each.message,
            "工作表": each.sheet,
            "单元格": f"{_letters(county, each.book, each.sheet, each.heading)}{each.rows[0]}" if each.rows else "",
            "依据的行": "、".join(map(str, sorted(set(each.rows)))),
        }
        for code, outcome in outcomes.items()
        for each in outcome.odd
    ]
    columns = ["book", "编号", "检查", "说明", "工作表", "单元格", "依据的行"]
    return _with_names(pd.DataFrame(lines, columns=columns).sort_values(["book", "编号"]), county)


def checks(county: County, outcomes: dict[str, Outcome]) -> pd.DataFrame:
    """异常检查."""
    every = len(county.books)
    return pd.DataFrame(
        [
            {
                "编号": code,
                "检查": TESTS[code][0],
                "查了的账": len(each.judged),
                "没查的账": every - len(each.judged),
                "有异常的账": len(each.odd),
            }
            for code, each in outcomes.items()
        ]
    )


def limits() -> pd.DataFrame:
    """异常参数."""
    return pd.DataFrame(LIMITS.items(), columns=["参数", "值"])


def enrolment(county: County, enrolled: pd.Series) -> pd.DataFrame:
    """在校人数, beside the most that ever ate at one meal."""
    meals = county.meals[county.meals["diners"] == "学生"]
    served = meals.groupby(["book", "meal", "day"], as_index=False)["heads"].sum()
    most = served.sort_values("heads", ascending=False, kind="stable").drop_duplicates("book")
    most = most.rename(columns={"heads": "一餐最多学生数", "day": "哪天", "meal": "餐次"}).sort_values("book")
    return _with_names(most.assign(在校学生数=most["book"].map(enrolled)), county)


def drawn(county: County) -> pd.DataFrame:
    """抽查凭证: of each register of each book the largest voucher, and some more by chance, the same on every run."""
    parts = []
    for table, number, lines in (
        ("采购验收", "slip", county.purchases),
        ("收入", "voucher", county.income),
        ("支出", "voucher", county.expenses),
    ):
        vouchers = lines.groupby(["book", number], as_index=False).agg(
            日期=("day", "first"), 金额=("amount", "sum"), 行数=("amount", "size"), 行=("number", "first")
        )
        vouchers = vouchers.rename(columns={number: "单号"}).assign(登记表=table)
        among = vouchers.groupby("book")["单号"].transform("size").astype(str)
        largest = vouchers.loc[vouchers["金额"].abs().groupby(vouchers["book"]).idxmax()]
        rest = vouchers.drop(largest.index).sample(frac=1, random_state=SEED).groupby("book").head(DRAWN)
        place = (rest.groupby("book").cumcount() + 1).astype(str)
        largest = largest.assign(抽中的原因=table + " " + among.loc[largest.index] + " 张里金额最大的")
        parts += [largest, rest.assign(抽中的原因=table + " " + among.loc[rest.index] + " 张里随机抽的第 " + place + " 张")]
    found = pd.concat(parts)
    letters = {
        (book, table): _letters(county, book, table, "金额")
        for book in county.books.index
        for table in ("采购验收", "收入", "支出")
    }
    found["单元格"] = [
        f"{letters[book, table]}{row}" for book, table, row in zip(found["book"], found["登记表"], found["行"], strict=True)
    ]
    found["金额"] = found["金额"] / 100
    columns = ["book", "登记表", "单号", "日期", "金额", "行数", "抽中的原因", "行", "单元格"]
    return _with_names(found.sort_values("book", kind="stable")[columns], county)


def findings(county: County, found: pd.DataFrame) -> pd.DataFrame:
    """问题汇总: by level, table and column, with the first place."""
    if found.empty:
        return pd.DataFrame(columns=["级别", "表", "列", *_WHO, "处数", "第一处", "第一处说明", "文件"])
    by_rule = found.groupby(["级别", "表", "列", "book"], as_index=False).agg(
        处数=("行", "size"), 第一处=("行", "first"), 第一处说明=("说明", "first")
    )
    by_rule["第一处"] = by_rule["表"] + "第 " + by_rule["第一处"].astype(str) + " 行"
    return _with_names(by_rule, county)


def names(county: County) -> pd.DataFrame:
    """名称对照: what schools call items and units; a rare name near to a usual one gets that as a suggestion."""
    found = county.purchases.dropna(subset="category").groupby(["item", "base_unit"], as_index=False)["book"].nunique()
    found = found.join(_meaning(found)).rename(columns={"item": "原品名", "base_unit": "原单位", "book": "学校数"})
    widely = found.groupby("统一品名")["学校数"].sum()
    often = max(2, int(widely.max()) // 10) if len(widely) else 2
    usual = list(widely.index[widely >= often])
    rare = found["统一品名"].map(widely) < often
    found["建议"] = [(nearest(name, usual) or "") if each else "" for name, each in zip(found["统一品名"], rare, strict=True)]
    found["状态"] = np.where(found["建议"] != "", "待核", "同名")
    return found


def _meaning(used: pd.DataFrame) -> pd.DataFrame:
    """What an ``item`` and its ``base_unit`` are called in the district, and how many of the district's units one is."""
    units = [plain(unit) for unit in used["base_unit"]]
    known = [(plain(item), *UNITS.get(unit.casefold(), (unit, 1.0))) for item, unit in zip(used["item"], units, strict=True)]
    return pd.DataFrame(known, columns=["统一品名", "统一单位", "换算率"], index=used.index)


def plain(text: object) -> str:
    """A name without spaces and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split())
