"""The layout of a roster file: what kind of file it is, its separator and its columns. Pure."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from enrollment.parsing.records import Record, cut_records
from tenants.kernel.errors import N_, FieldError, InvalidInput, Param

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
        }.items()
        for alias in aliases.split("|")
    }
)


class FileProblem(StrEnum):
    """Why a whole file is refused; nothing of it is stored as a person."""

    EMPTY = "file-empty"
    SPREADSHEET = "file-spreadsheet"
    NOT_CSV = "file-not-csv"
    NOT_UTF8 = "file-not-utf8"
    COLUMNS_MISSING = "file-columns-missing"
    COLUMN_TWICE = "file-column-twice"
    TOO_LARGE = "file-too-large"
    TOO_MANY_ROWS = "file-too-many-rows"
    NO_ROWS = "file-no-rows"
    NIK_ZEROES = "file-nik-zeroes"
    NO_VALID_ROW = "file-no-valid-row"
    NOTHING_NEW = "file-nothing-new"
    MONTHS_UNKNOWN = "file-months-unknown"
    PROGRAMME_CANCELLED = "file-programme-cancelled"


FILE_TEXTS: Mapping[FileProblem, str] = {
    FileProblem.EMPTY: N_("Berkas kosong. Pilih berkas CSV yang berisi daftar calon penerima."),
    FileProblem.SPREADSHEET: N_(
        "Ini berkas Excel. Buka di Excel, pilih Simpan sebagai, jenis CSV UTF-8 (dipisahkan koma),"
        " lalu unggah berkas CSV itu. Pastikan kolom NIK berformat Teks sebelum disimpan."
    ),
    FileProblem.NOT_CSV: N_(
        "Ini bukan berkas CSV. Simpan sebagai CSV UTF-8 dari Excel atau LibreOffice, lalu unggah"
        " kembali."
    ),
    FileProblem.NOT_UTF8: N_(
        "Huruf pada baris %(row)s tidak terbaca karena berkas tidak berkode UTF-8. Simpan sebagai"
        " CSV UTF-8 (dipisahkan koma), lalu unggah kembali."
    ),
    FileProblem.COLUMNS_MISSING: N_(
        "Kolom belum ada: %(columns)s. Judul kolom harus ada di salah satu dari %(rows)s baris"
        " pertama. Gunakan contoh berkas pada halaman ini."
    ),
    FileProblem.COLUMN_TWICE: N_(
        "Kolom %(column)s ada dua kali. Hapus salah satu agar tidak keliru terbaca."
    ),
    FileProblem.TOO_LARGE: N_("Berkas melebihi %(size)s. Bagi menjadi beberapa berkas."),
    FileProblem.TOO_MANY_ROWS: N_(
        "Berkas memuat lebih dari %(rows)s baris. Bagi menjadi beberapa berkas."
    ),
    FileProblem.NO_ROWS: N_("Berkas hanya berisi judul kolom. Belum ada baris untuk disimpan."),
    FileProblem.NIK_ZEROES: N_(
        "%(zeroes)s dari %(niks)s NIK berakhiran 0. Kemungkinan besar kolom NIK pernah disimpan"
        " sebagai angka. Data belum disimpan. Gunakan berkas asli sebelum diubah di Excel."
    ),
    FileProblem.NO_VALID_ROW: N_(
        "Tidak ada satu pun dari %(rows)s baris yang dapat disimpan. Unduh daftar perbaikan,"
        " perbaiki berkasnya, lalu unggah kembali."
    ),
    FileProblem.NOTHING_NEW: N_(
        "Semua orang dalam berkas ini sudah tercatat pada program ini dengan status yang sama atau"
        " lebih lanjut. Tidak ada yang diubah."
    ),
    FileProblem.MONTHS_UNKNOWN: N_(
        "Jumlah bulan perlindungan program ini belum diisi. Lengkapi di halaman program, lalu"
        " periksa kembali."
    ),
    FileProblem.PROGRAMME_CANCELLED: N_(
        "Program ini dibatalkan sementara daftarnya diperiksa. Unggah daftar ke program lain."
    ),
}


class RosterFileRefused(InvalidInput):
    """The whole file is refused; ``problem`` says why, ``params`` with what figures."""

    def __init__(self, problem: FileProblem, **params: Param) -> None:
        error = FieldError("/file", FILE_TEXTS[problem], params)
        super().__init__(FILE_TEXTS[problem], errors=[error], **params)
        self.problem = problem


@dataclass(frozen=True)
class Layout:
    """How the bytes of a file become cells.

    ``data_offset`` is the byte where the first data record begins, ``header_row`` the row number of
    the column names as a spreadsheet counts. ``ignored`` are columns we do not read.
    """

    delimiter: str
    newline: bytes
    columns: Mapping[Column, int]
    width: int
    header_row: int
    data_offset: int
    ignored: tuple[str, ...]


def read_layout(head: bytes, *, is_whole_file: bool) -> Layout:
    """Recognise the layout from the beginning of a file.

    Args:
        head: the first bytes, at least a record's worth unless the file is shorter.
        is_whole_file: nothing follows ``head``.

    Raises:
        RosterFileRefused: not a CSV file in UTF-8, or columns are missing or doubled.

    Source:
        Stated format of the upload page (issue: CSV of a stated format).
    """
    _refuse_other_formats(head)
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


def _refuse_other_formats(head: bytes) -> None:
    if not head.strip():
        raise RosterFileRefused(FileProblem.EMPTY)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RosterFileRefused(FileProblem.SPREADSHEET)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RosterFileRefused(FileProblem.NOT_UTF8, row=1)
    if head.lstrip().startswith((b"<", b"%PDF", b"{\\rtf")) or b"\0" in head:
        raise RosterFileRefused(FileProblem.NOT_CSV)


def _best_layout(records: Sequence[Record], newline: bytes, start: int) -> Layout:
    """The header is the row, under the separator, that names most of our columns."""
    best: tuple[int, Record, int, str, list[str]] | None = None
    for index, record in enumerate(records):
        text = decode_record(record.content, index + 1)
        for delimiter in (",", ";", "\t"):
            cells = split_cells(text, delimiter)[0]
            known = len({ALIASES[name] for name in map(_bare, cells) if name in ALIASES})
            if best is None or known > best[0]:
                best = (known, record, index, delimiter, cells)
    if best is None:
        raise RosterFileRefused(FileProblem.NOT_CSV)
    _, record, index, delimiter, cells = best
    return Layout(
        delimiter=delimiter,
        newline=newline,
        columns=_columns_of(cells),
        width=len(cells),
        header_row=index + 1,
        data_offset=start + record.end,
        ignored=tuple(
            cell.strip() for cell in cells if cell.strip() and _bare(cell) not in ALIASES
        ),
    )


def _columns_of(cells: Sequence[str]) -> Mapping[Column, int]:
    columns: dict[Column, int] = {}
    for position, cell in enumerate(cells):
        column = ALIASES.get(_bare(cell))
        if column is not None and column in columns and column in REQUIRED:
            raise RosterFileRefused(FileProblem.COLUMN_TWICE, column=column.value)
        if column is not None:
            columns.setdefault(column, position)
    missing = [column.value for column in REQUIRED if column not in columns]
    if missing:
        names = ", ".join(missing)
        raise RosterFileRefused(FileProblem.COLUMNS_MISSING, columns=names, rows=HEADER_WITHIN_ROWS)
    return columns


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
