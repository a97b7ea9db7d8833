"""Build the generated files of this package anew, or tell whether they are stale.

``python -m workbook_templates.build`` writes them; with ``--check`` it writes nothing and exits with 1 when one is stale.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList

from validation.registers import REGISTERS
from workbook_templates import look
from workbook_templates.drop_downs import name_the_lists
from workbook_templates.freshness import write_or_check
from workbook_templates.front_sheet import front_sheet
from workbook_templates.owned_tables import LOGS, RESULTS
from workbook_templates.packing import packed
from workbook_templates.register_sheets import register_sheet
from workbook_templates.result_sheets import result_sheet
from workbook_templates.results import SUPPLIER_STATEMENT
from workbook_templates.supplier_statement import supplier_statement_sheet
from workbook_templates.table_sheet import LAST_ROW
from workbook_templates.table_styles import add_table_styles
from workbook_templates.template import template_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.styles import NamedStyle
    from openpyxl.worksheet.worksheet import Worksheet


def built_template() -> bytes:
    """The template, built from the declarations: the same bytes on every day."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _set_the_usual_font(book)
    add_table_styles(book, [*dict.fromkeys([*look.GROUPS, *(register.group for register in REGISTERS)])])
    name_the_lists(book)
    front_sheet(book)
    for register in REGISTERS:
        register_sheet(book, register)
    for result in (*RESULTS, *LOGS):
        if result is SUPPLIER_STATEMENT:
            supplier_statement_sheet(book)
        else:
            result_sheet(book, result)
    book.active = 0
    book.views[0].tabRatio = 850
    return packed(book, {f"xl/worksheets/sheet{n}.xml": _text_cells(sheet) for n, sheet in enumerate(book.worksheets, start=1)})


def main(arguments: Sequence[str]) -> int:
    """Write the generated files, or check them.

    Returns:
        0 when the files are (now) fresh, 1 when one is stale, 2 for arguments it does not know.
    """
    return write_or_check(arguments, template_path(), built_template(), "workbook_templates.build")


def _set_the_usual_font(book: Workbook) -> None:
    """Make the workbook's own font the one of the style 常规, by which Excel measures the widths of columns."""
    usual = look.font()
    book._fonts = IndexedList([usual])  # type: ignore[attr-defined]  # noqa: SLF001 - the only way openpyxl offers
    normal: NamedStyle = book._named_styles["Normal"]  # type: ignore[attr-defined]  # noqa: SLF001
    normal.font = usual


def _text_cells(sheet: Worksheet) -> str:
    """The ranges of a sheet whose columns hold text, so that digits there are meant as text; "" if none."""
    (table,) = sheet.tables.values() or (None,)
    if table is None:
        return ""
    first = int("".join(sign for sign in table.ref.partition(":")[0] if sign.isdigit())) + 1
    columns = (get_column_letter(position) for position in range(1, sheet.max_column + 1))
    texts = [letters for letters in columns if sheet.column_dimensions[letters].number_format == "@"]
    return " ".join(f"{letters}{first}:{letters}{LAST_ROW}" for letters in texts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
