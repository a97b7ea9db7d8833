"""The limits of coverage say what is missing, and a run of all tests fails by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from coverage.exceptions import NoDataError

from tests.branch_coverage import LIMITS, pytest_runtestloop, told

if TYPE_CHECKING:
    from coverage import Coverage


class Measured:
    """Stands for what coverage has measured: per cent by the first file of a limit."""

    def __init__(self, **reached: float) -> None:
        self.reached = {limit.code: reached.get(limit.name) for limit in LIMITS}

    def report(self, *, include: list[str], file: Any, **_: object) -> float:  # noqa: ANN401 - a file to write to
        reached = self.reached[tuple(include)]
        if reached is None:
            raise NoDataError("no data")
        file.write(f"{include[0]} 12->14\n")
        return reached


def lines(**reached: float) -> list[tuple[bool, str]]:
    return list(told(cast("Coverage", Measured(**reached))))


def test_the_limits_are_those_that_were_agreed() -> None:
    assert [(limit.name, limit.least) for limit in LIMITS] == [
        ("money", 100),
        ("ledger", 100),
        ("save", 100),
        ("guard", 100),
        ("all", 95),
    ]
    assert LIMITS[2].code == (
        "addin/save.py",
        "addin/new_file.py",
        "addin/swap.py",
        "addin/system_errors.py",
        "addin/lock_files.py",
        "addin/leftovers.py",
    )
    assert LIMITS[4].code == ("validation/*", "workbook_templates/*", "macros_py/*", "addin/*")


def test_what_is_reached_takes_a_line() -> None:
    assert lines(money=100, ledger=100, save=100, guard=100, all=95) == [
        (True, "money: 100.00 %, at least 100 %"),
        (True, "ledger: 100.00 %, at least 100 %"),
        (True, "save: 100.00 %, at least 100 %"),
        (True, "guard: 100.00 %, at least 100 %"),
        (True, "all: 95.00 %, at least 95 %"),
    ]


def test_what_is_missing_is_shown_and_nothing_measured_is_nothing_reached() -> None:
    assert lines(ledger=100, save=99.99, guard=100, all=94.99) == [
        (False, "money: 0.00 %, at least 100 % NOT REACHED\n"),
        (True, "ledger: 100.00 %, at least 100 %"),
        (False, "save: 99.99 %, at least 100 % NOT REACHED\naddin/save.py 12->14"),
        (True, "guard: 100.00 %, at least 100 %"),
        (False, "all: 94.99 %, at least 95 % NOT REACHED"),
    ]


class Session:
    """A run of pytest as far as the plugin looks at it."""

    def __init__(self, source: pytest.Config.ArgsSource, keyword: str = "", sources: list[str] | None = None) -> None:
        self.testsfailed = 0
        self.config = self
        self.stash = pytest.Stash()
        self.args_source = source
        self.options = {"keyword": keyword, "markexpr": "", "deselect": None, "cov_source": sources}

    def getoption(self, name: str, default: object = None) -> object:
        return self.options.get(name, default)


TESTPATHS, ARGS = pytest.Config.ArgsSource.TESTPATHS, pytest.Config.ArgsSource.ARGS


@pytest.mark.parametrize(
    ("session", "failed"),
    [
        (Session(TESTPATHS, sources=["addin"]), 1),
        (Session(TESTPATHS, keyword="save", sources=["addin"]), 0),
        (Session(ARGS, sources=["addin"]), 0),
        (Session(TESTPATHS), 0),
    ],
    ids=["all tests", "some by name", "some by path", "not measured"],
)
def test_only_a_measured_run_of_all_tests_fails(session: Session, failed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.branch_coverage.measured", lambda: Measured(money=100, ledger=100, save=99, guard=100, all=96))
    loop = pytest_runtestloop(cast("pytest.Session", session))
    next(loop)
    with pytest.raises(StopIteration) as ended:
        loop.send(True)
    assert (ended.value.value, session.testsfailed) == (True, failed)
