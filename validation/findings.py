"""A finding: one problem at one place, as data."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

Fix: TypeAlias = "str | Decimal | date"
"""The value that would put a cell right: text as text, a number as a number, a day as a day."""


class Level(StrEnum):
    """How much a finding weighs. The order of the members is the order in which lists show them."""

    ERROR = "错误"
    WARNING = "警告"
    HINT = "提示"


class Finding(NamedTuple):
    """One problem, at its cell, with what stands there, what is wrong and what to do.

    ``row`` is the sheet row (0: the finding concerns the table as a whole), ``column`` the heading ("" for none), ``cell`` the address
    ("" for none), ``value`` what stands there as text. ``blocks``: the figures that use the row are refused. ``fix`` is what 采纳 writes into the cell:
    there only where one plain value is proposed, and the suggestion names it; ``None`` where a person has to look.
    """

    level: Level
    rule: str
    table: str
    sheet: str
    row: int
    column: str
    cell: str
    value: str
    message: str
    suggestion: str
    blocks: bool
    fix: Fix | None = None
