"""The template as it would be built now, built once for all tests here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from workbook_templates.build import built_template

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a freshly built template."""
    path = tmp_path_factory.mktemp("template") / "膳账本.xlsx"
    path.write_bytes(built_template())
    return path


@pytest.fixture(scope="session")
def book(template: Path) -> Workbook:
    """The same, opened; not to be changed by a test."""
    return openpyxl.load_workbook(template)
