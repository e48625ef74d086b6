"""Drafts reviewed at home: put before one named person, passed on, sent back, and taken back."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from cooperation.kinds import AgreementPaper
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.models.reviews import AgreementReview, InternalReview
from cooperation.queries.agreements import get_agreement
from cooperation.queries.internal_reviews import (
    list_awaited_approvals,
    list_internal_rounds,
    list_sent_back,
)
from cooperation.queries.reviews import list_decided_agreements, list_rounds
from cooperation.review_rules import ReviewState
from cooperation.services.agreement_steps import drop_agreement, resume_agreement
from cooperation.services.agreements import revise_agreement
from cooperation.services.commitments import revise_commitment
from cooperation.services.internal_decisions import (
    Approver,
    Next,
    forward_review,
    send_back,
    undo_review,
)
from cooperation.services.internal_reviews import ask_review
from cooperation.services.reviews import (
    Office,
    Seen,
    accept_agreement,
    return_agreement,
    submit_agreement,
    undo_decision,
    withdraw_agreement,
)
from cooperation.states import AgreementState, ReviewStage
from tenants.access import Role
from tenants.kernel.actor import Actor
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import (
    AppError,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotPermitted,
    StaleVersion,
)
from tenants.models.identity import Organisation, OrganisationKind
from tenants.queries.members import Colleague
from tenants.services.delegations import Deputising, delegate, end_delegation
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.cooperation.records import (
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
HEAD = Actor(uuid4(), "Kepala Dinas Sosial")
LAWYER = Actor(uuid4(), "Kepala Bagian Hukum")
DEPUTY = Actor(uuid4(), "Sekretaris Dinas Sosial")


def named(actor: Actor) -> Colleague:
    assert actor.id is not None
    return Colleague(uuid4(), actor.id, actor.name, Role.CERTIFIER)


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


@pytest.fixture
def commitment(regency: Regency) -> Commitment:
    return keep_commitment(regency)


@pytest.fixture
def draft(regency: Regency, commitment: Commitment) -> Agreement:
    return keep_agreement(regency, commitment_id=commitment.id)


def kept(regency: Regency, agreement: Agreement) -> Agreement:
    with transaction(regency.principal()) as session:
        return get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)


def ask(
    regency: Regency,
    agreement: Agreement,
    stage: ReviewStage = ReviewStage.DEPARTMENT,
    approver: Actor = HEAD,
    **changes: Any,
) -> InternalReview:
    with transaction(regency.principal()) as session:
        return ask_review(
            session,
            **{**by(regency), "expected_version": kept(regency, agreement).version, **changes},
            agreement_id=agreement.id,
            stage=stage,
            approver=named(approver),
        )


def place(regency: Regency, agreement: Agreement, actor: Actor) -> dict[str, Any]:
    return {
        "tenant_id": regency.id,
        "now": NOW,
        "agreement_id": agreement.id,
        "by": Approver(actor, kept(regency, agreement).version, TODAY),
    }


def forward(
    regency: Regency, review: InternalReview, agreement: Agreement, to: Next, actor: Actor = HEAD
) -> InternalReview:
    with transaction(regency.principal()) as session:
        return forward_review(
            session,
            **place(regency, agreement, actor),
            review_id=review.id,
            to=to,
            timezone="Asia/Jakarta",
        )


def reject(
    regency: Regency,
    review: InternalReview,
    agreement: Agreement,
    actor: Actor = HEAD,
    reason: str = REASON,
) -> InternalReview:
    with transaction(regency.principal()) as session:
        return send_back(
            session,
            **place(regency, agreement, actor),
            review_id=review.id,
            reason=reason,
            clause="Pasal 7",
        )


def undo(regency: Regency, agreement: Agreement, actor: Actor = HEAD) -> InternalReview:
    with transaction(regency.principal()) as session:
        return undo_review(session, **place(regency, agreement, actor))


def revise(
    regency: Regency, agreement: Agreement, actor: Actor = ACTOR, **changes: Any
) -> Agreement:
    with transaction(regency.principal()) as session:
        return revise_agreement(
            session,
            **{**by(regency), "actor": actor},
            agreement_id=agreement.id,
            expected_version=kept(regency, agreement).version,
            details=agreement_details(commitment_id=agreement.commitment_id, **changes),
        )


def open_branch_round(regency: Regency, agreement: Agreement) -> AgreementReview:
    with transaction(regency.principal()) as session:
        rounds = list_rounds(session, tenant_id=regency.id, agreement_id=agreement.id)
    return rounds[0].review


def of_branch(regency: Regency, branch: Organisation) -> Principal:
    return Principal(DatabaseRole.BRANCH, regency.id, branch.id)


def decide(
    regency: Regency, branch: Organisation, agreement: Agreement, **reason: Any
) -> AgreementReview:
    review = open_branch_round(regency, agreement)
    with transaction(of_branch(regency, branch)) as session:
        return (return_agreement if reason else accept_agreement)(
            session,
            **by(regency),
            agreement_id=agreement.id,
            seen=Seen(review.id, kept(regency, agreement).version),
            office=Office(branch.id, branch.name),
            **reason,
        )


def undo_of_branch(regency: Regency, branch: Organisation, agreement: Agreement) -> AgreementReview:
    with transaction(of_branch(regency, branch)) as session:
        return undo_decision(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=kept(regency, agreement).version,
            office=Office(branch.id, branch.name),
        )


TO_BRANCH = Next(ReviewStage.BRANCH)
TO_LAWYER = Next(ReviewStage.LEGAL, named(LAWYER))


# The way through the house


def test_draft_when_both_at_home_approve_reaches_the_office_and_is_accepted(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    first = ask(regency, draft, note="Mohon reviu")
    assert kept(regency, draft).status == AgreementState.DEPARTMENT_REVIEW
    forward(regency, first, draft, TO_LAWYER)
    assert kept(regency, draft).status == AgreementState.LEGAL_REVIEW
    with transaction(regency.principal()) as session:
        rounds = list_internal_rounds(session, tenant_id=regency.id, agreement_id=draft.id)
    second = rounds[0].review
    forward(regency, second, draft, TO_BRANCH, LAWYER)

    decide(regency, branch, draft)

    assert kept(regency, draft).status == AgreementState.ACCEPTED
    assert [(one.stage, one.state, one.review.approver_name) for one in rounds] == [
        (ReviewStage.LEGAL, ReviewState.WAITING, LAWYER.name),
        (ReviewStage.DEPARTMENT, ReviewState.ACCEPTED, HEAD.name),
    ]
    assert open_branch_round(regency, draft).submitted_by_name == LAWYER.name


def test_steps_when_taken_are_told_to_the_trail_with_who_was_named(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    assert branch.name
    review = ask(regency, draft)
    forward(regency, review, draft, TO_LAWYER)
    undo(regency, draft)

    with transaction(regency.principal()) as session:
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.tenant_id == regency.id, AuditEntry.subject == "agreement")
            .order_by(AuditEntry.seq)
        ).all()
    assert [(one.action, one.actor_name) for one in entries[1:]] == [
        ("agreement:ask-department", ACTOR.name),
        ("agreement:forward-legal", HEAD.name),
        ("agreement:undo-department", HEAD.name),
    ]
    assert entries[1].detail["approver"] == HEAD.name
    assert entries[3].detail["undone"] == "accepted"


def test_draft_when_sent_back_is_corrected_and_asked_again(
    regency: Regency, draft: Agreement
) -> None:
    reject(regency, ask(regency, draft), draft)
    returned = kept(regency, draft)
    assert (returned.status, returned.returned_by) == ("returned", "department")
    with transaction(regency.principal()) as session:
        (sent_back,) = list_sent_back(session, tenant_id=regency.id)
        assert list_decided_agreements(session, tenant_id=regency.id) == []
    assert (sent_back.review.clause, sent_back.review.reason) == ("Pasal 7", REASON)

    revise(regency, draft, title="PKS yang diperbaiki")
    again = ask(regency, draft)

    assert (again.round, kept(regency, draft).returned_by) == (2, None)


@pytest.mark.parametrize("stage", [ReviewStage.DEPARTMENT, ReviewStage.LEGAL])
def test_review_when_withdrawn_makes_a_draft_that_may_change(
    regency: Regency, draft: Agreement, stage: ReviewStage
) -> None:
    ask(regency, draft, stage)
    with pytest.raises(InvalidTransition):
        revise(regency, draft, title="PKS lain")

    with transaction(regency.principal()) as session:
        withdraw_agreement(
            session,
            **by(regency),
            agreement_id=draft.id,
            expected_version=kept(regency, draft).version,
        )

    assert revise(regency, draft, title="PKS lain").status == AgreementState.DRAFT


def test_figures_when_a_review_at_home_is_open_do_not_change(
    regency: Regency, draft: Agreement, commitment: Commitment
) -> None:
    ask(regency, draft)

    with pytest.raises(InvalidTransition) as caught, transaction(regency.principal()) as session:
        revise_commitment(
            session,
            **by(regency),
            commitment_id=commitment.id,
            expected_version=commitment.version,
            details=commitment_details(people_count=6_043),
        )

    assert caught.value.params == {"title": draft.title}


# One named approver, who is somebody else


def test_note_when_it_may_hold_a_number_goes_to_nobody(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    assert branch.name
    note = "Sudah dicek, NIK 3505010101800001"
    with pytest.raises(InvalidInput) as asked:
        ask(regency, draft, note=note)
    review = ask(regency, draft)

    with pytest.raises(InvalidInput) as forwarded:
        forward(regency, review, draft, Next(ReviewStage.BRANCH, note=note))

    for caught in (asked, forwarded):
        assert [one.pointer for one in caught.value.errors] == ["/note"]
    assert kept(regency, draft).status == AgreementState.DEPARTMENT_REVIEW


@pytest.mark.parametrize("approver", [ACTOR, HEAD])
def test_approver_when_they_prepared_the_draft_is_refused(
    regency: Regency, draft: Agreement, approver: Actor
) -> None:
    revise(regency, draft, actor=approver, title="Ditulis yang ditunjuk")

    with pytest.raises(InvalidInput) as caught:
        ask(regency, draft, approver=approver)

    assert [one.pointer for one in caught.value.errors] == ["/membership_id"]
    assert kept(regency, draft).status == AgreementState.DRAFT


def test_approver_when_somebody_else_changed_the_draft_after_them_is_refused(
    regency: Regency, draft: Agreement
) -> None:
    revise(regency, draft, actor=HEAD, title="Ditulis yang ditunjuk")
    revise(regency, draft, title="Diubah lagi oleh petugas")

    with pytest.raises(InvalidInput) as caught:
        ask(regency, draft, approver=HEAD)

    assert [one.pointer for one in caught.value.errors] == ["/membership_id"]


def test_approver_when_they_changed_the_figures_is_refused(
    regency: Regency, draft: Agreement, commitment: Commitment
) -> None:
    with transaction(regency.principal()) as session:
        revise_commitment(
            session,
            **{**by(regency), "actor": HEAD},
            commitment_id=commitment.id,
            expected_version=commitment.version,
            details=commitment_details(people_count=6_043),
        )

    with pytest.raises(InvalidInput):
        ask(regency, draft)


@pytest.mark.parametrize("actor", [LAWYER, ACTOR])
def test_decision_when_somebody_else_was_named_is_refused(
    regency: Regency, branch: Organisation, draft: Agreement, actor: Actor
) -> None:
    assert branch.name
    review = ask(regency, draft)

    with pytest.raises(NotPermitted):
        forward(regency, review, draft, TO_BRANCH, actor)
    with pytest.raises(NotPermitted):
        reject(regency, review, draft, actor)

    assert kept(regency, draft).status == AgreementState.DEPARTMENT_REVIEW


def test_database_when_the_preparer_decides_refuses(regency: Regency, draft: Agreement) -> None:
    review = ask(regency, draft)

    with pytest.raises(IntegrityError, match="two_people"), transaction(regency.principal()) as s:
        s.execute(
            text(
                "UPDATE internal_review SET decision = 'accepted', decided_at = now(),"
                " decided_by_id = :who, decided_by_name = 'x' WHERE id = :review"
            ),
            {"who": ACTOR.id, "review": review.id},
        )


def test_office_reads_nothing_of_reviews_at_home(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    ask(regency, draft)

    for table in ("internal_review", "delegation"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction(of_branch(regency, branch)) as session,
        ):
            session.execute(text(f"SELECT * FROM {table}"))


# Delegation with dates


def hand_over(regency: Regency, **changes: Any) -> UUID:
    stated = {
        "deputy": named(DEPUTY),
        "first_on": TODAY,
        "last_on": TODAY + timedelta(days=7),
        "mandate": "Surat perintah Plh. 800/12/2026",
        **changes,
    }
    with transaction(regency.principal()) as session:
        return delegate(
            session,
            tenant_id=regency.id,
            actor=HEAD,
            now=NOW,
            today=TODAY,
            stated=Deputising(**stated),
        ).id


def test_deputy_when_the_day_lies_in_the_delegation_decides(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    assert branch.name
    review = ask(regency, draft)
    hand_over(regency)

    done = forward(regency, review, draft, TO_BRANCH, DEPUTY)

    assert (done.approver_name, done.decided_by_name) == (HEAD.name, DEPUTY.name)


@pytest.mark.parametrize("days", [(1, 7)])
def test_deputy_when_the_delegation_has_not_begun_is_refused(
    regency: Regency, branch: Organisation, draft: Agreement, days: tuple[int, int]
) -> None:
    assert branch.name
    review = ask(regency, draft)
    hand_over(
        regency,
        first_on=TODAY + timedelta(days=days[0]),
        last_on=TODAY + timedelta(days=days[1]),
    )

    with pytest.raises(NotPermitted):
        forward(regency, review, draft, TO_BRANCH, DEPUTY)


def test_deputy_when_the_delegation_was_taken_back_is_refused(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    assert branch.name
    review = ask(regency, draft)
    delegation_id = hand_over(regency)
    with transaction(regency.principal()) as session:
        end_delegation(
            session, tenant_id=regency.id, actor=HEAD, now=NOW, delegation_id=delegation_id
        )

    with pytest.raises(NotPermitted):
        forward(regency, review, draft, TO_BRANCH, DEPUTY)


def test_deputy_when_they_prepared_the_draft_is_refused(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    assert branch.name
    revise(regency, draft, actor=DEPUTY, title="Ditulis pelaksana harian")
    review = ask(regency, draft)
    hand_over(regency)

    with pytest.raises(NotPermitted):
        forward(regency, review, draft, TO_BRANCH, DEPUTY)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"deputy": named(HEAD)}, "/membership_id"),
        ({"last_on": TODAY - timedelta(days=1), "first_on": TODAY}, "/last_on"),
        (
            {"first_on": TODAY - timedelta(days=9), "last_on": TODAY - timedelta(days=1)},
            "/last_on",
        ),
        ({"first_on": date(1026, 1, 1)}, "/first_on"),
        ({"last_on": TODAY + timedelta(days=3_650)}, "/last_on"),
        ({"mandate": "a.n. 3505010101800001"}, "/mandate"),
    ],
)
def test_delegation_when_it_cannot_be_meant_is_refused(
    regency: Regency, changes: Mapping[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        hand_over(regency, **changes)

    assert [one.pointer for one in caught.value.errors] == [pointer]


def test_delegation_when_somebody_stands_in_already_is_refused_until_that_is_ended(
    regency: Regency,
) -> None:
    first = hand_over(regency)

    with pytest.raises(InvalidInput) as caught:
        hand_over(regency, deputy=named(LAWYER))

    assert [one.pointer for one in caught.value.errors] == ["/first_on"]
    with transaction(regency.principal()) as session:
        end_delegation(session, tenant_id=regency.id, actor=HEAD, now=NOW, delegation_id=first)
    hand_over(regency, deputy=named(LAWYER))


def test_delegation_when_another_ends_it_is_refused(regency: Regency) -> None:
    delegation_id = hand_over(regency)

    with pytest.raises(NotPermitted), transaction(regency.principal()) as session:
        end_delegation(
            session, tenant_id=regency.id, actor=DEPUTY, now=NOW, delegation_id=delegation_id
        )


def test_approvals_when_asked_for_name_those_of_the_represented_too(
    regency: Regency, draft: Agreement
) -> None:
    review = ask(regency, draft)
    assert HEAD.id
    assert LAWYER.id

    with transaction(regency.principal()) as session:
        mine = list_awaited_approvals(session, tenant_id=regency.id, approver_ids={HEAD.id})
        others = list_awaited_approvals(session, tenant_id=regency.id, approver_ids={LAWYER.id})

    assert ([one.review.id for one in mine], list(others)) == ([review.id], [])


# A decision holds for exact words


def test_decision_when_the_words_have_changed_is_refused(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    """Nothing may change under review; were it to happen all the same, the hash tells."""
    review = ask(regency, draft)
    forward(regency, review, draft, TO_BRANCH)
    with transaction(regency.principal()) as session:
        session.execute(
            text("UPDATE commitment SET people_count = 1 WHERE tenant_id = :tenant"),
            {"tenant": regency.id},
        )

    with pytest.raises(StaleVersion, match="stale-version"):
        decide(regency, branch, draft)

    assert kept(regency, draft).status == AgreementState.SUBMITTED


def test_hash_when_only_the_text_differs_differs(regency: Regency, draft: Agreement) -> None:
    before = ask(regency, draft).content_sha256
    with transaction(regency.principal()) as session:
        withdraw_agreement(
            session,
            **by(regency),
            agreement_id=draft.id,
            expected_version=kept(regency, draft).version,
        )
    attach(regency, draft, AgreementPaper.DRAFT_TEXT)

    after = ask(regency, draft).content_sha256

    assert len(before) == len(after) == 32
    assert before != after


# Undo, until the next step


@pytest.mark.parametrize("to", [TO_LAWYER, TO_BRANCH])
def test_approval_when_undone_comes_back_and_the_next_round_ends(
    regency: Regency, branch: Organisation, draft: Agreement, to: Next
) -> None:
    assert branch.name
    review = ask(regency, draft)
    forward(regency, review, draft, to)

    undone = undo(regency, draft)

    assert kept(regency, draft).status == AgreementState.DEPARTMENT_REVIEW
    assert (undone.decision, undone.undone_decision) == (None, "accepted")
    reject(regency, review, draft)
    assert kept(regency, draft).status == AgreementState.RETURNED


def test_return_when_undone_waits_again(regency: Regency, draft: Agreement) -> None:
    reject(regency, ask(regency, draft), draft)

    undone = undo(regency, draft)

    assert kept(regency, draft).returned_by is None
    assert (undone.reason, undone.undone_decision) == (None, "returned")


def test_return_when_corrected_since_cannot_be_undone(regency: Regency, draft: Agreement) -> None:
    reject(regency, ask(regency, draft), draft)
    revise(regency, draft, title="PKS yang diperbaiki")

    with pytest.raises(StaleVersion):
        undo(regency, draft)


def test_approval_when_the_office_has_decided_cannot_be_undone(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    forward(regency, ask(regency, draft), draft, TO_BRANCH)
    decide(regency, branch, draft, reason=REASON)

    with pytest.raises((InvalidTransition, StaleVersion)):
        undo(regency, draft)


def test_approval_when_the_draft_was_put_forward_anew_cannot_be_undone(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    """Word for word the same, but another round: what followed the approval is over."""
    forward(regency, ask(regency, draft), draft, TO_BRANCH)
    decide(regency, branch, draft, reason=REASON)
    with transaction(regency.principal()) as session:
        submit_agreement(
            session,
            **{**by(regency), "now": NOW + timedelta(days=1)},
            agreement_id=draft.id,
            expected_version=kept(regency, draft).version,
            timezone="Asia/Jakarta",
        )

    with pytest.raises(StaleVersion):
        undo(regency, draft)

    assert kept(regency, draft).status == AgreementState.SUBMITTED
    assert open_branch_round(regency, draft).withdrawn_at is None


def test_acceptance_of_the_office_when_undone_waits_again_and_can_be_returned(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    with transaction(regency.principal()) as session:
        submit_agreement(
            session,
            **by(regency),
            agreement_id=draft.id,
            expected_version=1,
            timezone="Asia/Jakarta",
        )
    decide(regency, branch, draft)

    undone = undo_of_branch(regency, branch, draft)

    assert kept(regency, draft).status == AgreementState.SUBMITTED
    assert (undone.decision, undone.branch_id, undone.undone_decision) == (None, None, "accepted")
    decide(regency, branch, draft, reason=REASON)
    returned = kept(regency, draft)
    assert (returned.status, returned.returned_by) == ("returned", "branch")


def test_decision_of_the_office_when_signed_or_anothers_cannot_be_undone(
    regency: Regency,
    branch: Organisation,
    draft: Agreement,
    make_organisation: Callable[..., Organisation],
) -> None:
    with transaction(regency.principal()) as session:
        submit_agreement(
            session,
            **by(regency),
            agreement_id=draft.id,
            expected_version=1,
            timezone="Asia/Jakarta",
        )
    decide(regency, branch, draft)
    other = make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )

    with pytest.raises(Conflict):
        undo_of_branch(regency, other, draft)
    sign(regency, draft, TODAY)
    with pytest.raises(InvalidTransition):
        undo_of_branch(regency, branch, draft)


# Given up, and taken up again


def test_draft_when_given_up_stays_on_record_and_can_be_taken_up(
    regency: Regency, draft: Agreement
) -> None:
    place_of = {**by(regency), "agreement_id": draft.id}
    with pytest.raises(InvalidInput), transaction(regency.principal()) as session:
        drop_agreement(session, **place_of, expected_version=1, reason="batal")
    with transaction(regency.principal()) as session:
        dropped = drop_agreement(
            session, **place_of, expected_version=1, reason="Anggaran tidak tersedia tahun ini."
        )
    assert dropped.status == AgreementState.DROPPED
    with pytest.raises(InvalidTransition):
        sign(regency, draft, TODAY)

    with transaction(regency.principal()) as session:
        resumed = resume_agreement(session, **place_of, expected_version=dropped.version)

    assert resumed.status == AgreementState.DRAFT


# Many at once


def test_approvals_when_fifty_come_at_once_give_exactly_one(
    regency: Regency, branch: Organisation, draft: Agreement, app: Flask
) -> None:
    assert branch.name
    review = ask(regency, draft)
    version = kept(regency, draft).version
    gate, outcomes = Barrier(50), []

    def approve() -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction(regency.principal()) as session:
                    forward_review(
                        session,
                        tenant_id=regency.id,
                        now=NOW,
                        agreement_id=draft.id,
                        by=Approver(HEAD, version, TODAY),
                        review_id=review.id,
                        to=TO_BRANCH,
                        timezone="Asia/Jakarta",
                    )
                outcomes.append("done")
            except AppError as error:
                outcomes.append(error.code)

    threads = [Thread(target=approve) for _ in range(50)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert outcomes.count("done") == 1
    assert set(outcomes) == {"done", "stale-version"}
    assert open_branch_round(regency, draft).round == 1
