"""Giving a programme up and taking it up again: when it is refused, and who is told."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from cooperation.commitment_states import CommitmentAction, CommitmentStatus
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.services.agreement_steps import terminate_agreement
from cooperation.services.bills import BillDetails, issue_bill
from cooperation.services.commitment_steps import change_commitment_status
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import (
    DuplicateRecord,
    InvalidInput,
    InvalidTransition,
    StaleVersion,
)
from tenants.models.identity import Organisation, OrganisationKind
from tenants.models.notices import News
from tests.conftest import Regency
from tests.integration.cooperation.notices import deliver, give_back, join, submit, told
from tests.integration.cooperation.records import (
    TODAY,
    by,
    keep_agreement,
    keep_commitment,
    sign,
    version_now,
)

pytestmark = pytest.mark.usefixtures("app_context")

MakeOrganisation = Callable[..., Organisation]
REASON = "Anggarannya dialihkan ke program lain."


@pytest.fixture
def branch(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


@pytest.fixture
def commitment(regency: Regency) -> Commitment:
    return keep_commitment(regency)


def move(
    regency: Regency,
    commitment: Commitment,
    action: CommitmentAction,
    *,
    version: int | None = None,
    reason: str | None = REASON,
) -> Commitment:
    with transaction(regency.principal()) as session:
        return change_commitment_status(
            session,
            **by(regency),
            commitment_id=commitment.id,
            expected_version=version or kept(regency, commitment).version,
            action=action,
            today=TODAY,
            reason=reason,
        )


def kept(regency: Regency, commitment: Commitment) -> Commitment:
    with transaction(regency.principal()) as session:
        return session.get_one(Commitment, (regency.id, commitment.id))


def signed_until(regency: Regency, commitment: Commitment, last_day: date) -> Agreement:
    agreement = keep_agreement(
        regency, commitment_id=commitment.id, starts_on=date(2025, 3, 1), ends_on=last_day
    )
    return sign(regency, agreement, date(2025, 4, 14))


def end_early(regency: Regency, agreement: Agreement) -> None:
    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            terminated_on=TODAY,
            reason="Anggaran dicabut dalam perubahan.",
            today=TODAY,
        )


@pytest.mark.parametrize("reason", [None, "batal saja", "Karena 3505010101700001 dua kali."])
def test_cancellation_without_a_reason_that_tells_is_refused(
    regency: Regency, commitment: Commitment, reason: str | None
) -> None:
    with pytest.raises(InvalidInput) as caught:
        move(regency, commitment, CommitmentAction.CANCEL, reason=reason)

    assert [one.pointer for one in caught.value.errors] == ["/reason"]
    assert kept(regency, commitment).status == CommitmentStatus.COMMITTED


@pytest.mark.parametrize("action", list(CommitmentAction))
def test_step_of_a_page_that_is_out_of_date_is_refused(
    regency: Regency, commitment: Commitment, action: CommitmentAction
) -> None:
    with pytest.raises(StaleVersion):
        move(regency, commitment, action, version=commitment.version + 1)


def test_cancellation_keeps_its_reason_in_the_trail(
    regency: Regency, commitment: Commitment
) -> None:
    move(regency, commitment, CommitmentAction.CANCEL)

    with transaction(regency.principal()) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "commitment:cancel")
        ).one()
    assert entry.detail["reason"] == REASON


def test_programme_of_a_binding_agreement_is_not_given_up_until_that_was_ended(
    regency: Regency, commitment: Commitment
) -> None:
    agreement = signed_until(regency, commitment, TODAY)

    with pytest.raises(InvalidTransition) as caught:
        move(regency, commitment, CommitmentAction.CANCEL)
    assert caught.value.params == {"title": agreement.title}
    assert "pengakhiran" in caught.value.detail
    assert kept(regency, commitment).status == CommitmentStatus.COMMITTED

    end_early(regency, agreement)

    assert move(regency, commitment, CommitmentAction.CANCEL).status == CommitmentStatus.CANCELLED


def test_programme_of_an_agreement_whose_term_is_over_is_given_up(
    regency: Regency, commitment: Commitment
) -> None:
    signed_until(regency, commitment, TODAY - timedelta(days=1))

    assert move(regency, commitment, CommitmentAction.CANCEL).status == CommitmentStatus.CANCELLED


def test_billed_programme_is_not_given_up(regency: Regency, commitment: Commitment) -> None:
    with transaction(regency.principal()) as session:
        issue_bill(
            session,
            **by(regency),
            details=BillDetails(
                commitment_id=commitment.id,
                agreement_id=None,
                number=3,
                first=Month(2025, 3),
                last=Month(2025, 3),
                people_count=1,
                month_count=1,
                amount_idr=16_800,
                due_on=date(2025, 3, 15),
            ),
            code="250300001234",
            billed_on=date(2025, 3, 4),
        )

    with pytest.raises(InvalidTransition) as caught:
        move(regency, commitment, CommitmentAction.CANCEL)

    assert caught.value.params == {"number": 3}
    assert kept(regency, commitment).status == CommitmentStatus.COMMITTED


def test_agreement_is_not_signed_while_its_programme_is_given_up(
    regency: Regency, commitment: Commitment
) -> None:
    draft = keep_agreement(regency, commitment_id=commitment.id)
    move(regency, commitment, CommitmentAction.CANCEL)

    with pytest.raises(InvalidTransition) as caught:
        sign(regency, draft, date(2025, 4, 14))
    assert caught.value.params == {"title": commitment.title}

    move(regency, commitment, CommitmentAction.RESUME)

    assert sign(regency, draft, date(2025, 4, 14)).status == "signed"


def test_what_was_given_up_is_taken_up_again_as_a_plan(
    regency: Regency, commitment: Commitment
) -> None:
    with pytest.raises(InvalidTransition):
        move(regency, commitment, CommitmentAction.RESUME)
    move(regency, commitment, CommitmentAction.CANCEL)

    assert move(regency, commitment, CommitmentAction.RESUME).status == CommitmentStatus.PLANNED


def test_what_was_recorded_anew_meanwhile_is_not_taken_up_again(
    regency: Regency, commitment: Commitment
) -> None:
    move(regency, commitment, CommitmentAction.CANCEL)
    keep_commitment(regency)

    with pytest.raises(DuplicateRecord):
        move(regency, commitment, CommitmentAction.RESUME)

    assert kept(regency, commitment).status == CommitmentStatus.CANCELLED


def test_keepers_and_the_office_that_knows_an_agreement_are_told(
    regency: Regency, branch: Organisation, commitment: Commitment
) -> None:
    officer, head = join(regency, Role.OFFICER), join(branch, Role.HEAD)
    draft = keep_agreement(regency, commitment_id=commitment.id)
    give_back(regency, branch, submit(regency, draft))
    deliver(regency)
    before = set(told(regency))

    move(regency, commitment, CommitmentAction.CANCEL)
    move(regency, commitment, CommitmentAction.RESUME)
    deliver(regency)

    assert {(person, code) for _, person, code in set(told(regency)) - before} == {
        (officer, "commitment:cancel"),
        (officer, "commitment:resume"),
        (head, "agreement:programme-cancelled"),
        (head, "agreement:programme-resumed"),
    }
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        news = {one.code: one for one in session.scalars(select(News))}
    assert news["commitment:cancel"].params == {"title": commitment.title, "reason": REASON}
    assert news["agreement:programme-cancelled"].subject_id == draft.id
    assert news["agreement:programme-cancelled"].params == {"title": draft.title, "reason": REASON}


def test_office_that_knows_no_agreement_of_it_is_not_told(
    regency: Regency, branch: Organisation, commitment: Commitment
) -> None:
    join(branch, Role.HEAD)
    keep_agreement(regency, commitment_id=commitment.id)

    move(regency, commitment, CommitmentAction.CANCEL)
    deliver(regency)

    assert told(regency) == []
