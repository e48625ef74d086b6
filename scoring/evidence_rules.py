"""What evidence must say, whether it still holds on a day, and what of a year is without. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tenants.kernel.errors import N_, FieldError
from tenants.remark_rules import number_errors

ENDING = timedelta(days=30)
"""So long before its last day evidence is shown as running out."""


class Validity(StrEnum):
    """Whether evidence holds on a day. ``REVOKED``: the regulation whose text it is has ended."""

    VALID = "valid"
    ENDING = "ending"
    ENDED = "ended"
    REVOKED = "revoked"


VALIDITY_LABELS: Mapping[Validity, str] = {
    Validity.VALID: N_("berlaku"),
    Validity.ENDING: N_("segera berakhir"),
    Validity.ENDED: N_("tidak berlaku lagi"),
    Validity.REVOKED: N_("regulasinya tidak berlaku lagi"),
}
HOLDS_NO_MORE = frozenset({Validity.ENDED, Validity.REVOKED})


@dataclass(frozen=True)
class EvidenceDetails:
    """Where in the file the proof is found, and until when it proves anything."""

    place: str
    note: str | None = None
    valid_until: date | None = None


def evidence_errors(details: EvidenceDetails) -> list[FieldError]:
    """Why it cannot be kept.

    Source:
        Assessors ask for page or article; personal identifiers stay out of remarks.
    """
    errors = []
    if not details.place.strip():
        errors.append(FieldError("/place", N_("Sebutkan halaman atau pasalnya.")))
    return [
        *errors,
        *number_errors("/place", details.place),
        *number_errors("/note", details.note),
    ]


def validity_on(valid_until: date | None, today: date) -> Validity:
    """Whether evidence holds on a day; its last day is still part of it."""
    if valid_until is None or today + ENDING < valid_until:
        return Validity.VALID
    return Validity.ENDED if valid_until < today else Validity.ENDING
