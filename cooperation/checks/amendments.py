"""Checks of what addenda make of a commitment: value, budget, people, months."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cooperation.amendment_effects import AmendmentEffect
from cooperation.arithmetic import Computation
from cooperation.budget_calendar import plan_budget
from cooperation.checks.budget_year import check_budget_year
from cooperation.checks.claims import check_term
from cooperation.findings import Finding, FindingCode, FindingValue, Severity
from cooperation.months import Month
from cooperation.tariffs import NoTariffInEffect, Tariffs

UNLIKELY_FACTOR = 10
"""So many times as many people are rather a slip of a figure than an addendum."""


class Raise(StrEnum):
    """How a budget can still be raised."""

    CHANGED_BUDGET = "changed-budget"
    PASSED = "passed"
    OTHER_MONEY = "other-money"


@dataclass(frozen=True)
class AmendedTerm:
    """The days an agreement is to hold with an addendum that is not signed. None is not stated."""

    starts_on: date | None
    ends_on: date | None


def check_amendments(
    tariffs: Tariffs, computation: Computation, today: date | None
) -> Iterator[Finding]:
    """Findings about the value after all addenda.

    What was first stated is compared with what was first agreed, by ``check_stated_figures``.

    Args:
        tariffs: all parameters; they tell which steps of a budget are left.
        computation: with the addenda.
        today: on the regency's clock; None where nobody asks for the calendar.

    Source:
        People x months x tariff = value, to the rupiah; what an addendum adds needs a budget
        (UU 17/2003 art. 3: no spending without one).
    """
    terms, total = computation.terms, computation.total_idr
    if not terms.amendments or total is None:
        return
    stated = terms.total_now_idr
    if stated is not None and stated != total:
        params: dict[str, FindingValue] = {
            "stated_total": stated,
            "total": total,
            "difference": stated - total,
        }
        yield Finding(FindingCode.AMENDED_TOTAL_OFF, Severity.WRONG, params, computation.runs)
    if terms.budget_idr is not None and terms.budget_idr < total:
        params = {
            "budget": terms.budget_idr,
            "total": total,
            "lack": total - terms.budget_idr,
            "raise": _raise_of(tariffs, computation, today),
            "budget_year": None if terms.budget_year is None else str(terms.budget_year),
        }
        yield Finding(FindingCode.AMENDED_OVER_BUDGET, Severity.ACTION, params, computation.runs)


def check_unsigned_amendment(
    tariffs: Tariffs, effect: AmendmentEffect, term: AmendedTerm, today: date
) -> Iterator[Finding]:
    """What an addendum would raise once it is signed, so that it is seen before.

    Args:
        tariffs: all parameters.
        effect: what it changes beside the addenda that hold already.
        term: the agreement's term as it makes it.
        today: on the regency's clock.

    Raises:
        NotComputable: a wage is missing.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        As ``check_amendments``, ``check_budget_year`` and ``check_claims``; the factor is an
        assumption of this product.
    """
    before, after = effect.people.before, effect.people.after
    if before and after is not None and after > before * UNLIKELY_FACTOR:
        params: dict[str, FindingValue] = {
            "people": after,
            "people_before": before,
            "number": after // before,
        }
        yield Finding(FindingCode.AMENDED_PEOPLE_UNLIKELY, Severity.WRONG, params)
    months = effect.after.months
    if months:
        yield from check_term(term.starts_on, term.ends_on, months[0], months[-1])
    yield from check_amendments(tariffs, effect.after, today)
    yield from check_budget_year(tariffs, effect.after)


def _raise_of(tariffs: Tariffs, computation: Computation, today: date | None) -> Raise:
    """Whether a step of the budget is left that can pay months that have not begun.

    A contract of construction has no months; a step of its budget year is enough.
    """
    year, source = computation.terms.budget_year, computation.terms.insured.source
    if today is None or year is None:
        return Raise.CHANGED_BUDGET
    current = Month.of(today)
    coming = [one for one in computation.months if one.year == year and one > current]
    with suppress(NoTariffInEffect):  # of a calendar that nobody knows nothing is said
        plan = plan_budget(tariffs, coming or [Month(year, 12)], source, 0, today)
        if not plan.follows_budget:
            return Raise.OTHER_MONEY
        if (computation.months and not coming) or not plan.deadlines:
            return Raise.PASSED
    return Raise.CHANGED_BUDGET
