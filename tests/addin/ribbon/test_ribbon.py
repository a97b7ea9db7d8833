"""mealbook.xlam: built, fresh, read back by others, and every button of it reaches the door."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from oletools.olevba import VBA_Parser
from pyopenvba.interpreter import parse_module

from addin.install.machine import Machine, System
from addin.install.settings import settings_text
from addin.ribbon import addin_bytes, addin_path, build
from addin.ribbon.tab import LOOKS, ribbon_xml
from addin.ribbon.xlwings_module import VBA, module_source, with_procedure
from macros_py.buttons import BUTTONS, Button
from tests.addin.ribbon.fake_excel import WINDOWS_HOME, PressedButton, excel, for_system

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[3]
UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
TRACES = re.compile(rb"(?i)felix|Users[\\/]|/home/|AppData|" + "Users\\".encode("utf-16-le"))


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def modules() -> Mapping[str, str]:
    """The VBA of the shipped add-in, as olevba reads it."""
    parser = VBA_Parser(str(addin_path()))
    try:
        return {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


def buttons_of(xml: str) -> list[ET.Element]:
    return list(ET.fromstring(xml).iter(f"{UI}button"))  # noqa: S314 - our own file


# --- the package ----------------------------------------------------------------------------------------------------------------------


def test_the_shipped_addin_is_fresh() -> None:
    assert parts(addin_bytes()) == parts(build.built_addin())


def test_two_builds_have_the_same_bytes_and_no_clock() -> None:
    assert build.built_addin() == build.built_addin()
    with zipfile.ZipFile(addin_path()) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_check_says_in_one_sentence_that_the_addin_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mealbook.xlam"
    monkeypatch.setattr(build, "addin_path", lambda: path)
    assert build.main(["--check"]) == 1
    assert capsys.readouterr().err == "mealbook.xlam is stale: run `make templates` and commit it.\n"
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0
    path.write_bytes(b"no package")
    assert build.main(["--check"]) == 1
    assert build.main(["--chek"]) == 2


def test_nothing_in_it_names_somebodys_machine() -> None:
    found = {name: TRACES.findall(content) for name, content in parts(addin_bytes()).items()}
    assert {name: traces for name, traces in found.items() if traces} == {}


@pytest.mark.ooxml
def test_the_open_xml_sdk_finds_nothing(ooxml_validator: str) -> None:
    told = subprocess.run([ooxml_validator, str(addin_path())], capture_output=True, check=False, timeout=120)
    assert json.loads(told.stdout)["ok"], told.stdout.decode()


def test_the_wheel_has_it_where_the_installer_looks() -> None:
    assert addin_path() == ROOT / "addin" / "mealbook.xlam"


# --- the tab --------------------------------------------------------------------------------------------------------------------------


def test_the_tab_shows_every_button_with_its_label_and_tip() -> None:
    shown = buttons_of(parts(addin_bytes())["customUI/customUI.xml"].decode())
    told = {(each.get("id"), each.get("label"), each.get("screentip"), each.get("supertip")) for each in shown}
    assert told == {(each.name, each.label, each.label, each.tip) for each in BUTTONS}
    assert len(shown) == len(BUTTONS)
    assert {each.get("onAction") for each in shown} == {"MealbookRibbon.Press"}


def test_a_listed_button_joins_by_being_listed_whatever_its_words() -> None:
    fresh = Button("later", '以后"<&>', "提示\n第二行", None)
    listed = [Button(name, f"按钮{name}", "做事", None) for name in LOOKS]
    tab = ribbon_xml([fresh, *listed])
    shown = {each.get("id"): each for each in buttons_of(tab)}
    assert shown["later"].get("label") == '以后"<&>'
    assert shown["later"].get("imageMso") == "MacroPlay"
    assert list(shown) == [*LOOKS, "later"]
    ids = re.findall(r' id="(\w+)"', tab)
    assert len(ids) == len(set(ids)) == 1 + 5 + 12


# --- the VBA --------------------------------------------------------------------------------------------------------------------------


def test_olevba_reads_our_modules_back(modules: Mapping[str, str]) -> None:
    assert set(modules) == {"ThisWorkbook", "Dictionary", "MealbookRibbon", "Sheet2", "xlwings"}
    ours = (VBA / "MealbookRibbon.bas").read_text(encoding="ascii")
    assert modules["MealbookRibbon"].replace("\r\n", "\n").strip() == ours.strip()


def test_the_vba_is_ascii(modules: Mapping[str, str]) -> None:
    assert all(code.isascii() for code in modules.values())


def test_the_project_bears_our_own_name() -> None:
    assert b'Name="mealbook"' in parts(addin_bytes())["xl/vbaProject.bin"]


def test_only_the_users_own_settings_say_which_program_runs(modules: Mapping[str, str]) -> None:
    code = modules["xlwings"].replace("\r\n", "\n")
    assert code.count("Function GetConfig(") == 1
    config = code.partition("Function GetConfig(")[2].partition("End Function")[0]
    assert "GetConfigFilePath()" in config
    assert not {word for word in ("GetConfigFromSheet", "ActiveWorkbook", "GetDirectoryConfigFilePath") if word in config}
    assert code.count(" -B -I -c ") == 2
    assert " -B -c " not in code


def test_what_vba_says_stands_in_the_sheet_at_the_row_it_looks_in() -> None:
    rows = re.findall(r"(\w+)_ROW As Long = (\d)", (VBA / "MealbookRibbon.bas").read_text(encoding="ascii"))
    assert rows == [("TITLE", "1"), ("NOT_INSTALLED", "2"), ("BROKEN", "3"), ("SCRIPT_MISSING", "4")]
    sheet = parts(addin_bytes())["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'<c r="A(\d)" t="inlineStr"><is><t>([^<]*)</t>', sheet) == [
        (str(row), sentence) for row, sentence in enumerate(build.SENTENCES, start=1)
    ]


DOOR = "import sys; pressed = sys.modules['addin.door'] = type(sys)('addin.door'); pressed.press = lambda name: print('pressed', name)\n"


@pytest.mark.parametrize("name", [button.name for button in BUTTONS])
def test_every_button_reaches_the_door(name: str, modules: Mapping[str, str]) -> None:
    """What VBA would hand to Python, run by Python in the way VBA runs it, with a door that only says who pressed."""
    line = re.search(r'RunPython "(.*)" & control\.ID & "(.*)"', modules["MealbookRibbon"])
    assert line is not None
    command = f"{line[1]}{name}{line[2]}"
    assert '"' not in command
    paths = re.search(r'NO_PATHS As String = "(.*)"', modules["MealbookRibbon"])
    assert paths is not None
    start = f'import xlwings.utils;xlwings.utils.prepare_sys_path("{paths[1]}"); before = list(sys.path); {command}'
    program = f"{DOOR}import sys; first = list(sys.path)\n{start}\nassert sys.path == first"
    done = subprocess.run(
        [sys.executable, "-B", "-I", "-c", program, "--wb=膳账 本.xlsx", "--from_xl=1"],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout == f"pressed {name}\n"


# --- the VBA, run by an interpreter ---------------------------------------------------------------------------------------------------

PYTHON = r"C:\用户\甲 乙\膳账 100%\𠀀 <U+4E2D>\.venv\Scripts\python.exe"
SETTINGS = rf"{WINDOWS_HOME}\.mealbook\mealbook.conf"
INSTALLED = {PYTHON: "", SETTINGS: settings_text(Machine(System.WINDOWS, Path(), Path(), PYTHON, Path())).decode()}


@pytest.mark.parametrize("mac", [False, True])
def test_the_modules_are_vba_on_both_systems(modules: Mapping[str, str], *, mac: bool) -> None:
    for code in (modules["MealbookRibbon"], modules["xlwings"]):
        parse_module(for_system(code, mac=mac))


def test_a_press_starts_our_interpreter_for_the_workbook_in_front(modules: Mapping[str, str]) -> None:
    vba, host = excel(modules, INSTALLED, front="我 的&账.xlsx")
    vba.run("Press", [PressedButton("refresh")])
    (command,) = host.started
    folder = PYTHON.removesuffix(r"\python.exe")
    start = r'-B -I -c "import xlwings.utils;xlwings.utils.prepare_sys_path(\"false;;;;;\"); '
    assert command.startswith(
        f'cmd.exe /C C: & cd "{folder}" & "{PYTHON}" {start}from addin.door import press; press(\'refresh\')"  --wb="我 的&账.xlsx" --from_xl=1 '
    )
    assert re.search(r' 2> "C:\\临时\\xlwings-[\w-]+\.log" $', command)
    assert vba.dialogs == []


def test_with_no_workbook_open_the_addin_itself_is_the_caller(modules: Mapping[str, str]) -> None:
    vba, host = excel(modules, INSTALLED, front=None)
    vba.run("Press", [PressedButton("new")])
    assert ' --wb="mealbook.xlam" ' in host.started[0]


def test_a_python_that_fails_is_told_in_one_sentence(modules: Mapping[str, str]) -> None:
    vba, _ = excel(modules, INSTALLED, status=1)
    vba.run("Press", [PressedButton("refresh")])
    assert [(text, title) for _, text, title, _ in vba.dialogs] == [(build.SENTENCES[2], "膳账")]


@pytest.mark.parametrize("missing", [PYTHON, SETTINGS])
def test_without_settings_or_interpreter_nothing_is_started(missing: str, modules: Mapping[str, str]) -> None:
    vba, host = excel(modules, {place: text for place, text in INSTALLED.items() if place != missing})
    vba.run("Press", [PressedButton("refresh")])
    assert host.started == []
    assert [text for _, text, _, _ in vba.dialogs] == [build.SENTENCES[1]]


def test_settings_of_xlwings_itself_are_not_read(modules: Mapping[str, str]) -> None:
    vba, host = excel(modules, {PYTHON: "", rf"{WINDOWS_HOME}\.xlwings\xlwings.conf": INSTALLED[SETTINGS]})
    vba.run("Press", [PressedButton("refresh")])
    assert host.started == []


# --- what the build holds on to -------------------------------------------------------------------------------------------------------


def test_a_new_xlwings_that_reads_otherwise_fails_the_build() -> None:
    with pytest.raises(ValueError, match="procedure RunPython 0 times"):
        module_source("Sub Other()\nEnd Sub\n")
    shipped = (Path(build._shipped_addin()).parent / "xlwings_custom_addin.bas").read_text(encoding="utf-8")  # noqa: SLF001 - what the build reads
    with pytest.raises(ValueError, match="holds 0 times, not 1: PROJECT_NAME"):
        module_source(shipped.replace("myaddin", "other"))


def test_a_procedure_is_replaced_whole() -> None:
    module = "Sub A()\n x\nEnd Sub\n\nPrivate Function B() As Long\n y\nEnd Function\n"
    assert (
        with_procedure(module, "A", "Sub A()\nEnd Sub\n") == "Sub A()\nEnd Sub\n\nPrivate Function B() As Long\n y\nEnd Function\n"
    )
