"""Forms as a web page that needs nothing else: a table each, laid out as on the sheet, to be read on a screen and to be printed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from addin.copies.looks import Looks
from addin.copies.number_formats import displayed
from addin.copies.sheet_copy import hidden_places, used_area
from addin.plain_xml import attributes, elements, plain
from addin.sheet_reader import cell_value
from addin.sheet_text import cell_texts, merged_areas, row_texts
from addin.table_part import MAX_COLUMN, Area, parse_area
from validation.cells import Formula

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.copies.looks import Look
    from addin.sheet_text import SheetText
    from addin.snapshot import Snapshot

_STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;padding:24px 12px;background:#f3f5f4;color:#22312d;font:10.5pt/1.35 "Microsoft YaHei","微软雅黑","PingFang SC","Hiragino Sans GB","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
main{display:flex;flex-direction:column;align-items:center;gap:24px}
article{max-width:100%;overflow-x:auto;background:#fff;padding:28px 24px;box-shadow:0 1px 6px rgba(0,0,0,.18)}
article>h2{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table{border-collapse:collapse;table-layout:fixed;margin:0 auto}
td,th{padding:1px 3px;font-weight:inherit;text-align:left;overflow-wrap:anywhere}
.t{border:1px solid #bfc9c4}
td.n{text-align:right;font-variant-numeric:tabular-nums}
@page{size:A4;margin:12mm}
@page wide{size:A4 landscape;margin:12mm}
@media print{body{padding:0;background:#fff}main{display:block}article{box-shadow:none;padding:0;overflow:visible;break-after:page}article.wide{page:wide}table{zoom:var(--fit)}article:last-child{break-after:auto}tr{break-inside:avoid}thead{display:table-header-group}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
_CHARACTER, _PADDING = 7, 5
"""Pixels of a digit and beside the text, as Excel measures the width of a column."""
_USUAL_WIDTH, _USUAL_HEIGHT = 8.43, 15.0
_ON_PAPER = {False: 700, True: 1030}
"""Pixels across a sheet of A4, upright and lying, within its margins."""
_PIXELS_A_POINT = 96 / 72
_LONG_LIST = 15
"""Rows of a list from which its headings stand again on every page."""


class _Place(NamedTuple):
    """What stands in a cell: its look, its text, and whether it is a number."""

    style: str
    text: str
    number: bool


def page(snapshot: Snapshot, sheets: Iterable[str], title: str, styles: bytes) -> str:
    """The sheets of a copy as one page.

    Args:
        snapshot: the copy.
        sheets: which of its sheets.
        title: the title of the page.
        styles: its styles part.
    """
    theme = snapshot.package.find("xl/theme/theme1.xml")
    looks = Looks(styles, plain(snapshot.package.read(theme.name), theme.name) if theme else None)
    used: dict[str, Look] = {}
    articles = [_article(snapshot, sheet, looks, used) for sheet in sheets]
    css = "".join(f".s{number}{{{look.css}}}" for number, look in sorted(used.items(), key=lambda each: int(each[0])))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}{css}</style>\n</head>\n<body>\n<main>\n{''.join(articles)}</main>\n</body>\n</html>\n"
    )


def _article(snapshot: Snapshot, sheet: str, looks: Looks, used: dict[str, Look]) -> str:
    text = snapshot.sheet_text(sheet)
    area = _printed(snapshot, sheet) or used_area(text)
    hidden_rows, hidden_columns = hidden_places(text)
    columns = [column for column in range(area.first_column, area.last_column + 1) if column not in hidden_columns]
    rows = [row for row in range(area.first_row, area.last_row + 1) if row not in hidden_rows]
    widths, heights = _widths(text), _heights(text)
    pixels = [round(widths.get(column, _USUAL_WIDTH) * _CHARACTER + _PADDING) for column in columns]
    cells = _cells(snapshot, text, looks)
    spans, covered = _spans(text, rows, columns)
    tables = [table.area for table in snapshot.sheets[sheet].tables] if sheet in snapshot.sheets else []
    lines = dict[int, str]()
    for row in rows:
        line = []
        for column in columns:
            if (row, column) in covered:
                continue
            place = cells.get((row, column), _Place("0", "", number=False))
            used.setdefault(place.style, looks.of(place.style))
            down, across = spans.get((row, column), (1, 1))
            inside = next((each for each in tables if each.overlap(Area(row, column, row, column))), None)
            name = "th" if inside is not None and inside.first_row == row else "td"
            more = (
                (' scope="col"' if name == "th" else "")
                + (f' rowspan="{down}"' if down > 1 else "")
                + (f' colspan="{across}"' if across > 1 else "")
            )
            number = " n" if place.number and not looks.of(place.style).across else ""
            ruled = " t" if inside is not None and "border" not in looks.of(place.style).css else ""
            line.append(f'<{name} class="s{place.style}{number}{ruled}"{more}>{escape(place.text)}</{name}>')
        lines[row] = f'<tr style="height:{heights.get(row, _USUAL_HEIGHT):g}pt">{"".join(line)}</tr>\n'
    group = "".join(f'<col style="width:{width}px">' for width in pixels)
    wide, width = _lies(text), sum(pixels)
    tall = sum(heights.get(row, _USUAL_HEIGHT) for row in rows) * _PIXELS_A_POINT if _on_one_sheet(text) else 0.0
    fit = min(1.0, _ON_PAPER[wide] / max(1, width), _ON_PAPER[not wide] / max(1.0, tall))
    head = next((area.first_row for area in tables if area.first_row in lines and area.last_row - area.first_row >= _LONG_LIST), 0)
    above, below = (
        ([lines[row] for row in rows if row < head], [lines[row] for row in rows if row > head]) if head else (lines.values(), ())
    )
    shown = [f"<tbody>\n{''.join(above)}</tbody>\n"] + (
        [f"<thead>\n{lines[head]}</thead>\n<tbody>\n{''.join(below)}</tbody>\n"] if head else []
    )
    table = f'<table style="width:{width}px;--fit:{fit:.3f}">\n<colgroup>{group}</colgroup>\n'
    return f"<article{' class=wide' if wide else ''}>\n<h2>{escape(sheet)}</h2>\n{''.join(f'{table}{each}</table>{chr(10)}' for each in shown)}</article>\n"


def _on_one_sheet(text: SheetText) -> bool:
    """Whether the form is printed on one sheet of paper, however tall it is."""
    fitting = next(elements(text.content[: text.start], b"pageSetUpPr", text.prefix), None)
    setup = next(elements(text.content[text.end :], b"pageSetup", text.prefix), None)
    fits = fitting is not None and attributes(fitting[1]).get("fitToPage", "") in {"1", "true"}
    return fits and (setup is None or attributes(setup[1]).get("fitToHeight", "1") == "1")


def _lies(text: SheetText) -> bool:
    """Whether the sheet is printed on paper that lies on its long side."""
    found = next(elements(text.content[text.end :], b"pageSetup", text.prefix), None)
    return found is not None and attributes(found[1]).get("orientation") == "landscape"


def _printed(snapshot: Snapshot, sheet: str) -> Area | None:
    """The print area of a sheet, if it is one rectangle."""
    found = [area for area in snapshot.workbook.areas if area.sheet == sheet and area.name.endswith("_xlnm.Print_Area")]
    return parse_area(f"{found[0].first}:{found[0].last}") if len(found) == 1 else None


def _cells(snapshot: Snapshot, text: SheetText, looks: Looks) -> dict[tuple[int, int], _Place]:
    found = {}
    for row in row_texts(text):
        for cell in cell_texts(text, row):
            style = cell.style or "0"
            value = cell_value(cell, text.prefix, snapshot.values)
            value = value.value if isinstance(value, Formula) else value
            shown = displayed(value, looks.of(style).number_format, date1904=snapshot.workbook.date1904)
            found[cell.row, cell.column] = _Place(style, shown, isinstance(value, float))
    return found


def _spans(
    text: SheetText, rows: list[int], columns: list[int]
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """How far merged cells reach, in rows and columns that show, and the cells under them."""
    spans, covered = {}, set()
    for area in merged_areas(text):
        down = [row for row in rows if area.first_row <= row <= area.last_row]
        across = [column for column in columns if area.first_column <= column <= area.last_column]
        if down and across:
            spans[down[0], across[0]] = (len(down), len(across))
            covered |= {(row, column) for row in down for column in across} - {(down[0], across[0])}
    return spans, covered


def _widths(text: SheetText) -> dict[int, float]:
    found: dict[int, float] = {}
    for element in elements(text.content[: text.start], b"col", text.prefix):
        values = attributes(element[1])
        first, last, width = (values.get(name, "") for name in ("min", "max", "width"))
        if first.isdecimal() and last.isdecimal() and _is_number(width):
            found |= dict.fromkeys(range(int(first), min(int(last), MAX_COLUMN, int(first) + 1_000) + 1), float(width))
    return found


def _heights(text: SheetText) -> dict[int, float]:
    usual = next(
        (
            attributes(each[1]).get("defaultRowHeight", "")
            for each in elements(text.content[: text.start], b"sheetFormatPr", text.prefix)
        ),
        "",
    )
    found = {}
    for row in row_texts(text):
        values = attributes(text.content[row.start : row.cells])
        height = values.get("ht", usual)
        if _is_number(height):
            found[row.number] = float(height)
    return found


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() and len(text) < 20  # noqa: PLR2004 - no width is longer
