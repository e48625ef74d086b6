"""What had to be assumed, what is not yet verified, and which papers are missing."""

from collections.abc import Iterator

from cooperation.arithmetic import Computation
from cooperation.findings import Finding, FindingCode, FindingValue, Severity
from cooperation.kinds import FundingSource, OccupationGroup, Segment
from cooperation.tariffs import Tariffs, find_band


def check_papers(computation: Computation) -> Iterator[Finding]:
    """Findings about a missing agreement, or an agreement without its signed copy.

    Source:
        Usual practice of cooperation: PKS and its signed copy (Permendagri 22/2020).
    """
    terms = computation.terms
    if terms.has_agreement is False:
        yield Finding(FindingCode.AGREEMENT_MISSING, Severity.ACTION)
    elif terms.has_signed_copy is False:
        yield Finding(FindingCode.SIGNED_COPY_MISSING, Severity.ACTION)


def check_assumptions(tariffs: Tariffs, computation: Computation) -> Iterator[Finding]:
    """Everything a reader must know before trusting the computed figures.

    Source:
        PP 44/2015 Lampiran II for the bands; grades of the parameter files.
    """
    yield from _check_flags(tariffs, computation)
    yield from _check_income(tariffs, computation)
    if computation.contract is not None:
        yield Finding(
            FindingCode.PROGRESSIVE_SLICES,
            Severity.NOTE,
            {
                "contract_value": computation.terms.contract_value_idr,
                "slices": len(computation.contract.jkk_steps),
            },
        )
    unverified = {
        step.basis.key: step.basis
        for price in computation.prices
        for share in price.shares
        for step in share.steps
        if step.basis is not None and not step.basis.grade.is_verified
    }
    for parameter in unverified.values():
        params: dict[str, FindingValue] = {"key": parameter.key, "basis": parameter.citation}
        yield Finding(FindingCode.TARIFF_UNVERIFIED, Severity.ASSUMPTION, params)


def _check_flags(tariffs: Tariffs, computation: Computation) -> Iterator[Finding]:
    terms = computation.terms
    assumed = terms.assumptions
    insured = terms.insured
    if assumed.first_month:
        params: dict[str, FindingValue] = {"first_month": terms.first_month}
        yield Finding(FindingCode.FIRST_MONTH_ASSUMED, Severity.ASSUMPTION, params)
    if assumed.month_count and computation.month_count is not None:
        params_months: dict[str, FindingValue] = {"months": computation.month_count}
        yield Finding(FindingCode.MONTHS_ASSUMED, Severity.ASSUMPTION, params_months)
    if assumed.programmes:
        names = "+".join(sorted(insured.programmes)).upper()
        yield Finding(FindingCode.PROGRAMMES_ASSUMED, Severity.ASSUMPTION, {"programmes": names})
    if insured.segment is not Segment.BPU:
        return
    if insured.source is FundingSource.NOT_STATED:
        yield Finding(FindingCode.SOURCE_NOT_STATED, Severity.ASSUMPTION)
    if assumed.occupation_group and _group_matters(tariffs, computation):
        yield Finding(FindingCode.OCCUPATION_GROUP_ASSUMED, Severity.ASSUMPTION)


def _group_matters(tariffs: Tariffs, computation: Computation) -> bool:
    insured = computation.terms.insured
    for month in computation.months:
        rows = [tariffs.find_discount(group, month.first_day) for group in OccupationGroup]
        applied = [row is not None and row.value.sources[insured.source].applies for row in rows]
        if any(applied) and not all(applied):
            return True
    return False


def _check_income(tariffs: Tariffs, computation: Computation) -> Iterator[Finding]:
    terms = computation.terms
    income = terms.insured.income_idr
    if income is None or terms.insured.segment is not Segment.BPU:
        return
    table = tariffs.band_table("bpu.bands", terms.first_month.first_day)
    band = find_band(table.value, income)
    if band.printed_to_idr is not None and income > band.printed_to_idr:
        params: dict[str, FindingValue] = {
            "income": income,
            "number": band.number,
            "from_idr": band.from_idr,
        }
        yield Finding(FindingCode.INCOME_BETWEEN_BANDS, Severity.NOTE, params)
