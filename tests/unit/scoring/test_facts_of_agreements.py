"""Agreements and commitments as facts: days, short programmes, next year's money."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cooperation.agreement_terms import AgreementTerm
from cooperation.kinds import FundingSource, Payer, Segment
from cooperation.queries.cooperation_facts import AgreementFacts, CommitmentFacts, CooperationFacts
from scoring.facts import Status
from scoring.queries.facts_of_agreements import cooperation_facts
from tenants.kernel.ids import uuid7
from tenants.kernel.sources import SourceStatus

COMMITMENT_ID = uuid7()
TERM = AgreementTerm(date(2025, 4, 14), date(2025, 3, 1), date(2025, 12, 31))


def agreement(**changes: Any) -> AgreementFacts:
    base: dict[str, Any] = {
        "id": uuid7(),
        "title": "PKS Pekerja Rentan",
        "commitment_id": COMMITMENT_ID,
        "signed_on": date(2025, 4, 14),
        "days_in_force": 262,
        "has_posting_proof": False,
        "source_name": "Berita",
        "source_on": date(2025, 4, 14),
        "data_on": None,
        "source_status": SourceStatus.PRESS,
        "is_verified": False,
    }
    return AgreementFacts(**{**base, **changes})


def commitment(**changes: Any) -> CommitmentFacts:
    base: dict[str, Any] = {
        "id": COMMITMENT_ID,
        "title": "Program 2025",
        "department_name": None,
        "segment": Segment.BPU,
        "payer": Payer.REGENCY,
        "funding_source": FundingSource.APBD,
        "budget_line": None,
        "budget_idr": 302_400_000,
        "people_count": 1_500,
        "month_count": 12,
        "months_assumed": False,
        "programmes_assumed": False,
        "months": (),
        "person_year_idr": 201_600,
        "total_idr": 302_400_000,
        "source_name": "Berita",
        "source_on": None,
        "data_on": None,
        "source_status": SourceStatus.PRESS,
        "is_verified": False,
    }
    return CommitmentFacts(**{**base, **changes})


def year(**changes: Any) -> CooperationFacts:
    base: dict[str, Any] = {
        "year": 2025,
        "days_of_year": 365,
        "days_in_force": None,
        "agreements": [],
        "commitments": [],
        "next_year": [],
    }
    return CooperationFacts(**{**base, **changes})


def test_nothing_recorded_says_nothing() -> None:
    assert cooperation_facts(year(), []) == {}


def test_days_name_the_signature_and_are_unproven_without_an_official_source() -> None:
    fact = cooperation_facts(year(days_in_force=262, agreements=[agreement()]), [])[
        "agreement.days_in_force"
    ]

    assert (fact.value, fact.verified, fact.status) == (Decimal(262), None, Status.PRESS)
    assert fact.basis is not None
    assert fact.basis.replace("\N{NO-BREAK SPACE}", " ") == "ditandatangani 14 April 2025"
    assert fact.source.startswith("PKS Pekerja Rentan: Berita, 14")
    assert fact.record == f"commitment:{COMMITMENT_ID}"


def test_days_of_official_agreements_are_the_verified_part() -> None:
    official = agreement(
        title="PKS lama",
        signed_on=date(2024, 12, 1),
        days_in_force=90,
        source_status=SourceStatus.OFFICIAL,
        commitment_id=None,
    )
    short = AgreementTerm(date(2024, 12, 1), None, date(2025, 3, 31))

    fact = cooperation_facts(year(days_in_force=352, agreements=[official, agreement()]), [short])[
        "agreement.days_in_force"
    ]

    assert (fact.value, fact.verified, fact.status) == (Decimal(352), Decimal(90), Status.PRESS)


def test_days_of_an_agreement_outside_the_year_are_a_stated_zero() -> None:
    old = agreement(days_in_force=0, commitment_id=None)

    fact = cooperation_facts(year(days_in_force=0, agreements=[old]), [])["agreement.days_in_force"]

    assert fact.value == 0
    assert fact.record == f"agreement:{old.id}"


def test_proof_of_posting_is_said() -> None:
    proven = agreement(has_posting_proof=True)

    fact = cooperation_facts(year(days_in_force=306, agreements=[proven]), [TERM])[
        "agreement.days_in_force"
    ]

    assert fact.basis is not None
    assert fact.basis.endswith("dengan bukti pembukuan sejak awal perlindungan")


@pytest.mark.parametrize(("months", "answer"), [(2, False), (3, True), (12, True)])
def test_short_programmes_are_under_three_months(months: int, answer: bool) -> None:
    got = cooperation_facts(year(commitments=[commitment(month_count=months)]), [])

    assert got["commitment.none_under_three_months"].value is answer


def test_assumed_months_make_the_answer_derived() -> None:
    assumed = commitment(months_assumed=True)

    fact = cooperation_facts(year(commitments=[assumed]), [])["commitment.none_under_three_months"]

    assert (fact.status, fact.basis) == (Status.DERIVED, "terpendek 12 bulan (diasumsikan)")


def test_unknown_months_leave_the_question_open() -> None:
    unknown = commitment(month_count=None)

    assert cooperation_facts(year(commitments=[commitment(), unknown]), []) == {}


def test_next_year_is_secured_by_a_budget_and_not_by_a_name_alone() -> None:
    bare = commitment(budget_idr=None)

    secured = cooperation_facts(year(next_year=[bare, commitment()]), [])
    named = cooperation_facts(year(next_year=[bare]), [])

    assert secured["budget.next_year_secured"].value is True
    assert secured["budget.next_year_secured"].basis == "anggaran Rp302.400.000"
    assert named == {}
