"""A list taken out within thirty days gives back its people as well, unless others used them."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from enrollment.models.rosters import Roster
from enrollment.models.workers import Worker, WorkerChange
from enrollment.queries.undoing import count_undo, list_kept
from enrollment.services.rosters import FILE_KEPT
from enrollment.services.withdrawals import request_withdrawal
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidTransition
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.billings import ask_to_close, opened
from tests.integration.enrollment.rosters import (
    add_commitment,
    counts,
    kept_pieces,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

JANUARY = date(2026, 1, 1)
WHY = "Berkas salah program."


def stored(regency: Regency, commitment_id: UUID, *rows: str) -> Roster:
    received = upload(regency, commitment_id, roster_file(rows))
    run_due(regency)
    return roster_of(regency, received.roster.id)


def ask(regency: Regency, roster: Roster) -> None:
    with transaction(regency.principal()) as session:
        request_withdrawal(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id, reason=WHY
        )


def take_out(regency: Regency, roster: Roster) -> Roster:
    ask(regency, roster)
    run_due(regency)
    return roster_of(regency, roster.id)


def names(regency: Regency) -> list[str]:
    with reading(regency) as session:
        return list(session.scalars(select(Worker.name).order_by(Worker.name)))


def undone(roster: Roster) -> tuple[int | None, int | None, int | None]:
    return roster.removed_worker_count, roster.restored_worker_count, roster.kept_worker_count


@pytest.fixture
def programmes(regency: Regency) -> tuple[UUID, UUID]:
    """Two whose months do not meet."""
    other = add_commitment(regency, title="Lain", budget_year=2026, first_month=JANUARY)
    return add_commitment(regency), other


def test_undo_when_nobody_else_needs_them_removes_the_people_of_a_list(
    regency: Regency, other_regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(other_regency, add_commitment(other_regency), person(1, "Ani"))
    roster = stored(regency, programmes[0], person(1, "Ani"), person(2, "Budi"))
    with reading(regency) as session:
        foreseen = count_undo(session, roster)

    gone = take_out(regency, roster)

    assert (foreseen.released, foreseen.removed, foreseen.kept) == (2, 2, 0)
    assert undone(gone) == (2, 0, 0)
    assert names(regency) == []
    assert names(other_regency) == ["Ani"]
    assert counts(regency) == {"worker": 0, "cover": 0, "cover_year": 0, "roster_staging": 0}
    assert kept_pieces(regency) == 0
    assert gone.file_removed_at is not None


def test_undo_gives_corrected_people_back_what_was_recorded_before(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    first, second = programmes
    stored(regency, first, person(1, "Ani", pekerjaan="Buruh"))
    later = stored(regency, second, person(1, "Anih", pekerjaan="Nelayan"), person(2, "Budi"))
    with reading(regency) as session:
        foreseen = count_undo(session, later)

    gone = take_out(regency, later)

    assert (foreseen.removed, foreseen.restored) == (1, 1)
    assert undone(gone) == (1, 1, 0)
    with reading(regency) as session:
        worker = session.scalars(select(Worker)).one()
        assert session.scalars(select(WorkerChange)).all() == []
    assert (worker.name, worker.name_key, worker.occupation) == ("Ani", "ANI", "Buruh")


def test_undo_when_a_later_list_used_the_people_keeps_and_names_them(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    first, second = programmes
    roster = stored(regency, first, person(1, "Ani"), person(2, "Budi"))
    stored(regency, second, person(1, "Anih"))
    with reading(regency) as session:
        foreseen = count_undo(session, roster)

    gone = take_out(regency, roster)

    assert (foreseen.removed, foreseen.kept) == (1, 1)
    assert undone(gone) == (1, 0, 1)
    assert names(regency) == ["Anih"]
    with reading(regency) as session:
        assert [one.name for one in list_kept(session, gone)] == ["Anih"]


def test_undo_between_two_corrections_lets_the_later_one_go_back_past_it(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    first, second = programmes
    third = add_commitment(regency, title="Ketiga", budget_year=2027, first_month=date(2027, 1, 1))
    stored(regency, first, person(1, "Ani"))
    middle = stored(regency, second, person(1, "Anih"))
    last = stored(regency, third, person(1, "Anik"))

    kept = take_out(regency, middle)
    between = names(regency)
    take_out(regency, last)

    assert undone(kept) == (0, 0, 1)
    assert between == ["Anik"]
    assert names(regency) == ["Ani"]


def test_withdrawal_when_thirty_days_have_passed_leaves_the_people_recorded(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    roster = stored(regency, programmes[0], person(1, "Ani"))
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(
            update(Roster)
            .where(Roster.tenant_id == regency.id)
            .values(finished_at=NOW - FILE_KEPT - timedelta(seconds=1))
        )

    gone = take_out(regency, roster)

    assert (gone.released_count, undone(gone)) == (1, (None, None, None))
    assert names(regency) == ["Ani"]


def test_undo_when_somebody_is_billed_is_refused(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    roster = stored(regency, programmes[0], person(1, "Ani"))
    ask_to_close(regency, opened(regency, programmes[0]).id)
    run_due(regency)

    with pytest.raises(InvalidTransition) as refused:
        ask(regency, roster)

    assert refused.value.params["count"] == 1
    assert roster_of(regency, roster.id).withdrawn_at is None


def test_undo_is_audited_with_its_counts(regency: Regency, programmes: tuple[UUID, UUID]) -> None:
    roster = take_out(regency, stored(regency, programmes[0], person(1, "Ani")))

    with reading(regency) as session:
        entry = session.scalars(
            select(AuditEntry).where(
                AuditEntry.subject_id == str(roster.id), AuditEntry.action == "roster:release"
            )
        ).one()
    assert entry.detail == {
        "released": 1,
        "removed_workers": 1,
        "restored_workers": 0,
        "kept_workers": 0,
    }
