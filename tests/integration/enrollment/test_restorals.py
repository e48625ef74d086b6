"""A cancelled programme that is taken up again has its people again.

Whoever has a month of it held elsewhere meanwhile stays ended.
"""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from cooperation.commitment_states import CommitmentAction
from cooperation.models.commitments import Commitment
from cooperation.services.commitment_steps import change_commitment_status
from enrollment.kinds import CoverStatus
from enrollment.models.workers import Cover, CoverYear
from enrollment.selection import Outcome
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.kernel.errors import InvalidTransition
from tests.conftest import ACTOR, NOW, TODAY, Regency
from tests.integration.enrollment.billings import closed
from tests.integration.enrollment.candidates import propose
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    reading,
    roster_file,
    run_due,
    upload,
)
from tests.integration.enrollment.test_decree_changes import (
    draft,
    leave,
    lines_of,
    request,
)
from tests.integration.enrollment.test_determinations import ask, see, state_rules

pytestmark = pytest.mark.usefixtures("app_context")


def step(regency: Regency, commitment_id: UUID, action: CommitmentAction) -> None:
    with transaction(regency.principal()) as session:
        change_commitment_status(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            commitment_id=commitment_id,
            expected_version=session.get_one(Commitment, (regency.id, commitment_id)).version,
            action=action,
            today=TODAY,
            reason="Anggarannya dialihkan.",
        )


def give_up(regency: Regency, commitment_id: UUID) -> None:
    step(regency, commitment_id, CommitmentAction.CANCEL)
    run_due(regency)


def take_up(regency: Regency, commitment_id: UUID) -> None:
    step(regency, commitment_id, CommitmentAction.RESUME)
    run_due(regency)


def store(regency: Regency, commitment_id: UUID, *serials: int, status: CoverStatus) -> None:
    content = roster_file(person(serial) for serial in serials)
    upload(regency, commitment_id, content, status=status)
    run_due(regency)


def covers(regency: Regency) -> dict[tuple[UUID, UUID], tuple[str, bool]]:
    with reading(regency) as session:
        return {
            (one.commitment_id, one.worker_id): (one.status, one.keeps_months)
            for one in session.scalars(select(Cover))
        }


def held(regency: Regency) -> set[tuple[UUID, str, int, int]]:
    with reading(regency) as session:
        rows = session.scalars(select(CoverYear))
        return {(one.worker_id, one.segment, one.year, one.held) for one in rows}


def test_people_hold_the_same_months_again_as_far_as_they_had_come(regency: Regency) -> None:
    staying = add_commitment(regency, title="Lain", first_month=date(2025, 1, 1), month_count=2)
    commitment_id = add_commitment(regency, first_month=date(2025, 3, 1), month_count=12)
    store(regency, staying, 1, status=CoverStatus.DETERMINED)
    store(regency, commitment_id, 1, status=CoverStatus.DETERMINED)
    store(regency, commitment_id, 2, status=CoverStatus.REGISTERED)
    store(regency, commitment_id, 3, status=CoverStatus.PROPOSED)
    before, months = covers(regency), held(regency)
    give_up(regency, commitment_id)
    assert held(regency) != months

    take_up(regency, commitment_id)

    assert covers(regency) == before
    assert held(regency) == months


def test_whoever_another_programme_holds_meanwhile_stays_ended(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    store(regency, commitment_id, 1, 2, status=CoverStatus.DETERMINED)
    give_up(regency, commitment_id)
    other = add_commitment(regency, title="Pengganti")
    store(regency, other, 1, status=CoverStatus.DETERMINED)
    months = held(regency)

    take_up(regency, commitment_id)

    mine = [status for (of, _), (status, _) in covers(regency).items() if of == commitment_id]
    assert sorted(mine) == [CoverStatus.DETERMINED, CoverStatus.ENDED]
    assert len(held(regency)) == len(months) + 1
    assert months < held(regency)
    with reading(regency) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "cover:restore")
        ).one()
    assert (entry.detail["people_count"], entry.detail["held_elsewhere_count"]) == (1, 1)


def test_steps_that_follow_at_once_leave_people_as_they_were(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    store(regency, commitment_id, 1, status=CoverStatus.DETERMINED)
    before, months = covers(regency), held(regency)

    step(regency, commitment_id, CommitmentAction.CANCEL)
    take_up(regency, commitment_id)

    assert (covers(regency), held(regency)) == (before, months)


def test_whoever_left_by_a_decree_change_keeps_the_months_before_it(regency: Regency) -> None:
    commitment_id = add_commitment(regency, budget_year=2026, first_month=date(2026, 3, 1))
    propose(regency, commitment_id, 12)
    state_rules(regency, commitment_id)
    decree_id = ask(regency, commitment_id, see(regency, commitment_id)[0])
    run_due(regency)
    change_id = draft(regency, decree_id)
    leave(regency, change_id, lines_of(regency, decree_id, Outcome.CHOSEN)[0])
    request(regency, change_id)
    run_due(regency)
    before, months = covers(regency), held(regency)
    assert (CoverStatus.REPLACED, True) in before.values()
    give_up(regency, commitment_id)
    assert held(regency) == set()

    take_up(regency, commitment_id)

    assert covers(regency) == before
    assert held(regency) == months


def test_programme_with_a_closed_list_is_not_given_up(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    store(regency, commitment_id, 1, status=CoverStatus.DETERMINED)
    billing = closed(regency, commitment_id)

    with pytest.raises(InvalidTransition) as caught:
        give_up(regency, commitment_id)

    assert caught.value.params == {"number": billing.number}
