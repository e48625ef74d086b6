"""A stored roster file as batches of rows, whether it is a CSV file or a workbook."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Protocol, TypeAlias

from sqlalchemy.orm import Session

from enrollment.models.rosters import Roster
from enrollment.parsing.batches import Batch, Progress, read_batch, start_of
from enrollment.parsing.encodings import Encoding
from enrollment.parsing.headings import ColumnPlaces, refuse_unclear
from enrollment.parsing.layout import Layout, read_layout
from enrollment.parsing.mapping import ColumnsUnclear, can_be_mapped, read_map, shown_table
from enrollment.parsing.rows import RosterRules
from enrollment.parsing.sheets import SheetLayout, read_sheet_batch, start_of_sheet
from enrollment.parsing.signatures import RosterFormat, recognise
from enrollment.services.sheets import SheetReader
from enrollment.services.staging import iterate_pieces, read_window

Window: TypeAlias = tuple[bytes, bool]
"""Bytes of a file, and whether it ends with them."""


class RosterFile(Protocol):
    """What reading needs of either kind of file; offsets are bytes or rows, as it counts itself."""

    @property
    def layout(self) -> ColumnPlaces:
        """Where its columns lie."""

    @property
    def start(self) -> Progress:
        """The place of the first row after the column names."""

    @property
    def end(self) -> int:
        """The offset after the last row."""

    @property
    def expected_rows(self) -> int:
        """A guess at its rows, for people waiting."""

    def fetch(self, session: Session, roster: Roster, progress: Progress) -> Window:
        """What of the database the next batch needs."""

    def read(self, window: Window, progress: Progress, rules: RosterRules) -> Batch:
        """The next batch from ``progress`` on. Needs no database."""


@dataclass(frozen=True)
class CsvFile:
    """Windows of decrypted bytes, cut into records."""

    layout: Layout
    end: int
    expected_rows: int

    @property
    def start(self) -> Progress:
        """The place of the first row after the column names."""
        return start_of(self.layout)

    def fetch(self, session: Session, roster: Roster, progress: Progress) -> Window:
        """The bytes from ``progress`` on, decrypted."""
        return read_window(session, roster, progress.offset)

    def read(self, window: Window, progress: Progress, rules: RosterRules) -> Batch:
        """The next batch from ``progress`` on.

        Raises:
            RosterFileRefused: the file turns out unusable.
        """
        content, is_last = window
        return read_batch(content, progress, self.layout, rules, is_last=is_last)


@dataclass
class WorkbookFile:
    """Rows of a sheet, as the process that reads it hands them out."""

    reader: SheetReader
    layout: SheetLayout
    _lines: Iterator[str] | None = field(default=None, init=False)

    @property
    def start(self) -> Progress:
        """The place of the first row after the column names."""
        return start_of_sheet(self.layout)

    @property
    def end(self) -> int:
        """The number of the last row."""
        return self.layout.last_row

    @property
    def expected_rows(self) -> int:
        """Rows of the sheet below the column names, empty ones too."""
        return self.layout.last_row - self.layout.header_row

    def fetch(self, session: Session, roster: Roster, progress: Progress) -> Window:  # noqa: ARG002
        """Nothing: the reader holds the file already."""
        return b"", False

    def read(self, window: Window, progress: Progress, rules: RosterRules) -> Batch:  # noqa: ARG002
        """The next batch from ``progress`` on. Batches follow each other.

        Raises:
            RosterFileRefused: the file turns out unusable.
            SheetReaderFailed: try again.
        """
        if self._lines is None:
            self._lines = self.reader.lines_from(progress.row_number)
        return read_sheet_batch(self._lines, progress, self.layout, rules)


def open_roster_file(session: Session, roster: Roster, opened: ExitStack) -> RosterFile:
    """Open a stored file for reading.

    Args:
        session: role job.
        roster: whose file.
        opened: ends the process that reads a workbook.

    Raises:
        RosterFileRefused: its layout makes it unreadable.
        ColumnsUnclear: a person has to say which column is which.
        SheetReaderFailed: try again.

    Effects:
        Starts a process for a workbook; the bytes reach it through memory only.
    """
    chosen = read_map(roster.column_map)
    head, is_whole_file = read_window(session, roster, 0)
    if recognise(BytesIO(head)) is RosterFormat.CSV:
        encoding = Encoding(roster.encoding)
        layout = read_layout(head, is_whole_file=is_whole_file, encoding=encoding, chosen=chosen)
        if not layout.is_clear and can_be_mapped(layout):
            raise ColumnsUnclear([shown_table(layout, layout.head)])
        refuse_unclear(layout)
        return CsvFile(layout, roster.byte_count, roster.line_count - layout.header_row)
    with _in_memory(session, roster) as file:
        reader = opened.enter_context(SheetReader(file))
    return WorkbookFile(reader, reader.choose_sheet(chosen))


@contextmanager
def _in_memory(session: Session, roster: Roster) -> Iterator[int]:
    """The decrypted file under a descriptor that no directory knows."""
    file = os.memfd_create("roster")
    with os.fdopen(file, "r+b", buffering=0) as memory:
        for piece in iterate_pieces(session, roster):
            memory.write(piece)
        memory.seek(0)
        yield file
