"""Months against the year of the budget: which are said to lie outside it."""

from dataclasses import replace

import pytest

from cooperation.arithmetic import Terms, compute
from cooperation.checks.budget_year import check_budget_year
from cooperation.findings import FindingCode, Severity
from cooperation.kinds import FundingSource, Segment
from cooperation.tariff_files import current_tariffs
from tests.unit.cooperation.terms import INSURED, paid_from, terms

TARIFFS = current_tariffs()


def outside(found: Terms) -> list[tuple[str, str, int, object]]:
    """First and last month outside the budget year, their number, and their money."""
    findings = list(check_budget_year(TARIFFS, compute(TARIFFS, found)))
    assert {one.code for one in findings} <= {FindingCode.MONTHS_BEYOND_BUDGET_YEAR}
    assert {one.severity for one in findings} <= {Severity.ACTION}
    return [
        (
            str(one.params["first_month"]),
            str(one.params["last_month"]),
            len(one.runs[0].months) if one.runs else 0,
            one.params["amount"],
        )
        for one in findings
    ]


def test_months_that_end_with_december_raise_nothing() -> None:
    assert outside(terms(first_month="2026-01", month_count=12, budget_year=2026)) == []


def test_one_month_after_december_is_said_with_its_money() -> None:
    found = terms(first_month="2026-02", people_count=10, month_count=12, budget_year=2026)

    assert outside(found) == [("2027-01", "2027-01", 1, 168_000)]


def test_every_later_year_needs_its_own_budget() -> None:
    found = terms(first_month="2025-12", people_count=1, month_count=14, budget_year=2025)

    assert outside(found) == [
        ("2026-01", "2026-12", 12, 201_600),
        ("2027-01", "2027-01", 1, 16_800),
    ]


def test_months_without_people_are_said_without_money() -> None:
    found = terms(first_month="2026-12", people_count=None, month_count=2, budget_year=2026)

    assert outside(found) == [("2027-01", "2027-01", 0, None)]


@pytest.mark.parametrize(
    ("source", "is_said"),
    [
        (FundingSource.APBD, True),
        (FundingSource.APBD_P, True),
        (FundingSource.DBHCHT, True),
        (FundingSource.DBH_SAWIT, True),
        (FundingSource.ADD, True),
        (FundingSource.DANA_DESA, True),
        (FundingSource.NOT_STATED, True),
        (FundingSource.ZAKAT, False),
        (FundingSource.CSR, False),
        (FundingSource.SELF, False),
    ],
)
def test_only_public_money_is_bound_to_its_year(source: FundingSource, is_said: bool) -> None:
    found = terms(first_month="2026-12", month_count=2, budget_year=2026, insured=paid_from(source))

    assert bool(outside(found)) is is_said


def test_nothing_is_said_where_the_year_or_the_months_are_unknown() -> None:
    assert outside(terms(first_month="2026-12", month_count=2)) == []
    assert outside(terms(first_month="2026-12", month_count=None, budget_year=2026)) == []


def test_construction_is_owed_by_contract() -> None:
    found = terms(
        first_month="2026-12",
        month_count=2,
        budget_year=2026,
        contract_value_idr=100_000_000,
        insured=replace(INSURED, segment=Segment.JAKON),
    )

    assert outside(found) == []
