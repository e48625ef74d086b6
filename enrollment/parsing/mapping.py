"""Which column is which, where a heading leaves it open and a person says it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from enrollment.nik import mask_nik
from enrollment.parsing.columns import Column, bare, missing_columns
from enrollment.parsing.headings import ColumnPlaces, NumberedRow
from enrollment.parsing.values import shown_cell

ROWS_BELOW = 5
TABLES_SHOWN = 10
_SECRET_DIGITS = 9


@dataclass(frozen=True)
class ColumnMap:
    """What a person said of a table: the number of its heading row and where each column lies."""

    sheet: str | None
    header_row: int
    columns: Mapping[Column, int]


@dataclass(frozen=True)
class ShownTable:
    """The beginning of a table as it may be shown, and what its heading seems to say.

    ``twice`` are the needed columns that several names claim, by their positions.
    """

    sheet: str | None
    header_row: int
    columns: Mapping[Column, int]
    rows: Sequence[NumberedRow]
    twice: Mapping[Column, Sequence[int]] = field(default_factory=dict)

    def heading(self, header_row: int) -> Sequence[str]:
        """The names in a row; empty where there is no such row."""
        return next((cells for number, cells in self.rows if number == header_row), ())

    def below(self, header_row: int) -> Sequence[NumberedRow]:
        """The first rows below a heading."""
        return [row for row in self.rows if row[0] > header_row][:ROWS_BELOW]


class ColumnsUnclear(Exception):
    """No heading says which column is which, but a person can; ``tables`` are what to show them."""

    def __init__(self, tables: Sequence[ShownTable]) -> None:
        super().__init__("columns-unclear")
        self.tables = tables


def can_be_mapped(places: ColumnPlaces) -> bool:
    """Whether a table is a list, and has columns enough for what its heading leaves open.

    Source:
        A missing column cannot be said by anybody; a misnamed one can.
    """
    spare = len(places.ignored) + sum(len(at) - 1 for at in places.twice.values())
    return bool(places.columns or places.twice) and spare >= len(places.missing)


def shown_table(
    places: ColumnPlaces, head: Sequence[NumberedRow], sheet: str | None = None
) -> ShownTable:
    """A table as a person is shown it: of no number of a person more than its beginning.

    Args:
        places: as far as its heading tells them.
        head: its first rows.
        sheet: it lies on, in a workbook.

    Source:
        UU 27/2022: personal identifiers are masked wherever they are not needed.
    """
    guess = {**{column: at[0] for column, at in places.twice.items()}, **places.columns}
    rows = [(number, [_shown(cell) for cell in cells]) for number, cells in head]
    return ShownTable(sheet, places.header_row, guess, rows, places.twice)


def open_columns(table: ShownTable) -> Mapping[Column, Sequence[int]]:
    """The needed columns that a heading leaves open, and the positions each may be meant by.

    Args:
        table: as it is kept for a person to look at.

    Source:
        A column named twice is one of those two; a missing one has a name that was not understood.
    """
    read = {*table.columns.values(), *(at for places in table.twice.values() for at in places)}
    unread = [
        at for at, name in enumerate(table.heading(table.header_row)) if name and at not in read
    ]
    return {**table.twice, **dict.fromkeys(missing_columns(table.columns), unread)}


def mapped_places(head: Sequence[NumberedRow], chosen: ColumnMap) -> ColumnPlaces:
    """Where the columns of a table lie as a person said it.

    Args:
        head: its first rows.
        chosen: what they said.

    Source:
        Stated format of the upload page.
    """
    names = next((cells for number, cells in head if number == chosen.header_row), ())
    return ColumnPlaces(
        columns=dict(chosen.columns),
        names=tuple(" ".join(name.split()) for name in names),
        header_row=chosen.header_row,
        twice={},
    )


def faults_of(chosen: ColumnMap, table: ShownTable) -> Mapping[str, Column | None]:
    """What is wrong with what a person said, by kind: ``row``, ``missing``, ``twice``, ``place``.

    Source:
        Stated format of the upload page.
    """
    width = len(table.heading(chosen.header_row))
    places = list(chosen.columns.values())
    faults: dict[str, Column | None] = {} if width else {"row": None}
    if missing := missing_columns(chosen.columns):
        faults["missing"] = missing[0]
    for column, at in chosen.columns.items():
        if places.count(at) > 1:
            faults["twice"] = column
        if not 0 <= at < width:
            faults["place"] = column
    return faults


def stored_map(chosen: ColumnMap, table: ShownTable) -> dict[str, Any]:
    """A map as it is kept; its headings tell a later list of the same kind.

    Source:
        Offices send lists of one kind month by month.
    """
    return {
        "sheet": chosen.sheet,
        "header_row": chosen.header_row,
        "columns": {column.value: at for column, at in chosen.columns.items()},
        "headings": headings_key(table, chosen.header_row),
    }


def headings_key(table: ShownTable, header_row: int) -> list[str]:
    """What makes two headings the same.

    Source:
        Offices send lists of one kind month by month.
    """
    return [bare(name) for name in table.heading(header_row)]


def read_map(stored: Mapping[str, Any] | None) -> ColumnMap | None:
    """A map as it was kept.

    Source:
        Stated format of the upload page.
    """
    if stored is None:
        return None
    columns = {Column(name): at for name, at in stored["columns"].items()}
    return ColumnMap(stored["sheet"], stored["header_row"], columns)


def _shown(cell: str) -> str:
    if sum(map(str.isdigit, cell)) >= _SECRET_DIGITS:
        return shown_cell(mask_nik(cell.strip()), is_identifier=False)
    return shown_cell(cell, is_identifier=False)
