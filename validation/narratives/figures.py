"""The figures in a text: amounts with what they are called, and the sums, products and quotients written out with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from validation import money
from validation.narratives.plain_prose import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"(?<![\d.A-Za-z])(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?(?![\d_＿])")
_UNIT = re.compile(r"万元|千元|百元|元|块钱|块|%|万(?!人|份|度|次)")
_SCALES = {"万元": 4, "万": 4, "千元": 3, "百元": 2}
_NO_AMOUNT = re.compile(
    r"[年月日号点时届级班楼]|学年|[余多几]|[大小]?[项条款类]|个|人|名|位|次|天|周|桶|斤|公斤|千克|克|吨|升|袋|箱|瓶|份|台|只|度|吨|立方|平方|亩|kg|L\b"
)
_RANGE = re.compile(r"\d{1,4}(?:[-至到、和]\d{1,4})+(?=[大小]?[月年日号项条款级班人楼])")
_REFERENCE = re.compile(REFERENCE)
_ABOUT = re.compile(r"(?:近|(?<![节结])约)$")
_BESIDE = re.compile(r"[×÷/=+\-]")
_CALLED_AMOUNT = re.compile(r"(?:合计|共计|总计|小计|支出|收入|节约|结余|余额|金额|实支|超支|亏损|盈余|[为计是]|[：=¥])$")
_BEFORE_MINUS = re.compile(r"(?:^|[：，（为是余亏损盈\n])$")
_CURRENCY = "¥"
_STOPS = "，。；：、\n（）"
_SENTENCE = "。；\n"
_BETWEEN_FACTORS = re.compile(r"[^，。；：\n×=]{0,8}×[^，。；：\n×=]{0,8}")
_EQUALS = re.compile(r"[^。；\n=]{0,16}(?:=|等于|得)[^，。；\n=\d]{0,12}")
_AFTER_PRODUCT = re.compile(r"[^。；\n\d]{0,6}?(?:合计|共计|总计|计|共|为|是|合|支付|支出|付)[^，。；\n\d]{0,4}")
_OPERATORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("-", re.compile(r"[^，、。；：\n\-=]{0,24}(?:-|减去|减)[^，、。；：\n\-=]{0,24}")),
    ("+", re.compile(r"[^，、。；：\n+=]{0,24}(?:\+|加上|加)[^，、。；：\n+=]{0,24}")),
    ("/", re.compile(r"[^，。；：\n÷/=]{0,16}(?:÷|除以|(?<![元桶斤克袋]) ?/)[^，。；：\n÷/=]{0,16}")),
)
_QUANTITY_THEN_PRICE = re.compile(r"[\u4e00-\u9fa5]{1,2}[，、]?(?:每[\u4e00-\u9fa5]{1,2}|单价|价格)[为是：]?")
_NAMED_AFTER = re.compile(r"（([^（）]{1,20})）")
_LEFT_OUT_AFTER = re.compile(r"除外|不计|不算|未计|另计|另列")
_NOTE_AFTER = re.compile(r"（([^（）\d，。；：=]{1,12}|[^（），。；：=元]{0,6}年?[春秋]季?)）")
_BARE = re.compile(r"[的了为是计共合有：=+\-×÷/¥，、。；（）\s]+")


@dataclass(eq=False)
class Amount:
    """A number in the text and what it is: ``fen`` for money (``None`` for a rate or a plain factor).

    ``said`` is the text between it and the number before, within its sentence; ``label`` the last clause of that. ``opener`` is the amount right before the
    bracket it stands in. ``terms`` (with ``divided``: above and below) and ``factors`` are what the text itself writes it out as.
    """

    start: int
    end: int
    digits: str
    unit: str
    depth: int
    bracket: int
    is_amount: bool
    fen: int | None = None
    said: str = ""
    label: str = ""
    opener: Amount | None = None
    terms: list[tuple[int, Amount]] = field(default_factory=list)
    divided: bool = False
    factors: tuple[Amount, Amount] | None = None
    is_factor: bool = False
    is_operand: bool = False


def amounts_of(text: str) -> list[Amount]:
    """All figures of a text, in order; factors are among them and marked."""
    found = list(_numbers(text))
    _name(text, found)
    _work_out(text, found)
    return [each for each in found if each.is_amount or each.is_factor]


def _numbers(text: str) -> Iterator[Amount]:
    skipped = sorted(found.span() for pattern in (_RANGE, _REFERENCE) for found in pattern.finditer(text))
    brackets = _brackets(text)
    place = 0
    for found in _NUMBER.finditer(text):
        while place < len(skipped) and skipped[place][1] <= found.start():
            place += 1
        if place < len(skipped) and skipped[place][0] <= found.start() < skipped[place][1]:
            continue
        unit = _UNIT.match(text, found.end())
        decimals = len(found[0].partition(".")[2])
        counted = _NO_AMOUNT.match(text, found.end())
        start = found.start()
        if text[start - 1 : start] == "-" and (not start - 1 or _BEFORE_MINUS.search(text[max(0, start - 2) : start - 1])):
            start -= 1
        digits = text[start : found.end()].replace(",", "")
        called = bool(_CALLED_AMOUNT.search(text[max(0, start - 4) : start])) and not counted and not unit
        money_like = unit is not None or (decimals == money.MONEY_DECIMALS and not counted) or called
        if _ABOUT.search(text[max(0, start - 2) : start]):
            continue
        if not money_like and not _beside_sign(text, found.start(), found.end()):
            continue
        if counted and decimals != money.MONEY_DECIMALS and not _beside_times(text, found.start(), found.end()):
            continue
        amount = Amount(
            start, unit.end() if unit else found.end(), digits, unit[0] if unit else "", *brackets[start], is_amount=money_like
        )
        amount.fen = _fen(digits, amount.unit)
        amount.is_amount = money_like and (amount.fen is not None or amount.unit == "%")
        yield amount


def _beside_sign(text: str, start: int, end: int) -> bool:
    """Whether a plain number may be a factor or a term."""
    return bool(_BESIDE.search(text[max(0, start - 4) : start] + text[end : end + 6]) or _QUANTITY_THEN_PRICE.match(text, end))


def _beside_times(text: str, start: int, end: int) -> bool:
    """Whether a number that counts something is multiplied: ``×124桶``, ``124桶，每桶70元``."""
    return "×" in text[max(0, start - 3) : start] or "×" in text[end : end + 4] or bool(_QUANTITY_THEN_PRICE.match(text, end))


def _fen(digits: str, unit: str) -> int | None:
    """The amount in fen; ``None`` for a rate, and for what is finer than a fen."""
    if unit == "%":
        return None
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    scaled = money.scaled(digits, money.MONEY_DECIMALS + _SCALES.get(unit, 0))
    return None if scaled is None else sign * scaled


def _brackets(text: str) -> list[tuple[int, int]]:
    """For each character how deep in brackets it stands, and where the innermost opened (−1: in none). A bracket never closed ends with its paragraph."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for place, character in enumerate(text):
        if character == "\n":
            opened = []
        if character == "）" and opened:
            opened.pop()
        found.append((len(opened), opened[-1] if opened else -1))
        if character == "（":
            opened.append(place)
    return [*found, (0, -1)]


def _name(text: str, numbers: list[Amount]) -> None:
    """What stands before each number, and the amount whose bracket it stands in."""
    end_before = 0
    by_depth: dict[int, Amount] = {}
    for number in numbers:
        begin = max((text.rfind(stop, end_before, number.start) + 1 for stop in _SENTENCE), default=0)
        number.said = text[max(begin, end_before) : number.start]
        stop = max(number.said.rfind(each) for each in _STOPS)
        number.label = number.said[stop + 1 :]
        if not number.label and number.said.endswith("："):
            number.label = re.split(f"[{_STOPS}]", number.said[:-1])[-1]
        _look_behind(text, number)
        if number.depth:
            holder = by_depth.get(number.depth - 1)
            number.opener = holder if holder is not None and 0 <= number.bracket - holder.end <= 1 else None
            if number.opener is None:
                sibling = by_depth.get(number.depth)
                number.opener = sibling.opener if sibling is not None and sibling.start > number.bracket else None
        by_depth[number.depth] = number
        end_before = number.end


def _look_behind(text: str, number: Amount) -> None:
    """What stands right after a number may say what it is: ``（3-6项合计）``, ``（鸡蛋）``, ``除外``."""
    named = _NAMED_AFTER.match(text, number.end)
    noted = _NOTE_AFTER.match(text, number.end)
    if named and _REFERENCE.search(named[1]):
        number.said = number.label = named[1]
    elif noted and not _BARE.sub("", number.label):
        number.label = noted[1]
    elif _LEFT_OUT_AFTER.match(text, number.end):
        number.label = f"除去{number.label}"


def _work_out(text: str, numbers: list[Amount]) -> None:
    """Find what is written out: ``A-B=C``, ``A×B=C``, ``A÷B=C``, and ``C（A-B）``."""
    levels: dict[int, list[Amount]] = {}
    for number in numbers:
        levels.setdefault(number.depth, []).append(number)
    for level in levels.values():
        signs = [_sign(text, one, other) for one, other in pairwise(level)]
        _write_out(level, signs)


def _sign(text: str, one: Amount, other: Amount) -> str:
    """The operator or the equals sign between two numbers, "" for none; what stands in brackets between them is passed over."""
    if other.start - one.end > 200:  # noqa: PLR2004 - no expression is that long
        return ""
    between = re.sub(r"（[^（）]*）", "", text[one.end : other.start])
    between = re.sub(r"（[^（）]*）", "", between)
    if "（" in between or "）" in between:
        return ""
    if _BETWEEN_FACTORS.fullmatch(between) or _QUANTITY_THEN_PRICE.fullmatch(between):
        return "×"
    if _EQUALS.fullmatch(between):
        return "="
    for sign, pattern in _OPERATORS:
        if pattern.fullmatch(between):
            return sign
    return "=?" if between == " " or _AFTER_PRODUCT.fullmatch(between) else ""


def _write_out(level: list[Amount], signs: list[str]) -> None:
    """What stands before an equals sign makes up what follows it."""
    for place, sign in enumerate(signs):
        if sign not in {"=", "=?"}:
            continue
        first = place
        while first and signs[first - 1] in {"-", "+", "×", "/"}:
            first -= 1
        operators = signs[first:place]
        if operators and (sign == "=" or set(operators) == {"×"}):
            _explain(level[place + 1], level[first : place + 1], operators)
        elif sign == "=":
            _write_out_backwards(level, signs, place)
    _write_out_brackets(level, signs)


def _write_out_backwards(level: list[Amount], signs: list[str], place: int) -> None:
    """``C=A-B``: what stands after the equals sign makes up what stands before it."""
    last = place + 1
    while last < len(signs) and signs[last] in {"-", "+", "×", "/"}:
        last += 1
    if last > place + 1:
        _explain(level[place], level[place + 1 : last + 1], signs[place + 1 : last])


def _write_out_brackets(level: list[Amount], signs: list[str]) -> None:
    """An expression in the bracket after an amount makes it up; a product that nothing follows is a line without an amount."""
    place = 0
    while place < len(signs):
        last = place
        while last < len(signs) and signs[last] in {"-", "+", "×"}:
            last += 1
        run, holder = level[place : last + 1], level[place].opener
        if len(run) > 1 and holder is not None:
            if not (holder.terms or holder.factors) and all(each.opener is holder for each in run) and not _worded(run):
                _explain(holder, run, signs[place:last])
        elif signs[place:last] == ["×"] and not run[0].is_factor:
            for each in run:
                each.is_factor, each.is_amount = True, False
            run[1].factors = (run[0], run[1])
        place = last + 1


def _worded(run: list[Amount]) -> bool:
    """Whether more than an expression stands there: each number has a name of its own."""
    return any(len(_BARE.sub("", each.label)) > 8 for each in run)  # noqa: PLR2004 - a short word may stand beside a number


def _explain(result: Amount, operands: list[Amount], operators: list[str]) -> None:
    """Note that a result is written out as these operands."""
    if result.fen is None and result.unit != "%":
        return
    if set(operators) == {"×"}:
        factors = _two_factors(operands)
        if factors is None:
            return
        result.factors = factors
        for each in operands:
            each.is_factor, each.is_amount = True, False
        result.is_amount = True
    elif operators == ["/"]:
        result.terms, result.divided, result.is_amount = [(1, operands[0]), (1, operands[1])], True, True
        for each in operands:
            each.is_amount = True
    elif set(operators) <= {"-", "+"} and all(each.fen is not None for each in operands):
        signs = [1, *(1 if sign == "+" else -1 for sign in operators)]
        result.terms, result.is_amount = list(zip(signs, operands, strict=True)), True
        if not _BARE.sub("", result.label):
            result.label, result.said = operands[0].label, operands[0].said
        for each in operands:
            each.is_amount = each.is_operand = True


def _two_factors(operands: list[Amount]) -> tuple[Amount, Amount] | None:
    """Quantity and price; of several factors (人数 × 天数 × 标准) all but the price multiplied. ``None`` where that is finer than a quantity may be."""
    *counted, price = operands
    quantity = counted[0]
    for each in counted[1:]:
        pair = [money.scaled(digits, money.QUANTITY_DECIMALS) for digits in (quantity.digits, each.digits)]
        if None in pair or pair[0] * pair[1] % 10**money.QUANTITY_DECIMALS:  # type: ignore[operator] # both are numbers
            return None
        digits = money.trimmed(pair[0] * pair[1] // 10**money.QUANTITY_DECIMALS, money.QUANTITY_DECIMALS)  # type: ignore[operator]
        quantity = replace(quantity, digits=digits)
    return _price_last(quantity, price)


def _price_last(one: Amount, other: Amount) -> tuple[Amount, Amount]:
    """Quantity and price: the price is the one in 元, or with two decimals, else the first."""
    if other.unit == "元" or (
        one.unit != "元" and len(other.digits.partition(".")[2]) == money.MONEY_DECIMALS != len(one.digits.partition(".")[2])
    ):
        return one, other
    return other, one
