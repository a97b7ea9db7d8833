"""Kinds that are sound XML in a sound container, with something in the cells, tables or names that misleads."""

from __future__ import annotations

from bench.hostile.kinds import EITHER, READ, Kind
from bench.hostile.school_book import (
    BOOK,
    FINDINGS,
    FINDINGS_TABLE,
    OFFICE,
    PURCHASES,
    PURCHASES_TABLE,
    SETTINGS,
    changed,
    packed,
    parts,
    strings,
    with_cells,
    with_rows,
)
from bench.hostile.xml_kinds import above, below

TEXT = ' t="inlineStr"><is><t xml:space="preserve">{}</t></is>'
_LAST = 1_048_576


def text(address: str, value: str) -> bytes:
    """The book with a text in a cell of 采购验收."""
    return with_cells({address: TEXT.format(value)})


def number(address: str, value: str) -> bytes:
    """The book with a number in a cell of 采购验收, just as it is written here."""
    return with_cells({address: f"><v>{value}</v>"})


def rows(first: int, last: int, cells: str) -> bytes:
    """The book with many more rows in 采购验收, ``#`` standing for the row's number; its table reaches over them."""
    found = parts()
    more = "".join(f'<row r="{place}">{cells.replace("#", str(place))}</row>' for place in range(first, last + 1))
    found[PURCHASES] = found[PURCHASES].replace(b"</sheetData>", f"{more}</sheetData>".encode())
    found[PURCHASES_TABLE] = found[PURCHASES_TABLE].replace(b'"A2:U14"', f'"A2:U{last}"'.encode())
    return packed(found, {PURCHASES})


def reaching(part: str, old: str, new: str) -> bytes:
    """The book with a table that reaches elsewhere."""
    return changed(part, f'"{old}"', f'"{new}"', everywhere=True)


def without_column(heading: str) -> bytes:
    """The book with a heading of 采购验收 renamed, in the cell and in the table."""
    found = parts()
    for part in (PURCHASES, PURCHASES_TABLE):
        found[part] = (
            found[part]
            .replace(f">{heading}<".encode(), ">别的<".encode(), 1)
            .replace(f'name="{heading}"'.encode(), 'name="别的"'.encode())
        )
    return packed(found)


def all_tables_to_the_end() -> bytes:
    """The book with every table reaching to the last row of its sheet."""
    found = parts()
    for name in [name for name in found if name.startswith("xl/tables/")]:
        content = found[name].decode()
        for piece in content.split('"'):
            first, colon, last = piece.partition(":")
            if colon and first[:1] == "A" and first[1:].isdigit():
                content = content.replace(f'"{piece}"', f'"{first}:{last.rstrip("0123456789")}{_LAST}"')
        found[name] = content.encode()
    return packed(found)


def sheet_named(name: str) -> bytes:
    """The book with its first sheet under another name."""
    return changed(BOOK, 'name="首页"', f'name="{name}"')


SHEET_KINDS = (
    *(Kind(f"cells: {code} in a required column", lambda code=code: with_cells({"D3": f' t="e"><v>{code}</v>'}), said=code) for code in ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!")),  # type: ignore[misc]
    Kind("cells: an error as a formula's result", lambda: with_cells({"H3": ' t="e"><f>1/0</f><v>#DIV/0!</v>'}), said="#DIV/0!"),
    Kind("cells: a formula without a result", lambda: with_cells({"H3": "><f>1+1</f>"}), said="H3"),
    Kind("cells: an error code of 5 MB", lambda: with_cells({"H3": f' t="e"><v>{"#" * 5_000_000}</v>'}), said="H3", attack=True),
    Kind("cells: a command", lambda: text("D3", "=cmd|'/c calc'!A0"), said="D3"),
    Kind("cells: a formula that calls a command", lambda: with_cells({"T3": ' t="str"><f>cmd|\'/c calc\'!A0</f><v>x</v>'})),
    Kind("cells: a link to click", lambda: text("T3", '+HYPERLINK("http://192.0.2.1","x")')),
    Kind("cells: an at sign", lambda: text("T3", "@SUM(1+1)*cmd")),
    Kind("cells: a name with tabs and line ends", lambda: text("D3", "大米&#9;&#10;=1+1"), said="D3"),
    Kind("cells: zero-width characters", lambda: text("D3", "大\u200b米\u200d\ufeff"), said="D3"),
    Kind("cells: text that runs the other way", lambda: text("D3", "\u202e米大\u202c")),
    Kind("cells: terminal commands", lambda: text("D3", "_x001b_[2J_x0007_大米"), said="D3"),
    Kind("cells: halves of characters", lambda: text("D3", "_xD83D_ 大米 _xDE00__xDE00__xD83D_")),
    Kind("cells: escapes of escapes", lambda: text("T3", "_x005F_x000A_ _x000a_ _xZZZZ_")),
    Kind("cells: 40,000 characters", lambda: text("T3", "长" * 40_000)),
    Kind("cells: 5 MB of text in a name", lambda: text("D3", "米" * 1_700_000), said="D3", attack=True),
    Kind("cells: 5 MB of text in a date", lambda: text("B3", "2025-09-01" * 500_000), said="B3", attack=True),
    Kind("cells: 5 MB of digits", lambda: number("E3", "1" * 5_000_000), said="E3", attack=True),
    Kind("cells: 5 MB of digits and a letter", lambda: number("E3", "1" * 5_000_000 + "x"), said="E3", attack=True),
    Kind("cells: 5 MB of digits as text", lambda: text("E3", "1" * 5_000_000), said="E3", attack=True),
    Kind("cells: 1e308", lambda: number("E3", "1e308"), said="E3"),
    Kind("cells: -1e308", lambda: number("E3", "-1e308"), said="E3"),
    Kind("cells: 1e309", lambda: number("E3", "1e309"), said="E3"),
    Kind("cells: 1e-320", lambda: number("E3", "1e-320"), said="E3"),
    Kind("cells: NaN", lambda: number("E3", "NaN"), said="E3"),
    Kind("cells: INF", lambda: number("E3", "-INF"), said="E3"),
    Kind("cells: 1e400 as text", lambda: text("E3", "1e400"), said="E3"),
    Kind("cells: 1e999999999 as text", lambda: text("E3", "1e999999999"), said="E3", attack=True),
    Kind("cells: an exponent of a million digits", lambda: number("E3", "1e" + "9" * 1_000_000), said="E3", attack=True),
    Kind("cells: digits of another script", lambda: text("E3", "٣٤٥"), said="E3"),
    Kind("cells: a number as text", lambda: text("E3", "5"), said="E3"),
    Kind("cells: full-width digits", lambda: text("E3", "５．０"), said="E3"),
    Kind("cells: hexadecimal, underscores, blanks", lambda: with_cells({"E3": "><v>0x1F</v>", "E4": "><v>1_000</v>", "E5": "><v> 5 </v>"}), said="E3"),
    Kind("cells: nothing in the value", lambda: with_cells({"E3": "><v></v>", "E4": "><v/>", "E5": "><v>   </v>"})),
    Kind("cells: a day before 1900", lambda: number("B3", "-1"), said="B3"),
    Kind("cells: day nought and the day that never was", lambda: with_cells({"B3": "><v>0</v>", "B4": "><v>60</v>"}), said="B3"),
    Kind("cells: a day after the year 9999", lambda: number("B3", "2958466"), said="B3"),
    Kind("cells: a day beyond all days", lambda: number("B3", "1e300"), said="B3"),
    Kind("cells: ISO days", lambda: with_cells({"B3": ' t="d"><v>2025-09-01</v>', "B4": ' t="d"><v>9999-99-99T99:99</v>'}), said="B4"),
    Kind("cells: days counted from 1904", lambda: changed(BOOK, "<workbookPr/>", '<workbookPr date1904="1"/>'), said="B3"),
    Kind("cells: a truth value for a quantity", lambda: with_cells({"E3": ' t="b"><v>1</v>', "E4": ' t="b"><v>7</v>'}), said="E3"),
    Kind("cells: a type nobody knows", lambda: with_cells({"E3": ' t="zzz"><v>1</v>'}), said="E3"),
    Kind("cells: a text where a number is declared", lambda: with_cells({"E3": ' t="n"><v>五</v>'}), said="E3"),
    Kind("cells: shared strings -1 and a billion", lambda: with_cells({"D3": ' t="s"><v>-1</v>', "D4": ' t="s"><v>1000000000</v>', "D5": ' t="s"><v>9' + "9" * 5_000 + "</v>"}), said="D3"),
    Kind("cells: a shared string without strings", lambda: with_cells({"D3": ' t="s"><v>0</v>'}), said="D3"),
    Kind("cells: both an inline text and a value", lambda: with_cells({"D3": ' t="inlineStr"><is><t>大米</t></is><v>7</v>'})),
    Kind("cells: rich text with guides", lambda: with_cells({"D3": ' t="inlineStr"><is><r><rPr><b/></rPr><t>大</t></r><r><t>米</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is>'})),
    Kind("cells: styles that do not exist", lambda: changed(PURCHASES, ' s="', ' s="9999999', everywhere=True)),
    Kind("cells: the last cell of the sheet", lambda: with_rows(f'<row r="{_LAST}"><c r="XFD{_LAST}"><v>1</v></c></row>'), attack=True),
    Kind("cells: a cell in the last row of the table's columns", lambda: with_rows(f'<row r="{_LAST}"><c r="A{_LAST}"><v>1</v></c></row>'), attack=True),
    Kind("cells: a cell beyond the sheet", lambda: with_rows('<row r="15"><c r="XFE15"><v>1</v></c></row>'), "内容损坏"),
    Kind("cells: a row beyond the sheet", lambda: with_rows('<row r="1048577"/>'), "内容损坏"),
    Kind("cells: a row of a hundred digits", lambda: with_rows(f'<row r="{"9" * 100}"/>'), "内容损坏"),
    Kind("cells: row nought", lambda: with_rows('<row r="0"><c r="A0"/></row>'), "内容损坏"),
    Kind("cells: cells of other rows", lambda: with_rows('<row r="15"><c r="A15"><v>1</v></c><c r="A400"><v>1</v></c></row>'), EITHER),
    Kind("cells: rows out of order", lambda: with_rows('<row r="30"><c r="A30"><v>1</v></c></row><row r="20"><c r="A20"><v>1</v></c></row>'), EITHER),
    Kind("cells: a row twice", lambda: with_rows('<row r="3"><c r="T3" t="str"><v>x</v></c></row>'), EITHER),
    Kind("cells: a cell twice with other values", lambda: with_rows('<row r="3"><c r="D3" t="str"><v>面粉</v></c></row>'), "出现了两次"),
    Kind("cells: no addresses", lambda: with_rows("<row><c><v>1</v></c><c/><c><v>2</v></c></row>")),
    Kind("cells: 20,000 in one row", lambda: with_rows("<row>" + "<c><v>1</v></c>" * 20_000 + "</row>"), "内容损坏"),
    Kind("cells: two million without addresses", lambda: with_rows("<row><c/><c/><c/></row>" * 700_000), EITHER, attack=True),
    Kind("cells: a million rows of one number", lambda: with_rows('<row r="15"/>' * 1_100_000), EITHER, attack=True),
    Kind("cells: a false dimension", lambda: changed(PURCHASES, '<dimension ref="', '<dimension ref="A1:XFD1048576" x="')),
    Kind("cells: a dimension that is none", lambda: changed(PURCHASES, '<dimension ref="', '<dimension ref="ZZZZ99999999" x="')),
    Kind("cells: a formula shared by a million cells", lambda: with_cells({"U3": '><f t="shared" ref="U3:U1048576" si="0">1</f><v>1</v>', "U4": '><f t="shared" si="0"/><v>1</v>'}), EITHER),
    Kind("cells: an array over the whole sheet", lambda: with_cells({"U3": '><f t="array" ref="A1:XFD1048576">1</f><v>1</v>'}), EITHER),
    Kind("cells: hidden and filtered rows", lambda: changed(PURCHASES, '<row r="4">', '<row r="4" hidden="1" ht="0">')),
    Kind("cells: merged over the table", lambda: below('<mergeCells><mergeCell ref="A3:U8"/></mergeCells>')),
    Kind("cells: merged everywhere, overlapping", lambda: below("<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/><mergeCell ref="B2:C3"/>' * 9 + "</mergeCells>")),
    Kind("cells: merged nowhere", lambda: below('<mergeCells><mergeCell ref=""/><mergeCell/><mergeCell ref="!!:9"/></mergeCells>')),
    Kind("cells: columns hidden, negative, upside down", lambda: above('<cols><col min="9" max="2" hidden="1" style="3"/><col min="-1" max="x" style="2"/></cols>')),
    Kind("tables: a totals row", lambda: changed(PURCHASES_TABLE, 'headerRowCount="1"', 'headerRowCount="1" totalsRowCount="1"')),
    Kind("tables: no headings", lambda: changed(PURCHASES_TABLE, 'headerRowCount="1"', 'headerRowCount="0"'), "找不到表 采购验收"),
    Kind("tables: more headings than rows", lambda: changed(PURCHASES_TABLE, 'headerRowCount="1"', 'headerRowCount="9999"'), "内容损坏"),
    Kind("tables: to the last row of the sheet", lambda: reaching(PURCHASES_TABLE, "A2:U14", f"A2:U{_LAST}"), attack=True),
    Kind("tables: every one to the last row", all_tables_to_the_end, attack=True),
    Kind("tables: over the whole sheet", lambda: reaching(PURCHASES_TABLE, "A2:U14", f"A2:XFD{_LAST}"), EITHER, attack=True),
    Kind("tables: beyond the sheet", lambda: reaching(PURCHASES_TABLE, "A2:U14", "A2:ZZZ99999999"), "内容损坏"),
    Kind("tables: no place", lambda: reaching(PURCHASES_TABLE, "A2:U14", "#REF!"), "内容损坏"),
    Kind("tables: upside down", lambda: reaching(PURCHASES_TABLE, "A2:U14", "U14:A2")),
    Kind("tables: a name of a megabyte", lambda: changed(PURCHASES_TABLE, 'displayName="采购验收"', f'displayName="{"长" * 350_000}"'), "内容损坏"),
    Kind("tables: no name", lambda: changed(PURCHASES_TABLE, ' displayName="采购验收"', "").replace(b"", b""), EITHER),
    Kind("tables: two of one name", lambda: changed(PURCHASES_TABLE, 'displayName="采购验收"', 'displayName="出库"'), EITHER),
    Kind("tables: fewer columns declared than it spans", lambda: changed(PURCHASES_TABLE, '<tableColumn id="21" name="校验"/>', "")),
    Kind("tables: a column missing", lambda: without_column("品名"), EITHER),
    Kind("tables: two headings alike", lambda: with_cells({"E2": TEXT.format("品名")}), EITHER),
    Kind("tables: an error for a heading", lambda: with_cells({"D2": ' t="e"><v>#N/A</v>'}), EITHER),
    Kind("tables: a heading of 5 MB", lambda: with_cells({"D2": TEXT.format("长" * 1_700_000)}), EITHER, attack=True),
    Kind("tables: results that overlap a register", lambda: reaching(FINDINGS_TABLE, "A2:K3", "A2:K1"), EITHER),
    Kind("tables: something below the results", lambda: changed(FINDINGS, "</sheetData>", '<row r="5"><c r="B5"><v>1</v></c></row></sheetData>'), EITHER),
    Kind("tables: settings that are errors", lambda: with_cells({f"B{row}": ' t="e"><v>#N/A</v>' for row in range(3, 12)}, SETTINGS), said="#N/A"),
    Kind("tables: a term of 8,000 years", lambda: with_cells({"B6": "><v>1</v>", "B7": "><v>2958465</v>"}, SETTINGS), said="设置", attack=True),
    Kind("tables: 10,000 rows of nonsense", lambda: rows(15, 10_000, '<c r="A#" t="str"><v>x#</v></c><c r="B#"><v>#</v></c><c r="D#" t="str"><v>y#</v></c>'), READ, attack=True),
    Kind("tables: a million rows of nonsense", lambda: rows(15, 1_000_000, '<c r="A#" t="str"><v>x</v></c>'), EITHER, attack=True),
    Kind("tables: 50,000 gaps below", lambda: with_rows("".join(f'<row r="{place}"><c r="A{place}"><v>1</v></c></row>' for place in range(20, 100_000, 2))), READ, attack=True),
    Kind("names: of sheets that are not there", lambda: changed(BOOK, "</definedNames>", "<definedName name=\"n\">'没有'!$A$1</definedName><definedName name=\"m\">[1]外!$A$1</definedName></definedNames>")),
    Kind("names: of nothing", lambda: changed(BOOK, "</definedNames>", '<definedName name="n">#REF!$A$1</definedName><definedName/><definedName name=""/></definedNames>')),
    Kind("names: of cells beyond the sheet", lambda: changed(BOOK, "首页!$", "首页!$ZZ", everywhere=True) if b"\xe9\xa6\x96\xe9\xa1\xb5!$" in parts()[BOOK] else changed(BOOK, "'首页'!$", "'首页'!$ZZ", everywhere=True), EITHER),
    Kind("names: all gone", lambda: changed(BOOK, "<definedNames>", "<!--").replace(b"</definedNames>", b"-->"), EITHER),
    Kind("sheets: a name with quotes, brackets and line ends", lambda: sheet_named("a'b[]:*?/\\&#10;&#13;&quot;"), EITHER),
    Kind("sheets: a name with a terminal command", lambda: sheet_named("a&#27;[2J".replace("&#27;", "\u009b")), EITHER),
    Kind("sheets: two of one name", lambda: sheet_named("设置"), EITHER),
    Kind("sheets: no name", lambda: sheet_named(""), EITHER),
    Kind("sheets: a register on a chart sheet", lambda: changed("xl/_rels/workbook.xml.rels", f'Id="rId10" Target="/xl/worksheets/sheet10.xml" Type="{OFFICE}/worksheet"', f'Id="rId10" Target="/xl/worksheets/sheet10.xml" Type="{OFFICE}/chartsheet"'), EITHER),
    Kind("sheets: all hidden", lambda: changed(BOOK, 'state="visible"', 'state="veryHidden"', everywhere=True)),
    Kind("sheets: strings with every control character", lambda: strings("".join(f"<si><t>_x{code:04X}_</t></si>" for code in range(32)))),
)  # fmt: skip
"""Each with what must come of it."""
