"""Rows of a workbook as its reading program writes them: one by one, or as columns. Pure.

``sheet_program`` writes a line for each row with content: its number, then its cells, each behind a
separator and with its kind as first letter. Most rows of a large list are never taken apart here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import polars as pl

from enrollment.parsing.columns import Column
from enrollment.parsing.headings import ColumnPlaces

_BEFORE_CELL, _LINE_END = "\x1f", "\x1e"
"""What stands before each cell, and for a line end inside one."""


class CellKind(StrEnum):
    """How the workbook itself types a cell."""

    TEXT = "t"
    NUMBER = "n"
    DATE = "d"
    TRUTH = "b"


class Cell(NamedTuple):
    """One cell. ``text`` holds a number in plain digits and a date as YYYY-MM-DD."""

    kind: CellKind
    text: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with content; ``number`` as the spreadsheet shows it."""

    number: int
    cells: Sequence[Cell]


_KINDS = {kind.value: kind for kind in CellKind}
_NOTHING = Cell(CellKind.TEXT, "")


def row_of(line: str) -> SheetRow:
    """A row as it is written.

    Source:
        ``sheet_program``.
    """
    number, *cells = line.split(_BEFORE_CELL)
    return SheetRow(int(number), [_cell_of(cell) for cell in cells])


def cells_of_sheet(lines: Sequence[str], places: ColumnPlaces) -> pl.DataFrame:
    """The cells of rows as they are written, as ``plain_rows.pick_plain`` takes them.

    A NIK that the workbook holds as a number is left empty: such a row is read by itself.

    Args:
        lines: of the rows.
        places: of their columns.

    Source:
        ``sheet_program``; cells that a row lacks at its end are empty.
    """
    parts = pl.col("line").str.splitn(_BEFORE_CELL, places.width + 2)
    split = pl.DataFrame({"line": lines}, schema={"line": pl.String}).select(parts).unnest("line")
    beyond = pl.col(f"field_{places.width + 1}").str.strip_chars(_BEFORE_CELL)
    return split.select(
        pl.col("field_0").cast(pl.Int64).alias("row_number"),
        *(_text(column, at).alias(column) for column, at in places.columns.items()),
        (beyond != "").fill_null(value=False).alias("surplus"),
    )


def _text(column: Column, at: int) -> pl.Expr:
    written = pl.col(f"field_{at + 1}")
    if column is Column.NIK:
        written = pl.when(written.str.starts_with(CellKind.TEXT.value)).then(written)
    return written.str.slice(1).fill_null("")


def _cell_of(written: str) -> Cell:
    if not written:
        return _NOTHING
    return Cell(_KINDS[written[0]], written[1:].replace(_LINE_END, "\n"))
