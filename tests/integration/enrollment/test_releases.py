"""A cancelled programme lets its people go: cover ends, months are free for another programme."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from cooperation.events import CommitmentCancelled
from cooperation.models.commitments import Commitment
from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.workers import Cover, CoverYear
from enrollment.queries.facts import enrollment_facts
from enrollment.services.releases import request_release
from enrollment.services.roster_decisions import confirm_roster
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.events import FactsChanged, subscribe
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.rosters import (
    add_commitment,
    counts,
    held_by_programme,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")


def store(
    regency: Regency,
    commitment_id: UUID,
    *serials: int,
    status: CoverStatus = CoverStatus.DETERMINED,
) -> None:
    content = roster_file(person(serial) for serial in serials)
    upload(regency, commitment_id, content, status=status)
    run_due(regency)


def set_cancelled(regency: Regency, commitment_id: UUID) -> None:
    with transaction(regency.principal()) as session:
        session.get_one(Commitment, (regency.id, commitment_id)).status = "cancelled"


def release(regency: Regency, commitment_id: UUID) -> None:
    with transaction(regency.principal()) as session:
        request_release(session, CommitmentCancelled(regency.id, commitment_id, NOW))
    run_due(regency)


def held(regency: Regency) -> dict[tuple[str, int], int]:
    """Months held by everybody, as bits, by programme and year."""
    with reading(regency) as session:
        return held_by_programme(session.scalars(select(CoverYear)))


def test_release_when_cancelled_ends_cover_and_frees_exactly_its_months(regency: Regency) -> None:
    staying = add_commitment(regency, title="Lain", first_month=date(2025, 1, 1), month_count=2)
    cancelled = add_commitment(regency, first_month=date(2025, 3, 1), month_count=12)
    store(regency, staying, 1)
    store(regency, cancelled, 1)
    before = held(regency)

    set_cancelled(regency, cancelled)
    release(regency, cancelled)

    assert before["jkk", 2025] == 0b1111_1111_1111
    assert before["jkk", 2026] == 0b11
    assert held(regency) == {("jkk", 2025): 0b11, ("jkm", 2025): 0b11}
    with reading(regency) as session:
        found = session.execute(select(Cover.commitment_id, Cover.status))
        assert {row.commitment_id: row.status for row in found} == {
            staying: CoverStatus.DETERMINED,
            cancelled: CoverStatus.ENDED,
        }


def test_release_when_done_lets_another_programme_cover_the_same_people(regency: Regency) -> None:
    cancelled = add_commitment(regency)
    store(regency, cancelled, 1, 2)
    set_cancelled(regency, cancelled)
    release(regency, cancelled)
    other = add_commitment(regency, title="Pengganti")

    received = upload(regency, other, roster_file([person(1), person(2)]))
    run_due(regency)

    assert received.roster.state == RosterState.RECEIVED
    applied = roster_of(regency, received.roster.id)
    assert (applied.state, applied.error_count) == (RosterState.APPLIED, 0)


def test_release_when_people_only_wait_leaves_them_as_they_are(regency: Regency) -> None:
    cancelled = add_commitment(regency)
    store(regency, cancelled, 1, status=CoverStatus.PROPOSED)
    set_cancelled(regency, cancelled)

    release(regency, cancelled)

    with reading(regency) as session:
        assert session.scalars(select(Cover.status)).all() == [CoverStatus.PROPOSED]


def test_release_when_the_programme_is_not_cancelled_changes_nothing(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    store(regency, commitment_id, 1)
    before = held(regency)

    release(regency, commitment_id)

    assert held(regency) == before


def test_release_when_asked_twice_tells_once_and_frees_nothing_of_others(
    regency: Regency,
) -> None:
    heard: list[FactsChanged] = []
    subscribe(FactsChanged, lambda _session, event: heard.append(event))
    cancelled = add_commitment(regency)
    store(regency, cancelled, 1)
    set_cancelled(regency, cancelled)
    release(regency, cancelled)
    store(regency, add_commitment(regency, title="Pengganti"), 1)
    before = held(regency)

    release(regency, cancelled)

    causes = [event.cause for event in heard if event.tenant_id == regency.id]
    assert causes.count("cover:release") == 1
    assert held(regency) == before


def test_facts_when_a_programme_is_cancelled_count_nobody_of_it(regency: Regency) -> None:
    cancelled = add_commitment(regency)
    store(regency, cancelled, 1, 2)

    set_cancelled(regency, cancelled)

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        assert enrollment_facts(session, tenant_id=regency.id, year=2025).determined is None


def test_import_when_the_programme_is_cancelled_meanwhile_is_refused(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    content = roster_file([person(1), person(2, nama="")])
    received = upload(regency, commitment_id, content, status=CoverStatus.DETERMINED)
    run_due(regency)
    with transaction(regency.principal()) as session:
        confirm_roster(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=received.roster.id
        )
    set_cancelled(regency, commitment_id)

    run_due(regency)

    refused = roster_of(regency, received.roster.id)
    assert (refused.state, refused.failure_code) == (
        RosterState.FAILED,
        "file-programme-cancelled",
    )
    assert counts(regency)["cover"] == 0
