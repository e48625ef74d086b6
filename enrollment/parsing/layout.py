"""The layout of a roster file: its separator and its columns. Pure."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from enrollment.parsing.records import Record, cut_records
from enrollment.parsing.refusals import FileProblem, RosterFileRefused

BYTE_LIMIT = 300 * 1024 * 1024
ROW_LIMIT = 1_500_000
HEADER_WITHIN_ROWS = 20
NIK_SAMPLE = 10


class Column(StrEnum):
    """The columns of a roster, by the name the template gives them."""

    NIK = "nik"
    NAME = "nama"
    BIRTH = "tanggal_lahir"
    SEX = "jenis_kelamin"
    VILLAGE = "kode_desa"
    ADDRESS = "alamat"
    OCCUPATION = "pekerjaan"
    PHONE = "nomor_telepon"
    WAGE = "upah"


TEMPLATE_COLUMNS = tuple(column for column in Column if column is not Column.WAGE)
"""Columns of the template. A wage is not asked for; where one is stated it is checked."""

REQUIRED = (Column.NIK, Column.NAME, Column.BIRTH, Column.SEX, Column.VILLAGE)

ALIASES: Mapping[str, Column] = MappingProxyType(
    {
        "".join(letter for letter in alias if letter.isalnum()): column
        for column, aliases in {
            Column.NIK: "nik|no nik|nomor nik|nomor induk kependudukan|no ktp|nomor ktp|nik ktp",
            Column.NAME: "nama|nama lengkap|nama pekerja|nama peserta|nama tenaga kerja"
            "|nama calon penerima|nama penerima",
            Column.BIRTH: "tanggal lahir|tgl lahir|tgllhr|tgl lhr|tanggal lhr",
            Column.SEX: "jenis kelamin|jk|l/p|kelamin|jenis kel|sex|gender",
            Column.VILLAGE: "kode desa|kode desa/kelurahan|kode kelurahan|kode desa kelurahan"
            "|kode wilayah|kode wilayah desa|kode kemendagri|desa kode",
            Column.ADDRESS: "alamat|alamat lengkap|alamat domisili|alamat ktp|alamat tinggal",
            Column.OCCUPATION: "pekerjaan|profesi|jenis pekerjaan|bidang pekerjaan",
            Column.PHONE: "nomor telepon|no telepon|no telp|telepon|nomor hp|no hp|hp|handphone"
            "|no handphone|nomor handphone|no wa|nomor wa|whatsapp|nomor whatsapp",
            Column.WAGE: "upah|gaji|upah per bulan|gaji per bulan|besar upah|nilai upah|upah/gaji",
        }.items()
        for alias in aliases.split("|")
    }
)


@dataclass(frozen=True, kw_only=True)
class ColumnPlaces:
    """Where the columns of a table lie.

    ``columns`` counts from 0, ``width`` is the length of the row of column names, ``header_row``
    its number as a spreadsheet counts. ``ignored`` are columns we do not read.
    """

    columns: Mapping[Column, int]
    width: int
    header_row: int
    ignored: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Layout(ColumnPlaces):
    """How the bytes of a CSV file become cells.

    ``data_offset`` is the byte where the first data record begins.
    """

    delimiter: str
    newline: bytes
    data_offset: int


def read_layout(head: bytes, *, is_whole_file: bool) -> Layout:
    """Recognise the layout from the beginning of a file.

    Args:
        head: the first bytes, at least a record's worth unless the file is shorter.
        is_whole_file: nothing follows ``head``.

    Raises:
        RosterFileRefused: not a CSV file in UTF-8, or columns are missing or doubled.

    Source:
        Stated format of the upload page.
    """
    start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    newline = b"\n" if b"\n" in head or b"\r" not in head else b"\r"
    records = cut_records(
        head[start:], newline=newline, limit=HEADER_WITHIN_ROWS, is_last=is_whole_file
    )
    return _best_layout(records, newline, start)


def looks_truncated(zero_count: int, nik_count: int) -> bool:
    """Whether so many numbers end in 0 that a spreadsheet must have cut the last digit.

    Args:
        zero_count: numbers ending in 0.
        nik_count: numbers read.

    Source:
        A spreadsheet keeps fifteen digits of a number and fills up with 0.
    """
    return nik_count >= NIK_SAMPLE and zero_count * 10 >= nik_count * 9


def _best_layout(records: Sequence[Record], newline: bytes, start: int) -> Layout:
    """The header is the row, under the separator, that names most of our columns."""
    best: tuple[int, Record, int, str, list[str]] | None = None
    for index, record in enumerate(records):
        text = decode_record(record.content, index + 1)
        for delimiter in (",", ";", "\t"):
            cells = split_cells(text, delimiter)[0]
            known = len(known_columns(cells))
            if best is None or known > best[0]:
                best = (known, record, index, delimiter, cells)
    if best is None:
        raise RosterFileRefused(FileProblem.NOT_CSV)
    _, record, index, delimiter, cells = best
    places = place_columns(cells, index + 1)
    if missing := [column.value for column in REQUIRED if column not in places.columns]:
        names = ", ".join(missing)
        raise RosterFileRefused(FileProblem.COLUMNS_MISSING, columns=names, rows=HEADER_WITHIN_ROWS)
    return Layout(
        **vars(places), delimiter=delimiter, newline=newline, data_offset=start + record.end
    )


def known_columns(cells: Sequence[str]) -> frozenset[Column]:
    """Which of our columns a row of names names.

    Source:
        Stated format of the upload page.
    """
    return frozenset(ALIASES[name] for name in map(_bare, cells) if name in ALIASES)


def place_columns(cells: Sequence[str], header_row: int) -> ColumnPlaces:
    """Where each column lies under a row of names. Others are ignored.

    Args:
        cells: the names.
        header_row: its number as a spreadsheet counts.

    Raises:
        RosterFileRefused: a compulsory column is named twice.

    Source:
        Stated format of the upload page.
    """
    columns: dict[Column, int] = {}
    for position, cell in enumerate(cells):
        column = ALIASES.get(_bare(cell))
        if column is not None and column in columns and column in REQUIRED:
            raise RosterFileRefused(FileProblem.COLUMN_TWICE, column=column.value)
        if column is not None:
            columns.setdefault(column, position)
    ignored = (cell.strip() for cell in cells if cell.strip() and _bare(cell) not in ALIASES)
    return ColumnPlaces(
        columns=columns, width=len(cells), header_row=header_row, ignored=tuple(ignored)
    )


def _bare(header: str) -> str:
    return "".join(letter for letter in header.casefold() if letter.isalnum())


def decode_record(content: bytes, row_number: int) -> str:
    """The text of a record.

    Raises:
        RosterFileRefused: not UTF-8; names the row.

    Source:
        Stated format of the upload page: UTF-8.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise RosterFileRefused(FileProblem.NOT_UTF8, row=row_number) from None


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
