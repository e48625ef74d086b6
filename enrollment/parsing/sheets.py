"""Sheets of a workbook as rosters: the sheet that is meant, rows in batches. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import islice

from enrollment.parsing.batches import BATCH_ROWS, Batch, Progress, tally_rows
from enrollment.parsing.columns import Column
from enrollment.parsing.headings import (
    NO_HEADING,
    ColumnPlaces,
    NumberedRow,
    find_heading,
    why_unclear,
)
from enrollment.parsing.mapping import (
    TABLES_SHOWN,
    ColumnMap,
    ColumnsUnclear,
    can_be_mapped,
    mapped_places,
    shown_table,
)
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.rows import RosterRules
from enrollment.parsing.sheet_rows import Cell, CellKind, SheetRow, cells_of_sheet, row_of
from enrollment.parsing.values import SHOWN_LIMIT, shown_cell
from tenants.kernel import formats

SHEET_ROW_LIMIT = 200_000
_DISPLAYED_DIGITS = 11
"""A spreadsheet shows longer numbers in scientific notation."""


@dataclass(frozen=True, kw_only=True)
class SheetLayout(ColumnPlaces):
    """The sheet that holds the list, and where its columns lie.

    ``name`` is what may be shown of it; ``last_row`` as the spreadsheet counts. ``others`` are the
    visible sheets that are not read, ``head`` its first rows.
    """

    name: str
    last_row: int
    others: tuple[str, ...] = ()
    head: Sequence[NumberedRow] = field(default=(), repr=False)


class SheetChoice:
    """Looks at one visible sheet after another until one has our column names."""

    def __init__(self, chosen: ColumnMap | None = None) -> None:
        self._chosen = chosen
        self._seen: list[SheetLayout] = []

    def consider(
        self, name: str, last_row: int, head: Sequence[SheetRow], *, visible: Sequence[str] = ()
    ) -> SheetLayout | None:
        """The layout of a sheet whose first rows name every needed column once, or as was said.

        Args:
            name: of the sheet.
            last_row: number of its last row.
            head: its first rows with content.
            visible: names of all visible sheets, this one included.

        Source:
            Stated format of the upload page.
        """
        rows = [(row.number, [cell.text for cell in row.cells]) for row in head]
        shown, chosen = shown_cell(name, is_identifier=False), self._chosen
        if chosen is None:
            places = find_heading(rows)
        else:
            places = mapped_places(rows, chosen) if chosen.sheet == shown else None
        layout = SheetLayout(
            **vars(places or NO_HEADING),
            name=shown,
            last_row=last_row,
            head=rows,
            others=tuple(shown_cell(one, is_identifier=False) for one in visible if one != name),
        )
        if layout.is_clear:
            return layout
        self._seen.append(layout)
        return None

    def refusal(self) -> RosterFileRefused | ColumnsUnclear:
        """Why no sheet will do: names the one that comes nearest, or shows those that may.

        Source:
            Stated format of the upload page.
        """
        if not self._seen:
            return RosterFileRefused(FileProblem.WORKBOOK_EMPTY)
        nearest = sorted(self._seen, key=lambda seen: -len(seen.columns))
        if usable := [seen for seen in nearest if can_be_mapped(seen)]:
            tables = [shown_table(one, one.head, one.name) for one in usable[:TABLES_SHOWN]]
            return ColumnsUnclear(tables)
        return why_unclear(nearest[0], sheet=nearest[0].name)


def start_of_sheet(layout: SheetLayout) -> Progress:
    """The place of the first row after the column names; ``offset`` counts rows of the sheet.

    Source:
        Stated format of the upload page.
    """
    return Progress(offset=layout.header_row, row_number=layout.header_row + 1)


def read_sheet_batch(
    lines: Iterator[str],
    progress: Progress,
    layout: SheetLayout,
    rules: RosterRules,
    *,
    limit: int = BATCH_ROWS,
) -> Batch:
    """Read the next rows of a sheet; empty ones are not among them.

    Args:
        lines: rows as they are written, from ``progress.row_number`` on, ending with the sheet.
        progress: where the last batch ended.
        layout: of the sheet.
        rules: what rows are checked against.
        limit: most rows read.

    Raises:
        RosterFileRefused: too many rows.

    Source:
        Stated format of the upload page.
    """
    tally, batch = dict(vars(progress)), Batch(progress)
    taken = list(islice(lines, limit))
    cells = cells_of_sheet(taken, layout)
    tally_rows(
        batch, tally, cells, lambda at: row_texts(row_of(taken[at]).cells, layout), layout, rules
    )
    last = row_of(taken[-1]).number if len(taken) == limit else layout.last_row
    tally |= {"offset": last, "row_number": last + 1}
    batch.progress = Progress(**tally)
    if batch.progress.row_count > SHEET_ROW_LIMIT:
        refused = FileProblem.WORKBOOK_TOO_MANY_ROWS
        raise RosterFileRefused(refused, rows=formats.count(SHEET_ROW_LIMIT))
    return batch


def row_texts(cells: Sequence[Cell], places: ColumnPlaces) -> list[str]:
    """Cells as the texts that a row is read from.

    A number stands for itself everywhere but in the column of the NIK: there it is what the
    spreadsheet displays, which is never sixteen digits. So its type alone refuses it, even where
    the file holds every digit: nobody can tell whether the last one is still the person's.

    Args:
        cells: of one row.
        places: of its columns.

    Source:
        A spreadsheet keeps fifteen digits of a number and fills up with 0.
    """
    texts = [cell.text for cell in cells]
    at = places.columns[Column.NIK]
    if at < len(cells) and cells[at].kind is CellKind.NUMBER:
        texts[at] = displayed(cells[at].text)
    return texts


def displayed(number: str) -> str:
    """A number as a spreadsheet set to Indonesian shows it: ``3,31602E+15``.

    Args:
        number: in plain digits or with an exponent.

    Source:
        General number format of spreadsheets: up to eleven digits, beyond that six significant.
    """
    try:
        value = Decimal(number)
    except InvalidOperation:
        return number[:SHOWN_LIMIT]
    if abs(value) < 10**_DISPLAYED_DIGITS:
        return f"{value:f}".replace(".", ",")
    mantissa, _, exponent = f"{value:.5E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}".replace(".", ",")
