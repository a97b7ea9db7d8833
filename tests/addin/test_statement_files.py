"""A statement in a file of any kind: how it is read, and with which sentence what is none is refused."""

from __future__ import annotations

import codecs
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from addin.documents import read_document
from addin.statement_files import TEXT_LIMIT, Source, read_statement
from validation.refusals import NotAWorkbook, Refusal, TableMissing

if TYPE_CHECKING:
    from pathlib import Path

CSV = '行,项目,方向,数量,单价,金额,组成\n1,菜籽油,支,124,70.00,8680.00,\n2,青菜,支,,,"1,320.00",\n3,合计,支,,,10000.00,1+2\n'
TELLING = ["食堂收支说明", "1、菜籽油70.00×124=8680.00元。", "2、青菜1320.00元。", "以上1—2项合计10000.00元。"]
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def figures(source: Source) -> list[tuple[object, ...]]:
    """Key, amount and composition of each row, as texts."""
    headings = source.table.headings
    places = [headings.index(heading) for heading in ("行", "金额", "组成")]
    return [tuple(None if row.values[place] is None else str(row.values[place]) for place in places) for row in source.table.rows]


def document(
    paragraphs: list[str], *, numbered: range | None = None, form: str = "decimal", text: str = "%1、", body: str = ""
) -> dict[str, str]:
    """The parts of a Word document; the paragraphs in ``numbered`` are numbered by Word, each text is in two runs."""
    made = ""
    for place, paragraph in enumerate(paragraphs):
        listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>' if place in (numbered or ()) else ""
        half = len(paragraph) // 2
        runs = "".join(f'<w:r><w:t xml:space="preserve">{part}</w:t></w:r>' for part in (paragraph[:half], paragraph[half:]))
        made += f"<w:p>{listed}{runs}</w:p>"
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{OFFICE}/numbering" Target="numbering.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{made}{body}</w:body></w:document>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>',
    }


def packed(folder: Path, parts: dict[str, str], name: str = "说明.docx") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return path


# --- texts ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        codecs.BOM_UTF8 + CSV.encode(),
        CSV.encode("gb18030"),
        codecs.BOM_UTF16_LE + CSV.encode("utf-16-le"),
        CSV.replace("\n", "\r\n").encode(),
    ],
    ids=["UTF-8", "UTF-8 with its mark", "GB 18030", "UTF-16", "line ends of Windows"],
)
def test_a_csv_is_read_in_any_usual_encoding(content: bytes, tmp_path: Path) -> None:
    source = read_statement(written(tmp_path, "说明.csv", content))
    assert figures(source) == [("1", "8680.00", None), ("2", "1,320.00", None), ("3", "10000.00", "1+2")]
    assert source.how == "按 收支说明 的标题读取"


@pytest.mark.parametrize("separator", ["\t", ";", "，"])
def test_a_csv_may_be_separated_by_other_signs(separator: str, tmp_path: Path) -> None:
    text = separator.join(("组成", "金额", "项目", "行")) + "\n" + separator.join(("", "8680.00", "油", "1"))
    assert figures(read_statement(written(tmp_path, "说明.csv", text))) == [("1", "8680.00", None)]


def test_a_csv_without_row_numbers_has_its_rows_numbered(tmp_path: Path) -> None:
    text = "项目,金额,组成\n油,8680.00,\n青菜,1320.00,\n合计,10000.00,1:2\n"
    assert figures(read_statement(written(tmp_path, "说明.csv", text)))[2] == ("3", "10000.00", "1:2")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_is_read_in_any_usual_encoding(encoding: str, tmp_path: Path) -> None:
    source = read_statement(written(tmp_path, "说明.txt", "\n".join(TELLING).encode(encoding)))
    assert figures(source) == [("1", "8680.00", None), ("2", "1320.00", None), ("总1", "10000.00", "1+2")]
    assert source.around.title == "食堂收支说明"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("空.txt", b"", "是空文件"),
        ("空白.csv", b" \n\n", "是空文件"),
        ("长.txt", ("支出12.00元，" * 60_000).encode(), "超过 512 KiB"),
        ("更长.txt", ("1、支出12.00元，" * 700_000).encode(), "超过 512 KiB"),
        ("说明.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600_000), "旧格式的文件（.doc、.xls，或 WPS 的 .wps、.et）"),
        ("说明.pdf", b"%PDF-1.7 \x80", "是 .pdf 文件"),
        ("零.txt", b"\x00\x01\x02 12.00", "不是文字"),
        ("半个.txt", "节约12.00元".encode() + b"\xed\xa0\x80" + "支出".encode(), "不是文字"),
        ("无数.txt", "食堂管理制度".encode(), "里没有找到金额"),
        ("名单.csv", "姓名,班级\n甲,一班\n".encode(), "里没有收支说明"),
        ("引号.csv", b'"' + b"a" * 200_000, "不是完好的 CSV"),
        ("逗号.csv", "项目,金额\n伙食费收入,62,400.00\n补助收入,3,000.00\n收入合计,65,400.00\n", "千分位的逗号"),
        ("图.png", b"\x89PNG....", "不认得这种文件"),
        ("页.html", b"<html>12.00</html>", "不认得这种文件"),
        ("太多.csv", ("行,项目,金额\n" + "".join(f"{number},x,1.00\n" for number in range(6000))).encode(), "超过 5000 行"),
    ],
)
def test_what_is_no_statement_is_refused_in_one_sentence(name: str, content: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        read_statement(written(tmp_path, name, content))
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith("。")


def test_a_text_within_the_limit_is_looked_at_whole(tmp_path: Path) -> None:
    text = "1、支出12.00元。" + "（" * (TEXT_LIMIT // 3 - 20)
    assert figures(read_statement(written(tmp_path, "括号.txt", text))) == [("1", "12.00", None)]


# --- workbooks ------------------------------------------------------------------------------------------------------------------------


def sheet(*, table: bool) -> Workbook:
    book = Workbook()
    found = book.active
    assert found is not None
    found.title = "九月"
    for row in (
        ("食堂收支说明",),
        (),
        ("行", "项目", "金额", "组成"),
        ("1", "油", 8680, None),
        ("2", "青菜", 1320.5, None),
        ("3", "合计", 10000.5, "1+2"),
    ):
        found.append(row)
    if table:
        found.add_table(Table(displayName="说明", ref="A3:D6"))
    return book


@pytest.mark.parametrize("table", [True, False])
def test_another_workbook_is_read_by_its_headings(tmp_path: Path, table: bool) -> None:  # noqa: FBT001 - the case
    path = tmp_path / "别的.xlsx"
    sheet(table=table).save(path)
    source = read_statement(path)
    assert figures(source) == [("1", "8680.0", None), ("2", "1320.5", None), ("3", "10000.5", "1+2")]
    assert "九月" in source.how


def test_a_bare_sheet_knows_the_cells_of_its_amounts(tmp_path: Path) -> None:
    book = Workbook()
    found = book.active
    assert found is not None
    lines: tuple[tuple[str | float, ...], ...] = (("项目", "金额"), ("食材", 86.8), ("水电", 13.2), ("合计", 100.0))
    for row, line in enumerate(lines, 3):
        for column, value in enumerate(line, 2):
            found.cell(row, column, value)
    book.save(tmp_path / "公示.xlsx")
    source = read_statement(tmp_path / "公示.xlsx")
    assert source.around.bare
    assert list(source.cells.values()) == ["C4", "C5", "C6"]


def test_a_workbook_without_a_statement_is_refused(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "空.xlsx")
    with pytest.raises(TableMissing, match="里没有收支说明"):
        read_statement(tmp_path / "空.xlsx")


# --- Word documents -------------------------------------------------------------------------------------------------------------------


def test_a_word_document_is_read_whether_its_numbers_are_typed_or_made_by_word(tmp_path: Path) -> None:
    typed = read_statement(packed(tmp_path, document(TELLING)))
    made = read_statement(
        packed(tmp_path, document([TELLING[0], TELLING[1][2:], TELLING[2][2:], TELLING[3]], numbered=range(1, 3)))
    )
    assert figures(typed) == figures(made) == [("1", "8680.00", None), ("2", "1320.00", None), ("总1", "10000.00", "1+2")]


@pytest.mark.parametrize(
    ("form", "text", "shown"),
    [
        ("chineseCounting", "%1、", ["一、甲", "二、乙"]),
        ("chineseCountingThousand", "（%1）", ["（一）甲", "（二）乙"]),
        ("decimal", "%1.", ["1.甲", "2.乙"]),
        ("decimalEnclosedCircle", "%1", ["①甲", "②乙"]),
        ("bullet", "·", ["甲", "乙"]),
    ],
)
def test_the_numbers_that_word_shows_are_told(form: str, text: str, shown: list[str], tmp_path: Path) -> None:
    path = packed(tmp_path, document(["甲", "乙"], numbered=range(2), form=form, text=text))
    assert read_document(path.read_bytes(), "说明.docx").paragraphs == shown


def test_a_style_may_number_its_paragraphs_and_a_paragraph_may_do_without(tmp_path: Path) -> None:
    styled = (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{own}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, own, text in (
            ("Item", "", "甲"),
            ("Child", "", "乙"),
            ("Item", '<w:numPr><w:numId w:val="0"/></w:numPr>', "不编号"),
            ("Plain", "", "平"),
            ("Loop", "", "圈"),
        )
    )
    parts = document([], body="".join(styled))
    arrow = f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace("</Relationships>", arrow)
    parts["word/styles.xml"] = (
        f'<w:styles xmlns:w="{WORD}">'
        '<w:style w:styleId="Item"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Child"><w:basedOn w:val="Item"/></w:style><w:style w:styleId="Plain"/>'
        '<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style></w:styles>'
    )
    assert read_document(packed(tmp_path, parts).read_bytes(), "说明.docx").paragraphs == ["1、甲", "2、乙", "不编号", "平", "圈"]


def test_the_rows_of_a_table_in_a_document_are_paragraphs_and_breaks_end_one(tmp_path: Path) -> None:
    body = (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>油</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>8680.00</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>末</w:t></w:r></w:p>"
    )
    path = packed(tmp_path, document(["题"], body=body))
    assert read_document(path.read_bytes(), "说明.docx").paragraphs == ["题", "油，8680.00", "上", "下 末"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"word/document.xml": "<w:document"}, "损坏"),
        ({"word/document.xml": "<html/>"}, "不是 Word 文档"),
        ({"word/document.xml": "<!DOCTYPE x><w:document/>"}, "DOCTYPE"),
        ({"_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"/>'}, "不是 Word 文档"),
        ({"word/numbering.xml": "<w:numbering"}, "损坏"),
    ],
)
def test_a_damaged_document_is_refused(change: dict[str, str], why: str, tmp_path: Path) -> None:
    with pytest.raises(NotAWorkbook, match=why):
        read_statement(packed(tmp_path, document(TELLING) | change))


def test_what_only_calls_itself_a_document_is_refused(tmp_path: Path) -> None:
    for content in (b"PK\3\4junk", b"plain text 12.00", b""):
        with pytest.raises(NotAWorkbook):
            read_statement(written(tmp_path, "说明.docx", content))


def test_the_tables_of_a_document_are_read_as_tables(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>'
    rows = [("项目", "说明", "金额"), ("食材", "", "36,402.10"), ("工资", "六人", "11,000.00"), ("水电", "", "3,483.50")]
    made = "".join(f"<w:tr>{''.join(map(cell.format, row))}</w:tr>" for row in rows)
    made += f"<w:tr>{wide.format('支出合计')}{cell.format('47,402.10')}</w:tr>"
    source = read_statement(packed(tmp_path, document(["春苗小学食堂支出公示"], body=f"<w:tbl>{made}</w:tbl>")))
    assert figures(source) == [("1", "36402.10", None), ("2", "11000.00", None), ("3", "3483.50", None), ("4", "47402.10", "1+2+3")]
    assert list(source.cells.values()) == ["C2", "C3", "C4", "C5"]
    assert source.around.title == "春苗小学食堂支出公示"
    assert source.how.startswith("文档里的表")


def test_of_tracked_changes_what_is_accepted_is_read_and_no_text_box(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>1、油</w:t></w:r><w:del><w:r><w:delText>90.00</w:delText></w:r></w:del><w:ins><w:r><w:t>80.00</w:t></w:r></w:ins><w:r><w:t>元。</w:t></w:r></w:p>"
        "<w:moveFrom><w:p><w:r><w:t>2、面30.00元。</w:t></w:r></w:p></w:moveFrom><w:p><w:moveTo><w:r><w:t>2、面20.00元。</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:r><w:t>合计100.00</w:t><w:txbxContent><w:p><w:r><w:t>公示9.00元</w:t></w:r></w:p></w:txbxContent></w:r><w:r><w:t>元。</w:t></w:r></w:p>"
    )
    path = packed(tmp_path, document(["题"], body=body))
    assert read_document(path.read_bytes(), "说明.docx").paragraphs == ["题", "1、油80.00元。", "2、面20.00元。", "合计100.00元。"]


def test_a_csv_under_a_title_is_read_by_the_separator_of_its_rows(tmp_path: Path) -> None:
    text = "食堂收支情况公示\n项目,本月数\n学生伙食费,100.00\n补助,20.00\n收入合计,120.00\n"
    assert figures(read_statement(written(tmp_path, "公示.csv", text.encode("gbk"))))[-1] == ("3", "120.00", "1+2")


def test_a_csv_without_columns_is_read_as_text(tmp_path: Path) -> None:
    text = "十月份食堂收支公示\n上月结余：3,200.00元\n本月收入：45,600.00元\n本月支出：44,980.50元\n本月结余：619.50元\n"
    source = read_statement(written(tmp_path, "公示.csv", text))
    assert [amount for _, amount, _ in figures(source)] == ["3200.00", "45600.00", "44980.50", "619.50"]
    assert source.how == "从文字里读出各个数"
