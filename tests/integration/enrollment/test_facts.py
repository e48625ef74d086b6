"""What scoring may know: from lists first, then statements, never from invented people."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cooperation.months import Month
from enrollment.figures import RecipientDetails, StatementDetails, TargetDetails
from enrollment.kinds import (
    CoverStatus,
    DenominatorKind,
    NumeratorBasis,
    RecipientGroup,
    RecipientStage,
    StatementSegment,
)
from enrollment.queries.benefit_facts import BenefitFacts
from enrollment.queries.cover_facts import CoverFacts
from enrollment.queries.facts import EnrollmentFacts, enrollment_facts
from enrollment.services.figures import add_recipient_count, add_target
from enrollment.services.statements import add_statement
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.sources import SourceStatus
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.billings import bill, closed, pay, stored
from tests.integration.enrollment.candidates import covers_of, know
from tests.integration.enrollment.postings import niks_of, post_everybody
from tests.integration.enrollment.rosters import add_commitment, people_file, run_due, upload

pytestmark = pytest.mark.usefixtures("app_context")


def facts(regency: Regency, year: int = 2025) -> EnrollmentFacts:
    """As the scoring job reads them."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return enrollment_facts(session, tenant_id=regency.id, year=year)


def state(regency: Regency, data_on: date, **changed: Any) -> None:
    values: dict[str, Any] = {
        "numerator_count": 100,
        "numerator_basis": NumeratorBasis.KTP,
        "denominator_count": 1000,
        "denominator_kind": DenominatorKind.EMPLOYED,
        "includes_jakon": True,
        "source_name": "Surat BPJS",
        "source_status": SourceStatus.OFFICIAL,
        "source_on": date(2026, 1, 10),
        "data_on": data_on,
    }
    with transaction(regency.principal()) as session:
        add_statement(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=StatementDetails(**(values | changed)),
        )


def count(regency: Regency, stage: RecipientStage, people: int, **changed: Any) -> None:
    values: dict[str, Any] = {
        "recipient_group": RecipientGroup.VULNERABLE,
        "stage": stage,
        "people_count": people,
        "source_name": "Laporan",
        "source_status": SourceStatus.OFFICIAL,
        "source_on": date(2025, 12, 31),
    }
    with transaction(regency.principal()) as session:
        add_recipient_count(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=RecipientDetails(**(values | changed)),
        )


def aim(regency: Regency, percent: str, **changed: Any) -> None:
    values: dict[str, Any] = {
        "year": 2025,
        "target_percent": Decimal(percent),
        "family": "RPJMD",
        "source_name": "RPJMD",
        "source_status": SourceStatus.OFFICIAL,
        "source_on": date(2025, 8, 1),
    }
    with transaction(regency.principal()) as session:
        add_target(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=TargetDetails(**(values | changed)),
        )


def test_facts_when_nothing_is_recorded_know_nothing(
    regency: Regency, other_regency: Regency
) -> None:
    state(other_regency, date(2025, 6, 30))
    count(other_regency, RecipientStage.VERIFIED, 10)
    aim(other_regency, "31.94")

    found = facts(regency)

    nobody, nothing = CoverFacts(None, None, None), BenefitFacts(None, None)
    assert found == EnrollmentFacts(
        2025, None, None, None, {}, None, None, None, None, None, None, nothing, {}, nobody
    )


def test_coverage_when_several_points_takes_the_latest_of_the_year_by_identity_card(
    regency: Regency,
) -> None:
    state(regency, date(2025, 3, 31), numerator_count=110)
    state(regency, date(2025, 9, 30), numerator_count=120)
    state(regency, date(2025, 12, 31), numerator_basis=NumeratorBasis.WORK, numerator_count=999)
    state(regency, date(2026, 1, 5), numerator_count=130)

    found = facts(regency).coverage

    assert found is not None
    assert (found.covered, found.base, found.basis) == (120, 1000, NumeratorBasis.KTP)
    assert (found.data_on, found.status) == (date(2025, 9, 30), SourceStatus.OFFICIAL)


def test_previous_when_base_is_the_same_is_the_december_before(regency: Regency) -> None:
    state(regency, date(2024, 11, 30), numerator_count=80)
    state(regency, date(2024, 12, 31), numerator_count=90)
    state(regency, date(2025, 12, 31), numerator_count=120)

    found = facts(regency).previous

    assert found is not None
    assert found.covered == 90


@pytest.mark.parametrize(
    "changed",
    [
        {"denominator_kind": DenominatorKind.LABOUR_FORCE},
        {"includes_jakon": False},
    ],
)
def test_previous_when_base_differs_is_unknown(regency: Regency, changed: dict[str, Any]) -> None:
    state(regency, date(2024, 12, 31), **changed)
    state(regency, date(2025, 12, 31))

    assert facts(regency).previous is None


def test_previous_when_only_the_number_in_the_denominator_moved_is_known(regency: Regency) -> None:
    state(regency, date(2024, 12, 31), denominator_count=990, numerator_count=90)
    state(regency, date(2025, 12, 31), denominator_count=1001, numerator_count=120)

    found = facts(regency)

    assert found.year_end is not None
    assert found.previous is not None
    assert (found.year_end.base, found.previous.base) == (1001, 990)


def test_year_end_when_the_year_has_no_december_statement_is_unknown(regency: Regency) -> None:
    state(regency, date(2024, 12, 31))
    state(regency, date(2025, 11, 30))

    found = facts(regency)

    assert found.coverage is not None
    assert (found.year_end, found.previous) == (None, None)


def test_year_end_when_a_newer_one_has_another_base_is_the_one_with_a_counterpart(
    regency: Regency,
) -> None:
    state(regency, date(2024, 12, 31), numerator_count=90)
    state(regency, date(2025, 12, 30), numerator_count=120)
    state(
        regency,
        date(2025, 12, 31),
        numerator_count=125,
        denominator_kind=DenominatorKind.LABOUR_FORCE,
    )

    found = facts(regency)

    assert found.year_end is not None
    assert found.previous is not None
    assert (found.year_end.covered, found.previous.covered) == (120, 90)


def test_segments_when_stated_are_kept_apart(regency: Regency) -> None:
    state(regency, date(2025, 6, 30), segment=StatementSegment.PU, numerator_count=70)
    state(regency, date(2025, 6, 30), segment=StatementSegment.BPU, numerator_count=30)

    found = facts(regency)

    assert found.coverage is None
    assert {one: fact.covered for one, fact in found.segments.items()} == {
        StatementSegment.PU: 70,
        StatementSegment.BPU: 30,
    }


def test_target_when_several_prefers_the_official_one_of_the_year(regency: Regency) -> None:
    aim(regency, "20", year=2024)
    aim(regency, "31.94", family="tidak disebut", source_status=SourceStatus.PRESS)
    aim(regency, "40", source_on=date(2024, 1, 1))

    found = facts(regency).target

    assert found is not None
    assert (found.ratio, found.family) == (Decimal("0.4"), "RPJMD")


def test_people_when_an_official_count_is_stated_are_known(regency: Regency) -> None:
    count(regency, RecipientStage.VERIFIED, 10_124)
    count(regency, RecipientStage.DETERMINED, 1_500, source_status=SourceStatus.PRESS)
    count(regency, RecipientStage.ACTIVE, 1_400, source_on=date(2024, 12, 31))

    found = facts(regency)

    assert found.verified is not None
    assert found.determined is not None
    assert (found.verified.count, found.determined.count) == (10_124, 1_500)
    assert found.determined.status is SourceStatus.PRESS
    assert found.active is None


def test_people_when_a_real_list_is_stored_come_from_the_list(regency: Regency) -> None:
    count(regency, RecipientStage.DETERMINED, 1_500)
    upload(regency, add_commitment(regency), people_file(7))
    run_due(regency)

    found = facts(regency)

    assert found.determined is not None
    assert (found.determined.count, found.determined.status) == (7, SourceStatus.DERIVED)
    assert found.active is None
    assert found.protected_months is None
    assert facts(regency, 2026).determined is None


def test_people_when_the_list_is_invented_are_counted_apart(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    upload(regency, commitment_id, people_file(7), is_synthetic=True)
    run_due(regency)
    post_everybody(regency, commitment_id, niks_of(people_file(7)), Month(2025, 3), 10)

    found = facts(regency)

    assert (found.determined, found.active, found.protected_months) == (None, None, None)
    assert found.invented.determined is not None
    assert found.invented.months is not None
    assert (found.invented.determined.count, found.invented.months.count) == (7, 70)
    assert found.invented.determined.status is SourceStatus.SYNTHETIC
    assert not found.invented.months.is_verified


def test_counts_when_invented_are_the_base_of_nothing(regency: Regency) -> None:
    synthetic = {"source_status": SourceStatus.SYNTHETIC}
    village = {"recipient_group": RecipientGroup.VILLAGE_OFFICIALS}
    count(regency, RecipientStage.VERIFIED, 9_000, **synthetic)
    count(regency, RecipientStage.DETERMINED, 8_125, **synthetic)
    count(regency, RecipientStage.POPULATION, 900, **synthetic, **village)

    found = facts(regency)

    assert (found.verified, found.determined, found.groups) == (None, None, {})


def test_people_when_only_proposed_are_not_determined(regency: Regency) -> None:
    upload(regency, add_commitment(regency), people_file(3), status=CoverStatus.PROPOSED)
    run_due(regency)

    assert facts(regency).determined is None


def test_months_when_bpjs_has_posted_are_counted_within_the_year(regency: Regency) -> None:
    commitment_id = add_commitment(regency, first_month=date(2025, 3, 1), month_count=12)
    upload(regency, commitment_id, people_file(4))
    run_due(regency)
    niks = niks_of(people_file(4))
    post_everybody(regency, commitment_id, niks, Month(2025, 3), 10)
    post_everybody(regency, commitment_id, niks, Month(2026, 1), 2)

    found, later = facts(regency), facts(regency, 2026)

    assert found.protected_months is not None
    assert found.active is not None
    assert (found.protected_months.count, found.active.count) == (40, 4)
    assert found.protected_months.is_verified
    assert later.protected_months is not None
    assert later.protected_months.count == 8
    assert later.active is None


def test_groups_when_stated_give_covered_and_population(regency: Regency) -> None:
    group = {"recipient_group": RecipientGroup.VILLAGE_OFFICIALS}
    count(regency, RecipientStage.POPULATION, 900, **group)
    count(regency, RecipientStage.ACTIVE, 600, **group)
    count(regency, RecipientStage.POPULATION, 50, recipient_group=RecipientGroup.NON_ASN)

    found = facts(regency).groups

    officials, non_asn = found[RecipientGroup.VILLAGE_OFFICIALS], found[RecipientGroup.NON_ASN]
    assert officials.covered is not None
    assert officials.population is not None
    assert (officials.covered.count, officials.population.count) == (600, 900)
    assert non_asn.covered is None


def test_figures_when_recorded_long_ago_keep_their_own_dates(regency: Regency) -> None:
    count(
        regency,
        RecipientStage.VERIFIED,
        5,
        source_on=date(2026, 2, 1),
        data_on=date(2025, 12, 31),
    )

    found = facts(regency).verified

    assert found is not None
    assert found.data_on == date(2025, 12, 31)


def test_figures_whose_day_no_source_tells_keep_it_open(regency: Regency) -> None:
    count(regency, RecipientStage.VERIFIED, 5)
    aim(regency, "31.94")

    found = facts(regency)

    assert found.verified is not None
    assert found.target is not None
    assert (found.verified.data_on, found.target.data_on) == (None, None)


def test_coverage_when_an_invented_statement_is_newer_stays_with_the_real_one(
    regency: Regency,
) -> None:
    state(regency, date(2025, 6, 30), numerator_count=110)
    state(regency, date(2025, 12, 31), numerator_count=900, source_status=SourceStatus.SYNTHETIC)

    found = facts(regency)

    assert found.coverage is not None
    assert (found.coverage.covered, found.coverage.status) == (110, SourceStatus.OFFICIAL)


def test_year_end_when_a_real_and_an_invented_december_stand_takes_the_real_one(
    regency: Regency,
) -> None:
    invented = {"source_status": SourceStatus.SYNTHETIC}
    state(regency, date(2024, 12, 31), numerator_count=800, **invented)
    state(regency, date(2025, 12, 30), numerator_count=120)
    state(regency, date(2025, 12, 31), numerator_count=900, **invented)

    found = facts(regency)

    assert found.year_end is not None
    assert found.year_end.covered == 120
    assert found.previous is None  # an invented year is no base of a real one


def test_coverage_when_only_an_invented_statement_stands_is_told_as_invented(
    regency: Regency,
) -> None:
    state(regency, date(2025, 6, 30), source_status=SourceStatus.SYNTHETIC)

    found = facts(regency)

    assert found.coverage is not None
    assert found.coverage.status is SourceStatus.SYNTHETIC


def test_contributions_when_a_list_is_paid_are_what_it_comes_to_and_its_sp2d_says(
    regency: Regency, other_regency: Regency
) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, 1, 2)
    billing = closed(regency, programme)
    bill(regency, billing.id)
    before = facts(regency)

    pay(regency, billing.id, amount_idr=billing.amount_idr or 0)
    paid = facts(regency).paid

    assert before.paid is None
    assert paid is not None
    assert (paid.count, paid.data_on) == (billing.amount_idr, date(2025, 3, 12))
    assert (paid.status, paid.is_verified) == (SourceStatus.DERIVED, False)
    assert paid.record == f"billing:{billing.id}"
    assert facts(regency, 2026).paid is None
    assert facts(other_regency).paid is None


def test_contributions_are_no_more_than_the_sp2d_paid(regency: Regency) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, 1, 2)
    billing = closed(regency, programme)
    bill(regency, billing.id)

    pay(regency, billing.id, amount_idr=1_000)

    paid = facts(regency).paid
    assert paid is not None
    assert paid.count == 1_000


def test_people_confirmed_by_villages_win_over_a_stated_count(regency: Regency) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, 1, 2, 3, status=CoverStatus.PROPOSED)
    count(regency, RecipientStage.VERIFIED, 900)
    first, second, _ = covers_of(regency, programme)
    know(regency, first, is_verified=True, verified_on=NOW.date())
    know(regency, second, is_verified=False, verified_on=NOW.date())

    found = facts(regency).verified

    assert found is not None
    assert (found.count, found.status) == (1, SourceStatus.DERIVED)
    assert found.source == "Verifikasi desa/kelurahan pada Siap Paritrana"


def test_people_confirmed_are_not_known_while_a_recipient_was_not_asked_about(
    regency: Regency,
) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, 1)
    stored(regency, programme, 2, status=CoverStatus.PROPOSED)
    proposed = next(
        one for one in covers_of(regency, programme) if one.status == CoverStatus.PROPOSED
    )
    know(regency, proposed, is_verified=True, verified_on=NOW.date())

    unknown = facts(regency).verified
    count(regency, RecipientStage.VERIFIED, 900)
    stated = facts(regency).verified

    assert unknown is None
    assert stated is not None
    assert stated.count == 900
