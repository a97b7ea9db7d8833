"""The paragraphs and the tables of a Word document (.docx), with the numbers that Word shows before paragraphs. Of tracked changes, what is accepted counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from addin.guard import open_package
from addin.plain_xml import check_well_formed, damaged, plain
from addin.relationships import relationships
from addin.terminal import visible
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from addin.package import Package

_LIMIT = 16 << 20
"""Bytes of the text with its formats."""
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = 20
_LEVELS = 9
_WIDEST = 64
"""Columns that a cell of a table may span, as Word has it at most."""


_PASSED_OVER = frozenset({"del", "moveFrom", "txbxContent", "Fallback"})
"""Elements whose text is not the document's: what was taken out or moved away, text boxes, what older programs show."""


class Document(NamedTuple):
    """The paragraphs, the rows of tables among them with their cells joined by ，, and the tables, each as rows of cells."""

    paragraphs: list[str]
    tables: list[list[list[str]]]


def read_document(image: bytes, name: str) -> Document:
    """The text of the document in the file ``name`` whose bytes are ``image``.

    Raises:
        NotAWorkbook: it is no document, or damaged.
    """
    package = open_package(image, name)
    part = next((arrow.part for arrow in relationships(package, "") if arrow.kind == "officeDocument"), None)
    if part is None or package.find(part) is None or not part.lower().endswith(".xml"):
        raise NotAWorkbook(f"「{visible(name)}」不是 Word 文档（.docx）：请用 Word 或 WPS 打开，另存为 .docx 后再试。")
    numbering = next((arrow.part for arrow in relationships(package, part) if arrow.kind == "numbering"), None)
    lists = _Lists()
    if numbering is not None and package.find(numbering) is not None:
        _walk(_content(package, numbering), numbering, _NumberingReader(lists))
    styles = next((arrow.part for arrow in relationships(package, part) if arrow.kind == "styles"), None)
    numbered = _StylesReader()
    if styles is not None and package.find(styles) is not None:
        _walk(_content(package, styles), styles, numbered)
    reader = _TextReader(lists, numbered)
    content = _content(package, part)
    if b"wordprocessingml" not in content[:4096]:
        raise NotAWorkbook(f"「{visible(name)}」不是 Word 文档（.docx）：请用 Word 或 WPS 打开，另存为 .docx 后再试。")
    _walk(content, part, reader)
    return Document(reader.paragraphs, reader.tables)


def _content(package: Package, part: str) -> bytes:
    content = plain(package.read(part), part)
    if len(content) > _LIMIT:
        raise NotAWorkbook(f"文档里的部件「{part}」超过 {_LIMIT >> 20} MiB，不像一份收支说明：请只留说明本身。")
    check_well_formed(content, part)
    return content


def _walk(content: bytes, part: str, reader: _Reader) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, values: reader.start(
        _local(name), {_local(key): value for key, value in values.items()}
    )
    parser.EndElementHandler = lambda name: reader.end(_local(name))
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)  # noqa: FBT003 - "this is all": the parser's own signature
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged(part) from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Reader:
    """What walks through a part."""

    def start(self, name: str, values: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters."""


@dataclass
class _Level:
    """How one level of a list is numbered: ``1、`` has the text ``%1、``."""

    form: str = "decimal"
    text: str = ""
    first: int = 1


@dataclass
class _Lists:
    """The lists of a document: levels by list, and how far each has counted."""

    abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    concrete: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def next_number(self, number: str, level: int) -> str:
        """What Word shows before the next paragraph of a list; "" for bullets."""
        abstract = self.concrete.get(number, "")
        levels = self.abstract.get(abstract, {})
        shown = levels.get(level)
        if shown is None or not 0 <= level < _LEVELS:
            return ""
        counts = self._counts.setdefault(abstract, [0] * _LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else shown.first
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        if shown.form in {"bullet", "none"}:
            return ""
        text = shown.text
        for each in range(level + 1):
            form = levels.get(each, _Level()).form
            text = text.replace(f"%{each + 1}", _numeral(counts[each] or levels.get(each, _Level()).first, form))
        return text


def _numeral(number: int, form: str) -> str:
    if form == "decimalEnclosedCircle" and 1 <= number <= _CIRCLED:
        return chr(ord("①") + number - 1)
    if form.startswith(("chinese", "japaneseCounting", "ideograph", "taiwanese")) and 1 <= number < 100:  # noqa: PLR2004 - two digits
        tens, ones = divmod(number, 10)
        return ("" if tens < 1 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")
    return str(number)


class _NumberingReader(_Reader):
    """Reads how lists are numbered."""

    def __init__(self, lists: _Lists) -> None:
        self._lists = lists
        self._abstract = self._number = ""
        self._level = _Level()

    def start(self, name: str, values: dict[str, str]) -> None:
        value = values.get("val", "")
        if name == "abstractNum":
            self._abstract = values.get("abstractNumId", "")
        elif name == "num":
            self._number = values.get("numId", "")
        elif name == "abstractNumId" and self._number:
            self._lists.concrete[self._number] = value
        elif name == "lvl" and not self._number:
            self._level = _Level()
            place = values.get("ilvl", "")
            if place.isdecimal() and len(place) == 1:
                self._lists.abstract.setdefault(self._abstract, {})[int(place)] = self._level
        elif name == "numFmt":
            self._level.form = value
        elif name == "lvlText":
            self._level.text = value[:20]
        elif name == "start" and value.isdecimal() and len(value) < 4:  # noqa: PLR2004 - no list begins beyond
            self._level.first = int(value)

    def end(self, name: str) -> None:
        if name == "num":
            self._number = ""


class _StylesReader(_Reader):
    """Reads which styles of paragraphs number them."""

    def __init__(self) -> None:
        self._own: dict[str, tuple[str, int]] = {}
        self._parents: dict[str, str] = {}
        self._style = ""

    def start(self, name: str, values: dict[str, str]) -> None:
        value = values.get("val", "")
        if name == "style":
            self._style = values.get("styleId", "")
        elif name == "basedOn":
            self._parents[self._style] = value
        elif name == "numId":
            self._own[self._style] = (value, self._own.get(self._style, ("", 0))[1])
        elif name == "ilvl" and value.isdecimal():
            self._own[self._style] = (self._own.get(self._style, ("", 0))[0], min(int(value[:2]), _LEVELS))

    def number(self, style: str) -> tuple[str, int]:
        """The list and the level of a style, its own or that of the one it is based on; "" for none."""
        seen: set[str] = set()
        while style not in self._own and style in self._parents and style not in seen:
            seen.add(style)
            style = self._parents[style]
        return self._own.get(style, ("", 0))


class _TextReader(_Reader):
    """Reads the paragraphs."""

    def __init__(self, lists: _Lists, styles: _StylesReader) -> None:
        self.paragraphs: list[str] = []
        self._lists, self._styles = lists, styles
        self._pieces: list[str] = []
        self._number, self._place = "", 0
        self.tables: list[list[list[str]]] = []
        self._in_text = False
        self._rows: list[list[str]] = []
        """The cells of the rows of tables, one within the other, that are being read."""
        self._spanned = self._passed_over = 0

    def start(self, name: str, values: dict[str, str]) -> None:
        if self._passed_over or name in _PASSED_OVER:
            self._passed_over += 1
        elif name == "p":
            self._pieces, self._number, self._place = [], "", 0
        elif name == "t":
            self._in_text = True
        elif name == "pStyle":
            self._number, self._place = self._styles.number(values.get("val", ""))
        elif name == "numId":
            self._number = values.get("val", "")
        elif name == "ilvl" and values.get("val", "").isdecimal():
            self._place = min(int(values["val"][:2]), _LEVELS)
        elif name in {"tab", "br", "cr"}:
            self._pieces.append("\n" if name != "tab" else " ")
        else:
            self._start_of_table(name, values)

    def _start_of_table(self, name: str, values: dict[str, str]) -> None:
        if name == "tbl" and not self._rows:
            self.tables.append([])
        elif name == "tr":
            self._rows.append([])
        elif name == "tc" and self._rows:
            self._rows[-1].append("")
            self._spanned = 0
        elif name == "gridSpan" and self._rows and values.get("val", "").isdecimal():
            self._spanned = max(1, min(int(values["val"][:3]), _WIDEST)) - 1
            self._rows[-1] += [""] * self._spanned

    def end(self, name: str) -> None:
        if self._passed_over:
            self._passed_over -= 1
        elif name == "t":
            self._in_text = False
        elif name == "p":
            text = "".join(self._pieces)
            number = self._lists.next_number(self._number, self._place) if self._number and text.strip() else ""
            lines = f"{number}{text}".split("\n")
            if self._rows and self._rows[-1]:
                self._add_to_cell("".join(lines).strip())
            elif not self._rows:
                self.paragraphs += lines
            self._pieces = []
        elif name == "tr" and self._rows:
            row = self._rows.pop()
            self.paragraphs.append("，".join(cell for cell in row if cell))
            if not self._rows and self.tables:
                self.tables[-1].append(row)

    def _add_to_cell(self, text: str) -> None:
        """The paragraphs of a cell, one after the other; a cell that spans columns has its text in the first."""
        row = self._rows[-1]
        place = len(row) - 1 - self._spanned
        row[place] = f"{row[place]}{text}"

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)
