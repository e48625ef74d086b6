"""News of agreements: told to the other side's people, once, and to nobody of another regency."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from cooperation.models.agreements import Agreement
from cooperation.services.agreement_steps import drop_agreement, resume_agreement
from cooperation.services.agreements import revise_agreement
from cooperation.services.reviews import Office, Seen, accept_agreement
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.jobs import find_run, perform
from tenants.models.identity import BranchAssignment, Membership, Organisation, OrganisationKind
from tenants.models.notices import News, Notice
from tenants.notice_words import in_words
from tenants.services.notices import DELIVER_JOB
from tests.conftest import Regency
from tests.integration.cooperation.notices import REASON, deliver, give_back, join, submit, told
from tests.integration.cooperation.records import (
    TODAY,
    agreement_details,
    by,
    keep_agreement,
    keep_commitment,
    sign,
    version_now,
)

pytestmark = pytest.mark.usefixtures("app_context")

MakeOrganisation = Callable[..., Organisation]
DUE_AGAIN = (
    "UPDATE job_run SET state = 'running', finished_at = NULL,"
    " lease_until = now() - interval '1 hour' WHERE kind = 'deliver_news'"
)


@pytest.fixture
def branch(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


@pytest.fixture
def draft(regency: Regency) -> Agreement:
    return keep_agreement(regency, commitment_id=keep_commitment(regency).id)


def test_submission_is_told_to_every_reviewer_and_head_of_the_serving_office(
    regency: Regency, branch: Organisation, draft: Agreement, make_organisation: MakeOrganisation
) -> None:
    head, reviewer = join(branch, Role.HEAD), join(branch, Role.REVIEWER)
    join(make_organisation(OrganisationKind.BRANCH), Role.HEAD)
    join(regency, Role.OFFICER)

    submit(regency, draft)
    deliver(regency)

    assert {(o, p) for o, p, _ in told(regency)} == {(branch.id, head), (branch.id, reviewer)}
    assert {code for _, _, code in told(regency)} == {"agreement:submit"}


def test_return_is_told_with_its_reason_to_officers_and_admins(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    admin, officer = join(regency, Role.ADMIN), join(regency, Role.OFFICER)
    join(regency, Role.VIEWER)

    give_back(regency, branch, submit(regency, draft))
    deliver(regency)

    assert {(person, code) for _, person, code in told(regency)} == {
        (admin, "agreement:return"),
        (officer, "agreement:return"),
    }
    with transaction(regency.principal()) as session:
        notice = session.scalars(select(Notice)).first()
        assert notice is not None
        assert (notice.params["reason"], notice.params["office"]) == (REASON, branch.name)


def test_news_is_told_once_however_often_its_run_is_done(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    join(branch, Role.HEAD)
    submit(regency, draft)
    deliver(regency)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(text(DUE_AGAIN))
        news = session.scalars(select(News)).one()
        run = find_run(session, tenant_id=regency.id, kind=DELIVER_JOB, key=str(news.id))
    assert run is not None

    perform(str(run.id))

    assert len(told(regency)) == 1


def test_whoever_did_it_and_whoever_left_are_not_told(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    left, closed, stays = (join(branch, Role.REVIEWER) for _ in range(3))
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        session.execute(
            update(Membership)
            .where(Membership.user_id == left)
            .values(starts_on=date(2026, 1, 1), ends_on=TODAY - timedelta(days=1))
        )
        session.execute(
            text("UPDATE user_account SET is_active = false WHERE id = :id"), {"id": closed}
        )
    submit(regency, draft)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        assert session.scalars(select(News.actor_id)).one() is not None

    deliver(regency)

    assert [person for _, person, _ in told(regency)] == [stays]


def test_office_that_no_longer_serves_the_regency_is_not_told(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    join(branch, Role.HEAD)
    submit(regency, draft)
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        session.execute(
            update(BranchAssignment)
            .where(BranchAssignment.organisation_id == branch.id)
            .values(ends_on=TODAY - timedelta(days=1))
        )

    deliver(regency)

    assert told(regency) == []


def test_editing_a_draft_is_no_news(regency: Regency, branch: Organisation) -> None:
    join(branch, Role.HEAD)
    keep_agreement(regency)
    deliver(regency)

    assert told(regency) == []


def test_signing_on_paper_is_told_to_the_office(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    head = join(branch, Role.HEAD)
    sign(regency, draft, date(2025, 4, 14))
    deliver(regency)

    assert told(regency) == [(branch.id, head, "agreement:sign")]


# Walls


def test_notice_of_one_regency_is_read_by_no_other(
    regency: Regency,
    other_regency: Regency,
    make_organisation: MakeOrganisation,
    draft: Agreement,
) -> None:
    branch = make_organisation(
        OrganisationKind.BRANCH,
        serves=[regency, other_regency],
        starts_on=TODAY - timedelta(days=30),
    )
    join(branch, Role.HEAD)
    join(regency, Role.ADMIN)
    give_back(regency, branch, submit(regency, draft))
    deliver(regency)

    def seen_by(principal: Principal) -> int:
        with transaction(principal) as session:
            return len(session.scalars(select(Notice)).all())

    assert seen_by(regency.principal()) == 1
    assert seen_by(other_regency.principal()) == 0
    # neither the tenant nor the organisation alone opens anything to a regency
    assert seen_by(Principal(DatabaseRole.REGENCY, regency.id)) == 0
    assert seen_by(Principal(DatabaseRole.REGENCY, regency.id, other_regency.organisation.id)) == 0
    assert seen_by(Principal(DatabaseRole.REGENCY, other_regency.id, regency.organisation.id)) == 0
    assert seen_by(other_regency.principal(DatabaseRole.JOB)) == 0
    assert seen_by(Principal(DatabaseRole.BRANCH, None, branch.id)) == 1
    assert seen_by(Principal(DatabaseRole.BRANCH, None, regency.organisation.id)) == 1


@pytest.mark.parametrize("role", [DatabaseRole.REGENCY, DatabaseRole.BRANCH])
def test_web_roles_state_news_and_read_none(regency: Regency, role: DatabaseRole) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal(role)) as session,
    ):
        session.scalars(select(News)).all()


@pytest.mark.parametrize("column", ["code", "params", "user_id"])
def test_web_roles_change_nothing_of_a_notice_but_that_it_was_read(
    regency: Regency, column: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal()) as session,
    ):
        session.execute(text(f"UPDATE notice SET {column} = {column}"))


def test_job_reads_of_people_only_which_role_they_hold(regency: Regency) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal(DatabaseRole.JOB)) as session,
    ):
        session.execute(text("SELECT display_name FROM user_account"))


def test_note_on_an_acceptance_is_told_with_it(
    app: Flask, regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    officer = join(regency, Role.OFFICER)
    review = submit(regency, draft)
    with transaction(Principal(DatabaseRole.BRANCH, regency.id, branch.id)) as session:
        accept_agreement(
            session,
            **by(regency),
            agreement_id=draft.id,
            seen=Seen(review.id, review.agreement_version),
            office=Office(branch.id, branch.name),
            note="Cantumkan nomor rekening.",
        )
    deliver(regency)

    assert (regency.organisation.id, officer, "agreement:accept") in told(regency)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        (news,) = session.scalars(select(News).where(News.code == "agreement:accept"))
    with app.test_request_context():
        assert "Catatan: Cantumkan nomor rekening." in in_words(news.code, news.params).lines


def drop(regency: Regency, agreement: Agreement) -> None:
    with transaction(regency.principal()) as session:
        drop_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            reason="Anggarannya dialihkan.",
        )


def resume(regency: Regency, agreement: Agreement) -> None:
    with transaction(regency.principal()) as session:
        resume_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
        )


def test_office_that_returned_an_agreement_learns_that_it_was_given_up_and_taken_up_again(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    officer, head = join(regency, Role.OFFICER), join(branch, Role.HEAD)
    give_back(regency, branch, submit(regency, draft))
    deliver(regency)
    before = set(told(regency))
    with transaction(regency.principal()) as session:
        revise_agreement(
            session,
            **by(regency),
            agreement_id=draft.id,
            expected_version=version_now(session, draft),
            details=agreement_details(commitment_id=draft.commitment_id, title="Nama baru"),
        )

    drop(regency, draft)
    resume(regency, draft)
    deliver(regency)

    assert {(person, code) for _, person, code in set(told(regency)) - before} == {
        (person, code)
        for person in (officer, head)
        for code in ("agreement:drop", "agreement:resume")
    }
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        news = session.scalars(select(News).where(News.code.in_(["agreement:drop"]))).one()
    assert news.params["title"] == draft.title  # as the office read it


def test_office_learns_nothing_of_a_draft_that_was_never_submitted(
    regency: Regency, branch: Organisation, draft: Agreement
) -> None:
    officer = join(regency, Role.OFFICER)
    join(branch, Role.HEAD)

    drop(regency, draft)
    resume(regency, draft)
    deliver(regency)

    assert {person for _, person, _ in told(regency)} == {officer}
