"""The branches that the tests must reach: all of money, ledger, save and guard, and 95 of a hundred of the four packages together.

A pytest plugin, loaded by ``make coverage`` (``-p tests.branch_coverage --cov``). A run of all tests fails where a limit is not reached; a run of
some tests (``ARGS="tests/addin -k save"``) is only measured. What processes started by the tests go through does not count.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import pytest
from coverage import Coverage
from coverage.exceptions import NoDataError

from bench.mutants.__main__ import PACKAGES, TARGETS

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_ALL, _MOST = 100, 95
"""Per cent of lines and branches: of the code that must not be wrong, and of the four packages together."""
_TOLD = pytest.StashKey[list[str]]()


class Limit(NamedTuple):
    """Code, and the per cent of its lines and branches that the tests must reach."""

    name: str
    code: tuple[str, ...]
    least: int


LIMITS = (
    *(Limit(name, target.code, _ALL) for name, target in TARGETS.items()),
    Limit("all", tuple(f"{package}/*" for package in PACKAGES), _MOST),
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, bool, bool]:
    """After pytest-cov has put together what all workers measured: a limit that is not reached is one more failed test."""
    result = yield
    config = session.config
    if not hasattr(config, "workerinput") and config.getoption("cov_source", None):
        lines = config.stash[_TOLD] = []
        for reached, line in told(measured()):
            lines.append(line)
            if not reached and _all_tests(config):
                session.testsfailed += 1
        if not _all_tests(config):
            lines.append("only some of the tests ran: no limit is applied")
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was reached, before the line that says how many tests passed."""
    if _TOLD in config.stash:
        terminalreporter.section("branch coverage")
        for line in config.stash[_TOLD]:
            terminalreporter.write_line(line)


def _all_tests(config: pytest.Config) -> bool:
    asked = config.getoption("keyword") or config.getoption("markexpr") or config.getoption("deselect")
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not asked


def measured() -> Coverage:
    """What pytest-cov has written."""
    coverage = Coverage()
    coverage.load()
    return coverage


def told(coverage: Coverage) -> Iterator[tuple[bool, str]]:
    """Of each limit whether it is reached, and a line that says so; with what is missing where all should be there."""
    for name, code, least in LIMITS:
        table = io.StringIO()
        try:
            reached = coverage.report(include=list(code), file=table, show_missing=True, skip_covered=True, precision=2)
        except NoDataError:
            reached = 0.0
        line = f"{name}: {reached:.2f} %, at least {least} %"
        if reached < least:
            line += " NOT REACHED" + (f"\n{table.getvalue().rstrip()}" if least == _ALL else "")
        yield reached >= least, line
