"""An xlwings engine over the model of an open workbook, registered as users of xlwings would: ``xw.engines.add(xw.Engine(impl=…))``.

Every question and order is counted, and can be made to fail at any of them. Saving, closing and other workbooks are out of bounds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

import xlwings as xw

from tests.addin.live_engine.model import WORDS, BookModel, SheetModel, TableModel, open_model
from validation.cells import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Crashed(Exception):  # noqa: N818 - what a test makes happen
    """Excel, or the way to it, broke off."""


class Rejected(Exception):  # noqa: N818 - as COM does it
    """Excel is busy."""

    hresult = -2147418111


@dataclass
class Wire:
    """The way to Excel: what went over it, and when it breaks."""

    calls: Counter[str] = field(default_factory=Counter)
    log: list[str] = field(default_factory=list)
    fail_at: int | None = None
    fault: type[Exception] = Crashed
    broken: bool = False
    busy: bool = False

    def call(self, what: str) -> None:
        if self.busy:
            raise Rejected
        self.calls[what.partition(" ")[0]] += 1
        self.log.append(what)
        if self.fail_at is not None and (len(self.log) == self.fail_at or (self.broken and len(self.log) > self.fail_at)):
            raise self.fault(what)


class EngineImpl:
    """The engine: one application with the books that were opened."""

    name = "mealbook-test"
    type = "desktop"

    def __init__(self) -> None:
        self.app = AppImpl(self)
        self.apps = AppsImpl(self.app)

    @staticmethod
    def prepare_xl_data_element(value: object, options: object) -> object:
        del options
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: Any) -> Any:  # noqa: ANN401
        del datetime_builder, number_builder

        def clean(value: object) -> object:
            if value in ("", None):
                return empty_as
            if isinstance(value, int) and not isinstance(value, bool):
                return WORDS[value] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]


class AppsImpl:
    def __init__(self, app: AppImpl) -> None:
        self.app = app

    def __iter__(self) -> Iterator[AppImpl]:
        return iter([self.app])

    def __len__(self) -> int:
        return 1

    def keys(self) -> list[int]:
        return [1]

    def __getitem__(self, pid: int) -> AppImpl:
        return self.app


class AppImpl:
    def __init__(self, engine: EngineImpl) -> None:
        self.engine = engine
        self.wire = Wire()
        self.books = BooksImpl(self)
        self.state: dict[str, Any] = {
            "screen_updating": True, "calculation": "automatic", "enable_events": True, "status_bar": False,
        }  # fmt: skip
        self.alerts: list[str] = []
        self.answer = "ok"
        self.statuses: list[object] = []

    pid = 1
    api = "application"

    def _get(self, name: str) -> Any:  # noqa: ANN401
        self.wire.call(f"app.{name}")
        return self.state[name]

    def _set(self, name: str, value: object) -> None:
        self.wire.call(f"app.{name}= {value}")
        self.state[name] = value

    screen_updating = property(lambda self: self._get("screen_updating"), lambda self, value: self._set("screen_updating", value))
    calculation = property(lambda self: self._get("calculation"), lambda self, value: self._set("calculation", value))
    enable_events = property(lambda self: self._get("enable_events"), lambda self, value: self._set("enable_events", value))

    @property
    def status_bar(self) -> Any:  # noqa: ANN401
        return self._get("status_bar")

    @status_bar.setter
    def status_bar(self, value: object) -> None:
        self._set("status_bar", value)
        self.statuses.append(value)

    def activate(self, steal_focus: object = None) -> None:
        assert not steal_focus
        self.wire.call("app.activate")

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: str) -> str:
        del title, buttons, mode, callback
        self.wire.call("app.alert")
        self.alerts.append(prompt)
        return self.answer


class BooksImpl:
    def __init__(self, app: AppImpl) -> None:
        self.app = app
        self.open_books: list[BookImpl] = []

    @property
    def active(self) -> BookImpl:
        return self.open_books[0]

    def __iter__(self) -> Iterator[BookImpl]:
        return iter(self.open_books)

    def __len__(self) -> int:
        return len(self.open_books)

    def __call__(self, name: str) -> BookImpl:
        found = [book for book in self.open_books if book.name == name]
        if not found:
            raise KeyError(name)
        return found[0]

    def open(self, fullname: str, *rest: object, **more: object) -> BookImpl:
        del rest, more
        from pathlib import Path  # noqa: PLC0415

        self.open_books.append(BookImpl(self.app, open_model(Path(fullname)), str(fullname)))
        return self.open_books[-1]


class BookApi:
    def __init__(self, book: BookImpl) -> None:
        self._book = book

    @property
    def Date1904(self) -> bool:  # noqa: N802 - Excel's name
        self._book.app.wire.call("book.date1904")
        return self._book.model.date1904


class BookImpl:
    def __init__(self, app: AppImpl, model: BookModel, fullname: str = "") -> None:
        self.app = app
        self.model = model
        self.fullname = fullname
        self.api = BookApi(self)
        self.activated = 0

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def sheets(self) -> SheetsImpl:
        return SheetsImpl(self)

    @property
    def names(self) -> NamesImpl:
        return NamesImpl(self)

    def activate(self) -> None:
        self.app.wire.call("book.activate")
        self.activated += 1

    def save(self, path: object = None, password: object = None) -> NoReturn:
        raise AssertionError(path, password)

    def close(self) -> NoReturn:
        raise AssertionError


class SheetsImpl:
    def __init__(self, book: BookImpl) -> None:
        self.book = book

    def __iter__(self) -> Iterator[SheetImpl]:
        self.book.app.wire.call("book.sheets")
        return iter([SheetImpl(self.book, model) for model in self.book.model.sheets])

    def __len__(self) -> int:
        return len(self.book.model.sheets)

    def __call__(self, key: int | str) -> SheetImpl:
        models = self.book.model.sheets
        return SheetImpl(self.book, models[key - 1] if isinstance(key, int) else next(each for each in models if each.name == key))


class Allowed:
    """The object ``Worksheet.Protection``."""

    def __init__(self, options: tuple[object, ...]) -> None:
        names = (
            "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns", "AllowInsertingRows",
            "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting", "AllowFiltering",
            "AllowUsingPivotTables",
        )  # fmt: skip
        for place, name in enumerate(names):
            setattr(self, name, bool(options[place]) if place < len(options) else False)


class SheetApi:
    """What VBA has of a protected sheet."""

    def __init__(self, sheet: SheetImpl) -> None:
        self._sheet = sheet
        self._model = sheet.model

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        self._sheet.wire.call(f"sheet.{name}")
        if name in {"ProtectContents", "ProtectDrawingObjects", "ProtectScenarios"}:
            return self._model.protected
        if name == "ProtectionMode":
            return False
        if name == "Protection":
            return Allowed(self._model.options)
        raise AttributeError(name)

    def Unprotect(self, password: str) -> None:  # noqa: N802 - Excel's name
        self._sheet.wire.call("sheet.Unprotect")
        if password != self._model.password:
            raise Crashed("wrong password")
        self._model.protected = False

    def Protect(self, *options: object) -> None:  # noqa: N802 - Excel's name
        self._sheet.wire.call("sheet.Protect")
        assert options[:5] == ("", True, True, True, False)
        self._model.protected, self._model.options = True, options[5:]


class SheetImpl:
    def __init__(self, book: BookImpl, model: SheetModel) -> None:
        self.book = book
        self.model = model
        self.wire = book.app.wire

    @property
    def api(self) -> SheetApi:
        return SheetApi(self)

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def tables(self) -> TablesImpl:
        return TablesImpl(self)

    @property
    def used_range(self) -> RangeImpl:
        self.wire.call("sheet.used_range")
        cells = list(self.model.cells) or [(1, 1)]
        rows, columns = [row for row, _ in cells], [column for _, column in cells]
        return RangeImpl(self, (min(rows), min(columns), max(rows), max(columns)))

    def range(self, first: Any, last: Any = None) -> RangeImpl:  # noqa: ANN401
        top = first.area[:2] if isinstance(first, RangeImpl) else tuple(first)
        bottom = top if last is None else last.area[2:] if isinstance(last, RangeImpl) else tuple(last)
        return RangeImpl(self, (*top, *bottom))

    def select(self) -> None:
        self.activate()

    def activate(self) -> None:
        self.wire.call("sheet.activate")
        self.book.model.active = self.model.name


class RangeImpl:
    api: Any = "range"

    def __init__(self, sheet: SheetImpl, area: tuple[int, int, int, int]) -> None:
        self.sheet = sheet
        self.area = area
        self.wire = sheet.wire
        self.options: dict[str, Any] = {}
        self.max_cells_per_read, self.max_cells_per_write = 4_000_000, 100_000

    @property
    def row(self) -> int:
        return self.area[0]

    @property
    def column(self) -> int:
        return self.area[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.area[2] - self.area[0] + 1, self.area[3] - self.area[1] + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> RangeImpl:
        assert column is not None
        place = (self.area[0] + row - 1, self.area[1] + column - 1)
        return RangeImpl(self.sheet, (*place, *place))

    @property
    def address(self) -> str:
        self.wire.call("range.address")
        first, last = (f"${column_letters(column)}${row}" for row, column in (self.area[:2], self.area[2:]))
        return first if first == last else f"{first}:{last}"

    def _grid(self, what: Any) -> Any:  # noqa: ANN401
        rows = tuple(
            tuple(what(self.sheet.model.cell(row, column)) for column in range(self.area[1], self.area[3] + 1))
            for row in range(self.area[0], self.area[2] + 1)
        )
        return rows[0][0] if self.shape == (1, 1) else rows

    @property
    def raw_value(self) -> Any:  # noqa: ANN401
        self.wire.call(f"range.get {self.sheet.name}")
        return self._grid(self.sheet.book.model.shown)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:  # noqa: ANN401
        self.wire.call(f"range.set {self.sheet.name}")
        if self.sheet.model.protected:
            raise Crashed(f"{self.sheet.name} is protected")
        rows = data if isinstance(data, (list, tuple)) else [[data]]
        for row, line in enumerate(rows, self.area[0]):
            for column, value in enumerate(line, self.area[1]):
                assert not isinstance(value, date), "a day is sent as its serial number"
                self.sheet.book.model.put(self.sheet.model, row, column, value)

    @property
    def formula(self) -> Any:  # noqa: ANN401
        self.wire.call(f"range.formula {self.sheet.name}")
        return self._grid(self.sheet.book.model.text)

    @property
    def number_format(self) -> str | None:
        self.wire.call("range.number_format")
        rows, columns = range(self.area[0], self.area[2] + 1), range(self.area[1], self.area[3] + 1)
        formats = {self.sheet.model.cell(row, column).format for row in rows for column in columns}
        return formats.pop() if len(formats) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        from tests.addin.live_engine.model import Cell  # noqa: PLC0415

        self.wire.call("range.number_format=")
        for row in range(self.area[0], self.area[2] + 1):
            for column in range(self.area[1], self.area[3] + 1):
                self.sheet.model.cells.setdefault((row, column), Cell()).format = value

    def _touching(self) -> list[tuple[int, int, int, int]]:
        top, left, bottom, right = self.area
        return [
            each
            for each in self.sheet.model.merges
            if each[0] <= bottom and top <= each[2] and each[1] <= right and left <= each[3]
        ]

    @property
    def merge_cells(self) -> bool | None:
        self.wire.call("range.merge_cells")
        touching = self._touching()
        if not touching:
            return False
        top, left, bottom, right = self.area
        whole = any(each[0] <= top and each[1] <= left and each[2] >= bottom and each[3] >= right for each in touching)
        return True if whole else None

    @property
    def merge_area(self) -> RangeImpl:
        self.wire.call("range.merge_area")
        first = RangeImpl(self.sheet, (*self.area[:2], *self.area[:2]))
        touching = first._touching()
        return RangeImpl(self.sheet, touching[0]) if touching else first


class TablesImpl:
    def __init__(self, sheet: SheetImpl) -> None:
        self.sheet = sheet

    def __iter__(self) -> Iterator[TableImpl]:
        self.sheet.wire.call("sheet.tables")
        return iter([TableImpl(self.sheet, model) for model in self.sheet.model.tables])

    def __len__(self) -> int:
        return len(self.sheet.model.tables)


class TableImpl:
    def __init__(self, sheet: SheetImpl, model: TableModel) -> None:
        self.sheet = sheet
        self.model = model
        self.wire = sheet.wire

    @property
    def name(self) -> str:
        self.wire.call("table.name")
        return self.model.name

    @property
    def range(self) -> RangeImpl:
        self.wire.call("table.range")
        return RangeImpl(self.sheet, self.model.area)

    @property
    def header_row_range(self) -> RangeImpl | None:
        self.wire.call("table.header_row_range")
        top, left, _, right = self.model.area
        return RangeImpl(self.sheet, (top, left, top, right)) if self.model.headings else None

    @property
    def show_totals(self) -> bool:
        self.wire.call("table.show_totals")
        return self.model.totals

    def resize(self, cells: xw.Range) -> None:
        self.wire.call(f"table.resize {self.model.name}")
        if self.sheet.model.protected:
            raise Crashed(f"{self.sheet.name} is protected")
        area = cells.impl.area
        assert area[:2] == self.model.area[:2], "the headings stay where they are"
        assert area[2] > area[0], "a table has at least one row"
        self.model.area = area


class NamesImpl:
    def __init__(self, book: BookImpl) -> None:
        self.book = book

    def snapshot(self) -> list[tuple[str, NameImpl]]:
        self.book.app.wire.call("book.names")
        return [(name, NameImpl(self.book, name, text)) for name, text in self.book.model.names.items()]


class NameImpl:
    def __init__(self, book: BookImpl, name: str, text: str) -> None:
        self.book = book
        self._name = name
        self._text = text

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to(self) -> str:
        self.book.app.wire.call("name.refers_to")
        return f"={self._text}"


def opened(path: Path) -> xw.Book:
    """A file opened in an Excel of its own, by way of the public registry."""
    return shown(open_model(path), str(path))


def shown(model: BookModel, fullname: str = "") -> xw.Book:
    """The same of a model."""
    impl = EngineImpl()
    engine = xw.Engine(impl=impl)
    xw.engines.add(engine)
    engine.activate()
    impl.app.books.open_books.append(BookImpl(impl.app, model, fullname))
    return xw.Book(impl=impl.app.books.active)


def wire(book: xw.Book) -> Wire:
    """What goes over the way to this Excel."""
    found: Wire = book.impl.app.wire
    return found
