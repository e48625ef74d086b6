"""Checks of what addenda made of a commitment: the value they state, and the budget for it."""

from collections.abc import Iterator

from cooperation.arithmetic import Computation
from cooperation.findings import Finding, FindingCode, Severity


def check_amendments(computation: Computation) -> Iterator[Finding]:
    """Findings about the value after all addenda.

    What was first stated is compared with what was first agreed, by ``check_stated_figures``.

    Source:
        People x months x tariff = value, to the rupiah; what an addendum adds needs a budget
        (UU 17/2003 art. 3: no spending without one).
    """
    terms, total = computation.terms, computation.total_idr
    if not terms.amendments or total is None:
        return
    stated = terms.total_now_idr
    if stated is not None and stated != total:
        params = {"stated_total": stated, "total": total, "difference": stated - total}
        yield Finding(FindingCode.AMENDED_TOTAL_OFF, Severity.WRONG, params, computation.runs)
    if terms.budget_idr is not None and terms.budget_idr < total:
        params = {"budget": terms.budget_idr, "total": total, "lack": total - terms.budget_idr}
        yield Finding(FindingCode.AMENDED_OVER_BUDGET, Severity.ACTION, params, computation.runs)
