"""National law that regency regulations rest on, as a pure table of the project's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from tenants.kernel.errors import N_


class NationalKind(StrEnum):
    """The form of a national text, in the order in which it is listed."""

    UU = "uu"
    PP = "pp"
    PERPRES = "perpres"
    INPRES = "inpres"
    PERMENAKER = "permenaker"
    PERMENDAGRI = "permendagri"
    PMK = "pmk"
    PERMENDES = "permendes"
    PERMENKUMHAM = "permenkumham"
    KEPMENDAGRI = "kepmendagri"
    SE_MENDAGRI = "se_mendagri"


class NationalStatus(StrEnum):
    """Whether it binds; one that was made for a time ends by itself."""

    IN_FORCE = "in_force"
    AMENDED = "amended"
    REVOKED = "revoked"
    ENDED = "ended"


class TextGrade(StrEnum):
    """How well what is said of a text is known; ``B`` is shown as not verified."""

    P = "P"
    S = "S"
    C = "C"
    B = "B"


NATIONAL_KIND_LABELS: Mapping[NationalKind, str] = {
    NationalKind.UU: N_("Undang-Undang (UU)"),
    NationalKind.PP: N_("Peraturan Pemerintah (PP)"),
    NationalKind.PERPRES: N_("Peraturan Presiden (Perpres)"),
    NationalKind.INPRES: N_("Instruksi Presiden (Inpres)"),
    NationalKind.PERMENAKER: N_("Peraturan Menteri Ketenagakerjaan (Permenaker)"),
    NationalKind.PERMENDAGRI: N_("Peraturan Menteri Dalam Negeri (Permendagri)"),
    NationalKind.PMK: N_("Peraturan Menteri Keuangan (PMK)"),
    NationalKind.PERMENDES: N_("Peraturan Menteri Desa (Permendes)"),
    NationalKind.PERMENKUMHAM: N_("Peraturan Menteri Hukum dan HAM (Permenkumham)"),
    NationalKind.KEPMENDAGRI: N_("Keputusan Menteri Dalam Negeri (Kepmendagri)"),
    NationalKind.SE_MENDAGRI: N_("Surat Edaran Menteri Dalam Negeri (SE Mendagri)"),
}

NATIONAL_KIND_NAMES: Mapping[NationalKind, str] = {
    NationalKind.UU: "UU",
    NationalKind.PP: "PP",
    NationalKind.PERPRES: "Perpres",
    NationalKind.INPRES: "Inpres",
    NationalKind.PERMENAKER: "Permenaker",
    NationalKind.PERMENDAGRI: "Permendagri",
    NationalKind.PMK: "PMK",
    NationalKind.PERMENDES: "Permendes",
    NationalKind.PERMENKUMHAM: "Permenkumham",
    NationalKind.KEPMENDAGRI: "Kepmendagri",
    NationalKind.SE_MENDAGRI: "SE Mendagri",
}
"""How a text is cited: a legal name, the same in every language."""

NATIONAL_STATUS_LABELS: Mapping[NationalStatus, str] = {
    NationalStatus.IN_FORCE: N_("berlaku"),
    NationalStatus.AMENDED: N_("berlaku, telah diubah"),
    NationalStatus.REVOKED: N_("dicabut"),
    NationalStatus.ENDED: N_("masa berlakunya habis"),
}

TEXT_GRADE_LABELS: Mapping[TextGrade, str] = {
    TextGrade.P: N_("naskah primer"),
    TextGrade.S: N_("pernyataan instansi"),
    TextGrade.C: N_("data yang mengutip peraturan"),
    TextGrade.B: N_("belum diverifikasi"),
}


@dataclass(frozen=True)
class NationalTextRow:
    """One national text.

    ``title`` and ``effective_on`` are None where nobody has read them. ``grade`` is of what it
    governs here, ``from_grade`` of the day of effect.
    """

    code: str
    kind: NationalKind
    number: str
    year: int
    title: str | None
    governs: str
    effective_on: date | None
    status: NationalStatus
    grade: TextGrade
    from_grade: TextGrade | None


@cache
def national_texts() -> Mapping[str, NationalTextRow]:
    """Every national text by its code, in order of kind, year and number."""
    table = (files("tenants.reference") / "national_texts.toml").read_text(encoding="utf-8")
    rows = [_row(entry) for entry in tomllib.loads(table)["text"]]
    order = list(NationalKind)
    rows.sort(key=lambda row: (order.index(row.kind), row.year, len(row.number), row.number))
    return MappingProxyType({row.code: row for row in rows})


def national_citation(kind: NationalKind, number: str, year: int) -> str:
    """How a national text is cited: ``Inpres 2/2021``.

    After a number that holds a slash of its own the year stands in brackets.
    """
    name = NATIONAL_KIND_NAMES[kind]
    return f"{name} {number} ({year})" if "/" in number else f"{name} {number}/{year}"


def _row(entry: Mapping[str, Any]) -> NationalTextRow:
    return NationalTextRow(
        code=entry["code"],
        kind=NationalKind(entry["kind"]),
        number=entry["number"],
        year=entry["year"],
        title=entry.get("title"),
        governs=entry["governs"],
        effective_on=entry.get("effective_on"),
        status=NationalStatus(entry["state"]),
        grade=TextGrade(entry["grade"]),
        from_grade=TextGrade(entry["from_grade"]) if "from_grade" in entry else None,
    )
