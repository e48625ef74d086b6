"""Agreements on their way to the branch and back, and what people were told of it."""

from uuid import UUID

from flask import current_app
from sqlalchemy import select

from cooperation.models.agreements import Agreement
from cooperation.models.reviews import AgreementReview
from cooperation.queries.agreements import get_agreement
from cooperation.services.reviews import Office, Seen, return_agreement, submit_agreement
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.jobs import JobRun, RunState, perform
from tenants.models.identity import Organisation
from tenants.models.notices import Notice
from tenants.services.notices import DELIVER_JOB
from tests.conftest import Regency, add_member, organisation_of
from tests.integration.cooperation.records import by

REASON = "Pasal 7 belum mencantumkan sumber dana."


def submit(regency: Regency, agreement: Agreement) -> AgreementReview:
    """The round that is opened."""
    with transaction(regency.principal()) as session:
        kept = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)
        return submit_agreement(
            session,
            **by(regency),
            timezone="Asia/Jakarta",
            agreement_id=agreement.id,
            expected_version=kept.version,
        )


def give_back(regency: Regency, branch: Organisation, review: AgreementReview) -> None:
    """The branch returns what was submitted."""
    with transaction(Principal(DatabaseRole.BRANCH, regency.id, branch.id)) as session:
        return_agreement(
            session,
            **by(regency),
            agreement_id=review.agreement_id,
            seen=Seen(review.id, review.agreement_version),
            office=Office(branch.id, branch.name),
            reason=REASON,
        )


def deliver(regency: Regency) -> None:
    """Do what waits to be told; the app is that of the context."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        waiting = session.scalars(
            select(JobRun.id)
            .where(
                JobRun.tenant_id == regency.id,
                JobRun.kind == DELIVER_JOB,
                JobRun.state == RunState.QUEUED,
            )
            .order_by(JobRun.id)
        ).all()
    for run_id in waiting:
        perform(str(run_id))


def join(place: Regency | Organisation, role: Role) -> UUID:
    """A fresh person with a role."""
    tenant_id = organisation_of(place).tenant_id or 0
    with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
        return add_member(session, place, role).id


def told(regency: Regency) -> list[tuple[UUID, UUID, str]]:
    """Organisation, person and code of all notices about a regency, in order of time."""
    assert current_app
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        rows = session.scalars(select(Notice).order_by(Notice.happened_at, Notice.id))
        return [(row.organisation_id, row.user_id, row.code) for row in rows]
