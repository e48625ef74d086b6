"""What Dukcapil and BPJS are asked about candidates before a decree, and what they answer. Pure.

No register is connected: a request leaves as a file, and its answer comes back as one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from enrollment.export_maps import ExportField
from enrollment.selection import Identity, Membership, Mismatch
from tenants.kernel.errors import N_, FieldError, InvalidInput


class RegisterKind(StrEnum):
    """Which register is asked: Dukcapil who a person is, BPJS whether they are a member."""

    IDENTITY = "identity"
    MEMBERSHIP = "membership"


class RegisterFinding(StrEnum):
    """What a register says of a person."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    NAME = "name"
    BIRTH = "birth"
    NOT_FOUND = "not_found"
    MOVED = "moved"
    DECEASED = "deceased"
    NO_MEMBER = "none"
    ACTIVE_PU = "pu"
    ACTIVE_BPU = "bpu"
    INACTIVE = "inactive"


class RegisterProblem(StrEnum):
    """Why a row of an answer cannot be used."""

    NIK_NUMBER = "nik-number"
    NIK_SHAPE = "nik-shape"
    RESULT_UNKNOWN = "result-unknown"
    RESULT_EMPTY = "result-empty"
    NOT_ASKED = "not-asked"
    TWICE = "twice"
    CONTRADICTS = "contradicts"
    NOT_IN_PROGRAMME = "not-in-programme"
    MERGED = "merged"


class RegisterFileProblem(StrEnum):
    """Why an answer cannot be used as a whole."""

    NO_HEADING = "register-no-heading"
    NO_ROWS = "register-no-rows"
    TOO_MANY_ROWS = "register-too-many-rows"


class RegisterFileRefused(InvalidInput):
    """The whole file is refused; ``problem`` says why."""

    def __init__(self, problem: RegisterFileProblem, **params: str) -> None:
        text = REGISTER_FILE_TEXTS[problem]
        super().__init__(text, errors=[FieldError("/file", text, params)], **params)
        self.problem = problem


@dataclass(frozen=True)
class RegisterRow:
    """What a register says of one NIK, or why that cannot be used.

    ``said`` are its own words where they are not known.
    """

    row_number: int
    nik: str = ""
    finding: RegisterFinding | None = None
    note: str | None = None
    said: str | None = None
    problem: RegisterProblem | None = None


@dataclass(frozen=True)
class Asked:
    """Whom a register is asked about; the people are read when they are wanted."""

    kind: RegisterKind
    people: Iterable[Mapping[ExportField, Any]]


class Register(Protocol):
    """A way to ask a register. The one there is reads the file in which it answered."""

    def ask(self, asked: Asked) -> Iterator[RegisterRow]:
        """What the register says, row by row."""


FINDINGS_OF: Mapping[RegisterKind, tuple[RegisterFinding, ...]] = {
    RegisterKind.IDENTITY: (
        RegisterFinding.MATCHED,
        RegisterFinding.UNMATCHED,
        RegisterFinding.NAME,
        RegisterFinding.BIRTH,
        RegisterFinding.NOT_FOUND,
        RegisterFinding.MOVED,
        RegisterFinding.DECEASED,
    ),
    RegisterKind.MEMBERSHIP: (
        RegisterFinding.NO_MEMBER,
        RegisterFinding.ACTIVE_PU,
        RegisterFinding.ACTIVE_BPU,
        RegisterFinding.INACTIVE,
    ),
}
IDENTITY_FACTS: Mapping[RegisterFinding, tuple[Identity, Mismatch | None]] = {
    RegisterFinding.MATCHED: (Identity.MATCHED, None),
    RegisterFinding.UNMATCHED: (Identity.UNMATCHED, None),
    RegisterFinding.NAME: (Identity.UNMATCHED, Mismatch.NAME),
    RegisterFinding.BIRTH: (Identity.UNMATCHED, Mismatch.BIRTH),
    RegisterFinding.NOT_FOUND: (Identity.UNMATCHED, Mismatch.NOT_FOUND),
    RegisterFinding.MOVED: (Identity.UNMATCHED, Mismatch.MOVED),
    RegisterFinding.DECEASED: (Identity.DECEASED, None),
}
"""What a finding of Dukcapil makes known of a candidate."""
MEMBERSHIP_FACTS: Mapping[RegisterFinding, Membership] = {
    RegisterFinding.NO_MEMBER: Membership.NONE,
    RegisterFinding.ACTIVE_PU: Membership.PU,
    RegisterFinding.ACTIVE_BPU: Membership.BPU,
    RegisterFinding.INACTIVE: Membership.INACTIVE,
}
"""What a finding of BPJS makes known of a candidate."""

REGISTER_LABELS: Mapping[RegisterKind, str] = {
    RegisterKind.IDENTITY: N_("Pemadanan Dukcapil"),
    RegisterKind.MEMBERSHIP: N_("Cek kepesertaan BPJS"),
}
FINDING_LABELS: Mapping[RegisterFinding, str] = {
    RegisterFinding.MATCHED: N_("padan"),
    RegisterFinding.UNMATCHED: N_("tidak padan"),
    RegisterFinding.NAME: N_("beda nama"),
    RegisterFinding.BIRTH: N_("beda tanggal lahir"),
    RegisterFinding.NOT_FOUND: N_("tidak ditemukan"),
    RegisterFinding.MOVED: N_("pindah"),
    RegisterFinding.DECEASED: N_("meninggal"),
    RegisterFinding.NO_MEMBER: N_("bukan peserta"),
    RegisterFinding.ACTIVE_PU: N_("peserta aktif PU"),
    RegisterFinding.ACTIVE_BPU: N_("peserta aktif BPU"),
    RegisterFinding.INACTIVE: N_("tidak aktif"),
}
REGISTER_PROBLEM_TEXTS: Mapping[RegisterProblem, str] = {
    RegisterProblem.NIK_NUMBER: N_(
        "NIK tersimpan sebagai angka sehingga angka terakhirnya hilang. Minta berkas dengan kolom"
        " NIK berupa teks."
    ),
    RegisterProblem.NIK_SHAPE: N_("NIK kosong atau bukan 16 angka."),
    RegisterProblem.RESULT_UNKNOWN: N_(
        "Hasilnya belum dikenal. Tambahkan kata ini pada susunan jawaban, lalu unggah kembali."
    ),
    RegisterProblem.RESULT_EMPTY: N_("Belum dijawab: kolom hasilnya kosong."),
    RegisterProblem.NOT_ASKED: N_("NIK ini tidak ada pada permintaan ini."),
    RegisterProblem.TWICE: N_("Orang ini sudah ada di baris sebelumnya dengan hasil yang sama."),
    RegisterProblem.CONTRADICTS: N_(
        "Orang ini ada di beberapa baris dengan hasil yang berbeda, jadi tidak satu pun disimpan."
    ),
    RegisterProblem.NOT_IN_PROGRAMME: N_("Orang ini tidak lagi berada pada program ini."),
    RegisterProblem.MERGED: N_("NIK ini ternyata salah; datanya sudah digabung ke NIK lain."),
}
REGISTER_FILE_TEXTS: Mapping[RegisterFileProblem, str] = {
    RegisterFileProblem.NO_HEADING: N_(
        "Judul kolom NIK dan hasil tidak ditemukan. Sesuaikan susunan jawaban, lalu unggah kembali."
    ),
    RegisterFileProblem.NO_ROWS: N_("Berkas tidak memuat satu baris pun di bawah judul kolom."),
    RegisterFileProblem.TOO_MANY_ROWS: N_(
        "Berkas memuat lebih dari %(limit)s baris. Bagi menjadi beberapa berkas."
    ),
}
