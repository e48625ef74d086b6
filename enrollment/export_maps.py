"""In which columns a billing list leaves for the BPJS office: order, headings, formats. Pure.

No template of BPJS is published. One guess is shipped; a regency pastes what its office asks for.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenants.kernel.errors import N_, FieldError

COLUMN_LIMIT = 60
HEADING_LETTERS = 100


class ExportField(StrEnum):
    """What a column may hold, by the word that stands for it."""

    NUMBER = "nomor_urut"
    NIK = "nik"
    NAME = "nama"
    BIRTH = "tanggal_lahir"
    SEX = "jenis_kelamin"
    ADDRESS = "alamat"
    VILLAGE_CODE = "kode_desa"
    VILLAGE = "desa"
    DISTRICT = "kecamatan"
    PHONE = "nomor_telepon"
    OCCUPATION = "pekerjaan"
    FIRST_MONTH = "bulan_awal"
    LAST_MONTH = "bulan_akhir"
    MONTH_COUNT = "jumlah_bulan"
    AMOUNT = "iuran"
    SEGMENT = "segmen"
    INSURANCE = "program_jaminan"
    PROGRAMME = "program"
    BILLING_CODE = "kode_iuran"


_DAY_FORMATS = ("yyyy-mm-dd", "dd-mm-yyyy", "dd/mm/yyyy", "ddmmyyyy", "yyyymmdd")
_MONTH_FORMATS = ("yyyy-mm", "mm-yyyy", "mm/yyyy", "yyyymm", "mmyyyy")
_FORMATS: Mapping[ExportField, Sequence[str]] = {
    ExportField.BIRTH: _DAY_FORMATS,
    ExportField.FIRST_MONTH: (*_MONTH_FORMATS, *_DAY_FORMATS),
    ExportField.LAST_MONTH: (*_MONTH_FORMATS, *_DAY_FORMATS),
    ExportField.SEX: ("L/P", "LAKI-LAKI/PEREMPUAN", "1/2", "M/F"),
}
"""Formats of a field; the first one is used where none is named."""

_LINE = re.compile(r"(?P<heading>[^=]+?)\s*=\s*(?P<content>[^|]*?)\s*(?:\|\s*(?P<format>.+?)\s*)?")
_QUOTED = re.compile(r'"([^"]*)"')

FIELD_LABELS: Mapping[ExportField, str] = {
    ExportField.NUMBER: N_("nomor urut"),
    ExportField.NIK: N_("NIK lengkap"),
    ExportField.NAME: N_("nama"),
    ExportField.BIRTH: N_("tanggal lahir"),
    ExportField.SEX: N_("jenis kelamin"),
    ExportField.ADDRESS: N_("alamat"),
    ExportField.VILLAGE_CODE: N_("kode desa/kelurahan"),
    ExportField.VILLAGE: N_("nama desa/kelurahan"),
    ExportField.DISTRICT: N_("nama kecamatan"),
    ExportField.PHONE: N_("nomor telepon"),
    ExportField.OCCUPATION: N_("pekerjaan"),
    ExportField.FIRST_MONTH: N_("bulan pertama yang ditagihkan"),
    ExportField.LAST_MONTH: N_("bulan terakhir yang ditagihkan"),
    ExportField.MONTH_COUNT: N_("jumlah bulan"),
    ExportField.AMOUNT: N_("iuran orang itu pada daftar ini, rupiah"),
    ExportField.SEGMENT: N_("segmen"),
    ExportField.INSURANCE: N_("program jaminan"),
    ExportField.PROGRAMME: N_("nama program bantuan iuran"),
    ExportField.BILLING_CODE: N_("kode iuran daftar"),
}


@dataclass(frozen=True)
class ExportColumn:
    """A column: its heading, and a field or a constant text."""

    heading: str
    field: ExportField | None
    format: str = ""
    constant: str = ""


SHIPPED_MAP = (
    ExportColumn("NO", ExportField.NUMBER),
    ExportColumn("NIK", ExportField.NIK),
    ExportColumn("NAMA LENGKAP", ExportField.NAME),
    ExportColumn("TANGGAL LAHIR", ExportField.BIRTH, "dd-mm-yyyy"),
    ExportColumn("JENIS KELAMIN", ExportField.SEX, "L/P"),
    ExportColumn("ALAMAT", ExportField.ADDRESS),
    ExportColumn("DESA/KELURAHAN", ExportField.VILLAGE),
    ExportColumn("KECAMATAN", ExportField.DISTRICT),
    ExportColumn("NO HP", ExportField.PHONE),
    ExportColumn("PEKERJAAN", ExportField.OCCUPATION),
    ExportColumn("BULAN AWAL", ExportField.FIRST_MONTH, "mm-yyyy"),
    ExportColumn("BULAN AKHIR", ExportField.LAST_MONTH, "mm-yyyy"),
    ExportColumn("IURAN", ExportField.AMOUNT),
)
"""A guess after the fields of the registration form of BPJS; to be replaced by an office's own."""


def read_map(
    text: str, allowed: Collection[ExportField] = tuple(ExportField)
) -> tuple[tuple[ExportColumn, ...], list[FieldError]]:
    """Read columns as an officer writes them, one a line: ``LAHIR = tanggal_lahir | dd/mm/yyyy``.

    A text in quotes is the same in every row; nothing after the sign leaves the column empty.

    Args:
        text: of the form.
        allowed: what such a file may hold.

    Returns:
        the columns, and what is wrong with which line.

    Source:
        Each office of BPJS may ask for other columns.
    """
    columns: list[ExportColumn] = []
    errors: list[FieldError] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        read = _column(line.strip(), number, allowed)
        if isinstance(read, FieldError):
            errors.append(read)
        else:
            columns.append(read)
    if not columns and not errors:
        errors.append(FieldError("/columns", N_("Tulis paling sedikit satu kolom.")))
    if len(columns) > COLUMN_LIMIT:
        detail = N_("Paling banyak %(limit)s kolom.")
        errors.append(FieldError("/columns", detail, {"limit": COLUMN_LIMIT}))
    return tuple(columns), errors


def write_map(columns: Sequence[ExportColumn]) -> str:
    """Columns as ``read_map`` reads them.

    Source:
        Each office of BPJS may ask for other columns.
    """
    return "\n".join(_line(column) for column in columns)


def format_day(day: date, pattern: str) -> str:
    """A day, or the first day of a month, as an office wants it.

    Source:
        Formats that ``read_map`` lets through.
    """
    return (
        pattern.replace("yyyy", f"{day.year:04}")
        .replace("mm", f"{day.month:02}")
        .replace("dd", f"{day.day:02}")
    )


def format_sex(sex: str, pattern: str) -> str:
    """L or P in the pair of words an office wants.

    Source:
        Formats that ``read_map`` lets through.
    """
    male, female = pattern.split("/")
    return female if sex == "P" else male


def usual_format(field: ExportField) -> str:
    """The format of a field that names none; empty where it has none.

    Source:
        ISO 8601 for days and months.
    """
    return next(iter(_FORMATS.get(field, ("",))))


def formats_of(field: ExportField) -> Sequence[str]:
    """The formats a field may be written in.

    Source:
        How offices write days, months and sexes.
    """
    return _FORMATS.get(field, ())


def _column(line: str, number: int, allowed: Collection[ExportField]) -> ExportColumn | FieldError:
    match = _LINE.fullmatch(line)
    if match is None or len(match["heading"]) > HEADING_LETTERS:
        detail = N_("Baris %(line)s: tulis judul kolom, tanda =, lalu isinya.")
        return FieldError("/columns", detail, {"line": number})
    heading, content, pattern = match["heading"], match["content"], match["format"] or ""
    quoted = _QUOTED.fullmatch(content)
    if quoted or not content:
        return ExportColumn(heading, None, constant=quoted[1] if quoted else "")
    if content not in allowed:
        detail = N_("Baris %(line)s: isi kolom tidak dikenal. Pilih dari daftar di samping.")
        return FieldError("/columns", detail, {"line": number})
    field = ExportField(content)
    if pattern and pattern not in formats_of(field):
        detail = N_("Baris %(line)s: bentuk ini tidak tersedia untuk isi kolomnya.")
        return FieldError("/columns", detail, {"line": number})
    return ExportColumn(heading, field, pattern)


def _line(column: ExportColumn) -> str:
    if column.field is None:
        return (
            f'{column.heading} = "{column.constant}"' if column.constant else f"{column.heading} ="
        )
    shown = f"{column.heading} = {column.field.value}"
    return f"{shown} | {column.format}" if column.format else shown
