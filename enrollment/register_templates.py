"""In which columns a register is asked, and by which headings and words its answer is read. Pure.

Neither Dukcapil nor BPJS publishes a format: one guess is shipped for each, to be replaced.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from enrollment.answers import AnswerCell, bare_remark, read_nik
from enrollment.export_maps import ExportColumn, ExportField
from enrollment.registers import (
    FINDINGS_OF,
    RegisterFinding,
    RegisterKind,
    RegisterProblem,
    RegisterRow,
)
from tenants.kernel.errors import N_, FieldError

NOTE_LETTERS = 200
SAID_LETTERS = 60
_MANY = "*"
"""Ends a phrase of which only the beginning is fixed."""


class AnswerPart(StrEnum):
    """What a column of an answer holds, by the word that stands for it."""

    NIK = "nik"
    RESULT = "hasil"
    SEGMENT = "segmen"
    PROGRAMME = "program"
    LAST_MONTH = "bulan_terakhir"
    NOTE = "keterangan"


@dataclass(frozen=True)
class AnswerTemplate:
    """Headings by column, phrases by finding; both as somebody wrote them, in order."""

    headings: Mapping[AnswerPart, tuple[str, ...]]
    phrases: Mapping[RegisterFinding, tuple[str, ...]]


REQUEST_FIELDS = frozenset(
    {
        ExportField.NUMBER,
        ExportField.NIK,
        ExportField.NAME,
        ExportField.BIRTH,
        ExportField.SEX,
        ExportField.ADDRESS,
        ExportField.VILLAGE_CODE,
        ExportField.VILLAGE,
        ExportField.DISTRICT,
        ExportField.PHONE,
        ExportField.OCCUPATION,
        ExportField.PROGRAMME,
    }
)
"""What is known of somebody before anything is billed."""
SHIPPED_REQUESTS: Mapping[RegisterKind, tuple[ExportColumn, ...]] = {
    RegisterKind.IDENTITY: (
        ExportColumn("NO", ExportField.NUMBER),
        ExportColumn("NIK", ExportField.NIK),
        ExportColumn("NO KK", None),
        ExportColumn("NAMA LENGKAP", ExportField.NAME),
        ExportColumn("TANGGAL LAHIR", ExportField.BIRTH, "dd-mm-yyyy"),
        ExportColumn("JENIS KELAMIN", ExportField.SEX, "L/P"),
        ExportColumn("ALAMAT", ExportField.ADDRESS),
        ExportColumn("DESA/KELURAHAN", ExportField.VILLAGE),
        ExportColumn("KECAMATAN", ExportField.DISTRICT),
        ExportColumn("HASIL", None),
        ExportColumn("KETERANGAN", None),
    ),
    RegisterKind.MEMBERSHIP: (
        ExportColumn("NO", ExportField.NUMBER),
        ExportColumn("NIK", ExportField.NIK),
        ExportColumn("NAMA LENGKAP", ExportField.NAME),
        ExportColumn("TANGGAL LAHIR", ExportField.BIRTH, "dd-mm-yyyy"),
        ExportColumn("HASIL", None),
        ExportColumn("SEGMEN", None),
        ExportColumn("PROGRAM", None),
        ExportColumn("BULAN TERAKHIR", None),
        ExportColumn("KETERANGAN", None),
    ),
}
"""Guesses; the empty columns are for whoever answers."""
_HEADINGS = """\
nik = NIK, No NIK, Nomor NIK, No KTP, Nomor KTP, NIK KTP, Nomor Induk Kependudukan
hasil = Hasil, Status, Hasil Padan, Hasil Pemadanan, Status Padan, Hasil Cek, Status Kepesertaan,\
 Hasil Validasi, Status Data
"""
_NOTE_LINE = "keterangan = Keterangan, Catatan, Alasan, Ket\n"
SHIPPED_ANSWERS: Mapping[RegisterKind, str] = {
    RegisterKind.IDENTITY: (
        _HEADINGS
        + _NOTE_LINE
        + """\
padan = padan, sesuai, cocok, valid, ok
tidak_padan = tidak padan, tidak sesuai, tidak cocok, tidak valid
beda_nama = beda nama, nama berbeda, nama tidak sesuai, nama tidak padan
beda_tanggal_lahir = beda tanggal lahir, beda tgl lahir, tanggal lahir berbeda,\
 tanggal lahir tidak sesuai, tgl lahir tidak sesuai
tidak_ditemukan = tidak ditemukan, NIK tidak ditemukan, data tidak ditemukan, tidak terdaftar,\
 tidak ada
pindah = pindah, pindah keluar, pindah domisili, pindah*
meninggal = meninggal, meninggal dunia, mati, wafat"""
    ),
    RegisterKind.MEMBERSHIP: (
        _HEADINGS
        + """\
segmen = Segmen, Jenis Kepesertaan, Segmen Peserta
program = Program, Program Jaminan
bulan_terakhir = Bulan Terakhir, Iuran Terakhir, BLTH Terakhir, Periode Terakhir
"""
        + _NOTE_LINE
        + """\
bukan_peserta = bukan peserta, belum menjadi peserta, belum terdaftar, tidak terdaftar,\
 tidak ditemukan, belum peserta
aktif_pu = aktif PU, PU, peserta aktif PU, aktif penerima upah, aktif sebagai PU, PU aktif
aktif_bpu = aktif BPU, BPU, peserta aktif BPU, aktif bukan penerima upah, aktif sebagai BPU,\
 BPU aktif
tidak_aktif = tidak aktif*, nonaktif*, non aktif*, keluar"""
    ),
}
"""Guesses, as somebody would write them."""
FINDING_CODES: Mapping[RegisterFinding, str] = {
    RegisterFinding.MATCHED: "padan",
    RegisterFinding.UNMATCHED: "tidak_padan",
    RegisterFinding.NAME: "beda_nama",
    RegisterFinding.BIRTH: "beda_tanggal_lahir",
    RegisterFinding.NOT_FOUND: "tidak_ditemukan",
    RegisterFinding.MOVED: "pindah",
    RegisterFinding.DECEASED: "meninggal",
    RegisterFinding.NO_MEMBER: "bukan_peserta",
    RegisterFinding.ACTIVE_PU: "aktif_pu",
    RegisterFinding.ACTIVE_BPU: "aktif_bpu",
    RegisterFinding.INACTIVE: "tidak_aktif",
}
PART_LABELS: Mapping[AnswerPart, str] = {
    AnswerPart.NIK: N_("judul kolom NIK; wajib"),
    AnswerPart.RESULT: N_("judul kolom hasil; wajib"),
    AnswerPart.SEGMENT: N_("judul kolom segmen; dibaca bersama hasil, misalnya aktif dan PU"),
    AnswerPart.PROGRAMME: N_("judul kolom program jaminan; disimpan sebagai keterangan"),
    AnswerPart.LAST_MONTH: N_("judul kolom bulan iuran terakhir; disimpan sebagai keterangan"),
    AnswerPart.NOTE: N_("judul kolom keterangan; disimpan sebagai keterangan"),
}
_OF_BPJS = {AnswerPart.SEGMENT, AnswerPart.PROGRAMME, AnswerPart.LAST_MONTH}


def parts_of(kind: RegisterKind) -> tuple[AnswerPart, ...]:
    """The columns that the answer of a register may have.

    Source:
        Dukcapil answers about identity, BPJS about segment, programme and months as well.
    """
    return tuple(
        one for one in AnswerPart if kind is RegisterKind.MEMBERSHIP or one not in _OF_BPJS
    )


def read_template(text: str, kind: RegisterKind) -> tuple[AnswerTemplate, list[FieldError]]:
    """Read how an answer is read, one meaning a line: ``beda_nama = nama berbeda, nama salah``.

    Args:
        text: of the form.
        kind: of the register.

    Returns:
        the template, and what is wrong with which line.

    Source:
        Every office answers in words of its own.
    """
    meanings = {one.value: one for one in parts_of(kind)} | {
        FINDING_CODES[one]: one for one in FINDINGS_OF[kind]
    }
    read: dict[AnswerPart | RegisterFinding, tuple[str, ...]] = {}
    errors: list[FieldError] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, sign, rest = line.partition("=")
        words = tuple(word.strip() for word in rest.split(",") if plain(word))
        meaning = meanings.get(name.strip().casefold())
        if not sign or meaning is None or not words or meaning in read:
            errors.append(FieldError("/answer", _LINE_WRONG, {"line": number}))
        else:
            read[meaning] = words
    template = AnswerTemplate(
        {one: read[one] for one in AnswerPart if one in read},
        {one: read[one] for one in FINDINGS_OF[kind] if one in read},
    )
    return template, errors or _lacks(template)


def find_parts(cells: Sequence[str], template: AnswerTemplate) -> Mapping[AnswerPart, int]:
    """Which columns a row of headings names, and where; nothing unless number and result are there.

    Args:
        cells: of the row.
        template: whose headings count, whatever their case and signs.

    Source:
        A person is known by NIK; an answer without a result says nothing.
    """
    wanted = {
        plain(heading): part for part, headings in template.headings.items() for heading in headings
    }
    found: dict[AnswerPart, int] = {}
    for place, cell in enumerate(cells):
        part = wanted.get(plain(cell))
        if part is not None:
            found.setdefault(part, place)
    return found if {AnswerPart.NIK, AnswerPart.RESULT} <= found.keys() else {}


def read_finding(text: str, template: AnswerTemplate) -> RegisterFinding | None:
    """What a result means: by the whole phrase, else by the longest fixed beginning; never by part.

    Args:
        text: of the cell, with that of the segment.
        template: whose phrases count.

    Source:
        ``tidak padan`` contains ``padan``: a phrase nobody wrote down is not understood.
    """
    said = plain(text)
    begun: tuple[int, RegisterFinding | None] = (0, None)
    for finding, phrases in template.phrases.items():
        for phrase in phrases:
            key = plain(phrase)
            if said == key:
                return finding
            if phrase.endswith(_MANY) and said.startswith(key) and len(key) > begun[0]:
                begun = len(key), finding
    return begun[1]


def read_answer_row(
    number: int, cells: Mapping[AnswerPart, AnswerCell], template: AnswerTemplate
) -> RegisterRow | None:
    """One row as the register means it; None for a row without anything.

    Args:
        number: of the row, as the spreadsheet shows it.
        cells: those of known columns.
        template: by which they are read.

    Source:
        Answer of a register per person.
    """
    if not any(cell.text.strip() for cell in cells.values()):
        return None
    nik, problem = read_nik(cells.get(AnswerPart.NIK))
    if problem is not None:
        return RegisterRow(number, problem=RegisterProblem(problem.value))
    result, segment = _text(cells, AnswerPart.RESULT), _text(cells, AnswerPart.SEGMENT)
    if not result.strip():
        return RegisterRow(number, nik, problem=RegisterProblem.RESULT_EMPTY)
    finding = read_finding(f"{result} {segment}", template) or read_finding(result, template)
    if not plain(result) or finding is None:
        said = bare_remark(f"{result} {segment}", SAID_LETTERS)
        return RegisterRow(number, nik, said=said, problem=RegisterProblem.RESULT_UNKNOWN)
    details = (AnswerPart.PROGRAMME, AnswerPart.LAST_MONTH, AnswerPart.NOTE)
    note = "; ".join(said for part in details if (said := _text(cells, part)))
    return RegisterRow(number, nik, finding, bare_remark(note, NOTE_LETTERS))


def plain(text: str) -> str:
    """A heading or phrase without case and signs: ``Tgl. Lahir`` is ``tgl lahir``.

    Source:
        Offices write them as they like.
    """
    letters = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(letters.split())


_LINE_WRONG = N_(
    "Baris %(line)s: tulis satu kata dari daftar di samping, tanda =, lalu kata-katanya dipisah"
    " koma. Setiap kata dari daftar ditulis satu kali."
)


def _lacks(template: AnswerTemplate) -> list[FieldError]:
    if not {AnswerPart.NIK, AnswerPart.RESULT} <= template.headings.keys():
        return [FieldError("/answer", N_("Tulis baris nik dan baris hasil."))]
    if not template.phrases:
        return [FieldError("/answer", N_("Tulis paling sedikit satu arti hasil."))]
    for words in (template.headings.values(), template.phrases.values()):
        twice = _first_twice(word for some in words for word in some)
        if twice is not None:
            detail = N_("“%(word)s” ditulis untuk lebih dari satu arti.")
            return [FieldError("/answer", detail, {"word": twice})]
    return []


def _first_twice(words: Iterable[str]) -> str | None:
    seen: set[tuple[str, bool]] = set()
    for word in words:
        key = plain(word), word.endswith(_MANY)
        if key in seen:
            return word
        seen.add(key)
    return None


def _text(cells: Mapping[AnswerPart, AnswerCell], part: AnswerPart) -> str:
    cell = cells.get(part)
    return "" if cell is None else " ".join(cell.text.split())
