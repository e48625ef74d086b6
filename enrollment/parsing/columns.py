"""The columns of a roster, and how people name them. Pure."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

SHORTEST_WITH_SLIP = 5
LONG_NAME = 14
"""Letters from which a name may hold one slip of the keyboard, and two."""


class Column(StrEnum):
    """The columns that are read, by the name the template gives them or would give them."""

    # Every cell of every row is found by its column, and Enum's own hash is a call into Python.
    __hash__ = str.__hash__

    NIK = "nik"
    NAME = "nama"
    BIRTH = "tanggal_lahir"
    SEX = "jenis_kelamin"
    VILLAGE = "kode_desa"
    ADDRESS = "alamat"
    OCCUPATION = "pekerjaan"
    PHONE = "nomor_telepon"
    VILLAGE_NAME = "desa"
    DISTRICT = "kecamatan"
    RT = "rt"
    RW = "rw"
    RT_RW = "rt_rw"
    WAGE = "upah"


TEMPLATE_COLUMNS = (
    Column.NIK,
    Column.NAME,
    Column.BIRTH,
    Column.SEX,
    Column.VILLAGE,
    Column.ADDRESS,
    Column.OCCUPATION,
    Column.PHONE,
)
"""What the template asks for. The others are read where a list has them; a wage is checked."""

EXAMPLE_NIK = "3505011508850000"
"""Of the worked example in our templates. No office issues the serial 0000, so it is nobody's."""

REQUIRED = (Column.NIK, Column.NAME, Column.BIRTH, Column.SEX, Column.VILLAGE)

_NAMES: Mapping[Column, str] = {
    Column.NIK: "nik|no nik|nomor nik|nomor induk kependudukan|no ktp|nomor ktp|nik ktp|no nik ktp"
    "|nik e ktp|no induk kependudukan",
    Column.NAME: "nama|nama lengkap|nama pekerja|nama peserta|nama tenaga kerja|nama pekerja rentan"
    "|nama calon penerima|nama penerima|nama calon peserta|nama sesuai ktp|nama ktp"
    "|nama lengkap sesuai ktp",
    Column.BIRTH: "tanggal lahir|tgl lahir|tgllhr|tgl lhr|tanggal lhr|tanggal kelahiran|lahir"
    "|tempat tanggal lahir|tempat tgl lahir|tempat dan tanggal lahir|ttl",
    Column.SEX: "jenis kelamin|jk|l/p|lp|kelamin|jenis kel|jns kelamin|j kelamin|sex|gender",
    Column.VILLAGE: "kode desa|kode desa/kelurahan|kode kelurahan|kode desa kelurahan|kode desa/kel"
    "|kode wilayah|kode wilayah desa|kode kemendagri|desa kode",
    Column.ADDRESS: "alamat|alamat lengkap|alamat domisili|alamat ktp|alamat tinggal"
    "|alamat sesuai ktp|alamat rumah|dusun|dukuh|dusun/dukuh|jalan|jalan/dusun",
    Column.OCCUPATION: "pekerjaan|profesi|jenis pekerjaan|bidang pekerjaan|nama pekerjaan",
    Column.PHONE: "nomor telepon|no telepon|no telp|telepon|nomor hp|no hp|hp|handphone"
    "|no handphone|nomor handphone|no wa|nomor wa|whatsapp|nomor whatsapp|no hp/wa|nomor hp/wa|telp"
    "|no telp/hp|no telepon/hp",
    Column.VILLAGE_NAME: "desa|kelurahan|desa/kelurahan|desa/kel|ds/kel|kel/desa|kelurahan/desa"
    "|nama desa|nama kelurahan|nama desa/kelurahan|nama desa/kel|desa kelurahan|alamat desa",
    Column.DISTRICT: "kecamatan|kec|nama kecamatan|nama kec",
    Column.WAGE: "upah|gaji|upah per bulan|gaji per bulan|besar upah|nilai upah|upah/gaji",
    Column.RT: "rt|no rt",
    Column.RW: "rw|no rw",
    Column.RT_RW: "rt/rw|rt dan rw|rt rw",
}


def bare(name: str) -> str:
    """A column name without case, accents, blanks and punctuation.

    Source:
        Unicode Standard, canonical decomposition.
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


ALIASES: Mapping[str, Column] = MappingProxyType(
    {bare(name): column for column, names in _NAMES.items() for name in names.split("|")}
)


def missing_columns(columns: Collection[Column]) -> list[Column]:
    """The needed columns that are not among some; the name of a village stands for its code.

    Source:
        Stated format of the upload page.
    """
    present = {*columns, *((Column.VILLAGE,) if Column.VILLAGE_NAME in columns else ())}
    return [column for column in REQUIRED if column not in present]


def columns_meant(names: Sequence[str], claimed: Collection[Column]) -> Mapping[int, Column]:
    """What misspelt names mean, by position; nothing where two readings are possible.

    Args:
        names: bare; an empty one where the column is known or has no name.
        claimed: columns that a rightly spelt name has taken.

    Source:
        Damerau: most misspellings are one letter too many, missing, wrong or swapped.
    """
    meant = {position: _meanings(name) for position, name in enumerate(names) if name}
    single = {
        position: next(iter(columns))
        for position, columns in meant.items()
        if len(columns) == 1 and not columns.intersection(claimed)
    }
    taken = list(single.values())
    return {position: column for position, column in single.items() if taken.count(column) == 1}


def _meanings(name: str) -> frozenset[Column]:
    return frozenset(
        column
        for alias, column in ALIASES.items()
        if (most := _slips_allowed(min(len(name), len(alias)))) and _is_near(name, alias, most)
    )


def _slips_allowed(length: int) -> int:
    if length < SHORTEST_WITH_SLIP:
        return 0
    return 2 if length >= LONG_NAME else 1


def _is_near(one: str, other: str, most: int) -> bool:
    return abs(len(one) - len(other)) <= most and distance(one, other) <= most


def distance(one: str, other: str) -> int:
    """Letters to insert, leave out, exchange or swap with their neighbour to turn one into another.

    Source:
        Optimal string alignment, after Damerau and Levenshtein.
    """
    rows = [list(range(len(other) + 1))]
    for number, letter in enumerate(one, start=1):
        rows.append([number, *_row(rows, one[: number - 1], letter, other)])
    return rows[-1][-1]


def _row(rows: list[list[int]], before: str, letter: str, other: str) -> Iterator[int]:
    above, left = rows[-1], len(rows)
    for place, wanted in enumerate(other):
        left = min(above[place + 1] + 1, left + 1, above[place] + (letter != wanted))
        is_swapped = place > 0 and before[-1:] == wanted and other[place - 1] == letter
        if is_swapped:
            left = min(left, rows[-2][place - 1] + 1)
        yield left
