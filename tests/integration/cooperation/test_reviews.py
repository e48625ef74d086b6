"""Agreements before the branch: submitted, withdrawn, returned with a reason, accepted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from cooperation.commitment_states import CommitmentAction
from cooperation.kinds import AgreementKind, AgreementPaper, Segment
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.models.reviews import AgreementReview, InternalReview
from cooperation.months import Month
from cooperation.queries.agreements import get_agreement
from cooperation.queries.branch_agreements import list_reviewed_agreements
from cooperation.queries.review_counts import (
    EndingAgreements,
    WaitingReviews,
    count_ending_agreements,
    count_waiting_agreements,
)
from cooperation.queries.reviews import (
    find_decided_round,
    list_decided_agreements,
    list_rounds,
)
from cooperation.review_rules import ReviewState
from cooperation.services.agreements import attach_paper, revise_agreement
from cooperation.services.commitment_steps import change_commitment_status
from cooperation.services.commitments import revise_commitment
from cooperation.services.reviews import (
    Office,
    Seen,
    accept_agreement,
    return_agreement,
    submit_agreement,
    withdraw_agreement,
)
from cooperation.states import AgreementState
from cooperation.submitted_claims import CLAIM_LABELS, ClaimChange, claim_changes
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import (
    AppError,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotFound,
    StaleVersion,
)
from tenants.kernel.events import FactsChanged
from tenants.models.identity import Organisation, OrganisationKind
from tenants.queries.documents import list_files
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.cooperation.records import (
    PDF,
    TODAY,
    agreement_details,
    attach,
    by,
    commitment_details,
    keep_agreement,
    keep_commitment,
    sign,
)

pytestmark = pytest.mark.usefixtures("app_context")

REASON = "Pasal 7 belum mencantumkan sumber dana."
WHOLE_RETURN = (
    "decision = 'returned', decided_at = now(), decided_by_name = 'x', branch_id = :branch"
)
MakeOrganisation = Callable[..., Organisation]


@pytest.fixture
def branch(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


@pytest.fixture
def commitment(regency: Regency) -> Commitment:
    return keep_commitment(regency)


@pytest.fixture
def draft(regency: Regency, commitment: Commitment) -> Agreement:
    return keep_agreement(regency, commitment_id=commitment.id)


@pytest.fixture
def submitted(regency: Regency, branch: Organisation, draft: Agreement) -> AgreementReview:  # noqa: ARG001  it must exist before
    return submit(regency, draft)


def of_branch(regency: Regency, branch: Organisation) -> Principal:
    return Principal(DatabaseRole.BRANCH, regency.id, branch.id)


def seen(review: AgreementReview) -> Seen:
    return Seen(review.id, review.agreement_version)


def kept(regency: Regency, agreement_id: Any) -> Agreement:
    with transaction(regency.principal()) as session:
        return get_agreement(session, tenant_id=regency.id, agreement_id=agreement_id)


def submit(regency: Regency, agreement: Agreement, **changes: Any) -> AgreementReview:
    asked = {"expected_version": kept(regency, agreement.id).version, **changes}
    with transaction(regency.principal()) as session:
        return submit_agreement(
            session,
            **{**by(regency), "timezone": "Asia/Jakarta", **asked},
            agreement_id=agreement.id,
        )


def withdraw(regency: Regency, review: AgreementReview) -> AgreementReview | InternalReview:
    with transaction(regency.principal()) as session:
        return withdraw_agreement(
            session,
            **by(regency),
            agreement_id=review.agreement_id,
            expected_version=review.agreement_version,
        )


def accept(regency: Regency, branch: Organisation, review: AgreementReview) -> AgreementReview:
    with transaction(of_branch(regency, branch)) as session:
        return accept_agreement(
            session,
            **by(regency),
            agreement_id=review.agreement_id,
            seen=seen(review),
            office=Office(branch.id, branch.name),
        )


def give_back(
    regency: Regency, branch: Organisation, review: AgreementReview, **changes: Any
) -> AgreementReview:
    with transaction(of_branch(regency, branch)) as session:
        return return_agreement(
            session,
            **by(regency),
            agreement_id=review.agreement_id,
            seen=seen(review),
            office=Office(branch.id, branch.name),
            **{"reason": REASON, "clause": "Pasal 7", **changes},
        )


def revise(regency: Regency, agreement: Agreement, **changes: Any) -> Agreement:
    with transaction(regency.principal()) as session:
        return revise_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=kept(regency, agreement.id).version,
            details=agreement_details(commitment_id=agreement.commitment_id, **changes),
        )


def recount(regency: Regency, commitment: Commitment, people_count: int) -> Commitment:
    with transaction(regency.principal()) as session:
        return revise_commitment(
            session,
            **by(regency),
            commitment_id=commitment.id,
            expected_version=commitment.version,
            details=commitment_details(people_count=people_count),
        )


def trail(regency: Regency) -> list[tuple[str, dict[str, Any]]]:
    with transaction(regency.principal()) as session:
        rows = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.tenant_id == regency.id, AuditEntry.subject == "agreement")
            .order_by(AuditEntry.seq)
        )
        return [(row.action, row.detail) for row in rows]


# The way from draft to signature


def test_review_when_returned_and_corrected_ends_in_a_signature(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    first = submit(regency, draft, note="Mohon telaah")
    give_back(regency, branch, first)
    revise(regency, draft, signatories="Kepala Dinas Sosial")
    assert kept(regency, draft.id).status == AgreementState.RETURNED
    second = submit(regency, draft)
    accept(regency, branch, second)

    signed = sign(regency, draft, TODAY)

    assert signed.status == AgreementState.SIGNED
    with transaction(regency.principal()) as session:
        rounds = list_rounds(session, tenant_id=regency.id, agreement_id=draft.id)
    assert [(one.review.round, one.state, one.office_name) for one in rounds] == [
        (2, ReviewState.ACCEPTED, branch.name),
        (1, ReviewState.RETURNED, branch.name),
    ]
    assert (rounds[1].review.clause, rounds[1].review.reason) == ("Pasal 7", REASON)
    assert rounds[1].review.note == "Mohon telaah"


def test_review_when_it_moves_is_told_to_the_trail_and_the_scorecard(
    regency: Regency,
    branch: Organisation,
    draft: Agreement,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[FactsChanged] = []
    monkeypatch.setattr(
        "cooperation.services.records.publish", lambda _session, event: heard.append(event)
    )
    first = submit(regency, draft)
    give_back(regency, branch, first)

    entries = trail(regency)[-2:]

    title = {"title": draft.title}
    assert entries == [
        ("agreement:submit", {**title, "version": 2, "round": 1}),
        (
            "agreement:return",
            {
                **title,
                "version": 3,
                "round": 1,
                "office": branch.name,
                "clause": "Pasal 7",
                "reason": REASON,
            },
        ),
    ]
    assert [event.cause for event in heard] == ["agreement:submit", "agreement:return"]


def test_decision_when_the_scorecard_listens_asks_for_it_from_the_branch(
    regency: Regency, branch: Organisation, submitted: AgreementReview
) -> None:
    accept(regency, branch, submitted)

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        runs = session.scalars(
            text("SELECT kind FROM job_run WHERE tenant_id = :tenant"), {"tenant": regency.id}
        ).all()
    assert sorted(set(runs)) == ["deliver_news", "recompute_scorecard"]


def test_withdrawal_when_undecided_makes_a_draft_that_may_change(
    regency: Regency, submitted: AgreementReview, draft: Agreement
) -> None:
    withdraw(regency, submitted)

    changed = revise(regency, draft, title="PKS baru")

    assert (changed.status, changed.title) == (AgreementState.DRAFT, "PKS baru")
    again = submit(regency, draft)
    assert again.round == 2


# What is submitted cannot be changed under the branch's eyes


@pytest.mark.usefixtures("app_context", "submitted")
def test_edit_when_submitted_is_refused_with_the_way_out(
    regency: Regency, draft: Agreement
) -> None:
    with pytest.raises(InvalidTransition, match="invalid-transition") as caught:
        revise(regency, draft, title="PKS lain")

    assert "Tarik kembali dahulu" in caught.value.detail
    assert kept(regency, draft.id).title == draft.title


@pytest.mark.usefixtures("app_context", "submitted")
def test_draft_text_when_submitted_cannot_be_replaced(regency: Regency, draft: Agreement) -> None:
    with pytest.raises(InvalidTransition):
        attach(regency, draft, AgreementPaper.DRAFT_TEXT)

    assert kept(regency, draft.id).draft_document_id is None


@pytest.mark.usefixtures("app_context", "submitted")
def test_commitment_when_its_agreement_is_submitted_keeps_its_figures(
    regency: Regency, draft: Agreement, commitment: Commitment
) -> None:
    with pytest.raises(InvalidTransition) as caught:
        recount(regency, commitment, 6_043)

    assert caught.value.params == {"title": draft.title}
    with pytest.raises(InvalidTransition), transaction(regency.principal()) as session:
        change_commitment_status(
            session,
            **by(regency),
            commitment_id=commitment.id,
            expected_version=commitment.version,
            action=CommitmentAction.CANCEL,
            today=TODAY,
            reason="Anggarannya dialihkan.",
        )


@pytest.mark.parametrize("state", [AgreementState.SUBMITTED, AgreementState.RETURNED])
def test_signature_when_the_branch_has_not_accepted_is_refused(
    regency: Regency,
    branch: Organisation,
    submitted: AgreementReview,
    draft: Agreement,
    state: AgreementState,
) -> None:
    if state is AgreementState.RETURNED:
        give_back(regency, branch, submitted)

    with pytest.raises(InvalidTransition):
        sign(regency, draft, date(2025, 4, 14))

    assert kept(regency, draft.id).signed_on is None


@pytest.mark.parametrize("what", ["details", "text", "commitment"])
def test_acceptance_when_anything_changes_afterwards_is_void(
    regency: Regency,
    branch: Organisation,
    submitted: AgreementReview,
    draft: Agreement,
    commitment: Commitment,
    what: str,
) -> None:
    accept(regency, branch, submitted)

    if what == "details":
        revise(regency, draft, title="PKS lain")
    elif what == "text":
        attach(regency, draft, AgreementPaper.DRAFT_TEXT)
    else:
        recount(regency, commitment, 6_043)

    assert kept(regency, draft.id).status == AgreementState.DRAFT


def test_acceptance_when_nothing_changes_stands(
    regency: Regency, branch: Organisation, submitted: AgreementReview, draft: Agreement
) -> None:
    accept(regency, branch, submitted)

    revise(regency, draft)

    assert kept(regency, draft.id).status == AgreementState.ACCEPTED


# What a submission needs


@pytest.mark.usefixtures("branch")
def test_submission_when_figures_are_missing_names_each(regency: Regency) -> None:
    plain = keep_commitment(
        regency, people_count=None, first_month=None, month_count=None, months_assumed=False
    )
    agreement = keep_agreement(regency, commitment_id=plain.id, starts_on=None, ends_on=None)

    with pytest.raises(InvalidInput) as caught:
        submit(regency, agreement)

    assert [error.pointer for error in caught.value.errors] == [
        "/starts_on",
        "/ends_on",
        "/commitment/first_month",
        "/commitment/month_count",
        "/commitment/people_count",
    ]


@pytest.mark.usefixtures("branch")
def test_submission_when_it_is_an_umbrella_needs_its_dates_only(regency: Regency) -> None:
    umbrella = keep_agreement(regency, kind=AgreementKind.NOTA_KESEPAKATAN)

    assert submit(regency, umbrella).round == 1


def test_submission_when_nobody_serves_the_regency_says_so(
    regency: Regency, draft: Agreement
) -> None:
    with pytest.raises(Conflict) as caught:
        submit(regency, draft)

    assert caught.value.detail.startswith("Belum ada kantor BPJS Ketenagakerjaan")
    assert kept(regency, draft.id).status == AgreementState.DRAFT


@pytest.mark.parametrize(
    ("moment", "is_served"),
    [
        (NOW - timedelta(days=1), False),
        (NOW, True),
        (NOW + timedelta(days=10), True),
        (NOW + timedelta(days=11), False),
    ],
)
def test_submission_when_the_assignment_begins_and_ends_counts_both_days(
    regency: Regency,
    draft: Agreement,
    make_organisation: MakeOrganisation,
    moment: datetime,
    is_served: bool,
) -> None:
    make_organisation(
        OrganisationKind.BRANCH,
        serves=[regency],
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=10),
    )

    if is_served:
        assert submit(regency, draft, now=moment).submitted_at == moment
        return
    with pytest.raises(Conflict):
        submit(regency, draft, now=moment)


@pytest.mark.usefixtures("branch")
def test_submission_when_the_page_was_old_is_refused(regency: Regency, draft: Agreement) -> None:
    revise(regency, draft, title="PKS lain")

    with pytest.raises(StaleVersion):
        submit(regency, draft, expected_version=1)


@pytest.mark.usefixtures("branch")
def test_submission_when_made_carries_the_text_of_that_moment(
    regency: Regency, draft: Agreement
) -> None:
    with transaction(regency.principal()) as session:
        text_of_draft = attach_paper(
            session,
            **by(regency),
            agreement_id=draft.id,
            paper=AgreementPaper.DRAFT_TEXT,
            file=PDF,
        )

    assert submit(regency, draft).document_id == text_of_draft.id


def test_round_when_a_newer_text_follows_keeps_the_version_that_was_submitted(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    attach(regency, draft, AgreementPaper.DRAFT_TEXT)
    first = submit(regency, draft)
    give_back(regency, branch, first)

    attach(regency, draft, AgreementPaper.DRAFT_TEXT)
    second = submit(regency, draft)

    with transaction(regency.principal()) as session:
        (text_of_draft,) = list_files(session, tenant_id=regency.id).items
        rounds = list_rounds(session, tenant_id=regency.id, agreement_id=draft.id)
    assert text_of_draft.document.id == second.document_id
    assert [earlier.id for earlier in text_of_draft.earlier] == [first.document_id]
    assert [one.review.document_id for one in rounds] == [second.document_id, first.document_id]


# Decisions


@pytest.mark.parametrize("reason", ["", "kurang", "123456789012345", "a b c d e f g h i"])
def test_return_when_the_reason_says_too_little_is_refused(
    regency: Regency, branch: Organisation, submitted: AgreementReview, reason: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        give_back(regency, branch, submitted, reason=reason)

    assert [error.pointer for error in caught.value.errors] == ["/reason"]


@pytest.mark.parametrize(
    "change", ["other version", "withdrawn", "submitted again", "already decided"]
)
def test_decision_when_it_is_about_another_version_is_refused(
    regency: Regency,
    branch: Organisation,
    submitted: AgreementReview,
    draft: Agreement,
    change: str,
) -> None:
    looked_at = submitted
    if change == "other version":
        looked_at = replace_version(submitted)
    elif change == "already decided":
        give_back(regency, branch, submitted)
    else:
        withdraw(regency, submitted)
    if change == "submitted again":
        submit(regency, draft)
    before = kept(regency, draft.id)

    with pytest.raises(StaleVersion):
        accept(regency, branch, looked_at)

    after = kept(regency, draft.id)
    assert (after.status, after.version) == (before.status, before.version)


def replace_version(review: AgreementReview) -> AgreementReview:
    return AgreementReview(
        id=review.id,
        agreement_id=review.agreement_id,
        agreement_version=review.agreement_version - 1,
    )


def test_decision_when_the_round_belongs_to_another_agreement_finds_nothing(
    regency: Regency, branch: Organisation, submitted: AgreementReview, commitment: Commitment
) -> None:
    other = submit(regency, keep_agreement(regency, commitment_id=commitment.id))

    with pytest.raises(NotFound), transaction(of_branch(regency, branch)) as session:
        accept_agreement(
            session,
            **by(regency),
            agreement_id=submitted.agreement_id,
            seen=seen(other),
            office=Office(branch.id, branch.name),
        )


def test_decision_when_it_is_another_regencys_agreement_finds_nothing(
    branch: Organisation, other_regency: Regency, submitted: AgreementReview
) -> None:
    with pytest.raises(NotFound):
        accept(other_regency, branch, submitted)


def test_decisions_when_many_arrive_at_once_are_one(
    app: Flask, regency: Regency, branch: Organisation, submitted: AgreementReview
) -> None:
    ready, ends = Barrier(6), list[str]()

    def act(number: int) -> None:
        ready.wait()
        with app.app_context():
            try:
                if number == 0:
                    withdraw(regency, submitted)
                elif number % 2:
                    accept(regency, branch, submitted)
                else:
                    give_back(regency, branch, submitted)
            except AppError as error:
                ends.append(error.code)
            else:
                ends.append("done")

    people = [Thread(target=act, args=[number]) for number in range(6)]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert sorted(ends) == ["done", *["stale-version"] * 5]
    with transaction(regency.principal()) as session:
        (only,) = list_rounds(session, tenant_id=regency.id, agreement_id=submitted.agreement_id)
    assert only.state is not ReviewState.WAITING


# Walls


@pytest.mark.usefixtures("app_context", "submitted")
@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (DatabaseRole.BRANCH, "UPDATE agreement SET title = 'x'"),
        (DatabaseRole.BRANCH, "UPDATE agreement SET draft_document_id = NULL"),
        (DatabaseRole.BRANCH, "UPDATE agreement_review SET note = 'x'"),
        (DatabaseRole.BRANCH, "UPDATE agreement_review SET withdrawn_at = now()"),
        (DatabaseRole.BRANCH, "DELETE FROM agreement_review"),
        (DatabaseRole.REGENCY, "UPDATE agreement_review SET decision = 'accepted'"),
        (DatabaseRole.REGENCY, "UPDATE agreement_review SET reason = 'cukup panjang alasannya'"),
        (DatabaseRole.REGENCY, "UPDATE agreement_review SET clause = 'Pasal 7'"),
        (DatabaseRole.REGENCY, "UPDATE agreement_review SET branch_id = NULL"),
        (DatabaseRole.REGENCY, "UPDATE agreement_review SET agreement_version = 1"),
        (DatabaseRole.OVERSIGHT, "SELECT 1 FROM agreement_review"),
        (DatabaseRole.JOB, "UPDATE agreement_review SET note = 'x'"),
    ],
)
def test_database_when_a_role_writes_the_others_part_refuses_it(
    regency: Regency,
    branch: Organisation,
    role: DatabaseRole,
    statement: str,
) -> None:
    principal = replace(of_branch(regency, branch), role=role)

    with pytest.raises(ProgrammingError), transaction(principal) as session:
        session.execute(text(statement))


@pytest.mark.usefixtures("app_context", "submitted")
@pytest.mark.parametrize(
    "change",
    [
        "decision = 'accepted'",
        "decision = 'returned', decided_at = now(), decided_by_name = 'x', reason = 'panjangnya'",
        WHOLE_RETURN,
        f"{WHOLE_RETURN}, reason = 'singkat'",
        "reason = 'x', decision = 'unknown'",
    ],
)
def test_database_when_a_decision_is_not_whole_refuses_it(
    regency: Regency, branch: Organisation, change: str
) -> None:
    with pytest.raises(IntegrityError), transaction(of_branch(regency, branch)) as session:
        session.execute(text(f"UPDATE agreement_review SET {change}"), {"branch": branch.id})


def test_database_when_a_second_round_is_opened_refuses_it(
    regency: Regency, submitted: AgreementReview
) -> None:
    with pytest.raises(IntegrityError), transaction(regency.principal()) as session:
        session.add(
            AgreementReview(
                tenant_id=regency.id,
                agreement_id=submitted.agreement_id,
                round=2,
                agreement_version=2,
                submitted_at=NOW,
                submitted_by_name=ACTOR.name,
            )
        )


# What others read


def decided(regency: Regency) -> list[tuple[UUID, str, str, str | None]]:
    with transaction(regency.principal()) as session:
        found = list_decided_agreements(session, tenant_id=regency.id)
    return [
        (one.agreement.id, one.agreement.status, one.office_name, one.review.reason)
        for one in found
    ]


def test_decided_when_listed_stays_until_the_regency_took_its_step(
    regency: Regency, branch: Organisation, submitted: AgreementReview, draft: Agreement
) -> None:
    assert decided(regency) == []
    give_back(regency, branch, submitted)
    assert decided(regency) == [(draft.id, "returned", branch.name, REASON)]

    again = submit(regency, draft)
    assert decided(regency) == []
    accept(regency, branch, again)
    assert decided(regency) == [(draft.id, "accepted", branch.name, None)]

    sign(regency, draft, TODAY)
    assert decided(regency) == []


def test_decided_when_an_acceptance_was_voided_or_nobody_reviewed_is_not_listed(
    regency: Regency, branch: Organisation, submitted: AgreementReview, draft: Agreement
) -> None:
    accept(regency, branch, submitted)
    revise(regency, draft, signatories="Kepala Dinas Sosial")
    on_paper = keep_agreement(regency, title="PKS di atas kertas")
    sign(regency, on_paper, date(2025, 4, 14))

    assert decided(regency) == []


def test_claims_when_submitted_are_kept_with_the_round_and_read_by_the_branch(
    regency: Regency, branch: Organisation, submitted: AgreementReview, draft: Agreement
) -> None:
    give_back(regency, branch, submitted)
    revise(regency, draft, signatories="Kepala Dinas Sosial")
    submit(regency, draft)

    with transaction(of_branch(regency, branch)) as session:
        second, first = list_rounds(session, tenant_id=regency.id, agreement_id=draft.id)

    assert first.review.claims is not None
    assert second.review.claims is not None
    assert set(first.review.claims) == set(CLAIM_LABELS)
    assert first.review.claims["people_count"] == 8_125
    assert first.review.claims["first_month"] == "2025-03"
    assert claim_changes(first.review.claims, second.review.claims) == [
        ClaimChange("signatories", None, "Kepala Dinas Sosial")
    ]
    assert find_decided_round([second, first]) is first


def test_branch_list_when_read_has_the_longest_waiting_first_and_no_private_draft(
    regency: Regency, branch: Organisation, commitment: Commitment
) -> None:
    keep_agreement(regency, title="belum diajukan")
    signed = keep_agreement(regency, title="ditandatangani")
    sign(regency, signed, date(2025, 4, 14))
    late = keep_agreement(regency, title="baru", commitment_id=commitment.id)
    early = keep_agreement(regency, title="lama")
    submit(regency, late)
    submit(regency, early, now=NOW - timedelta(days=3))

    with transaction(of_branch(regency, branch)) as session:
        listed = list_reviewed_agreements(session, tenant_id=regency.id)

    assert [one.agreement.title for one in listed] == ["lama", "baru", "ditandatangani"]
    assert [one.is_waiting for one in listed] == [True, True, False]


def test_waiting_when_counted_by_the_branch_adds_people_and_finds_the_oldest(
    regency: Regency, branch: Organisation, commitment: Commitment
) -> None:
    principal = of_branch(regency, branch)
    with transaction(principal) as session:
        nothing = count_waiting_agreements(session, tenant_id=regency.id)
    dated = keep_agreement(regency, commitment_id=commitment.id)
    umbrella = keep_agreement(regency, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    withdrawn = keep_agreement(regency, title="ditarik")
    submit(regency, dated)
    submit(regency, umbrella, now=NOW - timedelta(days=5))
    withdraw(regency, submit(regency, withdrawn, now=NOW - timedelta(days=9)))

    with transaction(principal) as session:
        waiting = count_waiting_agreements(session, tenant_id=regency.id)

    assert nothing == WaitingReviews(0, None, None, None)
    assert waiting == WaitingReviews(2, NOW - timedelta(days=5), 8_125, date(2025, 3, 1))


def test_ending_when_counted_looks_ninety_days_ahead(
    regency: Regency, branch: Organisation
) -> None:
    ends = {
        "kemarin": TODAY - timedelta(days=1),
        "hari ini": TODAY,
        "hari ke-90": TODAY + timedelta(days=90),
        "hari ke-91": TODAY + timedelta(days=91),
    }
    for title, ends_on in ends.items():
        sign(regency, keep_agreement(regency, title=title, ends_on=ends_on), date(2025, 4, 14))
    by_months = keep_commitment(
        regency, first_month=Month(2026, 1), month_count=12, budget_year=2026
    )
    sign(
        regency,
        keep_agreement(regency, commitment_id=by_months.id, starts_on=None, ends_on=None),
        date(2026, 1, 5),
    )
    keep_agreement(regency, title="draf", ends_on=TODAY)

    with transaction(of_branch(regency, branch)) as session:
        ending = count_ending_agreements(session, tenant_id=regency.id, today=TODAY)

    assert ending == EndingAgreements(3, TODAY, 8_125)


@pytest.mark.usefixtures("branch")
def test_segment_when_it_is_construction_asks_for_the_contract(regency: Regency) -> None:
    works = keep_commitment(
        regency, segment=Segment.JAKON, people_count=None, contract_value_idr=None
    )
    agreement = keep_agreement(regency, commitment_id=works.id)

    with pytest.raises(InvalidInput) as caught:
        submit(regency, agreement)

    assert [error.pointer for error in caught.value.errors] == ["/commitment/contract_value_idr"]
