"""What the gaps of a regency come to: what was not paid, and what is needed from which budget.

A gap to come is parted by one rule for every page and paper: the months that a step of a budget can
still pay, which have a need, and those before them that none can pay any more, which have none.
Months of a plan are never parted: they may stand in the budget although no step is left to enter.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from cooperation.budget_calendar import BudgetPlan, plan_budget
from cooperation.checks.periods import Horizon
from cooperation.cover_gaps import Gap, GapKind, Link, PricedGap, find_gaps, price_gaps
from cooperation.months import Month, months_between
from cooperation.tariffs import Tariffs


@dataclass(frozen=True)
class Need:
    """Months to come that can still be paid, or are planned, and the budget that can pay them."""

    priced: PricedGap
    plan: BudgetPlan

    @property
    def unentered(self) -> tuple[Month, ...]:
        """Its months that no step left can enter any more; only months of a plan."""
        return tuple(month for month in self.priced.gap.months if month in self.plan.empty)


@dataclass(frozen=True)
class Sum:
    """People and rupiah of some gaps. ``is_whole`` is False where some of them tell none."""

    worker_months: int
    amount_idr: int
    is_whole: bool


@dataclass(frozen=True)
class Outlook:
    """Past gaps, months to come that cannot be paid any more, and needs; in order of the chains.

    ``unbound`` months are budgeted already and in no need; they want an agreement. ``paid`` ones
    have begun without one, and are not among what was not paid.
    """

    past: Sequence[PricedGap]
    unpayable: Sequence[PricedGap]
    coming: Sequence[Need]
    unbound: Sequence[PricedGap] = ()
    paid: Sequence[PricedGap] = ()

    @property
    def lost(self) -> Sum:
        """What all past gaps come to."""
        return sum_of(self.past)

    @property
    def lost_before_start(self) -> Sum:
        """What those of them come to that lie before the first month of their programme."""
        return sum_of(one for one in self.past if one.gap.is_before_start)

    @property
    def forgone(self) -> Sum:
        """What all months to come that no budget can pay any more come to."""
        return sum_of(self.unpayable)

    @property
    def needed(self) -> Sum:
        """What all months to come that can still be paid, or are planned, come to."""
        return sum_of(need.priced for need in self.coming)

    @property
    def priced(self) -> Sequence[PricedGap]:
        """All of them, whatever becomes of them."""
        coming = (need.priced for need in self.coming)
        return [*self.past, *self.unpayable, *coming, *self.unbound, *self.paid]

    def of(self, commitment_ids: Collection[UUID]) -> "Outlook":
        """The gaps of some commitments alone."""
        return Outlook(
            [one for one in self.past if one.gap.of.commitment_id in commitment_ids],
            [one for one in self.unpayable if one.gap.of.commitment_id in commitment_ids],
            [one for one in self.coming if one.priced.gap.of.commitment_id in commitment_ids],
            [one for one in self.unbound if one.gap.of.commitment_id in commitment_ids],
            [one for one in self.paid if one.gap.of.commitment_id in commitment_ids],
        )


def is_alone_empty(month: Month, unpayable: Iterable[PricedGap], needs: Iterable[Need]) -> bool:
    """Whether a month, and not the one after it, is one that no step left can enter or pay.

    Source:
        See ``budget_calendar``; a January waits for the DPA of its year.
    """
    empty = {one for gap in unpayable for one in gap.gap.months}
    empty |= {one for need in needs for one in need.unentered}
    return month in empty and month.plus(1) not in empty


def sum_of(gaps: Iterable[PricedGap]) -> Sum:
    """What some gaps come to; those that tell no people or no price are left out and said to be.

    Source:
        People x months x tariff.
    """
    counted = list(gaps)
    amounts = [one.amount_idr for one in counted]
    return Sum(
        worker_months=sum(one.gap.worker_months or 0 for one in counted),
        amount_idr=sum(amount for amount in amounts if amount is not None),
        is_whole=None not in amounts,
    )


def look_out(
    tariffs: Tariffs,
    chains: Iterable[Sequence[Link]],
    horizon: Horizon,
    lead_days: int,
    *,
    past_from: Month,
    until: Month,
) -> Outlook:
    """The gaps of chains, priced, with the budget of each that is to come.

    Args:
        tariffs: all parameters.
        chains: each n >= 1, a commitment and what continues it.
        horizon: how far gaps are looked for.
        lead_days: from the first draft to the signature.
        past_from: gaps are shown from this month on.
        until: gaps are shown up to this month.

    Raises:
        NoTariffInEffect: no budget calendar is known for today.

    Source:
        See ``cover_gaps`` and ``budget_calendar``.
    """
    window = months_between(past_from, until)
    gaps = [gap for chain in chains for gap in find_gaps(chain, window, horizon)]
    parts = [part for gap in gaps for part in _parts(tariffs, gap, lead_days, horizon.today)]
    priced = price_gaps(tariffs, [gap for gap, _plan in parts])
    plans = [plan for _gap, plan in parts]
    return Outlook(
        past=[one for one in priced if one.gap.kind is GapKind.PAST],
        unpayable=[one for one in priced if one.gap.kind is GapKind.UNPAYABLE],
        coming=[
            Need(one, plan) for one, plan in zip(priced, plans, strict=True) if plan is not None
        ],
        unbound=[one for one in priced if one.gap.kind is GapKind.UNBOUND],
        paid=[one for one in priced if one.gap.kind is GapKind.PAID],
    )


def part_gaps(tariffs: Tariffs, gaps: Iterable[Gap], today: date) -> list[Gap]:
    """Gaps to come, each as the months no budget can pay any more and those one still can.

    Those that are planned stay whole.

    Raises:
        NoTariffInEffect: no budget calendar is known for today.
    """
    return [part for gap in gaps for part, _plan in _parts(tariffs, gap, 0, today)]


def _parts(
    tariffs: Tariffs, gap: Gap, lead_days: int, today: date
) -> Iterator[tuple[Gap, BudgetPlan | None]]:
    """A gap as it is priced, with the plan of what can still be paid."""
    if gap.kind in {GapKind.PAST, GapKind.UNBOUND, GapKind.PAID}:
        yield gap, None
        return
    plan = plan_budget(tariffs, gap.months, gap.of.insured.source, lead_days, today)
    if gap.kind is GapKind.PLANNED:
        yield gap, plan
        return
    unpayable, payable = _part(gap, plan)
    if unpayable is not None:
        yield unpayable, None
    if payable is not None:
        yield payable, plan


def _part(gap: Gap, plan: BudgetPlan) -> tuple[Gap | None, Gap | None]:
    """The months that cannot be paid any more, and those that still can: the later ones."""
    unpayable = (
        replace(gap, kind=GapKind.UNPAYABLE, first=plan.empty[0], last=plan.empty[-1])
        if plan.empty
        else None
    )
    paid = plan.payable
    return unpayable, replace(gap, first=paid[0], last=paid[-1]) if paid else None
