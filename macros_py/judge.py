"""The main job: judge every row, keep the ledger, compute the figures. Everything a button shows comes from a ``Judged``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Blocked, blocked_by
from macros_py.closing_log import ClosingLog
from macros_py.facts import meal_foods, month_results
from macros_py.figures import Figures, figures
from macros_py.flows import Flows, add_item
from macros_py.forms.faults import look_at_forms
from macros_py.freshness import Freshness
from macros_py.ledger import ItemLedger, Ledger, run
from macros_py.old_for_new import Account, Key, accounts
from macros_py.old_pieces import old_pieces_owed, scrapped
from macros_py.posting_log import PostingLog
from macros_py.quota_use import quotas_passed
from macros_py.supplier_entries import SupplierBook, supplier_book
from validation.book import Book, read_book
from validation.evidence import Evidence
from validation.findings import Finding, Level
from validation.registers import REGISTERS
from validation.rules import RULES

if TYPE_CHECKING:
    from datetime import date

    from validation.cells import RawBook
    from validation.evidence import PreviousBook

_LEVELS = {level: place for place, level in enumerate(Level)}
_PLACES = {register.table: place for place, register in enumerate(REGISTERS)}


class Judged(NamedTuple):
    """A book with everything that was found out about it."""

    book: Book
    findings: list[Finding]
    blocked: Blocked
    ledger: Ledger
    flows: Flows
    evidence: Evidence
    figures: Figures
    trade_ins: dict[Key, Account]
    """以旧换新 at the end of 核算月份; empty where that is no month of the book."""
    suppliers: SupplierBook


def judge(raw: RawBook, *, today: date | None = None, previous: PreviousBook | None = None) -> Judged:
    """Read, judge and compute a workbook; ``previous``, the book it was opened from, is only there when it is given too.

    The rules that look at rows alone come first; the rows they block stay out of the ledger. Then come the rules that look at its results.

    Raises:
        Refusal: a required table is missing, or the workbook's format is newer than the program.
    """
    book = read_book(raw, today=today)
    evidence = Evidence(previous=previous)
    findings = [finding for rule in RULES if not rule.needs_ledger for finding in rule.findings(book, evidence)]
    blocked = blocked_by(book, findings)
    freshness, moved = Freshness(book, evidence), Flows()

    def look(kept: ItemLedger) -> None:
        freshness.follow(kept)
        add_item(moved, book, kept)

    ledger = run(book, blocked, evidence, look)
    computed = figures(book, moved, blocked)
    evidence.meals = meal_foods(book, moved, blocked)
    evidence.months = month_results(book, computed, blocked)
    month = book.settings.month if book.settings.month in ledger.months else None
    trade_ins = {} if month is None else accounts(book, blocked, ledger, month)
    if month is not None:
        evidence.old_pieces_owed = old_pieces_owed(book, trade_ins, month)
        evidence.quotas_passed = list(quotas_passed(book, blocked, ledger))
        evidence.scrapped = scrapped(trade_ins, computed.cumulative[month])
    suppliers = supplier_book(book, ledger, blocked, evidence)
    evidence.supplier_debts, evidence.returned_to_nobody = suppliers.debts(), suppliers.returned_to_nobody()
    _compare_closed_months(raw, book, evidence, computed)
    posted = PostingLog(raw)
    evidence.postings_kept, evidence.postings = posted.present, posted.postings
    found = Judged(book, findings, blocked, ledger, moved, evidence, computed, trade_ins, suppliers)
    look_at_forms(raw, found)
    findings += [finding for rule in RULES if rule.needs_ledger for finding in rule.findings(book, evidence)]
    findings.sort(key=_order)
    return found


def _compare_closed_months(raw: RawBook, book: Book, evidence: Evidence, computed: Figures) -> None:
    log = ClosingLog(raw)
    evidence.closings_lack, evidence.recorded_since, evidence.recorded_until = log.lack, log.since, log.until
    if log.months:
        from macros_py.closed_months import changes  # noqa: PLC0415 - a book without closed months does not wait for it

        evidence.closed_changes = changes(book, log, computed)


def _order(finding: Finding) -> tuple[int, int, int, str, str]:
    """By level, table, row, rule: the order of the list the accountant works through."""
    level, rule, table, _, row, column, *_ = finding
    return _LEVELS[level], _PLACES.get(table, len(_PLACES)), row, rule, column
