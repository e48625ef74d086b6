"""Rosters from upload to cover: counts add up, nothing twice, nothing lost, nothing in clear."""

import dataclasses
import threading
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from cooperation.models.commitments import Commitment
from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.rosters import Roster, RosterChunk, RosterRowError
from enrollment.models.workers import Cover, CoverYear, Worker
from enrollment.parsing import batches
from enrollment.services.roster_decisions import confirm_roster, discard_roster, recheck_roster
from tenants.kernel.audit import AuditEntry
from tenants.kernel.config import Settings
from tenants.kernel.crypto import decrypt
from tenants.kernel.db import LOCK_TIMEOUT_MS, DatabaseRole, transaction
from tenants.kernel.errors import DuplicateRecord, InvalidInput, InvalidTransition, NotFound
from tenants.kernel.events import FactsChanged, subscribe
from tenants.kernel.jobs import find_run
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.rosters import (
    abandon_leases,
    add_commitment,
    counts,
    held_by_programme,
    kept_pieces,
    people_file,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    run_in_child,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")


def send(
    regency: Regency,
    commitment_id: UUID,
    content: bytes,
    status: CoverStatus = CoverStatus.DETERMINED,
) -> Roster:
    """Upload, import, and read the roster back."""
    received = upload(regency, commitment_id, content, status=status)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def statuses(regency: Regency) -> set[str]:
    with reading(regency) as session:
        return set(session.scalars(select(Cover.status).where(Cover.tenant_id == regency.id)))


def problems(regency: Regency, roster: Roster) -> list[tuple[int, str, str]]:
    with reading(regency) as session:
        rows = session.scalars(
            select(RosterRowError)
            .where(RosterRowError.roster_id == roster.id)
            .order_by(RosterRowError.row_number, RosterRowError.code)
        )
        return [(row.row_number, row.code, row.cell) for row in rows]


def test_import_when_every_row_is_valid_stores_everybody(regency: Regency) -> None:
    commitment_id = add_commitment(regency)

    roster = send(regency, commitment_id, people_file(7))

    assert roster.state == RosterState.APPLIED
    assert (roster.row_count, roster.valid_count, roster.error_count) == (7, 7, 0)
    assert (roster.new_worker_count, roster.known_worker_count) == (7, 0)
    assert (roster.new_cover_count, roster.cover_month_count) == (7, 70)
    assert counts(regency) == {"worker": 7, "cover": 7, "cover_year": 7, "roster_staging": 0}


def test_import_when_done_holds_exactly_the_programmes_months(regency: Regency) -> None:
    commitment_id = add_commitment(regency, month_count=12)

    send(regency, commitment_id, people_file(1))

    with reading(regency) as session:
        cover = session.scalars(select(Cover)).one()
        years = session.scalars(select(CoverYear)).all()
        assert (cover.first_month_on, cover.last_month_on) == (date(2025, 3, 1), date(2026, 2, 1))
        assert cover.status == CoverStatus.DETERMINED
        assert held_by_programme(years) == {
            (programme, year): months
            for programme in ("jkk", "jkm")
            for year, months in ((2025, 0b1111_1111_1100), (2026, 0b11))
        }


def test_import_when_done_leaves_no_identifier_in_clear(
    regency: Regency, other_regency: Regency
) -> None:
    nik, phone = "3505010101700001", "081234567890"
    upload(regency, add_commitment(regency), roster_file([person(1)]))
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        sealed = session.scalars(select(RosterChunk.content)).one()
    run_due(regency)
    send(other_regency, add_commitment(other_regency), roster_file([person(1)]))

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        worker = session.scalars(select(Worker)).one()
        dump = session.execute(
            text(
                "SELECT concat((SELECT string_agg(w::text, '') FROM worker w),"
                " (SELECT string_agg(j::text, '') FROM job_run j WHERE tenant_id = :tenant_id),"
                " (SELECT string_agg(a::text, '') FROM audit_entry a))"
            ),
            {"tenant_id": regency.id},
        ).scalar_one()
        opened = decrypt(
            worker.nik_encrypted,
            table="worker",
            column="nik_encrypted",
            tenant_id=regency.id,
            row_id=worker.id,
        )
    with reading(other_regency) as session:
        twin = session.scalars(select(Worker)).one()

    for secret in (nik, phone):
        assert secret not in dump
        assert secret.encode().hex() not in dump
        assert secret.encode() not in sealed
    assert opened.decode() == nik
    assert twin.nik_index != worker.nik_index


def test_import_when_file_spans_batches_counts_every_row(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches.read_batch, "__kwdefaults__", {"limit": 10})

    roster = send(regency, add_commitment(regency), people_file(47))

    assert (roster.state, roster.valid_count) == (RosterState.APPLIED, 47)
    with reading(regency) as session:
        run = find_run(session, tenant_id=regency.id, kind="import_roster", key=str(roster.id))
        assert run is not None
        assert (run.progress_done, run.progress_total, run.state) == (47, 47, "done")


def test_import_when_some_rows_are_wrong_asks_first(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    content = roster_file([person(1), person(2, nik="3.50502E+15"), person(3), person(1)])

    roster = send(regency, commitment_id, content)

    assert roster.state == RosterState.READY
    assert (roster.row_count, roster.valid_count, roster.error_count) == (4, 2, 2)
    assert (5, "nik-duplicate-in-file", "350501**********") in problems(regency, roster)
    assert (3, "nik-scientific", "3.50502E+15") in problems(regency, roster)
    assert counts(regency)["worker"] == 0


def test_confirm_when_rows_are_wrong_stores_the_valid_ones(regency: Regency) -> None:
    content = roster_file([person(1), person(2, nama=""), person(3)])
    roster = send(regency, add_commitment(regency), content)

    with transaction(regency.principal()) as session:
        confirm_roster(session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id)
    run_due(regency)

    roster = roster_of(regency, roster.id)
    assert (roster.state, roster.new_cover_count) == (RosterState.APPLIED, 2)
    assert (roster.valid_count, roster.error_count) == (2, 1)
    assert roster.confirmed_by_name == ACTOR.name
    assert counts(regency)["worker"] == 2


def test_discard_when_rows_are_wrong_forgets_the_people_of_the_file(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    content = roster_file([person(1), person(2, nama="")])
    roster = send(regency, commitment_id, content)
    waiting = (counts(regency)["roster_staging"], kept_pieces(regency))

    with transaction(regency.principal()) as session:
        discard_roster(session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id)
    run_due(regency)

    assert waiting == (1, 1)
    assert roster_of(regency, roster.id).state == RosterState.DISCARDED
    assert (counts(regency)["roster_staging"], kept_pieces(regency)) == (0, 0)
    with pytest.raises(InvalidTransition), reading(regency) as session:
        recheck_roster(session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id)


def test_upload_when_the_same_file_was_discarded_starts_anew(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    content = roster_file([person(1), person(2, nama="")])
    first = send(regency, commitment_id, content)
    with transaction(regency.principal()) as session:
        discard_roster(session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=first.id)

    again = send(regency, commitment_id, content)

    assert again.id != first.id
    assert (again.state, again.valid_count) == (RosterState.READY, 1)
    assert (counts(regency)["roster_staging"], kept_pieces(regency)) == (1, 1)


def test_recheck_when_the_list_waits_or_was_refused_reads_the_file_again(
    regency: Regency,
) -> None:
    commitment_id = add_commitment(regency)
    waiting = send(regency, commitment_id, roster_file([person(1), person(2, nama="")]))
    refused = send(regency, commitment_id, roster_file([person(3, nama="")]))

    for roster in (waiting, refused):
        with transaction(regency.principal()) as session:
            recheck_roster(session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id)
    run_due(regency)

    assert roster_of(regency, waiting.id).state == RosterState.READY
    assert roster_of(regency, refused.id).failure_code == "file-no-valid-row"
    assert counts(regency)["roster_staging"] == 1
    found = [one for one in problems(regency, waiting) if one[1] == "name-empty"]
    assert len(found) == 1


def test_import_when_stored_keeps_the_file_and_knows_it_again(regency: Regency) -> None:
    commitment_id, content = add_commitment(regency), people_file(3)

    first = send(regency, commitment_id, content)

    assert kept_pieces(regency) == 1
    assert upload(regency, commitment_id, content).roster.id == first.id


def test_import_when_the_months_are_gone_meanwhile_is_refused_with_the_reason(
    regency: Regency,
) -> None:
    commitment_id = add_commitment(regency)
    roster = send(regency, commitment_id, roster_file([person(1), person(2, nama="")]))
    with transaction(regency.principal()) as session:
        session.get_one(Commitment, (regency.id, commitment_id)).month_count = None
        confirm_roster(session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id)

    run_due(regency)

    refused = roster_of(regency, roster.id)
    assert (refused.state, refused.failure_code) == (RosterState.FAILED, "file-months-unknown")
    assert counts(regency)["worker"] == 0


def test_decisions_when_roster_is_stored_are_refused(regency: Regency) -> None:
    roster = send(regency, add_commitment(regency), people_file(1))

    for decide in (confirm_roster, discard_roster, recheck_roster):
        with (
            pytest.raises(InvalidTransition),
            transaction(regency.principal()) as session,
        ):
            decide(session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id)


def test_import_when_no_row_is_valid_fails_with_the_reason(regency: Regency) -> None:
    roster = send(regency, add_commitment(regency), roster_file([person(1, nama="")]))

    assert (roster.state, roster.failure_code) == (RosterState.FAILED, "file-no-valid-row")
    assert (roster.row_count, roster.error_count) == (1, 1)
    assert (2, "name-empty", "") in problems(regency, roster)


def test_import_when_nearly_all_numbers_end_in_zero_stores_nothing(regency: Regency) -> None:
    rows = [person(serial) for serial in range(10, 310, 10)]

    roster = send(regency, add_commitment(regency), roster_file([*rows, person(7)]))

    assert (roster.state, roster.failure_code) == (RosterState.FAILED, "file-nik-zeroes")
    assert roster.failure_params == {"zeroes": "30", "niks": "31"}
    assert counts(regency) == {"worker": 0, "cover": 0, "cover_year": 0, "roster_staging": 0}


def test_import_when_nobody_is_new_fails_instead_of_succeeding_without_effect(
    regency: Regency,
) -> None:
    commitment_id = add_commitment(regency)
    send(regency, commitment_id, roster_file([person(1), person(2)]))

    roster = send(regency, commitment_id, roster_file([person(2), person(1)]))

    assert (roster.state, roster.failure_code) == (RosterState.FAILED, "file-nothing-new")
    assert counts(regency)["cover"] == 2


def test_upload_when_same_file_comes_again_is_recognised(regency: Regency) -> None:
    commitment_id, content = add_commitment(regency), people_file(3)
    first = send(regency, commitment_id, content)

    again = upload(regency, commitment_id, content)
    run_due(regency)

    assert not again.is_new
    assert again.roster.id == first.id
    assert counts(regency)["cover"] == 3


def test_upload_when_proposed_people_are_determined_by_the_same_file_moves_them(
    regency: Regency,
) -> None:
    commitment_id, content = add_commitment(regency), people_file(3)
    send(regency, commitment_id, content, CoverStatus.PROPOSED)

    determined = send(regency, commitment_id, content, CoverStatus.DETERMINED)

    assert determined.state == RosterState.APPLIED
    assert statuses(regency) == {CoverStatus.DETERMINED}
    assert counts(regency)["cover"] == 3


def test_upload_when_same_file_belongs_to_another_programme_is_new(regency: Regency) -> None:
    content = people_file(2)
    send(regency, add_commitment(regency), content)

    other = add_commitment(regency, budget_year=2026, first_month=date(2026, 1, 1))

    assert upload(regency, other, content).is_new


def test_import_when_months_are_held_by_another_programme_refuses_those_rows(
    regency: Regency,
) -> None:
    holder = add_commitment(regency, title="DBHCHT tembakau", month_count=2)
    send(regency, holder, roster_file([person(1), person(2)]))
    later = add_commitment(regency, first_month=date(2025, 4, 1), month_count=9)

    roster = send(regency, later, roster_file([person(1), person(3)]))

    assert (roster.state, roster.valid_count, roster.error_count) == (RosterState.READY, 1, 1)
    with reading(regency) as session:
        problem = session.scalars(
            select(RosterRowError).where(RosterRowError.code == "covered-twice")
        ).one()
    assert (problem.row_number, problem.cell) == (2, "350501**********")
    assert problem.params == {
        "first_month": "2025-04",
        "last_month": "2025-04",
        "programme": "DBHCHT tembakau",
    }


def test_import_when_months_do_not_meet_protects_on(regency: Regency) -> None:
    send(regency, add_commitment(regency), roster_file([person(1)]))
    next_year = add_commitment(regency, budget_year=2026, first_month=date(2026, 1, 1))

    roster = send(regency, next_year, roster_file([person(1)]))

    assert (roster.new_worker_count, roster.known_worker_count) == (0, 1)
    assert counts(regency) == {"worker": 1, "cover": 2, "cover_year": 2, "roster_staging": 0}


def test_import_when_only_proposed_holds_no_months(regency: Regency) -> None:
    one, two = add_commitment(regency), add_commitment(regency, title="Lain")
    send(regency, one, roster_file([person(1)]), CoverStatus.PROPOSED)

    roster = send(regency, two, roster_file([person(1)]), CoverStatus.DETERMINED)

    assert (roster.state, roster.cover_month_count) == (RosterState.APPLIED, 10)


def test_import_when_people_move_on_changes_their_status_once(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    content = [person(1), person(2)]
    send(regency, commitment_id, roster_file(content), CoverStatus.PROPOSED)

    determined = send(regency, commitment_id, roster_file([*content, person(3)]))
    back = send(regency, commitment_id, roster_file([person(3), person(1)]), CoverStatus.PROPOSED)

    assert (determined.new_cover_count, determined.changed_cover_count) == (1, 2)
    assert determined.cover_month_count == 30
    assert back.failure_code == "file-nothing-new"
    assert counts(regency)["cover_year"] == 3


def test_import_when_known_person_differs_warns_and_follows_the_later_list(
    regency: Regency,
) -> None:
    send(regency, add_commitment(regency), roster_file([person(1, "Sumini")]))
    later = add_commitment(regency, budget_year=2026, first_month=date(2026, 1, 1))

    roster = send(regency, later, roster_file([person(1, "Suminah")]))

    assert roster.state == RosterState.APPLIED
    assert (2, "record-corrected", "Suminah") in problems(regency, roster)
    with reading(regency) as session:
        assert session.scalars(select(Worker.name)).all() == ["Suminah"]


def test_import_when_the_later_list_is_invented_corrects_nobody(regency: Regency) -> None:
    send(regency, add_commitment(regency), roster_file([person(1, "Sumini")]))
    later = add_commitment(regency, budget_year=2026, first_month=date(2026, 1, 1))
    content = roster_file([person(1, "Suminah")])

    received = upload(regency, later, content, is_synthetic=True)
    run_due(regency)

    roster = roster_of(regency, received.roster.id)
    assert roster.updated_worker_count == 0
    assert (2, "record-differs", "Suminah") in problems(regency, roster)
    with reading(regency) as session:
        assert session.scalars(select(Worker.name)).all() == ["Sumini"]


def test_import_when_done_is_audited_without_names_and_published(regency: Regency) -> None:
    heard: list[FactsChanged] = []
    subscribe(FactsChanged, lambda _session, event: heard.append(event))

    roster = send(regency, add_commitment(regency), roster_file([person(1, "Paijo")]))

    with transaction(regency.principal()) as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [entry.action for entry in entries][-2:] == ["roster:upload", "roster:apply"]
    assert entries[-1].actor_name == ACTOR.name
    assert entries[-1].detail["new_workers"] == 1
    assert not any("Paijo" in str(entry.detail) for entry in entries)
    assert [event.cause for event in heard if event.tenant_id == regency.id] == ["roster:apply"]
    assert roster.finished_at is not None


def test_import_when_performed_twice_changes_nothing_more(regency: Regency) -> None:
    roster = send(regency, add_commitment(regency), people_file(5))
    before = counts(regency)

    with transaction(regency.principal()) as session:
        session.execute(text("SELECT 1"))
    run_due(regency)

    assert counts(regency) == before
    assert roster_of(regency, roster.id).finished_at == roster.finished_at


@pytest.mark.parametrize(
    "point",
    ["import-after-parse", "import-after-batch", "import-before-apply", "import-before-commit"],
)
def test_import_when_worker_is_killed_resumes_without_loss_or_duplicate(
    regency: Regency, settings: Settings, point: str
) -> None:
    received = upload(regency, add_commitment(regency), people_file(100))

    died = run_in_child(regency, settings, point)
    halfway = counts(regency)
    abandon_leases(regency)
    finished = run_in_child(regency, settings)

    roster = roster_of(regency, received.roster.id)
    assert (died, finished) == (-9, 0)
    assert halfway["worker"] == halfway["cover"] == 0
    assert (roster.state, roster.valid_count, roster.row_count) == ("applied", 100, 100)
    assert counts(regency) == {
        "worker": 100,
        "cover": 100,
        "cover_year": 100,
        "roster_staging": 0,
    }


def test_upload_when_commitment_belongs_to_another_regency_is_not_found(
    regency: Regency, other_regency: Regency
) -> None:
    foreign = add_commitment(other_regency)

    with pytest.raises(NotFound):
        upload(regency, foreign, people_file(1))


def test_upload_when_months_are_not_stated_says_so(regency: Regency) -> None:
    commitment_id = add_commitment(regency, month_count=None)

    with pytest.raises(InvalidInput) as refused:
        upload(regency, commitment_id, people_file(1))

    assert refused.value.errors[0].pointer == "/commitment_id"


@pytest.mark.parametrize("status", [CoverStatus.PAID, CoverStatus.ACTIVE, CoverStatus.ENDED])
def test_upload_when_status_is_not_the_regencys_to_state_is_refused(
    regency: Regency, status: CoverStatus
) -> None:
    with pytest.raises(InvalidInput) as refused:
        upload(regency, add_commitment(regency), people_file(1), status=status)

    assert refused.value.errors[0].pointer == "/cover_status"


def test_upload_when_a_late_row_is_not_utf8_is_refused_at_once(regency: Regency) -> None:
    content = people_file(20_000) + "José\n".encode() + "José".encode("cp1252")

    with pytest.raises(InvalidInput) as refused:
        upload(regency, add_commitment(regency), content)

    assert refused.value.params["row"] == 20_003
    assert counts(regency)["roster_staging"] == 0


@pytest.mark.parametrize(
    ("encoding", "codes"),
    [("cp1252", ["older-letters"]), ("utf-16", []), ("utf-8-sig", [])],
)
def test_import_when_letters_are_written_otherwise_stores_the_names(
    regency: Regency, monkeypatch: pytest.MonkeyPatch, encoding: str, codes: list[str]
) -> None:
    monkeypatch.setattr(batches.read_batch, "__kwdefaults__", {"limit": 2})
    rows = [person(serial, "José Ñuño") for serial in range(1, 8)]
    content = roster_file(rows).decode().encode(encoding)

    roster = send(regency, add_commitment(regency), content)

    assert (roster.state, roster.valid_count) == (RosterState.APPLIED, 7)
    assert [notice["code"] for notice in roster.notices] == codes
    with reading(regency) as session:
        assert set(session.scalars(select(Worker.name))) == {"José Ñuño"}


def test_import_when_villages_are_named_where_no_list_is_kept_asks_for_codes(
    regency: Regency,
) -> None:
    content = b"nik,nama,tanggal lahir,jk,desa\n3505010101700001,Sumini,1970-01-01,L,Jati\n"

    roster = send(regency, add_commitment(regency), content)

    assert (roster.state, roster.failure_code) == (RosterState.FAILED, "file-village-codes-needed")


def test_upload_when_it_is_larger_than_allowed_is_refused(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enrollment.services.inspection.BYTE_LIMIT", 100)

    with pytest.raises(InvalidInput) as refused:
        upload(regency, add_commitment(regency), people_file(5))

    assert refused.value.params["limit"] == "100\u00a0B"


def test_workers_when_another_regency_looks_are_not_there(
    regency: Regency, other_regency: Regency
) -> None:
    roster = send(regency, add_commitment(regency), people_file(2))

    with reading(other_regency) as session:
        assert session.scalars(select(Worker)).all() == []
        assert session.get(Roster, (regency.id, roster.id)) is None


def test_two_imports_when_they_meet_hold_no_month_twice(regency: Regency) -> None:
    one, two = add_commitment(regency), add_commitment(regency, title="Lain")
    upload(regency, one, roster_file([person(1), person(2)]))
    upload(regency, two, roster_file([person(2), person(3)]))

    run_due(regency)

    with reading(regency) as session:
        states = sorted(session.scalars(select(Roster.state)).all())
    assert states == ["applied", "ready"]
    assert counts(regency)["cover_year"] == 2


def test_import_when_another_is_being_stored_waits_for_its_turn(
    app: Flask, regency: Regency
) -> None:
    received = upload(regency, add_commitment(regency), people_file(2))

    def work() -> None:
        with app.app_context():
            run_due(regency)

    with transaction(regency.principal(DatabaseRole.JOB)) as other:
        other.execute(text("SELECT pg_advisory_xact_lock(3505, :id)"), {"id": regency.id})
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(LOCK_TIMEOUT_MS / 1000 + 1)
    worker.join()

    assert roster_of(regency, received.roster.id).state == RosterState.APPLIED


def test_progress_checkpoint_holds_numbers_only(regency: Regency) -> None:
    received = upload(regency, add_commitment(regency), people_file(3))
    run_due(regency)

    with reading(regency) as session:
        run = find_run(
            session, tenant_id=regency.id, kind="import_roster", key=str(received.roster.id)
        )
    assert run is not None
    assert set(run.checkpoint) == {"progress", "kept"}
    assert set(run.checkpoint["progress"]) == {
        field.name for field in dataclasses.fields(batches.Progress)
    }
    numbers = [*run.checkpoint["progress"].values(), *run.checkpoint["kept"].values()]
    assert all(isinstance(value, int) for value in numbers)


def test_upload_when_programme_is_cancelled_says_so(regency: Regency) -> None:
    commitment_id = add_commitment(regency, status="cancelled")

    with pytest.raises(InvalidInput) as refused:
        upload(regency, commitment_id, people_file(1))

    assert refused.value.errors[0].pointer == "/commitment_id"


def test_upload_when_the_same_file_slips_in_meanwhile_is_refused(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment_id, content = add_commitment(regency), people_file(2)
    upload(regency, commitment_id, content)
    monkeypatch.setattr("enrollment.services.rosters.find_same_file", lambda *_, **__: None)

    with pytest.raises(DuplicateRecord):
        upload(regency, commitment_id, content)
