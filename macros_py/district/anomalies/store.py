"""A store that looks as if it were kept on paper only: nothing ever rests in it, or every count agrees with the book."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from macros_py.district.anomalies.anomaly import Sign, Silence, some
from macros_py.district.anomalies.lines import keeps
from macros_py.district.limits import COUNTED_LINES, SAME_DAY_SHARE, SAME_DAY_TIMES
from validation.rules.wording import percent, quantity

if TYPE_CHECKING:
    from macros_py.district.anomalies.anomaly import Outcome
    from macros_py.district.limits import Limits
    from macros_py.judge import Judged

_WHOLE_UNIT = 1000


def all_goes_out_on_the_day_it_came(judged: Judged, limits: Limits) -> Outcome:
    """Grain, oil, seasonings and dry goods that come into stock and leave it the same day, to the gram. 直出 never was in stock, fresh goods need not rest."""
    times, same = 0, list[tuple[int, str]]()
    items = judged.book.items
    for name, kept in judged.ledger.items.items():
        if name not in items or not keeps(items[name]):
            continue
        history = kept.history
        for day, (got, issued) in enumerate(zip(history.got, history.issued, strict=True)):
            if got > 0:
                times += 1
                if issued == got and not history.quantity[day]:
                    line = next(
                        place
                        for place in range(history.first_line[day], history.first_line[day + 1])
                        if history.lines.meals[place] is None
                    )
                    same.append((history.lines.places[line], name))
    if times < limits.count(SAME_DAY_TIMES):
        return Silence.NOT_JUDGED
    share = Fraction(len(same), times)
    if not same or share < limits[SAME_DAY_SHARE]:
        return Silence.ORDINARY
    same.sort()
    names = dict.fromkeys(name for _, name in same)
    return Sign(
        f"米、油、调味、干货入库 {times} 次，有 {len(same)} 次（{percent(share)}）当天就全部发光，一克不剩（{some(names)}）",
        judged.book.purchases,
        "quantity",
        tuple(place for place, _ in same),
    )


def every_count_agrees_with_the_book(judged: Judged, limits: Limits) -> Outcome:
    """Counts of goods of which the book has a broken quantity: that none of many is a little off is rare."""
    broken = [each for each in judged.evidence.count_differences if each.booked % _WHOLE_UNIT]
    if len(broken) < limits.count(COUNTED_LINES):
        return Silence.NOT_JUDGED
    if any(each.counted != each.booked for each in judged.evidence.count_differences):
        return Silence.ORDINARY
    first = broken[0].record
    days = {each.record.day for each in broken}
    return Sign(
        f"{len(days)} 次盘点里账面带零头的 {len(broken)} 行，实盘和账面一克不差，如 {first.day} “{first.item}”账面、实盘都是 "
        f"{quantity(broken[0].booked, judged.book.items[first.item].unit)}；全部 {len(judged.evidence.count_differences)} 行没有一行有盈亏",
        judged.book.stock_counts,
        "quantity",
        tuple(each.place for each in broken),
    )
