"""Who is selected: candidates and rules in, everybody's outcome with its reasons out. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from enrollment.verification import Finding

MIN_AGE = 15
UNDER_AGE = 65


class RankBy(StrEnum):
    """What puts one candidate before another."""

    DESIL = "desil"
    OLDEST = "oldest"
    YOUNGEST = "youngest"
    RECORDED = "recorded"
    VILLAGE = "village"


class TieRule(StrEnum):
    """What decides between candidates that every criterion leaves equal."""

    DIGEST = "digest"
    RECORDED = "recorded"


class Identity(StrEnum):
    """What Dukcapil answers about a NIK."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    DECEASED = "deceased"


class Mismatch(StrEnum):
    """In what a person and the population register do not agree."""

    NAME = "name"
    BIRTH = "birth"
    NOT_FOUND = "not_found"
    MOVED = "moved"


class Membership(StrEnum):
    """As what BPJS Ketenagakerjaan knows a person already; inactive is no obstacle."""

    NONE = "none"
    PU = "pu"
    BPU = "bpu"
    INACTIVE = "inactive"


class Outcome(StrEnum):
    """What the rules make of a candidate."""

    CHOSEN = "chosen"
    RESERVE = "reserve"
    UNFIT = "unfit"


OUTCOME_STEMS: Mapping[Outcome, str] = {
    Outcome.CHOSEN: "penerima",
    Outcome.RESERVE: "cadangan",
    Outcome.UNFIT: "tidak-memenuhi-syarat",
}
"""Part of the name of a file that leaves for other offices."""


class Reason(StrEnum):
    """Why somebody is not chosen; the last two keep a person in reserve, the others out."""

    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    DESIL_UNKNOWN = "desil_unknown"
    DESIL_OUTDATED = "desil_outdated"
    DESIL_TOO_HIGH = "desil_too_high"
    OTHER_OCCUPATION = "other_occupation"
    OTHER_VILLAGE = "other_village"
    NOT_VERIFIED = "not_verified"
    VERIFIED_WRONG = "verified_wrong"
    VILLAGE_DECEASED = "village_deceased"
    VILLAGE_MOVED = "village_moved"
    VILLAGE_UNKNOWN = "village_unknown"
    VILLAGE_FORMAL = "village_formal"
    NOT_MATCHED = "not_matched"
    MATCH_FAILED = "match_failed"
    NAME_DIFFERS = "name_differs"
    BIRTH_DIFFERS = "birth_differs"
    NOT_IN_REGISTER = "not_in_register"
    MOVED_AWAY = "moved_away"
    DECEASED = "deceased"
    MEMBERSHIP_UNCHECKED = "membership_unchecked"
    ACTIVE_PU = "active_pu"
    ACTIVE_BPU = "active_bpu"
    EXCLUDED = "excluded"
    MONTHS_HELD = "months_held"
    VILLAGE_FULL = "village_full"
    QUOTA_FULL = "quota_full"


FINDING_REASONS: Mapping[Finding, Reason] = {
    Finding.DECEASED: Reason.VILLAGE_DECEASED,
    Finding.MOVED: Reason.VILLAGE_MOVED,
    Finding.UNKNOWN: Reason.VILLAGE_UNKNOWN,
    Finding.FORMAL: Reason.VILLAGE_FORMAL,
}
"""What stops a person by what their village found."""
MISMATCH_REASONS: Mapping[Mismatch, Reason] = {
    Mismatch.NAME: Reason.NAME_DIFFERS,
    Mismatch.BIRTH: Reason.BIRTH_DIFFERS,
    Mismatch.NOT_FOUND: Reason.NOT_IN_REGISTER,
    Mismatch.MOVED: Reason.MOVED_AWAY,
}
"""What stops a person by what Dukcapil found."""


@dataclass(frozen=True)
class Rules:
    """The rules of one programme.

    Ages are whole years on ``first_day``: at least ``min_age`` and less than ``under_age``. Empty
    sets let everybody in; a village without a quota of its own is limited by the whole alone.
    """

    commitment_id: UUID
    first_day: date
    quota_people: int
    village_quotas: Mapping[str, int] = field(default_factory=dict)
    min_age: int = MIN_AGE
    under_age: int = UNDER_AGE
    max_desil: int | None = None
    desil_on: date | None = None
    occupations: frozenset[str] = frozenset()
    villages: frozenset[str] = frozenset()
    needs_verification: bool = False
    needs_matching: bool = False
    needs_membership_check: bool = False
    ranking: tuple[RankBy, ...] = ()
    tie: TieRule = TieRule.DIGEST


@dataclass(frozen=True)
class Candidate:
    """What is known of one person who waits to be chosen. None: nobody has said yet."""

    worker_id: UUID
    nik_index: bytes
    village_code: str
    birth_on: date
    recorded_at: datetime
    occupation: str | None = None
    desil: int | None = None
    desil_on: date | None = None
    is_verified: bool | None = None
    finding: Finding | None = None
    identity: Identity | None = None
    mismatch: Mismatch | None = None
    membership: Membership | None = None
    is_overridden: bool = False
    is_excluded: bool = False
    has_held_months: bool = False


@dataclass(frozen=True)
class Choice:
    """What became of a candidate. ``rank`` counts from 1 among those who meet the rules."""

    worker_id: UUID
    outcome: Outcome
    rank: int | None
    reasons: tuple[Reason, ...]


def choose(
    candidates: Iterable[Candidate], rules: Rules, *, taken: Mapping[str, int] | None = None
) -> tuple[Choice, ...]:
    """Give everybody an outcome: in the order of the ranking while there is room.

    Args:
        candidates: who waits, in any order.
        rules: of the programme.
        taken: people who hold a place already, by village code.

    Returns:
        those who meet the rules by rank, then the others by id.

    Source:
        Criteria, quota and reserve list of an SK penetapan; the ranking is the regency's own.
    """
    judged = [(one, reasons_against(one, rules)) for one in candidates]
    fit = sorted((one for one, reasons in judged if not reasons), key=lambda c: _order(c, rules))
    unfit = sorted(
        (Choice(one.worker_id, Outcome.UNFIT, None, reasons) for one, reasons in judged if reasons),
        key=lambda choice: choice.worker_id,
    )
    places = Counter(taken or {})
    room = rules.quota_people - places.total()
    chosen: list[Choice] = []
    for rank, one in enumerate(fit, start=1):
        reasons = _lack_of_room(one.village_code, rules, places, room)
        if not reasons:
            places[one.village_code] += 1
            room -= 1
        outcome = Outcome.RESERVE if reasons else Outcome.CHOSEN
        chosen.append(Choice(one.worker_id, outcome, rank, reasons))
    return (*chosen, *unfit)


def reasons_against(candidate: Candidate, rules: Rules) -> tuple[Reason, ...]:
    """Every rule a candidate does not meet, in the order of ``Reason``; none for who meets all.

    Source:
        Age under 65: stated by an official of Blora for 2024, not verified; else the regency's own.
    """
    age = age_on(candidate.birth_on, rules.first_day)
    membership = candidate.membership
    found = {
        Reason.TOO_YOUNG: age < rules.min_age,
        Reason.TOO_OLD: age >= rules.under_age,
        **_desil_reasons(candidate, rules),
        Reason.OTHER_OCCUPATION: bool(rules.occupations)
        and candidate.occupation not in rules.occupations,
        Reason.OTHER_VILLAGE: bool(rules.villages) and candidate.village_code not in rules.villages,
        Reason.NOT_VERIFIED: rules.needs_verification and candidate.is_verified is None,
        Reason.VERIFIED_WRONG: candidate.is_verified is False and candidate.finding is None,
        **{reason: candidate.finding is finding for finding, reason in FINDING_REASONS.items()},
        Reason.NOT_MATCHED: rules.needs_matching and candidate.identity is None,
        Reason.MATCH_FAILED: candidate.identity is Identity.UNMATCHED
        and candidate.mismatch is None,
        **{reason: candidate.mismatch is one for one, reason in MISMATCH_REASONS.items()},
        Reason.DECEASED: candidate.identity is Identity.DECEASED,
        Reason.MEMBERSHIP_UNCHECKED: rules.needs_membership_check and membership is None,
        Reason.ACTIVE_PU: membership is Membership.PU and not candidate.is_overridden,
        Reason.ACTIVE_BPU: membership is Membership.BPU,
        Reason.EXCLUDED: candidate.is_excluded,
        Reason.MONTHS_HELD: candidate.has_held_months,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def age_on(birth_on: date, day: date) -> int:
    """Whole years lived.

    Source:
        Gregorian calendar; a year is complete on the birthday.
    """
    is_before_birthday = (day.month, day.day) < (birth_on.month, birth_on.day)
    return day.year - birth_on.year - is_before_birthday


def lot(commitment_id: UUID, worker_id: UUID) -> bytes:
    """What draws the lot between equal candidates: anybody can compute it again.

    Source:
        SHA-256 of ``<programme>:<person>``, both as lower-case UUID; the smaller one comes first.
    """
    return sha256(f"{commitment_id}:{worker_id}".encode()).digest()


def _desil_reasons(candidate: Candidate, rules: Rules) -> dict[Reason, bool]:
    if rules.max_desil is None:
        return {}
    if candidate.desil is None or candidate.desil_on is None:
        return {Reason.DESIL_UNKNOWN: True}
    return {
        Reason.DESIL_OUTDATED: rules.desil_on is not None and candidate.desil_on < rules.desil_on,
        Reason.DESIL_TOO_HIGH: candidate.desil > rules.max_desil,
    }


def _lack_of_room(
    village_code: str, rules: Rules, places: Mapping[str, int], room: int
) -> tuple[Reason, ...]:
    limit = rules.village_quotas.get(village_code)
    is_village_full = limit is not None and places[village_code] >= limit
    lacks = ((Reason.VILLAGE_FULL, is_village_full), (Reason.QUOTA_FULL, room <= 0))
    return tuple(reason for reason, is_lacking in lacks if is_lacking)


def _order(candidate: Candidate, rules: Rules) -> tuple[Any, ...]:
    keys = [_RANKS[criterion](candidate) for criterion in rules.ranking]
    if rules.tie is TieRule.DIGEST:
        return (*keys, lot(rules.commitment_id, candidate.worker_id), candidate.worker_id)
    return (*keys, candidate.recorded_at, candidate.nik_index, candidate.worker_id)


_RANKS: Mapping[RankBy, Callable[[Candidate], Any]] = {
    RankBy.DESIL: lambda one: (one.desil is None, one.desil or 0),
    RankBy.OLDEST: lambda one: one.birth_on,
    RankBy.YOUNGEST: lambda one: -one.birth_on.toordinal(),
    RankBy.RECORDED: lambda one: one.recorded_at,
    RankBy.VILLAGE: lambda one: one.village_code,
}
