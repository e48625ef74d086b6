"""The cover calendar of commitments: which months are protected, planned, doubled or naked.

It speaks of what is written, not of persons: a month is protected here when a commitment covers it.
Who is protected in it, person by person, is answered by ``enrollment``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cooperation.checks.periods import Horizon
from cooperation.months import Month, months_from

STRIP_MONTHS = 18
_MONTHS_BEHIND = 11


class MonthStatus(StrEnum):
    """What a month is for the people of a commitment.

    ``PLANNED`` months are those of a plan, ``BUDGETED`` the coming ones of what is committed,
    ``UNBOUND`` those of them whose agreement was ended early.
    ``PENDING`` months lie before the signature and wait for proof of posting. ``PAID`` ones have
    begun after their agreement was ended early, and were paid for all the same. A naked month that
    is past or running cannot be covered any more; a coming one still can.
    """

    OUTSIDE = "outside"
    PLANNED = "planned"
    BUDGETED = "budgeted"
    UNBOUND = "unbound"
    PENDING = "pending"
    PAID = "paid"
    PROTECTED = "protected"
    DOUBLED = "doubled"
    NAKED_PAST = "naked-past"
    NAKED_COMING = "naked-coming"


@dataclass(frozen=True)
class PaidMonth:
    """People whose contribution of a month was paid, and how many of them BPJS posted."""

    people_count: int
    posted_count: int


@dataclass(frozen=True)
class Term:
    """The months of one commitment.

    ``people_count`` is None where it is not stated; ``people_from`` holds later numbers of people
    with the months from which addenda set them, in order. ``is_committed`` is False for a plan.
    ``pending_until`` is the last month that waits for proof of posting, None where none does.
    ``unbound`` months are those after an agreement was ended early, until another binds: there is
    money for them, and nobody is protected. ``paid`` tells of those of them that were paid for.
    """

    first: Month
    last: Month
    people_count: int | None
    is_committed: bool
    pending_until: Month | None = None
    people_from: tuple[tuple[Month, int | None], ...] = ()
    unbound: frozenset[Month] = frozenset()
    paid: Mapping[Month, PaidMonth] = field(default_factory=dict)

    def protects(self, month: Month) -> bool:
        """Whether it is committed for the month, and bound or in need of no agreement."""
        return self.is_committed and self.covers(month) and month not in self.unbound

    def people_in(self, month: Month) -> int | None:
        """How many people the month has; after the last month those of the last."""
        told = [people for start, people in self.people_from if start <= month]
        return told[-1] if told else self.people_count

    def covers(self, month: Month) -> bool:
        """Whether the month lies in the term."""
        return self.first <= month <= self.last


@dataclass(frozen=True)
class Cell:
    """One month of a strip and the people it concerns, None where their number is not stated.

    ``paid`` tells for whom of them it was paid although no agreement binds. ``is_before_start``
    marks months before the first of the programme and of what it continues.
    """

    month: Month
    status: MonthStatus
    people_count: int | None = None
    paid: PaidMonth | None = None
    is_before_start: bool = False

    @property
    def shares(self) -> Sequence[tuple[MonthStatus, int | None]]:
        """Its people by status: who was paid for without an agreement stands apart from others."""
        if self.paid is None or self.status is MonthStatus.PAID or self.people_count is None:
            return [(self.status, self.people_count)]
        paid = self.paid.people_count
        return [(self.status, self.people_count - paid), (MonthStatus.PAID, paid)]


@dataclass(frozen=True)
class CombinedCell:
    """One month of all commitments together. Persons by status; doubles across are not known.

    So each number is the most it can be, without those of commitments that state none: the statuses
    of these are ``uncounted``.
    """

    month: Month
    status: MonthStatus
    people: dict[MonthStatus, int]
    uncounted: frozenset[MonthStatus] = frozenset()


def rolling_window(today: date) -> tuple[Month, ...]:
    """The running month, the eleven before it and the six after it.

    Source:
        Convention of this product: a cover calendar shows 18 months.
    """
    return months_from(Month.of(today).plus(-_MONTHS_BEHIND), STRIP_MONTHS)


def year_window(first_month: Month) -> tuple[Month, ...]:
    """Eighteen months from January of the year in which a commitment begins.

    Source:
        Convention of this product: a cover calendar shows 18 months.
    """
    return months_from(Month(first_month.year, 1), STRIP_MONTHS)


def term_strip(term: Term, window: Sequence[Month], today: date) -> tuple[Cell, ...]:
    """The months of one commitment alone; every other month is outside.

    Source:
        A month before the signature counts only with proof of posting (practice of BPJS).
    """
    return tuple(
        _own_cell(term, month, today) if term.covers(month) else Cell(month, MonthStatus.OUTSIDE)
        for month in window
    )


def chain_strip(
    terms: Sequence[Term], window: Sequence[Month], horizon: Horizon
) -> tuple[Cell, ...]:
    """The months of the same people over a commitment and its continuations.

    Args:
        terms: n >= 1, a commitment and what continues it.
        window: months to show, ascending.
        horizon: months beyond it, and months before January of the first year, are outside.

    Source:
        A past month cannot be bought (PP 44/2015: membership runs from registration and payment).
    """
    first = min(term.first for term in terms)
    return tuple(_chain_cell(terms, month, first, horizon) for month in window)


def combined_strip(
    chains: Iterable[Sequence[Term]], window: Sequence[Month], horizon: Horizon
) -> tuple[CombinedCell, ...]:
    """All chains of a regency together; see ``combine``.

    Source:
        Convention of this product.
    """
    return combine([chain_strip(chain, window, horizon) for chain in chains], window)


def combine(strips: Sequence[Sequence[Cell]], window: Sequence[Month]) -> tuple[CombinedCell, ...]:
    """Strips over the same months as one: the status that concerns the most people wins.

    A doubled month always shows, however few it concerns.

    Source:
        Convention of this product.
    """
    cells = []
    for position, month in enumerate(window):
        people: dict[MonthStatus, int] = {}
        inside = [
            strip[position] for strip in strips if strip[position].status is not MonthStatus.OUTSIDE
        ]
        for status, number in (share for cell in inside for share in cell.shares):
            people[status] = people.get(status, 0) + (number or 0)
        uncounted = frozenset(cell.status for cell in inside if cell.people_count is None)
        cells.append(CombinedCell(month, _leading(people), people, uncounted))
    return tuple(cells)


def holder_of(terms: Sequence[Term], month: Month) -> Term:
    """Whose people a month of a chain concerns: of the term that covers it, or was the last before.

    Args:
        terms: n >= 1; before all of them, the first one counts.
        month: any.
    """
    covering = _covering(terms, month)
    if covering:
        return covering[-1]
    before = [term for term in terms if term.last < month]
    return max(before, key=lambda term: term.last) if before else min(terms, key=_start)


def _covering(terms: Sequence[Term], month: Month) -> Sequence[Term]:
    """The terms that cover a month; one that is unbound in it counts where no other does."""
    covering = [term for term in terms if term.covers(month)]
    return [term for term in covering if month not in term.unbound] or covering[-1:]


def _chain_cell(terms: Sequence[Term], month: Month, first: Month, horizon: Horizon) -> Cell:
    covering = _covering(terms, month)
    if len(covering) > 1:
        return Cell(month, MonthStatus.DOUBLED, covering[-1].people_in(month))
    if covering:
        return _own_cell(covering[0], month, horizon.today)
    if month < Month(first.year, 1) or month > horizon.last:
        return Cell(month, MonthStatus.OUTSIDE)
    is_past = month <= horizon.current
    status = MonthStatus.NAKED_PAST if is_past else MonthStatus.NAKED_COMING
    people = holder_of(terms, month).people_in(month)
    return Cell(month, status, people, is_before_start=month < first)


def _own_cell(term: Term, month: Month, today: date) -> Cell:
    status, people = _covered_status(term, month, today), term.people_in(month)
    paid = term.paid.get(month) if status is MonthStatus.NAKED_PAST else None
    if paid is not None and (people is None or people <= paid.people_count):
        return Cell(month, MonthStatus.PAID, people, paid)
    return Cell(month, status, people, paid)


def _covered_status(term: Term, month: Month, today: date) -> MonthStatus:
    has_begun = month <= Month.of(today)
    if month in term.unbound:
        return MonthStatus.NAKED_PAST if has_begun else MonthStatus.UNBOUND
    if not term.is_committed:
        return MonthStatus.PLANNED
    if not has_begun:
        return MonthStatus.BUDGETED
    if term.pending_until is not None and month <= term.pending_until:
        return MonthStatus.PENDING
    return MonthStatus.PROTECTED


def _leading(people: dict[MonthStatus, int]) -> MonthStatus:
    if MonthStatus.DOUBLED in people:
        return MonthStatus.DOUBLED
    order = list(MonthStatus)
    return max(
        people,
        key=lambda status: (people[status], order.index(status)),
        default=MonthStatus.OUTSIDE,
    )


def _start(term: Term) -> Month:
    return term.first
