"""The book: all registers of one workbook as records, with the lists, settings and thresholds that rules and tallies look things up in."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from validation.cells import Formula
from validation.kinds import BLANK, Fault, Names
from validation.patterns import late_pattern
from validation.reading import CellFault, Rows, read_table
from validation.refusals import NotAWorkbook, TableMissing
from validation.registers import (
    REGISTERS,
    BasePeriod,
    ConsumableIssue,
    Expense,
    Income,
    Issue,
    Item,
    MealCount,
    OpeningInUse,
    OpeningStock,
    ParameterRow,
    Purchase,
    SettingRow,
    StatementLine,
    StockCount,
    Supplier,
    UnitConversion,
    YearToDate,
)
from validation.settings import FORMAT_VERSION, SETTINGS, Settings
from validation.units import Units

if TYPE_CHECKING:
    from datetime import date

    from validation.cells import CellValue, RawBook
    from validation.findings import Level
    from validation.register import R, Register
    from validation.settings import Setting

_PERCENT = late_pattern(r"(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\s*%")
_PLAIN_NUMBER = late_pattern(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


class Threshold(NamedTuple):
    """A parameter in force: its text, its number (``None`` if it is no number) and the level a rule resting on it reports."""

    text: str
    number: Fraction | None
    level: Level


class Book:
    """One workbook as records. ``today`` is given, never asked of the clock; without it the rules that need it are silent."""

    def __init__(self, settings: Settings, tables: dict[type[Register], Rows[Register]], today: date | None = None) -> None:
        self.settings = settings
        self.tables = tables
        self.today = today
        self.setting_faults: list[CellFault] = []
        self._thresholds: dict[tuple[str, date | None], Threshold | None] = {}
        self.lookups: dict[str, Any] = {}
        """Indexes over the rows, made when first asked for."""

    def rows(self, register: type[R]) -> Rows[R]:
        """The records of one register."""
        return cast("Rows[R]", self.tables[register])

    @property
    def purchases(self) -> Rows[Purchase]:
        """采购验收."""
        return self.rows(Purchase)

    @property
    def issues(self) -> Rows[Issue]:
        """出库."""
        return self.rows(Issue)

    @property
    def stock_counts(self) -> Rows[StockCount]:
        """盘点."""
        return self.rows(StockCount)

    @property
    def meals(self) -> Rows[MealCount]:
        """就餐."""
        return self.rows(MealCount)

    @property
    def income(self) -> Rows[Income]:
        """收入."""
        return self.rows(Income)

    @property
    def expenses(self) -> Rows[Expense]:
        """支出."""
        return self.rows(Expense)

    @property
    def consumable_issues(self) -> Rows[ConsumableIssue]:
        """易耗品领用."""
        return self.rows(ConsumableIssue)

    @property
    def opening_stock(self) -> Rows[OpeningStock]:
        """期初库存."""
        return self.rows(OpeningStock)

    @property
    def opening_in_use(self) -> Rows[OpeningInUse]:
        """期初在用."""
        return self.rows(OpeningInUse)

    @property
    def year_to_date(self) -> Rows[YearToDate]:
        """年初至今."""
        return self.rows(YearToDate)

    @property
    def base_periods(self) -> Rows[BasePeriod]:
        """基期."""
        return self.rows(BasePeriod)

    @property
    def statement_lines(self) -> Rows[StatementLine]:
        """收支说明."""
        return self.rows(StatementLine)

    @cached_property
    def items(self) -> dict[str, Item]:
        """品目 by 品名; of two rows with one name the first counts."""
        found: dict[str, Item] = {}
        for item in self.rows(Item).with_values("name"):
            found.setdefault(item.name, item)
        return found

    @cached_property
    def item_names(self) -> Names:
        """Where the item is looked up that a 品名 means."""
        return Names(self.items)

    @cached_property
    def suppliers(self) -> dict[str, Supplier]:
        """供应商 by name."""
        found: dict[str, Supplier] = {}
        for supplier in self.rows(Supplier).with_values("name"):
            found.setdefault(supplier.name, supplier)
        return found

    @cached_property
    def supplier_names(self) -> Names:
        """Where the supplier is looked up that a name means."""
        return Names(self.suppliers)

    @cached_property
    def units(self) -> Units:
        """The conversions of 单位换算."""
        return Units(self.items, self.rows(UnitConversion))

    @cached_property
    def _parameters(self) -> dict[str, list[ParameterRow]]:
        """The rows of each parameter that this book's 规则套 puts in force, the one that counts last."""
        chosen = self.settings.profile
        found: dict[str, list[ParameterRow]] = {}
        for row in self.rows(ParameterRow).with_values("name", "value"):
            if (row.profile is None or row.profile == chosen) and not row.unread & {"since", "until", "handling", "profile"}:
                found.setdefault(row.name, []).append(row)
        for rows in found.values():
            rows.sort(key=lambda row: (row.profile is not None, row.since.isoformat() if row.since else "", row.row))
        return found

    @cached_property
    def _dated(self) -> set[str]:
        """The parameters that are not the same on every day."""
        return {name for name, rows in self._parameters.items() if any(row.since or row.until for row in rows)}

    def parameter(self, name: str, day: date | None = None) -> Threshold | None:
        """The parameter in force on a day (any day if ``None``), or ``None``: then the rule is silent."""
        key = (name, day if name in self._dated else None)
        if key not in self._thresholds:
            self._thresholds[key] = self._in_force(*key)
        return self._thresholds[key]

    def _in_force(self, name: str, day: date | None) -> Threshold | None:
        row = self.parameter_row(name, day)
        return None if row is None else Threshold(row.value, number_in(row.value), row.level)

    def parameter_row(self, name: str, day: date | None) -> ParameterRow | None:
        """The row of 规则参数 behind ``parameter``."""
        for row in reversed(self._parameters.get(name, ())):
            if day is None or ((row.since is None or row.since <= day) and (row.until is None or day <= row.until)):
                return row
        return None

    def parameters_of_family(self, beginning: str) -> list[str]:
        """The names of the parameters that begin so, in the order of the sheet."""
        return [name for name in self._parameters if name.startswith(beginning)]


@lru_cache(maxsize=512)
def number_in(text: str) -> Fraction | None:
    """The number that the text of a parameter gives (``3%`` is 3/100), ``None`` if it is no number."""
    text = text.replace("％", "%").replace("，", ",")
    percent = _PERCENT.fullmatch(text)
    if percent:
        return Fraction(percent[1]) / 100
    plain = text.replace(",", "")
    return Fraction(plain) if _PLAIN_NUMBER.fullmatch(plain) else None


def read_book(raw: RawBook, *, today: date | None = None) -> Book:
    """Read every register of a workbook.

    Raises:
        TableMissing: a required table is not there.
        NotAWorkbook: the workbook's format is newer than this program.
    """
    missing = [register.table for register in REGISTERS if register.required and register.table not in raw.tables]
    if missing:
        raise TableMissing(
            f"这不是膳账的工作簿，或表被改了名：找不到表 {'、'.join(missing)}；请用 mealbook new 新建的工作簿，或恢复这些表的名称"
        )
    tables: dict[type[Register], Rows[Register]] = {
        register: read_table(register, raw.tables.get(register.table), date1904=raw.date1904) for register in REGISTERS
    }
    book = Book(Settings(), tables, today)
    absent = [SettingRow.heading(name) for name in ("name", "value") if name not in tables[SettingRow].positions]
    if absent:
        raise TableMissing(f"表 设置 里没有 {'、'.join(absent)} 列，读不出这本账的设置；请恢复这一列的标题")
    _read_settings(book, date1904=raw.date1904)
    version = book.settings.format_version
    if version and version.isascii() and version.isdigit() and int(version[:9]) > int(FORMAT_VERSION):
        raise NotAWorkbook(f"工作簿的格式版本是 {version}，这个程序只认识到 {FORMAT_VERSION}；请先升级膳账")
    return book


def _read_settings(book: Book, *, date1904: bool) -> None:
    """Read 值 of each setting by its own kind; what cannot be read becomes a fault at that cell."""
    rows = book.rows(SettingRow)
    known = {setting.name: setting for setting in SETTINGS}
    raw = dict(zip(rows.raw.numbers, rows.raw.columns[rows.positions["value"]], strict=True)) if rows.raw else {}
    settings = book.settings
    for record in rows:
        setting = known.get(record.name)
        if setting is None:
            continue
        earlier = settings.rows.setdefault(record.name, record.row)
        if earlier == record.row and "value" not in record.unread:
            _read_setting(book, setting, record.row, raw[record.row], date1904=date1904)
        elif raw[record.row] != raw[earlier] or "value" in record.unread:
            settings.unread.add(setting.field)  # two rows that disagree say nothing; DAT-07 tells of them
            setattr(settings, setting.field, None)
    for setting in SETTINGS:
        missing = getattr(settings, setting.field) is None and setting.field not in settings.unread
        if missing and (setting.required or setting.wanted):
            fault = Fault("blank", "没有填写", setting.help, fatal=setting.required)
            book.setting_faults.append(CellFault(settings.rows.get(setting.name, 0), setting.field, fault))


def _read_setting(book: Book, setting: Setting, row: int, cell: CellValue, *, date1904: bool) -> None:
    reading = setting.kind.read(cell.value if isinstance(cell, Formula) else cell, date1904=date1904)
    if reading.fault:
        book.setting_faults.append(CellFault(row, setting.field, reading.fault))
        if reading.fault.fatal:
            book.settings.unread.add(setting.field)
    if reading != BLANK:
        setattr(book.settings, setting.field, reading.value)
