"""The paragraphs of a Word document (.docx), with the numbers that Word shows before them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
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


def paragraphs_of(image: bytes, name: str) -> list[str]:
    """The text of the document in the file ``name`` whose bytes are ``image``, a paragraph each; cells of a table's row are joined by ，.

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
    reader = _TextReader(lists)
    content = _content(package, part)
    if b"wordprocessingml" not in content[:4096]:
        raise NotAWorkbook(f"「{visible(name)}」不是 Word 文档（.docx）：请用 Word 或 WPS 打开，另存为 .docx 后再试。")
    _walk(content, part, reader)
    return reader.paragraphs


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


class _TextReader(_Reader):
    """Reads the paragraphs."""

    def __init__(self, lists: _Lists) -> None:
        self.paragraphs: list[str] = []
        self._lists = lists
        self._pieces: list[str] = []
        self._number, self._place = "", 0
        self._in_text = False
        self._rows: list[list[str]] = []
        """The cells of the rows of tables, one within the other, that are being read."""

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "p":
            self._pieces, self._number, self._place = [], "", 0
        elif name == "t":
            self._in_text = True
        elif name == "numId":
            self._number = values.get("val", "")
        elif name == "ilvl" and values.get("val", "").isdecimal():
            self._place = min(int(values["val"][:2]), _LEVELS)
        elif name in {"tab", "br", "cr"}:
            self._pieces.append("\n" if name != "tab" else " ")
        elif name == "tr":
            self._rows.append([])

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "p":
            text = "".join(self._pieces)
            number = self._lists.next_number(self._number, self._place) if self._number and text.strip() else ""
            lines = f"{number}{text}".split("\n")
            if self._rows:
                self._rows[-1].append("".join(lines).strip())
            else:
                self.paragraphs += lines
            self._pieces = []
        elif name == "tr" and self._rows:
            self.paragraphs.append("，".join(cell for cell in self._rows.pop() if cell))

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)
