"""What the figures of a text are to each other: which is what is left of another, which are compared, which sum up which items."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from validation.narratives.items import Item, number_of
from validation.narratives.plain_prose import NUMERAL, REFERENCE
from validation.statements import words
from validation.statements.slips import slip
from validation.statements.stated import Figure as Stated
from validation.statements.stated import quotient, read_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from validation.narratives.figures import Amount

_NET = re.compile(
    r"实支|实际[只仅上]?(?:支|付|开支|使用|用|为|是)|实付|实用|净支|净额|净用|净|后(?:的|为|是|计|余|还|剩|实|金额|，|$)|^外|外，?$|外(?:为|是|计|支)"
)
_LEFT_OUT = re.compile(r"(?:剔除|扣除|除去|去掉|扣减|减去|不含|未含|不包括).*[为是计得]$")
_LEFT = re.compile(r"^(?:为|是|计|余|即|剩|得|实)?$")
_OUT = re.compile(r"剔除|扣除|除去|除掉|除开|去掉|扣减|减去|减掉|不含|未含|不包括|刨除|刨去|^除|^减|^扣|其中|含|包括|内有|包含")
_AFTER_OUT = re.compile(r"后|以外|之外|外")
_CROSSED = re.compile(r"相抵|冲抵|品迭|轧抵|抵减|相减")
_REFERENCE = re.compile(REFERENCE)
_COUNT = re.compile(r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[大小]?(?:项|条|款|点|笔)")
_STEP = re.compile(rf"([-至到])?[^-至到]*?({NUMERAL})")
_SENTENCE = re.compile(r"[。；\n]")
_LAST_FEW = re.compile(r"(?:以上|上述|前述|前|这|[，。]|^)([一二两三四五六七八九十]{1,3}|\d{1,2})[大小]?项")
_BREAKS_DOWN = re.compile(r"[，。；]?(?:：|其中|包括|分别)")
_ALL = re.compile(r"以上|上述|各项|全部|总|本学期|全学期|本期|本月|全年")
_BASE = re.compile(r"^(?:比|较|与|同|对比)|去年|上年|上期|同期|上学期|基期")


class Role(Enum):
    """What an amount is."""

    OWN = auto()
    PART = auto()
    """Held in another, or taken off it."""
    NET = auto()
    """What is left of another."""
    SAVING = auto()
    EXCESS = auto()
    TOTAL = auto()
    BALANCE = auto()


@dataclass(eq=False)
class Figure:
    """An amount with its role and what it is made of. ``made_of``: signs and amounts or items; ``how``: how that was read, where the text does not write it out."""

    amount: Amount
    item: Item
    role: Role
    made_of: list[tuple[int, Figure | Item]] = field(default_factory=list)
    how: str = ""
    held_by: Figure | None = None
    """The amount that a sentence breaks down, for what ``其中`` names."""

    @property
    def clause(self) -> str:
        """The words that say what it is."""
        return self.amount.said


@dataclass
class Relations:
    """The figures of a text in order, by item, and the items that stand for the sum of their figures."""

    whole: Item
    figures: list[Figure]
    summed: dict[Item, list[Figure | Item]] = field(default_factory=dict)
    headed: dict[Item, Figure] = field(default_factory=dict)
    """The items that begin with the sum of the items in them, with that figure."""

    def of(self, item: Item) -> list[Figure]:
        """The figures that stand in an item itself."""
        return self._by_item.get(item, [])

    def __post_init__(self) -> None:
        """Sort the figures by item."""
        self._by_item: dict[Item, list[Figure]] = {}
        for figure in self.figures:
            self._by_item.setdefault(figure.item, []).append(figure)


def relate(text: str, whole: Item, amounts: Sequence[Amount]) -> Relations:
    """Find the roles, then what each is made of: what the text writes out, what the words of an item say, and what sums items up."""
    figures = [Figure(amount, whole.at(amount.start), Role.OWN) for amount in amounts]
    same = _said_again(figures)
    figures = [figure for figure in figures if figure not in same]
    relations = Relations(whole, figures)
    by_amount = {id(figure.amount): figure for figure in figures} | {id(again.amount): first for again, first in same.items()}
    for item in whole.all():
        _set_roles(relations.of(item))
    for figure in figures:
        figure.made_of = [(sign, by_amount[id(each)]) for sign, each in figure.amount.terms]
    for item in whole.all():
        _relate_within(relations.of(item))
    _broken_down(figures)
    for item in whole.all():
        _headed(text, relations, item)
    for figure in figures:
        sums_up = figure.role in {Role.TOTAL, Role.BALANCE, Role.SAVING, Role.EXCESS} or figure.amount.fen is None
        if sums_up and not figure.made_of:
            _sum_up(text, relations, figure)
    return relations


def _said_again(figures: list[Figure]) -> dict[Figure, Figure]:
    """The terms of a sum that only say again a figure that stands before it, with that figure."""
    found: dict[Figure, Figure] = {}
    seen: dict[tuple[Item | None, int], Figure] = {}
    for figure in figures:
        fen = figure.amount.fen
        if fen is None or figure.amount.is_factor:
            continue
        first = seen.get((figure.item, fen)) or (seen.get((None, fen)) if not figure.item.number else None)
        if figure.amount.is_operand and first is not None:
            found[figure] = first
        else:
            seen[(figure.item, fen)] = seen[(None, fen)] = figure
    return found


def _set_roles(figures: list[Figure]) -> None:
    """The role of each figure of one item; what ``其中`` begins goes on to the end of its sentence, as far as it is held in the amount before."""
    holder: Figure | None = None
    left = 0
    for place, figure in enumerate(figures):
        before = figures[place - 1] if place else None
        figure.role = _role(figure.amount, before)
        fen = figure.amount.fen or 0
        if figure.role is Role.PART and figure.amount.label.startswith("其中") and before is not None:
            holder, left = before, before.amount.fen or 0
        elif figure.role is not Role.OWN or _SENTENCE.search(figure.amount.said) or fen > left:
            holder = None
        if holder is not None:
            figure.role, left = Role.PART, left - fen
            figure.held_by = holder


def _role(amount: Amount, before: Figure | None) -> Role:
    """The first role whose words are there."""
    if amount.factors and amount.is_factor:
        return Role.OWN
    is_held = Role.PART if amount.opener is not None else Role.OWN
    return next((role for role, fits in _ROLES if fits(amount, before)), is_held)


def _is_net(amount: Amount, before: Figure | None) -> bool:
    """What is left: it says so, or follows what was taken off with no other word."""
    label, said = amount.label, amount.said
    if _NET.search(label):
        return True
    after_part = before is not None and before.role is Role.PART and before.amount.depth == amount.depth
    return after_part and bool(_LEFT.match(label)) and bool(_AFTER_OUT.search(said) or _LEFT.match(said))


def _is_part(amount: Amount, _: Figure | None) -> bool:
    """Something held in another amount, or taken off it."""
    out = _OUT.search(amount.label)
    return out is not None and not _AFTER_OUT.search(amount.label, out.end()) and not words.TOTAL.search(amount.label)


_ROLES: tuple[tuple[Role, Callable[[Amount, Figure | None], bool]], ...] = (
    (Role.NET, lambda amount, _: bool(_LEFT_OUT.search(amount.label))),
    (Role.PART, _is_part),
    (Role.NET, _is_net),
    (Role.OWN, lambda amount, _: bool(words.OPENING.search(amount.label))),
    (
        Role.TOTAL,
        lambda amount, _: bool(words.TOTAL.search(amount.label) or _REFERENCE.search(amount.said) or _LAST_FEW.search(amount.said)),
    ),
    (Role.SAVING, lambda amount, _: bool(words.SAVING.search(amount.label))),
    (Role.EXCESS, lambda amount, _: bool(words.EXCESS.search(amount.label))),
    (Role.BALANCE, lambda amount, _: bool(words.BALANCE.search(amount.label) or _CROSSED.search(amount.said))),
)
"""The words of each role, in the order in which they are looked for."""


def _relate_within(figures: list[Figure]) -> None:
    """Nets and savings of one item."""
    for place, figure in enumerate(figures):
        if figure.made_of:
            continue
        if figure.role is Role.NET:
            _net(figures, place)
        elif figure.role in {Role.SAVING, Role.EXCESS}:
            _saving(figures, place)
    for figure in figures:
        if figure.amount.terms and figure.role in {Role.SAVING, Role.EXCESS, Role.OWN}:
            figure.made_of = [(sign, _net_of(figures, each)) for sign, each in figure.made_of if isinstance(each, Figure)]


def _broken_down(figures: list[Figure]) -> None:
    """An amount whose breakdown is complete is made of it; one that names a part only is not."""
    inside: dict[Figure, list[Figure]] = {}
    for figure in figures:
        if figure.held_by is not None:
            inside.setdefault(figure.held_by, []).append(figure)
    for holder, parts in inside.items():
        if len(parts) > 1 and not holder.made_of and sum(each.amount.fen or 0 for each in parts) == holder.amount.fen:
            holder.made_of, holder.how = [(1, each) for each in parts], "其中各项之和"


def _headed(text: str, relations: Relations, item: Item) -> None:
    """An item that begins with an amount, then numbers what it is made of: where they come to it, or one error explains why not."""
    own = [each for each in relations.of(item) if each.role is Role.OWN and not each.made_of]
    if not item.number or len(own) != 1 or len(relations.of(item)) != 1 or len(item.children) < 2:  # noqa: PLR2004 - a sum of two
        return
    inside = [each for child in item.children for each in _heads(text, relations, child, saves=False)]
    worths = [_fen(relations, each) for each in inside]
    stated = own[0].amount.fen or 0
    gap = stated - sum(worths)
    if gap and not slip(stated, stated - gap) and not {gap, -gap} & set(worths):
        return
    own[0].made_of, own[0].how = [(1, each) for each in inside], "下面各项之和"
    relations.headed[item] = own[0]
    for child in item.children:
        for each in child.all():
            for figure in relations.of(each):
                figure.held_by = own[0]


def _net_of(figures: list[Figure], base: Figure) -> Figure:
    """What is left of an amount, where that stands in its own bracket; else the amount."""
    return next(
        (
            each
            for each in figures
            if each.role is Role.NET and each.amount.opener is base.amount and each.made_of[:1] == [(1, base)]
        ),
        base,
    )


def _net(figures: list[Figure], place: int) -> None:
    """A net: the amount before it less the parts between; or what stands in the bracket that follows it."""
    figure = figures[place]
    parts: list[Figure] = []
    for each in reversed(figures[:place]):
        if each.role is Role.PART:
            parts.insert(0, each)
        elif each.role is Role.OWN and (each.amount.depth <= figure.amount.depth):
            if parts:
                figure.made_of = [(1, each), *((-1, part) for part in parts)]
            break
        elif each.role is not Role.NET:
            break
    if figure.made_of:
        return
    inside = [each for each in figures[place + 1 :] if each.amount.opener is figure.amount]
    if len(inside) > 1 and _OUT.search(inside[1].amount.label):
        figure.made_of = [(1, inside[0]), *((-1, part) for part in inside[1:])]
        inside[0].role = Role.PART


def _saving(figures: list[Figure], place: int) -> None:
    """A saving: what was before less what is now, each as what is left of it where something was taken off."""
    figure = figures[place]
    sides: list[Figure] = []
    for each in figures[:place]:
        if each.amount.factors and each.amount.is_factor:
            continue
        if each.role is Role.OWN:
            inside = [other for _, other in each.made_of]
            sides = [side for side in sides if side not in inside]
            sides.append(each)
        elif each.role is Role.NET and each.made_of and each.made_of[0][1] in sides:
            inside = [other for _, other in each.made_of]
            sides = [*(side for side in sides if side not in inside), each]
        elif each.role is Role.NET or (each.role is Role.PART and len(sides) == 1 and each.amount.label.startswith("减")):
            sides.append(each)
        elif each.role in {Role.SAVING, Role.EXCESS, Role.TOTAL}:
            sides = []
    if len(sides) < 2:  # noqa: PLR2004 - two are compared
        return
    before, now = _in_time(sides[-2], sides[-1])
    first, second = (before, now) if figure.role is Role.SAVING else (now, before)
    figure.made_of = [(1, first), (-1, second)]
    figure.how = "前期减本期" if figure.role is Role.SAVING else "本期减前期"


def _in_time(one: Figure, other: Figure) -> tuple[Figure, Figure]:
    """The earlier first: by the words before them, else as they stand."""
    base = [bool(_BASE.search(each.amount.label)) for each in (one, other)]
    if base == [False, True]:
        return other, one
    years = [[int(year) for year in words.YEAR.findall(each.amount.said)] for each in (one, other)]
    if years[0] and years[1] and years[0][-1] != years[1][-1]:
        return (one, other) if years[0][-1] < years[1][-1] else (other, one)
    seasons = [words.season(each.amount.said) for each in (one, other)]
    return (other, one) if seasons == ["秋", "春"] and years[0] == years[1] and base != [True, False] else (one, other)


# --- what sums up -------------------------------------------------------------------------------------------------------------------


def _sum_up(text: str, relations: Relations, figure: Figure) -> None:
    """What a total, a saving of several items, or a balance is made of."""
    if figure.amount.fen is None:
        _rate(text, relations, figure)
        return
    if figure.role is Role.BALANCE:
        _balance(text, relations, figure)
        return
    saves = bool(words.SAVING.search(figure.clause))
    referred = _referred(relations, figure)
    if referred:
        figure.made_of = [(1, each) for item in referred for each in _heads(text, relations, item, saves=saves)]
        return
    if figure.role is Role.TOTAL and saves and figure.item.number and _saves_alone(relations, figure):
        return
    if figure.role is not Role.TOTAL and figure.item.number:
        return
    _settle(relations, figure, list(_readings(text, relations, figure, saves=saves)))


def _saves_alone(relations: Relations, figure: Figure) -> bool:
    """Whether ``共节约`` in an item without other savings is the saving of that item itself; then it is made so."""
    inside = relations.of(figure.item)
    if any(each.role in {Role.SAVING, Role.EXCESS} for each in inside) or figure.item.children:
        return False
    figure.role = Role.SAVING
    _saving(inside, inside.index(figure))
    return True


def _settle(relations: Relations, figure: Figure, readings: list[tuple[list[tuple[int, Figure | Item]], str]]) -> None:
    """The reading that fits; else the likeliest."""
    for made_of, how in [*readings, *readings[:1]]:
        figure.made_of, figure.how = made_of, how
        if sum(sign * _fen(relations, each) for sign, each in made_of) == figure.amount.fen:
            return


def _referred(relations: Relations, figure: Figure) -> list[Item]:
    """The items that a sentence names by their numbers, in order."""
    said = figure.clause
    before = [
        item for item in relations.whole.all() if item.number and item.start < figure.amount.start and item is not figure.item
    ]
    found: list[Item] = []
    for match in _REFERENCE.finditer(said):
        if _COUNT.fullmatch(match[0]):
            continue  # three items, not the third
        style = next((style for style, sign in ((4, "①"), (1, "（一"), (0, "一")) if _shape(match[0]) == sign), 2)
        found += [item for number in _numbers_named(match[0]) if (item := _numbered(before, number, style)) is not None]
    if not found and (few := _LAST_FEW.search(said)):
        siblings = [item for item in before if item.parent is figure.item]
        found = siblings[-number_of(few[1]) :]
    return list(dict.fromkeys(found))


def _numbers_named(reference: str) -> Iterator[int]:
    """The numbers that ``3-6项`` or ``1、2项`` names."""
    last = 0
    for step in _STEP.finditer(reference):
        number = number_of(step[2])
        yield from range(last + 1, number + 1) if step[1] and last else (number,)
        last = number


def _shape(reference: str) -> str:
    """Which way of numbering a reference uses, as its first sign."""
    first = reference.lstrip("第")[:2]
    if "①" <= first[:1] <= "⑳":
        return "①"
    if first[:1] == "（" and not first[1:].isdecimal():
        return "（一"
    return "一" if not first[:1].isdecimal() and first[:1] != "（" else "1"


def _numbered(items: list[Item], number: int, style: int) -> Item | None:
    """The item of that number: of that way of numbering if there is one, the least deep, the last."""
    fitting = [item for item in items if item.number == number]
    fitting = [item for item in fitting if item.style == style] or fitting
    if not fitting:
        return None
    least = min(item.key.count(".") for item in fitting)
    return [item for item in fitting if item.key.count(".") == least][-1]


def _heads(text: str, relations: Relations, item: Item, *, saves: bool) -> Iterator[Figure | Item]:
    """What an item enters a total with: its saving, or its costs; several as the item itself."""
    if saves:
        savings = [each for inner in item.all() for each in relations.of(inner) if each.role in {Role.SAVING, Role.EXCESS}]
        if savings:
            yield from savings
            return
    inside = _costs(text, relations, item)
    if len(inside) == 1:
        yield inside[0]
    else:
        relations.summed[item] = inside
        yield item


def _costs(text: str, relations: Relations, item: Item) -> list[Figure | Item]:
    """The figures that make an item up: its subtotal, else what is left after deductions, else all its own amounts and the items in it."""
    if item in relations.headed:
        return [relations.headed[item]]
    own = relations.of(item)
    totals = [each for each in own if each.role is Role.TOTAL]
    if totals:
        return [totals[-1]]
    if any(each.role in {Role.SAVING, Role.EXCESS} for each in own):
        sides = [each for each in own if each.role in {Role.OWN, Role.NET}]
        return list(sides[-1:])
    replaced = {id(each.made_of[0][1]) for each in own if each.role is Role.NET and each.made_of}
    operands = {id(each.amount) for each in own if each.amount.is_operand}
    kept: list[Figure | Item] = [
        each
        for each in _amounts(own)
        if each.role in {Role.OWN, Role.NET} and id(each) not in replaced and id(each.amount) not in operands
    ]
    return kept + [each for child in item.children for each in _heads(text, relations, child, saves=False)]


def _readings(
    text: str, relations: Relations, figure: Figure, *, saves: bool
) -> Iterator[tuple[list[tuple[int, Figure | Item]], str]]:
    """What a total without numbers may sum up, the likeliest first."""
    item = figure.item
    own = [each for each in relations.of(item) if each.amount.start < figure.amount.start]
    children = [child for child in item.children if child.start < figure.amount.start]
    last = max((place for place, each in enumerate(own, 1) if each.role in {Role.TOTAL, Role.BALANCE}), default=0)
    since = _amounts(each for each in own[last:] if each.role in {Role.OWN, Role.NET})
    if saves:
        since = [each for each in own[last:] if each.role is Role.SAVING]
    operands = {id(other) for each in own for _, other in each.made_of}
    since = [each for each in since if id(each) not in operands or saves]
    heads = [each for child in children for each in _heads(text, relations, child, saves=saves)]
    if (not own and not children) or text[figure.amount.end : figure.amount.end + 1] == "：":
        yield from _following(text, relations, figure)
        return
    side = _side_of(text, figure)
    if side and not saves and not item.number:
        fitting = [child for child in children if _side(_title_of(text, child)) in {side, ""}]
        yield from _several([each for child in fitting for each in _heads(text, relations, child, saves=False)], "前面各项之和")
        since = [each for each in since if _side(each.amount.said) in {side, ""}]
    if heads and not (since and not _ALL.search(figure.clause)):
        yield from _several(heads, "前面各项之和")
    yield from _several(since, "前面各个数之和")
    yield from _several([*heads, *since], "前面各项之和")
    totals = [each for each in own if each.role is Role.TOTAL]
    yield from _several(list(totals), "前面各个合计之和")


def _following(text: str, relations: Relations, figure: Figure) -> Iterator[tuple[list[tuple[int, Figure | Item]], str]]:
    """What a total sums up that stands first: the items in its own, or the figures of its sentence."""
    yield from _several(
        [each for child in figure.item.children for each in _heads(text, relations, child, saves=False)], "下面各项之和"
    )
    end = min((place for stop in "。；\n" if (place := text.find(stop, figure.amount.end)) >= 0), default=len(text))
    after = [each for each in relations.of(figure.item) if figure.amount.end <= each.amount.start < end]
    inside = _amounts(each for each in after if each.role in {Role.OWN, Role.PART})
    said = text[figure.amount.end : figure.amount.end + 4]
    if _BREAKS_DOWN.match(said) or sum(each.amount.fen or 0 for each in inside) == figure.amount.fen:
        yield from _several(inside, "后面各个数之和")


def _amounts(figures: Iterable[Figure]) -> list[Figure]:
    """Those that may be parts of a sum of money: no rates, no prices for one, not what was due where it is said what was received."""
    found = [each for each in figures if each.amount.fen is not None and not words.EACH.search(each.amount.label)]
    received = any("实收" in each.amount.label for each in found)
    return [each for each in found if not (received and "应收" in each.amount.label)]


def _several(parts: Iterable[Figure | Item], how: str) -> Iterator[tuple[list[tuple[int, Figure | Item]], str]]:
    made_of: list[tuple[int, Figure | Item]] = [(1, each) for each in parts]
    if len(made_of) > 1 or (made_of and isinstance(made_of[0][1], Item)):
        yield made_of, how


def _balance(text: str, relations: Relations, figure: Figure) -> None:
    """A balance: income less expense, with what was there before where that fits; or the totals before it set off against each other."""
    before = [each for each in relations.figures if each.amount.start < figure.amount.start and each.amount.fen is not None]
    income, expense = (_side_total(text, before, side) for side in "收支")
    if _CROSSED.search(figure.clause) and not (income and expense):
        pair = [each for each in before if each.role in {Role.TOTAL, Role.SAVING}][-2:]
        if len(pair) == 2:  # noqa: PLR2004 - two are set off
            pair.sort(key=lambda each: -(each.amount.fen or 0))
            figure.made_of, figure.how = [(1, pair[0]), (-1, pair[1])], "前面两个合计相抵"
        return
    opening = [(1, each) for each in before if words.OPENING.search(each.amount.label)][-1:]
    last = [(_sign(each), each) for each in before if each.role is Role.BALANCE][-1:]
    plain = [*((1, each) for each in income), *((-1, each) for each in expense)] if income and expense else []
    readings: list[tuple[list[tuple[int, Figure | Item]], str]] = []
    for made_of, how, needed in (
        (plain, "收入减支出", plain),
        ([*opening, *plain], "期初加收入减支出", opening and plain),
        ([*opening, *last], "上期结余加本期结余", opening and last),
    ):
        if needed:
            readings.append((sorted(((sign * _sign(figure), each) for sign, each in made_of), key=lambda term: -term[0]), how))
    if re.search(r"累计|期末|滚存", figure.amount.label):
        readings.reverse()
    totals = [each for each in before if each.role is Role.TOTAL][-2:]
    if len(totals) == 2:  # noqa: PLR2004 - what there was in all, and what of it was spent
        left = (totals[0].amount.fen or 0) - (totals[1].amount.fen or 0)
        if left == figure.amount.fen or (not readings and slip(figure.amount.fen or 0, left)):
            readings.append(([(1, totals[0]), (-1, totals[1])], "前面两个合计之差"))
    _settle(relations, figure, readings)


def _sign(figure: Figure) -> int:
    """−1 for a balance told as positive though it is below nought: 亏损1340.50元."""
    return -1 if words.DEFICIT.search(figure.amount.label) and (figure.amount.fen or 0) > 0 else 1


def _side_total(text: str, before: Sequence[Figure], side: str) -> list[Figure]:
    """What all income, or all expense, comes to: the last total of that side, else all amounts of that side."""
    fitting = [each for each in before if _side_of(text, each) == side and each.held_by is None]
    totals = [each for each in fitting if each.role is Role.TOTAL or (each.made_of and each.role is Role.OWN)]
    return totals[-1:] or [each for each in fitting if each.role is Role.OWN]


def _rate(text: str, relations: Relations, figure: Figure) -> None:
    """A rate: the balance, or a cost, by what came in; only where that fits or a slip of the pen is between, since the words do not tell the denominator."""
    before = [each for each in relations.figures if each.amount.start < figure.amount.start and each.amount.fen]
    stated = read_figure(f"{figure.amount.digits}%")
    if not isinstance(stated, Stated):
        return
    sides = {id(each): _side_of(text, each) for each in before}
    wholes = [each for each in before if sides[id(each)] == "收"]
    for above in (each for each in reversed(before) if each.role is Role.BALANCE or sides[id(each)] == "支"):
        for below in wholes:
            if quotient(above.amount.fen or 0, below.amount.fen or 1, stated) == stated:
                _divide(figure, above, below)
                return
    if "占" in figure.amount.label:
        numerators = [each for each in before if sides[id(each)] == "支"][-1:]
    else:
        numerators = [each for each in before if each.role is Role.BALANCE]
    for above, below in ((one, other) for one in numerators for other in wholes if len(wholes) == 1 or other.role is Role.TOTAL):
        if slip(stated.scaled, quotient(above.amount.fen or 0, below.amount.fen or 1, stated).scaled):
            _divide(figure, above, below)
            return


def _divide(figure: Figure, above: Figure, below: Figure) -> None:
    figure.made_of, figure.how, figure.amount.divided = [(1, above), (1, below)], "相除", True


def _fen(relations: Relations, part: Figure | Item) -> int:
    if isinstance(part, Figure):
        return part.amount.fen or 0
    return sum(_fen(relations, each) for each in relations.summed.get(part, ()))


def _side(text: str) -> str:
    income, expense = words.INCOME.search(text), words.EXPENSE.search(text)
    return "收" if income and not expense else "支" if expense and not income else ""


def _side_of(text: str, figure: Figure) -> str:
    """收 or 支, by the words of a figure, else by those that its item or an item above begins with."""
    if figure.role is Role.BALANCE or words.OPENING.search(figure.amount.label):
        return ""
    item: Item | None = figure.item
    said = figure.amount.label
    while item is not None:
        side = _side(said)
        if side:
            return side
        said, item = _title_of(text, item) if item.number else "", item.parent
    return _side(said)


def _title_of(text: str, item: Item) -> str:
    return re.split(r"[，。；：\n（\d]", text[item.start : item.start + 40])[0]
