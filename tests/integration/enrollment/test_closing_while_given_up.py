"""A list is closed while its programme is given up: one of them waits, and is refused."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from cooperation.commitment_states import CommitmentAction, CommitmentStatus
from cooperation.models.commitments import Commitment
from cooperation.services.commitment_steps import change_commitment_status
from enrollment.billing import BillingState
from enrollment.services.billing import request_closing
from tenants.kernel.db import transaction
from tenants.kernel.errors import InvalidTransition
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.at_once import start
from tests.integration.enrollment.billings import ask_to_close, billing_of, opened, stored
from tests.integration.enrollment.rosters import add_commitment, reading

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    """A programme of one person."""
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    return commitment_id


def status_of(regency: Regency, commitment_id: UUID) -> str:
    with reading(regency) as session:
        return session.get_one(Commitment, (regency.id, commitment_id)).status


def give_up(session: Session, regency: Regency, commitment_id: UUID) -> None:
    kept = session.get_one(Commitment, (regency.id, commitment_id))
    change_commitment_status(
        session,
        tenant_id=regency.id,
        actor=ACTOR,
        now=NOW,
        commitment_id=commitment_id,
        expected_version=kept.version,
        action=CommitmentAction.CANCEL,
        today=NOW.date(),
        reason="Anggaran dialihkan ke kegiatan lain.",
    )


def test_list_is_not_closed_once_its_programme_is_being_given_up(
    app: Flask, regency: Regency, commitment_id: UUID
) -> None:
    billing = opened(regency, commitment_id)

    with transaction(regency.principal()) as session:
        give_up(session, regency, commitment_id)
        closing = start(app, lambda: ask_to_close(regency, billing.id))

    assert isinstance(closing(), InvalidTransition)
    assert billing_of(regency, billing.id).state == BillingState.OPEN
    assert status_of(regency, commitment_id) == CommitmentStatus.CANCELLED


def test_programme_is_not_given_up_once_its_list_is_being_closed(
    app: Flask, regency: Regency, commitment_id: UUID
) -> None:
    billing = opened(regency, commitment_id)

    def cancel() -> None:
        with transaction(regency.principal()) as session:
            give_up(session, regency, commitment_id)

    with transaction(regency.principal()) as session:
        request_closing(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, billing_list_id=billing.id
        )
        giving_up = start(app, cancel)

    assert isinstance(giving_up(), InvalidTransition)
    assert billing_of(regency, billing.id).state == BillingState.CLOSING
    assert status_of(regency, commitment_id) == CommitmentStatus.COMMITTED
