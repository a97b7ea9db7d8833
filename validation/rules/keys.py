"""DAT, one row against the others: names that must exist, keys and rows that must not repeat."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from validation.findings import Level
from validation.kinds import Reference, quoted
from validation.registers import (
    LEDGER_REGISTERS,
    REGISTERS,
    Item,
    MealCount,
    StockCount,
    Supplier,
)
from validation.registers.choices import YES
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from validation.book import Book
    from validation.evidence import Evidence
    from validation.reading import Rows
    from validation.register import Column, R, Register

_NARROW = ("slip", "voucher", "item", "quantity", "amount", "name")
"""Rows that repeat agree in these fields, which quickly tells the few that might."""


def _references() -> Iterator[tuple[type[Register], str, Column]]:
    for register in REGISTERS:
        for name, column in register.columns().items():
            if isinstance(column.kind, Reference):
                yield register, name, column


def _known(book: Book, table: str) -> Collection[str]:
    return book.items if table == Item.table else book.suppliers


@rule("DAT-05", Level.ERROR, blocks=True, example="出库 | 品名 大来 → 品名")
def names_are_in_their_list(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """登记表里的品名都在品目表里，供应商都在供应商表里。"""
    for register, name, column in _references():
        rows, known = book.rows(register), _known(book, column.refers_to)
        unknown = {text for text in rows.different(name) if text is not None and text not in known}
        if not unknown:
            continue
        if column.refers_to == Supplier.table and not known:
            yield Problem(
                (register, 0),
                name,
                f"共 {len(unknown)} 家，供应商表里一家也没有登记",
                "在供应商表登记各家供应商，名称与这里一致",
                Level.WARNING,
                blocks=False,
            )
            continue
        near = book.item_names if column.refers_to == Item.table else book.supplier_names
        for place in rows.places_of(name, unknown):
            text = rows.column(name)[place]
            guess = near.nearest(text)
            yield Problem(
                (register, rows.numbers[place]),
                name,
                f"{column.refers_to}表里没有{quoted(text)}",
                f"是不是“{guess}”？改成它；如果确是新的，先在{column.refers_to}表登记"
                if guess
                else f"先在{column.refers_to}表登记{quoted(text)}；写错的，改正它",
                blocks=register in LEDGER_REGISTERS and column.counted,
                fix=guess or None,
            )


def repeated(rows: Rows[R], fields: tuple[str, ...]) -> Iterator[tuple[R, R]]:
    """Records that agree with an earlier one in all of ``fields``, each with the first that has them."""
    for place, earlier in repeated_places(rows, fields):
        yield rows.records[place], rows.records[earlier]


def repeated_places(rows: Rows[R], fields: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """The places of rows that agree with an earlier one in all of ``fields``, each with that of the first that has them."""
    if (len(fields) > 1 and _all_different(rows, fields[0], fields[1])) or len(set(rows.together(*fields))) == len(rows):
        return
    first: dict[object, int] = {}
    unreadable = frozenset(fields)
    for place, value in enumerate(rows.together(*fields)):
        earlier = first.setdefault(value, place)
        if earlier == place and rows.is_unread(place, unreadable):
            del first[value]
        elif earlier != place and not rows.is_unread(place, unreadable):
            yield place, earlier


def _all_different(rows: Rows[R], group: str, member: str) -> bool:
    """Whether no two rows agree in both fields, as far as a look at rows that follow each other tells: most slips hold an item once."""
    groups, members, runs = rows.column(group), rows.column(member), rows.runs(group)
    return len({groups[place] for place in runs[:-1]}) == len(runs) - 1 and all(
        len(set(members[start:end])) == end - start for start, end in pairwise(runs) if end > start + 1
    )


def repeated_keys(book: Book, register: type[Register]) -> Iterator[Problem]:
    """The rows of a register whose key an earlier row has."""
    headings = [register.heading(name) for name in register.key]
    for record, earlier in repeated(book.rows(register), register.key):
        if any(getattr(record, name) is None and register.columns()[name].required for name in register.key):
            continue
        shown = "、".join(
            f"{heading} {register.columns()[name].kind.show(getattr(record, name))}"
            for heading, name in zip(headings, register.key, strict=True)
        )
        yield Problem(
            record,
            register.key[0],
            f"与第 {earlier.row} 行重复：{shown}",
            "删去多的一行，或改正写错的一格；两行本是一回事的，合成一行",
            also=register.key[1:],
            blocks=register in {Item, StockCount},
        )


@rule("DAT-07", Level.ERROR, blocks=True, example="品目 再一行 | 品名 大米 → 品名")
def keys_do_not_repeat(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """名单里的名称不重复；盘点同一天同一品目只有一行。

    就餐 has a rule of its own, MEA-05.
    """
    for register in REGISTERS:
        if register.key and register is not MealCount:
            yield from repeated_keys(book, register)


@rule("DAT-08", Level.WARNING, example="出库 | 数量 50\n出库 | 数量 50 → 单号")
def rows_are_not_entered_twice(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """没有两行各格完全相同的登记。"""
    for register in REGISTERS:
        if register.key:
            continue
        names = tuple(register.columns())
        rows = book.rows(register)
        narrow = tuple(name for name in _NARROW if name in names)[:3] or names
        suspects = sorted({place for pair in repeated_places(rows, narrow) for place in pair})
        columns = [rows.column(name) for name in names]
        first: dict[object, int] = {}
        for place in suspects:
            if not rows.is_unread(place):
                earlier = first.setdefault(tuple(column[place] for column in columns), place)
                if earlier != place:
                    yield Problem(
                        rows.records[place],
                        names[0],
                        f"这一行与第 {rows.numbers[earlier]} 行各格完全相同，可能重复登记",
                        "核对原始单据：重复的删去一行；确是两笔的，在备注里写明",
                    )


@rule("DAT-24", Level.HINT, example="品目 | 品名 大米 | 停用 是\n采购验收 | 品名 白糖\n出库 → 品名")
def items_in_use_are_not_disabled(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """登记表里没有用到已停用的品目（每张表每个品目提示一次）。"""
    disabled = {name for name, item in book.items.items() if item.disabled == YES}
    if not disabled:
        return
    for register, name, column in _references():
        if column.refers_to != Item.table or register.group != "日常登记":
            continue
        count: dict[str, int] = {}
        last: dict[str, Register] = {}
        for record in book.rows(register).readable(name):
            text = getattr(record, name)
            if text in disabled:
                count[text] = count.get(text, 0) + 1
                last[text] = record
        for text, record in last.items():
            yield Problem(
                record,
                name,
                f"“{text}”在品目表里已停用，这张表里还有 {count[text]} 行用到它（这是最后一行）",
                "如果还在用，把品目表的停用改为 否；如果写错了品名，改正它",
            )
