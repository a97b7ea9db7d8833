"""The door: exit statuses, one sentence for a refusal, a log for a bug, help in Chinese."""

from __future__ import annotations

import errno
import io
import json
import re
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from addin import commands
from addin.commands import main, parser
from validation.refusals import NotWritable
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    book = tmp_path / "账.xlsx"
    assert main(["new", str(book)]) == 0
    return book


def sentence(capsys: pytest.CaptureFixture[str]) -> str:
    """What stands on stderr, which must be one line; nothing stands on stdout."""
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    return told.err.strip()


def test_a_new_book_is_the_built_template(blank: Path) -> None:
    assert blank.read_bytes() == template_bytes()
    assert sorted(path.name for path in blank.parent.iterdir()) == ["账.xlsx"]


def test_a_new_book_never_overwrites(blank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["new", str(blank)]) == 2
    assert sentence(capsys) == "账.xlsx 已经有了，不会覆盖它；请换一个文件名"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("check", "我的", "账 本.xlsx"),
            "mealbook check：命令写得不对（不认识 账 本.xlsx）；文件名里有空格的，前后加双引号；用 mealbook check --help 看用法",
        ),
        (("verify",), "mealbook verify：命令写得不对（缺少 文件名）；用 mealbook verify --help 看用法"),
        (("check", "账.xlsx", "--moth"), "mealbook check：命令写得不对（不认识 --moth）；用 mealbook check --help 看用法"),
    ],
)
def test_what_a_command_does_not_take_is_named(arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert sentence(capsys) == told


def test_a_new_book_is_an_xlsx(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "账.xls")]) == 2
    assert sentence(capsys) == "新工作簿的文件名要以 .xlsx 结尾，现为 账.xls"


def test_a_blank_book_says_what_to_fill_in(blank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four settings are empty that everything rests on; school, canteen and term are asked for."""
    capsys.readouterr()
    assert main(["check", str(blank), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(each["level"], each["rule"], each["message"]) for each in found["findings"]] == [
        ("错误", "DAT-03", "「值」（学期开始）没有填写"),
        ("错误", "DAT-03", "「值」（学期结束）没有填写"),
        ("错误", "DAT-03", "「值」（核算月份）没有填写"),
        ("错误", "DAT-03", "「值」（基准餐标）没有填写"),
        ("警告", "DAT-03", "「值」（学校）没有填写"),
        ("警告", "DAT-03", "「值」（食堂）没有填写"),
        ("警告", "DAT-03", "「值」（学期）没有填写"),
    ]
    assert found["counts"] == {"错误": 4, "警告": 3, "提示": 0}


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "找不到"), (b"", "空"), (b"hello", "不是"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "请")],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(
    content: bytes | None, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "账.xlsx"
    if content is not None:
        book.write_bytes(content)
    for command in ("check", "figures", "refresh"):
        assert main([command, str(book)]) == 2
        assert told in sentence(capsys)


def test_a_blank_book_has_no_months_yet(blank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("refresh", "figures"):
        capsys.readouterr()
        assert main([command, str(blank)]) == 1
        assert capsys.readouterr().out.splitlines()[0] == "还没有可算的月份：请先填好设置里的学期开始、学期结束和核算月份"


def test_a_month_outside_the_book_is_refused(blank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["figures", str(blank), "--month", "2031-01"]) == 2
    assert sentence(capsys) == "这本账里没有 2031-01 月：设置里的学期开始和学期结束没有填好"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["无此命令"],
        ["check", "x", "--month"],
        ["figures", "x", "--month", "9月"],
        ["check", "x", "--today", "昨天"],
        ["install", "--today", "2025-09-01"],
        ["desk", "check", "--json", "x"],
        ["desk", "clear", "x"],
    ],
)
def test_a_wrong_command_line_gets_one_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "--help" in sentence(capsys)


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", parser().format_help())


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code in {0, None}
    assert re.fullmatch(r"mealbook \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_a_bug_is_logged_and_the_user_told_where(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> int:
        raise RuntimeError("boom")

    capsys.readouterr()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(commands, "_run", broken)
    assert main(["check", str(blank)]) == 2
    log = tmp_path / "mealbook.log"
    assert sentence(capsys) == f"程序出了意外，没有写任何东西；详情已记在 {log}，请把它发给维护人员"
    assert "RuntimeError: boom" in log.read_text(encoding="utf-8")


INTERRUPTIONS = {
    "Ctrl-C": (KeyboardInterrupt(), "已中断；工作簿是完整的：要么还是原来的，要么已经全部写好"),
    "a file of ours": (
        ImportError("no file", name="addin.x"),
        "程序自己的文件不全或读不出来（addin.x），没有写任何东西；请重新安装膳账，再试一次",
    ),
    "a nameless one": (ImportError("no file"), "程序自己的文件不全或读不出来（no file），没有写任何东西；请重新安装膳账，再试一次"),
    "the disk": (OSError(errno.ENOSPC, "x", "账.xlsx"), "文件操作没有成功：磁盘空间不足（账.xlsx）；请检查路径和权限"),
    "the disk, of no file": (OSError(errno.EIO, "x"), "文件操作没有成功：磁盘读写出错（）；请检查路径和权限"),
    "a name of two lines": (NotWritable("「账\n本.xlsx」没有写入"), "「账\\n本.xlsx」没有写入"),
}


@pytest.mark.parametrize(("fault", "told"), INTERRUPTIONS.values(), ids=INTERRUPTIONS)
def test_whatever_interrupts_is_told_in_one_sentence(
    fault: BaseException, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise fault

    monkeypatch.setattr(commands, "_run", interrupted)
    assert main(["check", "账.xlsx"]) == 2
    assert sentence(capsys) == told


def test_nobody_listening_is_no_second_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Closed())
    assert main(["check", str(tmp_path / "无.xlsx")]) == 2
    monkeypatch.undo()


def test_every_command_explains_itself_in_chinese() -> None:
    text = parser().format_help()
    for word in ("new", "demo", "check", "refresh", "figures", "命令"):
        assert word in text
    assert "usage" not in text
    assert "options" not in text


def test_today_makes_later_dates_a_finding_and_its_absence_does_not(blank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = blank.parent
    main(["demo", str(folder)])
    capsys.readouterr()
    good = str(folder / "膳账-示例.xlsx")
    assert main(["check", good, "--json"]) == 0
    capsys.readouterr()
    assert main(["check", good, "--today", "2026-01-14", "--json"]) == 1
    rules = {each["rule"] for each in json.loads(capsys.readouterr().out)["findings"] if each["level"] == "错误"}
    assert rules == {"DAT-17"}
