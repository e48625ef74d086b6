"""What a file of the BPJS office says of each person: words for headings, results and months.

Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cooperation.months import Month, months_between
from tenants.kernel.errors import N_, FieldError, InvalidInput

NIK_DIGITS = 16


class AnswerKind(StrEnum):
    """What a file states: who was accepted, or which months were posted."""

    MEMBERSHIP = "membership"
    POSTING = "posting"


class AnswerColumn(StrEnum):
    """The columns that are read; whatever else a file has is left aside."""

    NIK = "nik"
    KPJ = "kpj"
    RESULT = "result"
    REASON = "reason"
    MONTH = "month"
    FIRST = "first"
    LAST = "last"


class AnswerOutcome(StrEnum):
    """What BPJS says of a person."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ELSEWHERE = "elsewhere"
    POSTED = "posted"


class AnswerFileProblem(StrEnum):
    """Why a whole file cannot be used."""

    NO_HEADING = "answer-no-heading"
    NO_ROWS = "answer-no-rows"
    TOO_MANY_ROWS = "answer-too-many-rows"


class AnswerFileRefused(InvalidInput):
    """The whole file is refused; ``problem`` says why."""

    def __init__(self, problem: AnswerFileProblem, **params: str) -> None:
        text = ANSWER_FILE_TEXTS[problem]
        super().__init__(text, errors=[FieldError("/file", text, params)], **params)
        self.problem = problem


class AnswerProblem(StrEnum):
    """Why a row cannot be used."""

    NIK_NUMBER = "nik-number"
    NIK_SHAPE = "nik-shape"
    RESULT_UNCLEAR = "result-unclear"
    MONTH_UNCLEAR = "month-unclear"
    NOT_ON_LIST = "not-on-list"
    MONTH_NOT_LISTED = "month-not-listed"
    TWICE = "twice"


@dataclass(frozen=True)
class AnswerRow:
    """One row as read. ``months`` are bits of the list's year; the NIK is whole or empty."""

    row_number: int
    nik: str
    kpj: str | None = None
    outcome: AnswerOutcome | None = None
    reason: str | None = None
    months: int = 0
    problem: AnswerProblem | None = None


@dataclass(frozen=True)
class AnswerCell:
    """A cell as a reader found it; ``is_number`` when the file itself types it as a number."""

    text: str
    is_number: bool = False


_ALIASES: Mapping[AnswerColumn, str] = {
    AnswerColumn.NIK: "nik|no_nik|nomor_nik|nomor_induk_kependudukan|no_ktp|nomor_ktp|nik_ktp"
    "|nomor_identitas|no_identitas",
    AnswerColumn.KPJ: "kpj|no_kpj|nomor_kpj|nomor_kartu|no_kartu|no_peserta|nomor_peserta"
    "|nomor_kartu_peserta|nomor_kepesertaan",
    AnswerColumn.RESULT: "hasil|status|hasil_validasi|hasil_pendaftaran|status_pendaftaran"
    "|status_kepesertaan|status_data|hasil_cek|status_validasi",
    AnswerColumn.REASON: "alasan|keterangan|catatan|sebab|alasan_penolakan|alasan_ditolak|pesan",
    AnswerColumn.MONTH: "bulan|bulan_iuran|blth|periode|periode_iuran|bulan_kepesertaan"
    "|masa_iuran|tahun_bulan|bulan_tahun|bulan_dibukukan",
    AnswerColumn.FIRST: "bulan_awal|dari_bulan|bulan_mulai|periode_awal|awal|dari|mulai",
    AnswerColumn.LAST: "bulan_akhir|sampai_bulan|bulan_selesai|periode_akhir|akhir|sampai|s/d",
}
_COLUMN_OF = {
    "".join(letter for letter in alias if letter.isalnum()): column
    for column, aliases in _ALIASES.items()
    for alias in aliases.split("|")
}
_RESULT_WORDS: Sequence[tuple[AnswerOutcome, re.Pattern[str]]] = (
    (
        AnswerOutcome.ELSEWHERE,
        re.compile(
            r"\bsudah\b|\blain\b|\bpeserta (pu|aktif)\b|\baktif (pu|sebagai|di)\b|elsewhere"
        ),
    ),
    (
        AnswerOutcome.REJECTED,
        re.compile(r"tolak|gagal|\btidak\b|\binvalid\b|\bbelum\b|reject|\bnonaktif\b"),
    ),
    (
        AnswerOutcome.ACCEPTED,
        re.compile(r"terima|terdaftar|berhasil|sukses|\bvalid\b|\bok\b|\baktif\b|accept|\bsah\b"),
    ),
)
_MONTH_NAMES = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari february",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu ags aug august agt",
            "september sep sept",
            "oktober okt oct october",
            "november nov nopember nop",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){8,}")  # longer than a date
_NUMBER = r"1[0-2]|0?[1-9]"
_MONTH_TEXT = re.compile(
    rf"(?<!\d)(?P<y1>20\d\d)[-/.](?P<m1>{_NUMBER})(?:[-/.]\d{{1,2}})?(?!\d)"
    rf"|(?<!\d)(?P<m2>{_NUMBER})[-/.](?P<y2>20\d\d)(?!\d)"
    r"|(?<!\d)(?P<y3>20\d\d)(?P<m3>0[1-9]|1[0-2])(?!\d)"
    rf"|\b(?P<name>{'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})\b\.?"
    r"(?:[ \-/']*(?P<y4>20\d\d))?"
)
_RANGE_SIGN = re.compile(r"\s*(-|\u2013|\u2014|s\s*[/.]\s*d\.?|sampai(\sdengan)?|hingga|to)\s*")
_LIST_SIGN = re.compile(r"\s*(,|;|&|\+|/|dan|and)\s*")

ANSWER_FILE_TEXTS: Mapping[AnswerFileProblem, str] = {
    AnswerFileProblem.NO_HEADING: N_(
        "Judul kolom tidak ditemukan. Untuk hasil pendaftaran diperlukan NIK dan hasil atau nomor"
        " KPJ; untuk pembukuan diperlukan NIK dan bulan."
    ),
    AnswerFileProblem.NO_ROWS: N_("Berkas tidak memuat satu baris pun di bawah judul kolom."),
    AnswerFileProblem.TOO_MANY_ROWS: N_(
        "Berkas memuat lebih dari %(limit)s baris. Bagi menjadi beberapa berkas."
    ),
}
ANSWER_KIND_LABELS: Mapping[AnswerKind, str] = {
    AnswerKind.MEMBERSHIP: N_("hasil pendaftaran"),
    AnswerKind.POSTING: N_("hasil pembukuan iuran"),
}
OUTCOME_LABELS: Mapping[AnswerOutcome, str] = {
    AnswerOutcome.ACCEPTED: N_("diterima"),
    AnswerOutcome.REJECTED: N_("ditolak"),
    AnswerOutcome.ELSEWHERE: N_("sudah terdaftar di tempat lain"),
    AnswerOutcome.POSTED: N_("dibukukan"),
}
PROBLEM_TEXTS: Mapping[AnswerProblem, str] = {
    AnswerProblem.NIK_NUMBER: N_(
        "NIK tersimpan sebagai angka sehingga angka terakhirnya hilang. Minta berkas dengan kolom"
        " NIK berupa teks."
    ),
    AnswerProblem.NIK_SHAPE: N_("NIK kosong atau bukan 16 angka."),
    AnswerProblem.RESULT_UNCLEAR: N_(
        "Hasilnya tidak dikenali. Yang dikenali antara lain: diterima, ditolak, sudah terdaftar."
    ),
    AnswerProblem.MONTH_UNCLEAR: N_(
        "Bulannya tidak dikenali atau bukan dalam tahun tagihan. Tulis misalnya 2025-03 atau Maret"
        " 2025."
    ),
    AnswerProblem.NOT_ON_LIST: N_("Orang ini tidak berada pada daftar tagihan ini."),
    AnswerProblem.MONTH_NOT_LISTED: N_("Bulannya tidak ditagihkan untuk orang ini."),
    AnswerProblem.TWICE: N_("Orang ini sudah ada di baris sebelumnya."),
}


def find_columns(cells: Sequence[str]) -> Mapping[AnswerColumn, int]:
    """Which of our columns a row of headings names, and where; the first of equal ones counts.

    Source:
        No template of BPJS is published; headings are matched generously.
    """
    found: dict[AnswerColumn, int] = {}
    for place, cell in enumerate(cells):
        key = "".join(letter for letter in cell.casefold() if letter.isalnum())
        column = _COLUMN_OF.get(key)
        if column is not None:
            found.setdefault(column, place)
    return found


def is_heading(found: Mapping[AnswerColumn, int], kind: AnswerKind, *, whole_list: bool) -> bool:
    """Whether a row names enough columns to read the rest by.

    Args:
        found: columns it names.
        kind: what the file states.
        whole_list: the sender says that a file without months means every month of the list.

    Source:
        A person is known by NIK; a month is posted only where it is named.
    """
    if AnswerColumn.NIK not in found:
        return False
    if kind is AnswerKind.MEMBERSHIP:
        return AnswerColumn.RESULT in found or AnswerColumn.KPJ in found
    has_months = AnswerColumn.MONTH in found or AnswerColumn.FIRST in found
    return has_months or whole_list


def read_result(text: str) -> AnswerOutcome | None:
    """What BPJS says of a person, by its words; None where they are not known.

    Source:
        Results of registration: accepted, rejected with a reason, already a member elsewhere.
    """
    plain = " ".join(text.casefold().split())
    for outcome, words in _RESULT_WORDS:
        if words.search(plain):
            return outcome
    return None


def read_months(text: str, year: int) -> int | None:
    """The months of a cell as bits of a year: one, several, or from one to another.

    A month without a year is one of the list's year.

    Args:
        text: such as ``2025-03``, ``03/2025``, ``202503``, ``Maret 2025`` or ``Maret-Mei 2025``.
        year: of the billing list.

    Returns:
        Twelve bits, January lowest; None where it is unclear or lies in another year.

    Source:
        How offices write months.
    """
    plain = text.casefold()
    found = [
        (match, month) for match in _MONTH_TEXT.finditer(plain) if (month := _month(match, year))
    ]
    mask, previous = 0, None
    for match, month in found:
        if month.year != year:
            return None
        if previous is None:
            mask |= 1 << (month.number - 1)
        else:
            joint = _joined(plain[previous[0].end() : match.start()], previous[1], month)
            if joint is None:
                return None
            mask |= joint
        previous = match, month
    return mask or None


def read_row(
    number: int,
    cells: Mapping[AnswerColumn, AnswerCell],
    kind: AnswerKind,
    *,
    year: int,
    whole: int,
) -> AnswerRow | None:
    """One row as BPJS means it; None for a row that names nobody.

    Args:
        number: of the row, as the spreadsheet shows it.
        cells: those of known columns.
        kind: what the file states.
        year: of the billing list.
        whole: the months of the list, for a file that names none; 0 where that is not allowed.

    Source:
        Answer of the BPJS office per person.
    """
    if not any(cell.text.strip() for cell in cells.values()):
        return None
    nik, problem = read_nik(cells.get(AnswerColumn.NIK))
    if problem is not None:
        return AnswerRow(number, "", problem=problem)
    if kind is AnswerKind.MEMBERSHIP:
        return _membership(number, nik, cells)
    months = _months(cells, year) if _names_months(cells) else whole
    if not months:
        return AnswerRow(number, nik, problem=AnswerProblem.MONTH_UNCLEAR)
    return AnswerRow(
        number, nik, kpj=_text(cells, AnswerColumn.KPJ), outcome=AnswerOutcome.POSTED, months=months
    )


def bare_remark(remark: str, letters: int) -> str | None:
    """A remark as far as it is kept: long numbers in it may be somebody's.

    Args:
        remark: as it stands in a file.
        letters: how many are kept.

    Source:
        NIK, KPJ and telephone numbers are never kept in the open.
    """
    return _LONG_NUMBER.sub("…", remark)[:letters].strip() or None


def _membership(number: int, nik: str, cells: Mapping[AnswerColumn, AnswerCell]) -> AnswerRow:
    kpj, said = _text(cells, AnswerColumn.KPJ), _text(cells, AnswerColumn.RESULT)
    outcome = read_result(said) if said else None
    if outcome is None and kpj and not said:
        outcome = AnswerOutcome.ACCEPTED
    problem = AnswerProblem.RESULT_UNCLEAR if outcome is None else None
    reason = _text(cells, AnswerColumn.REASON)
    return AnswerRow(number, nik, kpj, outcome, reason, problem=problem)


def _joined(between: str, first: Month, last: Month) -> int | None:
    """What two months and the sign between them stand for: both, or all from one to the other."""
    if _RANGE_SIGN.fullmatch(between):
        if last < first:
            return None
        return sum(1 << (month.number - 1) for month in months_between(first, last))
    return 1 << (last.number - 1) if _LIST_SIGN.fullmatch(between) else None


def read_nik(cell: AnswerCell | None) -> tuple[str, AnswerProblem | None]:
    """The NIK of a cell, or why there is none to be read.

    Source:
        Sixteen digits kept as text; a number has lost its last ones.
    """
    if cell is not None and cell.is_number:
        return "", AnswerProblem.NIK_NUMBER
    text = "" if cell is None else re.sub(r"[\s'.\-]", "", cell.text)
    if len(text) != NIK_DIGITS or not (text.isascii() and text.isdigit()):
        return "", AnswerProblem.NIK_SHAPE
    return text, None


def _names_months(cells: Mapping[AnswerColumn, AnswerCell]) -> bool:
    return AnswerColumn.MONTH in cells or AnswerColumn.FIRST in cells


def _months(cells: Mapping[AnswerColumn, AnswerCell], year: int) -> int | None:
    single = _text(cells, AnswerColumn.MONTH)
    if single:
        return read_months(single, year)
    first = _text(cells, AnswerColumn.FIRST) or ""
    last = _text(cells, AnswerColumn.LAST) or first
    begin, end = read_months(first, year), read_months(last, year)
    if begin is None or end is None or begin > end:
        return None
    return (1 << end.bit_length()) - (begin & -begin)


def _text(cells: Mapping[AnswerColumn, AnswerCell], column: AnswerColumn) -> str | None:
    cell = cells.get(column)
    return (cell.text.strip() or None) if cell is not None else None


def _month(match: re.Match[str], year: int) -> Month | None:
    if match["name"]:
        return Month(int(match["y4"] or year), _MONTH_NAMES[match["name"]])
    for year_part, month_part in (("y1", "m1"), ("y2", "m2"), ("y3", "m3")):
        if match[year_part]:
            return Month(int(match[year_part]), int(match[month_part]))
    return None
