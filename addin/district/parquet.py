"""The roll-up's tables as Parquet files, for pandas or DuckDB: money and quantities as decimals, exact; written piece by piece."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from workbook_templates.district_tables import DECIMALS
from workbook_templates.results import COUNT, DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from workbook_templates.results import ResultColumn, ResultTable

PIECE = 100_000
"""Cells in memory at a time."""
_DIGITS = 18


class ParquetTable:
    """One table on its way into a file, which takes its name when it is closed."""

    def __init__(self, place: Path, table: ResultTable) -> None:
        """Begin the file.

        Args:
            place: the file; what stands there is replaced.
            table: its columns. Rows hold scaled integers, texts and days as ``2025-09-01``.
        """
        self._place = place
        self._passing = place.with_name(f".{place.name}.{os.getpid()}")
        self._columns = table.columns
        self._schema = pa.schema([(column.heading, _kind(column)) for column in table.columns])
        self._writer = ParquetWriter(self._passing, self._schema, compression="zstd")
        self._rows: list[Sequence[object]] = []
        self._piece = PIECE // len(table.columns)

    def add(self, row: Sequence[object]) -> None:
        """One row."""
        self.add_all((row,))

    def add_all(self, rows: Iterable[Sequence[object]]) -> None:
        """Some rows."""
        self._rows.extend(rows)
        if len(self._rows) >= self._piece:
            self._write()

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._write()
        self._writer.close()
        self._passing.replace(self._place)

    def discard(self) -> None:
        """Leave nothing."""
        self._writer.close()
        self._passing.unlink(missing_ok=True)

    def _write(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [_array(list(values), column) for column, values in zip(self._columns, columns, strict=True)]
            self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))
            self._rows.clear()


def _kind(column: ResultColumn) -> pa.DataType:
    if column.format == DAY:
        return pa.date32()
    if column.format == COUNT:
        return pa.int64()
    return pa.decimal128(_DIGITS, DECIMALS[column.format]) if column.format in DECIMALS else pa.string()


def _array(values: list[object], column: ResultColumn) -> pa.Array:
    kind = _kind(column)
    if column.format == DAY:
        days = {value: None if value is None else date.fromisoformat(str(value)) for value in set(values)}
        return pa.array(list(map(days.__getitem__, values)), kind)
    return _decimals(values, kind) if pa.types.is_decimal(kind) else pa.array(values, kind)


def _decimals(values: list[object], kind: pa.DataType) -> pa.Array:
    """Scaled integers as they stand: a decimal array holds just them, whatever its scale."""
    wide = pa.array(values, pa.int64()).cast(pa.decimal128(19, 0))
    return pa.Array.from_buffers(kind, len(values), wide.buffers())
