"""What a regulation is on a day, from its own dates and from what others do to it. Pure.

The stated status says no more than whether it is still a draft, and what no date and no other
regulation tells. An unknown day lies between two known ones; whatever hangs on it is not certain,
and what is not certain never binds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenants.kernel.errors import N_
from tenants.regulation_periods import RegulationDates, binding_from, issued_on
from tenants.regulation_types import RegulationStatus, RelationKind


class State(StrEnum):
    """What a regulation is on a day. Only the two in the middle bind."""

    DRAFT = "draft"
    NOT_YET = "not_yet"
    ENACTED = "enacted"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    REVOKED = "revoked"
    UNCERTAIN = "uncertain"


class Lack(StrEnum):
    """A day nobody has stated, without which the state is not wholly known."""

    BEGIN = "begin"
    END = "end"
    AMENDMENT = "amendment"


STATE_LABELS = {
    State.DRAFT: N_("rancangan"),
    State.NOT_YET: N_("belum berlaku"),
    State.ENACTED: N_("ditetapkan, belum berlaku"),
    State.IN_FORCE: N_("berlaku"),
    State.AMENDED: N_("berlaku, telah diubah"),
    State.REVOKED: N_("tidak berlaku lagi"),
    State.UNCERTAIN: N_("tidak dapat dipastikan"),
}

LACK_LABELS = {
    Lack.BEGIN: N_("hari mulai berlaku tidak diketahui"),
    Lack.END: N_("hari dicabut tidak diketahui"),
    Lack.AMENDMENT: N_("hari diubah tidak diketahui"),
}


@dataclass(frozen=True)
class Act:
    """What a second regulation does to a first one: the other of the two, with its own dates."""

    kind: RelationKind
    dates: RegulationDates
    citation: str = ""


@dataclass(frozen=True)
class Standing:
    """What a regulation is on a day; ``lacks`` names the days that would make it certain."""

    state: State
    lacks: tuple[Lack, ...] = ()
    ends_on: date | None = None
    """First day it no longer binds, where that day is certain."""

    @property
    def binds(self) -> bool:
        """Whether it certainly binds on that day."""
        return self.state in {State.IN_FORCE, State.AMENDED}


@dataclass(frozen=True)
class _Span:
    """A day known to lie from ``earliest`` to ``latest``; one day where both are the same."""

    earliest: date
    latest: date


def standing_on(own: RegulationDates, acts: Iterable[Act], day: date) -> Standing:
    """What a regulation is on a day.

    It ends on the first of the day stated and the days on which those that revoke it bind; it is
    amended from the first day on which one that amends it binds. Drafts do nothing to others. A
    regulation known only by its year begins to bind within that year.

    Args:
        own: its stated status and dates.
        acts: what others do to it, in any order.
        day: the day asked about.

    Source:
        UU 12/2011 article 87 for the day of effect. Its Lampiran II on revocation: what is revoked
        stays without force also where the revoking regulation is revoked later.
    """
    if own.status is RegulationStatus.DRAFT:
        return Standing(State.DRAFT)
    done = [act for act in acts if act.dates.status is not RegulationStatus.DRAFT]
    begin, end = _begin(own), _end(own, done)
    ends_on = end.latest if end and end.earliest == end.latest else None
    if day < begin.earliest:
        return Standing(_before(own, day), ends_on=ends_on)
    if end is not None and end.latest <= day:
        return Standing(State.REVOKED, ends_on=ends_on)
    if end is None and own.status is RegulationStatus.REVOKED:
        return Standing(State.REVOKED, (Lack.END,))
    unsure = [Lack.BEGIN] if day < begin.latest else []
    if end is not None and end.earliest <= day:
        unsure.append(Lack.END)
    if unsure:
        return Standing(State.UNCERTAIN, tuple(unsure), ends_on)
    return Standing(*_amended(own, done, day), ends_on)


def binds_on(own: RegulationDates, acts: Iterable[Act], day: date) -> bool:
    """Whether a regulation certainly binds on a day.

    Source:
        Rubric Seimbang 2025.1, indicators A1 and A3: an unknown date never earns more than a known
        one would.
    """
    return standing_on(own, acts, day).binds


def binds_throughout(own: RegulationDates, acts: Sequence[Act], year: int) -> bool:
    """Whether a regulation certainly binds on every day of a calendar year.

    Source:
        Rubric Seimbang 2025.1, indicator A3: in force on every day of the assessed period.
    """
    return all(binds_on(own, acts, day) for day in (date(year, 1, 1), date(year, 12, 31)))


def takes_effect_by(acting: RegulationDates, day: date) -> bool:
    """Whether what a regulation does to others has certainly happened by a day."""
    return acting.status is not RegulationStatus.DRAFT and _begin(acting).latest <= day


def is_certainly_older(first: RegulationDates, second: RegulationDates) -> bool:
    """Whether the first was issued before the second: by year, or by both days where known."""
    if first.year != second.year:
        return first.year < second.year
    acted, stood = issued_on(first), issued_on(second)
    return acted is not None and stood is not None and acted < stood


def begin_bounds(dates: RegulationDates) -> tuple[date, date]:
    """The first and the last day on which a regulation can begin to bind."""
    begin = _begin(dates)
    return begin.earliest, begin.latest


def end_bounds(own: RegulationDates, acts: Iterable[Act]) -> tuple[date, date] | None:
    """The first and the last day on which a regulation can end; None where nothing ends it."""
    end = _end(own, [act for act in acts if act.dates.status is not RegulationStatus.DRAFT])
    return (end.earliest, end.latest) if end else None


def _begin(dates: RegulationDates) -> _Span:
    known = binding_from(dates)
    if known is not None:
        return _Span(known, known)
    return _Span(date(dates.year, 1, 1), date(dates.year, 12, 31))


def _end(own: RegulationDates, acts: Iterable[Act]) -> _Span | None:
    causes = [_begin(act.dates) for act in acts if act.kind is RelationKind.REVOKES]
    if own.ended_on is not None:
        causes.append(_Span(own.ended_on, own.ended_on))
    return _first(causes)


def _first(spans: Sequence[_Span]) -> _Span | None:
    if not spans:
        return None
    return _Span(min(one.earliest for one in spans), min(one.latest for one in spans))


def _before(own: RegulationDates, day: date) -> State:
    issued = issued_on(own)
    return State.ENACTED if issued is not None and issued <= day else State.NOT_YET


def _amended(
    own: RegulationDates, acts: Iterable[Act], day: date
) -> tuple[State, tuple[Lack, ...]]:
    amended = _first([_begin(act.dates) for act in acts if act.kind is RelationKind.AMENDS])
    if amended is None:
        stated = own.status is RegulationStatus.AMENDED
        return (State.AMENDED, (Lack.AMENDMENT,)) if stated else (State.IN_FORCE, ())
    if amended.latest <= day:
        return State.AMENDED, ()
    return State.IN_FORCE, (Lack.AMENDMENT,) if amended.earliest <= day else ()
