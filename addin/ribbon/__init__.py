"""The ribbon tab 膳账: ``mealbook.xlam`` as it is shipped, and what builds it.

``python -m addin.ribbon.build`` makes the add-in from ``BUTTONS``, the add-in that xlwings ships, and the VBA in ``vba/``. What stands in
this module needs none of that: the installer copies the built file as it is.
"""

from __future__ import annotations

from pathlib import Path

ADDIN_NAME = "mealbook.xlam"


def addin_path() -> Path:
    """Where the built add-in lies."""
    return Path(__file__).resolve().parent.parent / ADDIN_NAME


def addin_bytes() -> bytes:
    """The built add-in, to be copied as it is.

    Raises:
        OSError: the installation is incomplete.
    """
    return addin_path().read_bytes()


def script_bytes() -> bytes:
    """The script by which VBA starts Python on a Mac.

    Raises:
        OSError: the installation is incomplete.
    """
    return (Path(__file__).resolve().parent / "mealbook.applescript").read_bytes()
