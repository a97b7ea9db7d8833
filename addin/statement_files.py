"""A statement in a file of any kind: a workbook, a CSV, a text, a Word document; read whole, then judged elsewhere."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from addin.guard import MEBIBYTE, OLE, read_image
from addin.terminal import visible
from validation.narratives.rows import PASSAGES, read_narrative
from validation.narratives.told_tables import read_told_table
from validation.patterns import late_pattern
from validation.refusals import NotAWorkbook, TableMissing
from validation.registers import StatementLine
from validation.statements.grids import grids_of, read_grid
from validation.statements.layout import LOOKED_AT
from validation.statements.statement import MOST_LINES, Surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from addin.documents import Document
    from validation.cells import RawTable
    from validation.narratives.plain_prose import Place
    from validation.statements.grids import Laid
    from validation.statements.layout import Grid

TEXT_LIMIT = MEBIBYTE // 2
"""Bytes of a text; of a file that is larger by far only a part is read."""
_AMOUNT_IN_WORDS = late_pattern(r"[\u4e00-\u9fff：:][ ]?\d{1,3}(?:,\d{3})+(?:\.\d+)?元")
"""An amount right after words, with the commas of thousands: a sentence, no cells."""
_BEFORE_COMMA, _AFTER_COMMA = late_pattern(r"[-¥(]{0,2}[1-9]\d{0,2}"), late_pattern(r"\d{3}(?:\.\d{1,2})?元?\)?")
_LOOKED_AT = 1 << 14
"""Characters of a CSV file among which its separator is looked for."""
_LONGEST_TITLE = 60
_ZIP = b"PK\3\4"
_KINDS = "收支说明可以是 .xlsx、.xlsm、.csv、.txt 或 .docx 文件"


class Source(NamedTuple):
    """A statement as it was found: rows under the headings of 收支说明, what is known beside them, and where each row stands.

    ``cells`` has an address for the rows of a bare table, ``places`` a paragraph and a character for those of a text. ``how`` says in a sentence how it was read.
    """

    name: str
    table: RawTable
    around: Surroundings
    how: str
    cells: dict[int, str]
    places: dict[int, Place]
    date1904: bool = False

    def paragraph_of(self, row: int) -> int:
        """The paragraph that a row of a text, or a remark on the text, stands in; 0 for the text as a whole."""
        if row >= PASSAGES:
            return row - PASSAGES
        return self.places[row].paragraph if row in self.places else 0


def read_statement(path: Path) -> Source:
    """The statement in a file.

    Raises:
        NotAWorkbook: it cannot be read.
        TableMissing: there is no statement in it.
    """
    image = read_image(path)
    kind = path.suffix.lower()
    if kind == ".docx":
        from addin.documents import read_document  # noqa: PLC0415 - only for a document

        return _document(read_document(image, path.name), path.name)
    if image.startswith(_ZIP) or kind in {".xlsx", ".xlsm"}:
        from addin.statement_sheets import read_statement_sheet  # noqa: PLC0415 - only for a workbook

        return read_statement_sheet(path, image)
    _check_is_text(image, path.name)
    text = _text_of(image, path.name)
    if kind in {".csv", ".tsv"}:
        return _separated(text, path.name)
    if kind in {".txt", ".md", ""}:
        return _told(text.splitlines(), path.name)
    raise NotAWorkbook(f"「{visible(path.name)}」不认得这种文件：{_KINDS}。")


def _check_is_text(image: bytes, name: str) -> None:
    """Refuse what another program has to save in a form that can be read, before its size or its letters are looked at.

    Raises:
        NotAWorkbook: it is such a file.
    """
    if image.startswith(OLE):
        reason = "是旧格式的文件（.doc、.xls，或 WPS 的 .wps、.et），或者有打开密码：请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 后再试"
    elif image.startswith(b"%PDF"):
        reason = "是 .pdf 文件：请找原来的 Word 或表格文件；没有的，把里面的字复制到记事本，存为 .txt 再试"
    else:
        return
    raise NotAWorkbook(f"「{visible(name)}」{reason}。")


def _text_of(image: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB 18030.

    Raises:
        NotAWorkbook: it is empty, too large, or no text.
    """
    reason = ""
    if not image.strip():
        reason = "是空文件：请给出写着收支说明的文件"
    elif len(image) > TEXT_LIMIT:
        reason = f"超过 {TEXT_LIMIT >> 10} KiB，不像一份收支说明：请只留说明本身"
    else:
        marked = image.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        for encoding in ("utf-16",) if marked else ("utf-8-sig",) if _is_mostly_utf8(image) else ("utf-8-sig", "gb18030"):
            try:
                text = image.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return text
        reason = f"不是文字，或者文字的编码认不出来：请用记事本另存为 UTF-8。{_KINDS}"
    raise NotAWorkbook(f"「{visible(name)}」{reason}。")


def _is_mostly_utf8(image: bytes) -> bool:
    """Whether bytes are UTF-8 but for some damage: in GB 18030 hardly a Chinese character would come out."""
    text = image.decode("utf-8", "replace")
    return sum("\u3000" <= sign <= "\uffef" for sign in text) > text.count("\ufffd")


def _document(document: Document, name: str) -> Source:
    """The statement in a Word document: that of the table which tells the most figures, where it tells more than the text, else the text."""
    laid = [found for cells in document.tables if (found := read_table(grids_of(cells, name))) is not None]
    table = max(laid, key=lambda found: len(found.table.numbers), default=None)
    in_rows = {"，".join(cell for cell in row if cell) for cells in document.tables for row in cells}
    prose = [text for text in document.paragraphs if text not in in_rows]
    if table is None or len(table.table.numbers) <= len(read_narrative(prose).table.numbers):
        return _told(document.paragraphs, name)
    _check_length(table.table, name)
    title = table.around.title or next((text.strip() for text in prose if text.strip()), "")
    around = table.around._replace(title=title[:_LONGEST_TITLE])
    return Source(name, table.table, around, f"文档里的表，{how_laid(around)}", table.cells, {})


def _told(paragraphs: Sequence[str], name: str) -> Source:
    told = read_narrative(paragraphs)
    if not told.table.numbers:
        raise TableMissing(f"「{visible(name)}」里没有找到金额：请给出写着收支说明的文字，金额写成 70096.92元 的样子。")
    _check_length(told.table, name)
    return Source(name, told.table, told.around, "从文字里读出各个数", {}, told.places)


def _separated(text: str, name: str) -> Source:
    """A CSV file, whatever separates its cells."""
    if len(_AMOUNT_IN_WORDS.findall(text)) * 2 > len(text.splitlines()):
        return _told(text.splitlines(), name)
    separator = max("\t;,，", key=text[:_LOOKED_AT].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise NotAWorkbook(f"「{visible(name)}」不是完好的 CSV 文件：请用 Excel 或 WPS 重新另存为 CSV。") from None
    if sum(map(any, rows)) > MOST_LINES + LOOKED_AT:
        raise _too_long(name)
    if _splits_amounts(rows):
        raise NotAWorkbook(
            f"「{visible(name)}」有的行比标题多出几格，是千分位的逗号把金额拆开了：请去掉千分位的逗号，或用 Excel、WPS 重新另存为 CSV。"
        )
    laid = read_table(grids_of(rows, name))
    if laid is None or not laid.table.numbers:
        if read_narrative(text.splitlines()).table.numbers:
            return _told(text.splitlines(), name)
        headings = "、".join(column.heading for column in StatementLine.columns().values())
        raise TableMissing(f"「{visible(name)}」里没有收支说明：标题行要有 项目 和 金额（全部标题：{headings}）。")
    _check_length(laid.table, name)
    return Source(name, laid.table, laid.around, how_laid(laid.around), laid.cells, {})


def _splits_amounts(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a comma of thousands was taken for one between cells: rows are wider than the headings where ``62`` stands before ``400.00``."""
    width = next((len(row) for row in rows if sum(map(bool, row)) > 1), 0)
    return any(
        _BEFORE_COMMA.fullmatch(one.strip()) and _AFTER_COMMA.fullmatch(other.strip())
        for row in rows
        if sum(map(bool, row)) > width
        for one, other in pairwise(row)
    )


def read_table(grid: Grid) -> Laid | None:
    """The statement in a grid: a table, or a narrative in cells; ``None`` if there is none."""
    laid = read_grid(grid)
    if laid is None or not laid.around.bare:
        return laid
    return read_told_table(grid, laid.around.title) or laid


def how_laid(around: Surroundings) -> str:
    """How a table was read."""
    if around.inferred and not around.bare:
        return "各行的话连起来读"
    return "表里没有 组成，合计、结余由哪几行组成是按字面推断的" if around.bare else "按 收支说明 的标题读取"


def _check_length(table: RawTable, name: str) -> None:
    if len(table.numbers) > MOST_LINES:
        raise _too_long(name)


def _too_long(name: str) -> NotAWorkbook:
    return NotAWorkbook(f"「{visible(name)}」超过 {MOST_LINES} 行，不像一份收支说明：请只留说明本身。")
