"""定额: how much a department may draw, as rows of 规则参数 whose names say of whom and of what.

``易耗品定额_‹部门›`` is money for all that a department draws; ``易耗品定额_‹部门›_‹品名›`` is pieces of one item (money, where 单位 says 元). 单位 says of what
and for how long, ``元/月``, ``元/学期``, ``把/月``, ``把/学期``; what it does not say is 元 (the item's unit) and a month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from validation.book import number_in
from validation.findings import Level
from validation.kinds import nearest
from validation.money import MONEY_DECIMALS, QUANTITY_DECIMALS, printed, trimmed
from validation.patterns import late_pattern
from validation.profiles import QUOTA
from validation.units import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from validation.book import Book
    from validation.registers import Item, ParameterRow

_YUAN = "元"
_TERM = "学期"
_UNIT = late_pattern(rf"(?P<measure>[^/每]*?)\s*[/每]?\s*(?P<period>月|{_TERM})?")
_HOW = f"名称写 {QUOTA}_‹部门› 或 {QUOTA}_‹部门›_‹品名›"


class Quota(NamedTuple):
    """One quota: ``limit`` in fen, or in thousandths of the item's base unit (parts of either left off); of a month, or of the whole term."""

    department: str
    item: str | None
    limit: int
    unit: str
    whole_term: bool
    level: Level

    @property
    def in_money(self) -> bool:
        """Whether money is limited, and not pieces."""
        return self.unit == _YUAN

    def shown(self, scaled: int) -> str:
        """An amount (fen) or quantity (thousandths) with the unit of the quota: ``300.00 元``, ``5 把``."""
        return f"{printed(scaled, MONEY_DECIMALS) if self.in_money else trimmed(scaled, QUANTITY_DECIMALS)} {self.unit}"


class QuotaFlaw(NamedTuple):
    """Why a row is no quota, at one of its fields. ``fix``: what the cell should say, where that is plain."""

    field: str
    message: str
    suggestion: str
    level: Level = Level.ERROR
    fix: str | None = None


Read: TypeAlias = Quota | QuotaFlaw


def is_quota(name: str) -> bool:
    """Whether a parameter is, or is meant for, a quota."""
    return name.startswith(QUOTA)


def quotas_on(book: Book, day: date) -> Iterator[Quota]:
    """The quotas in force on a day, in the order of the sheet."""
    for name in book.parameters_of_family(QUOTA):
        row = book.parameter_row(name, day)
        read = None if row is None else read_quota(book, row)
        if isinstance(read, Quota):
            yield read


def read_quota(book: Book, row: ParameterRow) -> Read:
    """What a row of 规则参数 limits, or what is wrong with it."""
    named = _named(book, row.name)
    if isinstance(named, QuotaFlaw):
        return named
    department, item = named
    number = number_in(row.value)
    if number is None or number < 0 or "%" in row.value:
        return QuotaFlaw("value", f"定额应是 0 或正数，现为 {row.value}；这条定额没有检查", "改填数字，如 300")
    said = _UNIT.fullmatch(row.unit or "")
    measure = said["measure"] if said else row.unit
    money = measure == _YUAN or (not measure and item is None)
    factor = ONE if money or item is None else book.units.factor(item.name, measure or None)
    if said is None or factor is None or (item is None and not money):
        return _unit_fault(row, item)
    limit = int(number * 10 ** (MONEY_DECIMALS if money else QUANTITY_DECIMALS) * factor / ONE)
    unit = _YUAN if money or item is None else item.unit
    return Quota(department, item.name if item else None, limit, unit, said["period"] == _TERM, row.level)


def doubt(book: Book, row: ParameterRow) -> QuotaFlaw | None:
    """A quota of a department that the book does not know, but knows one of a like name; it is a quota all the same."""
    read, departments = read_quota(book, row), _departments(book)
    if isinstance(read, QuotaFlaw) or read.department in departments or not (near := nearest(read.department, departments)):
        return None
    fix = row.name.replace(f"{QUOTA}_{read.department}", f"{QUOTA}_{near}", 1)
    message = f"易耗品领用和期初在用里没有部门“{read.department}”，这条定额还没有用上"
    return QuotaFlaw("name", message, f"是不是“{near}”？改成 {fix}；还没有领用过的部门不用改", Level.HINT, fix)


def _named(book: Book, name: str) -> tuple[str, Item | None] | QuotaFlaw:
    """The department and the item that a name means."""
    rest = name.removeprefix(QUOTA)
    departments = _departments(book)
    if not rest.startswith("_") or not rest.strip("_"):
        return QuotaFlaw("name", f"“{name}”没有写明是哪个部门的定额，没有检查", _HOW, Level.HINT)
    rest = rest[1:]
    if rest in departments:
        return rest, None
    cuts = [place for place, sign in enumerate(rest) if sign == "_"]
    cut = next((place for place in cuts if rest[:place] in departments), cuts[0] if cuts else len(rest))
    department, item = rest[:cut], rest[cut + 1 :]
    if cuts:
        return _item(book, department, item)
    if department in book.items:
        how = f"{_HOW}，如 {QUOTA}_{book.settings.departments[0]}_{department}"
        return QuotaFlaw("name", f"“{department}”是品目，不是部门，没有检查", how, Level.HINT)
    return department, None


def _item(book: Book, department: str, item: str) -> tuple[str, Item] | QuotaFlaw:
    """The department with the item that its quota names."""
    known = book.items.get(item)
    if known is None:
        near = book.item_names.nearest(item)
        fix = f"{QUOTA}_{department}_{near}" if near else None
        todo = f"是不是“{near}”？改成 {fix}" if near else "品名与品目表一致"
        return QuotaFlaw("name", f"“{item}”不在品目表里，这条定额没有检查", todo, Level.HINT, fix)
    if not known.is_consumable:
        return QuotaFlaw("name", f"“{item}”的类别是{known.category}，不是易耗品，这条定额没有检查", "改正品名", Level.HINT)
    return department, known


def _departments(book: Book) -> dict[str, None]:
    """The departments that the book knows of, in order."""
    if "departments" not in book.lookups:
        drawing, holding = (rows.distinct("department") for rows in (book.consumable_issues, book.opening_in_use))
        named = sorted(name for (name,) in drawing | holding if name is not None)
        book.lookups["departments"] = dict.fromkeys([*book.settings.departments, *named])
    found: dict[str, None] = book.lookups["departments"]
    return found


def _unit_fault(row: ParameterRow, item: Item | None) -> QuotaFlaw:
    measure = _YUAN if item is None else item.unit or "件"
    what = "一个部门的定额按金额算" if item is None else f"“{item.name}”的定额按{measure}或元算"
    message = f"{what}，单位应是 {measure}/月 或 {measure}/{_TERM}，现为 {row.unit}；这条定额没有检查"
    return QuotaFlaw("unit", message, f"改为 {measure}/月 或 {measure}/{_TERM}")
