"""The rows of 异常, 异常检查, 异常参数, 在校人数 and 抽查凭证, and the tests that look at books side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.district.gathered import plain
from macros_py.district.anomalies import ANOMALY_TESTS
from macros_py.district.anomalies.across import OVER_ENROLMENT, SHARED_INVOICES, over_enrolment, shared_invoices
from macros_py.district.limits import LIMITS
from workbook_templates.district_tables import SAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.district.gathered import Gathered, Who
    from addin.district.rollup import Terms
    from macros_py.district.asked import Asked
    from macros_py.district.enrolment import Enrolment
    from workbook_templates.results import ResultTable

_CARDS = {test.code: test for test in ANOMALY_TESTS}
_COMMON = 4
"""Where one book in so many has the same sign, it is more likely the way things are done there."""
_FEW = 8
"""With fewer books there is no telling."""
_NO_ENROLMENT = "没有给在校人数的没查：填好 在校人数，用 --enrolled 带上"
_USUAL = "四分之一以上的账都有，多半是当地统一的做法：先看制度，再问学校"


def compare_books(gathered: Gathered, books: list[Who], terms: Terms) -> None:
    """Run the tests of several books, and put what they find with the rest."""
    names = [" ".join(part for part in who.name if part) for who in books]
    for book, shared in sorted(shared_invoices(gathered.invoices_of_several()).items()):
        gathered.add_anomaly(book, shared.anomaly(names))
    limits = terms.asked.thresholds()
    for book, most in list(gathered.diners()):
        enrolled = terms.enrolment.of(books[book].school, books[book].canteen)
        odd = None if enrolled is None else over_enrolment(most, enrolled, limits)
        if odd is not None:
            gathered.add_anomaly(book, odd)


def anomaly_rows(gathered: Gathered, books: list[Who]) -> Iterator[tuple[object, ...]]:
    """异常."""
    for book, code, message, *place in gathered.anomalies():
        card = _CARDS[code]
        yield (*books[book].name, code, card.name, message, card.innocent, *place, books[book].file)


def check_rows(gathered: Gathered, count: int, terms: Terms) -> Iterator[tuple[object, ...]]:
    """异常检查: every test, whether it found anything or not.

    Args:
        gathered: what was found.
        count: how many books there are.
        terms: the thresholds in force, and which schools the district has numbers of.
    """
    found, not_judged = gathered.found_by(), gathered.not_judged_by()
    known = sum(terms.enrolment.of(who.school, who.canteen) is not None for who in gathered.books())
    not_judged |= {OVER_ENROLMENT: count - known, SHARED_INVOICES: gathered.without_invoices()}
    limits = terms.asked.thresholds()
    for test in ANOMALY_TESTS:
        left, odd = not_judged.get(test.code, 0), found.get(test.code, 0)
        common = count >= _FEW and odd * _COMMON >= count
        hint = _USUAL if common else (_NO_ENROLMENT if test.code == OVER_ENROLMENT and left else "")
        yield (test.code, test.name, test.how, test.reason, test.innocent, limits.told(test.limits), count - left, left, odd, hint)


def limit_rows(asked: Asked) -> Iterator[tuple[object, ...]]:
    """异常参数, as they are in force."""
    texts = asked.thresholds().texts
    for limit in LIMITS:
        changed = texts[limit.name] != limit.value
        yield (limit.name, texts[limit.name], limit.unit, f"区里定的；原为 {limit.value}" if changed else limit.source)


def enrolment_rows(gathered: Gathered, books: list[Who], enrolment: Enrolment) -> Iterator[tuple[object, ...]]:
    """在校人数: what the district gave, beside the largest head count."""
    diners = dict(gathered.diners())
    for who in books:
        most = diners.get(who.book)
        counted = (None,) * 4 if most is None else (most.most, most.day, most.meal, f"{most.sheet}!{most.cell}")
        yield (who.school, who.canteen, enrolment.of(who.school, who.canteen), *counted, who.file)


def sample_table(asked: Asked) -> ResultTable:
    """抽查凭证, its purpose saying how it was drawn."""
    return SAMPLE._replace(
        purpose=f"种子「{plain(asked.seed)}」；每本账的采购验收、收入、支出里，金额最大的一张，另按 抽样号 从小到大取 {asked.drawn} 张。"
        "抽样号 = SHA-256(种子|学校|食堂|学期|登记表|单号) 的前 16 位：谁都能照样再抽一遍，与文件的先后无关"
    )


def sample_rows(gathered: Gathered, books: list[Who]) -> Iterator[tuple[object, ...]]:
    """抽查凭证."""
    for book, each in gathered.drawn():
        who = books[book]
        place = (each.sheet, each.row, each.cell)
        yield (*who.name, each.table, each.voucher, each.day, each.amount, each.lines, each.why, each.hash, *place, who.file)
