"""A roster in batches: from windows of bytes to rows and problems, resumable. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from enrollment.parsing.columns import EXAMPLE_NIK, Column
from enrollment.parsing.encodings import Encoding, length_in_file
from enrollment.parsing.headings import ColumnPlaces, refuse_unclear
from enrollment.parsing.layout import (
    ROW_LIMIT,
    Layout,
    decode_record,
    looks_truncated,
    narrow_window,
    read_layout,
    split_cells,
)
from enrollment.parsing.outside import Outside, outside_of
from enrollment.parsing.plain_rows import cells_of_lines, cells_of_rows, people_of, pick_plain
from enrollment.parsing.records import cut_records
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.rows import (
    RosterRow,
    RosterRules,
    RowCode,
    RowProblem,
    Severity,
    read_row,
)
from enrollment.parsing.values import shown_cell
from tenants.kernel import formats

BATCH_ROWS = 10_000
SAMPLE_ROWS = 20
WINDOW_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Progress:
    """Where a reader stands in a file, and what it has counted up to there.

    ``offset`` is the byte of the next record, ``row_number`` the row a spreadsheet would show for
    it. Counts are of rows with content; ``nik_count`` of readable numbers, ``zero_count`` of those
    ending in 0, ``normalised_count`` of those that had blanks or an apostrophe. Rows that are no
    people are in ``outside_count`` alone; ``aside_row`` is the one since which none was a person,
    ``table_row`` the first one of another table; 0 where there is none.
    """

    offset: int
    row_number: int
    row_count: int = 0
    valid_count: int = 0
    error_count: int = 0
    warning_count: int = 0
    nik_count: int = 0
    zero_count: int = 0
    normalised_count: int = 0
    outside_count: int = 0
    aside_row: int = 0
    table_row: int = 0


@dataclass
class Batch:
    """Rows that may be stored, all problems found, and where the next batch begins.

    ``plain`` are the storable rows that were read column by column, ``rows`` those read one by one.
    ``warning_count`` of the progress counts storable rows with at least one warning. ``samples``
    are the shown cells of its first rows with errors, and of its first ones with warnings, by row.
    """

    progress: Progress
    plain: list[pl.DataFrame] = field(default_factory=list)
    rows: list[RosterRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    samples: dict[int, Mapping[str, str]] = field(default_factory=dict)
    sampled: Counter[bool] = field(default_factory=Counter)

    @property
    def people(self) -> pl.DataFrame:
        """All storable rows, with the columns of ``PEOPLE``."""
        return pl.concat([*self.plain, people_of(self.rows)])


def start_of(layout: Layout) -> Progress:
    """The place of the first row after the column names.

    Source:
        Stated format of the upload page.
    """
    return Progress(offset=layout.data_offset, row_number=layout.header_row + 1)


def read_batch(
    window: bytes,
    progress: Progress,
    layout: Layout,
    rules: RosterRules,
    *,
    is_last: bool,
    limit: int = BATCH_ROWS,
) -> Batch:
    """Read the next rows from a window of the file.

    Args:
        window: the bytes from ``progress.offset`` on; at least ``WINDOW_BYTES`` before the end.
        progress: where the last batch ended.
        layout: of the file.
        rules: what rows are checked against.
        is_last: nothing follows the window.
        limit: most records read.

    Raises:
        RosterFileRefused: not in its encoding, no line end in sight, or too many rows.

    Source:
        Stated format of the upload page.
    """
    lines = narrow_window(window, layout.encoding, progress.row_number, is_last=is_last)
    batch, tally = Batch(progress), dict(vars(progress))
    read = _read_lines if b'"' not in lines else _read_records
    end = read(batch, tally, lines, layout, rules, limit=limit, is_last=is_last)
    if window and not end:
        raise RosterFileRefused(FileProblem.NOT_CSV)
    tally["offset"] += length_in_file(lines[:end], layout.encoding)
    batch.progress = Progress(**tally)
    if batch.progress.row_count > ROW_LIMIT:
        raise RosterFileRefused(FileProblem.TOO_MANY_ROWS, rows=formats.count(ROW_LIMIT))
    return batch


def _read_lines(
    batch: Batch,
    tally: dict[str, int],
    window: bytes,
    layout: Layout,
    rules: RosterRules,
    *,
    limit: int,
    is_last: bool,
) -> int:
    """Read the next lines of a window without quotes; gives back where the line after them begins.

    Source:
        RFC 4180: without quotes every line is a record.
    """
    lines = window.split(layout.newline, limit)
    is_whole = is_last and len(lines) <= limit
    rest = b"" if is_whole and lines[-1] else lines.pop()
    if lines:
        whole = layout.newline.join(lines)
        text = decode_record(whole, tally["row_number"], layout.encoding, newline=layout.newline)
        rows = [line.rstrip("\r") for line in text.split(layout.newline.decode())]
        cells = cells_of_lines(rows, layout.delimiter, layout, tally["row_number"])
        tally_rows(batch, tally, cells, lambda at: rows[at].split(layout.delimiter), layout, rules)
        tally["row_number"] += len(rows)
    return len(window) - len(rest)


def _read_records(
    batch: Batch,
    tally: dict[str, int],
    window: bytes,
    layout: Layout,
    rules: RosterRules,
    *,
    limit: int,
    is_last: bool,
) -> int:
    """Read the next records of a window with quotes; gives back where the one after them begins.

    Source:
        RFC 4180.
    """
    records = cut_records(window, newline=layout.newline, limit=limit, is_last=is_last)
    rows: list[list[str]] = []
    for record in records:
        text = decode_record(record.content, tally["row_number"] + len(rows), layout.encoding)
        rows += split_cells(text, layout.delimiter)
    cells = cells_of_rows(rows, layout, range(tally["row_number"], tally["row_number"] + len(rows)))
    tally_rows(batch, tally, cells, lambda at: rows[at], layout, rules)
    tally["row_number"] += len(rows)
    return records[-1].end if records else 0


def refuse_worthless(progress: Progress) -> None:
    """Refuse a file that was read to its end and must not be stored.

    Raises:
        RosterFileRefused: no rows at all, or numbers that a spreadsheet has cut.

    Source:
        A spreadsheet keeps fifteen digits of a number and fills up with 0.
    """
    if progress.row_count == 0:
        raise RosterFileRefused(FileProblem.NO_ROWS)
    if looks_truncated(progress.zero_count, progress.nik_count):
        raise RosterFileRefused(
            FileProblem.NIK_ZEROES,
            zeroes=formats.count(progress.zero_count),
            niks=formats.count(progress.nik_count),
        )


def read_file(
    chunks: Iterable[bytes],
    rules: RosterRules,
    *,
    encoding: Encoding = Encoding.UTF_8,
    limit: int = BATCH_ROWS,
) -> Iterator[Batch]:
    """Read a whole file in batches, holding one window of it at a time.

    Args:
        chunks: the bytes in order.
        rules: what rows are checked against.
        encoding: of the file.
        limit: most records of a batch.

    Raises:
        RosterFileRefused: the file as a whole cannot be used.

    Source:
        Stated format of the upload page.
    """
    source = iter(chunks)
    window, is_last = _refill(b"", source)
    layout = read_layout(window, is_whole_file=is_last, encoding=encoding)
    refuse_unclear(layout)
    progress = start_of(layout)
    window = window[layout.data_offset :]
    while True:
        window, is_last = _refill(window, source)
        if is_last and not window:
            break
        batch = read_batch(window, progress, layout, rules, is_last=is_last, limit=limit)
        window = window[batch.progress.offset - progress.offset :]
        progress = batch.progress
        yield batch
    refuse_worthless(progress)


def _refill(window: bytes, source: Iterator[bytes]) -> tuple[bytes, bool]:
    parts, size = [window], len(window)
    while size <= WINDOW_BYTES:
        chunk = next(source, None)
        if chunk is None:
            return b"".join(parts), True
        parts.append(chunk)
        size += len(chunk)
    return b"".join(parts), False


def tally_rows(
    batch: Batch,
    tally: dict[str, int],
    cells: pl.DataFrame,
    row_at: Callable[[int], Sequence[str]],
    places: ColumnPlaces,
    rules: RosterRules,
) -> None:
    """Read rows into a batch and count them: the plain ones as columns, the others one by one.

    Args:
        batch: gets the people, if they may be stored, and the problems.
        tally: fields of ``Progress`` so far, changed here; ``row_number`` stays.
        cells: of the rows, as ``pick_plain`` takes them.
        row_at: every cell of the row at a position, for those that are read one by one.
        places: of the columns.
        rules: what rows are checked against.

    Source:
        Stated format of the upload page.
    """
    picked = pick_plain(cells, rules)
    batch.plain.append(picked.plain)
    plain_count = picked.plain.height
    for name in ("row_count", "valid_count", "nik_count"):
        tally[name] += plain_count
    tally["zero_count"] += int(picked.plain["nik"].str.ends_with("0").sum())
    row_number, following = tally["row_number"], 0
    for position, number in picked.others:
        if position > following:
            tally["aside_row"] = 0
        following = position + 1
        row = row_at(position)
        if any(map(str.strip, row)):
            tally["row_number"] = number
            _tally_row(batch, tally, row, places, rules)
    if following < cells.height:
        tally["aside_row"] = 0
    tally["row_number"] = row_number


def _tally_row(
    batch: Batch,
    tally: dict[str, int],
    cells: Sequence[str],
    places: ColumnPlaces,
    rules: RosterRules,
) -> None:
    at = places.columns[Column.NIK]
    if at < len(cells) and cells[at].strip() == EXAMPLE_NIK:
        return
    reading = read_row(cells, tally["row_number"], places, rules)
    if reading.nik is None:
        kind = outside_of(cells, places, is_aside=tally["aside_row"] > 0)
        if kind is not None:
            _pass_over(batch, tally, cells, kind)
            return
    tally["aside_row"] = 0
    tally["row_count"] += 1
    if reading.nik is not None:
        tally["nik_count"] += 1
        tally["zero_count"] += reading.nik.endswith("0")
        tally["normalised_count"] += reading.is_normalised
    if reading.row is None:
        tally["error_count"] += 1
    else:
        tally["valid_count"] += 1
        tally["warning_count"] += any(
            problem.severity is Severity.WARNING for problem in reading.problems
        )
        batch.rows.append(reading.row)
    batch.problems.extend(reading.problems)
    is_wrong = reading.row is None
    if reading.shown and batch.sampled[is_wrong] < SAMPLE_ROWS:
        batch.sampled[is_wrong] += 1
        batch.samples[tally["row_number"]] = reading.shown


def _pass_over(batch: Batch, tally: dict[str, int], cells: Sequence[str], kind: Outside) -> None:
    """Count a row that is no person, and show it: nothing of a file is left out unseen."""
    row_number = tally["row_number"]
    tally["outside_count"] += 1
    if kind in {Outside.CLOSING, Outside.TABLE}:
        tally["aside_row"] = tally["aside_row"] or row_number
    if kind in {Outside.TABLE, Outside.LIST}:
        tally["table_row"] = tally["table_row"] or row_number
    code = {
        Outside.TABLE: RowCode.OTHER_TABLE,
        Outside.LIST: RowCode.OTHER_LIST,
    }.get(kind, RowCode.NO_PERSON)
    shown = shown_cell(next(filter(str.strip, cells)), is_identifier=False)
    batch.problems.append(RowProblem(row_number, None, code, Severity.WARNING, shown))
