"""The months of a regency that nobody protects: how many people, and what they cost. Pure.

A past gap cannot be bought any more; what was not paid for it is told. A coming one has a need, at
the tariff of each of its months.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from uuid import UUID

import polars as pl

from cooperation.calendar import MonthStatus, Term, chain_strip, holder_of
from cooperation.checks.periods import Horizon
from cooperation.kinds import Segment
from cooperation.months import Month, months_between
from cooperation.price_rules import PriceRule, programme_bits
from cooperation.pricing import Insured
from cooperation.quoting import ROSTER_SCHEMA, Refusal, quote
from cooperation.tariffs import Tariffs


class GapKind(StrEnum):
    """What a run of months without protection is: over, to come, or to come and planned for.

    ``UNPAYABLE`` months are to come, but no step of a budget that is left can pay them. ``UNBOUND``
    ones are budgeted, but their agreement was ended early. ``PAID`` ones have begun after that, and
    were paid for all the same.
    """

    PAST = "past"
    COMING = "coming"
    PLANNED = "planned"
    UNPAYABLE = "unpayable"
    UNBOUND = "unbound"
    PAID = "paid"


@dataclass(frozen=True)
class Link:
    """A commitment of a chain: its months, and what decides the price of its people."""

    commitment_id: UUID
    term: Term
    insured: Insured

    @property
    def has_months_to_price(self) -> bool:
        """Whether it is paid by people and months; a contract of construction is not."""
        return self.insured.segment is not Segment.JAKON


@dataclass(frozen=True)
class Gap:
    """Months in a row in which the people of a commitment are not protected by any paper.

    ``people_count`` is None where it is not stated. A gap to come lies in one budget year.
    ``posted_count`` is how many of them BPJS posted in each month of a gap that was paid.
    """

    kind: GapKind
    first: Month
    last: Month
    people_count: int | None
    of: Link
    posted_count: int | None = None

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the gap, in order."""
        return months_between(self.first, self.last)

    @property
    def is_before_start(self) -> bool:
        """Whether it lies before the first month of a programme that continues no other.

        A gap between two programmes is held by the earlier one, so it lies after its months.
        """
        return self.last < self.of.term.first

    @property
    def worker_months(self) -> int | None:
        """People x months (orang-bulan)."""
        return None if self.people_count is None else self.people_count * len(self.months)


@dataclass(frozen=True)
class GapRun:
    """Months in a row at one price, and the rule that makes it. Rupiah a person-month."""

    first: Month
    last: Month
    rate_idr: int
    rule: PriceRule

    @property
    def month_count(self) -> int:
        """How many months it has."""
        return self.first.until(self.last) + 1


@dataclass(frozen=True)
class PricedGap:
    """A gap and what its months cost; ``refusal`` says why that cannot be told."""

    gap: Gap
    runs: tuple[GapRun, ...]
    refusal: Refusal | None

    @property
    def amount_idr(self) -> int | None:
        """What the gap costs, rupiah; None where people or price are not known."""
        if self.gap.people_count is None or self.refusal is not None:
            return None
        return self.gap.people_count * sum(run.rate_idr * run.month_count for run in self.runs)


def find_gaps(links: Sequence[Link], window: Sequence[Month], horizon: Horizon) -> tuple[Gap, ...]:
    """The gaps of one chain inside a window, in order, as its strip shows them.

    A month that was paid for some of its people is in two: theirs, and that of the others.

    Months of a plan are still to be budgeted while they come, and were not protected once past.
    Contracts of construction have no months to price and are left out.

    Args:
        links: n >= 1, a commitment and what continues it.
        window: months to look at, ascending.
        horizon: gaps are looked for up to its last month.

    Source:
        A past month cannot be bought (PP 44/2015: membership runs from registration and payment).
    """
    terms = [link.term for link in links]
    of_term = {id(link.term): link for link in links}
    unpaid, paid = [], []
    for cell in chain_strip(terms, window, horizon):
        for status, people in cell.shares:
            kind = _kind_of(status, is_past=cell.month <= horizon.current)
            if kind is None:
                continue
            link = of_term[id(holder_of(terms, cell.month))]
            if not link.has_months_to_price:
                continue
            gap = Gap(kind, cell.month, cell.month, people, link)
            if kind is GapKind.PAID and cell.paid is not None:
                posted = cell.paid.posted_count
                told = cell.paid.people_count if people is None else people
                paid.append(replace(gap, people_count=told, posted_count=posted))
            else:
                unpaid.append(gap)
    return tuple(sorted([*_joined(unpaid), *_joined(paid)], key=lambda gap: gap.first))


def price_gaps(tariffs: Tariffs, gaps: Sequence[Gap]) -> tuple[PricedGap, ...]:
    """What the months of gaps cost, all of them priced at once.

    Args:
        tariffs: all parameters.
        gaps: in any order, which is kept.

    Source:
        People x months x tariff; see ``quoting.quote``.
    """
    rows = [(place, month) for place, gap in enumerate(gaps) for month in gap.months]
    quotes = quote(tariffs, _roster([(gaps[place].of.insured, month) for place, month in rows]))
    told = quotes.frame.select("total_idr", "rule", "refusal").rows()
    priced: list[list[tuple[Month, int | None, int | None, str | None]]] = [[] for _ in gaps]
    for (place, month), (total, rule, refusal) in zip(rows, told, strict=True):
        priced[place].append((month, total, rule, refusal))
    found = []
    for gap, months in zip(gaps, priced, strict=True):
        refused = next((refusal for *_, refusal in months if refusal is not None), None)
        runs = () if refused else tuple(_runs(months, quotes.rules))
        found.append(PricedGap(gap, runs, Refusal(refused) if refused else None))
    return tuple(found)


def _kind_of(status: MonthStatus, *, is_past: bool) -> GapKind | None:
    if status is MonthStatus.NAKED_PAST or (status is MonthStatus.PLANNED and is_past):
        return GapKind.PAST
    if status is MonthStatus.PAID:
        return GapKind.PAID
    if status is MonthStatus.NAKED_COMING:
        return GapKind.COMING
    if status is MonthStatus.UNBOUND:
        return GapKind.UNBOUND
    return GapKind.PLANNED if status is MonthStatus.PLANNED else None


def _joined(months: Sequence[Gap]) -> tuple[Gap, ...]:
    joined: list[Gap] = []
    for one in months:
        last = joined[-1] if joined else None
        is_same = last is not None and replace(last, first=one.first, last=one.last) == one
        is_next = last is not None and last.last.plus(1) == one.first
        is_one_budget = one.kind in {GapKind.PAST, GapKind.PAID} or (
            last is not None and last.last.year == one.first.year
        )
        if last is not None and is_same and is_next and is_one_budget:
            joined[-1] = replace(last, last=one.last)
        else:
            joined.append(one)
    return tuple(joined)


def _roster(person_months: Iterable[tuple[Insured, Month]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                insured.segment,
                programme_bits(insured.programmes),
                insured.source,
                insured.occupation_group,
                insured.income_idr,
                insured.risk_class,
                insured.wage_idr,
                month.first_day,
            )
            for insured, month in person_months
        ],
        schema=pl.Schema(ROSTER_SCHEMA),
        orient="row",
    )


def _runs(
    months: Sequence[tuple[Month, int | None, int | None, str | None]],
    rules: Sequence[PriceRule],
) -> Iterable[GapRun]:
    for (total, rule), group in groupby(months, key=lambda one: (one[1], one[2])):
        if total is not None and rule is not None:
            run = list(group)
            yield GapRun(run[0][0], run[-1][0], total, rules[rule])
