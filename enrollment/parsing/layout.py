"""The layout of a text file: its encoding, its separator and its columns. Pure."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field

from enrollment.parsing.encodings import Encoding, length_in_file, mark_length, narrow
from enrollment.parsing.headings import (
    HEADER_WITHIN_ROWS,
    NO_HEADING,
    ColumnPlaces,
    NumberedRow,
    count_known,
    find_heading,
)
from enrollment.parsing.mapping import ROWS_BELOW, ColumnMap, mapped_places
from enrollment.parsing.records import cut_records
from enrollment.parsing.refusals import FileProblem, RosterFileRefused

BYTE_LIMIT = 300 * 1024 * 1024
ROW_LIMIT = 1_500_000
DELIMITERS = (",", ";", "\t")
NIK_SAMPLE = 10
HEAD_ROWS = HEADER_WITHIN_ROWS + 2 * ROWS_BELOW


@dataclass(frozen=True, kw_only=True)
class Layout(ColumnPlaces):
    """How the bytes of a text file become cells.

    ``data_offset`` is the byte where the first data record begins, ``head`` the first rows.
    """

    encoding: Encoding
    delimiter: str
    newline: bytes
    data_offset: int
    head: Sequence[NumberedRow] = field(repr=False)


def read_layout(
    head: bytes,
    *,
    is_whole_file: bool,
    encoding: Encoding = Encoding.UTF_8,
    chosen: ColumnMap | None = None,
) -> Layout:
    """Recognise the layout from the beginning of a file.

    Args:
        head: the first bytes, at least a record's worth unless the file is shorter.
        is_whole_file: nothing follows ``head``.
        encoding: of the file.
        chosen: what a person said of its columns.

    Raises:
        RosterFileRefused: no table of text.

    Source:
        Stated format of the upload page.
    """
    start = mark_length(head)
    lines = narrow_window(head[start:], encoding, 1, is_last=is_whole_file)
    newline = b"\n" if b"\n" in lines or b"\r" not in lines else b"\r"
    records = cut_records(lines, newline=newline, limit=HEAD_ROWS, is_last=is_whole_file)
    if not records:
        raise RosterFileRefused(FileProblem.NOT_CSV)
    texts = [decode_record(one.content, at + 1, encoding) for at, one in enumerate(records)]
    delimiter, rows = _best_table(texts)
    places = mapped_places(rows, chosen) if chosen else find_heading(rows) or NO_HEADING
    end = records[places.header_row - 1].end
    return Layout(
        **vars(places),
        head=rows,
        encoding=encoding,
        delimiter=delimiter,
        newline=newline,
        data_offset=start + length_in_file(lines[:end], encoding),
    )


def looks_truncated(zero_count: int, nik_count: int) -> bool:
    """Whether so many numbers end in 0 that a spreadsheet must have cut the last digit.

    Args:
        zero_count: numbers ending in 0.
        nik_count: numbers read.

    Source:
        A spreadsheet keeps fifteen digits of a number and fills up with 0.
    """
    return nik_count >= NIK_SAMPLE and zero_count * 10 >= nik_count * 9


def _best_table(texts: Sequence[str]) -> tuple[str, Sequence[NumberedRow]]:
    """The separator under which a row names most of our columns, or else makes most cells."""
    tables = [
        (delimiter, [(at + 1, split_cells(text, delimiter)[0]) for at, text in enumerate(texts)])
        for delimiter in DELIMITERS
    ]
    return max(
        tables,
        key=lambda table: max((count_known(cells), len(cells)) for _, cells in table[1]),
    )


def narrow_window(window: bytes, encoding: Encoding, row_number: int, *, is_last: bool) -> bytes:
    """A window of a file in which every line end is one byte.

    Raises:
        RosterFileRefused: not in its encoding; names the row.

    Source:
        Unicode Standard.
    """
    try:
        return narrow(window, encoding, is_last=is_last)
    except UnicodeDecodeError:
        raise RosterFileRefused(FileProblem.NOT_UTF8, row=row_number) from None


def decode_record(
    content: bytes,
    row_number: int,
    encoding: Encoding = Encoding.UTF_8,
    *,
    newline: bytes | None = None,
) -> str:
    """The text of a record of a narrow window, or of several.

    Args:
        content: its bytes.
        row_number: of the first row in it.
        encoding: of the file.
        newline: what ends a row, where there are several.

    Raises:
        RosterFileRefused: not in its encoding; names the row.

    Source:
        Stated format of the upload page.
    """
    try:
        return content.decode("cp1252" if encoding is Encoding.CP1252 else "utf-8")
    except UnicodeDecodeError as error:
        row = row_number + (content.count(newline, 0, error.start) if newline else 0)
        raise RosterFileRefused(FileProblem.NOT_UTF8, row=row) from None


def split_cells(text: str, delimiter: str) -> list[list[str]]:
    """The cells of one record; several rows when stray quotes had joined them.

    Source:
        RFC 4180.
    """
    if '"' not in text:
        return [text.split(delimiter)]
    lines = [line + "\n" for line in text.split("\n")]
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return [text.split(delimiter)]
