"""The door: a button pressed in an open workbook ends in one summary, one refusal or one sentence about a bug."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
import webbrowser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from addin.door import press
from addin.file_host import FileHost
from addin.live import engine as speaking
from addin.live.host import LiveHost
from macros_py import buttons
from tests.addin.live_engine.engine import BookImpl, opened, shown, wire
from tests.addin.live_engine.model import open_model
from validation.book import read_book
from workbook_templates.sample_school.faults import DAMAGE, faulty_rows
from workbook_templates.sample_school.fill import fill
from workbook_templates.sample_school.rows import sample_rows
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    import xlwings as xw

    from validation.cells import CellValue


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample school's book with its errors, as an Excel keeps it."""
    path = tmp_path_factory.mktemp("door") / "账.xlsx"
    path.write_bytes(fill(template_bytes(), faulty_rows(), DAMAGE))
    return pickle.dumps(open_model(path))


@pytest.fixture
def faulty(kept: bytes) -> xw.Book:
    """The same, in front."""
    return shown(pickle.loads(kept))  # noqa: S301 - our own


def column(book: xw.Book, table: str, heading: str) -> list[CellValue]:
    found = LiveHost(book).read().tables[table]
    return list(found.columns[found.headings.index(heading)])


def statuses(book: xw.Book) -> list[Any]:
    found: list[Any] = book.impl.app.statuses
    return found


def alerts(book: xw.Book) -> list[str]:
    found: list[str] = book.impl.app.alerts
    return found


def test_a_refresh_tells_its_progress_then_the_errors_and_shows_the_list(faulty: xw.Book) -> None:
    press("refresh")
    assert statuses(faulty) == [
        "膳账：正在读取工作簿……",
        "膳账：正在刷新成本……",
        "膳账：正在写入结果……",
        "膳账：刷新成本完成，已写入；53 处错误，请看 问题清单",
    ]
    assert alerts(faulty) == []
    assert faulty.impl.model.active == "问题清单"
    assert column(faulty, "问题清单", "级别").count("错误") == 53
    press("refresh")
    assert statuses(faulty)[-1] == "膳账：刷新成本完成，内容没有变化；53 处错误，请看 问题清单"


def test_a_good_book_stays_at_the_sheet_where_the_user_was(tmp_path: Path) -> None:
    path = tmp_path / "账.xlsx"
    path.write_bytes(fill(template_bytes(), sample_rows()))
    book = opened(path)
    press("refresh")
    assert statuses(book)[-1] == "膳账：刷新成本完成，已写入；没有错误"
    assert book.impl.model.active == "首页"


def test_check_then_clear(faulty: xw.Book) -> None:
    press("check")
    assert statuses(faulty)[-1] == "膳账：校验完成，已写入；53 处错误，请看 问题清单"
    assert any(column(faulty, "采购验收", "校验"))
    assert column(faulty, "日成本", "日期") == []
    press("clear")
    assert statuses(faulty)[-1] == "膳账：清除标记完成，已写入"
    assert not any(column(faulty, "采购验收", "校验"))
    assert column(faulty, "问题清单", "级别") == []


def test_trade_in_shows_no_old_list(faulty: xw.Book) -> None:
    press("trade_in")
    assert (
        statuses(faulty)[-1]
        == "膳账：以旧换新完成，已写入；53 处错误，按「校验」写进 问题清单；看 以旧换新统计、以旧换新汇总、以旧换新成效"
    )
    assert faulty.impl.model.active == "首页"


def test_the_calling_book_is_meant_and_no_other_is_touched(faulty: xw.Book, kept: bytes) -> None:
    other = BookImpl(faulty.impl.app, pickle.loads(kept))  # noqa: S301 - our own
    faulty.impl.app.books.open_books.append(other)
    press("check")
    assert other.activated == 0
    assert pickle.dumps(other.model) == kept
    assert faulty.impl.activated == 1


def test_a_refusal_is_one_sentence_in_a_box(faulty: xw.Book) -> None:
    sheet = next(sheet for sheet in faulty.impl.model.sheets if sheet.name == "问题清单")
    sheet.protected, sheet.password = True, "x"
    press("check")
    assert alerts(faulty) == ["工作表「问题清单」设了保护密码，没有写入：请在「审阅→撤销工作表保护」里撤销保护，再按一次这个按钮。"]
    assert wire(faulty).calls["range.set"] == 0


def test_an_unknown_button_is_refused(faulty: xw.Book) -> None:
    press("no_such")
    assert alerts(faulty) == ["没有「no_such」这个按钮：加载项和程序的版本不一样，请重新安装膳账。"]


def test_a_bug_is_one_sentence_with_the_log(faulty: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(buttons, "BUTTONS", (buttons.Button("check", "校验", "", broken),))  # type: ignore[arg-type]
    press("check")
    (said,) = alerts(faulty)
    assert (
        said
        == f"程序出了意外，首页 上若标着「未完成」，请再按一次这个按钮；详情已记在 {tmp_path / 'mealbook.log'}，请把它发给维护人员"
    )
    assert "ZeroDivisionError: a bug of ours" in (tmp_path / "mealbook.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), ImportError("x"), OSError(5, "x"), MemoryError()], ids=repr)
def test_what_breaks_off_while_it_writes_never_says_that_nothing_was_written(
    faulty: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: BaseException
) -> None:
    def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(LiveHost, "apply", broken)
    press("check")
    (said,) = alerts(faulty)
    assert "首页 上若标着「未完成」，请再按一次这个按钮" in said
    assert "没有写任何东西" not in said
    assert "完整" not in said


def test_a_busy_excel_without_a_word_to_say_it_leaves_the_sentence_to_xlwings(
    faulty: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "PATIENCE", 0.2)
    wire(faulty).busy = True
    with pytest.raises(SystemExit, match="Excel 正忙"):
        press("refresh")


def test_a_new_book_is_put_on_the_desktop_under_a_free_name_and_opened(
    faulty: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desktop = tmp_path / "Desktop"
    desktop.mkdir()
    (desktop / "膳账本.xlsx").write_bytes(b"mine")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    press("new")
    assert (desktop / "膳账本.xlsx").read_bytes() == b"mine"
    assert (desktop / "膳账本 2.xlsx").read_bytes() == template_bytes()
    assert [book.name for book in faulty.impl.app.books.open_books] == ["账.xlsx", "膳账本 2.xlsx"]
    assert statuses(faulty)[-1] == f"膳账：已新建 {desktop / '膳账本 2.xlsx'}；从 首页 的第 1 步做起"


@pytest.fixture
def good(tmp_path: Path) -> xw.Book:
    """The sample school's book without errors, in front; 核算月份 is its first month."""
    rows = sample_rows()
    next(row for row in rows["设置"] if row["项目"] == "核算月份")["值"] = "2025-09"
    path = tmp_path / "账.xlsx"
    path.write_bytes(fill(template_bytes(), rows))
    return opened(path)


def test_a_month_is_closed_in_the_open_book_and_a_later_change_is_named(good: xw.Book) -> None:
    press("close")
    assert alerts(good) == []
    assert statuses(good)[-1] == (
        "膳账：结账完成，已写入；没有错误；2025-09 已结账：指标和各表登记的指纹记在 结账记录，第 1 批；"
        "设置里的 已结账至 已改为 2025-09；这个月的登记以后再改，检查会报错"
    )
    settings = dict(zip(column(good, "设置", "项目"), column(good, "设置", "值"), strict=True))
    assert settings["已结账至"] == "2025-09"
    assert set(column(good, "结账记录", "动作")) == {"结账"}
    press("close")
    assert alerts(good) == ["2025-09 已经结过账了；要改，先撤销结账（mealbook close --reopen，写明理由）。"]
    table = LiveHost(good).read().tables["收入"]
    cell = good.sheets["收入"].range((table.numbers[0], table.headings.index("金额") + 1))
    cell.value = 1.0
    press("check")
    assert [rule for rule in column(good, "问题清单", "规则") if str(rule).startswith("CLS")] == ["CLS-01"]


def test_the_next_term_is_opened_from_the_book_in_front_if_the_user_says_so(
    good: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    good.impl.app.answer = "yes"
    press("new")
    assert alerts(good)[0].startswith("由打开的 账.xlsx 开新学期的账吗？")
    assert statuses(good)[-1].startswith(f"膳账：已由 账.xlsx 新建 {tmp_path / '膳账本.xlsx'}，账.xlsx 没有改动；期初库存 ")
    opened = read_book(FileHost(tmp_path / "膳账本.xlsx").read()).settings
    assert (opened.term, opened.first_day, opened.opening_balance) == ("2026春", date(2026, 2, 1), 586968)
    assert [book.name for book in good.impl.app.books.open_books] == ["账.xlsx", "膳账本.xlsx"]


def test_a_book_with_errors_is_not_carried_over(faulty: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    faulty.impl.app.answer = "yes"
    press("new")
    assert alerts(faulty)[-1].startswith("上期账本里还有影响计算的错误，不能结转：")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_made_where_the_user_thinks_better_of_it(
    faulty: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    faulty.impl.app.answer = "cancel"
    press("new")
    assert statuses(faulty)[-1] == "膳账：没有新建账本"
    assert list(tmp_path.iterdir()) == []


def test_the_manual_is_opened(faulty: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(webbrowser, "open", seen.append)
    press("manual")
    assert len(seen) == 1
    assert seen[0].endswith("/manual/index.html")
    assert statuses(faulty)[-1].startswith("膳账：已打开 ")


SLOW = ("pandas", "numpy", "pydantic", "openpyxl")


def test_the_door_waits_for_nothing_it_does_not_use() -> None:
    program = f"import sys, addin.door; print([name for name in {(*SLOW, 'xlwings', 'macros_py')} if name in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert found.stdout.strip() == "[]"


def test_neither_does_a_press() -> None:
    program = (
        "import sys, addin.door, addin.live.host, addin.live.calling, macros_py.buttons;"
        f"print([name for name in {SLOW} if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert found.stdout.strip() == "[]"
