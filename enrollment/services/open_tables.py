"""A small file with one table, a workbook or a text: its heading found, its rows read when wanted.

A workbook is read by a process of its own; nothing of either kind is written to disk.
"""

import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from enrollment.parsing.sheet_rows import Cell, CellKind
from enrollment.parsing.signatures import RosterFormat, recognise
from enrollment.services.sheets import SheetReader

HEADING_WITHIN_ROWS = 20
_DELIMITERS = (";", ",", "\t", "|")

C = TypeVar("C")
Row: TypeAlias = tuple[int, Mapping[C, Cell]]
FindColumns: TypeAlias = Callable[[Sequence[str]], Mapping[C, int]]
_NOTHING = Cell(CellKind.TEXT, "")


@dataclass(frozen=True)
class OpenedTable(Generic[C]):
    """What stands above the table, and its rows with the cells of known columns.

    Without a heading there are neither columns nor rows, and everything looked at stands above.
    """

    above: Sequence[str]
    columns: Mapping[C, int]
    rows: Iterator[Row[C]]


def open_table(content: bytes, find: FindColumns[C], opened: ExitStack) -> OpenedTable[C]:
    """Open a file for reading.

    Args:
        content: of the file.
        find: which columns a row of headings names, and where; nothing for any other row.
        opened: ends the process that reads a workbook.

    Raises:
        RosterFileRefused: the workbook cannot be read.
        SheetReaderFailed: try again.
    """
    if recognise(io.BytesIO(content)) is RosterFormat.XLSX:
        return _open_workbook(content, find, opened)
    return _open_text(content, find)


def _open_workbook(content: bytes, find: FindColumns[C], opened: ExitStack) -> OpenedTable[C]:
    memory = os.memfd_create("table")
    with os.fdopen(memory, "r+b", buffering=0) as written:
        written.write(content)
        written.seek(0)
        reader = opened.enter_context(SheetReader(memory))
    above: list[str] = []
    for _name, head in reader.heads():
        for row in head:
            texts = [cell.text for cell in row.cells]
            columns = find(texts)
            if columns:
                below = ((one.number, one.cells) for one in reader.rows_from(row.number + 1))
                return OpenedTable(above, columns, _known(below, columns))
            above += texts
    return OpenedTable(above, {}, iter(()))


def _open_text(content: bytes, find: FindColumns[C]) -> OpenedTable[C]:
    text = _decoded(content)
    above: list[str] = []
    for delimiter in _DELIMITERS:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        seen: list[str] = []
        for cells in rows:
            if rows.line_num > HEADING_WITHIN_ROWS:
                break
            columns = find(cells)
            if columns:
                below = (
                    (rows.line_num, [Cell(CellKind.TEXT, cell) for cell in row]) for row in rows
                )
                return OpenedTable(seen, columns, _known(below, columns))
            seen += cells
        above += seen
    return OpenedTable(above, {}, iter(()))


def _known(
    rows: Iterator[tuple[int, Sequence[Cell]]], columns: Mapping[C, int]
) -> Iterator[Row[C]]:
    for number, cells in rows:
        yield (
            number,
            {
                column: cells[place] if place < len(cells) else _NOTHING
                for column, place in columns.items()
            },
        )


def _decoded(content: bytes) -> str:
    """A text as offices save it: UTF-8, or what an older spreadsheet on Windows writes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
