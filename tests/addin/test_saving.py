"""A save is all or nothing: whatever fails on the way, the path holds exactly the old file or the new one, and nothing strays."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from addin import lock_files, save
from addin.file_host import FileHost
from addin.save import BACKUP_FOLDER, replace_file
from tests.addin.packages import one_table, text_row
from validation.refusals import NotWritable, Refusal, WorkbookBusy
from workbook_templates.draft import Draft, TableFill

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = b"the old file", b"the new file"
ROOT = Path(__file__).resolve().parents[2]


def book(folder: Path, content: bytes = OLD) -> Path:
    path = folder / "账.xlsx"
    path.write_bytes(content)
    return path


def everything(folder: Path) -> list[str]:
    """Every file and folder below, backups by the count of their kind."""
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


def backups(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in sorted((folder / BACKUP_FOLDER).iterdir())]


def test_the_new_file_takes_the_place_and_the_old_one_is_kept(tmp_path: Path) -> None:
    path = book(tmp_path)
    replace_file(path, NEW, expected=OLD)
    assert path.read_bytes() == NEW
    assert backups(tmp_path) == [OLD]
    (kept,) = (tmp_path / BACKUP_FOLDER).iterdir()
    assert kept.name.startswith("账-20")
    assert kept.suffix == ".xlsx"


def test_at_most_five_backups_are_kept_and_no_other_file_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / BACKUP_FOLDER
    folder.mkdir()
    others = ["账-我的.xlsx", "账-20250101-000000.xlsm", "别账-20250101-000000.xlsx", "账-2025-1.xlsx"]
    for name in others:
        (folder / name).write_bytes(b"mine")
    path = book(tmp_path, b"0")
    for number in range(1, 9):
        replace_file(path, str(number).encode(), expected=str(number - 1).encode())
    kept = [each for each in folder.iterdir() if each.name not in others]
    assert sorted(each.read_bytes() for each in kept) == [b"3", b"4", b"5", b"6", b"7"]
    assert all((folder / name).read_bytes() == b"mine" for name in others)


def test_a_new_place_needs_no_backup_and_leaves_no_folder(tmp_path: Path) -> None:
    replace_file(tmp_path / "新.xlsx", NEW, expected=None)
    assert everything(tmp_path) == ["新.xlsx"]


def test_the_mode_of_the_file_is_kept(tmp_path: Path) -> None:
    path = book(tmp_path)
    path.chmod(0o640)
    replace_file(path, NEW, expected=None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "真").mkdir()
    path = book(tmp_path / "真")
    link = tmp_path / "链.xlsx"
    link.symlink_to(path)
    replace_file(link, NEW, expected=None)
    assert link.is_symlink()
    assert path.read_bytes() == NEW
    assert (tmp_path / "真" / BACKUP_FOLDER).is_dir()


def refuse(*_: object, **_options: object) -> None:
    raise PermissionError(errno.EPERM, "no hard links here")


def a_plain_disk(monkeypatch: pytest.MonkeyPatch, *, links: bool = False) -> None:
    """What Windows, a memory stick or a network drive can do: no file without a name, no two files changing places."""
    monkeypatch.setattr("addin.new_file._BY_HANDLE", Path("/nowhere"))
    monkeypatch.setattr("addin.save.swap", lambda *_: False)
    if not links:
        monkeypatch.setattr(os, "link", refuse)


def test_a_disk_without_second_names_gets_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_plain_disk(monkeypatch)
    path = book(tmp_path)
    path.chmod(0o640)
    os.utime(path, ns=(1_000, 2_000))
    replace_file(path, NEW, expected=None)
    assert backups(tmp_path) == [OLD]
    (kept,) = (tmp_path / BACKUP_FOLDER).iterdir()
    assert kept.stat().st_mtime_ns == 2_000
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640


def test_an_edit_meanwhile_is_never_lost(tmp_path: Path) -> None:
    path = book(tmp_path, b"edited by another")
    with pytest.raises(WorkbookBusy, match=r"「账.xlsx」在读取之后被别的程序改过，没有写入：请"):
        replace_file(path, NEW, expected=OLD)
    assert path.read_bytes() == b"edited by another"
    path.unlink()
    with pytest.raises(WorkbookBusy):
        replace_file(path, NEW, expected=OLD)
    assert everything(tmp_path) == []


def excel_owner(name: str) -> bytes:
    ansi = name.encode("gb18030")
    return bytes([len(ansi)]) + ansi.ljust(54) + len(name).to_bytes(2, "little") + name.encode("utf-16-le").ljust(108, b" \0"[:1])


LOCKS = {
    "Excel": ("~$账.xlsx", excel_owner("王会计"), "正被「王会计」打开（有锁文件「~$账.xlsx」）：请"),
    "Excel, ANSI name only": ("~$账.xlsx", b"\x03Wei".ljust(55), "正被「Wei」打开"),
    "Excel, unreadable": ("~$账.xlsx", b"", "正被另一个程序打开"),
    "LibreOffice": (
        ".~lock.账.xlsx#",
        b",wei,office-pc,20.11.2026 08:00,file:///home/wei/.config;",
        "正被「wei（office-pc）」打开",
    ),
    "LibreOffice, named": (".~lock.账.xlsx#", "王会计,wei,,20.11.2026 08:00,;".encode(), "正被「王会计」打开"),
    "LibreOffice, empty": (".~lock.账.xlsx#", b"", "正被另一个程序打开"),
    "with control characters": (".~lock.账.xlsx#", b"\x1b[31m,,,", "正被另一个程序打开"),
}


@pytest.mark.parametrize(("name", "content", "reason"), LOCKS.values(), ids=LOCKS)
def test_an_open_book_is_not_written(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = book(tmp_path)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WorkbookBusy) as busy:
        replace_file(path, NEW, expected=None)
    assert reason in str(busy.value)
    assert everything(tmp_path) == sorted([name, "账.xlsx"])
    replace_file(path, NEW, expected=None, ignore_lock=True)
    assert path.read_bytes() == NEW


def test_a_lock_that_cannot_be_read_is_a_lock(tmp_path: Path) -> None:
    (tmp_path / "~$账.xlsx").mkdir()
    with pytest.raises(WorkbookBusy, match="正被另一个程序打开"):
        lock_files.check_not_open(book(tmp_path))


def test_a_read_only_file_and_impossible_places(tmp_path: Path) -> None:
    path = book(tmp_path)
    for mode in (0o444, 0o555):
        path.chmod(mode)
        with pytest.raises(NotWritable, match=r"「账.xlsx」是只读文件：请"):
            replace_file(path, NEW, expected=None)
    with pytest.raises(NotWritable, match=r"不存在：请"):
        replace_file(tmp_path / "无" / "账.xlsx", NEW, expected=None)
    (tmp_path / "夹.xlsx").mkdir()
    with pytest.raises(NotWritable, match=r"是一个文件夹"):
        replace_file(tmp_path / "夹.xlsx", NEW, expected=None)
    assert path.read_bytes() == OLD


OUR_LOCK = f"{BACKUP_FOLDER}/.账.xlsx.lock"


def held(folder: Path, **content: object) -> Path:
    (folder / BACKUP_FOLDER).mkdir()
    lock = folder / OUR_LOCK
    lock.write_text(json.dumps(content) if content else "not ours")
    return lock


def finished_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_another_run_of_ours_is_respected(tmp_path: Path) -> None:
    path = book(tmp_path)
    for content in ({"pid": os.getpid(), "host": socket.gethostname()}, {"pid": 1, "host": "another-machine"}, {}):
        lock = held(tmp_path, **content)
        with pytest.raises(WorkbookBusy, match=r"「账.xlsx」正由另一个膳账程序写入：请"):
            replace_file(path, NEW, expected=None)
        assert everything(tmp_path) == sorted([BACKUP_FOLDER, OUR_LOCK, "账.xlsx"])
        lock.unlink()
        lock.parent.rmdir()
    assert path.read_bytes() == OLD


def test_the_lock_of_a_program_that_is_gone_is_taken_over(tmp_path: Path) -> None:
    path = book(tmp_path)
    held(tmp_path, pid=finished_process(), host=socket.gethostname())
    replace_file(path, NEW, expected=None)
    assert path.read_bytes() == NEW
    assert not (tmp_path / OUR_LOCK).exists()


def test_an_expired_lock_is_taken_over(tmp_path: Path) -> None:
    path = book(tmp_path)
    lock = held(tmp_path, pid=1, host="another-machine")
    os.utime(lock, (1, 1))
    replace_file(path, NEW, expected=None)
    assert path.read_bytes() == NEW


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / BACKUP_FOLDER
    folder.mkdir()
    gone = finished_process()
    (folder / f".账.xlsx.{gone}.new").write_bytes(b"half")
    (folder / f".账.xlsx.{gone}.old").write_bytes(b"half")
    (folder / ".账.xlsx.1.new").write_bytes(b"a living run's")
    (folder / ".别.xlsx.999999.new").write_bytes(b"another book's")
    replace_file(book(tmp_path), NEW, expected=None)
    assert sorted(each.name for each in folder.iterdir() if each.name.startswith(".")) == [".别.xlsx.999999.new", ".账.xlsx.1.new"]


ERRORS = {errno.ENOSPC: "磁盘空间不足", errno.EIO: "写入时出错", errno.EACCES: "没有写入这个文件夹的权限", errno.EROFS: "没有写入"}


class Trap:
    """Counts the calls into the operating system that a save makes, and fails at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fails_at: int, failure: Callable[[], BaseException]) -> None:
        self.calls = 0
        self.names: list[str] = []
        self.fails_at = fails_at
        self.failure = failure
        for owner, name in (
            (os, "open"), (os, "fdopen"), (os, "fsync"), (os, "close"), (os, "write"), (os, "link"), (os, "replace"), (os, "unlink"),
            (os, "rename"), (os, "mkdir"), (os, "chmod"), (Path, "read_bytes"), (Path, "write_bytes"), (Path, "exists"), (Path, "mkdir"),
            (Path, "chmod"), (Path, "unlink"), (Path, "rename"), (Path, "rmdir"), (Path, "stat"), (os, "fchmod"), (save, "swap"),
        ):  # fmt: skip
            monkeypatch.setattr(owner, name, self._counting(name, getattr(owner, name)))

    def _counting(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the system's function takes and gives
            self.calls += 1
            self.names.append(name)
            if self.calls == self.fails_at:
                raise self.failure()
            return real(*args, **options)

        return call


def count_of_steps(tmp_path: Path, disk: str) -> int:
    folder = tmp_path / "count"
    folder.mkdir()
    path = book(folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        DISKS[disk](monkeypatch)
        trap = Trap(monkeypatch, 0, RuntimeError)
        replace_file(path, NEW, expected=OLD)
    return trap.calls


DISKS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {"this disk": lambda _: None, "a plain disk": a_plain_disk}


@pytest.mark.parametrize("disk", DISKS)
@pytest.mark.parametrize("code", ERRORS, ids=[errno.errorcode[code] for code in ERRORS])
def test_an_error_at_any_step_leaves_old_or_new_and_nothing_else(tmp_path: Path, code: int, disk: str) -> None:
    steps = count_of_steps(tmp_path, disk)
    assert steps > 15
    refused = 0
    for step in range(1, steps + 1):
        folder = tmp_path / str(step)
        folder.mkdir()
        path = book(folder)
        with pytest.MonkeyPatch.context() as monkeypatch:
            DISKS[disk](monkeypatch)
            Trap(monkeypatch, step, lambda: OSError(code, os.strerror(code)))
            try:
                replace_file(path, NEW, expected=OLD)
            except Refusal as refusal:
                refused += 1
                assert str(refusal).endswith("。")  # noqa: PT017 - refused or done, both are right here
                assert path.read_bytes() == OLD, step
                assert everything(folder) == ["账.xlsx"], step
            else:
                assert path.read_bytes() == NEW, step
                assert backups(folder) == [OLD]
    assert refused > 8


KILLED = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from tests.addin.test_saving import DISKS, NEW, OLD, Trap
from addin.save import replace_file
import pytest
DISKS[sys.argv[2]](pytest.MonkeyPatch())
for step, path in enumerate(sys.argv[3:], 1):
    child = os.fork()
    if not child:
        Trap(pytest.MonkeyPatch(), step, lambda: os._exit(9))
        replace_file(Path(path), NEW, expected=OLD)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
"""


@pytest.mark.parametrize("disk", DISKS)
def test_a_kill_at_any_step_leaves_old_or_new_and_the_next_run_clears_up(tmp_path: Path, disk: str) -> None:
    steps = count_of_steps(tmp_path, disk)
    paths = []
    for step in range(1, steps + 1):
        folder = tmp_path / str(step)
        folder.mkdir()
        paths.append(book(folder))
    subprocess.run([sys.executable, "-c", KILLED, str(ROOT), disk, *map(str, paths)], cwd=ROOT, check=True)
    seen = set()
    for number, path in enumerate(paths):
        left = path.read_bytes()
        seen.add(left)
        assert left in (OLD, NEW)
        assert sorted(each.name for each in path.parent.iterdir()) in (["账.xlsx"], sorted([BACKUP_FOLDER, "账.xlsx"]))
        lock = path.parent / OUR_LOCK
        if lock.exists() and not lock.read_bytes():  # a plain disk again: who held it is not known, so it counts for five seconds
            os.utime(lock, (1, 1))
        if number % 2:
            save.clear_up(path)
            assert left == OLD or backups(path.parent) == [OLD]
        else:
            replace_file(path, b"the next run's", expected=None)
            assert left in backups(path.parent)
        assert not list(path.parent.rglob(".*"))
    assert seen == {OLD, NEW}


def add_row(path: str) -> bool:
    """One run: read the table, add a row to it; whether it was allowed to."""
    host = FileHost(Path(path))
    try:
        count = len(host.read().tables["数"].rows)
        rows: list[tuple[str | int | None, ...]] = [(number, None, None) for number in range(count + 1)]
        return host.apply(Draft(tables=[TableFill("数", ("甲", "乙", "丙"), list(rows))]))
    except WorkbookBusy:
        return False


def test_runs_at_the_same_time_lose_nothing_and_enter_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "账.xlsx"
    one_table("", ref="A1:C2").save(path)
    with multiprocessing.get_context("spawn").Pool(6) as pool:
        done = pool.map(add_row, [str(path)] * 30, chunksize=1)
    assert sum(done) >= 1
    assert len(FileHost(path).read().tables["数"].rows) == sum(done)
    assert not list(tmp_path.rglob(".*"))


def test_nothing_is_written_when_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = one_table(text_row(2, "一", "二", "三"), ref="A1:C2").host(tmp_path)
    monkeypatch.setattr("addin.file_host.replace_file", None)
    assert not host.apply(Draft(tables=[TableFill("数", ("甲", "乙", "丙"), [("一", "二", "三")])]))
    assert everything(tmp_path) == ["书.xlsx"]


def test_writing_elsewhere_leaves_the_book_alone(tmp_path: Path) -> None:
    source = one_table("", ref="A1:C2")
    path, out = source.save(tmp_path / "书.xlsx"), tmp_path / "出" / "果.xlsx"
    out.parent.mkdir()
    draft = Draft(tables=[TableFill("数", ("甲", "乙", "丙"), [(1, 2, 3)])])
    assert FileHost(path, out).apply(draft)
    assert everything(tmp_path) == sorted(["书.xlsx", "出", "出/果.xlsx"])
    assert path.read_bytes() == source.image()
    assert FileHost(out).read().tables["数"].rows[0].values == (1.0, 2.0, 3.0)
    assert FileHost(path, out).apply(draft)
    assert len(backups(out.parent)) == 1
    assert not FileHost(out, tmp_path / "同.xlsx").apply(draft)
    assert (tmp_path / "同.xlsx").read_bytes() == out.read_bytes()
    assert not FileHost(out, tmp_path / "同.xlsx").apply(draft)


def test_an_edit_between_reading_and_applying_is_refused(tmp_path: Path) -> None:
    draft = Draft(tables=[TableFill("数", ("甲", "乙", "丙"), [(1, 2, 3)])])
    for out in (None, tmp_path / "出.xlsx"):
        host = one_table("", ref="A1:C2").host(tmp_path)
        host.out = out or host.path
        host.read()
        edited = one_table(text_row(2, "编"), ref="A1:C2").image()
        host.path.write_bytes(edited)
        with pytest.raises(WorkbookBusy, match="在读取之后被别的程序改过"):
            host.apply(draft)
        assert host.path.read_bytes() == edited
        assert everything(tmp_path) == ["书.xlsx"]


def test_a_book_that_is_open_is_refused_before_it_is_read(tmp_path: Path) -> None:
    host = one_table("", ref="A1:C2").host(tmp_path)
    (tmp_path / "~$书.xlsx").write_bytes(b"")
    with pytest.raises(WorkbookBusy):
        host.check_free()
    with pytest.raises(WorkbookBusy):
        host.apply(Draft(settings={"格式版本": "1"}))
    FileHost(host.path, ignore_lock=True).check_free()
    assert save.BACKUPS_KEPT == 5


def test_disks_that_cannot_sync_a_folder_or_link_a_lock_are_good_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def no_folders(path: str | Path, *rest: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "no folders here")
        return real(path, *rest)

    a_plain_disk(monkeypatch)
    monkeypatch.setattr(os, "open", no_folders)
    path = book(tmp_path)
    replace_file(path, NEW, expected=OLD)
    assert (path.read_bytes(), backups(tmp_path)) == (NEW, [OLD])
    held_lock = tmp_path / OUR_LOCK
    held_lock.write_bytes(b"")
    with pytest.raises(WorkbookBusy):
        replace_file(path, OLD, expected=None)
    os.utime(held_lock, (1, 1))
    replace_file(path, OLD, expected=None)
    assert not list(tmp_path.rglob(".*"))


def test_a_file_read_back_differently_is_not_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path)
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda each: b"rot" if each.suffix == ".new" or "fd" in each.parts else real(each))
    with pytest.raises(NotWritable, match=r"没有写入，原文件未动；写入时出错（磁盘读写出错）：请检查磁盘或网络后再试。$"):
        replace_file(path, NEW, expected=OLD)
    assert everything(tmp_path) == ["账.xlsx"]


def test_a_sharing_violation_of_windows_means_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = PermissionError(errno.EACCES, "used by another process")
    fault.winerror = 32  # type: ignore[attr-defined]

    def shared(*_: object) -> None:
        raise fault

    a_plain_disk(monkeypatch)
    monkeypatch.setattr(os, "replace", shared)
    path = book(tmp_path)
    with pytest.raises(WorkbookBusy, match=r"「账.xlsx」正被别的程序打开：请"):
        replace_file(path, NEW, expected=None)
    assert everything(tmp_path) == ["账.xlsx"]
