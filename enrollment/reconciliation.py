"""How far a month of a person has come, and why it has come no further. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenants.kernel.errors import N_


class Place(StrEnum):
    """What a person is to a programme in a month. ``NOBODY``: the month is not theirs any more."""

    PROPOSED = "proposed"
    DETERMINED = "determined"
    DECEASED = "deceased"
    REPLACED = "replaced"
    ENDED = "ended"
    NOBODY = "nobody"


class Step(StrEnum):
    """How far the bill of a month has come for a person."""

    NONE = "none"
    LISTED = "listed"
    BILLED = "billed"
    PAID = "paid"


class Answer(StrEnum):
    """What BPJS said last of the person's registration; ``NONE``: nothing yet."""

    NONE = "none"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ELSEWHERE = "elsewhere"


class Hindrance(StrEnum):
    """What is recorded of a person that may keep BPJS from posting; the first that holds."""

    NONE = "none"
    DECEASED = "deceased"
    UNMATCHED = "unmatched"
    PU = "pu"
    OVER_AGE = "over-age"


class Listing(StrEnum):
    """Where the lists of a month stand, for somebody on none of them.

    ``OTHER``: a list of another programme holds the month. ``LATE``: the person held the month
    only after the last list was closed. ``PASSED``: a list was closed without them all the same.
    """

    LISTED = "listed"
    OTHER = "other"
    MISSING = "missing"
    OPEN = "open"
    LATE = "late"
    PASSED = "passed"


class Cause(StrEnum):
    """Why a month of a person is not proposed, billed, paid and posted alike."""

    DECEASED = "deceased"
    REPLACED = "replaced"
    ENDED = "ended"
    REJECTED = "rejected"
    ELSEWHERE = "elsewhere"
    UNMATCHED = "unmatched"
    ALREADY_PU = "already-pu"
    OVER_AGE = "over-age"
    OTHER_PROGRAMME = "other-programme"
    NOT_DETERMINED = "not-determined"
    NO_LIST = "no-list"
    LIST_OPEN = "list-open"
    JOINED_LATE = "joined-late"
    NOT_BILLED = "not-billed"
    NOT_PAID = "not-paid"
    LEFT_OUT = "left-out"
    NO_LONGER_PLANNED = "no-longer-planned"
    NOT_POSTED = "not-posted"
    POSTED_UNLISTED = "posted-unlisted"
    POSTED_UNPAID = "posted-unpaid"
    AWAITING_REPLACEMENT = "awaiting-replacement"
    QUOTA_OPEN = "quota-open"
    OVER_QUOTA = "over-quota"
    POSTED_OUTSIDE = "posted-outside"


class Reached(StrEnum):
    """What is counted of a month: everybody of it, or those who have come so far at least."""

    ANYBODY = "anybody"
    PROPOSED = "proposed"
    DETERMINED = "determined"
    LISTED = "listed"
    BILLED = "billed"
    PAID = "paid"
    POSTED = "posted"


class CauseKind(StrEnum):
    """What a difference asks for: nothing more, the next step, or an explanation."""

    KNOWN = "known"
    WAITING = "waiting"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Standing:
    """Everything about a month of a person that decides the cause of a difference."""

    place: Place
    step: Step
    is_posted: bool
    answer: Answer = Answer.NONE
    hindrance: Hindrance = Hindrance.NONE
    listing: Listing = Listing.LISTED


_OF_PLACE: Mapping[Place, Cause] = {
    Place.DECEASED: Cause.DECEASED,
    Place.REPLACED: Cause.REPLACED,
    Place.ENDED: Cause.ENDED,
    Place.NOBODY: Cause.NO_LONGER_PLANNED,
}
_OF_ANSWER: Mapping[Answer, Cause] = {
    Answer.REJECTED: Cause.REJECTED,
    Answer.ELSEWHERE: Cause.ELSEWHERE,
}
_OF_HINDRANCE: Mapping[Hindrance, Cause] = {
    Hindrance.DECEASED: Cause.DECEASED,
    Hindrance.UNMATCHED: Cause.UNMATCHED,
    Hindrance.PU: Cause.ALREADY_PU,
    Hindrance.OVER_AGE: Cause.OVER_AGE,
}
_OF_LISTING: Mapping[Listing, Cause] = {
    Listing.OTHER: Cause.OTHER_PROGRAMME,
    Listing.MISSING: Cause.NO_LIST,
    Listing.OPEN: Cause.LIST_OPEN,
    Listing.LATE: Cause.JOINED_LATE,
    Listing.PASSED: Cause.LEFT_OUT,
}
PLACE_CAUSES = frozenset({Cause.AWAITING_REPLACEMENT, Cause.QUOTA_OPEN, Cause.OVER_QUOTA})
"""Causes of places of the programme, not of a person whom ``cause_of`` is asked about."""
_WAITING = {
    Cause.NOT_DETERMINED,
    Cause.NO_LIST,
    Cause.LIST_OPEN,
    Cause.JOINED_LATE,
    Cause.NOT_BILLED,
    Cause.NOT_PAID,
    Cause.AWAITING_REPLACEMENT,
    Cause.QUOTA_OPEN,
}
_UNEXPLAINED = {
    Cause.LEFT_OUT,
    Cause.NO_LONGER_PLANNED,
    Cause.NOT_POSTED,
    Cause.POSTED_UNLISTED,
    Cause.POSTED_UNPAID,
    Cause.OVER_QUOTA,
    Cause.POSTED_OUTSIDE,
}

CAUSE_LABELS: Mapping[Cause, str] = {
    Cause.DECEASED: N_("meninggal"),
    Cause.REPLACED: N_("diganti"),
    Cause.ENDED: N_("diakhiri"),
    Cause.REJECTED: N_("ditolak BPJS"),
    Cause.ELSEWHERE: N_("menurut BPJS sudah terdaftar di tempat lain"),
    Cause.UNMATCHED: N_("tidak padan dengan data Dukcapil"),
    Cause.ALREADY_PU: N_("juga pekerja penerima upah (PU)"),
    Cause.OVER_AGE: N_("melewati batas usia program"),
    Cause.OTHER_PROGRAMME: N_("bulan ini pada daftar tagihan program lain"),
    Cause.NOT_DETERMINED: N_("diusulkan, belum ditetapkan"),
    Cause.NO_LIST: N_("belum ada daftar tagihan untuk bulan ini"),
    Cause.LIST_OPEN: N_("daftar tagihan belum ditutup"),
    Cause.JOINED_LATE: N_("ditetapkan setelah daftar tagihan ditutup"),
    Cause.NOT_BILLED: N_("pada daftar tagihan, belum ditagihkan"),
    Cause.NOT_PAID: N_("ditagihkan, belum dibayar"),
    Cause.LEFT_OUT: N_("ditetapkan sebelum daftar ditutup, tetapi tidak ada di dalamnya"),
    Cause.NO_LONGER_PLANNED: N_("ditagihkan, tetapi bulan ini bukan lagi miliknya"),
    Cause.NOT_POSTED: N_("dibayar, belum dibukukan BPJS"),
    Cause.POSTED_UNLISTED: N_("dibukukan BPJS, tidak ada pada daftar tagihan"),
    Cause.POSTED_UNPAID: N_("dibukukan BPJS, pembayarannya belum dicatat"),
    Cause.AWAITING_REPLACEMENT: N_("menunggu pengganti"),
    Cause.QUOTA_OPEN: N_("kuota belum ditetapkan"),
    Cause.OVER_QUOTA: N_("ditetapkan melebihi jumlah menurut program"),
    Cause.POSTED_OUTSIDE: N_("dibukukan BPJS, orangnya tidak menempati program"),
}
REACHED_LABELS: Mapping[Reached, str] = {
    Reached.PROPOSED: N_("diusulkan"),
    Reached.DETERMINED: N_("ditetapkan"),
    Reached.LISTED: N_("pada daftar tagihan"),
    Reached.BILLED: N_("ditagihkan"),
    Reached.PAID: N_("dibayar"),
    Reached.POSTED: N_("dibukukan BPJS"),
}
KIND_LABELS: Mapping[CauseKind, str] = {
    CauseKind.KNOWN: N_("sebabnya diketahui"),
    CauseKind.WAITING: N_("menunggu langkah berikutnya"),
    CauseKind.UNEXPLAINED: N_("perlu penjelasan"),
}


def cause_of(standing: Standing) -> Cause | None:
    """Why a month differs; None where it is paid and posted for a place of the programme.

    What BPJS answered weighs more than what the regency records of a person, and a posting more
    than both: it is the proof.

    Source:
        Differences have causes, and none may stay unexplained: practice of rekonsiliasi. A month
        is protected only with proof of posting by BPJS.
    """
    if standing.is_posted:
        return _cause_of_posted(standing)
    gone = _OF_PLACE.get(standing.place)
    if gone is not None:
        return gone
    if standing.step is Step.NONE:
        is_proposed = standing.place is Place.PROPOSED
        return Cause.NOT_DETERMINED if is_proposed else _OF_LISTING[standing.listing]
    answered = _OF_ANSWER.get(standing.answer)
    if answered is not None:
        return answered
    if standing.step is not Step.PAID:
        return Cause.NOT_PAID if standing.step is Step.BILLED else Cause.NOT_BILLED
    return _OF_HINDRANCE.get(standing.hindrance, Cause.NOT_POSTED)


def has_reached(standing: Standing, reached: Reached) -> bool:
    """Whether a month is counted so far.

    Proposed holds everybody whom the lists of the programme name for the month, determined
    included; reserve and who has left are none of them.

    Source:
        proposed / billed / paid / active per month: practice of rekonsiliasi.
    """
    billed = {Step.BILLED, Step.PAID}
    return {
        Reached.ANYBODY: True,
        Reached.PROPOSED: standing.place in {Place.PROPOSED, Place.DETERMINED},
        Reached.DETERMINED: standing.place is Place.DETERMINED,
        Reached.LISTED: standing.step is not Step.NONE,
        Reached.BILLED: standing.step in billed,
        Reached.PAID: standing.step is Step.PAID,
        Reached.POSTED: standing.is_posted,
    }[reached]


def kind_of(cause: Cause) -> CauseKind:
    """What a difference asks for.

    Source:
        The tolerance is zero for unexplained differences: practice of rekonsiliasi.
    """
    if cause in _UNEXPLAINED:
        return CauseKind.UNEXPLAINED
    return CauseKind.WAITING if cause in _WAITING else CauseKind.KNOWN


def causes_of(counts: Mapping[Standing, int]) -> Sequence[tuple[Cause, int]]:
    """How many people each cause keeps back, unexplained ones first.

    Source:
        Reconciliation is for differences, and most of all for those without a cause.
    """
    found: dict[Cause, int] = {}
    for standing, people in counts.items():
        cause = cause_of(standing)
        if cause is not None:
            found[cause] = found.get(cause, 0) + people
    return by_urgency(found)


def by_urgency(people: Mapping[Cause, int]) -> Sequence[tuple[Cause, int]]:
    """Causes that keep anybody back, unexplained ones first, then those that wait.

    Source:
        The tolerance is zero for unexplained differences: practice of rekonsiliasi.
    """
    urgency = [CauseKind.UNEXPLAINED, CauseKind.WAITING, CauseKind.KNOWN]
    order = list(Cause)
    return sorted(
        ((cause, number) for cause, number in people.items() if number),
        key=lambda line: (urgency.index(kind_of(line[0])), order.index(line[0])),
    )


def _cause_of_posted(standing: Standing) -> Cause | None:
    if standing.step is Step.PAID:
        return None if standing.place is Place.DETERMINED else Cause.POSTED_OUTSIDE
    return Cause.POSTED_UNLISTED if standing.step is Step.NONE else Cause.POSTED_UNPAID
