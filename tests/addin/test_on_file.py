"""公示 and 上报打包 pressed in an open workbook: they copy what is saved on disk; the line in 公示台账 goes into the open workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import addin.posted_files
from addin.commands import main
from addin.door import press
from addin.live.host import LiveHost
from addin.on_file import shortened
from tests.acceptance.outsider import fill, settings
from tests.acceptance.test_closing import BOOK
from tests.acceptance.test_posting import SIGNERS
from tests.addin.live_engine.engine import opened, wire

if TYPE_CHECKING:
    from pathlib import Path

    import xlwings as xw


@pytest.fixture(autouse=True)
def _no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addin.posted_files, "as_pdf", lambda image: None)  # noqa: ARG005 - nobody prints


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = fill(BOOK)
    settings(book, dict(SIGNERS))
    book.save(tmp_path / "账.xlsx")
    return tmp_path / "账.xlsx"


def alerts(book: xw.Book) -> list[str]:
    found: list[str] = book.impl.app.alerts
    return found


def told(book: xw.Book) -> str:
    statuses: list[Any] = book.impl.app.statuses
    return str(statuses[-1])


def test_posting_writes_the_line_into_the_open_book_and_leaves_the_file(path: Path) -> None:
    before, book = path.read_bytes(), opened(path)
    press("post")
    assert (path.parent / "公示" / "账-公示-2025-11.xlsx").is_file()
    assert path.read_bytes() == before
    lines = LiveHost(book).read().tables["公示台账"]
    assert [row.values[:2] for row in lines.rows][:2] == [("公示-食堂收支", "2025-11"), ("公示-食材采购", "2025-11")]
    assert "公示台账 已写进打开的账簿，请保存" in told(book) + "".join(alerts(book))


def test_packing_stands_beside_the_book_and_touches_nothing(path: Path) -> None:
    book = opened(path)
    press("pack")
    assert main(["verify", str(path.with_name("账-上报.xlsx"))]) == 0
    assert wire(book).calls["range.set"] == 0
    assert "已打包" in told(book) + "".join(alerts(book))


@pytest.mark.parametrize(("name", "label"), [("post", "公示"), ("pack", "上报打包")])
def test_what_is_not_saved_is_asked_for_in_one_sentence(path: Path, name: str, label: str) -> None:
    book = opened(path)
    book.impl.saved = False
    press(name)
    assert alerts(book) == [f"账簿有还没有保存的改动，「{label}」用的是磁盘上保存的那一份：请先保存（Ctrl+S），再按一次。"]
    assert sorted(each.name for each in path.parent.iterdir()) == ["账.xlsx"]


def test_a_book_that_lies_nowhere_is_refused(path: Path) -> None:
    book = opened(path)
    book.impl.fullname = "https://example.org/账.xlsx"
    press("pack")
    assert alerts(book) == ["「上报打包」用的是磁盘上的账簿，没有找到它：请先把账簿另存在这台电脑上（不要放在网盘里），再按一次。"]


def test_what_is_missing_is_told(path: Path) -> None:
    book = fill(BOOK)
    book.save(path)
    shown = opened(path)
    press("post")
    assert "2025-11 还不能公示，没有写任何文件：还差 4 处" in "".join(alerts(shown)) + told(shown)
    assert not (path.parent / "公示").exists()


def test_a_box_shows_so_many_lines() -> None:
    assert shortened(["一"] * 20) == ["一"] * 20
    assert shortened(["一"] * 25) == [*["一"] * 20, "另有 5 处没有列出；错误都在 问题清单，先刷新成本"]
