"""A file with one table, a workbook or a text: its heading found, its rows read when wanted.

A workbook is read by a process of its own; nothing of either kind is written to disk. Of a text no
more than a piece is held at a time.
"""

import codecs
import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.sheet_rows import Cell, CellKind
from enrollment.parsing.signatures import RosterFormat, recognise
from enrollment.services.sheets import SheetReader

HEADING_WITHIN_ROWS = 20
LINE_LETTERS = 64 * 1024
"""A longer line is taken in parts, so that a file without line ends is never held whole."""
_DELIMITERS = (";", ",", "\t", "|")

C = TypeVar("C")
Row: TypeAlias = tuple[int, Mapping[C, Cell]]
FindColumns: TypeAlias = Callable[[Sequence[str]], Mapping[C, int]]
Pieces: TypeAlias = Callable[[], Iterator[bytes]]
"""Gives a file from its start, piece by piece, each time it is asked."""
_NOTHING = Cell(CellKind.TEXT, "")


@dataclass(frozen=True)
class OpenedTable(Generic[C]):
    """What stands above the table, and its rows with the cells of known columns.

    Without a heading there are neither columns nor rows, and everything looked at stands above.
    """

    above: Sequence[str]
    columns: Mapping[C, int]
    rows: Iterator[Row[C]]


def open_table(pieces: Pieces, find: FindColumns[C], opened: ExitStack) -> OpenedTable[C]:
    """Open a file for reading.

    Args:
        pieces: of the file.
        find: which columns a row of headings names, and where; nothing for any other row.
        opened: ends the process that reads a workbook.

    Raises:
        RosterFileRefused: the workbook cannot be read.
        SheetReaderFailed: try again.
    """
    if recognise(io.BytesIO(next(pieces(), b""))) is RosterFormat.XLSX:
        return _open_workbook(pieces, find, opened)
    return _open_text(pieces, find)


def _open_workbook(pieces: Pieces, find: FindColumns[C], opened: ExitStack) -> OpenedTable[C]:
    memory = os.memfd_create("table")
    with os.fdopen(memory, "r+b", buffering=0) as written:
        for piece in pieces():
            written.write(piece)
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


def _open_text(pieces: Pieces, find: FindColumns[C]) -> OpenedTable[C]:
    encoding = _encoding_of(pieces())
    above: list[str] = []
    for delimiter in _DELIMITERS:
        rows = _text_rows(pieces(), encoding, delimiter)
        seen: list[str] = []
        for number, cells in rows:
            if number > HEADING_WITHIN_ROWS:
                break
            columns = find(cells)
            if columns:
                below = ((line, [Cell(CellKind.TEXT, cell) for cell in row]) for line, row in rows)
                return OpenedTable(seen, columns, _known(below, columns))
            seen += cells
        above += seen
    return OpenedTable(above, {}, iter(()))


def _text_rows(
    pieces: Iterator[bytes], encoding: str, delimiter: str
) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line each ends in.

    Raises:
        RosterFileRefused: a cell is longer than any text of a table.
    """
    raw = io.BufferedReader(_Joined(pieces))
    text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
    rows = csv.reader(iter(partial(text.readline, LINE_LETTERS), ""), delimiter=delimiter)
    try:
        for cells in rows:
            yield rows.line_num, cells
    except csv.Error as error:
        raise RosterFileRefused(FileProblem.NOT_CSV) from error


class _Joined(io.RawIOBase):
    """Pieces as one stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        """It gives bytes, and takes none."""
        return True

    def readinto(self, into: Any) -> int:
        """Fill as much as the piece at hand holds."""
        self._rest = self._rest or next(self._pieces, b"")
        view = memoryview(into)
        given = min(len(view), len(self._rest))
        view[:given], self._rest = self._rest[:given], self._rest[given:]
        return given


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


def _encoding_of(pieces: Iterator[bytes]) -> str:
    """How offices save a text: UTF-8, or what an older spreadsheet on Windows writes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces:
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
