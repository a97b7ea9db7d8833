"""The pictures of the manual, made anew from the sample school's books: ``python docs/pictures.py`` (a name as argument: only that one).

Needs LibreOffice (``soffice``), ``pdftoppm`` of poppler and a Chinese font; no network. Each picture is one part of one sheet: all other
sheets, rows and columns of a passing copy are hidden, LibreOffice prints the rest on one page, and the page is cut to its ink.
"""
# ruff: noqa: INP001 - a script beside the pages it serves, not a package

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from district_form import DISTRICT_SHEET, add_district_form
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.header_footer import HeaderFooter
from openpyxl.worksheet.properties import PageSetupProperties

from addin.commands import FAILED
from addin.commands import main as mealbook
from addin.commands.demo import FAULTY, GOOD
from bench.planted import make_enrolment, make_planted_county
from workbook_templates.packing import contents, packed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).resolve().parent / "手册" / "图"
BLANK = "膳账本.xlsx"
CLOSED = "已结账.xlsx"
"""The good book with its first month closed."""
DISTRICT = "区表.xlsx"
POSTED, PACKED = "我的膳账本.xlsx", "上报.xlsx"
COUNTY = "全县.xlsx"
"""The roll-up of a made-up county in which anomalies are planted."""
PAPER_A3 = 8
LARGEST = 150_000


class Picture(NamedTuple):
    """One picture: of which book and sheet, which part, and how fine.

    ``rows``: the sheet rows to show, all of the area when empty; headings are named by ``heads``. ``columns``: the headings to show, all
    when empty; ``widths``: other widths than their own. ``only``: a heading and the text its cells must hold. ``most``: no more rows than this.
    """

    name: str
    book: str
    sheet: str
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    only: tuple[str, str] | None = None
    most: int = 60
    heads: int = 2
    dots: int = 90
    widths: dict[str, float] = {}  # noqa: RUF012 - never changed


PICTURES: tuple[Picture, ...] = (
    Picture("首页", GOOD, "首页", dots=104),
    Picture("首页-空白", BLANK, "首页", dots=84),
    Picture("设置", GOOD, "设置"),
    Picture("规则参数", GOOD, "规则参数"),
    Picture("品目", GOOD, "品目", most=12),
    Picture(
        "采购验收",
        GOOD,
        "采购验收",
        columns=(
            "单号",
            "日期",
            "供应商",
            "品名",
            "数量",
            "单位",
            "单价",
            "金额",
            "直出餐次",
            "单据合计",
            "票据号",
            "采购人",
            "数量验收人",
            "质量验收人",
        ),
        most=12,
    ),
    Picture(
        "采购验收-校验",
        FAULTY,
        "采购验收",
        rows=tuple(range(822, 838)),
        columns=("单号", "日期", "供应商", "品名", "数量", "单位", "单价", "金额", "直出餐次", "检测结果", "校验"),
        widths={"校验": 84},
    ),
    Picture("问题清单", FAULTY, "问题清单", most=16),
    Picture(
        "月成本",
        GOOD,
        "月成本",
        columns=(
            "月份",
            "供餐天数",
            "就餐人次",
            "折算人次",
            "收入合计",
            "期初库存",
            "期末库存",
            "购入食材",
            "食材消耗",
            "燃料水电",
            "人员",
            "易耗品",
            "支出合计",
            "结余",
            "盈亏率",
            "餐均食材成本",
            "餐均总成本",
            "说明",
        ),
        heads=3,
        widths={"说明": 40},
    ),
    Picture("日成本", GOOD, "日成本", most=12),
    Picture("收发明细", GOOD, "收发明细", only=("品名", "大米")),
    Picture("库存结存", GOOD, "库存结存", most=12),
    Picture("供应商对账", GOOD, "供应商对账"),
    Picture("供应商对账单", GOOD, "供应商对账单", heads=13, most=16),
    Picture("以旧换新统计", GOOD, "以旧换新统计", only=("部门", "食堂"), widths={"说明": 24}),
    Picture("以旧换新汇总", GOOD, "以旧换新汇总", widths={"说明": 24}),
    Picture("以旧换新成效", GOOD, "以旧换新成效"),
    Picture("同期对比", GOOD, "同期对比"),
    Picture(
        "结账记录",
        CLOSED,
        "结账记录",
        rows=(*range(3, 7), *range(24, 27), 70, 71, *range(76, 83)),
        columns=("时间", "批次", "动作", "月份", "内容", "名称", "本月", "累计", "行数", "指纹", "说明"),
    ),
    Picture("公示-食堂收支", GOOD, "公示-食堂收支", dots=76),
    Picture("公示-食材采购", GOOD, "公示-食材采购", most=14, heads=7, dots=76),
    Picture("区里的表", DISTRICT, DISTRICT_SHEET, heads=12, dots=76),
    Picture("核对", GOOD, "核对", rows=tuple(range(3, 12)), dots=70),
    Picture("公示台账", POSTED, "公示台账", widths={"指纹": 66, "备注": 40}, dots=76),
    Picture("封签", PACKED, "封签", heads=4, dots=76),
    Picture(
        "异常",
        COUNTY,
        "异常",
        columns=("学校", "检查", "说明", "也可能是", "工作表", "单元格"),
        most=8,
        dots=74,
        widths={"学校": 20},
    ),
    Picture("图表_每月", GOOD, "图表_每月", most=12, heads=3),
)


def make(pictures: Iterable[Picture]) -> None:
    """Build the books, and one picture after another.

    Raises:
        SystemExit: a program that is needed is not there, or a picture came out too large.
    """
    for program in ("soffice", "pdftoppm"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not installed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with redirect_stdout(StringIO()):
            good, closed = str(folder / GOOD), str(folder / CLOSED)
            for words in (
                ("demo", str(folder)),
                ("refresh", str(folder / FAULTY)),
                ("new", str(folder / BLANK)),
                ("refresh", good, "--out", closed),
                ("close", closed, "--month", "2025-09", "--now", "2025-10-08 16:30:00"),
            ):
                if mealbook(words) == FAILED:
                    sys.exit(f"mealbook {words[0]} failed")
        shutil.copy(folder / GOOD, folder / POSTED)
        with redirect_stdout(StringIO()):
            for month, day in (("2025-09", "2025-10-12"), ("2025-10", "2025-11-18")):
                mealbook(("post", str(folder / POSTED), "--month", month, "--form", "公示-食堂收支", "--now", f"{day} 09:30:00"))
            mealbook(("pack", str(folder / GOOD), "--out", str(folder / PACKED)))
        add_district_form(folder / GOOD, folder / DISTRICT)
        with redirect_stdout(StringIO()):
            mealbook(("refresh", str(folder / DISTRICT)))
            _roll_up_a_county(folder)
        for picture in pictures:
            target = FOLDER / f"{picture.name}.png"
            _draw(_print(_alone(picture, folder), folder), picture.dots, target)
            size = target.stat().st_size
            sys.stdout.write(f"{target.name} {size:,}\n")
            if size > LARGEST:
                sys.exit(f"{target.name} has {size:,} bytes, more than {LARGEST:,}")


def _roll_up_a_county(folder: Path) -> None:
    """The county's books, and what the district makes of them."""
    books, pupils = folder / "全县", folder / "在校.xlsx"
    books.mkdir()
    make_planted_county(books)
    make_enrolment(pupils)
    mealbook(("rollup", str(books), "--out", str(folder / COUNTY), "--enrolled", str(pupils)))


def _alone(picture: Picture, folder: Path) -> Path:
    """A copy of the book in which nothing but the wanted part would be printed."""
    book = load_workbook(folder / picture.book)
    for sheet in book.worksheets:
        sheet.sheet_state = "visible" if sheet.title == picture.sheet else "hidden"
        sheet.print_area = None
    sheet = book[picture.sheet]
    book.active = book.worksheets.index(sheet)
    for table in sheet.tables.values():
        first, last, bottom = _edges(table.ref)
        headings = {str(sheet.cell(picture.heads, column).value): column for column in range(first, last + 1)}
        for heading, width in picture.widths.items():
            sheet.column_dimensions[get_column_letter(headings[heading])].width = width
        hidden = _hide_rows(picture, sheet, bottom, headings)
        _hide_columns(picture, sheet, headings)
        sheet.print_area = f"A1:{get_column_letter(last)}{hidden}"
    sheet.print_title_rows = sheet.print_title_cols = None
    sheet.HeaderFooter = HeaderFooter()
    sheet.page_setup.paperSize, sheet.page_setup.orientation = PAPER_A3, "landscape"
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    place = folder / "one" / f"{picture.name}.xlsx"
    place.parent.mkdir(exist_ok=True)
    drawn = {
        name: part
        for name, part in contents((folder / picture.book).read_bytes())
        if name.startswith(("xl/charts/", "xl/drawings/"))
    }
    place.write_bytes(packed(book, kept=drawn))
    return place


def _edges(area: str) -> tuple[int, int, int]:
    """First column, last column and last row of ``A2:H9``."""
    first, _, last, bottom = range_boundaries(area)
    assert first is not None  # noqa: S101 - a table has all four edges
    assert last is not None  # noqa: S101 - as above
    assert bottom is not None  # noqa: S101 - as above
    return first, last, bottom


def _hide_rows(picture: Picture, sheet: Worksheet, bottom: int, headings: dict[str, int]) -> int:
    """Hide the rows that are not wanted; the last row that is."""
    data = range(picture.heads + 1, bottom + 1)
    wanted = [row for row in data if not picture.rows or row in picture.rows]
    if picture.only:
        heading, text = picture.only
        wanted = [row for row in wanted if sheet.cell(row, headings[heading]).value == text]
    wanted = wanted[: picture.most]
    for row in data:
        if row <= wanted[-1] and row not in wanted:
            sheet.row_dimensions[row].hidden = True
    return wanted[-1]


def _hide_columns(picture: Picture, sheet: Worksheet, headings: dict[str, int]) -> None:
    """Hide the columns that are not wanted. openpyxl keeps a run of like columns under its first letter: each gets its own width again."""
    if not picture.columns:
        return
    missing = set(picture.columns) - headings.keys()
    if missing:
        sys.exit(f"{picture.name}: no columns {missing}")
    widths: dict[int, float] = {}
    for dimension in list(sheet.column_dimensions.values()):
        for column in range(int(dimension.min or 0), int(dimension.max or 0) + 1):
            widths[column] = dimension.width
    for heading, column in headings.items():
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.min = dimension.max = column
        dimension.width = widths.get(column, dimension.width)
        dimension.hidden = heading not in picture.columns


def _print(book: Path, folder: Path) -> Path:
    """The book as a PDF."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, str(book.parent), str(book)], check=True, capture_output=True)  # noqa: S603 - a known tool, without a shell
    return book.with_suffix(".pdf")


def _draw(page: Path, dots: int, target: Path) -> None:
    """The first page as a PNG, cut to its ink."""
    bare = page.with_suffix("")
    command = ["pdftoppm", "-r", str(dots), "-f", "1", "-l", "1", "-singlefile", str(page), str(bare)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - as above
    target.write_bytes(_png(_ink(bare.with_suffix(".ppm").read_bytes())))


def _ink(image: bytes, margin: int = 6) -> list[bytes]:
    """The lines of a PPM image, three bytes a pixel, without the white around what is drawn."""
    magic, size, deepest, pixels = image.split(b"\n", 3)
    if (magic, deepest) != (b"P6", b"255"):
        sys.exit("pdftoppm wrote an image of another kind")
    width, height = (int(number) for number in size.split())
    lines = [pixels[row * width * 3 : (row + 1) * width * 3] for row in range(height)]
    inked = [row for row, line in enumerate(lines) if line.strip(b"\xff")]
    left = max(min(len(line) - len(line.lstrip(b"\xff")) for line in lines) // 3 - margin, 0)
    right = max(len(line.rstrip(b"\xff")) for line in lines) // 3 + margin
    return [line[left * 3 : right * 3] for line in lines[max(inked[0] - margin, 0) : inked[-1] + margin]]


def _png(lines: list[bytes]) -> bytes:
    """The image with the 256 colours it uses most, each other colour as the nearest of them: a third of the size of all colours."""
    pixels = [[line[place : place + 3] for place in range(0, len(line), 3)] for line in lines]
    counts = Counter(pixel for line in pixels for pixel in line)
    kept = [colour for colour, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:256]]
    places = {colour: min(range(len(kept)), key=partial(_distance, colour, kept)) for colour in counts}
    packed = zlib.compress(b"".join(b"\0" + bytes(places[pixel] for pixel in line) for line in pixels), 9)
    header = struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in ((b"IHDR", header), (b"PLTE", b"".join(kept)), (b"IDAT", packed), (b"IEND", b""))
    )


def _distance(colour: bytes, kept: list[bytes], place: int) -> int:
    return sum((one - other) ** 2 for one, other in zip(colour, kept[place], strict=True))


if __name__ == "__main__":
    wanted = sys.argv[1:]
    make(picture for picture in PICTURES if not wanted or picture.name in wanted)
