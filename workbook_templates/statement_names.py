"""The named cells of 供应商对账单 that a refresh fills."""

from __future__ import annotations

from enum import StrEnum


class StatementName(StrEnum):
    """The cells that a refresh fills."""

    SCHOOL = "对账单_学校"
    SUPPLIER = "对账单_供应商"
    PERIOD = "对账单_期间"
    OPENING = "对账单_期初未付"
    OWED = "对账单_本期应付"
    PAID = "对账单_本期已付"
    CLOSING = "对账单_期末未付"
    IN_WORDS = "对账单_期末未付大写"
    LACKS = "对账单_票未到"
    NOTE = "对账单_说明"
