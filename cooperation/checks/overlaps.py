"""Check of commitments side by side: the same people could be paid for twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from uuid import UUID

from cooperation.arithmetic import PricedRun, price_months
from cooperation.findings import Finding, FindingCode, FindingValue, Severity
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month, months_between
from cooperation.pricing import Insured
from cooperation.sentences import programme_names
from cooperation.tariffs import Tariffs


@dataclass(frozen=True)
class PaidCover:
    """What one commitment pays for. ``department`` None: the OPD is not stated.

    ``chain`` names the commitments for the same people; within it nobody is counted twice.
    """

    id: UUID
    chain: UUID
    title: str
    department: str | None
    insured: Insured
    months: tuple[Month, ...]
    people_count: int | None


@dataclass(frozen=True)
class Overlap:
    """Two commitments that may pay for the same people from one month to another."""

    one: PaidCover
    other: PaidCover
    first: Month
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        """The months in which both pay, in order."""
        return months_between(self.first, self.last)

    @property
    def programmes(self) -> frozenset[Programme]:
        """What both of them pay for."""
        return self.one.insured.programmes & self.other.insured.programmes


def find_overlaps(covers: Sequence[PaidCover], window: Sequence[Month]) -> list[Overlap]:
    """Pairs that ``check_overlaps`` has a finding about and that meet inside some months.

    Args:
        covers: the regency's commitments that were not cancelled, each with n >= 1 months.
        window: months to look at, ascending.

    Source:
        A worker-month is paid at most once per segment and programme.
    """
    start = window[0]
    placed = [(one, start.until(one.months[0]), start.until(one.months[-1])) for one in covers]
    found = []
    for (one, begins, ends), (other, others_begin, others_end) in combinations(placed, 2):
        first, last = max(begins, others_begin, 0), min(ends, others_end, len(window) - 1)
        if first <= last and _may_hold_the_same_people(one, other):
            found.append(Overlap(one, other, window[first], window[last]))
    return found


def check_overlaps(
    tariffs: Tariffs, own: PaidCover, others: Iterable[PaidCover], today: date
) -> Iterator[Finding]:
    """Findings about commitments of other payers that protect in the same months.

    Different payers are two OPD, or two funding sources, both of them stated. At stake is the
    cheaper of both contributions, for at most as many people as the smaller of both has.

    Args:
        tariffs: all parameters.
        own: the commitment the findings are about.
        others: the regency's other commitments that were not cancelled.
        today: decides whether the lists can still be compared before anything is paid.

    Raises:
        NotComputable: a wage is missing.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        A worker-month is paid at most once per segment and programme.
    """
    for other in others:
        months = _shared_months(own, other)
        if months and _may_hold_the_same_people(own, other):
            yield _finding(tariffs, own, other, months, today)


def _shared_months(own: PaidCover, other: PaidCover) -> tuple[Month, ...]:
    return tuple(sorted(set(own.months) & set(other.months)))


def _may_hold_the_same_people(own: PaidCover, other: PaidCover) -> bool:
    """Construction is left out: its contributions are owed by contract, not by person."""
    if own.chain == other.chain or own.insured.segment is not other.insured.segment:
        return False
    if own.insured.segment is Segment.JAKON:
        return False
    if not own.insured.programmes & other.insured.programmes:
        return False
    departments = {own.department, other.department}
    sources = {own.insured.source, other.insured.source}
    return (len(departments) > 1 and None not in departments) or (
        len(sources) > 1 and FundingSource.NOT_STATED not in sources
    )


def _finding(
    tariffs: Tariffs,
    own: PaidCover,
    other: PaidCover,
    months: tuple[Month, ...],
    today: date,
) -> Finding:
    shared = own.insured.programmes & other.insured.programmes
    stated = [n for n in (own.people_count, other.people_count) if n is not None]
    params: dict[str, FindingValue] = {
        "other": other.title,
        "department": other.department,
        "source": other.insured.source.value,
        "programmes": programme_names(shared),
        "first_month": months[0],
        "last_month": months[-1],
        "months": len(months),
        "is_past": int(months[-1] < Month.of(today)),
    }
    if not stated:
        return Finding(FindingCode.COMMITMENTS_OVERLAP, Severity.ACTION, params)
    people = min(stated)
    runs = min(
        (
            price_months(tariffs, replace(one.insured, programmes=shared), people, months)
            for one in (own, other)
        ),
        key=_amount,
    )
    params |= {
        "people": people,
        "monthly": max(run.people_count * run.price.rate_idr for run in runs),
        "amount": _amount(runs),
    }
    return Finding(FindingCode.COMMITMENTS_OVERLAP, Severity.ACTION, params, runs)


def _amount(runs: tuple[PricedRun, ...]) -> int:
    return sum(run.amount_idr for run in runs)
