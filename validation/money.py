"""Exact arithmetic: money in fen, prices in 1/10,000 yuan, quantities in thousandths. Integers only; rounding is half away from zero.

Half away from zero is what Excel's ROUND does, and what vocabulary "Valuation" asks for.
"""

from __future__ import annotations

import re
from decimal import Decimal

from validation.patterns import late_pattern

MONEY_DECIMALS = 2
PRICE_DECIMALS = 4
QUANTITY_DECIMALS = 3
RATE_DECIMALS = 6
_UNITS = tuple(Decimal(1).scaleb(-decimals) for decimals in range(13))
"""1, 0.1, 0.01 …: by so much a scaled integer is multiplied."""
_PRICES = tuple((decimals, 10 ** (decimals + 1)) for decimals in range(2, 7))
"""The decimals of a printed price, and what quantity (thousandths) × price is divided by to give fen."""


def rounded_quotient(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` rounded to a whole number, half away from zero.

    Raises:
        ZeroDivisionError: the denominator is 0.
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def shares(total: int, weights: list[int]) -> list[int]:
    """``total`` shared among ``weights`` by cumulative rounding: the shares add up to ``total`` exactly.

    The k-th share is round(total × W_k ÷ W) − round(total × W_(k−1) ÷ W), W_k the sum of the first k weights.

    Raises:
        ZeroDivisionError: the weights add up to 0.
    """
    whole = sum(weights)
    if not whole:
        raise ZeroDivisionError
    parts: list[int] = []
    reached = given = 0
    for weight in weights[:-1]:
        reached += weight
        upto = rounded_quotient(total * reached, whole)
        parts.append(upto - given)
        given = upto
    return [*parts, total - given]


def printed(scaled: int, decimals: int = MONEY_DECIMALS) -> str:
    """A scaled integer as people read it: ``printed(4574984)`` is ``"45749.84"``."""
    if not decimals:
        return str(scaled)
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def trimmed(scaled: int, decimals: int) -> str:
    """A scaled integer without idle zeros: ``trimmed(12500, 3)`` is ``"12.5"``."""
    text = printed(scaled, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal(scaled: int, decimals: int = MONEY_DECIMALS) -> Decimal:
    """A scaled integer as an exact Decimal, for writing into a cell."""
    return Decimal(scaled) * _UNITS[decimals]


def scaled(text: str, decimals: int) -> int | None:
    """Plain decimal digits (``-12.50``) as an integer scaled by ``decimals``; ``None`` if the text has more decimals than that."""
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > decimals:
        return None
    return int(whole + fraction.ljust(decimals, "0"))


def rounded_text(text: str, decimals: int) -> int:
    """Plain decimal digits rounded half away from zero to ``decimals`` places, as a scaled integer."""
    whole, _, fraction = text.partition(".")
    return rounded_quotient(int(whole + fraction) * 10**decimals, 10 ** len(fraction))


def exact_digits(number: float) -> str:
    """A number as Excel shows it: 15 significant digits, written out in plain decimal digits without exponent.

    ``exact_digits(0.1 + 0.2)`` is ``"0.3"``.
    """
    text = f"{number:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


def price_decimals(quantity: int, amount: int) -> tuple[int, int]:
    """The unit price to print beside a quantity (thousandths) and an amount (fen): (scaled price, decimals).

    As few decimals as possible, 2 to 6, so that quantity × price rounds to the amount (vocabulary, "Valuation"); 6 if none does.

    Raises:
        ZeroDivisionError: the quantity is 0.
    """
    size, worth = abs(quantity), abs(amount)
    for decimals, whole in _PRICES:  # noqa: B007 - the last is used where none fits
        price = (2 * worth * whole + size) // (2 * size)  # rounded half away from zero, as all below
        if (2 * size * price + whole) // (2 * whole) == worth:
            break
    return (price if (quantity < 0) == (amount < 0) else -price), decimals


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿", "亿亿")


def formal_amount(fen: int) -> str:
    """An amount in formal Chinese numerals (大写), as cheques and receipts have it: ``formal_amount(123405)`` is ``"壹仟贰佰叁拾肆元零伍分"``.

    Source: 支付结算办法 (1997), annex 1: 整 after 元 and 角; one 零 for a run of zeros between digits, and before 分 where there is no 角.
    """
    yuan, rest = divmod(abs(fen), 100)
    dimes, cents = divmod(rest, 10)
    text = f"{_formal_whole(yuan)}元" if yuan or not rest else ""
    if dimes:
        text += f"{_DIGITS[dimes]}角"
    elif cents and yuan:
        text += "零"
    text += f"{_DIGITS[cents]}分" if cents else "整"
    return f"负{text}" if fen < 0 else text


_FORMAL = late_pattern(
    rf"(?P<minus>负)?(?:(?P<whole>[{_DIGITS}拾佰仟万亿]+)[元圆])?零?(?:(?P<dimes>[{_DIGITS}])角)?零?(?:(?P<cents>[{_DIGITS}])分)?[整正]?"
)


def from_formal(text: str) -> int | None:
    """The amount in fen that formal Chinese numerals (大写) say, with or without 人民币 before them; ``None`` if the text is no such amount."""
    found = _FORMAL.fullmatch(text.removeprefix("人民币"))
    if found is None or not (found["whole"] or found["dimes"] or found["cents"]):
        return None
    fen = 100 * _whole_of(found["whole"] or "") + sum(
        worth * _DIGITS.index(found[part] or _DIGITS[0]) for part, worth in (("dimes", 10), ("cents", 1))
    )
    return -fen if found["minus"] else fen


def _whole_of(text: str) -> int:
    """The number that formal numerals say: digits with their places, in groups of four."""
    total = group = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        elif sign in _PLACES:
            group += (digit or 1) * 10 ** _PLACES.index(sign)
            digit = 0
        else:
            total, group, digit = (total + group + digit) * 10**8 if sign == "亿" else total + (group + digit) * 10**4, 0, 0
    return total + group + digit


def _formal_whole(number: int) -> str:
    """A whole number in formal numerals: groups of four digits, each with its name."""
    if not number:
        return _DIGITS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    for place, group in reversed(list(enumerate(groups))):
        if group:
            gap = bool(text) and (group < 1_000 or not groups[place + 1])  # noqa: PLR2004 - the group has a leading zero
            text += (_DIGITS[0] if gap else "") + _formal_group(group) + _GROUPS[place]
    return text


def _formal_group(group: int) -> str:
    """Four digits, as ``仟佰拾``; zeros between digits are one 零."""
    digits = [(place, group // 10**place % 10) for place in (3, 2, 1, 0)]
    text = "".join(f"{_DIGITS[digit]}{_PLACES[place]}" if digit else _DIGITS[0] for place, digit in digits)
    return re.sub("零+", "零", text).strip("零")
