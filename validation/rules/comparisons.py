"""CMP: terms are compared like for like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.comparisons import Unlike, faults_of
from validation.findings import Level
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.evidence import Evidence


def _problems(book: Book, kind: Unlike) -> Iterator[Problem]:
    for row, fault in faults_of(book, kind):
        yield Problem(row, fault.field, fault.message, fault.suggestion, fix=fault.fix)


@rule("CMP-01", Level.ERROR, example="基期 | 剔除 「大米」 → 剔除")
def both_terms_leave_out_the_same(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """同期对比两边剔除的品目相同：剔除的都在类别里，项目和备注说的与比的品目一致，品目不同的基期金额也不同。"""
    yield from _problems(book, Unlike.LEFT_OUT)


@rule("CMP-02", Level.ERROR, example="基期 | 类别 「白塘」 → 类别")
def items_compared_are_in_the_list(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """基期的类别、剔除里写的品目都在品目表里。"""
    yield from _problems(book, Unlike.ITEM)


@rule("CMP-03", Level.ERROR, example="基期 | 类别 佐料 → 类别")
def categories_compared_fit_something(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """基期的类别是品目表里的类别，剔除以后还有品目可比。"""
    yield from _problems(book, Unlike.CATEGORY)
