"""What the gaps of a regency come to: what was not paid, and what is needed from which budget."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cooperation.budget_calendar import BudgetPlan, plan_budget
from cooperation.checks.periods import Horizon
from cooperation.cover_gaps import GapKind, Link, PricedGap, find_gaps, price_gaps
from cooperation.months import Month, months_between
from cooperation.tariffs import Tariffs


@dataclass(frozen=True)
class Need:
    """A gap to come, and the budget that can pay for it."""

    priced: PricedGap
    plan: BudgetPlan


@dataclass(frozen=True)
class Sum:
    """People and rupiah of some gaps. ``is_whole`` is False where some of them tell none."""

    worker_months: int
    amount_idr: int
    is_whole: bool


@dataclass(frozen=True)
class Outlook:
    """Past gaps that cannot be bought any more, and needs to come; both in order of the chains."""

    past: Sequence[PricedGap]
    coming: Sequence[Need]

    @property
    def lost(self) -> Sum:
        """What all past gaps come to."""
        return sum_of(self.past)

    @property
    def needed(self) -> Sum:
        """What all gaps to come come to."""
        return sum_of(need.priced for need in self.coming)

    def of(self, commitment_ids: Collection[UUID]) -> "Outlook":
        """The gaps of some commitments alone."""
        return Outlook(
            [one for one in self.past if one.gap.of.commitment_id in commitment_ids],
            [one for one in self.coming if one.priced.gap.of.commitment_id in commitment_ids],
        )


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
    priced = price_gaps(tariffs, gaps)
    return Outlook(
        past=[one for one in priced if one.gap.kind is GapKind.PAST],
        coming=[
            Need(
                one,
                plan_budget(
                    tariffs, one.gap.months, one.gap.of.insured.source, lead_days, horizon.today
                ),
            )
            for one in priced
            if one.gap.kind is not GapKind.PAST
        ],
    )
