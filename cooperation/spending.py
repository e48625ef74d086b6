"""Budget against what was committed, billed, paid and posted, by funding source. Pure.

All amounts are whole rupiah. None is not stated, never zero, and no sum takes it for one; sums say
how many of their parts are not known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from uuid import UUID

from cooperation.kinds import OUTSIDE_BUDGETS, FundingSource
from cooperation.months import Month

_EXACT = Context(prec=60)


@dataclass(frozen=True)
class MonthCost:
    """What one month of a commitment costs: ``people_count x rate_idr``."""

    month: Month
    people_count: int
    rate_idr: int

    @property
    def amount_idr(self) -> int:
        """Rupiah for the month."""
        return self.people_count * self.rate_idr


@dataclass(frozen=True)
class ListedMonths:
    """People on a frozen list by month: billed and perhaps paid, or waiting for a kode iuran."""

    people: Mapping[Month, int]
    amount_idr: int
    is_billed: bool
    is_paid: bool = False


@dataclass(frozen=True)
class Money:
    """What is recorded of one commitment in its budget year.

    ``paid_idr`` are payments by their funding source, ``open_idr`` what of its bills is not
    paid, ``credit_idr`` what was paid too much and waits. ``posted`` counts people by month.
    """

    commitment_id: UUID
    title: str
    source: FundingSource
    budget_year: int
    budget_line: str | None
    budget_idr: int | None
    committed_idr: int | None
    costs: Sequence[MonthCost] = ()
    lists: Sequence[ListedMonths] = ()
    paid_idr: Mapping[FundingSource, int] = field(default_factory=dict)
    open_idr: int = 0
    credit_idr: int = 0
    posted: Mapping[Month, int] = field(default_factory=dict)

    @property
    def billed_idr(self) -> int:
        """What BPJS billed."""
        return sum(one.amount_idr for one in self.lists if one.is_billed)

    def is_payable_in_year(self, month: Month) -> bool:
        """Whether the budget of its year can pay a month; money outside budgets knows no year.

        Source:
            UU 17/2003 art. 4: a budget year runs from 1 January to 31 December.
        """
        return month.year <= self.budget_year or self.source in OUTSIDE_BUDGETS

    @property
    def posted_months(self) -> int:
        """Person-months that BPJS posted."""
        return sum(self.posted.values())

    @property
    def posted_idr(self) -> int | None:
        """Person-months posted at the price of their month; None where a price is not known."""
        rates = {one.month: one.rate_idr for one in self.costs}
        if not self.posted.keys() <= rates.keys():
            return None
        return sum(people * rates[month] for month, people in self.posted.items())


@dataclass(frozen=True)
class Line:
    """One commitment under one funding source; a sum of several where ``commitment_id`` is None.

    Money of a source that is not the commitment's own stands on a line of its own, which has
    neither budget nor bills.
    """

    commitment_id: UUID | None
    title: str
    source: FundingSource | None
    budget_idr: int | None
    committed_idr: int | None
    billed_idr: int
    paid_idr: int
    posted_idr: int | None
    is_own_source: bool = True
    shares_budget: bool = False
    """Whether another programme of its source states the same money of the same budget line."""
    is_budget_whole: bool = True
    """False for a sum in which some commitment states no budget: its payments are in it."""

    @property
    def rest_idr(self) -> int | None:
        """What of the budget is not paid; negative where more was paid."""
        if self.budget_idr is None or not self.is_budget_whole:
            return None
        return self.budget_idr - self.paid_idr

    @property
    def paid_ratio(self) -> Decimal | None:
        """Which part of the budget is paid; beyond 1 where more was."""
        if not self.budget_idr or not self.is_budget_whole:
            return None
        return _EXACT.divide(Decimal(self.paid_idr), Decimal(self.budget_idr))


@dataclass(frozen=True)
class SourceGroup:
    """The lines of one funding source, and their sum."""

    source: FundingSource
    lines: Sequence[Line]
    total: Line


@dataclass(frozen=True)
class SharedLine:
    """A budget line that several commitments of a year use beyond what it holds."""

    budget_line: str
    users: Sequence[Money]
    budget_idr: int
    committed_idr: int

    @property
    def titles(self) -> Sequence[str]:
        """Of the commitments that use it."""
        return [one.title for one in self.users]

    @property
    def excess_idr(self) -> int:
        """What is committed beyond the line."""
        return self.committed_idr - self.budget_idr


def group_by_source(money: Iterable[Money]) -> tuple[Sequence[SourceGroup], Line]:
    """Lines by funding source in the order of ``FundingSource``, and the sum of all.

    Source:
        Realisation reports follow the source of the money (APBD, DBHCHT, ...), not the programme.
    """
    by_source: defaultdict[FundingSource, list[Line]] = defaultdict(list)
    budgets: defaultdict[FundingSource, list[int]] = defaultdict(list)
    listed = list(money)
    shared: set[UUID] = set()
    for pool in pools_of(listed):
        if (budget := budget_of(pool)) is not None:
            budgets[pool[0].source].append(budget)
        if len(pool) > 1:
            shared |= {one.commitment_id for one in pool}
    for one in listed:
        by_source[one.source].append(_own_line(one, shares_budget=one.commitment_id in shared))
        for source, paid in one.paid_idr.items():
            if source is not one.source:
                by_source[source].append(_foreign_line(one, source, paid))
    groups = [
        SourceGroup(source, lines, _sum_of(lines, source, budgets[source]))
        for source in FundingSource
        if (lines := by_source.get(source))
    ]
    lines = [line for group in groups for line in group.lines]
    return groups, _sum_of(lines, None, [each for some in budgets.values() for each in some])


def find_shared_lines(money: Iterable[Money]) -> Sequence[SharedLine]:
    """Budget lines that several commitments of one year use beyond their budget.

    Where all of them that have one funding source state the same amount, it is the budget of the
    line, stated again; otherwise each states its own part. Lines differ in more than blanks and the
    case of letters.

    Source:
        A line of the DPA can be spent once.
    """
    users: defaultdict[str, list[Money]] = defaultdict(list)
    for one in money:
        if one.budget_line:
            users[line_key(one.budget_line)].append(one)
    found = []
    for together in users.values():
        stated = [known for pool in pools_of(together) if (known := budget_of(pool)) is not None]
        if len(together) < 2 or not stated:  # noqa: PLR2004 - one alone shares with nobody
            continue
        budget = sum(stated)
        committed = sum(one.committed_idr or 0 for one in together)
        if committed > budget:
            line = together[0].budget_line or ""
            found.append(SharedLine(line, together, budget, committed))
    return found


def pools_of(money: Iterable[Money]) -> Sequence[Sequence[Money]]:
    """Programmes that state one amount of one budget line and funding source: the same money.

    All who state an amount of the line must state the same one; otherwise each has its own part.

    Source:
        A line of the DPA can be spent once; officers state it for each programme that uses it.
    """
    users: defaultdict[tuple[FundingSource, str], list[Money]] = defaultdict(list)
    pools: list[list[Money]] = []
    for one in money:
        if one.budget_line and one.budget_idr is not None:
            users[one.source, line_key(one.budget_line)].append(one)
        else:
            pools.append([one])
    for together in users.values():
        is_same = len({one.budget_idr for one in together}) == 1
        pools += [together] if is_same else [[one] for one in together]
    return pools


def budget_of(pool: Sequence[Money]) -> int | None:
    """The budget of programmes that have it together; None where it is not stated.

    Args:
        pool: of ``pools_of``.

    Source:
        A line of the DPA can be spent once.
    """
    return pool[0].budget_idr


def line_key(budget_line: str) -> str:
    """What tells budget lines apart: everything but blanks and the case of letters.

    Source:
        Officers copy lines of the DPA by hand.
    """
    return " ".join(budget_line.casefold().split())


def _own_line(one: Money, *, shares_budget: bool) -> Line:
    return Line(
        commitment_id=one.commitment_id,
        title=one.title,
        source=one.source,
        budget_idr=one.budget_idr,
        committed_idr=one.committed_idr,
        billed_idr=one.billed_idr,
        paid_idr=one.paid_idr.get(one.source, 0),
        posted_idr=one.posted_idr,
        shares_budget=shares_budget,
    )


def _foreign_line(one: Money, source: FundingSource, paid_idr: int) -> Line:
    return Line(
        commitment_id=one.commitment_id,
        title=one.title,
        source=source,
        budget_idr=None,
        committed_idr=None,
        billed_idr=0,
        paid_idr=paid_idr,
        posted_idr=None,
        is_own_source=False,
    )


def _sum_of(lines: Sequence[Line], source: FundingSource | None, budgets: Sequence[int]) -> Line:
    def known(amounts: Iterable[int | None]) -> int | None:
        stated = [one for one in amounts if one is not None]
        return sum(stated) if stated else None

    return Line(
        commitment_id=None,
        title="",
        source=source,
        budget_idr=known(budgets),
        committed_idr=known(one.committed_idr for one in lines),
        billed_idr=sum(one.billed_idr for one in lines),
        paid_idr=sum(one.paid_idr for one in lines),
        posted_idr=known(one.posted_idr for one in lines),
        is_budget_whole=all(one.budget_idr is not None for one in lines if one.is_own_source),
    )
