"""Months of a programme that lack a list, a kode iuran, a payment or a posting. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from cooperation.months import Month, months_between
from enrollment.billing import BillingState
from tenants.kernel.errors import N_


class Gap(StrEnum):
    """What a month waits for, the earliest step first."""

    LOST = "lost"
    UNLISTED = "unlisted"
    NOT_CLOSED = "not-closed"
    NOT_BILLED = "not-billed"
    NOT_PAID = "not-paid"
    NOT_POSTED = "not-posted"


GAP_LABELS: Mapping[Gap, str] = {
    Gap.LOST: N_("tidak ditagihkan dan sudah lewat"),
    Gap.UNLISTED: N_("belum ada daftar tagihan"),
    Gap.NOT_CLOSED: N_("daftar belum ditutup"),
    Gap.NOT_BILLED: N_("belum ada kode iuran"),
    Gap.NOT_PAID: N_("belum lunas"),
    Gap.NOT_POSTED: N_("sudah dibayar, belum dibukukan BPJS"),
}
GAP_OF_STATE: Mapping[BillingState, Gap] = {
    BillingState.OPEN: Gap.NOT_CLOSED,
    BillingState.CLOSING: Gap.NOT_CLOSED,
    BillingState.REOPENING: Gap.NOT_CLOSED,
    BillingState.CLOSED: Gap.NOT_BILLED,
    BillingState.BILLED: Gap.NOT_PAID,
}


@dataclass(frozen=True)
class DrawnUp:
    """A list with its months, its due date, and what of it is open in rupiah once it is billed."""

    id: UUID
    number: int
    first: Month
    last: Month
    state: BillingState
    due_on: date
    open_idr: int | None = None


@dataclass(frozen=True)
class MonthPeople:
    """How many people of a month were paid for, and how many BPJS posted."""

    paid: int
    posted: int


@dataclass(frozen=True)
class MonthGap:
    """Consecutive months that wait for the same, by the same list where there is one.

    ``days_late`` counts days after the due date; 0 up to it and where there is no list.
    ``unposted`` is the largest number of people of one month that are paid and not posted.
    """

    first: Month
    last: Month
    gap: Gap
    drawn_up: DrawnUp | None
    days_late: int
    unposted: int


def find_gaps(
    first: Month,
    last: Month,
    lists: Iterable[DrawnUp],
    people: Mapping[Month, MonthPeople],
    today: date,
) -> Sequence[MonthGap]:
    """What months of a programme lack, in order; coming months only where a list holds them.

    A month on several lists is told once for each that lacks something.

    Args:
        first: of the programme.
        last: of the programme.
        lists: all of the programme.
        people: paid and posted by month.
        today: the day in the regency's time zone.

    Source:
        Roster = billed = paid = active; a month that has passed cannot be bought any more.
    """
    drawn_up = sorted(lists, key=lambda one: (one.first, one.number))
    present = Month.of(today)
    held = {month for one in drawn_up for month in months_between(one.first, one.last)}
    found = [_of_list(one, people, today) for one in drawn_up]
    gaps = [one for several in found for one in several]
    free = [month for month in months_between(first, min(last, present)) if month not in held]
    for month in free:
        gap = Gap.LOST if month < present else Gap.UNLISTED
        gaps.append(MonthGap(month, month, gap, None, 0, 0))
    return _joined(sorted(gaps, key=lambda one: (one.first, one.drawn_up is None)))


def _of_list(one: DrawnUp, people: Mapping[Month, MonthPeople], today: date) -> Sequence[MonthGap]:
    gap = GAP_OF_STATE.get(one.state)
    if gap is not None:
        late = max((today - one.due_on).days, 0)
        return [MonthGap(one.first, one.last, gap, one, late, 0)]
    unposted = {
        month: people[month].paid - people[month].posted
        for month in months_between(one.first, one.last)
        if month in people and people[month].paid > people[month].posted
    }
    return [
        MonthGap(month, month, Gap.NOT_POSTED, one, 0, missing)
        for month, missing in unposted.items()
    ]


def _joined(gaps: Sequence[MonthGap]) -> Sequence[MonthGap]:
    """Neighbouring months that lack the same by the same list, as one."""
    joined: list[MonthGap] = []
    for one in gaps:
        before = joined[-1] if joined else None
        if (
            before is not None
            and (before.gap, before.drawn_up) == (one.gap, one.drawn_up)
            and before.last.plus(1) == one.first
        ):
            most = max(before.unposted, one.unposted)
            joined[-1] = MonthGap(
                before.first, one.last, one.gap, one.drawn_up, one.days_late, most
            )
        else:
            joined.append(one)
    return joined
