"""How Excel is spoken to: patiently while it is busy, quietly while it is written to, and past a protection that has no password.

Not every engine knows everything that is asked here. What is missing is done without, except what would put the workbook at risk.
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from validation.refusals import NotWritable, Refusal, WorkbookBusy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xlwings import App, Sheet

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds to wait for an Excel that is busy."""
_PAUSE = 0.1
_REJECTED = {-2147418111, -2147417846, -2146777998}
"""COM: call rejected, retry later, and Excel's own "ignored" while a cell is being edited."""
_TIMED_OUT = -1712
"""The same of macOS: an Apple event that nobody answered."""
_NOT_UNDERSTOOD = {-1708, -1728}
"""macOS: no such order, no such object, as of a sheet that is a chart."""
BUSY = "Excel 正忙（有单元格正在编辑，或有对话框开着）：请按 Esc 结束编辑、关掉对话框，再按一次这个按钮。"
_MISSING = object()
_QUIET = (("screen_updating", False), ("enable_events", False), ("calculation", "manual"))


def is_busy(fault: BaseException) -> bool:
    """Whether an engine's exception means that Excel cannot listen now."""
    if type(fault).__name__ == "ExcelBusyError" or getattr(fault, "errornumber", None) == _TIMED_OUT:
        return True
    codes = {getattr(fault, "hresult", None)}
    for detail in fault.args:
        codes.update(detail if isinstance(detail, tuple) else (detail,))
    return not _REJECTED.isdisjoint(code for code in codes if isinstance(code, int))


def patient(call: Callable[[], T]) -> T:
    """The answer of Excel, asked again while it is busy.

    Raises:
        WorkbookBusy: it stays busy.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except Exception as fault:
            if not is_busy(fault):
                raise
            if time.monotonic() >= until:
                raise WorkbookBusy(BUSY) from None
        time.sleep(_PAUSE)


def asked(call: Callable[[], T], otherwise: T) -> T:
    """The answer of Excel, or something else where the engine does not know the question.

    Raises:
        WorkbookBusy: it is busy, and stays so.
    """
    try:
        return patient(call)
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - each engine has its own way to say that it cannot
        return otherwise


def offered(call: Callable[[], T], otherwise: T) -> T:
    """The answer of Excel, or something else where the engine does not offer the question at all.

    Any other failure flies: a table or a formula that could not be read must not look as if it were not there.

    Raises:
        WorkbookBusy: it is busy, and stays so.
    """
    try:
        return patient(call)
    except (NotImplementedError, AttributeError):
        return otherwise
    except Exception as fault:
        if getattr(fault, "errornumber", None) in _NOT_UNDERSTOOD:
            return otherwise
        raise


@contextmanager
def quiet(app: App) -> Iterator[None]:
    """Screen updating, events and calculation off; afterwards as they were, whatever happened."""
    before: list[tuple[str, Any]] = []
    try:
        for name, value in _QUIET:
            old = asked(lambda name=name: getattr(app, name), _MISSING)  # type: ignore[misc]
            if old is not _MISSING and old != value:
                before.append((name, old))
                asked(lambda name=name, value=value: setattr(app, name, value), None)  # type: ignore[misc]
        yield
    finally:
        for name, old in reversed(before):
            _put_back(app, name, old)


def _put_back(app: App, name: str, old: object) -> None:
    """Once more when it does not work: an Excel that no longer draws or computes is worse than any error of ours."""
    for _ in range(2):
        with suppress(Exception):
            patient(lambda: setattr(app, name, old))
            return


# --- protection -----------------------------------------------------------------------------------------------------------------------

_ALLOWED = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns", "AllowInsertingRows",
    "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting", "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip
"""What a protection may allow, in the order of the arguments of ``Protect``."""


@contextmanager
def lifted(sheets: Iterable[Sheet]) -> Iterator[None]:
    """The sheets without their protection; afterwards protected again, with the same options.

    Raises:
        NotWritable: one is protected with a password; the others are as they were.
    """
    again: list[Callable[[], None]] = []
    try:
        for sheet in sheets:
            if asked(lambda sheet=sheet: bool(sheet.api.ProtectContents is True), otherwise=False):  # type: ignore[misc]
                again.append(_lift(sheet))
            elif asked(lambda sheet=sheet: sheet.api.protect_contents.get() is True, otherwise=False):  # type: ignore[misc]
                raise _protected(sheet)  # macOS, where its options cannot be asked for
        yield
    finally:
        for protect in again:
            for _ in range(2):
                with suppress(Exception):
                    patient(protect)
                    break


def _lift(sheet: Sheet) -> Callable[[], None]:
    """Lift the protection of a sheet; what puts it back."""
    api: Any = sheet.api
    allowed = [bool(asked(lambda each=each: getattr(api.Protection, each), otherwise=False)) for each in _ALLOWED]  # type: ignore[misc]
    shapes = asked(lambda: bool(api.ProtectDrawingObjects), otherwise=True)
    scenarios = asked(lambda: bool(api.ProtectScenarios), otherwise=True)
    macros = asked(lambda: bool(api.ProtectionMode), otherwise=False)
    selection = asked(lambda: api.EnableSelection, None)
    try:
        patient(lambda: api.Unprotect(""))  # an empty password, not none: without one Excel asks the user for it
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - the engine's own word for a wrong password
        raise _protected(sheet) from None
    if asked(lambda: bool(api.ProtectContents), otherwise=False):
        raise _protected(sheet)

    def protect() -> None:
        api.Protect("", shapes, True, scenarios, macros, *allowed)  # noqa: FBT003 - COM knows no names here
        if selection is not None:
            api.EnableSelection = selection

    return protect


def _protected(sheet: Sheet) -> NotWritable:
    return NotWritable(f"工作表「{sheet.name}」设了保护密码，没有写入：请在「审阅→撤销工作表保护」里撤销保护，再按一次这个按钮。")
