"""How a budget year will end, seen from one of its months. Pure.

All amounts are whole rupiah. None is not stated, never zero.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cooperation.months import Month
from cooperation.spending import Money, MonthCost, budget_of, pools_of


@dataclass(frozen=True)
class Forecast:
    """What a commitment will have spent by the end of its year.

    ``expected_idr`` = paid + open + waiting + coming - used credit. ``coming`` and ``lost`` are
    people of the programme whom no list of their month holds: still to be billed, or past and no
    longer to be bought. ``beyond`` are coming months after the budget year that nobody billed yet:
    another budget pays for them, so they are in no sum. ``person_months`` is what the difference
    buys, or how many are too many.
    """

    paid_idr: int
    open_idr: int
    waiting_idr: int
    coming: Sequence[MonthCost]
    credit_idr: int
    lost: Sequence[MonthCost]
    budget_idr: int | None
    rate_idr: int | None
    beyond: Sequence[MonthCost] = ()

    @property
    def coming_idr(self) -> int:
        """Bills still to come at the computed price."""
        return sum(one.amount_idr for one in self.coming)

    @property
    def lost_idr(self) -> int:
        """What the lost months would have cost."""
        return sum(one.amount_idr for one in self.lost)

    @property
    def beyond_idr(self) -> int:
        """What months after the budget year cost."""
        return sum(one.amount_idr for one in self.beyond)

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
class Outlook:
    """The forecasts of a year, in the order of its programmes, and what they come to.

    ``balance_idr`` is None where no budget is stated, and so is ``person_months``; also where
    programmes of one budget have different prices: what is left buys more of one than of another.
    """

    forecasts: Sequence[Forecast]
    balance_idr: int | None
    person_months: int | None

    @property
    def expected_idr(self) -> int:
        """Spending of all programmes by the end of the year."""
        return sum(one.expected_idr for one in self.forecasts)


def forecast_year(money: Money, today: Month) -> Forecast:
    """What a commitment will have spent by the end of its year, seen in one month.

    A frozen list lies in one year; one of a later year is not paid from this budget.

    Args:
        money: what is recorded of it.
        today: the running month; it and later ones can still be bought.

    Source:
        Months that have passed cannot be bought; what is on a frozen list is owed, and whoever of
        the programme stands on none of their month is still to be billed.
    """
    own = [one for one in money.lists if all(map(money.is_payable_in_year, one.people))]
    later = [one for one in money.lists if one not in own]
    listed: Counter[Month] = Counter()
    for one in (*own, *(one for one in later if one.is_billed)):
        listed.update(one.people)
    free = [
        replace(one, people_count=one.people_count - listed[one.month])
        for one in money.costs
        if one.people_count > listed[one.month]
    ]
    coming = [one for one in free if one.month >= today]
    return Forecast(
        paid_idr=sum(money.paid_idr.values()),
        open_idr=money.open_idr,
        waiting_idr=sum(one.amount_idr for one in own if not one.is_billed),
        coming=[one for one in coming if money.is_payable_in_year(one.month)],
        credit_idr=money.credit_idr,
        lost=[one for one in free if one.month < today],
        budget_idr=money.budget_idr,
        rate_idr=money.costs[-1].rate_idr if money.costs else None,
        beyond=[one for one in coming if not money.is_payable_in_year(one.month)],
    )


def foresee_all(money: Sequence[Money], today: Month) -> Outlook:
    """The forecast of each programme of a year, and of all: one budget is compared once.

    Args:
        money: of the year's programmes.
        today: the running month.

    Source:
        A line of the DPA can be spent once.
    """
    found = {one.commitment_id: forecast_year(one, today) for one in money}
    balances: list[int] = []
    bought: list[int | None] = []
    for pool in pools_of(money):
        budget = budget_of(pool)
        if budget is None:
            continue
        ahead = [found[one.commitment_id] for one in pool]
        balance = budget - sum(one.expected_idr for one in ahead)
        rates = {one.rate_idr for one in ahead}
        balances.append(balance)
        if len(rates) > 1:
            bought.append(None)
        elif rate := rates.pop():
            bought.append(balance // rate)
    known = [one for one in bought if one is not None]
    return Outlook(
        forecasts=[found[one.commitment_id] for one in money],
        balance_idr=sum(balances) if balances else None,
        person_months=sum(known) if known and len(known) == len(bought) else None,
    )
