"""The forms of a workbook: on which sheets they are, and what each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.forms.names import PREFIX
from macros_py.forms.offers import free_names
from macros_py.forms.tables import form_tables
from validation.cells import bare_name
from workbook_templates.front_state import FrontName

if TYPE_CHECKING:
    from validation.cells import RawBook


class FormSheet(NamedTuple):
    """A sheet that holds a form: its named cells as (name, cell), and its tables by name."""

    sheet: str
    cells: tuple[tuple[str, str], ...]
    tables: tuple[str, ...]


def form_sheets(raw: RawBook) -> tuple[str, ...]:
    """The sheets that are forms: they bear names or tables ``公示_…``. 首页 bears some and is none."""
    front = {sheet for name, (sheet, _) in raw.names.items() if name in set(FrontName)}
    sheets = {sheet for name, (sheet, _) in raw.names.items() if bare_name(name).startswith(PREFIX)}
    sheets |= {table.sheet for table in form_tables(raw)}
    return tuple(name for name in raw.sheets if name in sheets - front)


def forms_of(raw: RawBook) -> list[FormSheet]:
    """Every form, in the order of the sheets."""
    named: dict[str, list[tuple[str, str]]] = {}
    for name in free_names(raw):
        sheet, cell = raw.names[name]
        if bare_name(name).startswith(PREFIX):
            named.setdefault(sheet, []).append((name, cell))
    tables: dict[str, list[str]] = {}
    for table in form_tables(raw):
        tables.setdefault(table.sheet, []).append(table.name)
    return [FormSheet(sheet, tuple(named.get(sheet, ())), tuple(tables.get(sheet, ()))) for sheet in form_sheets(raw)]
