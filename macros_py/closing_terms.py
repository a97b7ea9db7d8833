"""What must be so before a month can be closed: no errors, nothing refused, everything counted, and all of it adding up.

An error that no figure rests on may be a fact that nothing mends, such as a delivery after a licence ran out: with a reason the month is closed all the same.

The count that closes a month is one on or after the last day up to its end on which anybody was served: schools count once the last meal is out, or on the last day of the
month, and nobody counts in a month of holidays, but what was delivered or issued in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.row_prints import CLOSED_REGISTERS, RowPrints
from macros_py.tallies.stock_balances import quantities
from macros_py.values import less, total
from validation.findings import Level
from validation.money import QUANTITY_DECIMALS, printed, trimmed
from validation.months import first_day, last_day
from validation.registers import StockCount
from validation.registers.choices import FOOD_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from macros_py.figures import Values
    from macros_py.judge import Judged
    from macros_py.ledger import ItemLedger
    from macros_py.values import Value
    from validation.findings import Finding

_RATIOS = frozenset({"折算人次", "盈亏率", "累计盈亏率", "餐均食材成本", "餐均总成本", "食材占比"})
"""Figures that may have no value because there is nothing to divide by: nobody eats in a month of holidays."""


class Missing(NamedTuple):
    """What is missing: where, what it is, and what to do."""

    place: str
    what: str
    todo: str
    excusable: bool = False
    """It may stay, if a reason is given."""

    def document(self) -> dict[str, str]:
        """As a part of a JSON document."""
        return {"place": self.place, "what": self.what, "todo": self.todo}

    def __str__(self) -> str:
        """As a line."""
        return f"{self.place}：{self.what}；{self.todo}"


def missing(judged: Judged, month: str) -> list[Missing]:
    """All that stands in the way of closing a month."""
    errors = list(_errors(judged, month))
    return [*errors, *_refused(judged, month, errors), *_uncounted(judged, month), *not_adding_up(judged, month)]


def _errors(judged: Judged, month: str) -> Iterator[Missing]:
    """The errors, but those in rows of later months. What was changed in a closed month is never excused."""
    for finding in concerned(judged, judged.findings, month):
        if finding.level is Level.ERROR:
            yield told(finding)._replace(excusable=not finding.blocks and not finding.rule.startswith("CLS"))


def told(finding: Finding) -> Missing:
    """A finding that stands in the way."""
    where = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    return Missing(where, f"{finding.level} {finding.rule} {finding.message}", finding.suggestion or "请改正")


def concerned(judged: Judged, findings: Iterable[Finding], month: str) -> Iterator[Finding]:
    """Those findings that are about a month or earlier ones: all but those in rows of later months."""
    prints = RowPrints(judged.book)
    registers = {register.table: register for register in CLOSED_REGISTERS}
    for finding in findings:
        register = registers.get(finding.table)
        place = judged.book.tables[register].place_of(finding.row) if register is not None else None
        if register is None or place is None or prints.months(register)[place] <= month:
            yield finding


def _refused(judged: Judged, month: str, errors: list[Missing]) -> Iterator[Missing]:
    """The figures that cannot be told, by reason; not those that would divide by zero, and those that one of the errors explains."""
    reasons: dict[str, list[str]] = {}
    values = judged.figures.months[month]
    whole = not any(isinstance(value, Refused) for name, value in values.items() if name not in _RATIOS)
    for name, value in values.items():
        if isinstance(value, Refused) and not (whole and name in _RATIOS):
            reasons.setdefault(value.reason, []).append(name)
    for reason, names in reasons.items():
        if any(reason.endswith(error.what.split(maxsplit=2)[-1]) for error in errors):
            continue
        more = f" 等 {len(names)} 个指标" if len(names) > 1 else ""
        yield Missing(f"{month} 的 {names[0]}{more}", f"算不出来：{reason}", "改好这一处")


def _uncounted(judged: Judged, month: str) -> Iterator[Missing]:
    """The items with stock at the month's end that were not counted at its end."""
    served, end = last_served(judged, month), last_day(month)
    last = judged.book.settings.last_day
    until = end if last is None else min(end, last)
    for kept in judged.ledger.items.values():
        quantity = _at_end(kept, month) if judged.blocked.item(kept.item, month) is None else 0
        since = max(served, first_day(month)) if month in kept.history.months else served
        if quantity and not any(since <= day <= end for day in kept.history.counts):
            unit = judged.book.items[kept.item].unit
            have = f"{kept.item} 月末账面有 {trimmed(quantity, QUANTITY_DECIMALS)} {unit}，没有月末盘点"
            yield Missing(StockCount.table, have, f"盘点后登记实盘数量，日期写 {_between(since, until)}")


def _between(since: date, until: date) -> str:
    return f"{until}" if since == until else f"{since} 至 {until} 之间的一天"


def last_served(judged: Judged, month: str) -> date:
    """The last day up to a month's end on which anybody ate; the book's first day if nobody did."""
    end = last_day(month)
    served = [day for day, heads in judged.book.meals.distinct("day", "heads") if day is not None and heads and day <= end]
    return max(served, default=judged.book.settings.first_day or first_day(month))


def _at_end(kept: ItemLedger, month: str) -> int:
    days = kept.history.months.get(month)
    return kept.history.quantity[days[-1]] if days else kept.before(month)[0]


def not_adding_up(judged: Judged, month: str) -> Iterator[Missing]:
    """What must hold whatever was typed. Where it does not, the program is wrong: such a month is not closed."""
    report = "这是程序的差错，请把工作簿发给维护人员"
    months = judged.ledger.months
    before = months[months.index(month) - 1] if month != months[0] else None
    for kept in judged.ledger.items.values():
        if judged.blocked.item(kept.item, month) is not None:
            continue
        flow = judged.flows.by_item[kept.item][month]
        out = flow.returned + flow.used + sum(flow.drawn.values())
        carried = flow.opening if before is None else judged.flows.by_item[kept.item][before].closing
        if flow.opening != carried or flow.opening + flow.received - out != flow.closing:
            yield Missing(kept.item, f"{month} 的期初 + 收入 − 发出 不等于期末（金额）", report)
        bought, issued, counted = quantities(kept.history, kept.history.months.get(month, range(0)))
        if kept.before(month)[0] + bought - issued + counted != _at_end(kept, month):
            yield Missing(kept.item, f"{month} 的期初 + 收入 − 发出 不等于期末（数量）", report)
    values = judged.figures.months[month]
    for name, left, right in _identities(values):
        difference = less(left, right)
        if isinstance(difference, int) and difference:
            yield Missing(f"{month} 的 {name}", f"两种算法相差 {printed(difference)}", report)


def _identities(values: Values) -> Iterator[tuple[str, Value, Value]]:
    food = values["食材消耗"]
    yield "食材消耗", food, total(values["供餐成本"], values["损耗"], values["接待"])
    yield "食材消耗", food, total(*(values[f"食材消耗_{category}"] for category in FOOD_CATEGORIES))
    yield "食材消耗", food, less(total(values["期初库存"], values["购入食材"]), values["期末库存"])
    yield "购入食材", values["购入食材"], total(*(values[f"购入食材_{category}"] for category in FOOD_CATEGORIES))
    yield "结余", values["结余"], less(values["收入合计"], values["支出合计"])
