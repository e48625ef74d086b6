"""Checks of stated figures against the arithmetic."""

from collections.abc import Iterator
from fractions import Fraction

from cooperation.arithmetic import Computation, is_plausible_year
from cooperation.findings import Finding, FindingCode, FindingValue, Severity
from cooperation.kinds import Segment
from cooperation.months import MONTHS_A_YEAR
from cooperation.recognition import recognise_rate
from cooperation.slips import Figure, FigureSlip, find_slips
from cooperation.tariffs import Tariffs


def check_stated_figures(
    tariffs: Tariffs, computation: Computation, amended: Computation
) -> Iterator[Finding]:
    """Findings about a stated rate, a stated total, and the months they imply.

    A figure that is off by noughts is told as such alone: what else differs shows once it is right.

    Args:
        tariffs: all parameters.
        computation: of what is stated, without addenda.
        amended: the same with all addenda, which today's budget is for.

    Source:
        People x months x tariff = value, to the rupiah.
    """
    slips = tuple(find_slips(computation, amended))
    slipped = {slip.figure for slip in slips}
    yield from (_slip_finding(slip) for slip in slips)
    if Figure.RATE not in slipped:
        yield from _check_rate(tariffs, computation)
    if not slipped & {Figure.TOTAL, Figure.BUDGET}:
        yield from _check_total(computation, amended)
        yield from _check_budget(computation)
    yield from _check_implied_months(computation)


def _slip_finding(slip: FigureSlip) -> Finding:
    params: dict[str, FindingValue] = {
        "figure": slip.figure.value,
        "stated": slip.stated,
        "against": slip.against.value,
        "expected": slip.expected,
        "times": slip.times,
        "is_over": int(slip.is_over),
    }
    return Finding(FindingCode.FIGURE_SLIP, Severity.WRONG, params)


def _check_rate(tariffs: Tariffs, computation: Computation) -> Iterator[Finding]:
    terms = computation.terms
    rate = terms.stated_rate_idr
    if rate is None or terms.insured.segment is Segment.JAKON:
        return
    at_stated = computation.total_at_stated_rate_idr
    contradicts_total = (
        terms.stated_total_idr is not None
        and at_stated is not None
        and at_stated != terms.stated_total_idr
    )
    if computation.rates_idr == (rate,):
        return  # the tariff itself; what contradicts the total is the total
    match = None
    if rate not in computation.rates_idr:
        match = recognise_rate(tariffs, rate, terms.first_month)
    code = FindingCode.STATED_RATE_OFF_TARIFF
    params: dict[str, FindingValue] = {"stated_rate": rate, "tariff_rates": computation.rates_idr}
    if contradicts_total:
        code = FindingCode.STATED_RATE_MISMATCH
        params |= _mismatch_params(computation)
    yield Finding(code, Severity.WRONG, params, match=match)


def _mismatch_params(computation: Computation) -> dict[str, FindingValue]:
    terms = computation.terms
    matching = Fraction(terms.stated_total_idr or 0, computation.worker_months or 1)
    return {
        "people": terms.people_count,
        "months": computation.month_count,
        "months_assumed": int(terms.assumptions.month_count or terms.month_count is None),
        "stated_total": terms.stated_total_idr,
        "total_at_stated_rate": computation.total_at_stated_rate_idr,
        "total": computation.total_idr,
        "matching_rate": int(matching) if matching.denominator == 1 else None,
    }


def _check_total(computation: Computation, amended: Computation) -> Iterator[Finding]:
    stated = computation.terms.stated_total_idr
    total = computation.total_idr
    if stated is None or total is None or stated == total:
        return
    if stated == computation.terms.budget_idr == amended.total_idr:
        return  # no value but the budget, which follows the addenda
    params: dict[str, FindingValue] = {
        "stated_total": stated,
        "total": total,
        "difference": stated - total,
    }
    budget = computation.terms.budget_idr
    if budget is not None and budget != stated:
        params["budget"] = budget
    yield Finding(FindingCode.STATED_TOTAL_OFF, Severity.WRONG, params, computation.runs)


def _check_budget(computation: Computation) -> Iterator[Finding]:
    terms = computation.terms
    budget, stated = terms.budget_idr, terms.stated_total_idr
    if budget is None or stated is None or budget == stated:
        return
    params: dict[str, FindingValue] = {
        "budget": budget,
        "stated_total": stated,
        "difference": budget - stated,
    }
    severity = Severity.ACTION if budget < stated else Severity.NOTE
    yield Finding(FindingCode.BUDGET_DIFFERS, severity, params)


def _check_implied_months(computation: Computation) -> Iterator[Finding]:
    implied = computation.implied_months
    if implied is None:
        return
    terms = computation.terms
    params: dict[str, FindingValue] = {
        "implied_months": implied,
        "stated_total": terms.stated_total_idr,
        "people": terms.people_count,
        "rate": computation.rates_idr[0],
    }
    if implied > MONTHS_A_YEAR:
        yield Finding(FindingCode.IMPLIED_MONTHS_OVER_YEAR, Severity.WRONG, params)
    elif is_plausible_year(implied):
        yield Finding(FindingCode.MONTHS_IMPLIED, Severity.ASSUMPTION, params)
    else:
        yield Finding(FindingCode.IMPLIED_MONTHS_NOT_WHOLE, Severity.WRONG, params)
