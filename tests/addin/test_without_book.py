"""新建账本 takes a name that is free; 使用手册 opens pages that go with the program wherever it is installed."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from addin import without_book
from addin.without_book import MANUAL, free_path, open_manual
from validation.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


class Page(HTMLParser):
    """What a page leads to and shows, and the anchors it has."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        told = dict(attrs)
        self.leads += [told[name] or "" for name in ("href", "src") if name in told]
        if "id" in told:
            self.anchors.add(told["id"] or "")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as opened:
        yield opened


def test_the_whole_manual_is_in_the_wheel_and_small(wheel: zipfile.ZipFile) -> None:
    inside = {name.removeprefix("addin/manual/") for name in wheel.namelist() if name.startswith("addin/manual/")}
    manual = ROOT / "docs" / "手册"
    pages = {f"{page.stem}.html" for page in manual.glob("*.md")} - {"README.html"} | {"index.html", "规则.html", "错误目录.html"}
    assert inside == pages | {f"图/{picture.name}" for picture in (manual / "图").iterdir()}
    assert sum(wheel.getinfo(f"addin/manual/{name}").compress_size for name in inside) < 2_000_000


def test_the_pages_lead_to_one_another_and_nowhere_else() -> None:
    """The program may be all that is there: no page leads out of the manual."""
    pages = {page.name: Page(page) for page in MANUAL.parent.glob("*.html")}
    broken = []
    for name, page in pages.items():
        for lead in page.leads:
            place, _, anchor = unquote(lead).partition("#")
            file = MANUAL.parent / (place or name)
            if not file.exists() or (anchor and anchor not in pages[file.name].anchors):
                broken.append(f"{name}: {lead}")
    assert broken == []


def test_no_page_tells_what_only_its_maker_needs() -> None:
    assert [
        page.name for page in MANUAL.parent.glob("*.html") if re.search("<!-- |&lt;!--", page.read_text(encoding="utf-8"))
    ] == []


def test_the_button_opens_the_first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert open_manual()[0].startswith(f"已打开 {MANUAL}")
    assert opened == [MANUAL.as_uri()]


def test_without_its_pages_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(without_book, "MANUAL", tmp_path / "index.html")
    with pytest.raises(Refusal, match="重新安装"):
        open_manual()


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    assert free_path(tmp_path).name == "膳账本.xlsx"
    (tmp_path / "膳账本.xlsx").touch()
    assert free_path(tmp_path).name == "膳账本 2.xlsx"


@pytest.mark.parametrize("desktop", ["Desktop", "OneDrive/Desktop", "OneDrive/桌面", "桌面"])
def test_the_desktop_is_found(desktop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / desktop).mkdir(parents=True)
    (tmp_path / "Documents").mkdir()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert without_book._folder() == tmp_path / desktop  # noqa: SLF001 - where 新建账本 puts the book
