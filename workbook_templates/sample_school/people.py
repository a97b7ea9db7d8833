"""Who signs in the sample school. The names are made of family names and numbers: nobody is called so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbook_templates.sample_school.school_days import week_of

if TYPE_CHECKING:
    from datetime import date

PREPARER = "郑七"
REVIEWER = "冯十"
PRINCIPAL = "陈十一"
KEEPER = "周五"
APPROVER = "冯十"


class ReceivingSigners(NamedTuple):
    """The three who sign a delivery."""

    buyer: str
    quantity_checker: str
    quality_checker: str


class IssuingSigners(NamedTuple):
    """The three who sign an issue."""

    manager: str
    keeper: str
    cook: str


_BUYERS = ("赵一", "钱二")
_COOKS = ("孙三", "吴六")


def receiving_signers(day: date) -> ReceivingSigners:
    """Buyers take turns by the week, cooks by the day."""
    return ReceivingSigners(_BUYERS[week_of(day) % 2], PREPARER, _COOKS[day.toordinal() % 2])


def issuing_signers(day: date) -> IssuingSigners:
    """The manager, the storekeeper, and the cook of the day."""
    return IssuingSigners("李四", KEEPER, _COOKS[day.toordinal() % 2])
