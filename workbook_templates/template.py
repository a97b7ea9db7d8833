"""The built template, as it is shipped. ``workbook_templates.build`` makes it; nothing here needs openpyxl."""

from __future__ import annotations

from pathlib import Path

TEMPLATE_NAME = "膳账本.xlsx"


def template_path() -> Path:
    """Where the built template lies."""
    return Path(__file__).resolve().parent / TEMPLATE_NAME


def template_bytes() -> bytes:
    """The built template, to be copied as it is.

    Raises:
        OSError: the installation is incomplete.
    """
    return template_path().read_bytes()
