"""Words of a gap, of its price and of the budget that can pay it. Pure but for gettext."""

from collections.abc import Sequence

from flask_babel import gettext as _

from cooperation.budget_calendar import BudgetPlan, Deadline
from cooperation.cover_gaps import GapRun
from cooperation.cover_outlook import Need
from cooperation.kinds import BudgetStep, Segment
from cooperation.labels import BUDGET_STEPS
from cooperation.months import Month
from cooperation.pricing import Insured
from cooperation.sentences import programme_names
from tenants.kernel.formats import count, date_id, month_range, rupiah


def months_words(months: Sequence[Month]) -> str:
    """Months from the first to the last; empty where there are none."""
    return month_range(months[0].first_day, months[-1].first_day) if months else ""


def run_words(run: GapRun, people: int | None) -> str:
    """The terms of an amount: ``1.500 orang × 3 bulan × Rp16.800``."""
    months, rate = count(run.month_count), rupiah(run.rate_idr)
    if people is None:
        return str(_("%(months)s bulan × %(rate)s", months=months, rate=rate))
    return str(
        _(
            "%(people)s orang × %(months)s bulan × %(rate)s",
            people=count(people),
            months=months,
            rate=rate,
        )
    )


def rule_words(run: GapRun, insured: Insured) -> str:
    """The rule that makes a price: ``BPU · JKK+JKM · lapisan 1``."""
    parts = [insured.segment.upper(), programme_names(insured.programmes)]
    if run.rule.band is not None:
        parts.append(_("lapisan %(number)s", number=count(run.rule.band.number)))
    if insured.segment is Segment.PU and insured.wage_idr:
        parts.append(_("upah %(wage)s", wage=rupiah(insured.wage_idr)))
    return " · ".join(parts)


def need_words(need: Need) -> str:
    """The budget that is to pay, the step at which it is entered, and months it must hold already.

    ``APBD Perubahan 2027, sampai 30 September 2027; pastikan sudah termuat dalam APBD 2027:
    Februari–September 2027``.
    """
    plan, unentered = need.plan, need.unentered
    if not unentered:
        return _budget_words(plan)
    checked = _(
        "pastikan sudah termuat dalam APBD %(year)s: %(months)s",
        year=unentered[0].year,
        months=months_words(unentered),
    )
    return "; ".join([*([_budget_words(plan)] if plan.nearest else []), str(checked)])


def deadline_words(deadline: Deadline) -> str:
    """A step of a budget and its last day: ``APBD 2027: RAPBD, sampai 30 November 2026``."""
    step = _(BUDGET_STEPS[deadline.step])
    until = date_id(deadline.ends_on)
    if deadline.step is BudgetStep.APBD_P:
        return str(
            _("APBD Perubahan %(year)s, sampai %(until)s", year=deadline.budget_year, until=until)
        )
    return str(
        _(
            "APBD %(year)s: %(step)s, sampai %(until)s",
            year=deadline.budget_year,
            step=step,
            until=until,
        )
    )


def _budget_words(plan: BudgetPlan) -> str:
    """The budget that is to pay, and the step at which the need enters it."""
    if not plan.follows_budget:
        return str(_("di luar APBD"))
    if plan.nearest is None:
        return str(_("tidak ada tahapan APBD yang tersisa"))
    return deadline_words(plan.nearest)
