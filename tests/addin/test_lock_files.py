"""Locks: who holds a book, when a lock of ours is stale, and what is ours to take away."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from addin import lock_files
from addin.leftovers import clear_leftovers, discard, discard_empty, is_alive, passing
from addin.lock_files import check_not_open, clear_if_stale, own_lock, own_lock_place
from validation.refusals import WorkbookBusy

HERE = socket.gethostname()


def gone() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def excel_lock(ansi: bytes, wide: str, stated: int | None = None) -> bytes:
    size = len(wide) if stated is None else stated
    return bytes([len(ansi)]) + ansi.ljust(54, b" ") + size.to_bytes(2, "little") + wide.encode("utf-16-le").ljust(108, b" ")


HOLDERS = {
    "both names": (excel_lock(b"Wang", "王会计"), "王会计"),
    "the wide name ends where it says": (excel_lock(b"Wang", "王会计后勤", 3), "王会计"),
    "the wide name is as long as can be": (excel_lock(b"W", "王" * 54, 54), "王" * 54),
    "a stated length beyond the field": (excel_lock(b"W", "王" * 54, 4000), "王" * 54),
    "more than a lock can hold": (excel_lock(b"W", "王" * 54, 4000) + "后".encode("utf-16-le"), "王" * 54),
    "a name of X": (excel_lock(b"W", "XuX", 3), "XuX"),
    "the other name of X": (b"\x03XuX", "XuX"),
    "the other name before the wide one": (bytes([200]) + b"W" * 54 + b"x\0", "W" * 54),
    "blanks around": (excel_lock(b"W", " 王 \0", 4), "王"),
    "blanks alone, so the other name": (excel_lock("王".encode("gb18030") + b" \0", "  ", 2), "王"),
    "the other name as long as can be": (bytes([54]) + b"W" * 54, "W" * 54),
    "the other name ends where it says": (b"\x02Wang", "Wa"),
    "a length of the other name beyond the field": (bytes([200]) + b"W" * 54, "W" * 54),
    "signs that cannot be read": (b"\x04W\xff\xffa", "Wa"),
    "control characters": (b"\x05\x1b[31m", ""),
    "half a sign at the end": (excel_lock(b"W", "王", 1)[:58], "W"),
    "nothing": (b"", ""),
}


@pytest.mark.parametrize(("content", "name"), HOLDERS.values(), ids=HOLDERS)
def test_the_name_in_the_lock_of_excel(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / "~$账.xlsx").write_bytes(content)
    whom = f"「{name}」" if name else "另一个程序"
    with pytest.raises(WorkbookBusy) as busy:
        check_not_open(tmp_path / "账.xlsx")
    assert str(busy.value) == (
        f"「账.xlsx」正被{whom}打开（有锁文件「~$账.xlsx」）：请先保存并关闭它再试；若确已关闭，请删除这个锁文件，或加 --ignore-lock。"
    )


OFFICES = {
    "name, login, machine": (b"Wei Li,wei,office-pc,20.11.2026 08:00,file:///x;", "Wei Li（office-pc）"),
    "login, machine": (b",wei,office-pc,20.11.2026 08:00,;", "wei（office-pc）"),
    "machine": (b",,office-pc,,;", "office-pc"),
    "login": (b",wei", "wei"),
    "name": (b"Wei", "Wei"),
    "blanks": (b" Wei , wei , pc ,", "Wei（pc）"),
    "what is no text": (b"\xff,,", "\ufffd"),
    "control characters": (b"a\x07,,", ""),
    "nothing": (b",,,,;", ""),
}


@pytest.mark.parametrize(("content", "name"), OFFICES.values(), ids=OFFICES)
def test_the_name_in_the_lock_of_libreoffice(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / ".~lock.账.xlsx#").write_bytes(content)
    with pytest.raises(WorkbookBusy) as busy:
        check_not_open(tmp_path / "账.xlsx")
    assert str(busy.value).startswith(
        f"「账.xlsx」正被{f'「{name}」' if name else '另一个程序'}打开（有锁文件「.~lock.账.xlsx#」）：请"
    )


def test_no_lock_or_that_of_another_book_means_free(tmp_path: Path) -> None:
    (tmp_path / "~$别账.xlsx").write_bytes(b"")
    (tmp_path / ".~lock.别账.xlsx#").write_bytes(b"")
    check_not_open(tmp_path / "账.xlsx")
    check_not_open(tmp_path / ("a" * 254))


def test_our_lock_says_who_and_when_and_goes_at_the_end(tmp_path: Path) -> None:
    place = tmp_path / ".账.xlsx.lock"
    assert own_lock_place(tmp_path, "账.xlsx") == place
    with own_lock(tmp_path, "账.xlsx"):
        lock = json.loads(place.read_bytes())
        assert (lock["pid"], lock["host"]) == (os.getpid(), HERE)
        assert abs(lock["time"] - time.time()) < 5
        assert [each.name for each in tmp_path.iterdir()] == [".账.xlsx.lock"]
        with (
            pytest.raises(WorkbookBusy, match=r"^「账.xlsx」正由另一个膳账程序写入：请等它完成，再试一次。$"),
            own_lock(tmp_path, "账.xlsx"),
        ):
            pass
        assert place.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "host"), [("OFFICE-3", "OFFICE-3"), (None, "")])
def test_where_the_system_does_not_tell_its_name_our_lock_has_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | None, host: str
) -> None:
    monkeypatch.delattr(os, "uname")
    monkeypatch.delenv("COMPUTERNAME", raising=False)
    if name is not None:
        monkeypatch.setenv("COMPUTERNAME", name)
    with own_lock(tmp_path, "账.xlsx"):
        assert json.loads((tmp_path / ".账.xlsx.lock").read_bytes())["host"] == host


def test_our_lock_goes_after_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"), own_lock(tmp_path, "账.xlsx"):
        raise ValueError("x")
    assert list(tmp_path.iterdir()) == []


def lock_of(pid: object, host: str = HERE) -> bytes:
    return json.dumps({"pid": pid, "host": host}).encode()


STALE = {
    "its program runs": (lock_of(os.getpid()), 599, False),
    "its program runs, but it is too old": (lock_of(os.getpid()), 601, True),
    "another machine": (lock_of(2**22 + 1, "elsewhere"), 599, False),
    "another machine, too old": (lock_of(2**22 + 1, "elsewhere"), 601, True),
    "its program is gone": (lock_of(2**22 + 1), 1, True),
    "its number is no number": (lock_of("x"), 1, False),
    "its number is none": (lock_of(None), 1, False),
    "no number": (b'{"host": "x"}', 599, False),
    "no machine": (b'{"pid": 4194305}', 599, False),
    "a list": (b"[]", 599, False),
    "no json": (b"{", 599, False),
    "no json, too old": (b"{", 601, True),
    "empty": (b"", 4, False),
    "empty for a while": (b"", 6, True),
}


@pytest.mark.parametrize(("content", "age", "stale"), STALE.values(), ids=STALE)
def test_when_a_lock_of_ours_is_stale(tmp_path: Path, content: bytes, age: int, stale: bool) -> None:  # noqa: FBT001 - a row of the table
    place, aside = tmp_path / ".账.xlsx.lock", tmp_path / "aside"
    place.write_bytes(content)
    os.utime(place, (time.time() - age, time.time() - age))
    assert clear_if_stale(place, aside) == stale
    assert place.exists() != stale
    assert not aside.exists()


def test_a_lock_that_is_gone_is_worth_another_try_and_one_that_cannot_be_read_is_not(tmp_path: Path) -> None:
    assert clear_if_stale(tmp_path / "none", tmp_path / "aside")
    assert not clear_if_stale(tmp_path, tmp_path / "aside")


def test_a_lock_that_another_run_has_just_taken_over_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, aside = tmp_path / ".账.xlsx.lock", tmp_path / "aside"
    place.write_bytes(lock_of(2**22 + 1))
    real = Path.rename

    def late(one: Path, other: Path) -> Path:
        if one == place:
            place.write_bytes(lock_of(os.getpid()))
        return real(one, other)

    monkeypatch.setattr(Path, "rename", late)
    assert not clear_if_stale(place, aside)
    assert place.read_bytes() == lock_of(os.getpid())
    assert not aside.exists()


def test_a_lock_that_another_run_has_just_cleared_is_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cleared(one: Path, _: Path) -> Path:
        one.unlink()
        raise FileNotFoundError

    place = tmp_path / ".账.xlsx.lock"
    place.write_bytes(lock_of(2**22 + 1))
    monkeypatch.setattr(Path, "rename", cleared)
    assert clear_if_stale(place, tmp_path / "aside")


def test_a_lock_is_tried_three_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried, cleared = list[Path](), list[Path]()

    def create(place: Path, fresh: Path) -> bool:
        tried.append(place)
        assert fresh == tmp_path / f".账.xlsx.{os.getpid()}.taking"
        return False

    def clear(_: Path, aside: Path) -> bool:
        cleared.append(aside)
        return True

    monkeypatch.setattr(lock_files, "_create", create)
    monkeypatch.setattr(lock_files, "clear_if_stale", clear)
    with pytest.raises(WorkbookBusy), own_lock(tmp_path, "账.xlsx"):
        pass
    assert tried == [tmp_path / ".账.xlsx.lock"] * 3
    assert cleared == [tmp_path / f".账.xlsx.{os.getpid()}.old"] * 2


def refuse(*_: object, **_options: object) -> None:
    raise OSError(errno.EOPNOTSUPP, "no second names here")


def test_a_disk_without_second_names_has_a_lock_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", refuse)
    place = tmp_path / ".账.xlsx.lock"
    with own_lock(tmp_path, "账.xlsx"):
        assert json.loads(place.read_bytes())["pid"] == os.getpid()
        assert place.stat().st_mode & 0o777 == 0o644
        with pytest.raises(WorkbookBusy), own_lock(tmp_path, "账.xlsx"):
            pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", ["write", "close"])
def test_a_lock_that_cannot_be_written_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    place, real = tmp_path / "lock", getattr(os, call)

    def full(handle: int, *rest: bytes) -> int:
        if call == "close":
            real(handle, *rest)
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(OSError, match="full"):
        lock_files._create_bare(place, b"x")  # noqa: SLF001 - what happens on a plain disk alone
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_taking_away_is_met_with_a_second_try_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, tried = tmp_path / "x", list[bool]()
    place.write_bytes(b"")
    discard(tmp_path / "none")
    real = Path.unlink

    def broken(each: Path, *, missing_ok: bool) -> None:
        tried.append(missing_ok)
        if len(tried) in {1, 2, 3}:
            raise OSError(errno.EIO, "broken")
        real(each, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", broken)
    discard(place)
    assert (tried, place.exists()) == ([True] * 2, True)
    discard(place)
    assert (tried, place.exists()) == ([True] * 4, False)
    discard(place)
    assert tried == [True] * 5


def test_an_empty_folder_goes_at_the_second_try_and_a_full_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full" / "x").mkdir(parents=True)
    real, tried = Path.rmdir, list[str]()

    def broken(each: Path) -> None:
        tried.append(each.name)
        if len(tried) == 1:
            raise OSError(errno.EIO, "broken")
        real(each)

    monkeypatch.setattr(Path, "rmdir", broken)
    discard_empty(tmp_path / "empty")
    discard_empty(tmp_path / "full")
    assert tried == ["empty", "empty", "full", "full"]
    assert [each.name for each in tmp_path.iterdir()] == ["full"]


def test_a_place_where_nothing_can_be_taken_away_is_left(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    discard(tmp_path / "folder")
    assert (tmp_path / "folder").is_dir()
    clear_leftovers(tmp_path / "none", "账.xlsx")


def test_what_is_left_over(tmp_path: Path) -> None:
    dead, old, young = gone(), time.time() - 601, time.time() - 590
    kept = {
        f".账.xlsx.{dead}.tmp": young,  # no kind of ours
        f".别账.xlsx.{dead}.new": young,  # another book
        f"账.xlsx.{dead}.new": young,  # not hidden
        ".账.xlsx.1.new": young,  # its program runs
        ".账.xlsx.abc.new": young,  # whose is not known
        ".账.xlsx.lock": old,  # a lock is not a passing file
    }
    cleared = {
        f".账.xlsx.{dead}.new": young,
        f".账.xlsx.{dead}.copy": young,
        f".账.xlsx.{dead}.old": young,
        f".账.xlsx.{dead}.taking": young,
        f".账.xlsx.{os.getpid()}.new": young,
        ".账.xlsx.1.old": old,
        ".账.xlsx.abc.copy": old,
    }
    for name, moment in {**kept, **cleared}.items():
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (moment, moment))
    clear_leftovers(tmp_path, "账.xlsx")
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(kept)


def test_a_passing_name_tells_book_process_and_kind(tmp_path: Path) -> None:
    assert passing(tmp_path, "账.xlsx", ".new") == tmp_path / f".账.xlsx.{os.getpid()}.new"


def test_who_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[tuple[int, int]]()

    def kill(pid: int, number: int) -> None:
        asked.append((pid, number))
        if pid == 2:
            raise ProcessLookupError
        if pid == 3:
            raise PermissionError
        if pid == 4:
            raise OverflowError

    monkeypatch.setattr(os, "kill", kill)
    assert [is_alive(pid) for pid in (1, 2, 3, 4)] == [True, False, True, True]
    assert asked == [(1, 0), (2, 0), (3, 0), (4, 0)]
    monkeypatch.setattr(os, "name", "nt")
    assert is_alive(2)
