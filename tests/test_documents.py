"""The manual says all there is, shows what the program prints, and leads nowhere that is not there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from addin.commands import parser
from macros_py.buttons import BUTTONS
from tests.acceptance.outsider import TERM, columns, fill, refresh, rows_of, save
from validation.profiles import OFFERED, PARAMETERS, PROFILES
from validation.registers import REGISTERS
from validation.settings import SETTINGS
from workbook_templates.figures import FIGURES
from workbook_templates.owned_tables import LOGS, RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "docs" / "手册"
PICTURES = MANUAL / "图"
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
LINK = re.compile(r"\[[^\]]*\]\(<?([^)>\s]+)>?\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    return next(MANUAL.glob(f"{name}-*.md")).read_text(encoding="utf-8")


def commands() -> list[str]:
    return re.findall(r"^    ([a-z]+) ", parser().format_help(), re.MULTILINE)


# --- nothing is left out --------------------------------------------------------------------------------------------------------------


def test_the_commands_are_found() -> None:
    assert {"new", "demo", "check", "refresh", "figures"} <= set(commands())


@pytest.mark.parametrize("command", commands())
def test_every_command_has_its_section_with_its_help_and_an_example(command: str) -> None:
    section = page("06").partition(f"\n## mealbook {command}\n")[2].partition("\n## ")[0]
    assert (
        f"<!-- 运行：mealbook {command} --help -->\n```console\n$ mealbook {command} --help\n用法：mealbook {command} " in section
    )
    assert re.search(rf"^\$ mealbook {command}(?: (?!--help)\S|$)", section, re.MULTILINE)


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `mealbook {command}[ `]", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("table", [register.table for register in REGISTERS])
def test_every_register_has_its_section(table: str) -> None:
    assert f"\n### {table}\n" in page("02")


@pytest.mark.parametrize("register", [register.table for register in REGISTERS if register.table != "设置"])
def test_every_register_has_its_columns(register: str) -> None:
    assert f"\n<!-- 表格：列 {register} -->\n|" in page("02")


@pytest.mark.parametrize("setting", [setting.name for setting in SETTINGS])
def test_every_setting_is_told(setting: str) -> None:
    assert f"\n| {setting} |" in page("01")


@pytest.mark.parametrize("parameter", sorted({*(parameter.name for parameter in PARAMETERS), *OFFERED}))
def test_every_parameter_is_explained(parameter: str) -> None:
    explained = page("05").partition("\n## 各参数管什么\n")[2].partition("\n## ")[0]
    assert re.search(rf"^\| (\S+、)?{parameter}(、\S+)? \|", explained, re.MULTILINE)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_is_told(profile: str) -> None:
    assert f"| {profile} |" in page("05")


@pytest.mark.parametrize("table", [result.name for result in (*RESULTS, *LOGS)])
def test_every_result_table_has_its_columns(table: str) -> None:
    assert f"\n<!-- 表格：结果 {table} -->\n|" in "".join(page(number) for number in ("03", "04", "11", "16"))


@pytest.mark.parametrize("figure", [figure.name for figure in FIGURES])
def test_every_figure_is_defined(figure: str) -> None:
    assert re.search(rf"^\| {figure} \| \S.* \| \S+ \| \S+ \|$", page("04"), re.MULTILINE)


@pytest.mark.parametrize("button", [button.label for button in BUTTONS])
def test_every_button_is_told_with_where_it_writes_and_its_command(button: str) -> None:
    assert re.search(rf"^\| \*\*{button}\*\* \| \S.* \| \S.* \| \S.* \|$", page("09"), re.MULTILINE)


# --- what is quoted is true -----------------------------------------------------------------------------------------------------------


def test_what_the_manual_quotes_is_what_the_program_prints() -> None:
    """Help, output, figures, columns: all that ``docs/manual.py`` fills in."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(ROOT / "docs" / "manual.py"), "--check"]
    done = subprocess.run(command, check=False, capture_output=True, env=environment, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")


WORKED = (
    TERM
    + """
计价方法 {method}
品目: 品名 类别 单位
大米 粮食 公斤
供应商: 供应商
粮店
期初库存: 品名 数量 单位 金额
大米 100 公斤 400
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额
R1 2025-09-01 粮店 大米 50 公斤 5 250
R2 2025-09-03 粮店 大米 80 公斤 5.5 440
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2025-09-02 午餐 供餐 大米 120 公斤
C2 2025-09-05 午餐 供餐 大米 60 公斤
"""
)


@pytest.mark.parametrize("method", ["移动加权平均", "先进先出", "月末一次加权平均"])
def test_the_methods_worked_by_hand_are_what_the_program_does(method: str, tmp_path: Path) -> None:
    told = page("04").partition(f"**{method}**")[2].partition("\n\n**")[0].partition("\n\n三种方法")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in told.splitlines() if line.startswith("| 9 月")]
    movements = rows_of(refresh(save(fill(WORKED.format(method=method)), tmp_path)), "收发明细")
    found = [[float(str(value)) for value in row] for row in columns(movements, "金额 结存数量 结存金额")[1:]]
    assert [[float(cell.replace(",", "")) for cell in row[3:]] for row in rows] == found


def test_the_first_month_worked_by_hand_is_what_the_program_prints() -> None:
    """What the page is to type comes from its own tables; here the sums that it does by hand."""
    told = page("10").partition("手算对一对")[2].partition("\n## ")[0]
    printed = page("10").partition("--month 2025-09\n")[2].partition("```")[0]
    by_hand = re.findall(r"\*\*(\S+)\*\*", told)
    assert by_hand == ["794.50", "3.97", "1,564.50", "35.50", "2.22%"]
    assert [number for number in by_hand if number not in printed.split()] == []


# --- links and pictures ---------------------------------------------------------------------------------------------------------------


def links() -> Iterator[tuple[Path, str]]:
    for source in PAGES:
        for target in LINK.findall(FENCED.sub("", source.read_text(encoding="utf-8"))):
            if not re.match(r"[a-z]+:", target):
                yield source, unquote(target)


def test_every_link_leads_somewhere() -> None:
    broken = []
    for source, target in links():
        place, _, anchor = target.partition("#")
        file = (source.parent / place).resolve() if place else source
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(f"{source.relative_to(ROOT)}: {target}")
    assert broken == []


def anchors(file: Path) -> set[str]:
    """The anchors of a page: its headings in small letters, without signs, with ``-`` for blanks."""
    text = FENCED.sub("", file.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in HEADING.findall(text)}


def test_every_page_of_the_manual_is_in_its_contents() -> None:
    linked = {target.partition("#")[0] for source, target in links() if source == MANUAL / "README.md"}
    assert {file.name for file in MANUAL.glob("*.md")} - {"README.md"} <= linked


def test_every_picture_is_shown_and_small() -> None:
    shown = {(source.parent / target).resolve() for source, target in links() if target.endswith(".png")}
    pictures = set(PICTURES.iterdir())
    assert pictures == {picture for picture in shown if picture.parent == PICTURES}
    sizes = {picture.name: picture.stat().st_size for picture in pictures}
    assert {name: size for name, size in sizes.items() if size > 150_000} == {}
    assert sum(sizes.values()) < 1_100_000


# --- nothing of the machine it was made on --------------------------------------------------------------------------------------------

MADE = {".venv", "node_modules", "__pycache__", "demo", "dist", "build"}
BINARY = {".png", ".xlsx", ".xlsm", ".xlam", ".pyc"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|tmp|home)/|[A-Z]:\\Users")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|npmmirror|tuna\.tsinghua|mirrors\.[a-z]|localhost|127\.0\.0\.1"
)


def texts() -> Iterator[Path]:
    for folder, inside, files in os.walk(ROOT):
        inside[:] = [name for name in inside if name not in MADE and (name == ".ci" or not name.startswith("."))]
        yield from (Path(folder) / name for name in files if Path(name).suffix not in BINARY and name != ".coverage")


def test_every_decision_has_a_number_of_its_own_and_bears_it() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert [number for number in numbers if numbers.count(number) > 1] == []
    assert [page.name for page in pages if not page.read_text(encoding="utf-8").startswith(f"# {page.name[:4]} · ")] == []


def test_every_decision_that_is_referred_to_is_there() -> None:
    referred = {name for file in texts() for name in re.findall(r"decisions/(\d{4}-[a-z-]+\.md)", file.read_text(encoding="utf-8"))}
    assert sorted(name for name in referred if not (ROOT / "docs" / "decisions" / name).exists()) == []


def test_no_text_names_a_place_on_somebodys_machine() -> None:
    """Code may: it speaks of temporary folders."""
    pages = [file for file in texts() if file.suffix != ".py"]
    assert [str(file.relative_to(ROOT)) for file in pages if MACHINE.search(file.read_text(encoding="utf-8"))] == []


def test_no_text_names_a_package_registry() -> None:
    pages = [file for file in texts() if file != Path(__file__).resolve()]
    assert [str(file.relative_to(ROOT)) for file in pages if REGISTRY.search(file.read_text(encoding="utf-8"))] == []
