"""The named cells of 首页 that a refresh fills, and the two numbers by which 首页 notices that the registers changed since."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from math import fsum, isfinite
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import Formula
from validation.money import exact_digits
from validation.register import CHECK, plain_heading
from validation.registers import REGISTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.cells import RawBook


FRONT = "首页"


class FrontName(StrEnum):
    """The state of the last refresh, by content and not by clock."""

    STATE = "首页_状态"
    ERRORS = "首页_错误数"
    WARNINGS = "首页_警告数"
    HINTS = "首页_提示数"
    MONTH = "首页_核算月份"
    FINGERPRINT = "首页_指纹"
    NUMBERS = "首页_登记个数"
    TOTAL = "首页_登记总和"
    EXPECTED_RATE = "首页_预计盈亏率"
    BAND = "首页_盈亏率范围"
    DAYS_LEFT = "首页_剩余供餐天数"
    FOOD_A_DAY = "首页_日均食材"
    FOOD_TO_ZERO = "首页_持平日食材"
    FORECAST = "首页_预计说明"


FRONT_PERIODS = ("本月", "累计")
FRONT_FIGURES = ("就餐人次", "餐均食材成本", "餐均总成本", "收入合计", "支出合计", "结余", "盈亏率", "累计盈亏率")


def figure_name(figure: str, period: str) -> str:
    """The defined name of the cell that shows a figure for a period (vocabulary, "Named places in forms")."""
    return f"公示_{figure}_{period}"


class Numbers(NamedTuple):
    """How many numbers stand in the registers, and their sum, dates taken as Excel's serial numbers."""

    how_many: int
    total: Decimal


def numbers_in_the_registers(book: RawBook) -> Numbers:
    """What ``COUNT`` and ``SUM`` over all registers give in Excel, to be written under ``NUMBERS`` and ``TOTAL``.

    首页 computes both again and says so when they differ: an entry was added, removed or altered since the refresh. A change of
    words alone is not noticed, so 首页 never claims that nothing changed.
    """
    columns = list(_columns(book))
    with suppress(
        OverflowError, ValueError
    ):  # beyond what a double can hold, or infinite numbers that cancel: Excel shows an error
        total = fsum(chain.from_iterable(columns))
        if isfinite(total):
            return Numbers(sum(map(len, columns)), Decimal(exact_digits(total)))
    finite = [list(filter(isfinite, column)) for column in columns]
    return Numbers(sum(map(len, finite)), sum((Decimal(exact_digits(number)) for number in chain.from_iterable(finite)), Decimal()))


def _columns(book: RawBook) -> Iterator[Sequence[float]]:
    """The numbers that stand in the registers, column by column."""
    for register in REGISTERS:
        table = book.tables.get(register.table)
        for place, heading in enumerate(table.headings if table is not None else ()):
            if table is None or plain_heading(heading) == CHECK:
                continue
            kinds = table.kinds(place)
            cells: Sequence[object] = table.columns[place]
            if Formula in kinds:
                cells = [cell.value if isinstance(cell, Formula) else cell for cell in cells]
            if kinds == {float}:
                yield cells  # type: ignore[misc]
            elif kinds <= {float, type(None)}:
                yield [cell for cell in cells if cell is not None]  # type: ignore[misc]
            elif not kinds.isdisjoint((float, int, Formula)):
                yield [cell for cell in cells if cell.__class__ is float or cell.__class__ is int]


def changed_since_refresh(words: str) -> str:
    """The formula that gives ``words`` once the registers' numbers are no longer those of the last refresh, else an empty text.

    The sum may differ by Excel's own rounding. An error cell in a register keeps it silent: the check names that cell.
    """
    tables = ",".join(f"{register.table}[]" for register in REGISTERS)
    same = f"AND(COUNT({tables})={FrontName.NUMBERS},ABS(SUM({tables})-{FrontName.TOTAL})<0.005)"
    return f'=IF({FrontName.NUMBERS}="","",IFERROR(IF({same},"","{words}"),""))'
