"""The charts of 首页: bound to what 图表_每天 and 图表_每月 hold, following every refresh, and never touched by one."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from addin.commands import main
from workbook_templates.sample_school.fill import fill
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from pathlib import Path

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TITLES = ["每天的餐均食材成本", "每月的餐均成本", "盈亏率和允许的范围", "各类食材消耗（元）"]

SETTINGS = [
    {"项目": item, "值": value}
    for item, value in {
        "学校": "云杉小学",
        "学期": "2025秋",
        "学期开始": date(2025, 9, 1),
        "学期结束": date(2025, 12, 31),
        "核算月份": date(2025, 9, 1),
        "基准餐标": Decimal(10),
    }.items()
]
ITEMS = [{"品名": "大米", "类别": "粮食", "单位": "公斤"}]
STOCK = [{"品名": "大米", "数量": Decimal(100), "单位": "公斤", "金额": Decimal(100)}]


def issue(day: date, quantity: str) -> dict[str, object]:
    words = {"单号": f"C{day:%m%d}", "餐次": "午餐", "去向": "供餐", "品名": "大米", "单位": "公斤"}
    return {**words, "日期": day, "数量": Decimal(quantity)}


def meal(day: date, heads: int) -> dict[str, object]:
    return {"日期": day, "餐次": "午餐", "对象": "学生", "人数": heads, "餐标": Decimal(10)}


def fees(day: date, amount: str) -> dict[str, object]:
    return {"凭证号": f"S{day:%m%d}", "日期": day, "科目": "学生伙食费", "摘要": "伙食费", "金额": Decimal(amount)}


SEPTEMBER: dict[str, Any] = {
    "设置": SETTINGS,
    "品目": ITEMS,
    "期初库存": STOCK,
    "出库": [issue(date(2025, 9, 2), "12"), issue(date(2025, 9, 3), "9")],
    "就餐": [meal(date(2025, 9, 2), 4), meal(date(2025, 9, 3), 6)],
    "收入": [fees(date(2025, 9, 5), "20")],
}
OCTOBER: dict[str, Any] = {
    "设置": [{"项目": "核算月份", "值": date(2025, 10, 1)}],
    "出库": [*SEPTEMBER["出库"], issue(date(2025, 10, 9), "15")],
    "就餐": [*SEPTEMBER["就餐"], meal(date(2025, 10, 9), 5)],
    "收入": [*SEPTEMBER["收入"], fees(date(2025, 10, 5), "16")],
}


def refreshed(book: bytes, folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(book)
    assert main(["refresh", str(path), "--json"]) in (0, 1)
    return path


@pytest.fixture(scope="module")
def september(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book with one month, refreshed."""
    return refreshed(fill(template_bytes(), SEPTEMBER), tmp_path_factory.mktemp("charts"), "九月.xlsx")


@pytest.fixture(scope="module")
def october(september: Path) -> Path:
    """The same book a month later, refreshed again."""
    return refreshed(fill(september.read_bytes(), OCTOBER), september.parent, "十月.xlsx")


def parts(path: Path | io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def template_parts() -> dict[str, bytes]:
    return parts(io.BytesIO(template_bytes()))


def drawn(package: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in package.items() if name.startswith(("xl/charts/", "xl/drawings/"))}


def title_of(chart: ET.Element) -> str:
    title = chart.find(f"{C}chart/{C}title")
    return "" if title is None else "".join(text.text or "" for text in title.iter(f"{A}t"))


class Line(NamedTuple):
    """One series of a chart: its name and the ranges it is bound to."""

    name: str
    along: str
    values: str


def charts(package: dict[str, bytes]) -> dict[str, list[Line]]:
    """By title, what each chart is bound to."""
    found = {}
    for number in range(1, 5):
        chart = ET.fromstring(package[f"xl/charts/chart{number}.xml"])  # noqa: S314 - our own
        found[title_of(chart)] = [
            Line(
                "".join(series.find(f"{C}tx").itertext()).strip(),  # type: ignore[union-attr]
                next(iter(series.find(f"{C}cat").iter(f"{C}f"))).text or "",  # type: ignore[union-attr]
                next(iter(series.find(f"{C}val").iter(f"{C}f"))).text or "",  # type: ignore[union-attr]
            )
            for series in chart.iter(f"{C}ser")
        ]
    return found


def points(path: Path, title: str) -> dict[str, list[tuple[object, object]]]:
    """What a program draws: by series, what stands along the axis and the value, but for what is empty."""
    book = load_workbook(path)

    def cells(reference: str) -> list[Any]:
        sheet, _, area = reference.partition("!")
        left, top, right, bottom = range_boundaries(area.replace("$", ""))
        return [row[0] for row in book[sheet].iter_rows(top, bottom, left, right, values_only=True)]

    def plain(value: Any) -> object:  # noqa: ANN401 - a cell
        return f"{value:%m-%d}" if hasattr(value, "year") else value

    return {
        line.name: [
            (plain(along), value) for along, value in zip(cells(line.along), cells(line.values), strict=True) if value is not None
        ]
        for line in charts(parts(path))[title]
    }


def test_each_series_is_bound_to_a_column_that_never_moves() -> None:
    found = charts(template_parts())
    assert list(found) == TITLES
    book = load_workbook(io.BytesIO(template_bytes()))
    bound = {}
    for title, lines in found.items():
        for line in lines:
            along, values = (reference.replace("$", "").split("!") for reference in (line.along, line.values))
            start, first, _, last = range_boundaries(along[1])
            left, top, right, bottom = range_boundaries(values[1])
            assert (along[0], left, first, last) == (values[0], right, top, bottom)
            heads = [cell.value for cell in book[values[0]][(top or 0) - 1]]
            bound[f"{title[:4]} {line.name}"] = (heads[(start or 0) - 1], heads[(left or 0) - 1], top, bottom)
    assert bound == {
        "每天的餐 当天": ("日期", "当天餐均食材成本", 3, 302),
        "每天的餐 平均": ("日期", "平均餐均食材成本", 3, 302),
        "每月的餐 餐均食材成本": ("月份", "餐均食材成本", 4, 15),
        "每月的餐 餐均总成本": ("月份", "餐均总成本", 4, 15),
        "盈亏率和 当月盈亏率": ("月份", "月盈亏率", 4, 15),
        "盈亏率和 当月的上下限": ("月份", "月盈亏率上限", 4, 15),
        "盈亏率和 当月的下限": ("月份", "月盈亏率下限", 4, 15),
        "盈亏率和 累计的上下限": ("月份", "累计盈亏率上限", 4, 15),
        "盈亏率和 累计的下限": ("月份", "累计盈亏率下限", 4, 15),
        "盈亏率和 累计盈亏率": ("月份", "累计盈亏率", 4, 15),
        "各类食材 核算月份": ("类别", "本月食材消耗", 4, 15),
        "各类食材 上月": ("类别", "上月食材消耗", 4, 15),
    }


def test_charts_remember_no_number_and_leave_gaps() -> None:
    texts = [content.decode() for name, content in template_parts().items() if name.startswith("xl/charts/")]
    assert len(texts) == 4
    for text in texts:
        assert "Cache" not in text
        assert '<dispBlanksAs val="gap"/>' in text
        assert '<plotVisOnly val="0"/>' in text


def test_labels_have_number_formats_of_their_own() -> None:
    found = [re.findall("<numFmt [^>]*>", template_parts()[f"xl/charts/chart{number}.xml"].decode()) for number in (2, 3, 4)]
    forms = [{form for each in here for form in re.findall('formatCode="([^"]*)" sourceLinked="0"', each)} for here in found]
    assert forms == [{"0.00", "m&quot;月&quot;"}, {"0.0%", "m&quot;月&quot;"}, {"#,##0"}]


def test_the_pictures_of_one_month(september: Path) -> None:
    # 12 ÷ 4, 9 ÷ 6, 21 ÷ 10; (20 − 21) ÷ 20.
    assert points(september, TITLES[0]) == {"当天": [("09-02", 3), ("09-03", 1.5)], "平均": [("09-02", 2.1), ("09-03", 2.1)]}
    assert points(september, TITLES[1]) == {"餐均食材成本": [("09-01", 2.1)], "餐均总成本": [("09-01", 2.1)]}
    assert points(september, TITLES[2]) == {
        "当月盈亏率": [("09-01", -0.05)],
        "累计盈亏率": [("09-01", -0.05)],
        "当月的上下限": [("09-01", 0.03)],
        "当月的下限": [("09-01", -0.03)],
        "累计的上下限": [("09-01", 0.03)],
        "累计的下限": [("09-01", -0.03)],
    }
    assert points(september, TITLES[3])["核算月份"][:2] == [("粮食", 21), ("食用油", 0)]
    assert points(september, TITLES[3])["上月"] == []


def test_a_month_later_every_picture_has_followed(october: Path) -> None:
    # 15 ÷ 5, 36 ÷ 15; (16 − 15) ÷ 16; (36 − 36) ÷ 36.
    assert points(october, TITLES[0]) == {
        "当天": [("09-02", 3), ("09-03", 1.5), ("10-09", 3)],
        "平均": [("09-02", 2.4), ("09-03", 2.4), ("10-09", 2.4)],
    }
    assert points(october, TITLES[1])["餐均总成本"] == [("09-01", 2.1), ("10-01", 3)]
    assert points(october, TITLES[2])["当月盈亏率"] == [("09-01", -0.05), ("10-01", 0.0625)]
    assert points(october, TITLES[2])["累计盈亏率"] == [("09-01", -0.05), ("10-01", 0)]
    assert points(october, TITLES[3])["核算月份"][:1] == [("粮食", 15)]
    assert points(october, TITLES[3])["上月"][:1] == [("粮食", 21)]


def test_a_refresh_touches_no_part_of_a_chart(september: Path, october: Path) -> None:
    shipped = drawn(template_parts())
    assert len(shipped) == 6
    assert drawn(parts(september)) == drawn(parts(october)) == shipped
    assert [parts(path)["xl/worksheets/sheet1.xml"].count(b"<drawing ") for path in (september, october)] == [1, 1]


def test_charts_that_people_restyled_stay_as_they_are(september: Path, tmp_path: Path) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(september) as old, zipfile.ZipFile(book, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("每月的餐均成本".encode(), "我们学校的成本".encode()))
    path = tmp_path / "改过.xlsx"
    path.write_bytes(fill(book.getvalue(), OCTOBER))
    before = drawn(parts(path))
    assert main(["refresh", str(path), "--json"]) == 0
    assert drawn(parts(path)) == before
    assert points(path, "我们学校的成本")["餐均总成本"] == [("09-01", 2.1), ("10-01", 3)]


@pytest.mark.parametrize("sheet", ["图表_每天", "图表_每月", "首页"])
def test_without_its_sheet_a_refresh_does_the_rest(september: Path, tmp_path: Path, sheet: str) -> None:
    book = load_workbook(september)
    del book[sheet]
    path = tmp_path / "少一张.xlsx"
    book.save(path)
    assert main(["refresh", str(path), "--json"]) == 0
    assert load_workbook(path)["月成本"]["A4"].value == "2025-09"


@pytest.mark.ooxml
def test_the_validator_finds_nothing_in_the_refreshed_book(october: Path, ooxml_validator: str) -> None:
    told = subprocess.run([ooxml_validator, str(october)], check=False, capture_output=True, text=True)
    assert json.loads(told.stdout)["errors"] == []


@pytest.mark.libreoffice
def test_libreoffice_draws_the_numbers_of_the_cells(october: Path, soffice: tuple[str, ...], tmp_path: Path) -> None:
    """It writes into its charts what it drew: two months on an axis of dates, and no zero where there is nothing."""
    command = [*soffice, "--convert-to", "xlsx", "--outdir", str(tmp_path), str(october)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = [ET.fromstring(content) for name, content in parts(tmp_path / october.name).items() if "charts/chart" in name]  # noqa: S314 - our own
    by_title = {title_of(chart): chart for chart in saved}
    assert set(by_title) == set(TITLES)
    month = by_title[TITLES[1]]
    assert month.find(f".//{C}dateAx") is not None
    values = [
        [point.findtext(f"{C}v") for point in series.find(f"{C}val").iter(f"{C}pt")]  # type: ignore[union-attr]
        for series in month.iter(f"{C}ser")
    ]
    assert [[value for value in line if value] for line in values] == [["2.1", "3"], ["2.1", "3"]]
