"""总览: what the district sees first: how many files, what the months come to, and the charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from addin.district.gathered import plain
from addin.district.sheets import DEEP, FACE, HEAD, INK, LINE, MUTED, SOFT, WHITE, Book, as_table
from validation.money import decimal, printed
from workbook_templates.district_tables import DECIMALS, TOTALS
from workbook_templates.results import MONEY, RATE, TEXT

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from addin.district.parquet import ParquetTable
    from addin.district.rollup import Rest
    from addin.district.writing import Ranked, Totals

DATA = "图表数据"
_SHOWN = 20
"""Schools with a name in a chart of the largest."""
_NAMED = 40
"""With more columns than this, names under them cannot be read."""


class Overview(NamedTuple):
    """What 总览 tells."""

    rest: Rest
    totals: Totals
    seed: str
    ranked: list[Ranked]
    left_out: list[tuple[str, int]]
    file: ParquetTable


def write_overview(book: Book, sheet: Worksheet, seen: Overview) -> None:
    """The sheet, with the numbers of its charts on a sheet of their own."""
    for place, column in enumerate(TOTALS.columns):
        sheet.set_column(place, place, max(column.width, 13))
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, "各校食堂账簿汇总", book.format(bold=True, font_size=18, font_color=DEEP))
    note = book.format(font_color=MUTED)
    for row, text in enumerate(_sentences(seen), 1):
        sheet.set_row(row, 20)
        sheet.write_string(row, 0, text, note)
    row = _write_months(book, sheet, seen, len(_sentences(seen)) + 2)
    _write_charts(book, sheet, seen, row + 1)
    sheet.fit_to_pages(1, 1)
    sheet.set_first_sheet()
    sheet.activate()


def _sentences(seen: Overview) -> list[str]:
    errors, warnings, hints = seen.totals.counts
    odd, books, drawn = seen.totals.odd_and_drawn
    return [
        f"找到 {seen.rest.found:,} 个文件 = 算进来 {seen.totals.books:,} 本账 + 未处理 {len(seen.rest.not_taken):,} 个（原因见 未处理）",
        f"账里检查出错误 {errors:,} 处、警告 {warnings:,} 处、提示 {hints:,} 处（见 问题汇总）；算不出的数留空，不会当作 0",
        f"比同周中位价多付的合计 {printed(seen.totals.overpaid)} 元（见 单价比对、多付明细）：贵不等于错，先问规格、产地和送货条件",
        f"异常 {odd:,} 处，在 {books:,} 本账里（见 异常；查了什么见 异常检查）；抽查凭证 {drawn:,} 张，种子「{plain(seen.seed)}」（见 抽查凭证）",
        *(f"{name} 放不下的 {count:,} 行，在旁边的 Parquet 文件里" for name, count in seen.left_out),
    ]


def _write_months(book: Book, sheet: Worksheet, seen: Overview, row: int) -> int:
    """各月合计; the row below it."""
    head = book.format(bold=True, font_color=WHITE, bg_color=HEAD, text_wrap=True, align="center", border=1, border_color=LINE)
    sheet.set_row(row, 32)
    for place, column in enumerate(TOTALS.columns):
        sheet.write_string(row, place, column.heading, head)
    for number, line in enumerate(seen.totals.months or [(None,) * len(TOTALS.columns)], row + 1):
        sheet.set_row(number, 20)
        for place, (value, column) in enumerate(zip(line, TOTALS.columns, strict=True)):
            cell = book.format(num_format=column.format, border=1, border_color=LINE, indent=int(column.format == TEXT))
            if isinstance(value, int):
                sheet.write_number(number, place, decimal(value, DECIMALS[column.format]), cell)
            elif value is None:
                sheet.write_blank(number, place, None, cell)
            else:
                sheet.write_string(number, place, str(value), cell)
    for line in seen.totals.months:
        seen.file.add(line)
    last = row + max(1, len(seen.totals.months))
    as_table(sheet, TOTALS, row, last - row)
    return last + 1


def _write_charts(book: Book, sheet: Worksheet, seen: Overview, row: int) -> None:
    """Four charts, two beside each other, and the numbers they show."""
    data = book.sheet(DATA, MUTED)
    cost, surplus, share, over = seen.ranked
    pictures = (
        (cost, f"餐均食材成本，从高到低（元）· {cost.band.source}", MONEY),
        (surplus, f"累计盈亏率，从高到低 · {surplus.band.source}", RATE),
        (share, f"食材占比，从高到低 · {share.band.source}", RATE),
        (
            over._replace(lines=[each for each in over.lines if each[1]][:_SHOWN]),
            f"比同周中位价多付最多的（元，前 {_SHOWN} 名）",
            MONEY,
        ),
    )
    _write_data(book, data, pictures)
    for place, (ranked, title, form) in enumerate(pictures):
        if ranked.lines:
            chart = _chart(book, ranked, title, form, 4 * place)
            sheet.insert_chart(row + 20 * (place // 2), 5 * (place % 2), chart, {"object_position": 2})


def _write_data(book: Book, data: Worksheet, pictures: tuple[tuple[Ranked, str, str], ...]) -> None:
    """Four columns a chart: whose, the value, and the ends of the band. Written row by row, as the file is."""
    title, head = book.format(bold=True, font_size=12, font_color=DEEP), book.format(bold=True, font_color=DEEP, bg_color=SOFT)
    data.write_string(0, 0, f"{DATA}　总览里的图画的就是这些数", title)
    for place, (ranked, _, _) in enumerate(pictures):
        data.set_column(4 * place, 4 * place, 26)
        data.set_column(4 * place + 1, 4 * place + 3, 12)
        for offset, heading in enumerate(("学校", ranked.name, "下限", "上限")):
            data.write_string(1, 4 * place + offset, heading, head)
    texts = book.format(num_format="@")
    for number in range(max(len(ranked.lines) for ranked, _, _ in pictures)):
        for place, (ranked, _, form) in enumerate(pictures):
            if number >= len(ranked.lines):
                continue
            name, value = ranked.lines[number]
            cell = book.format(num_format=form)
            data.write_string(number + 2, 4 * place, name, texts)
            for offset, each in enumerate((value, ranked.band.low, ranked.band.high), 1):
                if each is not None:
                    data.write_number(number + 2, 4 * place + offset, decimal(each, DECIMALS[form]), cell)
    data.freeze_panes(2, 0)


def _chart(book: Book, ranked: Ranked, title: str, form: str, column: int) -> object:
    """Columns, the highest first, with the band's ends as lines."""
    last = len(ranked.lines) + 1
    names = [DATA, 2, column, last, column]
    chart = book.workbook.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": [DATA, 1, column + 1],
            "categories": names,
            "values": [DATA, 2, column + 1, last, column + 1],
            "fill": {"color": HEAD},
            "gap": 40,
        }
    )
    limits = book.workbook.add_chart({"type": "line"})
    for offset, limit, colour in ((2, ranked.band.low, "#B8742F"), (3, ranked.band.high, "#9B1C1C")):
        if limit is not None:
            values = [DATA, 2, column + offset, last, column + offset]
            line = {"color": colour, "width": 1.5, "dash_type": "dash"}
            limits.add_series({"name": [DATA, 1, column + offset], "categories": names, "values": values, "line": line})
    if limits.series:
        chart.combine(limits)
    small = {"name": FACE, "size": 8, "color": INK}
    chart.set_title({"name": title, "name_font": {"name": FACE, "size": 11, "bold": True, "color": DEEP}, "overlay": False})
    chart.set_x_axis(
        {"num_font": small | {"rotation": -45}, "label_position": "low", "line": {"color": MUTED}, "major_tick_mark": "none"}
    )
    chart.set_y_axis(
        {"num_font": small, "num_format": form, "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}}}
    )
    chart.set_legend({"position": "top", "font": small})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": 540, "height": 380})
    return chart
