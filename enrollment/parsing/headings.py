"""The heading of a table: which row names the columns, and what its names mean. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from enrollment.parsing.columns import (
    ALIASES,
    REQUIRED,
    Column,
    bare,
    columns_meant,
    missing_columns,
)
from enrollment.parsing.refusals import FileProblem, RosterFileRefused

HEADER_WITHIN_ROWS = 20
_SURELY_A_HEADING = 2
"""Names spelt right before others of the row are read with slips: people's names are near too."""

NumberedRow = tuple[int, Sequence[str]]
"""The number of a row as a spreadsheet counts, and its cells."""


@dataclass(frozen=True, kw_only=True)
class ColumnPlaces:
    """Where the columns of a table lie.

    ``columns`` counts from 0; ``names`` are the names above each position, its length the width of
    the table; ``header_row`` is the number of the lowest row of names. ``twice`` holds the needed
    columns that two names claim, by their positions; they are in no place until somebody decides.
    """

    columns: Mapping[Column, int]
    names: Sequence[str]
    header_row: int
    twice: Mapping[Column, tuple[int, ...]]

    @property
    def width(self) -> int:
        """Positions of the table."""
        return len(self.names)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Names of columns that are not read."""
        read = {*self.columns.values(), *(at for places in self.twice.values() for at in places)}
        return tuple(
            name for position, name in enumerate(self.names) if name and position not in read
        )

    @property
    def missing(self) -> list[Column]:
        """Needed columns that no name claims."""
        return missing_columns({*self.columns, *self.twice})

    @property
    def is_clear(self) -> bool:
        """Whether every needed column has one place."""
        return not self.twice and not self.missing


NO_HEADING = ColumnPlaces(columns={}, names=(), header_row=1, twice={})
"""Of a table without rows."""


def find_heading(rows: Sequence[NumberedRow]) -> ColumnPlaces | None:
    """The heading among the first rows: the one that names most of our columns, and all if it can.

    A heading may take two rows, groups above and names below.

    Args:
        rows: in order; those beyond ``HEADER_WITHIN_ROWS`` are not looked at.

    Source:
        Stated format of the upload page.
    """
    best: ColumnPlaces | None = None
    for number, names in _candidates(rows):
        places = place_columns(names, number)
        if best is None or _worth(places) > _worth(best):
            best = places
    return best


def _worth(places: ColumnPlaces) -> tuple[bool, int, int]:
    known = len(places.columns) + len(places.twice)
    return places.is_clear, known, 0 if known else sum(map(bool, places.names))


def why_unclear(places: ColumnPlaces, *, sheet: str | None = None) -> RosterFileRefused:
    """Why a heading that leaves a needed column open cannot be read.

    Args:
        places: not clear.
        sheet: that it stands on, in a workbook.

    Source:
        Stated format of the upload page.
    """
    if places.twice:
        column = next(iter(places.twice))
        return RosterFileRefused(FileProblem.COLUMN_TWICE, column=column.value)
    names = ", ".join(column.value for column in places.missing)
    if sheet is None:
        return RosterFileRefused(
            FileProblem.COLUMNS_MISSING, columns=names, rows=HEADER_WITHIN_ROWS
        )
    return RosterFileRefused(
        FileProblem.SHEET_COLUMNS_MISSING, sheet=sheet, columns=names, rows=HEADER_WITHIN_ROWS
    )


def refuse_unclear(places: ColumnPlaces) -> None:
    """Refuse a heading that leaves a needed column open.

    Raises:
        RosterFileRefused: a needed column is missing or named twice.

    Source:
        Stated format of the upload page.
    """
    if not places.is_clear:
        raise why_unclear(places)


def place_columns(names: Sequence[str], header_row: int) -> ColumnPlaces:
    """Where each column lies under a row of names. Others are ignored.

    Of a column that is not needed the first is taken; of a needed one no two.

    Args:
        names: as they stand.
        header_row: their number as a spreadsheet counts.

    Source:
        Stated format of the upload page.
    """
    shown = [" ".join(name.split()) for name in names]
    claims: dict[Column, list[int]] = {}
    for position, column in _claims([bare(name) for name in shown]):
        claims.setdefault(column, []).append(position)
    needed = {*REQUIRED, *(() if Column.VILLAGE in claims else (Column.VILLAGE_NAME,))}
    twice = {column: tuple(at) for column, at in claims.items() if column in needed and at[1:]}
    return ColumnPlaces(
        columns={column: at[0] for column, at in claims.items() if column not in twice},
        names=tuple(shown),
        header_row=header_row,
        twice=twice,
    )


def count_known(cells: Sequence[str]) -> int:
    """How many of our columns a row of names names, spelt right.

    Source:
        Stated format of the upload page.
    """
    return len({ALIASES[name] for name in map(bare, cells) if name in ALIASES})


def _claims(names: Sequence[str]) -> Iterator[tuple[int, Column]]:
    exact = {position: ALIASES[name] for position, name in enumerate(names) if name in ALIASES}
    claimed = set(exact.values())
    if len(claimed) >= _SURELY_A_HEADING:
        unknown = ["" if position in exact else name for position, name in enumerate(names)]
        exact |= columns_meant(unknown, claimed)
    return iter(sorted(exact.items()))


def _candidates(rows: Sequence[NumberedRow]) -> Iterator[NumberedRow]:
    """Every row by itself, then every two rows that follow each other."""
    near = [row for row in rows if row[0] <= HEADER_WITHIN_ROWS]
    yield from near
    for (above, groups), (number, names) in pairwise(near):
        if number == above + 1 and count_known(groups) + count_known(names) > 1:
            yield number, list(_joined(groups, names))


def _joined(groups: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """The names of two rows as one: a merged cell holds its text at its first position only."""
    group, width = "", max(len(groups), len(names))
    for above, below in zip(_filled(groups, width), _filled(names, width), strict=True):
        group = above or (group if below else "")
        yield _name_under(group, below) if below else above


def _name_under(group: str, name: str) -> str:
    for together in (f"{group} {name}", f"{name} {group}"):
        if group and bare(together) in ALIASES:
            return together
    return name


def _filled(cells: Sequence[str], width: int) -> list[str]:
    texts = [" ".join(cell.split()) for cell in cells]
    return [*texts, *[""] * (width - len(texts))]
