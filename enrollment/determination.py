"""What a decree is known by: the fingerprint of its rules and of everybody's outcome. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from enrollment.selection import Choice
from tenants.kernel.errors import N_, FieldError


class DeterminationState(StrEnum):
    """Where a decree stands."""

    REQUESTED = "requested"
    FROZEN = "frozen"
    REFUSED = "refused"


STATE_LABELS = {
    DeterminationState.REQUESTED: N_("sedang disimpan"),
    DeterminationState.FROZEN: N_("ditetapkan"),
    DeterminationState.REFUSED: N_("tidak jadi ditetapkan"),
}


class Refusal(StrEnum):
    """Why a decree was not frozen; nothing of it stays then."""

    CHANGED = "changed"
    CANCELLED = "cancelled"
    NOBODY = "nobody"


REFUSAL_TEXTS = {
    Refusal.CHANGED: N_(
        "Data calon, kriteria, atau bulan program berubah setelah pratinjau dibuka. Periksa kembali"
        " hasilnya, lalu tetapkan dari pratinjau yang baru."
    ),
    Refusal.CANCELLED: N_("Program ini sudah dibatalkan."),
    Refusal.NOBODY: N_("Tidak ada calon yang dapat ditetapkan."),
}


@dataclass(frozen=True)
class Frame:
    """What the outcomes rest on besides the people: rules and months."""

    rule_id: UUID
    first_month_on: date
    last_month_on: date

    @property
    def head(self) -> str:
        """The first line of what is hashed."""
        return f"{self.rule_id} {self.first_month_on} {self.last_month_on}"


def fingerprint(frame: Frame, choices: Iterable[Choice]) -> bytes:
    """SHA-256 of everybody's outcome under some rules; the order of the choices does not matter.

    Source:
        One line per person by id, ``<id> <outcome> <rank> <reasons>``, after the line of the frame.
    """
    lines = (
        f"{one.worker_id} {one.outcome} {one.rank or 0} {'+'.join(one.reasons)}"
        for one in sorted(choices, key=lambda choice: choice.worker_id)
    )
    return sha256("\n".join([frame.head, *lines]).encode()).digest()


def decree_errors(number: str | None, signed_on: date | None, today: date) -> list[FieldError]:
    """Why number and day of a decree cannot stand.

    Args:
        number: as printed.
        signed_on: the day.
        today: the regency's day.

    Source:
        A decree is known by its number and day together.
    """
    errors = []
    if (number is None) != (signed_on is None):
        pointer = "/number" if number is None else "/signed_on"
        errors.append(FieldError(pointer, N_("Isi nomor dan tanggal SK bersama-sama.")))
    if signed_on is not None and signed_on > today:
        errors.append(FieldError("/signed_on", N_("Tanggal ini belum tiba.")))
    return errors
