"""Money that comes out too well: months that balance to the fen, round amounts, first digits that no count of real things has."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from macros_py.district.anomalies.anomaly import Sign, Silence, some
from macros_py.district.anomalies.lines import accepted_lines
from macros_py.district.limits import DIGIT_GAP, DIGIT_NUMBERS, DIGIT_SPAN, ROUND_LINES, ROUND_SHARE, ZERO_MONTHS
from validation.months import month_of
from validation.rules.wording import percent, yuan

if TYPE_CHECKING:
    from macros_py.district.anomalies.anomaly import Outcome
    from macros_py.district.limits import Limits
    from macros_py.judge import Judged

_HUNDRED_YUAN = 10_000
BENFORD = tuple(Fraction(round(math.log10(1 + 1 / digit) * 10**6), 10**6) for digit in range(1, 10))
"""Of numbers that span orders of magnitude, log10(1 + 1/d) begin with d (Benford 1938)."""


def months_balance_to_the_fen(judged: Judged, limits: Limits) -> Outcome:
    """Months in a row with income whose 结余 is exactly nought."""
    months = judged.book.settings.months_shown
    if len(months) < limits.count(ZERO_MONTHS):
        return Silence.NOT_JUDGED
    run, longest = list[str](), list[str]()
    for month in months:
        values = judged.figures.months[month]
        run = [*run, month] if values["结余"] == 0 and values["收入合计"] not in {0, None} else []
        longest = max(longest, run, key=len)
    if not longest or len(longest) < limits.count(ZERO_MONTHS):
        return Silence.ORDINARY
    income = judged.figures.months[longest[-1]]["收入合计"]
    rows = judged.book.expenses
    days = rows.column("day")
    spent = [place for place in rows.places_with("day", "amount") if month_of(days[place]) in longest]
    return Sign(
        f"{longest[0]} 至 {longest[-1]} 连续 {len(longest)} 个月结余恰好 0.00 元（{longest[-1]} 收入合计 "
        f"{yuan(income) if isinstance(income, int) else ''} 元，支出合计一分不差）；先看每月最后入账的支出",
        rows,
        "amount",
        tuple(sorted(spent, key=lambda place: (days[place], place), reverse=True)),
    )


def few_amounts_are_round(judged: Judged, limits: Limits) -> Outcome:
    """The share of lines of 采购验收 whose amount is a multiple of 100 元."""
    rows = judged.book.purchases
    amounts = rows.column("amount")
    lines = [place for place in accepted_lines(judged) if amounts[place] > 0]
    if len(lines) < limits.count(ROUND_LINES):
        return Silence.NOT_JUDGED
    whole = [place for place in lines if amounts[place] % _HUNDRED_YUAN == 0]
    share = Fraction(len(whole), len(lines))
    if not whole or share < limits[ROUND_SHARE]:
        return Silence.ORDINARY
    common = Counter(amounts[place] for place in whole).most_common()
    most = sorted(common, key=lambda each: (-each[1], each[0]))
    return Sign(
        f"采购验收 {len(lines)} 行里有 {len(whole)} 行（{percent(share)}）的金额是整百元，最多的是 "
        f"{some(f'{yuan(amount)} 元 {times} 次' for amount, times in most[:3])}",
        rows,
        "amount",
        tuple(whole),
    )


def first_digits_follow_benford(judged: Judged, limits: Limits) -> Outcome:
    """The mean distance of the nine shares of first digits from Benford's law (Nigrini's MAD), over the amounts of 采购验收."""
    rows = judged.book.purchases
    column = rows.column("amount")
    lines = [place for place in accepted_lines(judged) if column[place] > 0]
    amounts = sorted(column[place] for place in lines)
    count = len(amounts)
    if count < limits.count(DIGIT_NUMBERS) or amounts[count * 95 // 100] < limits[DIGIT_SPAN] * amounts[count * 5 // 100]:
        return Silence.NOT_JUDGED
    digits = Counter(str(amount)[0] for amount in amounts)
    shares = [Fraction(digits[str(digit)], count) for digit in range(1, 10)]
    gap = sum((abs(share - usual) for share, usual in zip(shares, BENFORD, strict=True)), Fraction(0)) / 9
    if gap < limits[DIGIT_GAP]:
        return Silence.ORDINARY
    worst = max(range(9), key=lambda place: shares[place] - BENFORD[place])
    chosen = [place for place in lines if str(column[place])[0] == str(worst + 1)]
    return Sign(
        f"采购验收 {count} 个金额的首位数字与本福特定律平均差 {percent(gap)}（MAD；界限 {percent(limits[DIGIT_GAP])}）；"
        f"多得最多的是 {worst + 1} 开头的：占 {percent(shares[worst])}，通常 {percent(BENFORD[worst])}",
        rows,
        "amount",
        tuple(chosen),
    )
