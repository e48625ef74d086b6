"""Budget against what was committed, billed, paid and posted, and how the year will end. Pure.

All amounts are whole rupiah. None is not stated, never zero, and no sum takes it for one; sums say
how many of their parts are not known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from uuid import UUID

from cooperation.kinds import FundingSource
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
    """Months of people on a frozen list: billed, or waiting for their kode iuran."""

    months: frozenset[Month]
    amount_idr: int
    is_billed: bool


@dataclass(frozen=True)
class Money:
    """What is recorded of one commitment in its budget year.

    ``paid_idr`` are payments by their funding source, ``open_idr`` what of its bills is not
    paid, ``credit_idr`` what was paid too much and waits. ``posted`` counts people by month.
    """

    commitment_id: UUID
    title: str
    source: FundingSource
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
class Forecast:
    """What a commitment will have spent by the end of its year.

    ``expected_idr`` = paid + open + waiting + coming - used credit. ``lost`` are
    months that no list holds and that can no longer be bought. ``person_months`` is what the
    difference buys, or how many are too many.
    """

    paid_idr: int
    open_idr: int
    waiting_idr: int
    coming: Sequence[MonthCost]
    credit_idr: int
    lost: Sequence[MonthCost]
    budget_idr: int | None
    rate_idr: int | None

    @property
    def coming_idr(self) -> int:
        """Bills still to come at the computed price."""
        return sum(one.amount_idr for one in self.coming)

    @property
    def lost_idr(self) -> int:
        """What the lost months would have cost."""
        return sum(one.amount_idr for one in self.lost)

    @property
    def used_credit_idr(self) -> int:
        """What was paid too much and pays what is still to come; the rest stays too much."""
        return min(self.credit_idr, self.waiting_idr + self.coming_idr)

    @property
    def expected_idr(self) -> int:
        """Spending by the end of the year."""
        later = self.waiting_idr + self.coming_idr - self.used_credit_idr
        return self.paid_idr + self.open_idr + later

    @property
    def balance_idr(self) -> int | None:
        """What the budget leaves; negative where it falls short."""
        return None if self.budget_idr is None else self.budget_idr - self.expected_idr

    @property
    def person_months(self) -> int | None:
        """Person-months that a surplus buys, whole ones only; negative: that a lack takes away."""
        if self.balance_idr is None or not self.rate_idr:
            return None
        return self.balance_idr // self.rate_idr


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
    for one in money:
        by_source[one.source].append(_own_line(one))
        for source, paid in one.paid_idr.items():
            if source is not one.source:
                by_source[source].append(_foreign_line(one, source, paid))
    groups = [
        SourceGroup(source, by_source[source], _sum_of(by_source[source], source))
        for source in FundingSource
        if source in by_source
    ]
    return groups, _sum_of([line for group in groups for line in group.lines], None)


def forecast_year(money: Money, today: Month) -> Forecast:
    """What a commitment will have spent by the end of its year, seen in one month.

    Args:
        money: what is recorded of it.
        today: the running month; it and later ones can still be bought.

    Source:
        Months that have passed cannot be bought; what is on a frozen list is owed.
    """
    listed = frozenset[Month]().union(*(one.months for one in money.lists))
    free = [one for one in money.costs if one.month not in listed]
    return Forecast(
        paid_idr=sum(money.paid_idr.values()),
        open_idr=money.open_idr,
        waiting_idr=sum(one.amount_idr for one in money.lists if not one.is_billed),
        coming=[one for one in free if one.month >= today],
        credit_idr=money.credit_idr,
        lost=[one for one in free if one.month < today],
        budget_idr=money.budget_idr,
        rate_idr=money.costs[-1].rate_idr if money.costs else None,
    )


def find_shared_lines(money: Iterable[Money]) -> Sequence[SharedLine]:
    """Budget lines that several commitments of one year use beyond their budget.

    Where all of them state the same amount, it is the budget of the line, stated again; otherwise
    each states its own part. Lines differ in more than blanks and the case of letters.

    Source:
        A line of the DPA can be spent once.
    """
    users: defaultdict[str, list[Money]] = defaultdict(list)
    for one in money:
        if one.budget_line:
            users[line_key(one.budget_line)].append(one)
    found = []
    for together in users.values():
        stated = [one.budget_idr for one in together if one.budget_idr is not None]
        if len(together) < 2 or not stated:  # noqa: PLR2004 - one alone shares with nobody
            continue
        budget = stated[0] if len(set(stated)) == 1 else sum(stated)
        committed = sum(one.committed_idr or 0 for one in together)
        if committed > budget:
            line = together[0].budget_line or ""
            found.append(SharedLine(line, together, budget, committed))
    return found


def line_key(budget_line: str) -> str:
    """What tells budget lines apart: everything but blanks and the case of letters.

    Source:
        Officers copy lines of the DPA by hand.
    """
    return " ".join(budget_line.casefold().split())


def _own_line(one: Money) -> Line:
    return Line(
        commitment_id=one.commitment_id,
        title=one.title,
        source=one.source,
        budget_idr=one.budget_idr,
        committed_idr=one.committed_idr,
        billed_idr=one.billed_idr,
        paid_idr=one.paid_idr.get(one.source, 0),
        posted_idr=one.posted_idr,
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


def _sum_of(lines: Sequence[Line], source: FundingSource | None) -> Line:
    def known(amounts: Iterable[int | None]) -> int | None:
        stated = [one for one in amounts if one is not None]
        return sum(stated) if stated else None

    return Line(
        commitment_id=None,
        title="",
        source=source,
        budget_idr=known(one.budget_idr for one in lines),
        committed_idr=known(one.committed_idr for one in lines),
        billed_idr=sum(one.billed_idr for one in lines),
        paid_idr=sum(one.paid_idr for one in lines),
        posted_idr=known(one.posted_idr for one in lines),
        is_budget_whole=all(one.budget_idr is not None for one in lines if one.is_own_source),
    )
