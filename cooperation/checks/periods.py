"""Checks of the protected months: too few, before the signature, or lapsing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cooperation.arithmetic import Computation, LateStart, Terms, price_months
from cooperation.budget_calendar import Deadline, plan_budget
from cooperation.findings import Finding, FindingCode, FindingValue, Severity
from cooperation.kinds import BudgetStep, FundingSource, Programme
from cooperation.months import Month, months_between, runs
from cooperation.tariffs import Tariffs


@dataclass(frozen=True)
class Horizon:
    """The months that are looked at for gaps, seen from one day.

    The month that is running counts as past: names, agreement and payment for it can no longer
    be arranged, so only months that have not begun are still to be budgeted.
    """

    today: date
    last: Month

    @property
    def current(self) -> Month:
        """The month that is running."""
        return Month.of(self.today)


def planning_horizon(today: date) -> Horizon:
    """Gaps are shown up to December of next year, the budget that can still be written.

    Source:
        Budget calendar: the RAPBD of next year is drawn up until November.
    """
    return Horizon(today, Month(today.year + 1, 12))


def check_periods(
    tariffs: Tariffs, computation: Computation, horizon: Horizon | None
) -> Iterator[Finding]:
    """Findings about short packages, retroactive starts and uncovered months.

    Source:
        JKM: Permenaker 1/2025. A past month cannot be bought (PP 44/2015: membership runs from
        registration and first payment).
    """
    yield from check_length(tariffs, computation.terms, computation.months)
    yield from check_signature(computation.terms)
    if horizon is not None:
        yield from _check_gaps(tariffs, computation, horizon)


def check_length(tariffs: Tariffs, terms: Terms, own: Sequence[Month]) -> Iterator[Finding]:
    """A package that is over before the full benefit for a death is reached, or just then.

    Months of what it continues, or of what continues it, count where none between is bare.

    Source:
        JKM: Permenaker 1/2025.
    """
    bound = [month for month in own if month not in terms.unbound]
    if not bound or Programme.JKM not in terms.insured.programmes:
        return
    unbroken = runs(sorted(terms.jkm_elsewhere.union(bound)))
    first, last = next(run for run in unbroken if run[0] <= bound[0] <= run[1])
    months = months_between(first, last)
    ends_on = months[-1].last_day
    rows = [row for row in tariffs.numbers if row.key == "jkm.waiting"]
    rule = next((row for row in rows if row.is_in_effect_on(ends_on)), rows[0])
    in_force = rule.is_in_effect_on(ends_on)
    params: dict[str, FindingValue] = {
        "months": len(months),
        "waiting_months": rule.value,
        "in_force": int(in_force),
        "rule_from": rule.effective_from,
        "full_benefit": tariffs.number("jkm.total", rule.effective_from).value,
        "early_benefit": tariffs.number("jkm.funeral", rule.effective_from).value,
    }
    if len(months) < rule.value:
        severity = Severity.ACTION if in_force else Severity.NOTE
        yield Finding(FindingCode.SHORT_PACKAGE, severity, params)
    elif len(months) == rule.value and in_force:
        yield Finding(FindingCode.THREE_MONTH_PACKAGE, Severity.NOTE, params)


def check_signature(terms: Terms) -> Iterator[Finding]:
    """A start before the signature, which waits for proof of posting.

    Once a letter agrees to the start, nothing is left to be asked of the regency; the months go on
    waiting.

    Source:
        A month before the signature counts only with proof of posting (practice of BPJS).
    """
    signed = terms.signed_on
    if signed is not None and not terms.has_posting_proof:
        first = LateStart(signed, terms.first_month, has_consent=terms.has_start_consent)
        if terms.first_month == Month.of(signed) and terms.first_month.first_day < signed:
            yield Finding(FindingCode.SIGNED_WITHIN_FIRST_MONTH, Severity.NOTE, _late(first))
        elif terms.first_month.first_day < signed:
            yield _start_before(first)
    for late in terms.late_starts:
        yield _start_before(late)


def _start_before(late: LateStart) -> Finding:
    severity = Severity.NOTE if late.has_consent else Severity.ACTION
    params = {
        **_late(late),
        "has_consent": int(late.has_consent),
        "is_addendum": int(late.is_addendum),
    }
    return Finding(FindingCode.START_BEFORE_SIGNATURE, severity, params)


def _late(late: LateStart) -> dict[str, FindingValue]:
    return {
        "signed_on": late.signed_on,
        "first_month": late.first_month,
        "last_open_month": Month.of(late.signed_on).plus(-1),
    }


def _check_gaps(tariffs: Tariffs, computation: Computation, horizon: Horizon) -> Iterator[Finding]:
    terms = computation.terms
    if not computation.months or not terms.people_count:
        return
    covered = terms.covered_elsewhere.union(computation.months)
    earliest = terms.first_month if terms.is_continuation else Month(terms.first_month.year, 1)
    watched = months_between(earliest, horizon.last)
    naked = [month for month in watched if month not in covered]
    past = [month for month in naked if month <= horizon.current]
    coming = [month for month in naked if month > horizon.current]
    planned = dict(terms.planned_elsewhere)
    context: dict[str, FindingValue] = {
        "starts": computation.months[0],
        "ends": max(covered),
        "has_agreement": int(
            bool(terms.has_agreement or terms.signed_on)
            and computation.months[-1] not in terms.unbound
        ),
    }
    for run in runs(sorted(terms.unbound - terms.covered_elsewhere)):
        yield _ended_early(tariffs, terms, run, horizon.current)
    for run in runs(past):
        code = FindingCode.PAST_MONTHS_UNCOVERED
        yield _uncovered(tariffs, terms, code, run, context, Severity.NOTE)
    for source in sorted(set(planned.values())):
        for run in _runs_of_a_year([month for month in coming if planned.get(month) is source]):
            yield _planned(tariffs, source, run, horizon.today)
    for first, last in _runs_of_a_year([month for month in coming if month not in planned]):
        months = months_between(first, last)
        plan = plan_budget(tariffs, months, terms.insured.source, 0, horizon.today)
        for run in runs(plan.empty):
            yield _uncovered(tariffs, terms, FindingCode.COMING_MONTHS_UNPAYABLE, run, context)
        proposal = context | _proposal(plan.nearest)
        for run in runs(plan.payable):
            yield _uncovered(tariffs, terms, FindingCode.COMING_MONTHS_UNCOVERED, run, proposal)


def _runs_of_a_year(months: Sequence[Month]) -> Iterator[tuple[Month, Month]]:
    for year in sorted({month.year for month in months}):
        yield from runs(month for month in months if month.year == year)


def _proposal(step: Deadline | None) -> dict[str, FindingValue]:
    return {
        "propose_year": step.budget_year if step else None,
        "propose_change": int(step is not None and step.step is BudgetStep.APBD_P),
    }


def _uncovered(
    tariffs: Tariffs,
    terms: Terms,
    code: FindingCode,
    run: tuple[Month, Month],
    context: Mapping[str, FindingValue],
    severity: Severity = Severity.ACTION,
) -> Finding:
    first, last = run
    people = terms.people_in(first) or 0
    priced = price_months(tariffs, terms.insured, people, months_between(first, last))
    params: dict[str, FindingValue] = {
        "first_month": first,
        "last_month": last,
        "months": first.until(last) + 1,
        "people": people,
        "amount": sum(run.amount_idr for run in priced),
        **context,
    }
    return Finding(code, severity, params, priced)


def _ended_early(
    tariffs: Tariffs, terms: Terms, run: tuple[Month, Month], current: Month
) -> Finding:
    """Own months without an agreement; those not begun yet can be agreed upon again.

    Where some have begun and others have not, each part has its own rupiah.
    """
    first, last = run
    anew = max(first, current.plus(1))
    is_over = anew > last
    told: dict[str, FindingValue] = {
        "agreed_anew": None if is_over else anew,
        "last_begun": None,
        "begun_amount": None,
        "coming_amount": None,
    }
    if first < anew <= last:
        told["last_begun"] = anew.plus(-1)
        told["begun_amount"] = _amount_of(tariffs, terms, first, anew.plus(-1), of=first)
        told["coming_amount"] = _amount_of(tariffs, terms, anew, last, of=first)
    severity = Severity.NOTE if is_over else Severity.ACTION
    return _uncovered(tariffs, terms, FindingCode.AGREEMENT_ENDED_EARLY, run, told, severity)


def _amount_of(tariffs: Tariffs, terms: Terms, first: Month, last: Month, *, of: Month) -> int:
    """What the people of one month cost from a month to another."""
    people = terms.people_in(of) or 0
    priced = price_months(tariffs, terms.insured, people, months_between(first, last))
    return sum(run.amount_idr for run in priced)


def _planned(
    tariffs: Tariffs, source: FundingSource, run: tuple[Month, Month], today: date
) -> Finding:
    """Months of a plan: its people and rupiah are told by the plan itself."""
    first, last = run
    plan = plan_budget(tariffs, months_between(first, last), source, 0, today)
    params: dict[str, FindingValue] = {
        "first_month": first,
        "last_month": last,
        "unentered_first": plan.empty[0] if plan.empty else None,
        "unentered_last": plan.empty[-1] if plan.empty else None,
        **_proposal(plan.nearest),
    }
    return Finding(FindingCode.COMING_MONTHS_PLANNED, Severity.ACTION, params)
