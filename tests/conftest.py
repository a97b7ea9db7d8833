"""What every test shares: the programs some tests need, no silent skips in CI, and how many examples a property test draws.

- ``@pytest.mark.libreoffice`` and the fixture ``soffice``: LibreOffice. ``@pytest.mark.ooxml`` and the fixture ``ooxml_validator``:
  the Open XML SDK validator. ``@pytest.mark.strace``: strace. ``@pytest.mark.pandas`` and the fixture ``pandas_python``: the pandas script
  that the program is measured against. Where the program is absent the test is skipped, with what to install.
- With ``CI=true`` or ``MEALBOOK_NO_SKIPS=1`` a skipped test is a failed test.
- ``MEALBOOK_EXAMPLES`` is the number of examples of every property test that does not set its own (default 1,000).
- ``MEALBOOK_MUTANTS=1``, set by ``make mutants``: property tests come last, draw the same examples for every mutant, and look for no smaller
  one: whether a mutant is noticed is all that is asked.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, is_hypothesis_test, settings

from bench.faults.steps import unable

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).resolve().parent.parent
NO_SKIPS = os.environ.get("CI") == "true" or os.environ.get("MEALBOOK_NO_SKIPS") == "1"

settings.register_profile("mealbook", max_examples=int(os.environ.get("MEALBOOK_EXAMPLES", "1000")), deadline=None, print_blob=True)
settings.register_profile(
    "mutants", settings.get_profile("mealbook"), phases=(Phase.explicit, Phase.generate), derandomize=True, database=None
)
_MUTANTS = os.environ.get("MEALBOOK_MUTANTS") == "1"
settings.load_profile("mutants" if _MUTANTS else "mealbook")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The small books first, where it is a mutant that is to be noticed: they take a thousandth of the time."""
    if _MUTANTS:
        items.sort(key=lambda item: is_hypothesis_test(getattr(item, "obj", None)))


def _soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _strace() -> str | None:
    return None if unable() else "strace"


def _ooxml_validator() -> str | None:
    installed = os.pathsep.join(str(ROOT / place / "node_modules" / ".bin") for place in (".ci", "."))
    return shutil.which("ooxml-validator", path=installed) or shutil.which("ooxml-validator")


def _pandas_python() -> str | None:
    installed = ROOT / ".venv-bench"
    return str(installed / "bin" / "python") if (installed / ".installed").exists() else None


PROGRAMS = (
    ("libreoffice", _soffice, "LibreOffice is not installed (soffice is not on PATH)"),
    ("ooxml", _ooxml_validator, "the Open XML SDK validator is not installed (npm install --no-save --prefix .ci)"),
    ("strace", _strace, "strace is not installed, or may not trace processes here"),
    ("pandas", _pandas_python, "pandas is not installed beside the program (make .venv-bench/.installed)"),
)
"""Marker, finder, and the reason a test with this marker is skipped when the finder finds nothing."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a marked test whose program is absent."""
    for marker, find, reason in PROGRAMS:
        if item.get_closest_marker(marker) and find() is None:
            pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where nothing may be skipped; an expected failure is not a skip."""
    report = yield
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{reason}: nothing may be skipped here (CI=true or MEALBOOK_NO_SKIPS=1)"
    return report


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The start of a LibreOffice command line, with a profile of its own, so that parallel workers do not wait for each other."""
    program = _soffice()
    assert program is not None, "a test that uses the fixture soffice bears @pytest.mark.libreoffice"
    profile = tmp_path_factory.mktemp("libreoffice-profile").as_uri()
    return (program, f"-env:UserInstallation={profile}", "--headless", "--norestore")


@pytest.fixture(scope="session")
def ooxml_validator() -> str:
    """The path of the Open XML SDK validator, a command that takes one workbook and prints what is wrong with it as JSON."""
    program = _ooxml_validator()
    assert program is not None, "a test that uses the fixture ooxml_validator bears @pytest.mark.ooxml"
    return program


@pytest.fixture(scope="session")
def pandas_python() -> str:
    """A Python with pandas, for the script that the program is measured against."""
    program = _pandas_python()
    assert program is not None, "a test that uses the fixture pandas_python bears @pytest.mark.pandas"
    return program
