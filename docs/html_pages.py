"""The manual as HTML pages in ``addin/manual``: they go with the program wherever it is installed, and the button 使用手册 opens the first.

``docs/manual.py`` writes them anew from the pages in ``docs/手册`` and the two in ``docs``, with copies of the pictures.
"""
# ruff: noqa: INP001 - a script beside the pages it serves, not a package

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it.token import Token

DOCS: Final = Path(__file__).resolve().parent
FOLDER: Final = DOCS.parent / "addin" / "manual"
PICTURES: Final = "图"
_COMMENT: Final = re.compile(r"<!--.*?-->\n", re.DOTALL)
_LINK: Final = re.compile(r"(?:\.\./|手册/)?([^/:#]+)\.md(#.*)?")
_STYLE: Final = (
    "body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.7 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #bbb;padding:.25rem .6rem;text-align:left;vertical-align:top}"
    "th{background:#eef2f7}img{max-width:100%;border:1px solid #ddd}a{color:#0b5cad}code{background:#f3f3f3;padding:0 .2rem}"
    "pre{background:#f3f3f3;padding:.7rem;overflow-x:auto;line-height:1.4}pre code{padding:0}"
    "blockquote{margin-left:0;padding-left:1rem;border-left:4px solid #ccc}"
    "@media print{body{max-width:none;margin:0}a{color:inherit}}"
)
_PAGE: Final = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{style}</style></head>
<body>
{body}</body>
</html>
"""


def pages(manual: Mapping[Path, str]) -> dict[Path, bytes]:
    """Every file of ``addin/manual`` as it ought to be, from the texts of the manual's pages."""
    sources = {**manual, **{page: page.read_text(encoding="utf-8") for page in DOCS.glob("*.md") if not page.stem.isascii()}}
    texts = {FOLDER / f"{_name(page.stem)}.html": html(text).encode() for page, text in sources.items()}
    pictures = {FOLDER / PICTURES / each.name: each.read_bytes() for each in (DOCS / "手册" / PICTURES).glob("*.png")}
    return {**texts, **pictures}


def left_over(wanted: Mapping[Path, bytes]) -> list[Path]:
    """The files of ``addin/manual`` that come from no page any more."""
    return [each for each in FOLDER.rglob("*") if each.is_file() and each not in wanted]


def html(text: str) -> str:
    """One page: headings with the anchors that the links use, links to the pages beside it."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = renderer.parse(_COMMENT.sub("", text))
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(tokens[place + 1].content))
        for child in token.children or ():
            if child.type == "link_open":
                _lead(child)
    title = next(tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open")
    return _PAGE.format(title=title, style=_STYLE, body=renderer.renderer.render(tokens, renderer.options, {}))


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _lead(link: Token) -> None:
    found = _LINK.fullmatch(unquote(str(link.attrGet("href"))))
    if found:
        link.attrSet("href", f"{_name(found[1])}.html{found[2] or ''}")


def _name(stem: str) -> str:
    return "index" if stem == "README" else stem
