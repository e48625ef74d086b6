"""Checks of the regulation that a programme rests on: does it bind in the programme's months."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cooperation.findings import Finding, FindingCode, FindingValue, Severity
from cooperation.months import Month, months_between
from tenants.regulation_periods import RegulationDates
from tenants.regulation_status import Act, State, begin_bounds, end_bounds, standing_on
from tenants.regulation_types import RegulationStatus, RelationKind


@dataclass(frozen=True)
class Basis:
    """The regulation a programme names: its citation, its dates, and what others do to it.

    ``is_own`` where an agreement without a programme names it instead.
    """

    citation: str
    dates: RegulationDates
    acts: Sequence[Act]
    is_own: bool = False

    def of_an_agreement(self) -> "Basis":
        """The same as an agreement without a programme names it."""
        return replace(self, is_own=True)


def check_basis(basis: Basis, first: Month, last: Month | None, today: date) -> Iterator[Finding]:
    """Months of a programme in which its regulation certainly does not bind.

    A regulation that has ended leaves every month after its end without a basis; one that does not
    bind yet only those up to the running month, because it may still come. Where no month lies
    after the end but the running one is of the programme, that one was begun lawfully: it is told
    that nothing more may rest on the regulation, from the day it ended. What is not certain is no
    finding here; the regulation's own page asks for the missing day.

    Args:
        basis: the regulation named.
        first: first month of the programme.
        last: last month; None where it is not stated, and only the running month is looked at.
        today: on the regency's clock.

    Source:
        UU 12/2011 article 87 and Lampiran II; spending needs law in force (UU 17/2003 article 3).
    """
    current = Month.of(today)
    months = months_between(first, last) if last else months_between(max(first, current), current)
    end = end_bounds(basis.dates, basis.acts)
    if end is not None:
        ended = [month for month in months if month.first_day >= end[1]]
    elif basis.dates.status is RegulationStatus.REVOKED:
        ended = [month for month in months if month > current]
    else:
        ended = []
    if ended:
        params = _params(basis, ended) | _end_params(basis)
        yield Finding(FindingCode.BASIS_ENDED, Severity.WRONG, params)
    elif (lost := lost_on(basis, today)) and (last is None or current <= last):
        began = end is not None and end[0] == end[1] and first <= current
        begun = current if began else None
        yield replace(lost, params={**lost.params, "month": begun})
    is_draft = basis.dates.status is RegulationStatus.DRAFT
    begins, _latest = begin_bounds(basis.dates)
    waiting = [
        month for month in months if month <= current and (is_draft or month.last_day < begins)
    ]
    if waiting:
        yield Finding(FindingCode.BASIS_NOT_YET, Severity.ACTION, _params(basis, waiting))


def lost_on(basis: Basis, day: date) -> Finding | None:
    """That a regulation has certainly ended by a day, so that nothing more may rest on it.

    Args:
        basis: the regulation named.
        day: of an agreement, say.

    Source:
        As ``check_basis``.
    """
    if standing_on(basis.dates, basis.acts, day).state is not State.REVOKED:
        return None
    params: dict[str, FindingValue] = {"month": None, **_named(basis), **_end_params(basis)}
    return Finding(FindingCode.BASIS_LOST, Severity.ACTION, params)


def _end_params(basis: Basis) -> dict[str, FindingValue]:
    end = end_bounds(basis.dates, basis.acts)
    ended_on = end[1] if end and end[0] == end[1] else None
    return {"ended_on": ended_on, "by": _revoked_by(basis)}


def _params(basis: Basis, months: Sequence[Month]) -> dict[str, FindingValue]:
    return {
        **_named(basis),
        "months": len(months),
        "first_month": months[0],
        "last_month": months[-1],
    }


def _named(basis: Basis) -> dict[str, FindingValue]:
    return {"regulation": basis.citation, "is_own": int(basis.is_own)}


def _revoked_by(basis: Basis) -> str | None:
    revoking = [
        act
        for act in basis.acts
        if act.kind is RelationKind.REVOKES and act.dates.status is not RegulationStatus.DRAFT
    ]
    first = min(revoking, key=lambda act: begin_bounds(act.dates), default=None)
    return first.citation if first and first.citation else None
