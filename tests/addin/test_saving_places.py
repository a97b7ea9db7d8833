"""Awkward places: odd and very long names, links, a file where a folder should be, other disks, and an edit in the last instant."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from addin import new_file, save, swap
from addin.leftovers import shortened
from addin.new_file import NewFile
from addin.save import BACKUP_FOLDER, clear_up, replace_file
from addin.system_errors import cause, not_written
from validation.refusals import NotWritable, WorkbookBusy

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = b"the old file", b"the new file"


def book(folder: Path, name: str = "账.xlsx", content: bytes = OLD) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def backups(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in sorted((folder / BACKUP_FOLDER).iterdir())]


NAMES = {
    "with spaces": "  一年级 账 本  .xlsx",
    "with a line break": "账\n本.xlsx",
    "with a smile": "账😀.xlsx",
    "with quotes": "账'\"$(rm).xlsx",
    "with brackets and stars": "账[1]*?.xlsx",
    "without a stem": ".xlsx",
    "as long as can be": "账" * 83 + "a.xlsx",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_that_a_book_may_have(tmp_path: Path, name: str) -> None:
    path = book(tmp_path, name)
    for number in range(7):
        before = path.read_bytes()
        replace_file(path, b"%d" % number, expected=before)
    assert path.read_bytes() == b"6"
    assert sorted(backups(tmp_path)) == [b"1", b"2", b"3", b"4", b"5"]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([name, BACKUP_FOLDER])


def test_a_very_long_name_is_cut_between_signs_and_told_from_others() -> None:
    assert shortened("账本.xlsx") == "账本.xlsx"
    assert shortened("a" * 223) == "a" * 223
    assert shortened("a" * 224) == "a" * 214 + "~" + "145553cd"
    assert shortened("账" * 80)[:-8] == "账" * 71 + "~"
    assert shortened("账" * 80) != shortened("账" * 81)


def test_a_name_too_long_for_the_disk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match=r"没有写入，原文件未动；文件名或路径太长：请改短后再试。$"):
        replace_file(tmp_path / ("账" * 90 + ".xlsx"), NEW, expected=None)


@pytest.mark.parametrize("dangling", [False, True])
def test_a_file_where_the_backups_should_be_is_refused(tmp_path: Path, dangling: bool) -> None:  # noqa: FBT001 - a parameter of a test
    path = book(tmp_path)
    if dangling:
        (tmp_path / BACKUP_FOLDER).symlink_to(tmp_path / "无")
    else:
        (tmp_path / BACKUP_FOLDER).write_bytes(b"a file")
    with pytest.raises(
        NotWritable, match=r"^没有写入：「.*膳账备份」应当是放备份的文件夹，现在是一个文件；请把它改名或移走，再试一次。$"
    ):
        replace_file(path, NEW, expected=None)
    clear_up(path)
    assert path.read_bytes() == OLD


def test_an_empty_folder_of_backups_stays_when_a_save_is_refused(tmp_path: Path) -> None:
    (tmp_path / BACKUP_FOLDER).mkdir()
    with pytest.raises(WorkbookBusy):
        replace_file(book(tmp_path), NEW, expected=NEW)
    assert (tmp_path / BACKUP_FOLDER).is_dir()


def test_backups_may_live_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    (tmp_path / BACKUP_FOLDER).symlink_to("别处")
    path = book(tmp_path)
    replace_file(path, NEW, expected=None)
    assert path.read_bytes() == NEW
    assert backups(tmp_path) == [OLD]


def other_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the folder of the backups be on another disk than the book: nothing moves or gets a second name from one to the other."""

    def crossing(real: Callable[..., None]) -> Callable[..., None]:
        def call(one: Path | str, other: Path | str, **options: int) -> None:
            if (BACKUP_FOLDER in str(one)) != (BACKUP_FOLDER in str(other)) and "fd" not in Path(one).parts:
                raise OSError(errno.EXDEV, "another disk")
            real(one, other, **options)

        return call

    monkeypatch.setattr(os, "link", crossing(os.link))
    monkeypatch.setattr(os, "replace", crossing(os.replace))
    monkeypatch.setattr(save, "_workshop", lambda target, _: target.parent)


def test_backups_on_another_disk_are_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other_disk(monkeypatch)
    path = book(tmp_path)
    replace_file(path, NEW, expected=OLD)
    assert path.read_bytes() == NEW
    assert backups(tmp_path) == [OLD]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(["账.xlsx", BACKUP_FOLDER])


def test_the_new_file_is_made_on_the_disk_of_the_book(tmp_path: Path) -> None:
    folder = tmp_path / BACKUP_FOLDER
    folder.mkdir()
    assert save._workshop(tmp_path / "账.xlsx", folder) == folder  # noqa: SLF001 - two disks are not to be had in every test
    assert save._workshop(tmp_path / "账.xlsx", Path("/proc")) == tmp_path  # noqa: SLF001


def test_a_second_name_of_the_book_keeps_the_old_file(tmp_path: Path) -> None:
    path = book(tmp_path)
    os.link(path, tmp_path / "另.xlsx")
    replace_file(path, NEW, expected=OLD)
    assert path.read_bytes() == NEW
    assert (tmp_path / "另.xlsx").read_bytes() == OLD


def with_a_note(path: Path) -> bool:
    """Give the file an extended attribute; whether the system and the disk know such things."""
    with suppress(AttributeError, OSError):
        os.setxattr(path, "user.note", b"mine")
        return True
    return False


def test_mode_owner_and_attributes_are_those_of_the_old_file(tmp_path: Path) -> None:
    path = book(tmp_path)
    path.chmod(0o660)
    noted = with_a_note(path)
    if os.geteuid() == 0:
        os.chown(path, 1234, 5678)
    replace_file(path, NEW, expected=None)
    state = path.stat()
    assert stat.S_IMODE(state.st_mode) == 0o660
    if noted:
        assert os.getxattr(path, "user.note") == b"mine"
    if os.geteuid() == 0:
        assert (state.st_uid, state.st_gid) == (1234, 5678)


def test_a_system_without_owners_attributes_and_handles_sets_the_mode_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("fchown", "listxattr", "fchmod", "O_TMPFILE"):
        monkeypatch.delattr(os, name, raising=False)
    path = book(tmp_path)
    path.chmod(0o640)
    replace_file(path, NEW, expected=None)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_owners_and_attributes_that_may_not_be_set_do_not_stop_a_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    path = book(tmp_path)
    with_a_note(path)
    monkeypatch.setattr(os, "fchown", forbidden)
    monkeypatch.setattr(os, "setxattr", forbidden)
    replace_file(path, NEW, expected=None)
    monkeypatch.setattr(os, "listxattr", forbidden)
    replace_file(path, OLD, expected=None)
    assert path.read_bytes() == OLD


def edit_in_place(path: Path) -> None:
    state = path.stat()
    path.write_bytes(b"another edit")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def edit_by_a_new_file(path: Path) -> None:
    fresh = path.with_name("fresh")
    fresh.write_bytes(b"another edit")
    fresh.replace(path)


@pytest.mark.parametrize("edit", [edit_in_place, edit_by_a_new_file])
def test_an_edit_in_the_last_instant_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit: Callable[[Path], None]
) -> None:
    real, calls = swap.swap, list[Path]()

    def late(one: Path, other: Path) -> bool:
        if not calls:
            edit(path)
        calls.append(other)
        return real(one, other)

    monkeypatch.setattr(save, "swap", late)
    path = book(tmp_path)
    with pytest.raises(WorkbookBusy, match=r"^「账.xlsx」在读取之后被别的程序改过，没有写入：请保存并关闭它，再运行一次。$"):
        replace_file(path, NEW, expected=OLD)
    assert path.read_bytes() == b"another edit"
    assert [each.name for each in tmp_path.iterdir()] == ["账.xlsx"]
    assert calls == [path, path]


def test_an_edit_that_cannot_be_given_back_is_kept_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = swap.swap, list[Path]()

    def once(one: Path, other: Path) -> bool:
        if calls:
            raise OSError(errno.EIO, "broken")
        edit_by_a_new_file(path)
        calls.append(other)
        return real(one, other)

    monkeypatch.setattr(save, "swap", once)
    path = book(tmp_path)
    with pytest.raises(
        WorkbookBusy, match=r"^「账.xlsx」在写入的同时被别的程序改过：改过的那份在「膳账备份/账-\d{8}-\d{6}.xlsx」，请两份对照。$"
    ):
        replace_file(path, NEW, expected=OLD)
    assert path.read_bytes() == NEW
    assert backups(tmp_path) == [b"another edit"]


def test_an_edit_before_a_plain_replacement_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(*_: Path) -> bool:
        edit_in_place(path)
        return False

    monkeypatch.setattr(save, "swap", unable)
    path = book(tmp_path)
    with pytest.raises(WorkbookBusy, match="在读取之后被别的程序改过"):
        replace_file(path, NEW, expected=OLD)
    assert path.read_bytes() == b"another edit"
    assert [each.name for each in tmp_path.iterdir()] == ["账.xlsx"]


def test_a_file_that_comes_in_the_meantime_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "账.xlsx"
    real = save._next_backup  # noqa: SLF001 - the moment just before the save

    def late(target: Path, folder: Path) -> Path:
        path.write_bytes(b"another's")
        return real(target, folder)

    monkeypatch.setattr(save, "_next_backup", late)
    with pytest.raises(WorkbookBusy, match="在读取之后被别的程序改过"):
        replace_file(path, NEW, expected=None)
    assert path.read_bytes() == b"another's"
    assert [each.name for each in tmp_path.iterdir()] == ["账.xlsx"]


def test_a_backup_of_that_name_that_comes_in_the_meantime_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path)
    taken = tmp_path / BACKUP_FOLDER / "账-20250901-080000.xlsx"
    taken.parent.mkdir()
    taken.write_bytes(b"another run's")
    monkeypatch.setattr(save, "_next_backup", lambda *_: taken)
    with pytest.raises(WorkbookBusy, match="在读取之后被别的程序改过"):
        replace_file(path, NEW, expected=None)
    assert path.read_bytes() == OLD
    assert backups(tmp_path) == [b"another run's"]


def test_backups_of_one_second_are_numbered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "strftime", lambda _: "20250901-080000")
    path = book(tmp_path)
    for number in range(1, 4):
        replace_file(path, b"%d" % number, expected=None)
    names = sorted(each.name for each in (tmp_path / BACKUP_FOLDER).iterdir())
    assert names == ["账-20250901-080000-2.xlsx", "账-20250901-080000-3.xlsx", "账-20250901-080000.xlsx"]
    assert (tmp_path / BACKUP_FOLDER / "账-20250901-080000.xlsx").read_bytes() == OLD
    assert (tmp_path / BACKUP_FOLDER / "账-20250901-080000-3.xlsx").read_bytes() == b"2"


def closing_fails_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    real, closed = os.close, list[int]()

    def close(handle: int) -> None:
        real(handle)
        closed.append(handle)
        if len(closed) == number:
            raise OSError(errno.EIO, "a network drive that writes late")

    monkeypatch.setattr(os, "close", close)


def test_a_new_file_whose_closing_fails_is_not_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path)
    closing_fails_at(monkeypatch, 2)
    with pytest.raises(NotWritable, match="没有写入，原文件未动；写入时出错（磁盘读写出错）"):
        replace_file(path, NEW, expected=None)
    assert path.read_bytes() == OLD
    assert [each.name for each in tmp_path.iterdir()] == ["账.xlsx"]


def test_a_first_file_whose_closing_fails_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closing_fails_at(monkeypatch, 2)
    with pytest.raises(NotWritable, match="写入时出错"):
        replace_file(tmp_path / "账.xlsx", NEW, expected=None)
    assert list(tmp_path.iterdir()) == []


def test_a_lock_whose_closing_fails_is_made_in_another_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path)
    closing_fails_at(monkeypatch, 1)
    replace_file(path, NEW, expected=None)
    assert path.read_bytes() == NEW
    assert len(list((tmp_path / BACKUP_FOLDER).iterdir())) == 1


def test_a_closing_that_fails_after_a_failure_does_not_hide_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.close

    def close(handle: int) -> None:
        real(handle)
        raise OSError(errno.EIO, "the second failure")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "the first failure")

    monkeypatch.setattr(os, "close", close)
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="the first failure"):
        NewFile(tmp_path / ".x.new", b"content")
    assert list(tmp_path.iterdir()) == []


def test_every_passing_name_is_one_that_the_next_run_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = list[str]()

    class Recorded(NewFile):
        def __init__(self, place: Path, content: bytes, model: Path | None = None) -> None:
            places.append(place.name)
            super().__init__(place, content, model)

    def refuse_backups(one: Path | str, other: Path | str, *, src_dir_fd: int | None = None) -> None:
        if src_dir_fd is None:
            raise OSError(errno.EPERM, "not yours")
        real(one, other, src_dir_fd=src_dir_fd)

    real, path = os.link, book(tmp_path)
    monkeypatch.setattr(save, "NewFile", Recorded)
    monkeypatch.setattr(os, "link", refuse_backups)
    replace_file(path, NEW, expected=None)
    assert places == [f".账.xlsx.{os.getpid()}.new", f".账.xlsx.{os.getpid()}.copy"]
    (tmp_path / BACKUP_FOLDER / ".账.xlsx.lock").write_bytes(b"")
    monkeypatch.setattr(save, "clear_if_stale", lambda _, aside: places.append(aside.name))
    clear_up(path)
    assert places[2:] == [f".账.xlsx.{os.getpid()}.old"]


@pytest.mark.parametrize("call", ["utime", "unlink"])
def test_what_is_not_needed_may_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def fail(*_: object, **_options: object) -> None:
        raise OSError(errno.EIO, "broken")

    path = book(tmp_path)
    folder = tmp_path / BACKUP_FOLDER
    folder.mkdir()
    for day in range(1, 7):
        (folder / f"账-2025090{day}-080000.xlsx").write_bytes(OLD)
    real = os.link
    monkeypatch.setattr(os, "link", lambda *names, **options: real(*names, **options) if options else fail())
    if call == "utime":
        monkeypatch.setattr(os, "utime", fail)
    else:
        unlink = Path.unlink
        monkeypatch.setattr(
            Path, "unlink", lambda each, missing_ok=False: fail() if "-2025" in each.name else unlink(each, missing_ok)
        )
    replace_file(path, NEW, expected=None)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("unnamed", [True, False])
def test_a_first_file_has_the_usual_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unnamed: bool) -> None:  # noqa: FBT001 - a parameter of a test
    if not unnamed:
        monkeypatch.setattr(new_file, "_BY_HANDLE", tmp_path / "none")
    mask = os.umask(0)
    try:
        replace_file(tmp_path / "账.xlsx", NEW, expected=None)
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "账.xlsx").stat().st_mode) == 0o666


def test_a_disk_that_takes_little_at_a_time_gets_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: real(handle, content[:5]))
    with NewFile(tmp_path / ".x.new", b"thirteen bytes") as fresh:
        fresh.stand_at(tmp_path / "x")
        assert [each.name for each in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == b"thirteen bytes"


@pytest.mark.parametrize("unnamed", [True, False])
def test_a_new_file_is_out_of_sight_until_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unnamed: bool) -> None:  # noqa: FBT001 - a parameter of a test
    if not unnamed:
        monkeypatch.setattr(new_file, "_BY_HANDLE", tmp_path / "none")
    place = tmp_path / ".x.new"
    with NewFile(place, b"content") as fresh:
        assert place.exists() != unnamed
        fresh.stand_at(place)
        assert place.read_bytes() == b"content"
        with pytest.raises(FileExistsError):
            fresh.stand_at(book(tmp_path))
        with pytest.raises(FileExistsError):
            fresh.move_to(tmp_path / "账.xlsx")
    assert [each.name for each in tmp_path.iterdir()] == ["账.xlsx"]
    assert (tmp_path / "账.xlsx").read_bytes() == OLD


def test_a_passing_name_that_is_taken_is_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_file, "_BY_HANDLE", tmp_path / "none")
    place = book(tmp_path, ".x.new", b"another's")
    with pytest.raises(FileExistsError):
        NewFile(place, b"content")
    assert place.read_bytes() == b"another's"


def test_an_unnamed_file_that_cannot_stand_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **_options: object) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "link", refuse)
    with NewFile(tmp_path / ".x.new", b"content") as fresh, pytest.raises(OSError, match="broken"):
        fresh.move_to(tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_two_files_change_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = book(tmp_path, "一", b"1"), book(tmp_path, "二", b"2")
    assert swap.swap(one, other)
    assert (one.read_bytes(), other.read_bytes()) == (b"2", b"1")
    with pytest.raises(FileNotFoundError) as missing:
        swap.swap(one, tmp_path / "无")
    assert missing.value.filename == str(tmp_path / "无")
    monkeypatch.setattr(swap, "_renameat2", lambda: None)
    assert not swap.swap(one, other)


def test_a_system_or_a_disk_that_knows_no_such_thing_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = book(tmp_path, "一", b"1"), book(tmp_path, "二", b"2")
    monkeypatch.setattr(swap, "_renameat2", lambda: lambda *_: -1)
    for code, unable in ((errno.ENOSYS, True), (errno.EINVAL, True), (errno.EOPNOTSUPP, True), (errno.EIO, False)):
        monkeypatch.setattr(ctypes, "get_errno", lambda code=code: code)
        if unable:
            assert not swap.swap(one, other)
        else:
            with pytest.raises(OSError, match="Input/output error"):
                swap.swap(one, other)
    monkeypatch.undo()
    swap._renameat2.cache_clear()  # noqa: SLF001 - asked once a process
    monkeypatch.setattr(sys, "platform", "win32")
    assert not swap.swap(one, other)
    swap._renameat2.cache_clear()  # noqa: SLF001


def test_what_the_system_says_is_told_in_chinese() -> None:
    assert not_written(OSError(errno.ENOSPC, "x")) == "磁盘空间不足：请清理磁盘后再试"
    assert not_written(OSError(errno.EROFS, "x")) == "没有写入这个文件夹的权限：请取消只读、换一个位置，或请管理员开放权限"
    assert not_written(OSError(errno.ENAMETOOLONG, "x")) == "文件名或路径太长：请改短后再试"
    assert not_written(OSError(errno.ESTALE, "x")) == "写入时出错（网络盘断开了）：请检查磁盘或网络后再试"
    assert [cause(OSError(code, "x")) for code in (errno.EDQUOT, errno.EPERM, errno.EIO)] == [
        "磁盘空间不足",
        "没有权限",
        "磁盘读写出错",
    ]
    assert cause(OSError(errno.EDOM, "strange")) == "strange"
    assert cause(OSError("no number")) == "no number"


def test_ctrl_c_waits_for_the_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, path = os.fsync, book(tmp_path)
    asked = []

    def interrupted(handle: int) -> None:
        asked.append(signal.getsignal(signal.SIGINT))
        os.kill(os.getpid(), signal.SIGINT)
        real(handle)

    monkeypatch.setattr(os, "fsync", interrupted)
    usual = signal.getsignal(signal.SIGINT)
    replace_file(path, NEW, expected=None)
    assert set(asked) == {signal.SIG_IGN}
    assert signal.getsignal(signal.SIGINT) == usual
    assert path.read_bytes() == NEW
    with pytest.raises(NotWritable):
        replace_file(tmp_path / "无" / "账.xlsx", NEW, expected=None)
    assert signal.getsignal(signal.SIGINT) == usual


def test_a_handler_that_is_not_of_python_gives_way_to_the_usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, usual = signal.signal, signal.getsignal(signal.SIGINT)
    set_to = list[object]()

    def foreign(number: int, handler: signal.Handlers) -> None:
        set_to.append(handler)
        real(number, handler)

    monkeypatch.setattr(signal, "signal", foreign)
    replace_file(book(tmp_path), NEW, expected=None)
    monkeypatch.undo()
    real(signal.SIGINT, usual)
    assert set_to == [signal.SIG_IGN, signal.SIG_DFL]


def test_a_save_may_run_in_any_thread(tmp_path: Path) -> None:
    path = book(tmp_path)
    thread = threading.Thread(target=replace_file, args=(path, NEW), kwargs={"expected": None})
    thread.start()
    thread.join()
    assert path.read_bytes() == NEW


def test_what_a_killed_run_left_goes_though_nothing_is_to_be_saved(tmp_path: Path) -> None:
    path = book(tmp_path)
    clear_up(path)
    folder = tmp_path / BACKUP_FOLDER
    folder.mkdir()
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    (folder / f".账.xlsx.{process.pid}.new").write_bytes(b"")
    (folder / ".账.xlsx.1.new").write_bytes(b"of a living process")
    (folder / ".账.xlsx.lock").write_bytes(b"")
    clear_up(path)
    assert sorted(each.name for each in folder.iterdir()) == [".账.xlsx.1.new", ".账.xlsx.lock"]
    os.utime(folder / ".账.xlsx.lock", (1, 1))
    os.utime(folder / ".账.xlsx.1.new", (1, 1))
    clear_up(path)
    assert [each.name for each in tmp_path.iterdir()] == ["账.xlsx"]
    assert path.read_bytes() == OLD


def test_what_cannot_be_cleared_up_is_left_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "broken")

    (tmp_path / BACKUP_FOLDER).mkdir()
    monkeypatch.setattr(save, "clear_leftovers", broken)
    clear_up(book(tmp_path))
    assert (tmp_path / BACKUP_FOLDER).is_dir()
