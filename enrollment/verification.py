"""What a village says of its candidates: the findings, and the codes by which a sheet is known.

Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from enrollment.answers import bare_remark
from tenants.kernel.errors import N_, FieldError, InvalidInput

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of codes: none of them is taken for another one on paper."""
NOTE_LETTERS = 500
CODE_LETTERS = 8
_CHECK_LETTERS = 3
_SHEET_CODE = re.compile(
    rf"(?<!\w)([{LETTERS}]{{4}})\s?-\s?([{LETTERS}]{{4}})\s?/\s?(\d{{1,4}})(?!\w)"
)
_ROW_CODE = re.compile(rf"(\d{{1,6}})\s?-\s?([{LETTERS}]{{{_CHECK_LETTERS}}})")


class Finding(StrEnum):
    """What a village finds of a person."""

    FIT = "fit"
    DECEASED = "deceased"
    MOVED = "moved"
    UNKNOWN = "unknown"
    FORMAL = "formal"


class SheetState(StrEnum):
    """Where a filled sheet stands. ``READY``: read, waiting for a person's word."""

    RECEIVED = "received"
    READY = "ready"
    APPLIED = "applied"
    FAILED = "failed"
    DISCARDED = "discarded"


class SheetColumn(StrEnum):
    """The columns of a sheet that are read; whatever else it has is left aside."""

    CODE = "code"
    NAME = "name"
    FINDING = "finding"
    NOTE = "note"


class SheetProblem(StrEnum):
    """Why a whole file cannot be used."""

    NO_CODE = "sheet-no-code"
    UNKNOWN_CODE = "sheet-unknown-code"
    OTHER_PROGRAMME = "sheet-other-programme"
    OLD_VERSION = "sheet-old-version"
    NO_HEADING = "sheet-no-heading"
    NO_ROWS = "sheet-no-rows"
    TOO_MANY_ROWS = "sheet-too-many-rows"


class RowProblem(StrEnum):
    """Why a row cannot be used."""

    CODE_UNREAD = "code-unread"
    CODE_FOREIGN = "code-foreign"
    NAME_DIFFERS = "name-differs"
    FINDING_UNCLEAR = "finding-unclear"
    TWICE = "twice"
    NOT_WAITING = "not-waiting"


FINDING_LABELS: Mapping[Finding, str] = {
    Finding.FIT: N_("Ada/layak"),
    Finding.DECEASED: N_("Meninggal"),
    Finding.MOVED: N_("Pindah"),
    Finding.UNKNOWN: N_("Tidak dikenal"),
    Finding.FORMAL: N_("Sudah bekerja formal"),
}
SHEET_STATE_LABELS: Mapping[SheetState, str] = {
    SheetState.RECEIVED: N_("sedang dibaca"),
    SheetState.READY: N_("menunggu keputusan"),
    SheetState.APPLIED: N_("tersimpan"),
    SheetState.FAILED: N_("ditolak"),
    SheetState.DISCARDED: N_("dibatalkan"),
}
SHEET_TEXTS: Mapping[SheetProblem, str] = {
    SheetProblem.NO_CODE: N_(
        "Kode lembar tidak ditemukan, jadi berkas ini bukan lembar kerja verifikasi dari sistem"
        " ini, atau barisnya dihapus. Isi lembar kerja yang diunduh dari halaman ini."
    ),
    SheetProblem.UNKNOWN_CODE: N_(
        "Kode lembar %(code)s tidak dikenal di kabupaten/kota ini. Lembar kerja ini berasal dari"
        " kabupaten/kota lain, atau kodenya berubah."
    ),
    SheetProblem.OTHER_PROGRAMME: N_(
        "Lembar kerja ini untuk program %(title)s, %(village)s. Unggah pada halaman program itu."
    ),
    SheetProblem.OLD_VERSION: N_(
        "Lembar kerja %(village)s ini versi %(version)s, sedangkan calonnya sudah berubah dan"
        " versi terbaru adalah %(current)s. Unduh lembar terbaru, salin hasilnya, lalu unggah."
    ),
    SheetProblem.NO_HEADING: N_(
        "Judul kolom tidak ditemukan. Diperlukan kolom Kode baris dan Hasil, seperti pada lembar"
        " kerja yang diunduh."
    ),
    SheetProblem.NO_ROWS: N_("Lembar kerja tidak memuat satu orang pun di bawah judul kolom."),
    SheetProblem.TOO_MANY_ROWS: N_("Lembar kerja memuat lebih dari %(limit)s baris."),
}
ROW_PROBLEM_TEXTS: Mapping[RowProblem, str] = {
    RowProblem.CODE_UNREAD: N_("Kode baris kosong atau tidak terbaca."),
    RowProblem.CODE_FOREIGN: N_("Kode baris ini bukan dari lembar kerja ini."),
    RowProblem.NAME_DIFFERS: N_(
        "Nama pada baris ini berbeda dari nama pada lembar yang diunduh; baris mungkin bergeser."
    ),
    RowProblem.FINDING_UNCLEAR: N_(
        "Hasil tidak dikenali. Pilih: Ada/layak, Meninggal, Pindah, Tidak dikenal, atau Sudah"
        " bekerja formal."
    ),
    RowProblem.TWICE: N_("Orang ini sudah ada di baris sebelumnya."),
    RowProblem.NOT_WAITING: N_("Orang ini tidak lagi menunggu ditetapkan pada program ini."),
}


class SheetRefused(InvalidInput):
    """The whole file is refused; ``problem`` says why."""

    def __init__(self, problem: SheetProblem, **params: str) -> None:
        text = SHEET_TEXTS[problem]
        super().__init__(text, errors=[FieldError("/file", text, params)], **params)
        self.problem = problem


@dataclass(frozen=True)
class SheetCode:
    """Which sheet a file is: the village's code within the regency, and the version."""

    code: str
    version: int

    def __str__(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}/{self.version}"


@dataclass(frozen=True)
class SheetRow:
    """One row as read. ``finding`` None: left open; ``number`` 0: of nobody known."""

    row_number: int
    number: int
    name: str = ""
    finding: Finding | None = None
    note: str | None = None
    problem: RowProblem | None = None


_HEADINGS: Mapping[SheetColumn, str] = {
    SheetColumn.CODE: "kode_baris|kode|id_baris",
    SheetColumn.NAME: "nama|nama_lengkap|nama_calon",
    SheetColumn.FINDING: "hasil|hasil_verifikasi|hasil_verval|keadaan|status|temuan",
    SheetColumn.NOTE: "catatan|keterangan|ket|alasan",
}
_COLUMN_OF = {
    "".join(letter for letter in alias if letter.isalnum()): column
    for column, aliases in _HEADINGS.items()
    for alias in aliases.split("|")
}
_WORDS: Mapping[Finding, re.Pattern[str]] = {
    Finding.DECEASED: re.compile(
        r"\b(meninggal|wafat|mati|alm|almh|almarhum|almarhumah|tutup usia)\b"
    ),
    Finding.MOVED: re.compile(r"\bpindah\b"),
    Finding.UNKNOWN: re.compile(
        r"\b(tidak|tdk|tak)\s((di)?kenal|ada|ditemukan)\b|\bbukan\swarga\b"
    ),
    Finding.FORMAL: re.compile(
        r"\b(formal|penerima upah|pegawai|karyawan|karyawati|pns|asn|pppk|p3k|tni|polri)\b"
    ),
}
_FIT = {
    "ada",
    "layak",
    "adalayak",
    "adadanlayak",
    "masihada",
    "sesuai",
    "memenuhisyarat",
    "ya",
    "v",
}


def find_sheet_code(texts: Sequence[str]) -> SheetCode | None:
    """The code of a sheet, wherever it stands among some cells.

    Source:
        Our own sheets state it above the list.
    """
    for text in texts:
        match = _SHEET_CODE.search(text.upper())
        if match is not None:
            return SheetCode(match[1] + match[2], int(match[3]))
    return None


def row_code(sheet: SheetCode, number: int) -> str:
    """The code of a row: its number on the sheet, and letters that fit no other sheet or row.

    Source:
        First bits of SHA-256 of sheet and number.
    """
    digest = sha256(f"{sheet}:{number}".encode()).digest()
    check = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:_CHECK_LETTERS])
    return f"{number}-{check}"


def find_sheet_columns(cells: Sequence[str]) -> Mapping[SheetColumn, int]:
    """Which of our columns a row of headings names, and where; none where it is no heading.

    Source:
        Our own sheets, whose headings people may have written anew.
    """
    found: dict[SheetColumn, int] = {}
    for place, cell in enumerate(cells):
        key = "".join(letter for letter in cell.casefold() if letter.isalnum())
        column = _COLUMN_OF.get(key)
        if column is not None:
            found.setdefault(column, place)
    return found if {SheetColumn.CODE, SheetColumn.FINDING} <= found.keys() else {}


def read_finding(text: str) -> Finding | None:
    """What a village means by a word; None where it is unclear, or says two things.

    Source:
        The words of the list offered in the cell, and how people write them by hand.
    """
    plain = re.sub(r"[^\w\s]", " ", text.casefold())
    found = [finding for finding, words in _WORDS.items() if words.search(" ".join(plain.split()))]
    if len(found) == 1:
        return found[0]
    return Finding.FIT if not found and "".join(plain.split()) in _FIT else None


def read_sheet_row(
    row_number: int, cells: Mapping[SheetColumn, str], sheet: SheetCode
) -> SheetRow | None:
    """One row of a filled sheet; None for a row that says nothing.

    Args:
        row_number: as the spreadsheet shows it.
        cells: those of known columns.
        sheet: which one the file is.

    Source:
        Our own sheets.
    """
    texts = {column: " ".join(text.split()) for column, text in cells.items()}
    code, said = texts.get(SheetColumn.CODE, ""), texts.get(SheetColumn.FINDING, "")
    name, note = texts.get(SheetColumn.NAME, ""), texts.get(SheetColumn.NOTE, "")
    if not code and not said and not name:
        return None
    match = _ROW_CODE.fullmatch(code.upper())
    if match is None:
        return SheetRow(row_number, 0, problem=RowProblem.CODE_UNREAD)
    number = int(match[1])
    if row_code(sheet, number) != f"{number}-{match[2]}":
        return SheetRow(row_number, 0, problem=RowProblem.CODE_FOREIGN)
    finding = read_finding(said) if said else None
    problem = RowProblem.FINDING_UNCLEAR if said and finding is None else None
    return SheetRow(row_number, number, name, finding, kept_note(note), problem)


def kept_note(note: str) -> str | None:
    """A remark as far as it is kept: long numbers in it may be somebody's.

    Source:
        No identifier stands in clear outside its own column.
    """
    return bare_remark(note, NOTE_LETTERS)
