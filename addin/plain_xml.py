"""XML parts brought to one plain form, so that tags can be found by pattern and their bytes spliced.

Plain means: well-formed, UTF-8, no byte-order mark, no comments, CDATA sections or processing instructions. In such a text, for a
given element name, ``<name`` outside a tag is always a tag; nothing else can look like one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIN_NAMESPACES = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
TAG = rb"""(?:[^<>"'/]++|"[^"]*+"|'[^']*+'|/(?!>))*+"""
"""The inside of a tag after its name, as a pattern that never goes back: it takes time and memory in proportion to the tag."""

_DECLARATION = re.compile(rb"<\?xml\b[^>?]*+\?>")
_ENCODING = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ASIDES = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""(?<![^\s"'])([^\s=<>"']++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_XMLNS = re.compile(rb"""xmlns(?::([^\s=<>"'&/]{1,99}))?\s*+=\s*+(?:"([^"<]*+)"|'([^'<]*+)')""")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-zA-Z]+));")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = re.compile("[\ud800-\udfff]")
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAX_CODE = 0x10FFFF
_ASIDES_LIMIT = 1_000_000
_FEW = 1_000
_PREFIXES_LIMIT = 16
_DEPTH_LIMIT = 256
_SHALLOW = 1_500_000
"""A text of no more tags than this may be nested as deep as it likes: a level takes 120 bytes, watching doubles the time."""
_ENCODINGS = re.compile(
    rb"utf-?16(?:le|be|-le|-be)?|gb2312|gbk|gb18030|big5|shift_jis|euc-(?:jp|kr)|iso-8859-\d\d?|windows-125\d|koi8-r", re.IGNORECASE
)
"""What programs write beside UTF-8. Python knows more, some of which take time that grows with the square of the text."""
_RECODED_LIMIT = 32 << 20
"""Parts in another encoding than UTF-8 are rare and small; a large one would take three times its size in memory."""


def damaged(part: str) -> NotAWorkbook:
    """The refusal of a part whose XML is not sound."""
    return NotAWorkbook(f"工作簿里的部件「{part}」内容损坏：请用 Excel 或 WPS 打开修复后另存，再试一次。")


def plain(content: bytes, part: str) -> bytes:
    """The XML of ``part`` in plain form; the same object when it is plain already. It is not yet known to be well-formed.

    Raises:
        NotAWorkbook: its encoding is unknown or false.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    start = content[:200]
    if b"\0" in start or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = _from_encoding(content, "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else _wide(start), part)
    else:
        declared = _ENCODING.match(start)
        if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
            if not _ENCODINGS.fullmatch(declared[1]):
                raise damaged(part)
            content = _from_encoding(content, declared[1].decode(), part)
    declaration = _DECLARATION.match(content)
    body = declaration.end() if declaration else 0
    if not _holds_asides(content, body):
        return content
    check_well_formed(content, part)
    if content.count(b"<!") + content.count(b"<?") > _ASIDES_LIMIT:
        raise damaged(part)
    return content[:body] + _ASIDES.sub(_without_aside, content[body:])


def _holds_asides(content: bytes, body: int) -> bool:
    """Whether anything but elements stands in the body. The search for one character is many times faster than for two."""
    for sign in (b"!", b"?"):
        place = content.find(sign, body)
        tries = 0
        while place >= 0 and content[place - 1 : place] != b"<" and tries < _FEW:
            place = content.find(sign, place + 1)
            tries += 1
        if place >= 0 and content.find(b"<" + sign, place - 1) >= 0:
            return True
    return False


def _wide(start: bytes) -> str:
    return "utf-16-be" if start.startswith(b"\0") else "utf-16-le"


def _from_encoding(content: bytes, encoding: str, part: str) -> bytes:
    if len(content) > _RECODED_LIMIT:
        raise damaged(part)
    try:
        text = content.decode(encoding).lstrip("\ufeff").encode()
    except (LookupError, UnicodeError):
        raise damaged(part) from None
    declaration = _DECLARATION.match(text)
    return _HEAD + text[declaration.end() :] if declaration else text


def _without_aside(aside: re.Match[bytes]) -> bytes:
    return escaped(aside[1].decode("utf-8", "replace")).encode() if aside[1] else b""


def check_well_formed(content: bytes, part: str) -> None:
    """Run the standard parser over a text.

    Raises:
        NotAWorkbook: it is not well-formed, nested too deep, or declares a document type.
    """
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise NotAWorkbook(f"工作簿里的部件「{part}」含有文档类型声明（DOCTYPE），可能有害：请向发来文件的人再要一份。")

    parser.StartDoctypeDeclHandler = refuse
    if content.count(b"<") > _SHALLOW:
        _watch_depth(parser, part)
    try:
        parser.Parse(content, True)  # noqa: FBT003 - "this is all": the parser's own signature
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged(part) from None


def _watch_depth(parser: expat.XMLParserType, part: str) -> None:
    """Let a parser give up on a text that is nested deep: each level takes memory."""
    depth = 0

    def deeper(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH_LIMIT:
            raise damaged(part)

    def back(_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = deeper, back


def main_prefix(content: bytes) -> bytes:
    """A pattern for what stands before the local name of SpreadsheetML elements in ``content``: empty, or such as ``x:``.

    Raises:
        NotAWorkbook: there are too many names for the one namespace.
    """
    stated = (found for found in _XMLNS.finditer(content) if content[found.start() - 1 : found.start()].isspace())
    prefixes = {found[1] or b"" for found in stated if (found[2] or found[3]) in MAIN_NAMESPACES}
    if prefixes <= {b""}:
        return b""
    if len(prefixes) > _PREFIXES_LIMIT:
        raise NotAWorkbook("工作簿里的部件用了太多名字空间，像是有害文件：请向发来文件的人再要一份。")
    return b"(?:" + b"|".join(re.escape(prefix) + b":" if prefix else b"" for prefix in sorted(prefixes, reverse=True)) + b")"


def elements(content: bytes, name: bytes, prefix: bytes = b"") -> Iterator[re.Match[bytes]]:
    """Every start or empty tag of ``name``, in order: group 1 is the inside of the tag, group 2 is ``/`` for an empty element."""
    return re.finditer(rb"<" + prefix + name + rb"(?=[\s/>])(" + TAG + rb")(/?)>", content)


def attributes(inside: bytes) -> dict[str, str]:
    """The attributes of a tag, by qualified name."""
    return {
        found[1].decode("utf-8", "replace"): attribute_text(found[2] if found[2] is not None else found[3])
        for found in _ATTRIBUTE.finditer(inside)
    }


def without_attributes(inside: bytes, *names: bytes) -> bytes:
    """The inside of a tag without some attributes and the space before them; it takes time in proportion to the tag."""
    return re.sub(rb"(?<!\s)\s++(?:" + b"|".join(names) + rb""")\s*+=\s*+(?:"[^"]*+"|'[^']*+')""", b"", inside)


def attribute_text(raw: bytes) -> str:
    """The text of an attribute's value, references resolved."""
    return text(raw).replace("\n", " ").replace("\t", " ") if raw.strip() != raw or b"\n" in raw or b"\t" in raw else text(raw)


def text(raw: bytes) -> str:
    """The text of raw character data: line ends made one, references resolved."""
    value = raw.decode("utf-8", "replace")
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return _REFERENCE.sub(_resolved, value) if "&" in value else value


def _resolved(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _ENTITIES.get(name, reference[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= _MAX_CODE and not 0xD800 <= code <= 0xDFFF else "\ufffd"  # noqa: PLR2004 - surrogates


def cell_text(raw: bytes) -> str:
    """The text of a string in a cell: as ``text``, and Excel's ``_xHHHH_`` escapes resolved."""
    value = text(raw)
    return unescaped(value) if "_x" in value else value


def unescaped(value: str) -> str:
    """The text with Excel's ``_xHHHH_`` escapes resolved; halves of a pair are joined, lone halves become U+FFFD."""
    found = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), value)
    if _SURROGATES.search(found):
        found = found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return found


def escaped(value: str) -> str:
    """Text as character data."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
