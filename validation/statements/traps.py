"""What is wrong with a statement as a statement, though it may add up: each trap a function that yields ``Remark`` s.

The cases behind them: domain notes B, the eight findings below the table.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from validation import money
from validation.kinds.guesses import PLAUSIBLE_YEARS
from validation.patterns import late_pattern
from validation.statements import words
from validation.statements.compositions import Sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from re import Pattern

    from validation.statements.recomputing import Verdict
    from validation.statements.statement import Line, Statement

_NAMED = 8
_SEPARATORS = late_pattern(r"[、，,和及与；;\s:：（）()]|[0-9][0-9.,]*(?:万?元)?")


class Remark(NamedTuple):
    """One thing to be said, at a field of a line, or of a sheet row (0: the statement as a whole)."""

    where: Line | int
    field: str
    message: str
    suggestion: str


def _listed(lines: Iterable[Line], most: int = _NAMED) -> str:
    said = [f"{line.name} {line.figure.text}" if line.figure else line.name for line in lines]
    return "、".join(said[:most]) + (f" 等 {len(said)} 项" if len(said) > most else "")


def _total(lines: Iterable[Line]) -> str:
    return money.printed(sum((line.figure.fen or 0) for line in lines if line.figure))


# --- income and balances ------------------------------------------------------------------------------------------------------------


def income_and_balances(statement: Statement) -> Iterator[Remark]:
    """What a statement of income and expense lacks: income lines, an opening and a closing balance."""
    lines = statement.lines
    directed = not statement.around.bare and any(line.record.direction == "支" for line in lines)
    if not lines or not (directed or "收支" in statement.around.title):
        return
    missing = []
    if not any(_is_income(line) for line in lines):
        missing.append("收入")
    if not any(words.OPENING.search(line.name) for line in lines):
        missing.append("期初结余")
    if not any(_is_closing(line) for line in lines):
        missing.append("期末结余")
    if "收入" in missing or len(missing) == 2:  # noqa: PLR2004 - neither balance
        what = "、".join(missing)
        yield Remark(
            0,
            "",
            f"叫收支说明，却没有{what}：看不出收支是否相抵（零利润无从证明）",
            f"补上{what}，使 期初结余 + 收入 − 支出 = 期末结余",
        )


def _is_income(line: Line) -> bool:
    if line.record.direction is not None:
        return line.record.direction == "收"
    return bool(words.INCOME.search(line.name)) and not words.EXPENSE.search(line.name)


def _is_closing(line: Line) -> bool:
    return bool(words.ENDING.search(line.name) or (words.BALANCE.search(line.name) and not words.OPENING.search(line.name)))


# --- years --------------------------------------------------------------------------------------------------------------------------


def years(statement: Statement) -> Iterator[Remark]:
    """Years that cannot be, and years left blank."""
    found: dict[str, list[int]] = {}
    for text, row in _texts(statement):
        for year in words.YEAR.findall(text):
            if int(year) not in PLAUSIBLE_YEARS:
                found.setdefault(year, []).append(row)
        for blank in words.BLANK_YEAR.finditer(text):
            found.setdefault(blank[0], []).append(row)
    for year, rows in found.items():
        times = f"{len(rows)} 处" if len(rows) > 1 else "1 处"
        if year.isdigit():
            near = [each for each in _near_years(year) if int(each) in PLAUSIBLE_YEARS]
            guess = f"是不是 {near[0]} 年？" if near else ""
            yield Remark(rows[0], "", f"写着 {year} 年（{times}），没有这样的年份", f"{guess}改正年份；每一处都要改")
        else:
            yield Remark(rows[0], "", f"年份没有填：{year}年（{times}）", "写明是哪一年")


def _near_years(year: str) -> list[str]:
    """The years one gets by swapping two neighbouring digits."""
    return [year[:place] + year[place + 1] + year[place] + year[place + 2 :] for place in range(3)]


def _texts(statement: Statement) -> Iterator[tuple[str, int]]:
    if statement.around.passages:
        yield from statement.around.passages
        return
    if statement.around.title:
        yield statement.around.title, 0
    for line in statement.lines:
        for text in (line.record.name, line.record.period, line.record.note):
            if text:
                yield text, line.record.row


# --- comparisons --------------------------------------------------------------------------------------------------------------------


class _Comparison(NamedTuple):
    """A saving: what it was before, what it is now."""

    line: Line
    before: Line
    now: Line


def _comparisons(statement: Statement) -> Iterator[_Comparison]:
    for line in statement.lines:
        composition = line.composition
        if not isinstance(composition, Sum) or len(composition.terms) != 2:  # noqa: PLR2004 - one term less another
            continue
        added = [term.key for term in composition.terms if term.sign > 0]
        taken = [term.key for term in composition.terms if term.sign < 0]
        if len(added) == 1 and len(taken) == 1:
            before, now = statement.by_key[added[0]], statement.by_key[taken[0]]
            seasons = {words.season(f"{each.name}{each.record.period or ''}") for each in (before, now)}
            if _saves(line) or seasons == {"春", "秋"}:
                yield _Comparison(line, before, now)


def _saves(line: Line) -> bool:
    return bool(words.SAVING.search(line.name) or words.EXCESS.search(line.name))


def different_bases(statement: Statement) -> Iterator[Remark]:
    """Comparisons in which something is taken out of, or said to be held in, one side only."""
    for comparison in _comparisons(statement):
        sides = (comparison.before, comparison.now)
        taken = [_taken_off(statement, each) for each in sides]
        if bool(taken[0]) != bool(taken[1]):
            yield _one_sided(statement, comparison, taken)
        elif not any(taken):
            said = [_said_of(each) for each in sides]
            if said[0] != said[1]:
                what = "、".join(sorted(said[0] ^ said[1]))
                yield Remark(
                    comparison.line,
                    "made_of",
                    f"两期口径不同：“{sides[0].name}”与“{sides[1].name}”只有一边写着{what}，不能相比",
                    "两期都算或都不算，再比",
                )


def _one_sided(statement: Statement, comparison: _Comparison, taken: list[tuple[Line, ...]]) -> Remark:
    """The words for a thing taken out of one side, with what the difference is when it is not."""
    sides = (comparison.before, comparison.now)
    this = 0 if taken[0] else 1
    gone = taken[this]
    gross = [_gross(statement, each) for each in sides]
    plain = gross[0] - gross[1]
    stated = comparison.line.figure.fen if comparison.line.figure else None
    told = f"，不剔除时两期相差 {money.printed(plain)}"
    if stated is not None:
        told += f"，写的是 {money.printed(stated)}，相差 {money.printed(stated - plain)}"
    return Remark(
        comparison.line,
        "made_of",
        f"两期口径不同：只从“{sides[this].name}”里剔除了{_named(gone)}，“{sides[1 - this].name}”没有剔除{told}",
        f"这样的节约不能公布：查明“{sides[1 - this].name}”含不含{'、'.join(_bare(line.name) for line in gone)}：含的，两期都剔除再比；不含的，写明",
    )


def _named(lines: Iterable[Line]) -> str:
    return "、".join(f"{_bare(line.name)} {line.figure.text if line.figure else ''}".strip() for line in lines)


def _bare(name: str) -> str:
    return words.INCLUDED.sub("", words.EXCLUDED.sub("", name)).strip() or name


def _taken_off(statement: Statement, line: Line) -> tuple[Line, ...]:
    """The lines that are taken off to give this one."""
    if not isinstance(line.composition, Sum):
        return ()
    return tuple(statement.by_key[term.key] for term in line.composition.terms if term.sign < 0)


def _gross(statement: Statement, line: Line) -> int:
    """The line before anything was taken off."""
    if _taken_off(statement, line) and isinstance(line.composition, Sum):
        added = [statement.by_key[term.key] for term in line.composition.terms if term.sign > 0]
        return sum((each.figure.fen or 0) for each in added if each.figure)
    return (line.figure.fen or 0) if line.figure else 0


_HELD = late_pattern(r"(不含|未含|不包括|含|包括)([^，。；（）()\s]{1,8})")


def _said_of(line: Line) -> frozenset[str]:
    return frozenset(f"“{word}{what}”" for word, what in _HELD.findall(f"{line.name} {line.record.note or ''}"))


def savings_from_purchases(statement: Statement) -> Iterator[Remark]:
    """Savings that are a difference of what was bought or paid, without stock and without numbers of diners."""
    savings = [comparison.line for comparison in _comparisons(statement) if _saves(comparison.line)]
    said = [line.name for line in statement.lines] + [text for text, _ in statement.around.passages]
    if not savings or any(words.CONSUMED.search(text) for text in said):
        return
    heads = "" if any(words.HEADS.search(text) for text in said) else "，也没有两期的就餐人次"
    yield Remark(
        savings[0],
        "name",
        f"{_listed(savings)}：是两期购买（支付）的数相减，没有期初、期末库存{heads}",
        "看不出是用得省、买得少还是人少：按消耗（期初库存 + 购入 − 期末库存）比，并把人次、数量、价格的影响分开（见 同期对比）",
    )


# --- what does not belong -----------------------------------------------------------------------------------------------------------


def prior_period_lines(statement: Statement) -> Iterator[Remark]:
    """Costs of an earlier term or month among those of this one."""
    term = _season(statement)
    found = [(line, why) for line in _costs(statement) if (why := _why_earlier(line, term))]
    if not found:
        return
    lines = [line for line, _ in found]
    sure = [line for line, why in found if why != _DOUBTFUL]
    doubt = [line for line, why in found if why == _DOUBTFUL]
    message = f"{_listed(lines)}：看来是以前的费用，合计 {_total(lines)}"
    if doubt and sure:
        message += f"（{_listed(doubt)} 只写着期末，如果不是，为 {_total(sure)}）"
    yield Remark(lines[0], "name", message, "以前的费用单独列，写明属于哪一期，不放进本期的收支；确属本期的，写清楚")


_DOUBTFUL = "期末"


def _season(statement: Statement) -> str:
    """The season the statement is of: that of its title or the book's term, else the later one that it compares, else the one most lines are of."""
    for text in (statement.term, *(f"{each.now.name}{each.now.record.period or ''}" for each in _comparisons(statement))):
        if season := words.season(text):
            return season
    seasons = Counter(season for line in statement.lines if (season := words.season(line.record.period or "")))
    return seasons.most_common(1)[0][0] if seasons else ""


def _why_earlier(line: Line, term: str) -> str:
    """By which word a cost is of an earlier time; "" if by none."""
    text = f"{line.name}{line.record.period or ''}"
    for pattern in (words.EARLIER, words.MADE_GOOD):
        if found := pattern.search(text):
            return found[0]
    season = "" if words.DISMISSED.search(text) else words.season(text)
    if term and season and season != term:
        return season
    months = [int(each) for pair in words.MONTHS.findall(text) for each in pair if each]
    if term == "秋" and months and all(2 <= month <= 7 for month in months[1:] or months):  # noqa: PLR2004 - the months of a spring term
        return "月份"
    return _DOUBTFUL if words.AT_TERM_END.search(text) else ""


def other_units_costs(statement: Statement) -> Iterator[Remark]:
    """Costs of the shop, the guards, the dormitory among the canteen's."""
    title = statement.around.title
    found = [line for line in _costs(statement) if (unit := words.OTHER_UNITS.search(line.name)) and unit[0] not in title]
    if found:
        yield Remark(
            found[0],
            "name",
            f"{_listed(found)}：看来不是食堂的费用，合计 {_total(found)}",
            "由各自的单位承担，从食堂的收支里拿出来；确由食堂承担的，写明依据",
        )


_ARGUABLE: tuple[tuple[str, Pattern[str]], ...] = (
    ("辞退补偿", words.COMPENSATED),
    ("假期生活费", words.HOLIDAY),
    ("电梯", words.LIFT),
    ("招待", words.ENTERTAINMENT),
)


def arguable_costs(statement: Statement) -> Iterator[Remark]:
    """Costs that some places let a canteen bear and others do not."""
    for what, pattern in _ARGUABLE:
        found = [line for line in _costs(statement) if pattern.search(line.name)]
        if found:
            yield Remark(
                found[0],
                "name",
                f"{what}合计 {_total(found)}（{len(found)} 项）：能不能由食堂承担，各地规定不同",
                "按本地规定办；可以列支的，写明依据",
            )


def _costs(statement: Statement) -> list[Line]:
    """Lines of their own that are costs, and enter no comparison."""
    compared = {key for line in _within_comparisons(statement) for key in (line.composition.keys if line.composition else ())}
    saving = {line.group for line in statement.lines if line.group and _saves(line)}
    return [
        line
        for line in statement.lines
        if line.group not in saving and (line.is_own or line.product) and line.key not in compared and line.stated is not None and not _is_income(line)
        and not words.BALANCE.search(line.name) and not words.OPENING.search(line.name) and not words.INCLUDED.match(line.name)
    ]  # fmt: skip


def _within_comparisons(statement: Statement) -> Iterator[Line]:
    """The savings, and the lines they are made of, down to the last."""
    waiting = [comparison.line for comparison in _comparisons(statement)]
    seen = set[str]()
    while waiting:
        line = waiting.pop()
        if line.key not in seen:
            seen.add(line.key)
            yield line
            waiting += [statement.by_key[key] for key in (line.composition.keys if line.composition else ())]


# --- what is missing or mixed -------------------------------------------------------------------------------------------------------


def lines_without_amount(statement: Statement, verdicts: Iterable[Verdict]) -> Iterator[Remark]:
    """Lines that are listed without an amount, with the totals that rest on them."""
    resting: dict[str, list[Line]] = {}
    for verdict in verdicts:
        for line in verdict.result.unknown:
            if line is not verdict.line and verdict.line.figure is not None:
                resting.setdefault(line.key, []).append(verdict.line)
    for line in statement.lines:
        if line.stated is None and line.is_own and line.product is None and "stated" not in line.record.unread:
            totals = resting.get(line.key, ())
            told = "".join(f"；{total.label} {total.figure.text} 里不知含不含它" for total in totals[:3] if total.figure)
            yield Remark(line, "stated", f"“{line.name}”没有写金额{told}", "补上金额；没有发生的，删去这一行")


def mixed_items(statement: Statement) -> Iterator[Remark]:
    """One item that puts goods, fuel, wages and severance together."""
    groups: dict[str, list[Line]] = {}
    for line in _costs(statement):
        if line.group:
            groups.setdefault(line.group, []).append(line)
    for group, lines in groups.items():
        kinds = [kind for kind, pattern in words.KINDS_OF_COST if any(_kind_of(line) == kind for line in lines)]
        if len(kinds) > 2:  # noqa: PLR2004 - two kinds may well be one thing
            yield Remark(
                lines[0],
                "name",
                f"第 {group} 项把{'、'.join(kinds)}放在一起，合计 {_total(lines)}，看不出各是多少",
                "按费用的种类分开列，各写小计",
            )


def _kind_of(line: Line) -> str:
    """The kind of cost, the last that fits: severance of a worker is no wage."""
    return next((kind for kind, pattern in reversed(words.KINDS_OF_COST) if pattern.search(line.name)), "")


def names_of_persons(statement: Statement) -> Iterator[Remark]:
    """Names of dismissed persons posted in clear."""
    found: Counter[str] = Counter()
    first: int | None = None
    for text, row in _texts(statement):
        for clause in re.split(r"[。；;\n]", text):
            gone = words.DISMISSED.search(clause)
            names = [name for piece in _SEPARATORS.split(clause[gone.end() :]) if (name := words.person(piece))] if gone else []
            found.update(names)
            first = row if names and first is None else first
    if found and first is not None:
        masks = "、".join(map(words.masked, found))
        yield Remark(
            first,
            "name",
            f"写着被辞退人员的姓名（{masks}，共 {len(found)} 人）：公示会泄露个人信息",
            "公示时只写人数和合计，或隐去名字；明细留在档案里",
        )
