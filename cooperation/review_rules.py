"""Rounds of review by the branch: where one stands, how long it waits, what a return owes. Pure.

Shared by agreements and rosters.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from tenants.kernel.errors import N_, FieldError

_NIK_LIKE = re.compile(
    r"(?<!\d)(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4})(?!\d)"
)
"""Sixteen digits in one piece, in fours, or as region, birth date and serial number."""

REASON_LETTERS = 10
"""A return must tell what to change; fewer letters tell nothing."""


class ReviewDecision(StrEnum):
    """What the branch may say of what was put before it."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class ReviewState(StrEnum):
    """Where a round stands. It ends once: withdrawn by the regency, or decided by the branch."""

    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    RETURNED = "returned"


REVIEW_STATE_LABELS: Mapping[ReviewState, str] = {
    ReviewState.WAITING: N_("menunggu telaah"),
    ReviewState.WITHDRAWN: N_("ditarik kembali"),
    ReviewState.ACCEPTED: N_("disetujui"),
    ReviewState.RETURNED: N_("dikembalikan untuk diperbaiki"),
}


def review_state(decision: str | None, withdrawn_at: datetime | None) -> ReviewState:
    """Where a round stands.

    Source:
        Review by the branch: submitted, then withdrawn, accepted, or returned with a reason.
    """
    if decision is not None:
        return ReviewState(ReviewDecision(decision).value)
    return ReviewState.WAITING if withdrawn_at is None else ReviewState.WITHDRAWN


def decision_errors(decision: ReviewDecision, reason: str | None) -> Sequence[FieldError]:
    """Why a decision cannot stand: a return without ten letters of reason, or a NIK in it.

    Source:
        A return names what to change, so that the regency can change it; the trail keeps its words.
    """
    named = number_errors("/reason", reason)
    if named:
        return named
    letters = sum(letter.isalpha() for letter in reason or "")
    if decision is ReviewDecision.RETURNED and letters < REASON_LETTERS:
        return [
            FieldError(
                "/reason",
                N_(
                    "Tuliskan alasan pengembalian, paling sedikit %(count)s huruf, agar"
                    " kabupaten/kota tahu apa yang perlu diperbaiki."
                ),
                {"count": REASON_LETTERS},
            )
        ]
    return []


def number_errors(pointer: str, text: str | None) -> Sequence[FieldError]:
    """Why a remark that both sides read cannot stand: it holds a number as long as a NIK.

    Args:
        pointer: of the field.
        text: as typed; sums, dates and clauses are no such numbers.

    Source:
        Personal identifiers stay out of remarks, because the trail keeps them for good.
    """
    if text is None or not _NIK_LIKE.search(text):
        return []
    detail = N_("Jangan menuliskan NIK. Sebut nomor baris atau jumlah orangnya saja.")
    return [FieldError(pointer, detail)]


def days_waiting(submitted_on: date, today: date) -> int:
    """Whole days since a submission, never negative; both days on the regency's calendar.

    Source:
        The queue of the branch: oldest first.
    """
    return max((today - submitted_on).days, 0)
