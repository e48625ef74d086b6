"""The walls around people: who may write what, and searches that the database can index."""

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from enrollment.models.workers import CoverYear, Worker
from enrollment.queries.workers import WorkerFilter, find_worker_by_nik, list_workers
from enrollment.services.workers import reveal_nik
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import NotFound, Unavailable
from tests.conftest import ACTOR, NOW, Regency
from tests.engines import Engines
from tests.integration.enrollment.rosters import (
    add_commitment,
    counts,
    person,
    reading,
    roster_file,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

NIK = "3505010101700001"


def fill(regency: Regency) -> Worker:
    upload(regency, add_commitment(regency), roster_file([person(1)]))
    run_due(regency)
    with reading(regency) as session:
        return session.scalars(select(Worker)).one()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO worker DEFAULT VALUES",
        "UPDATE worker SET name = 'x'",
        "DELETE FROM worker",
        "UPDATE cover SET status = 'active'",
        "UPDATE cover_year SET held = 1",
        "SELECT name FROM roster_staging",
        "SELECT content FROM roster_chunk",
        "DELETE FROM roster_row_error",
        "UPDATE roster SET valid_count = 1",
    ],
)
def test_regency_role_when_writing_past_the_import_is_refused(
    regency: Regency, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal()) as session,
    ):
        session.execute(text(statement))


@pytest.mark.parametrize("role", [DatabaseRole.BRANCH, DatabaseRole.OVERSIGHT])
@pytest.mark.parametrize(
    "table", ["worker", "cover", "cover_year", "roster_row_error", "roster_staging", "roster_chunk"]
)
def test_other_roles_when_reading_people_are_refused(
    regency: Regency, role: DatabaseRole, table: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal(role)) as session,
    ):
        session.execute(text(f"SELECT * FROM {table}"))


def test_month_when_held_already_is_never_held_twice(regency: Regency) -> None:
    worker = fill(regency)
    again = {
        "tenant_id": regency.id,
        "worker_id": worker.id,
        "segment": "bpu",
        "year": 2025,
        "held": 4,
    }

    with (
        pytest.raises(IntegrityError),
        transaction(regency.principal(DatabaseRole.JOB)) as session,
    ):
        session.execute(insert(CoverYear).values(**again))


def test_person_when_in_two_regencies_is_two_records_that_do_not_know_each_other(
    regency: Regency, other_regency: Regency
) -> None:
    one, two = fill(regency), fill(other_regency)

    assert one.nik_index != two.nik_index
    with reading(other_regency) as session:
        found = find_worker_by_nik(session, tenant_id=other_regency.id, nik=NIK)
        assert found is not None
        assert found.id == two.id
        assert find_worker_by_nik(session, tenant_id=regency.id, nik=NIK) is None


def test_reveal_when_worker_is_anothers_is_not_found(
    regency: Regency, other_regency: Regency
) -> None:
    worker = fill(regency)

    with pytest.raises(NotFound), reading(other_regency) as session:
        reveal_nik(
            session,
            tenant_id=other_regency.id,
            actor=ACTOR,
            now=NOW,
            worker_id=worker.id,
            reason="Mencocokkan dengan KTP",
        )


def test_reveal_when_ciphertext_was_moved_between_people_opens_nothing(
    regency: Regency, engines: Engines, database: str
) -> None:
    upload(regency, add_commitment(regency), roster_file([person(1), person(2)]))
    run_due(regency)
    with reading(regency) as session:
        one, two = session.scalars(select(Worker.id).order_by(Worker.id)).all()
    engines.execute(
        database,
        f"UPDATE worker SET nik_encrypted = (SELECT nik_encrypted FROM worker WHERE id = '{two}')"
        f" WHERE id = '{one}'",
    )

    with pytest.raises(Unavailable), reading(regency) as session:
        reveal_nik(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            worker_id=one,
            reason="Mencocokkan dengan KTP",
        )


def test_search_when_policies_hold_uses_the_index_for_the_beginning_of_a_name(
    regency: Regency,
) -> None:
    with reading(regency) as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL enable_bitmapscan = off"))
        plan = session.scalars(
            text("EXPLAIN SELECT id FROM worker WHERE name_key ^@ 'SIT' ORDER BY name_key, id")
        ).all()

    shown = "\n".join(plan)
    assert "ix_worker_tenant_id_name_key" in shown
    assert "name_key >= 'SIT'" in shown
    assert "Sort" not in shown


def test_list_when_page_is_full_goes_on_after_its_last_row(regency: Regency) -> None:
    rows = [person(serial, "Sama") for serial in range(1, 8)]
    upload(regency, add_commitment(regency), roster_file(rows))
    run_due(regency)

    seen, cursor = [], None
    with reading(regency) as session:
        for _ in range(4):
            page = list_workers(
                session, tenant_id=regency.id, chosen=WorkerFilter(), cursor=cursor, size=2
            )
            seen += [row.worker.id for row in page.items]
            cursor = page.next_cursor

    assert cursor is None
    assert len(seen) == len(set(seen)) == counts(regency)["worker"] == 7
