"""Checks of the relief that the state grants, against the source of the money."""

from collections.abc import Iterator

from cooperation.arithmetic import Computation
from cooperation.findings import Finding, FindingCode, FindingValue, Severity
from cooperation.kinds import Grade
from cooperation.months import Month
from cooperation.pricing import possible_discount
from cooperation.tariffs import Discount, Parameter, Tariffs


def check_discounts(tariffs: Tariffs, computation: Computation) -> Iterator[Finding]:
    """Say whether the relief was applied, is closed to this source of money, or is undecided.

    Source:
        PP 50/2025 Pasal 3 and 4.
    """
    insured = computation.terms.insured
    inside: list[tuple[Month, Parameter[Discount]]] = []
    for month in computation.months:
        discount = possible_discount(tariffs, insured, month)
        if discount is not None:
            inside.append((month, discount))
    if not inside:
        return
    rule = inside[0][1].value.sources[insured.source]
    params: dict[str, FindingValue] = {
        "first_month": inside[0][0],
        "last_month": inside[-1][0],
        "months": len(inside),
        "source": insured.source.value,
        "grade": rule.grade.value,
        "basis": inside[0][1].citation,
        "reason": rule.note,
    }
    if not rule.applies:
        is_open = rule.grade is Grade.OPEN
        code = FindingCode.DISCOUNT_OPEN if is_open else FindingCode.DISCOUNT_EXCLUDED
        yield Finding(code, Severity.NOTE, params)
        return
    yield Finding(
        FindingCode.DISCOUNT_APPLIED, Severity.NOTE, params | {"saved": _saved(computation)}
    )
    outside = len(computation.months) - len(inside)
    if outside:
        params |= {"outside_months": outside}
        yield Finding(FindingCode.DISCOUNT_WINDOW_CROSSED, Severity.NOTE, params, computation.runs)


def _saved(computation: Computation) -> int | None:
    if not computation.runs:
        return None
    return sum(
        run.people_count * len(run.months) * (share.full_idr - share.payable_idr)
        for run in computation.runs
        for share in run.price.shares
    )
