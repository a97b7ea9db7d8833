"""The record classes of the program as the standard library makes them, for a process of their own."""

from __future__ import annotations

import dataclasses
import sys
import typing
from types import SimpleNamespace

STANDARD: typing.Any = SimpleNamespace(
    NamedTuple=typing.NamedTuple, dataclass=dataclasses.dataclass, field=dataclasses.field, replace=dataclasses.replace
)


def use_standard_records() -> None:
    """Let the standard library make the records of this process; before anything of the program is imported."""
    sys.modules["validation.records"] = STANDARD
