"""Workbooks from upload to cover: the same people as from CSV, once each, and nothing in clear."""

import logging
import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster, RosterChunk, RosterRowError
from enrollment.models.workers import Worker
from enrollment.parsing import sheets
from enrollment.parsing.packages import PACKAGE_LIMIT
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.services import roster_files
from enrollment.services.roster_decisions import recheck_roster
from enrollment.services.sheets import SheetLimits, SheetReader
from tenants.kernel.config import Settings
from tenants.kernel.crypto import decrypt
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.jobs import find_run
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.rosters import (
    abandon_leases,
    add_commitment,
    counts,
    kept_pieces,
    people_file,
    reading,
    roster_of,
    run_due,
    run_in_child,
    upload,
)
from tests.unit.enrollment.workbooks import (
    HEADS,
    compound,
    crafted,
    roster_workbook,
    sheet_markup,
    text_row,
    workbook,
)

pytestmark = pytest.mark.usefixtures("app_context")

NIK, PHONE = "3505010101700001", "081234567890"
PERSON = (NIK, "Sumini", date(1970, 1, 1), "L", "35.05.01.2001", "RT 1", "Buruh tani", PHONE)


def people_workbook(count: int) -> bytes:
    """The people of ``people_file`` as a workbook."""
    lines = people_file(count).decode().splitlines()
    return roster_workbook([line.split(",") for line in lines[1:]])


def send(regency: Regency, content: bytes) -> Roster:
    received = upload(regency, add_commitment(regency), content)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def problems(regency: Regency, roster: Roster) -> list[tuple[int, str, str]]:
    with reading(regency) as session:
        rows = session.scalars(
            select(RosterRowError)
            .where(RosterRowError.roster_id == roster.id)
            .order_by(RosterRowError.row_number)
        )
        return [(row.row_number, row.code, row.cell) for row in rows]


def stored(regency: Regency) -> Sequence[tuple[Any, ...]]:
    """Everybody as the regency's table holds them, opened."""

    def opened(worker: Worker, column: str) -> str | None:
        sealed = getattr(worker, column)
        if sealed is None:
            return None
        plain = decrypt(
            sealed, table="worker", column=column, tenant_id=regency.id, row_id=worker.id
        )
        return plain.decode()

    columns = ("nik_encrypted", "address_encrypted", "phone_encrypted")
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        workers = session.scalars(select(Worker))
        return sorted(
            (
                *(opened(one, column) for column in columns),
                *(one.name, one.name_key, one.birth_on, one.sex, one.village_code, one.occupation),
            )
            for one in workers
        )


def test_import_when_the_same_list_comes_as_a_workbook_stores_the_same_people(
    regency: Regency, other_regency: Regency
) -> None:
    first = send(regency, people_file(30))
    second = send(other_regency, people_workbook(30))

    assert second.state == first.state == RosterState.APPLIED
    assert stored(other_regency) == stored(regency)
    assert len(stored(regency)) == 30
    assert counts(other_regency) == counts(regency)
    assert (first.sheet_name, second.sheet_name) == (None, "Data")


def test_import_when_dates_are_dates_reads_them(regency: Regency) -> None:
    roster = send(regency, roster_workbook([PERSON]))

    assert roster.state == RosterState.APPLIED
    assert [one[5] for one in stored(regency)] == [date(1970, 1, 1)]


def test_import_when_numbers_are_numbers_refuses_those_rows_by_their_type(
    regency: Regency,
) -> None:
    damaged = (int(NIK) + 1, *PERSON[1:])

    roster = send(regency, roster_workbook([PERSON, damaged]))

    assert (roster.state, roster.valid_count) == (RosterState.READY, 1)
    assert (3, "nik-scientific", "3,50501E+15") in problems(regency, roster)


def test_import_when_the_list_stands_on_a_later_sheet_names_it(regency: Regency) -> None:
    sheets_of_file: dict[str, Sequence[Sequence[Any]]] = {
        "Petunjuk": [["Isi lembar Calon"]],
        "Rahasia": [HEADS, PERSON],
        "Calon": [["DAFTAR"], [], HEADS, [], PERSON],
    }

    roster = send(regency, workbook(sheets_of_file, hidden=["Rahasia"]))

    assert (roster.state, roster.sheet_name, roster.row_count) == (RosterState.APPLIED, "Calon", 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook({"Data": [["nik", "nama"], ["1", "x"]]}), "file-sheet-columns-missing"),
        (workbook({"Data": []}), "file-workbook-empty"),
        (workbook({"Data": [HEADS]}), "file-no-rows"),
        (crafted("no markup"), "file-workbook-damaged"),
        (
            crafted(sheet_markup(text_row(1, HEADS), before='<!DOCTYPE x SYSTEM "y">')),
            "file-workbook-unusual",
        ),
    ],
)
def test_import_when_the_workbook_is_unusable_says_why_and_stores_nothing(
    regency: Regency, content: bytes, code: str
) -> None:
    roster = send(regency, content)

    assert (roster.state, roster.failure_code) == (RosterState.FAILED, code)
    assert counts(regency)["worker"] == 0


def test_import_when_the_reader_breaks_down_says_so_and_the_worker_goes_on(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    little = SheetLimits(memory_bytes=48 * 1024 * 1024)
    monkeypatch.setattr(roster_files, "SheetReader", lambda file: SheetReader(file, limits=little))
    markup = sheet_markup(text_row(1, HEADS) + text_row(2, ["x" * 30_000_000]))
    noise = random.Random(1).randbytes(400_000)

    heavy = send(regency, crafted(markup, **{"xl/media/image1.png": noise}))
    monkeypatch.undo()
    good = send(regency, roster_workbook([PERSON]))

    assert (heavy.state, heavy.failure_code) == (RosterState.FAILED, "file-workbook-too-heavy")
    assert good.state == RosterState.APPLIED


def test_import_when_rows_are_too_many_stores_none(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROW_LIMIT", 5)

    roster = send(regency, people_workbook(6))

    assert (roster.state, roster.failure_code) == (
        RosterState.FAILED,
        FileProblem.WORKBOOK_TOO_MANY_ROWS,
    )
    assert roster.failure_params == {"rows": "5"}
    assert counts(regency) == {"worker": 0, "cover": 0, "cover_year": 0, "roster_staging": 0}


def test_import_when_it_spans_batches_counts_every_row(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets.read_sheet_batch, "__kwdefaults__", {"limit": 10})

    roster = send(regency, people_workbook(47))

    assert (roster.state, roster.valid_count) == (RosterState.APPLIED, 47)
    with reading(regency) as session:
        run = find_run(session, tenant_id=regency.id, kind="import_roster", key=str(roster.id))
        assert run is not None
        assert (run.progress_done, run.progress_total, run.state) == (47, 47, "done")
        assert all(
            isinstance(value, int) for part in run.checkpoint.values() for value in part.values()
        )


@pytest.mark.parametrize(
    "failpoint",
    ["import-after-parse", "import-after-batch", "import-before-apply", "import-before-commit"],
)
def test_import_when_worker_is_killed_resumes_without_loss_or_duplicate(
    regency: Regency, settings: Settings, failpoint: str
) -> None:
    received = upload(regency, add_commitment(regency), people_workbook(100))

    died = run_in_child(regency, settings, failpoint)
    before = counts(regency)
    abandon_leases(regency)
    finished = run_in_child(regency, settings)

    assert (died, finished) == (-9, 0)
    assert (before["worker"], before["cover"]) == (0, 0)
    roster = roster_of(regency, received.roster.id)
    assert (roster.state, roster.row_count, roster.valid_count) == (RosterState.APPLIED, 100, 100)
    assert counts(regency) == {"worker": 100, "cover": 100, "cover_year": 100, "roster_staging": 0}


def test_import_when_done_leaves_nothing_in_clear(
    regency: Regency, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    commitment_id = add_commitment(regency)
    content = roster_workbook([PERSON, (int(NIK), *PERSON[1:])])
    upload(regency, commitment_id, content)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        sealed = b"".join(session.scalars(select(RosterChunk.content)))

    run_due(regency)

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        dump = session.execute(
            text(
                "SELECT concat((SELECT string_agg(e::text, '') FROM roster_row_error e),"
                " (SELECT string_agg(s::text, '') FROM roster_staging s),"
                " (SELECT string_agg(j::text, '') FROM job_run j WHERE tenant_id = :tenant_id),"
                " (SELECT string_agg(a::text, '') FROM audit_entry a))"
            ),
            {"tenant_id": regency.id},
        ).scalar_one()
    assert b"PK\x03\x04" not in sealed
    for secret in (NIK, PHONE, NIK.encode().hex()):
        assert secret not in dump
        assert secret not in caplog.text


def test_import_when_the_reader_fails_in_passing_is_tried_again(
    regency: Regency, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    ending = tmp_path / "program.py"
    ending.write_text("import sys\nsys.exit(1)\n")
    received = upload(regency, add_commitment(regency), roster_workbook([PERSON]))
    monkeypatch.setattr(roster_files, "SheetReader", lambda file: SheetReader(file, program=ending))
    run_due(regency)
    waiting = roster_of(regency, received.roster.id).state
    monkeypatch.undo()
    abandon_leases(regency)

    run_due(regency)

    assert waiting == RosterState.RECEIVED
    assert roster_of(regency, received.roster.id).state == RosterState.APPLIED


def test_recheck_when_a_workbook_was_refused_reads_it_again(regency: Regency) -> None:
    roster = send(regency, roster_workbook([(NIK, "", *PERSON[2:])]))

    with transaction(regency.principal()) as session:
        recheck_roster(session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id)
    run_due(regency)

    assert roster_of(regency, roster.id).failure_code == "file-no-valid-row"
    assert len(problems(regency, roster)) == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (crafted(sheet_markup(), **{"xl/vbaProject.bin": "x"}), FileProblem.MACRO),
        (compound("EncryptedPackage"), FileProblem.PROTECTED),
        (compound("Workbook"), FileProblem.OLD_EXCEL),
        (crafted(" " * (8 * 1024 * 1024)), FileProblem.WORKBOOK_SWELLS),
        (roster_workbook([PERSON])[:-30], FileProblem.WORKBOOK_DAMAGED),
        (b"PK\x03\x04" + bytes(PACKAGE_LIMIT), FileProblem.WORKBOOK_TOO_LARGE),
    ],
    ids=["macro", "protected", "old", "bomb", "cut", "large"],
)
def test_upload_when_the_workbook_must_not_be_opened_is_refused_at_once(
    regency: Regency, content: bytes, problem: FileProblem
) -> None:
    commitment_id = add_commitment(regency)

    with pytest.raises(RosterFileRefused) as refused:
        upload(regency, commitment_id, content)

    assert refused.value.problem is problem
    assert kept_pieces(regency) == 0


def test_import_when_applied_keeps_the_workbook(regency: Regency) -> None:
    send(regency, roster_workbook([PERSON]))

    assert kept_pieces(regency) == 1
