"""Check of the months against the year of the budget that pays for them."""

from collections.abc import Iterator

from cooperation.arithmetic import Computation
from cooperation.findings import Finding, FindingCode, FindingValue, Severity
from cooperation.kinds import OUTSIDE_BUDGETS
from cooperation.tariffs import Tariffs


def check_budget_year(tariffs: Tariffs, computation: Computation) -> Iterator[Finding]:
    """Findings about protected months after 31 December of the budget year, one a later year.

    Construction has none: its contributions are owed by contract, not by month.

    Raises:
        NotComputable: a wage is missing.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        UU 17/2003 art. 4: a budget year runs from 1 January to 31 December.
    """
    terms = computation.terms
    year = terms.budget_year
    if year is None or terms.insured.source in OUTSIDE_BUDGETS:
        return
    for later in sorted({month.year for month in computation.months if month.year > year}):
        months = tuple(month for month in computation.months if month.year == later)
        people = terms.people_in(months[-1])
        runs = computation.priced(tariffs, months)
        params: dict[str, FindingValue] = {
            "budget_year": str(year),
            "later_year": str(later),
            "first_month": months[0],
            "last_month": months[-1],
            "months": len(months),
            "people": people,
            "amount": sum(run.amount_idr for run in runs) if runs else None,
        }
        yield Finding(FindingCode.MONTHS_BEYOND_BUDGET_YEAR, Severity.ACTION, params, runs)
