"""A list is taken out after a person of it became a candidate: the person stays, and is named."""

import threading
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from enrollment.kinds import CoverStatus
from enrollment.models.rosters import Roster
from enrollment.models.selection import Candidate
from enrollment.models.workers import Cover, Worker
from enrollment.queries.undoing import UndoCounts, count_undo, list_kept
from enrollment.services.withdrawals import request_withdrawal
from tenants.kernel.db import transaction
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.candidates import covers_of, know
from tests.integration.enrollment.rosters import (
    abandon_leases,
    add_commitment,
    counts,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

WHY = "Berkas salah program."
DAY = date(2025, 1, 15)


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    return add_commitment(regency)


def proposed(regency: Regency, commitment_id: UUID, *rows: str) -> Roster:
    received = upload(regency, commitment_id, roster_file(rows), status=CoverStatus.PROPOSED)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def foreseen(regency: Regency, roster: Roster) -> UndoCounts:
    with reading(regency) as session:
        return count_undo(session, roster)


def take_out(regency: Regency, roster: Roster) -> Roster:
    with transaction(regency.principal()) as session:
        request_withdrawal(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id, reason=WHY
        )
    run_due(regency)
    return roster_of(regency, roster.id)


def cover_of(regency: Regency, commitment_id: UUID, name: str) -> Cover:
    with reading(regency) as session:
        worker_id = session.scalars(select(Worker.id).where(Worker.name == name)).one()
    return next(one for one in covers_of(regency, commitment_id) if one.worker_id == worker_id)


def kept_names(regency: Regency, roster: Roster) -> list[str]:
    with reading(regency) as session:
        return [one.name for one in list_kept(session, roster)]


def candidates(regency: Regency) -> list[Candidate]:
    with reading(regency) as session:
        return list(session.scalars(select(Candidate)))


def test_undo_when_a_person_became_a_candidate_leaves_them_recorded_and_names_them(
    regency: Regency, commitment_id: UUID
) -> None:
    roster = proposed(regency, commitment_id, person(1, "Ani"), person(2, "Budi"))
    know(regency, cover_of(regency, commitment_id, "Ani"), identity="matched", identity_on=DAY)
    expected = foreseen(regency, roster)

    gone = take_out(regency, roster)

    assert (expected.released, expected.removed, expected.kept) == (2, 1, 1)
    assert (gone.released_count, gone.removed_worker_count, gone.kept_worker_count) == (2, 1, 1)
    assert kept_names(regency, gone) == ["Ani"]
    assert counts(regency) == {"worker": 1, "cover": 0, "cover_year": 0, "roster_staging": 0}


def test_what_was_answered_about_a_candidate_counts_again_once_they_are_listed_again(
    regency: Regency, commitment_id: UUID
) -> None:
    roster = proposed(regency, commitment_id, person(1, "Ani"))
    know(regency, cover_of(regency, commitment_id, "Ani"), membership="none", membership_on=DAY)
    take_out(regency, roster)

    proposed(regency, commitment_id, person(1, "Ani"))

    (known,) = candidates(regency)
    assert known.worker_id == cover_of(regency, commitment_id, "Ani").worker_id
    assert (known.membership, known.membership_on) == ("none", DAY)


def test_undo_when_another_list_made_the_person_a_candidate_elsewhere_keeps_them_there(
    regency: Regency, commitment_id: UUID
) -> None:
    other = add_commitment(regency, title="Lain")
    roster = proposed(regency, commitment_id, person(1, "Ani"), person(2, "Budi"))
    proposed(regency, other, person(1, "Ani"))
    know(regency, cover_of(regency, other, "Ani"), identity="matched", identity_on=DAY)

    gone = take_out(regency, roster)

    assert kept_names(regency, gone) == ["Ani"]
    assert [one.commitment_id for one in candidates(regency)] == [other]
    assert len(covers_of(regency, other)) == 1


def test_undo_while_a_person_becomes_a_candidate_is_tried_again_and_keeps_them(
    app: Flask, regency: Regency, commitment_id: UUID
) -> None:
    roster = proposed(regency, commitment_id, person(1, "Ani"), person(2, "Budi"))
    cover = cover_of(regency, commitment_id, "Ani")
    with transaction(regency.principal()) as session:
        about = {"commitment_id": commitment_id, "worker_id": cover.worker_id}
        session.add(
            Candidate(
                tenant_id=regency.id,
                **about,
                identity="matched",
                identity_on=DAY,
                updated_at=NOW,
            )
        )
        session.flush()
        undoing = started(app, lambda: take_out(regency, roster))
        undoing.join(timeout=2)
        was_waiting = undoing.is_alive()
    undoing.join(timeout=30)
    abandon_leases(regency)
    run_due(regency)
    gone = roster_of(regency, roster.id)

    assert was_waiting
    assert (gone.state, gone.removed_worker_count, gone.kept_worker_count) == ("discarded", 1, 1)
    assert kept_names(regency, gone) == ["Ani"]
    assert len(candidates(regency)) == 1


def started(app: Flask, work: Callable[[], object]) -> threading.Thread:
    """Work that goes on in a thread of its own."""

    def run() -> None:
        with app.app_context():
            work()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
