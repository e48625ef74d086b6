"""What may be stated of candidates, one answer at a time, and what an answer needs. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from enrollment.selection import Identity, Membership, Mismatch
from enrollment.verification import Finding
from tenants.kernel.errors import N_, FieldError
from tenants.remark_rules import reason_errors


class Answer(StrEnum):
    """One thing that a village, Dukcapil, BPJS, DTSEN or the office says of a candidate."""

    VERIFIED = "verified"
    VERIFIED_WRONG = "verified_wrong"
    VILLAGE_DECEASED = "village_deceased"
    VILLAGE_MOVED = "village_moved"
    VILLAGE_UNKNOWN = "village_unknown"
    VILLAGE_FORMAL = "village_formal"
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    NAME_DIFFERS = "name_differs"
    BIRTH_DIFFERS = "birth_differs"
    NOT_FOUND = "not_found"
    MOVED = "moved"
    DECEASED = "deceased"
    NO_MEMBER = "no_member"
    ACTIVE_PU = "active_pu"
    ACTIVE_BPU = "active_bpu"
    INACTIVE = "inactive"
    DESIL = "desil"
    OVERRIDE = "override"
    EXCLUDE = "exclude"
    INCLUDE = "include"


ANSWER_LABELS: Mapping[Answer, str] = {
    Answer.VERIFIED: N_("desa/kelurahan: sesuai"),
    Answer.VERIFIED_WRONG: N_("desa/kelurahan: tidak sesuai"),
    Answer.VILLAGE_DECEASED: N_("desa/kelurahan: meninggal"),
    Answer.VILLAGE_MOVED: N_("desa/kelurahan: pindah"),
    Answer.VILLAGE_UNKNOWN: N_("desa/kelurahan: tidak dikenal"),
    Answer.VILLAGE_FORMAL: N_("desa/kelurahan: sudah bekerja formal"),
    Answer.MATCHED: N_("Dukcapil: padan"),
    Answer.UNMATCHED: N_("Dukcapil: tidak padan"),
    Answer.NAME_DIFFERS: N_("Dukcapil: nama berbeda"),
    Answer.BIRTH_DIFFERS: N_("Dukcapil: tanggal lahir berbeda"),
    Answer.NOT_FOUND: N_("Dukcapil: tidak ditemukan"),
    Answer.MOVED: N_("Dukcapil: pindah"),
    Answer.DECEASED: N_("Dukcapil: meninggal"),
    Answer.NO_MEMBER: N_("BPJS: belum menjadi peserta"),
    Answer.ACTIVE_PU: N_("BPJS: aktif sebagai penerima upah (PU)"),
    Answer.ACTIVE_BPU: N_("BPJS: aktif sebagai bukan penerima upah (BPU)"),
    Answer.INACTIVE: N_("BPJS: pernah menjadi peserta, tidak aktif"),
    Answer.DESIL: N_("DTSEN: desil"),
    Answer.OVERRIDE: N_("tetap diusulkan walaupun aktif PU"),
    Answer.EXCLUDE: N_("keluarkan dari usulan"),
    Answer.INCLUDE: N_("masukkan kembali ke usulan"),
}
_REASONED = {
    Answer.VERIFIED_WRONG,
    Answer.UNMATCHED,
    Answer.DECEASED,
    Answer.OVERRIDE,
    Answer.EXCLUDE,
}
_UNDATED = {Answer.OVERRIDE, Answer.EXCLUDE, Answer.INCLUDE}
_SHORT = N_("Tuliskan keterangan, paling sedikit %(count)s huruf.")


@dataclass(frozen=True)
class Statement:
    """An answer about some candidates: of which day, why, and by whom it was recorded."""

    answer: Answer
    on: date | None = None
    note: str | None = None
    desil: int | None = None

    def columns(self, recorder: str) -> dict[str, Any]:
        """What is kept of it.

        Args:
            recorder: who records it.

        Source:
            Columns of ``candidate``; what the answer is not about stays as it was.
        """
        if self.answer in _VERDICTS:
            finding = _VERDICTS[self.answer]
            return {
                "is_verified": finding is Finding.FIT,
                "village_finding": finding,
                "verified_on": self.on,
                "verification_note": self.note,
            }
        if self.answer in _IDENTITIES:
            identity, mismatch = _IDENTITIES[self.answer]
            return {
                "identity": identity.value,
                "mismatch": mismatch,
                "identity_on": self.on,
                "identity_note": self.note,
                "identity_file_id": None,
            }
        if self.answer in _MEMBERSHIPS:
            return {
                "membership": _MEMBERSHIPS[self.answer].value,
                "membership_on": self.on,
                "membership_note": self.note,
                "membership_file_id": None,
            }
        return self._own_columns(recorder)

    def _own_columns(self, recorder: str) -> dict[str, Any]:
        if self.answer is Answer.DESIL:
            return {"desil": self.desil, "desil_on": self.on}
        if self.answer is Answer.OVERRIDE:
            return {"override_reason": self.note, "override_by_name": recorder}
        return {"excluded_because": self.note if self.answer is Answer.EXCLUDE else None}


_VERDICTS: Mapping[Answer, Finding | None] = {
    Answer.VERIFIED: Finding.FIT,
    Answer.VERIFIED_WRONG: None,
    Answer.VILLAGE_DECEASED: Finding.DECEASED,
    Answer.VILLAGE_MOVED: Finding.MOVED,
    Answer.VILLAGE_UNKNOWN: Finding.UNKNOWN,
    Answer.VILLAGE_FORMAL: Finding.FORMAL,
}
_IDENTITIES: Mapping[Answer, tuple[Identity, Mismatch | None]] = {
    Answer.MATCHED: (Identity.MATCHED, None),
    Answer.UNMATCHED: (Identity.UNMATCHED, None),
    Answer.NAME_DIFFERS: (Identity.UNMATCHED, Mismatch.NAME),
    Answer.BIRTH_DIFFERS: (Identity.UNMATCHED, Mismatch.BIRTH),
    Answer.NOT_FOUND: (Identity.UNMATCHED, Mismatch.NOT_FOUND),
    Answer.MOVED: (Identity.UNMATCHED, Mismatch.MOVED),
    Answer.DECEASED: (Identity.DECEASED, None),
}
_MEMBERSHIPS = {
    Answer.NO_MEMBER: Membership.NONE,
    Answer.ACTIVE_PU: Membership.PU,
    Answer.ACTIVE_BPU: Membership.BPU,
    Answer.INACTIVE: Membership.INACTIVE,
}


def statement_errors(statement: Statement, today: date) -> list[FieldError]:
    """Everything in a statement that is missing or cannot be meant.

    Args:
        statement: as typed.
        today: the regency's day; no answer is of a later one.

    Source:
        A refusal of a person needs its reason; an answer from outside needs its day.
    """
    errors = []
    if statement.answer not in _UNDATED and statement.on is None:
        errors.append(FieldError("/on", N_("Isi tanggal hasil ini.")))
    if statement.on is not None and statement.on > today:
        errors.append(FieldError("/on", N_("Tanggal ini belum tiba.")))
    if (statement.answer is Answer.DESIL) != (statement.desil is not None):
        errors.append(FieldError("/desil", N_("Isi desil 1 sampai 10, hanya untuk hasil DTSEN.")))
    if statement.note is not None or statement.answer in _REASONED:
        errors += [
            FieldError("/note", one.detail, one.params)
            for one in reason_errors(statement.note, too_short=_SHORT)
        ]
    return errors
