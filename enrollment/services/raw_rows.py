"""The rows of an uploaded file as they are, those above the column names included."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from sqlalchemy.orm import Session

from enrollment.models.rosters import Roster
from enrollment.parsing.encodings import length_in_file
from enrollment.parsing.headings import ColumnPlaces
from enrollment.parsing.layout import decode_record, narrow_window, split_cells
from enrollment.parsing.records import cut_records
from enrollment.parsing.sheet_rows import Cell, CellKind, SheetRow
from enrollment.services.roster_files import CsvFile, RosterFile, WorkbookFile, open_roster_file
from enrollment.services.staging import read_window

_MARK = "\ufeff"
_RECORDS = 5_000


@dataclass(frozen=True)
class RawFile:
    """A file with where its columns lie; ``rows`` come in order and once."""

    places: ColumnPlaces
    sheet_name: str | None
    rows: Iterator[SheetRow]

    @property
    def columns(self) -> dict[str, int]:
        """Positions by the name of the column, counted from 0."""
        return {column.value: position for column, position in self.places.columns.items()}


def open_raw_file(session: Session, roster: Roster, opened: ExitStack) -> RawFile:
    """Open a stored file to read every row of it.

    Args:
        session: role job; the rows are read through it.
        roster: whose file.
        opened: ends the process that reads a workbook.

    Raises:
        RosterFileRefused: its layout makes it unreadable.
        SheetReaderFailed: try again.
    """
    file = open_roster_file(session, roster, opened)
    if isinstance(file, WorkbookFile):
        return RawFile(file.layout, file.layout.name, file.reader.rows_from(1))
    return RawFile(_layout(file), None, _csv_rows(session, roster, file))


def _layout(file: RosterFile) -> ColumnPlaces:
    if not isinstance(file, CsvFile):
        raise TypeError(type(file).__name__)
    return file.layout


def _csv_rows(session: Session, roster: Roster, file: RosterFile) -> Iterator[SheetRow]:
    if not isinstance(file, CsvFile):
        raise TypeError(type(file).__name__)
    layout, offset, number = file.layout, 0, 1
    while offset < roster.byte_count:
        window, is_last = read_window(session, roster, offset)
        lines = narrow_window(window, layout.encoding, number, is_last=is_last)
        records = cut_records(lines, newline=layout.newline, limit=_RECORDS, is_last=is_last)
        if not records:  # no line end in sight: reading has refused such a file
            return
        for record in records:
            text = decode_record(record.content, number, layout.encoding).removeprefix(_MARK)
            for cells in split_cells(text, layout.delimiter):
                yield SheetRow(number, _texts(cells))
                number += 1
        offset += length_in_file(lines[: records[-1].end], layout.encoding)


def _texts(cells: Sequence[str]) -> list[Cell]:
    return [Cell(CellKind.TEXT, cell.rstrip("\r")) for cell in cells]
