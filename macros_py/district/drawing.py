"""抽查凭证: which vouchers of a book are to be looked at on paper. Drawn by hash, so that neither the order of the files nor anybody's wish decides.

The number of a voucher is SHA-256 of 种子|学校|食堂|学期|表|单号 in UTF-8; of each register those with the smallest numbers are drawn, and the largest
by money besides. Whoever has the seed and the book can draw them again.
"""

from __future__ import annotations

import heapq
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from validation.registers import Expense, Income, Purchase

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from validation.reading import Rows
    from validation.register import Register

_NUMBERED: tuple[tuple[type[Register], str], ...] = ((Purchase, "slip"), (Income, "voucher"), (Expense, "voucher"))
"""The registers that vouchers of paper stand behind, with the field of their number."""
_SHOWN = 16
"""Hexadecimal digits of a voucher's number that are shown."""


class Drawn(NamedTuple):
    """One voucher: its register and sheet, its number, day and money (fen, all its lines), the cell of its first line.

    ``rank``: which of ``among`` vouchers was drawn, from 1; 0 for the largest. ``hash`` begins the number by which it was drawn.
    """

    table: str
    sheet: str
    voucher: str
    day: str
    amount: int
    cell: str
    row: int
    lines: int
    rank: int
    among: int
    hash: str

    @property
    def why(self) -> str:
        """Why it was drawn, in words."""
        how = f"随机抽的第 {self.rank} 张" if self.rank else "金额最大的"
        return f"{self.table} {self.among} 张里{how}"


class _Voucher(NamedTuple):
    number: str
    place: int
    amount: int
    lines: int


def draw(judged: Judged, seed: str, count: int) -> list[Drawn]:
    """The vouchers to look at: of each register the largest, and ``count`` more by their hashes."""
    settings = judged.book.settings
    whose = "|".join((seed, settings.school or "", settings.canteen or "", settings.term or ""))
    found: list[Drawn] = []
    for register, field in _NUMBERED if count > 0 else ():
        rows = judged.book.rows(register)
        vouchers = _vouchers(rows, field)
        if not vouchers:
            continue
        begins = f"{whose}|{register.table}|"
        hashes = {each.number: sha256(f"{begins}{each.number}".encode()).digest() for each in vouchers}
        most = max(abs(each.amount) for each in vouchers)
        largest = min((each for each in vouchers if abs(each.amount) == most), key=lambda each: hashes[each.number])
        rest = (each for each in vouchers if each is not largest)
        drawn = heapq.nsmallest(count, rest, key=lambda each: hashes[each.number])
        for rank, each in enumerate((largest, *drawn)):
            found.append(_drawn(rows, each, (rank, len(vouchers)), hashes[each.number].hex()[:_SHOWN]))
    return found


def _vouchers(rows: Rows[Register], field: str) -> list[_Voucher]:
    """By their numbers, in the order of the sheet. Lines without a readable number, day or amount have findings of their own."""
    numbers, amounts = rows.column(field), rows.column("amount")
    found: dict[str, list[int]] = {}
    for place in rows.places_with(field, "day", "amount"):
        sums = found.setdefault(numbers[place], [place, 0, 0])
        sums[1] += amounts[place]
        sums[2] += 1
    return [_Voucher(number, *sums) for number, sums in found.items()]


def _drawn(rows: Rows[Register], voucher: _Voucher, rank: tuple[int, int], number: str) -> Drawn:
    row = rows.numbers[voucher.place]
    return Drawn(
        rows.register.table,
        rows.sheet,
        voucher.number,
        rows.column("day")[voucher.place].isoformat(),
        voucher.amount,
        rows.cell(row, "amount"),
        row,
        voucher.lines,
        *rank,
        number,
    )
