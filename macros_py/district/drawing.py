"""抽查凭证: which vouchers of a book are to be looked at on paper. Drawn by hash, so that neither the order of the files nor anybody's wish decides.

The number of a voucher is SHA-256 of 种子|学校|食堂|学期|表|单号 in UTF-8; of each register those with the smallest numbers are drawn, and the largest
by money besides. Whoever has the seed and the book can draw them again.
"""

from __future__ import annotations

import hashlib
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
    """One voucher: its register and sheet, its number, day and money (fen, all its lines), the cell of its first line, and why it was drawn.

    ``hash`` begins the number by which it was drawn.
    """

    table: str
    sheet: str
    voucher: str
    day: str
    amount: int
    cell: str
    row: int
    lines: int
    why: str
    hash: str


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
        begun = hashlib.sha256(f"{whose}|{register.table}|".encode())
        hashes = {each.number: _hash(begun, each.number) for each in vouchers}
        largest = max(vouchers, key=lambda each: (abs(each.amount), hashes[each.number]))
        found.append(_drawn(rows, largest, f"{register.table} {len(vouchers)} 张里金额最大的", hashes))
        rest = sorted((each for each in vouchers if each is not largest), key=lambda each: hashes[each.number])
        for place, each in enumerate(rest[:count], 1):
            found.append(_drawn(rows, each, f"{register.table} {len(vouchers)} 张里随机抽的第 {place} 张", hashes))
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


def _hash(begun: hashlib._Hash, rest: str) -> str:
    whole = begun.copy()
    whole.update(rest.encode())
    return whole.hexdigest()


def _drawn(rows: Rows[Register], voucher: _Voucher, why: str, hashes: dict[str, str]) -> Drawn:
    row = rows.numbers[voucher.place]
    sheet = rows.raw.sheet if rows.raw is not None else rows.register.table
    return Drawn(
        rows.register.table,
        sheet,
        voucher.number,
        rows.column("day")[voucher.place].isoformat(),
        voucher.amount,
        rows.cell(row, "amount"),
        row,
        voucher.lines,
        why,
        hashes[voucher.number][:_SHOWN],
    )
