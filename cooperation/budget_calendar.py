"""Which budget can pay for months to come, and by when drafting must start for it. Pure.

A need enters a budget at one of its steps. The budget of a year pays from the month after its DPA,
a changed budget from the month after it is passed; what lies before stays empty.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from cooperation.kinds import BudgetStep, FundingSource
from cooperation.months import Month
from cooperation.tariffs import Parameter, StepMonths, Tariffs

_APBD, _APBD_P, _JANUARY = "budget.apbd", "budget.apbd_p", "budget.january"


@dataclass(frozen=True)
class History:
    """How many days something took in the middle case, of so many; ``count`` 0 is an assumption."""

    days: int
    count: int


@dataclass(frozen=True)
class Lead:
    """How long before a step drafting must start; a regulation that is missing comes before.

    ``regulation`` is None where the regency has made none whose stages are known.
    """

    agreement: History
    regulation: History | None
    assumption: Parameter[int] | None = None


@dataclass(frozen=True)
class Deadline:
    """A step at which a need can still enter a budget.

    ``draft_by`` is the last day on which drafting can begin; ``months`` are those that the budget
    can pay.
    """

    step: BudgetStep
    budget_year: int
    starts_on: date
    ends_on: date
    draft_by: date
    months: tuple[Month, ...]

    def is_late_on(self, day: date) -> bool:
        """Whether drafting should have begun before this day."""
        return self.draft_by < day


@dataclass(frozen=True)
class BudgetPlan:
    """The steps that have not passed, in order.

    ``follows_budget`` is False where the money is booked elsewhere; ``draft_by`` then counts from
    the first month itself. ``asked`` are all months, ``empty`` those that no step left can pay.
    """

    asked: tuple[Month, ...]
    follows_budget: bool
    deadlines: tuple[Deadline, ...]
    draft_by: date | None
    empty: tuple[Month, ...]

    @property
    def payable(self) -> tuple[Month, ...]:
        """The months that can still be paid: all where the money is booked elsewhere."""
        if not self.follows_budget:
            return self.asked
        return tuple(month for month in self.asked if month not in self.empty)

    @property
    def nearest(self) -> Deadline | None:
        """The earliest step that has not passed."""
        return self.deadlines[0] if self.deadlines else None

    def remaining_on(self, day: date) -> Deadline | None:
        """The earliest step that can be reached by drafting from this day on."""
        return next((one for one in self.deadlines if not one.is_late_on(day)), None)


def plan_budget(
    tariffs: Tariffs, months: Sequence[Month], source: FundingSource, lead_days: int, today: date
) -> BudgetPlan:
    """Which budget can still pay for months of one year, and when drafting must begin.

    Args:
        tariffs: all parameters.
        months: n >= 1, ascending, of one year, none of them begun.
        source: where the money comes from.
        lead_days: from the first draft to the signature.
        today: on the regency's clock.

    Raises:
        NoTariffInEffect: no budget calendar is known for today.

    Source:
        Budget calendar: RKPD, KUA-PPAS, RAPBD, DPA, APBD Perubahan (practice, not verified).
    """
    lead = timedelta(days=lead_days)
    whole, changed = (tariffs.timetable(key, today).value for key in (_APBD, _APBD_P))
    if source not in whole.sources:
        return BudgetPlan(
            asked=tuple(months),
            follows_budget=False,
            deadlines=(),
            draft_by=months[0].first_day - lead,
            empty=(),
        )
    year = months[0].year
    passed_in = whole.steps[-1]
    offered = chain(
        ((step, _month_after(passed_in, year)) for step in whole.steps[:-1]),
        ((step, _month_after(step, year)) for step in changed.steps),
    )
    deadlines = []
    for step, payable_from in offered:
        starts_on, ends_on = days_of(step, year)
        paid = tuple(month for month in months if month >= payable_from)
        if paid and ends_on >= today:
            deadlines.append(Deadline(step.step, year, starts_on, ends_on, ends_on - lead, paid))
    payable = {month for one in deadlines for month in one.months}
    return BudgetPlan(
        asked=tuple(months),
        follows_budget=True,
        deadlines=tuple(deadlines),
        draft_by=deadlines[0].draft_by if deadlines else None,
        empty=tuple(month for month in months if month not in payable),
    )


def foreseen_january(tariffs: Tariffs, today: date) -> Month | None:
    """The January that is known by now to stay empty; None before anybody needs to hear of it.

    Raises:
        NoTariffInEffect: no budget calendar is known for today.

    Source:
        In January the DPA is not ratified yet: to be said in August (practice, not verified).
    """
    (step,) = tariffs.timetable(_JANUARY, today).value.steps
    year = today.year - step.year_offset
    return Month(year, 1) if days_of(step, year)[0] <= today else None


def days_of(step: StepMonths, budget_year: int) -> tuple[date, date]:
    """The first and last day of a step of a budget year."""
    year = budget_year + step.year_offset
    return Month(year, step.first_number).first_day, Month(year, step.last_number).last_day


def middle_of(spans: Iterable[int]) -> History | None:
    """The median of how many days something took; None where none took a day at least.

    Records made on the day they tell of, or later, say nothing and are left out. Between two middle
    values the longer side is taken.

    Source:
        Convention of this product: the middle case, not moved by one that dragged on.
    """
    known = sorted(days for days in spans if days > 0)
    if not known:
        return None
    middle = len(known) // 2
    days = known[middle] if len(known) % 2 else -(-(known[middle - 1] + known[middle]) // 2)
    return History(days, len(known))


def lead_of(
    tariffs: Tariffs, agreements: Iterable[int], regulations: Iterable[int], today: date
) -> Lead:
    """How long drafting takes here, by what the regency itself has done, else by assumption.

    Args:
        tariffs: all parameters.
        agreements: days from draft to signature of its signed agreements.
        regulations: days from the first stage to promulgation of its regulations.
        today: decides which assumption is in effect.

    Raises:
        NoTariffInEffect: the assumption is needed and none is known.

    Source:
        Own history; else the parameter ``drafting.agreement``.
    """
    own, regulation = middle_of(agreements), middle_of(regulations)
    if own is not None:
        return Lead(own, regulation)
    assumed = tariffs.number("drafting.agreement", today)
    return Lead(History(assumed.value, 0), regulation, assumed)


def _month_after(step: StepMonths, budget_year: int) -> Month:
    return Month.of(days_of(step, budget_year)[1]).plus(1)
