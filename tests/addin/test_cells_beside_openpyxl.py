"""Cells in every dialect that programs write, drawn at random: our reader and openpyxl agree on each, or a known kind explains it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.two_readers import compare
from tests.addin.packages import Book, Sheet

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NUMBERS = (
    "1", " 1 ", "1.", "+1", ".5", "-.5e-3", "1E5", "1e+05", "123456789012345678901", "0.1000000000000000055511151231257827", "-0",
    "1e308", "1e-400", "\n7\n", "9007199254740993", "1.7976931348623157e308", "4.9e-324", "00012", "45901", "45901.75", "60", "2994626",
)  # fmt: skip
STRINGS = (
    "米", "<si><t xml:space='preserve'> 两 </t></si>", "<si><t> 两 </t></si>", "<si/>", "<si><t>&#x1F35A;</t></si>",
    "<si><r><t>五</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 花</t></r></si>", "<si><t>a_x000a_b_X000A_c_x005f_x0041_</t></si>",
    "<si><t>&#10;行&#9;首&#13;</t></si>", "<si><t>东<!-- 注 -->京</t><rPh sb='0' eb='2'><t>ト</t></rPh></si>",
    "<si><t><![CDATA[<&]]></t></si>", "<si><r><t/></r><r><t>x</t></r></si>", "<si><t>_x0041</t></si>", "<si><t>\n  </t></si>",
)  # fmt: skip
TEXTS = ("串", " 串 ", "1", "", "a&amp;b", "TRUE", "#N/A", "_x0041_", "\nx", "=1+1")
INLINE = (
    "<t>行</t>",
    "<t> 行 </t>",
    '<r><t>a</t></r><r><t xml:space="preserve"> b</t></r>',
    "<t/>",
    "<t>=1+1</t>",
    "<t>_x0041_</t>",
)
ERRORS = (
    "#N/A",
    "#REF!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#VALUE!",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
)
DAYS = ("2025-09-01", "2025-09-01T12:30:00", "2025-09-01T12:30:00.5", "1900-01-01T00:00:00", "2025-09-01T00:00:00Z")
FORMULAS = ("<f>A9+1</f>", '<f t="array" ref="A1">B1:B2</f>', "<f></f>", "<f>A1&amp;&quot;&lt;&quot;</f>")
REMEMBERED = (' t="str"><f>A9</f><v> x</v>', ' t="str"><f>A9</f><v></v>', ' t="b"><f>A9</f><v>1</v>', ' t="e"><f>A9</f><v>#N/A</v>')
CELLS = (
    *(f"{kind}><v>{number}</v>" for kind, number in product(("", ' t="n"', ' s="1"'), NUMBERS)),
    *(f' t="s"><v>{space}{number}</v>' for space, number in product(("", " "), range(len(STRINGS)))),
    *(f' t="str"><v>{text}</v>' for text in TEXTS),
    *(f' t="inlineStr"><is>{text}</is>' for text in INLINE),
    *(f' t="e"><v>{error}</v>' for error in ERRORS),
    *(f' t="d"{style}><v>{day}</v>' for style, day in product(("", ' s="1"'), DAYS)),
    *(f' t="b"><v>{truth}</v>' for truth in "01"),
    *(f">{formula}{value}" for formula, value in product(FORMULAS, ("", "<v>3</v>", "<v></v>"))),
    *REMEMBERED,
    ">",
)
"""What follows the address of a cell, up to its closing tag."""
STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>
<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"""
WIDTH = 5


def book_of(cells: list[str]) -> Book:
    rows = [cells[place : place + WIDTH] for place in range(0, len(cells), WIDTH)]
    written = [
        f'<row r="{number}">'
        + "".join(f'<c r="{letter}{number}"{cell}</c>' for letter, cell in zip("ABCDE", row, strict=False))
        + "</row>"
        for number, row in enumerate(rows, 1)
    ]
    book = Book((Sheet("表", "".join(written)),))
    book.strings = STRINGS
    book.replaced = {"xl/styles.xml": STYLES.encode()}
    return book


def offenders(folder: Path, cells: list[str]) -> tuple[str, ...]:
    path = book_of(cells).save(folder / "册.xlsx")
    found = compare("openpyxl", str(path))
    assert (found.refused, found.failed) == ("", "")
    return found.offenders


def test_every_cell_by_itself(tmp_path: Path) -> None:
    assert offenders(tmp_path, list(CELLS)) == ()


@settings(max_examples=50)
@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=25))
def test_cells_side_by_side(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    assert offenders(tmp_path_factory.getbasetemp(), cells) == ()


def test_the_style_of_days_is_known_to_openpyxl(tmp_path: Path) -> None:
    path = book_of([' s="1"><v>45901</v>']).save(tmp_path / "册.xlsx")
    assert openpyxl.load_workbook(path).worksheets[0]["A1"].is_date
