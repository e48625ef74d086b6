"""Records of every package become one facts document, and that becomes the expected points."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from cooperation.agreement_rules import AgreementDetails
from cooperation.commitment_rules import CommitmentDetails
from cooperation.kinds import AgreementKind, AgreementPaper, FundingSource, Payer, Programme
from cooperation.months import Month
from cooperation.services.agreement_steps import Signature, sign_agreement
from cooperation.services.agreements import attach_paper, register_agreement
from cooperation.services.commitments import attach_commitment_paper, register_commitment
from enrollment.figures import (
    QuotationDetails,
    RecipientDetails,
    StatementDetails,
    TargetDetails,
)
from enrollment.kinds import (
    DenominatorKind,
    NumeratorBasis,
    RecipientGroup,
    RecipientStage,
    StatementSegment,
)
from enrollment.queries.coverage import FigureKind
from enrollment.services import figures, statements
from scoring.engine import Scorecard, score
from scoring.facts import FactsDocument
from scoring.formulas import State
from scoring.queries.facts import GatheredFacts, gather_facts
from scoring.rubric import load_rubric
from scoring.services.claims import ClaimSource, state_claims
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.sources import SourceStatus
from tenants.models.identity import Organisation, OrganisationKind
from tenants.services.documents import IncomingFile
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.postings import niks_of, post_everybody
from tests.integration.enrollment.rosters import people_file, run_due, upload
from tests.integration.scoring.published import PAPER, keep_paper

pytestmark = pytest.mark.usefixtures("app_context")

RUBRIC = load_rubric("seimbang-2025.1")
PRESS: dict[str, Any] = {
    "source_name": "Berita daerah",
    "source_on": date(2025, 4, 14),
    "source_status": SourceStatus.PRESS,
}
OFFICIAL: dict[str, Any] = {
    "source_name": "Surat BPJS Ketenagakerjaan",
    "source_on": date(2026, 1, 10),
    "source_status": SourceStatus.OFFICIAL,
}


def write(regency: Regency, service: Any, **arguments: Any) -> Any:
    with transaction(regency.principal()) as session:
        return service(session, tenant_id=regency.id, actor=ACTOR, now=NOW, **arguments)


def gather(regency: Regency, year: int = 2025) -> GatheredFacts:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return gather_facts(session, tenant_id=regency.id, region_code="35.05", year=year)


def points(document: FactsDocument, *codes: str) -> dict[str, tuple[str, str]]:
    card: Scorecard = score(document, RUBRIC, RUBRIC.profile("seimbang"))
    return {
        line.indicator.code: (str(line.claimed), str(line.verified))
        for line in card.lines
        if line.indicator.code in codes
    }


def add_programme(regency: Regency, **changes: Any) -> Any:
    details = {
        "title": "Perlindungan pekerja rentan",
        "budget_year": 2025,
        "programmes": frozenset({Programme.JKK, Programme.JKM}),
        "payer": Payer.REGENCY,
        "funding_source": FundingSource.APBD,
        "people_count": 8_125,
        "first_month": Month(2025, 3),
        "month_count": 10,
        **PRESS,
        **changes,
    }
    return write(regency, register_commitment, details=CommitmentDetails(**details))


def add_statement(regency: Regency, **changes: Any) -> None:
    details = {
        "segment": StatementSegment.ALL,
        "numerator_count": 103_079,
        "numerator_basis": NumeratorBasis.KTP,
        "denominator_count": 213_582,
        "denominator_kind": DenominatorKind.EMPLOYED,
        "includes_jakon": True,
        "data_on": date(2025, 12, 31),
        **OFFICIAL,
        **changes,
    }
    figure = write(regency, statements.add_statement, details=StatementDetails(**details))
    keep_paper(regency, FigureKind.STATEMENT, figure.id)


def count_group(regency: Regency, group: RecipientGroup, stage: RecipientStage, count: int) -> None:
    details = RecipientDetails(
        recipient_group=group,
        stage=stage,
        people_count=count,
        data_on=date(2025, 12, 31),
        **OFFICIAL,
    )
    figure = write(regency, figures.add_recipient_count, details=details)
    keep_paper(regency, FigureKind.RECIPIENT, figure.id)


def test_empty_regency_has_nothing_but_the_calendar(regency: Regency) -> None:
    gathered = gather(regency)

    assert list(gathered.document.facts) == ["period.days"]
    assert gathered.document.facts["period.days"].value == 365
    assert gathered.records == {}


def test_agreement_signed_in_april_counts_from_its_signature(regency: Regency) -> None:
    commitment = add_programme(regency)
    agreement = write(
        regency,
        register_agreement,
        details=AgreementDetails(
            title="PKS pekerja rentan",
            kind=AgreementKind.PKS,
            commitment_id=commitment.id,
            **PRESS,
        ),
    )
    write(
        regency,
        sign_agreement,
        agreement_id=agreement.id,
        expected_version=agreement.version,
        signature=Signature(date(2025, 4, 14), comes_later="Salinan menyusul dari kantor cabang."),
        timezone="Asia/Jakarta",
    )

    gathered = gather(regency)

    fact = gathered.document.facts["agreement.days_in_force"]
    assert (fact.value, fact.verified) == (262, None)
    assert gathered.records["agreement.days_in_force"] == f"commitment:{commitment.id}"
    assert gathered.document.facts["commitment.none_under_three_months"].value is True
    assert points(gathered.document, "A4", "C3") == {
        "A4": ("2.87", "0.00"),
        "C3": ("0.75", "0.00"),
    }


def test_official_agreement_is_verified_once_its_signed_copy_is_kept(regency: Regency) -> None:
    agreement = write(
        regency,
        register_agreement,
        details=AgreementDetails(
            title="Nota kesepakatan",
            kind=AgreementKind.NOTA_KESEPAKATAN,
            starts_on=date(2025, 1, 1),
            ends_on=date(2025, 12, 31),
            **OFFICIAL,
        ),
    )
    write(
        regency,
        sign_agreement,
        agreement_id=agreement.id,
        expected_version=agreement.version,
        signature=Signature(date(2024, 12, 20), comes_later="Salinan menyusul dari kantor cabang."),
        timezone="Asia/Jakarta",
    )
    before = points(gather(regency).document, "A4")
    write(
        regency,
        attach_paper,
        agreement_id=agreement.id,
        paper=AgreementPaper.SIGNED_COPY,
        file=PAPER,
    )

    assert before == {"A4": ("4.00", "0.00")}
    assert points(gather(regency).document, "A4") == {"A4": ("4.00", "4.00")}


def test_budget_of_the_following_year_secures_continuity(regency: Regency) -> None:
    add_programme(regency, budget_year=2026, first_month=Month(2026, 1), budget_idr=1_638_000_000)

    fact = gather(regency).document.facts["budget.next_year_secured"]

    assert (fact.value, fact.verified) == (True, None)
    assert fact.basis == "anggaran Rp1.638.000.000"


def test_official_programme_is_verified_once_its_budget_paper_is_kept(regency: Regency) -> None:
    programme = add_programme(regency, **OFFICIAL)
    key = "commitment.none_under_three_months"
    before = gather(regency).document.facts[key].verified
    write(regency, attach_commitment_paper, commitment_id=programme.id, file=PAPER)

    assert before is None
    assert gather(regency).document.facts[key].verified is True


def test_own_word_about_coverage_is_claimed_and_the_word_of_the_office_verified(
    regency: Regency, make_organisation: Callable[..., Organisation]
) -> None:
    details = StatementDetails(
        numerator_count=50,
        numerator_basis=NumeratorBasis.KTP,
        denominator_count=100,
        denominator_kind=DenominatorKind.EMPLOYED,
        includes_jakon=True,
        data_on=date(2025, 12, 31),
        **OFFICIAL,
    )
    write(regency, statements.add_statement, details=details)
    own = points(gather(regency).document, "B1")
    office = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    with transaction(Principal(DatabaseRole.BRANCH, regency.id, office.id)) as session:
        statements.add_statement(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=replace(details, numerator_count=40),
            branch_id=office.id,
        )

    assert own == {"B1": ("5.00", "0.00")}
    assert points(gather(regency).document, "B1") == {"B1": ("4.00", "4.00")}


def test_statements_and_target_feed_the_coverage_aspect(regency: Regency) -> None:
    add_statement(regency)
    add_statement(regency, numerator_count=88_958, data_on=date(2024, 12, 31))
    target = TargetDetails(year=2025, target_percent=Decimal("52.15"), family="Kemendagri", **PRESS)
    write(regency, figures.add_target, details=target)

    document = gather(regency).document

    assert document.facts["coverage.covered_count"].basis == "ktp"
    assert document.facts["coverage.base_count"].basis == "penduduk bekerja, termasuk Jakon"
    assert points(document, "B1", "B2", "B3") == {
        "B1": ("4.83", "4.83"),
        "B2": ("7.40", "0.00"),
        "B3": ("2.64", "2.64"),
    }


def test_growth_of_a_running_year_waits_for_its_december(regency: Regency) -> None:
    add_statement(regency, numerator_count=103_079, data_on=date(2025, 9, 30))
    add_statement(regency, numerator_count=88_958, data_on=date(2024, 12, 31))

    document = gather(regency).document

    assert document.facts["coverage.covered_count"].value == 103_079
    card = score(document, RUBRIC, RUBRIC.profile("seimbang"))
    growth = next(line for line in card.lines if line.indicator.code == "B3")
    assert growth.state is State.NOT_FILLED
    assert "bulan Desember tahun penilaian" in growth.parts[0].part.missing


def test_growth_over_denominators_of_two_years_of_one_kind_is_scored(regency: Regency) -> None:
    add_statement(regency, numerator_count=40, denominator_count=100)
    add_statement(regency, numerator_count=50, denominator_count=200, data_on=date(2024, 12, 31))

    assert points(gather(regency).document, "B3") == {"B3": ("6.00", "6.00")}


def test_statement_by_work_location_or_of_another_year_feeds_nothing(regency: Regency) -> None:
    add_statement(regency, numerator_basis=NumeratorBasis.WORK)
    add_statement(regency, data_on=date(2023, 12, 31))

    document = gather(regency).document

    assert not any(key.startswith("coverage.") for key in document.facts)


def test_segments_feed_balance(regency: Regency) -> None:
    add_statement(regency, segment=StatementSegment.PU, numerator_count=50, denominator_count=100)
    add_statement(regency, segment=StatementSegment.BPU, numerator_count=25, denominator_count=100)

    assert points(gather(regency).document, "B4") == {"B4": ("1.50", "1.50")}


def test_quoted_figure_is_kept_in_the_document_and_scores_nothing(regency: Regency) -> None:
    quoted = QuotationDetails(
        title="UCJ 2025",
        quoted_percent=Decimal("17.60"),
        target_percent=Decimal("31.94"),
        data_on=None,
        **PRESS,
    )
    write(regency, figures.add_quotation, details=quoted)

    this_year, next_year = gather(regency).document, gather(regency, 2026).document

    fact = this_year.facts["quoted.coverage_1"]
    assert (fact.value, fact.verified) == (Decimal("0.176"), None)
    assert fact.data_on is None  # the report does not say; the day it came out is another day
    assert "quoted.coverage_1" not in next_year.facts
    assert points(this_year, "B1", "B2") == {"B1": ("0.00", "0.00"), "B2": ("0.00", "0.00")}


def test_groups_and_recipients_feed_the_ecosystem_and_the_target_list(regency: Regency) -> None:
    count_group(regency, RecipientGroup.NON_ASN, RecipientStage.POPULATION, 100)
    count_group(regency, RecipientGroup.NON_ASN, RecipientStage.ACTIVE, 50)
    count_group(regency, RecipientGroup.VULNERABLE, RecipientStage.VERIFIED, 10_124)
    count_group(regency, RecipientGroup.VULNERABLE, RecipientStage.DETERMINED, 1_500)
    count_group(regency, RecipientGroup.VULNERABLE, RecipientStage.ACTIVE, 1_500)

    document = gather(regency).document

    assert points(document, "C1", "C4") == {"C1": ("0.89", "0.89"), "C4": ("0.33", "0.33")}


def test_synthetic_cover_alone_fills_nothing_of_the_budget_aspect(regency: Regency) -> None:
    commitment = add_programme(
        regency, people_count=5, first_month=Month(2025, 1), month_count=12, **OFFICIAL
    )
    upload(regency, commitment.id, people_file(5), is_synthetic=True)
    run_due(regency)
    post_everybody(regency, commitment.id, niks_of(people_file(5)), Month(2025, 1), 12)
    count_group(regency, RecipientGroup.VULNERABLE, RecipientStage.VERIFIED, 10)
    write(
        regency,
        state_claims,
        year=2025,
        indicator="C2",
        values={"contribution.paid_idr": Decimal(151_200_000)},
        source=ClaimSource("SP2D", SourceStatus.OFFICIAL, evidence="nomor 7"),
    )

    document = gather(regency).document

    card = score(document, RUBRIC, RUBRIC.profile("seimbang"))
    parts = {
        part.part.label: part.outcome.state
        for line in card.lines
        if line.indicator.code in {"C1", "C2", "C3", "C4"}
        for part in line.parts
    }
    assert parts.pop("Tidak ada program di bawah tiga bulan") is State.FILLED
    assert set(parts.values()) == {State.NOT_FILLED}
    assert document.facts["synthetic.recipient.active_count"].value == 5


def test_year_of_contributions_is_people_times_tariff_times_twelve(regency: Regency) -> None:
    add_programme(regency, people_count=1_500, first_month=Month(2025, 1), month_count=12)
    count_group(regency, RecipientGroup.VULNERABLE, RecipientStage.DETERMINED, 1_500)
    write(
        regency,
        state_claims,
        year=2025,
        indicator="C2",
        values={"contribution.paid_idr": Decimal(151_200_000)},
        source=ClaimSource("SP2D", SourceStatus.OFFICIAL, evidence="nomor 7"),
        file=PAPER,
    )

    document = gather(regency).document

    fact = document.facts["contribution.full_year_idr"]
    assert fact.value == 302_400_000
    assert fact.basis == "1.500 orang × Rp16.800 × 12 bulan"
    assert points(document, "C2") == {"C2": ("2.50", "2.50")}


@pytest.mark.parametrize(("file", "verified"), [(PAPER, "0.80"), (None, "0.00")])
def test_official_statement_counts_as_verified_only_where_its_proof_is_kept(
    regency: Regency, file: IncomingFile | None, verified: str
) -> None:
    write(
        regency,
        state_claims,
        year=2025,
        indicator="A5",
        values={"planning.rpjmd": True},
        source=ClaimSource("RPJMD", SourceStatus.OFFICIAL, evidence="RPJMD halaman 112"),
        file=file,
    )

    assert points(gather(regency).document, "A5") == {"A5": ("0.80", verified)}


@pytest.mark.parametrize(("status", "verified"), [("accepted", "0.80"), ("rejected", "0.00")])
def test_verdict_on_the_evidence_outweighs_the_source(
    regency: Regency, status: str, verified: str
) -> None:
    write(
        regency,
        state_claims,
        year=2025,
        indicator="A5",
        values={"planning.rpjmd": True},
        source=ClaimSource("RPJMD", SourceStatus.OFFICIAL, evidence="halaman 112"),
    )
    with transaction(regency.principal()) as session:
        session.execute(text("UPDATE indicator_claim SET status = :status"), {"status": status})

    assert points(gather(regency).document, "A5") == {"A5": ("0.80", verified)}


def test_year_of_contributions_is_unknown_while_programmes_cost_differently(
    regency: Regency,
) -> None:
    add_programme(regency)
    add_programme(regency, title="Dengan JHT", programmes=frozenset({Programme.JKK, Programme.JHT}))
    count_group(regency, RecipientGroup.VULNERABLE, RecipientStage.DETERMINED, 1_500)

    assert "contribution.full_year_idr" not in gather(regency).document.facts


def test_gathering_twice_gives_the_same_document(regency: Regency) -> None:
    add_programme(regency)
    add_statement(regency)

    assert gather(regency).document.sha256 == gather(regency).document.sha256


def test_records_of_another_regency_are_not_gathered(
    regency: Regency, other_regency: Regency
) -> None:
    add_statement(other_regency)

    assert list(gather(regency).document.facts) == ["period.days"]
