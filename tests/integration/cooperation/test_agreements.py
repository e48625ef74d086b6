"""Agreements of one regency: from draft to end, with their papers and the days they count."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from cooperation.commitment_states import CommitmentStatus
from cooperation.findings import FindingCode, Severity
from cooperation.kinds import AgreementKind, AgreementPaper, FundingSource
from cooperation.models.agreements import Agreement
from cooperation.months import Month, months_from
from cooperation.queries.agreements import get_agreement, get_agreement_record
from cooperation.queries.commitments import get_commitment_record
from cooperation.queries.cooperation_facts import CooperationFacts, cooperation_facts
from cooperation.queries.reviews import is_reviewed_paper
from cooperation.services.agreement_steps import (
    Signature,
    sign_agreement,
    terminate_agreement,
)
from cooperation.services.agreements import attach_paper, revise_agreement
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    StaleVersion,
    UnsupportedFormat,
)
from tenants.kernel.events import FactsChanged
from tenants.kernel.ids import uuid7
from tenants.queries.documents import list_files
from tenants.services.documents import IncomingFile
from tests.conftest import NOW, Regency
from tests.integration.cooperation.records import (
    PDF,
    TODAY,
    agreement_details,
    attach,
    by,
    keep_agreement,
    keep_commitment,
    sign,
    version_now,
)

pytestmark = pytest.mark.usefixtures("app_context")

BLITAR_SIGNED = date(2025, 4, 14)


def revise(regency: Regency, agreement: Agreement, version: int, **changes: Any) -> Agreement:
    with transaction(regency.principal()) as session:
        return revise_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version,
            details=agreement_details(**changes),
        )


def terminate(regency: Regency, agreement: Agreement, terminated_on: date) -> Agreement:
    with transaction(regency.principal()) as session:
        return terminate_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            terminated_on=terminated_on,
            reason="Diganti perjanjian yang lain.",
            today=TODAY,
        )


def facts_of(regency: Regency, year: int = 2025) -> CooperationFacts:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return cooperation_facts(session, tenant_id=regency.id, year=year)


def test_sign_when_blitar_signs_late_counts_262_of_365_days(
    regency: Regency, other_regency: Regency
) -> None:
    commitment = keep_commitment(regency)
    sign(regency, keep_agreement(regency, commitment_id=commitment.id), BLITAR_SIGNED)

    facts = facts_of(regency)

    assert (facts.days_in_force, facts.days_of_year) == (262, 365)
    assert facts.agreements[0].days_in_force == 262
    assert facts_of(other_regency).days_in_force is None


def test_posting_proof_when_attached_counts_the_days_before_the_signature(
    regency: Regency,
) -> None:
    commitment = keep_commitment(regency)
    agreement = keep_agreement(regency, commitment_id=commitment.id)
    sign(regency, agreement, BLITAR_SIGNED)
    attach(regency, agreement, AgreementPaper.POSTING_PROOF)
    attach(regency, agreement)

    facts = facts_of(regency)

    assert facts.days_in_force == 306
    with transaction(regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=commitment.id, today=TODAY
        )
    assert record.examination is not None
    codes = {finding.code for finding in record.examination.findings}
    assert FindingCode.START_BEFORE_SIGNATURE not in codes
    assert FindingCode.SIGNED_COPY_MISSING not in codes


def test_letter_about_an_early_start_leaves_its_days_uncounted(regency: Regency) -> None:
    commitment = keep_commitment(regency)
    agreement = keep_agreement(regency, commitment_id=commitment.id)
    sign(regency, agreement, BLITAR_SIGNED)
    attach(regency, agreement, AgreementPaper.START_CONSENT)

    facts = facts_of(regency)

    assert (facts.days_in_force, facts.agreements[0].has_posting_proof) == (262, False)
    with transaction(regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=commitment.id, today=TODAY
        )
        letter = get_agreement_record(
            session, tenant_id=regency.id, agreement_id=agreement.id
        ).start_consent
    assert record.examination is not None
    severities = {one.code: one.severity for one in record.examination.findings}
    assert severities[FindingCode.START_BEFORE_SIGNATURE] is Severity.NOTE
    assert letter is not None
    with transaction(regency.principal(DatabaseRole.BRANCH)) as session:
        assert is_reviewed_paper(session, tenant_id=regency.id, document_id=letter.id)


def test_facts_when_an_agreement_names_no_term_take_the_months_of_its_commitment(
    regency: Regency,
) -> None:
    commitment = keep_commitment(regency)
    agreement = keep_agreement(regency, commitment_id=commitment.id, starts_on=None, ends_on=None)
    sign(regency, agreement, BLITAR_SIGNED)

    assert facts_of(regency).days_in_force == 262


def test_facts_when_nobody_knows_the_end_count_no_day(regency: Regency) -> None:
    sign(regency, keep_agreement(regency, starts_on=None, ends_on=None), BLITAR_SIGNED)

    assert facts_of(regency).days_in_force == 0


def test_facts_when_agreements_overlap_count_each_day_once(regency: Regency) -> None:
    for kind in (AgreementKind.PKS, AgreementKind.NOTA_KESEPAKATAN):
        sign(regency, keep_agreement(regency, kind=kind), date(2025, 3, 1))

    assert facts_of(regency).days_in_force == 306


def test_facts_when_only_a_draft_exists_know_no_days(regency: Regency) -> None:
    keep_agreement(regency)

    assert facts_of(regency).days_in_force is None


def test_terminate_when_ended_early_stops_the_days(regency: Regency) -> None:
    agreement = keep_agreement(regency)
    sign(regency, agreement, date(2025, 3, 1))

    ended = terminate(regency, agreement, date(2025, 4, 1))

    assert ended.status == "terminated"
    facts = facts_of(regency)
    assert facts.days_in_force == 31
    with pytest.raises(InvalidTransition):
        terminate(regency, agreement, date(2025, 4, 1))


def test_commitment_facts_when_gathered_state_people_months_and_price(regency: Regency) -> None:
    keep_commitment(regency, budget_idr=1_365_000_000, budget_line="5.1.02")
    keep_commitment(
        regency,
        title="Dua tahun",
        people_count=None,
        first_month=Month(2025, 11),
        month_count=4,
        funding_source=FundingSource.ZAKAT,
    )
    keep_commitment(regency, CommitmentStatus.PLANNED, title="Rencana")

    facts = facts_of(regency)

    dinsos = next(one for one in facts.commitments if one.people_count)
    assert {one.title for one in facts.commitments} == {"Perlindungan pekerja rentan", "Dua tahun"}
    assert dinsos.total_idr == 1_365_000_000
    assert dinsos.person_year_idr == 201_600
    assert dinsos.months == months_from(Month(2025, 3), 10)
    assert facts.shortest_month_count == 4
    assert facts.next_year == []
    assert facts.next_year_budget_idr is None
    assert facts_of(regency, 2024).next_year_budget_idr == 1_365_000_000


def test_next_year_when_a_budget_runs_over_the_turn_counts_only_the_budget_of_that_year(
    regency: Regency,
) -> None:
    keep_commitment(
        regency, first_month=Month(2025, 11), month_count=4, budget_idr=500_000_000, title="Lintas"
    )

    running = facts_of(regency)
    assert (running.next_year, running.next_year_budget_idr) == ([], None)
    assert facts_of(regency, 2026).commitments[0].months == months_from(Month(2026, 1), 2)

    keep_commitment(regency, budget_year=2026, first_month=Month(2026, 3), budget_idr=70_000_000)
    assert facts_of(regency).next_year_budget_idr == 70_000_000


def test_commitment_facts_when_the_discount_splits_a_year_price_each_month(
    regency: Regency,
) -> None:
    keep_commitment(
        regency,
        budget_year=2026,
        first_month=Month(2026, 1),
        month_count=None,
        funding_source=FundingSource.SELF,
    )

    facts = facts_of(regency, 2026)

    assert facts.commitments[0].person_year_idr == 3 * 16_800 + 9 * 8_400
    assert facts.commitments[0].total_idr is None
    assert facts.shortest_month_count is None


def test_change_when_made_tells_whoever_rests_on_it(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(
        "cooperation.services.records.publish", lambda _session, event: heard.append(event)
    )

    agreement = keep_agreement(regency)
    sign(regency, agreement, BLITAR_SIGNED)
    attach(regency, agreement)

    assert heard == [
        FactsChanged(regency.id, NOW, cause)
        for cause in ("agreement:register", "agreement:sign", "agreement:attach-document")
    ]
    with transaction(regency.principal()) as session:
        trail = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.tenant_id == regency.id, AuditEntry.subject == "agreement")
            .order_by(AuditEntry.seq)
        ).all()
    assert trail == ["agreement:register", "agreement:sign", "agreement:attach-document"]


def test_sign_when_the_day_has_not_come_is_refused(regency: Regency) -> None:
    agreement = keep_agreement(regency)

    with pytest.raises(InvalidInput) as caught:
        sign(regency, agreement, date(2026, 11, 21))

    assert caught.value.errors[0].pointer == "/signed_on"


def signed_with(regency: Regency, agreement: Agreement, signature: Signature) -> Agreement:
    with transaction(regency.principal()) as session:
        return sign_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            signature=signature,
            timezone="Asia/Jakarta",
        )


def test_sign_when_the_copy_comes_with_it_is_kept_with_it(regency: Regency) -> None:
    agreement = keep_agreement(regency)

    signed_with(regency, agreement, Signature(BLITAR_SIGNED, PDF))

    with transaction(regency.principal()) as session:
        record = get_agreement_record(session, tenant_id=regency.id, agreement_id=agreement.id)
    assert record.signed_copy is not None
    assert (record.signed_copy.filename, record.agreement.status) == ("pks.pdf", "signed")


@pytest.mark.parametrize("reason", [None, "nanti", "Menyusul, NIK 3505010101800001"])
def test_sign_when_neither_copy_nor_reason_is_given_is_refused(
    regency: Regency, reason: str | None
) -> None:
    agreement = keep_agreement(regency)

    with pytest.raises(InvalidInput) as caught:
        signed_with(regency, agreement, Signature(BLITAR_SIGNED, comes_later=reason))

    assert [one.pointer for one in caught.value.errors] == ["/copy_comes_later"]
    with transaction(regency.principal()) as session:
        kept = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)
    assert (kept.status, kept.signed_on) == ("draft", None)


def test_sign_when_the_copy_is_no_document_changes_nothing(regency: Regency) -> None:
    agreement = keep_agreement(regency)

    with pytest.raises(UnsupportedFormat):
        signed_with(
            regency, agreement, Signature(BLITAR_SIGNED, IncomingFile("pks.exe", b"MZ tidak"))
        )

    with transaction(regency.principal()) as session:
        kept = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)
    assert kept.signed_on is None


def test_sign_when_signed_already_is_refused(regency: Regency) -> None:
    agreement = keep_agreement(regency)
    sign(regency, agreement, BLITAR_SIGNED)

    with pytest.raises(InvalidTransition):
        sign(regency, agreement, BLITAR_SIGNED)


@pytest.mark.parametrize("day", [date(2025, 4, 13), date(2026, 11, 21)])
def test_terminate_when_the_day_cannot_be_is_refused(regency: Regency, day: date) -> None:
    agreement = keep_agreement(regency)
    sign(regency, agreement, BLITAR_SIGNED)

    with pytest.raises(InvalidInput) as caught:
        terminate(regency, agreement, day)

    assert caught.value.errors[0].pointer == "/terminated_on"


def test_paper_when_the_agreement_is_a_draft_is_refused(regency: Regency) -> None:
    agreement = keep_agreement(regency)

    with pytest.raises(InvalidInput) as caught:
        attach(regency, agreement)

    assert caught.value.errors[0].pointer == "/file"


def test_paper_when_its_bytes_are_no_document_is_refused_and_nothing_changes(
    regency: Regency,
) -> None:
    agreement = keep_agreement(regency)
    sign(regency, agreement, BLITAR_SIGNED)

    with pytest.raises(UnsupportedFormat), transaction(regency.principal()) as session:
        attach_paper(
            session,
            **by(regency),
            agreement_id=agreement.id,
            paper=AgreementPaper.SIGNED_COPY,
            file=IncomingFile("pks.pdf", b"MZ not a document"),
        )

    with transaction(regency.principal()) as session:
        kept = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)
    assert (kept.document_id, kept.version) == (None, 2)


def test_paper_when_a_newer_one_comes_takes_its_place(regency: Regency) -> None:
    agreement = keep_agreement(regency)
    sign(regency, agreement, BLITAR_SIGNED)
    attach(regency, agreement)
    attach(regency, agreement, AgreementPaper.POSTING_PROOF)
    with transaction(regency.principal()) as session:
        newer = attach_paper(
            session,
            **by(regency),
            agreement_id=agreement.id,
            paper=AgreementPaper.SIGNED_COPY,
            file=IncomingFile("terbaca.pdf", PDF.content),
        )

    with transaction(regency.principal()) as session:
        record = get_agreement_record(session, tenant_id=regency.id, agreement_id=agreement.id)
        versions = {
            one.document.id: [earlier.filename for earlier in one.earlier]
            for one in list_files(session, tenant_id=regency.id).items
        }

    assert record.signed_copy is not None
    assert (record.signed_copy.id, record.signed_copy.filename) == (newer.id, "terbaca.pdf")
    assert record.posting_proof is not None
    assert versions == {newer.id: ["pks.pdf"], record.posting_proof.id: []}


def test_revise_when_saved_counts_a_version_unless_nothing_differs(regency: Regency) -> None:
    agreement = keep_agreement(regency)

    assert revise(regency, agreement, 1).version == 1
    assert revise(regency, agreement, 1, number_bpjs="PER/12/042025").version == 2
    with pytest.raises(StaleVersion):
        revise(regency, agreement, 1)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"ends_on": date(2025, 2, 28)}, "/ends_on"),
        ({"commitment_id": uuid7()}, "/commitment_id"),
    ],
)
def test_register_when_details_cannot_be_names_the_field(
    regency: Regency, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        keep_agreement(regency, **changes)

    assert [error.pointer for error in caught.value.errors] == [pointer]


def test_agreement_when_it_is_another_regencys_is_not_found(
    regency: Regency, other_regency: Regency
) -> None:
    foreign = keep_agreement(other_regency)
    foreign_commitment = keep_commitment(other_regency)

    for tenant_id in (regency.id, other_regency.id):
        with transaction(regency.principal()) as session, pytest.raises(NotFound):
            get_agreement(session, tenant_id=tenant_id, agreement_id=foreign.id)
    with pytest.raises(NotFound):
        sign(regency, foreign, BLITAR_SIGNED)
    with pytest.raises(InvalidInput):
        keep_agreement(regency, commitment_id=foreign_commitment.id)


@pytest.mark.parametrize(
    "change",
    [
        "ends_on = '2025-02-28'",
        "status = 'signed'",
        "signed_on = '2025-04-14'",
        "status = 'terminated', signed_on = '2025-04-14'",
        "status = 'terminated', signed_on = '2025-04-14', terminated_on = '2025-04-13'",
        "status = 'reviewed'",
    ],
)
def test_database_when_an_agreement_contradicts_itself_refuses_it(
    regency: Regency, change: str
) -> None:
    keep_agreement(regency)

    with pytest.raises(IntegrityError), transaction(regency.principal()) as session:
        session.execute(text(f"UPDATE agreement SET {change}"))


@pytest.mark.parametrize("day", [date.min, date(25, 4, 14), date(1945, 8, 16), date(2101, 1, 1)])
def test_day_when_it_cannot_be_meant_is_stored_by_no_step(regency: Regency, day: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep_agreement(regency, starts_on=day, ends_on=day, source_on=day, data_on=day)
    assert {one.pointer for one in refused.value.errors} == {
        "/starts_on",
        "/ends_on",
        "/source_on",
        "/data_on",
    }
    agreement = keep_agreement(regency)
    with pytest.raises(InvalidInput):
        revise(regency, agreement, 1, ends_on=day)
    with pytest.raises(InvalidInput):
        sign(regency, agreement, day)
    sign(regency, agreement, BLITAR_SIGNED)
    with pytest.raises(InvalidInput):
        terminate(regency, agreement, day)
