"""A text made plain for reading: one way to write digits, signs and brackets, sentences whole again, every character with its place."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SIGNS = str.maketrans(
    {
        "．": ".", "％": "%", "－": "-", "−": "-", "—": "-", "–": "-", "―": "-", "‐": "-", "‑": "-", "─": "-", "～": "-", "~": "-", "〜": "-",
        "＋": "+", "＝": "=", "(": "（", ")": "）", "［": "（", "］": "）", "[": "（", "]": "）", "【": "（", "】": "）", "〔": "（", "〕": "）",
        ":": "：", ";": "；", "✕": "×", "╳": "×", "＊": "×", "*": "×", "／": "/", "￥": "¥", "“": "", "”": "", '"': "", "＂": "",
    }
)  # fmt: skip
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_GROUPED = re.compile(r"(?<![\d.,，])\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|(?<![\d.,，])\d{1,3}(?:，\d{3})+\.\d{2}(?!\d)")
_TIMES = re.compile(r"(?<=[\d元\u4e00-\u9fa5])[xX](?=[\d\u4e00-\u9fa5])")
_STOPPED = re.compile(r"(?<=\d)。(?=\d{2}元)")
UNSTOPPED = r"\d{1,2}(?=[\u4e00-\u9fa5])(?!\d{1,2}[年月日号个名人元万项级班位次天])"
"""A number at the beginning of a line, with nothing after it but the text."""
MARKER = re.compile(
    r"第?[一二三四五六七八九十]{1,3}(?:[、．.，：]|是(?=\D))|（[一二三四五六七八九十]{1,3}）|\d{1,2}(?:[、）]|\.(?!\d)|\.(?=\d{4}年|\d+\.\d\d)|\.(?=20_))"
    rf"|（\d{{1,2}}）|[①-⑳]|{UNSTOPPED}"
)
_ATTACHED = re.compile(r"^附件?\d{0,2}：")
_MONEY = re.compile(r"\d\s*万?元|\d\.\d{2}(?!\d)")
_ENDS = "。；：！？:;"
_TITLE_LENGTH = 40
_WRAPPED_LENGTH = 15


class Place(NamedTuple):
    """Where a character stands: its paragraph (or line) and its number in it, both from 1."""

    paragraph: int
    character: int

    @property
    def text(self) -> str:
        """``3:12``."""
        return f"{self.paragraph}:{self.character}"


class Prose(NamedTuple):
    """The body of a text, a place for each of its characters, and the title that stood before it."""

    text: str
    places: tuple[Place, ...]
    title: str


def plain_prose(paragraphs: Sequence[str]) -> Prose:
    """Make a text of these paragraphs (lines of a file) plain."""
    found = [(number, plain) for number, text in enumerate(paragraphs, 1) if (plain := list(_plain(text, number)))]
    title: list[str] = []
    while found and _is_title(_text(found[0][1])) and len(found) > 1:
        title.append(_text(found.pop(0)[1]))
    longest = max((len(plain) for _, plain in found), default=0)
    joined: list[tuple[str, Place]] = []
    before: list[tuple[str, Place]] = []
    for number, plain in found:
        if joined:
            joined += [(sign, joined[-1][1]) for sign in _between(before, plain, longest, gap=number - joined[-1][1].paragraph)]
        joined += plain
        before = plain
    text = _numbers_whole("".join(character for character, _ in joined))
    return Prose(text, tuple(place for _, place in joined), "".join(title) or _opening(text))


def _plain(text: str, number: int) -> Iterator[tuple[str, Place]]:
    """The characters of one paragraph; a space is kept only between two digits."""
    kept: list[tuple[str, Place]] = []
    spaced = False
    for character, raw in enumerate(text, 1):
        sign = raw.translate(_WIDE).translate(_SIGNS)
        if not sign or unicodedata.category(raw) in {"Cc", "Cf", "Cs", "Zs", "Cn"}:
            spaced = spaced or bool(sign)
            continue
        place = Place(number, character)
        if spaced and kept and kept[-1][0].isdigit() and sign.isdigit():
            kept.append((" ", place))
        kept.append((sign, place))
        spaced = False
    yield from kept


def _text(plain: list[tuple[str, Place]]) -> str:
    return "".join(character for character, _ in plain)


def _is_title(text: str) -> bool:
    text = _ATTACHED.sub("", text)
    return len(text) <= _TITLE_LENGTH and not _MONEY.search(text) and not MARKER.match(text) and not re.search(r"[，。：；]", text)


def _opening(text: str) -> str:
    """A title that runs on into the text, if it names a statement."""
    head = re.split(r"[：。\n]", text[: _TITLE_LENGTH + 1])[0]
    return head if re.search(r"收支|情况|说明|公示", head) and not _MONEY.search(head) else ""


def _between(before: list[tuple[str, Place]], after: list[tuple[str, Place]], longest: int, *, gap: int) -> str:
    """What joins two lines: a hard break, a comma, or nothing where a sentence or a number was merely wrapped."""
    last, text = before[-1][0], _text(after)
    if last in _ENDS or gap > 1 or MARKER.match(text) or CLOSES.match(text):
        return "\n"
    tail, head = _text(before[-20:]), text[:20]
    number = re.search(r"[\d,.]+$", tail)
    if number and re.match(r"[\d.,]", head):
        whole = number[0] + (re.match(r"[\d.,]+", head) or [""])[0]
        split = re.fullmatch(r"\d{1,3}(?:,\d{3})*\.\d{1,2}|\d+\.\d{1,2}", whole) and not re.search(r"\.\d{2}$", number[0])
        return "" if split else "，"
    if head[:1] in "元万，。；、）=×%" or last in "，、（=×+-" or (number and not _MONEY.search(number[0])):
        return ""
    return "" if len(before) >= max(_WRAPPED_LENGTH, longest * 4 // 5) else "，"


NUMERAL = r"(?:\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3}(?![一二三四五六七八九十])|[①-⑳])"
_BRACKETED = rf"(?:（{NUMERAL}）|[①-⑳])"
_ONE = rf"第?(?:（{NUMERAL}）|{NUMERAL})"
REFERENCE = (
    rf"{_ONE}项?(?:[-至到、和及与，]{_ONE}项?|{_BRACKETED}){{0,30}}(?:(?<=项)|[一二三四五六七八九十两大小]?(?:项|条|款|点|笔))"
    rf"|{_ONE}[-至到]{_ONE}(?=合计|共|总|小计|节约|支出|累计)"
)
"""The items that a sentence names: ``3-6项``, ``第3项至第6项``, ``（一）（二）项``, ``①、②两项``."""
CLOSES_LIST = re.compile(r"合计|共计|小计")
CLOSES = re.compile(
    r"以上|上述|上面|综上|综合|总之|全学期|合计|共计|小计|总计|总共|累计|收支相抵|两项相抵|品迭|本[期月]结余|结余|[一二三四五六七八九十两]+项[合共总]|"
    r"(?:支出|收入|节约|结余|开支)(?:合计|共计|总计|小计)|总支出|总收入|"
    rf"[\d,.]+元?（(?:{REFERENCE})|"
    rf"(?=第|（|[①-⑳]|{NUMERAL}[-至到、和及与])(?:{REFERENCE})"
)
"""The words with which a sentence begins that sums up what stands above it: the whole text, or (``CLOSES_LIST``) the list it ends."""


def _numbers_whole(text: str) -> str:
    """The same number of characters: commas in numbers as ``,``, all others as ``，``; x between numbers as ×."""
    kept = list(text)
    inside = {place for found in _GROUPED.finditer(text) for place in range(*found.span())}
    for place, character in enumerate(kept):
        if character in ",，":
            kept[place] = "," if place in inside else "，"
    return _STOPPED.sub(".", _TIMES.sub("×", "".join(kept)))
