"""A text as rows of 收支说明: every figure a row with its place, what it is made of in 组成."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from validation import money
from validation.cells import RawRow, RawTable
from validation.narratives.figures import amounts_of
from validation.narratives.items import Item, items_of, without_marks
from validation.narratives.plain_prose import Place, plain_prose
from validation.narratives.relations import Figure, Relations, Role, relate
from validation.refusals import NotAWorkbook
from validation.registers import StatementLine
from validation.statements import words
from validation.statements.statement import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 1_000
"""Items, and amounts, of a text that are read; a statement has a few dozen."""
PASSAGES = 1_000_000
"""The sheet row of a paragraph that is no row itself: this and its number."""
_LONGEST_NAME = 30
_SHORT = 60
_COST = re.compile(r"工资|加班|费|款|金|补贴|奖|油|米|气|电|水")
_FILLER = re.compile(r"^[的了是为共，、。；：=+\-×/¥\s]+|[的是为：=+\-×/¥\s（]+$")
_CONTENT = re.compile(r"[\u4e00-\u9fa5]{2,}")
_PERIOD = re.compile(
    r"(?:\d{4}|20__|\d{0,3}[_＿×]+)?年?(?:上|下)?(?:[春秋]季?|上半年|下半年)(?:学期|期)?|本学期|上学期|本期|上期|(?:\d{4}|20__)年"
)


class Told(NamedTuple):
    """A text as a table, what it says beside the rows, and where each row stands."""

    table: RawTable
    around: Surroundings
    places: dict[int, Place]


class _Entry(NamedTuple):
    key: str
    name: str
    at: int
    part: Figure | Item


def read_narrative(paragraphs: Sequence[str]) -> Told:
    """Read a statement told in sentences. A text without figures gives no rows.

    Raises:
        NotAWorkbook: it is too long for a statement.
    """
    prose = plain_prose(paragraphs)
    whole = items_of(prose.text)
    if sum(1 for _ in islice(whole.all(), MOST + 1)) > MOST:
        raise NotAWorkbook(f"这段文字分成 {MOST} 项以上，不像一份收支说明：请只留说明本身。")
    text = without_marks(prose.text, whole)
    amounts = [each for each in amounts_of(text) if each.is_amount or each.factors]
    if len(amounts) > MOST:
        raise NotAWorkbook(f"这段文字里有 {MOST} 个以上的金额，不像一份收支说明：请只留说明本身。")
    relations = relate(text, whole, amounts)
    entries = sorted(_entries(text, relations), key=lambda entry: entry.at)
    keys = {entry.part: entry.key for entry in entries}
    headings = [column.heading for column in StatementLine.columns().values()]
    rows, places, inferred, subtotals = [], {}, {}, set()
    for number, entry in enumerate(entries, 2):
        cells = _cells(text, relations, entry, keys)
        rows.append(RawRow(number, tuple(cells.get(heading) for heading in headings)))
        places[number] = prose.places[min(entry.at, len(prose.places) - 1)]
        if isinstance(entry.part, Figure) and entry.part.how and entry.part.made_of:
            inferred[number] = entry.part.how
        if isinstance(entry.part, Item) and relations.summed.get(entry.part):
            subtotals.add(number)
    passages = tuple((text, PASSAGES + number) for number, text in enumerate(paragraphs, 1) if text.strip())
    table = RawTable(StatementLine.table, StatementLine.table, 1, 1, len(rows) + 1, tuple(headings)).with_rows(rows)
    return Told(table, Surroundings(prose.title, passages, inferred, frozenset(subtotals)), places)


def _entries(text: str, relations: Relations) -> Iterator[_Entry]:
    """Every figure, every item that stands for the sum of its figures, and every item that names a cost without a figure."""
    for item in relations.whole.all():
        if item in relations.summed or (item.number and _is_cost_without_figure(text, relations, item)):
            name = f"第 {item.key} 项小计" if relations.summed.get(item) else _item_name(text, item)
            yield _Entry(item.key, name, item.start, item)
        for number, figure in enumerate(relations.of(item)):
            yield _Entry(
                _key(item, number, alone=len(relations.of(item)) == 1 and not item.children),
                _name(text, figure),
                figure.amount.start,
                figure,
            )


def _key(item: Item, number: int, *, alone: bool) -> str:
    """``3a`` for the first figure of item 3, ``3`` where it is the only one; ``合1`` for what stands in no item."""
    if not item.number:
        return f"总{number + 1}"
    return item.key if alone else f"{item.key}{_letters(number)}"


def _letters(number: int) -> str:
    letters = ""
    while number >= 0:
        letters = chr(ord("a") + number % 26) + letters
        number = number // 26 - 1
    return letters


def _is_cost_without_figure(text: str, relations: Relations, item: Item) -> bool:
    """An item among others with figures that names a cost and gives no figure."""
    if any(relations.of(inner) for inner in item.all()) or item.children or item.parent is None:
        return False
    siblings = [each for each in item.parent.children if each is not item]
    told = sum(any(relations.of(inner) for inner in each.all()) for each in siblings)
    content = text[item.start : item.end].strip()
    return told * 2 > len(siblings) and len(content) <= _SHORT and bool(_COST.search(content))


def _item_name(text: str, item: Item) -> str:
    head = _head(text, item)
    return head or _clean(text[item.start : item.end]) or f"第 {item.key} 项"


def _head(text: str, item: Item) -> str:
    """The words an item begins with, before its first figure."""
    if not item.number:
        return ""
    return _clean(re.split(r"[，。；：、\n（\d]", text[item.start : item.end][:80])[0])


def _clean(words_of: str) -> str:
    return _FILLER.sub("", _FILLER.sub("", words_of.replace("\n", "")))[:_LONGEST_NAME]


def _name(text: str, figure: Figure) -> str:
    """What a figure is called: its own words, with those of its item or of the clause it continues where they say too little."""
    label = _clean(figure.amount.label) or _clean(re.split(r"[，。；\n（）]", figure.amount.said.rstrip("，、：（"))[-1])
    if figure.amount.factors and figure.amount.is_factor:
        label = _clean(figure.amount.factors[1].label) or _clean(figure.amount.factors[0].label)
    elif figure.amount.factors:
        first = min(figure.amount.factors, key=lambda each: each.start)
        label = _clean(first.label) or _clean(first.said) or label
    dismissed = _dismissed(text, figure, label)
    if dismissed or words.DISMISSED.search(label):
        return f"{dismissed}{words.without_name(label)}"[:_LONGEST_NAME]
    bare = _PERIOD.sub("", label)
    if not _CONTENT.search(bare) or figure.role in {Role.NET, Role.SAVING, Role.EXCESS}:
        head = _context(text, figure)
        if head and head not in label:
            return f"{head}{label}"[:_LONGEST_NAME]
    return label or _head(text, figure.item) or "（没有名称）"


def _context(text: str, figure: Figure) -> str:
    """The words a figure stands under: the clause before the last colon, else those its item begins with."""
    begin = max(text.rfind(stop, figure.item.start, figure.amount.start) for stop in "。；\n")
    colon = text.rfind("：", max(begin, figure.item.start), figure.amount.start)
    if colon >= 0:
        return _clean(re.split(r"[，。；：、\n（）]", text[max(begin + 1, figure.item.start) : colon])[-1])
    return _head(text, figure.item)


def _dismissed(text: str, figure: Figure, label: str) -> str:
    """The word of dismissal for the pay of a dismissed person that the sentence goes on with, whose own words do not say so."""
    begin = max(text.rfind(stop, figure.item.start, figure.amount.start) for stop in "。；\n")
    sentence = text[max(begin + 1, figure.item.start) : figure.amount.start]
    gone = words.DISMISSED.search(sentence)
    if gone is None or words.DISMISSED.search(label) or figure.role is not Role.OWN:
        return ""
    return gone[0] if words.person(label) or not _CONTENT.search(label) else ""


def _cells(text: str, relations: Relations, entry: _Entry, keys: dict[Figure | Item, str]) -> dict[str, str | float | None]:
    """The cells of a row by heading."""
    cells: dict[str, str | float | None] = {"行": entry.key, "项目": entry.name or "（没有名称）"}
    part = entry.part
    if isinstance(part, Item):
        inside = relations.summed.get(part, [])
        return cells | ({"组成": _joined([(1, each) for each in inside], keys)} if inside else {})
    amount = part.amount
    period = words.season(amount.label)
    cells["期间"] = None if words.DISMISSED.search(entry.name) else period or None
    cells["方向"] = _direction(text, part)
    if amount.factors:
        quantity, price = amount.factors
        cells |= {"数量": float(quantity.digits), "单价": float(price.digits)}
    if not amount.is_factor:
        cells["金额"] = amount.digits + "%" if amount.fen is None else money.printed(amount.fen)
    if part.made_of and not amount.factors:
        cells["组成"] = "/".join(keys[each] for _, each in part.made_of) if amount.divided else _joined(part.made_of, keys)
    return cells


def _direction(text: str, figure: Figure) -> str | None:
    """收 or 支 where the words, or those of an item above, say so."""
    said = figure.amount.label
    item: Item | None = figure.item
    while item is not None:
        said = f"{said} {_head(text, item)}"
        income, expense = re.search(r"收入", said), re.search(r"支出|开支", said)
        if bool(income) != bool(expense):
            return "收" if income else "支"
        item = item.parent
    return None


def _joined(parts: Sequence[tuple[int, Figure | Item]], keys: dict[Figure | Item, str]) -> str:
    signs = [("-" if sign < 0 else "+") + keys[each] for sign, each in parts if each in keys]
    return "".join(signs).removeprefix("+")
