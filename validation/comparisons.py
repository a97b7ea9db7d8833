"""What a row of 基期 compares: the items its 类别 and 剔除 name in this book, or why the two sides would not be the same.

The case behind it (domain notes, B 1a-1c): eggs were taken out of one term only, and what that hid was posted as a saving.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from validation.patterns import late_pattern
from validation.registers.choices import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from validation.book import Book
    from validation.registers import BasePeriod

_PART = late_pattern(r"「([^「」]*)」|([^「」、，,；;\s]+)")
_BETWEEN = late_pattern(r"[、，,；;\s]*")
_SAID = late_pattern(
    r"((?:[不未没][再有予]?)?(?:包括|包含|含)|[不未]计|不算|剔除|扣除|除去|去除|去掉|减去)[有了]?([^，。；：（）,.;:()]*)"
)
_NAMES = late_pattern(r"[、和及与「」“”\s]+")
_WITH = frozenset({"含", "包括", "包含"})
_HELD_HERE = ("剔除里没有它，本期算在里面", "要么两边都算“{name}”，要么两边都剔除：改基期金额，或改剔除")
"""How this term treats an item that the base is said not to hold; and what to do."""
_LOOKUP = "基期"


class Unlike(Enum):
    """Why a row cannot be compared."""

    LEFT_OUT = auto()
    """What is left out on one side is not left out on the other."""
    ITEM = auto()
    """An item that is not in 品目."""
    CATEGORY = auto()
    """A 类别 that is none, or that fits nothing in this book."""


class ScopeFault(NamedTuple):
    """One reason, at a field of the row. ``fix``: what the cell should say, where that is plain."""

    kind: Unlike
    field: str
    message: str
    suggestion: str
    fix: str | None = None


Named: TypeAlias = tuple[tuple[str, ...], tuple[ScopeFault, ...]]
"""The items that a cell names, and what is wrong with it."""


class Scope(NamedTuple):
    """The items compared, in the order of 品目; those left out on both sides; and what is wrong with that."""

    items: tuple[str, ...]
    left_out: tuple[str, ...]
    faults: tuple[ScopeFault, ...]


def scope_of(book: Book, row: BasePeriod) -> Scope:
    """What a row of 基期 compares. Nothing is said of a cell that is blank or cannot be read."""
    return _scopes(book)[row.row]


def _scopes(book: Book) -> dict[int, Scope]:
    """The scopes of all rows by sheet row, made when first asked for. Of like cells each is taken apart once."""
    found: dict[int, Scope] | None = book.lookups.get(_LOOKUP)
    if found is None:
        named, left_out = lru_cache(partial(_named, book)), lru_cache(partial(_left_out, book))
        found = book.lookups[_LOOKUP] = {}
        sums: dict[tuple[str, int], list[BasePeriod]] = {}
        for row in book.base_periods:
            scope = found[row.row] = _scope(book, row, named(row.scope), left_out(row.left_out))
            if scope.faults or row.scope is None or not row.amount or row.period is None or "left_out" in row.unread:
                continue
            same = sums.setdefault((row.period, row.amount), [])
            twin = next((each for each in same if _differ_though_alike(found[each.row], scope)), None)
            same.append(row)
            if twin is not None:
                found[twin.row] = found[twin.row]._replace(faults=(_told_twice(twin, row, found[twin.row], scope),))
                found[row.row] = scope._replace(faults=(_told_twice(row, twin, scope, found[twin.row]),))
    return found


def _scope(book: Book, row: BasePeriod, scope: Named, exclusion: Named) -> Scope:
    (named, _), (left_out, _) = scope, exclusion
    items = tuple(name for name in named if name not in left_out)
    faults = [*scope[1], *exclusion[1]]
    if not faults:
        faults = [*_left_out_once(row, named, left_out), *_says_otherwise(book, row, items, left_out)]
    if not faults and row.scope is not None and not items:
        faults = [_nothing_left(named)]
    return Scope(items, left_out, tuple(faults))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The names in a cell, each with whether it stood in 「」."""
    for bracketed, plain in _PART.findall(text):
        yield (plain.strip(), False) if plain else (bracketed.strip(), True)


def _items_in(book: Book, name: str) -> list[str]:
    """The names in one pair of brackets: one, or several separated by 、."""
    return [name] if name in book.items else [part.strip() for part in name.split("、")]


def _named(book: Book, text: str | None) -> Named:
    """The items that 类别 names, nothing left out yet."""
    categories, items, faults = set(), set(), []
    text = text or ""
    if _BETWEEN.fullmatch(_PART.sub("", text)) is None:
        return (), (_torn("scope"),)
    for name, is_item in _parts(text):
        if is_item:
            names = _items_in(book, name)
            items.update(names)
            faults += [_unknown_item(book, "scope", text, each) for each in names if each not in book.items]
        elif name not in CATEGORIES:
            faults.append(_unknown_category(book, text, name))
        else:
            categories.add(name)
            if not any(item.category == name for item in book.items.values()):
                faults.append(_empty_category(name))
    named = tuple(name for name, item in book.items.items() if name in items or item.category in categories)
    return named, tuple(faults)


def _left_out(book: Book, text: str | None) -> Named:
    """The items that 剔除 names; the brackets may be left away there."""
    text = text or ""
    if _BETWEEN.fullmatch(_PART.sub("", text)) is None:
        return (), (_torn("left_out"),)
    whole = [text] if text in book.items else [each for name, _ in _parts(text) for each in _items_in(book, name)]
    faults = (_unknown_item(book, "left_out", text, name) for name in whole if name not in book.items)
    return tuple(dict.fromkeys(name for name in whole if name in book.items)), tuple(faults)


def _torn(field: str) -> ScopeFault:
    return ScopeFault(Unlike.CATEGORY, field, "里的「」不成对", "品目写在一对「」里，几个之间用 、 隔开")


def _unknown_item(book: Book, field: str, text: str, name: str) -> ScopeFault:
    near = book.item_names.nearest(name)
    todo, fix = _instead(text, name, near) if near else ("品目写在「」里，名称与品目表一致；剔除里只能写品目，不能写类别", None)
    return ScopeFault(Unlike.ITEM, field, f"“{name}”不在品目表里", todo, fix)


def _unknown_category(book: Book, text: str, name: str) -> ScopeFault:
    if name in book.items:
        todo, fix = _instead(text, name, f"「{name}」")
        return ScopeFault(Unlike.CATEGORY, "scope", f"“{name}”是品目，不是类别；品目要写在「」里", todo, fix)
    todo = f"可选：{'、'.join(CATEGORIES)}；品目写在「」里"
    return ScopeFault(Unlike.CATEGORY, "scope", f"“{name}”不是类别", todo)


def _instead(text: str, wrong: str, right: str) -> tuple[str, str | None]:
    """The words that propose a name, and the whole cell with it: only where the wrong one stands there once."""
    if text.count(wrong) != 1:
        return f"是不是“{right}”？", None
    return f"是不是“{right}”？改成 {text.replace(wrong, right)}", text.replace(wrong, right)


def _empty_category(name: str) -> ScopeFault:
    return ScopeFault(
        Unlike.CATEGORY, "scope", f"“{name}”在品目表里一个品目也没有，没有可比的", "核对类别；没有这类品目的，删去这一行"
    )


def _nothing_left(named: tuple[str, ...]) -> ScopeFault:
    why = "剔除以后一个品目也不剩" if named else "没有写出一个类别或品目"
    return ScopeFault(Unlike.CATEGORY, "scope", f"{why}，没有可比的", "核对类别和剔除")


def _left_out_once(row: BasePeriod, named: tuple[str, ...], left_out: tuple[str, ...]) -> Iterator[ScopeFault]:
    """An item left out of the base alone: this term's 类别 never held it."""
    for name in left_out if row.scope is not None else ():
        if name not in named:
            yield ScopeFault(
                Unlike.LEFT_OUT,
                "left_out",
                f"“{name}”不在类别“{row.scope}”里：本期没有可剔除的，只剔除一边的不能比",
                f"基期原来含有“{name}”的，把「{name}」也写进类别，两边一起剔除；不含的，删去剔除",
            )


def _says_otherwise(book: Book, row: BasePeriod, items: tuple[str, ...], left_out: tuple[str, ...]) -> Iterator[ScopeFault]:
    """项目 or 备注 says that the base holds, or does not hold, an item that is treated the other way here."""
    for field, text in (("name", row.name), ("note", row.note)):
        for word, rest in _SAID.findall(text or ""):
            for name in _NAMES.split(rest):
                if name in book.items and (name in items) != (word in _WITH):
                    here, todo = _treated(name, left_out) if word in _WITH else _HELD_HERE
                    yield ScopeFault(
                        Unlike.LEFT_OUT,
                        field,
                        f"写着“{word}{name}”，{here}：两边口径不同，不能比",
                        todo.format(name=name),
                    )


def _treated(name: str, left_out: tuple[str, ...]) -> tuple[str, str]:
    """How this term treats an item that the base holds and this term does not; and what to do."""
    if name in left_out:
        return "剔除里有它", _HELD_HERE[1]
    return "类别里没有它，本期没有算", "把「{name}」写进类别，两边都算；或把基期金额改成不含它的，并改正这句话"


def _differ_though_alike(one: Scope, other: Scope) -> bool:
    """Whether two rows with one amount hold some of the same items and not all."""
    return set(one.items) != set(other.items) and not set(one.items).isdisjoint(other.items)


def _told_twice(row: BasePeriod, twin: BasePeriod, scope: Scope, other: Scope) -> ScopeFault:
    if set(scope.left_out) == set(other.left_out):
        return ScopeFault(
            Unlike.LEFT_OUT,
            "scope",
            f"与第 {twin.row} 行比的品目不同，{row.period} 的基期金额却一样：有一行的基期不是这些品目的，两边不同的不能比",
            "查明这个基期金额是哪些品目的，改正另一行的基期金额，或只留一行",
        )
    return ScopeFault(
        Unlike.LEFT_OUT,
        "left_out",
        f"与第 {twin.row} 行剔除的不同，{row.period} 的基期金额却一样：有一行的基期没有剔除，只剔除一边的不能比",
        "把基期金额改成剔除以后的；基期确实没有这些品目的，只留一行",
    )


def faults_of(book: Book, kind: Unlike) -> Iterable[tuple[BasePeriod, ScopeFault]]:
    """The faults of one kind in all rows of 基期."""
    for row in book.base_periods:
        for fault in _scopes(book)[row.row].faults:
            if fault.kind is kind:
                yield row, fault
