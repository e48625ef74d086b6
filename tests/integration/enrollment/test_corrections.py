"""The error workbook: the user's own file with what is wrong, which comes in again once mended."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster, RosterCorrection
from enrollment.services.corrections import (
    FORGET_JOB,
    KEPT,
    clear_corrections,
    forget_corrections,
    request_corrections,
    take_corrections,
)
from enrollment.services.imports import clean_roster
from enrollment.services.rosters import FILE_KEPT
from tenants.kernel.audit import AuditEntry
from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidTransition
from tenants.kernel.formats import written_in
from tenants.kernel.jobs import find_run
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.rosters import (
    add_commitment,
    counts,
    kept_pieces,
    people_file,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)
from tests.integration.enrollment.test_previews import save
from tests.unit.enrollment.workbooks import HEADS, workbook

pytestmark = pytest.mark.usefixtures("app_context")

WRONG = [person(1, "Ani"), person(2, nama=""), person(3, "Citra", jenis_kelamin="X")]


def sent(regency: Regency, content: bytes, commitment_id: UUID | None = None) -> Roster:
    received = upload(regency, commitment_id or add_commitment(regency), content, decision=None)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def written(regency: Regency, roster: Roster, language: str = "id") -> bytes:
    with written_in(language):
        with transaction(regency.principal()) as session:
            request_corrections(
                session, tenant_id=regency.id, actor=ACTOR, now=utcnow(), roster_id=roster.id
            )
        run_due(regency)
        with transaction(regency.principal()) as session:
            content = take_corrections(
                session, tenant_id=regency.id, actor=ACTOR, now=utcnow(), roster_id=roster.id
            )
    assert content is not None
    return content


def rows_of(content: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def as_file(rows: Sequence[Sequence[Any]]) -> bytes:
    return workbook({"Data": [list(row) for row in rows]})


def test_workbook_when_written_holds_every_cell_and_says_what_is_wrong(regency: Regency) -> None:
    rows = rows_of(written(regency, sent(regency, roster_file(WRONG))))

    assert rows[0][:5] == ["Status", "Kolom", "Masalah", "Cara memperbaiki", "nik"]
    assert [row[4] for row in rows[1:]] == [f"350501010170{serial:04}" for serial in (1, 2, 3)]
    assert [row[5] for row in rows[1:]] == ["Ani", "", "Citra"]
    assert rows[2][:3] == ["salah", "Nama", "Nama kosong."]
    assert rows[2][3] == "Isi nama sesuai KTP; nama satu kata boleh."
    assert "RT 1" in rows[1]


def test_workbook_when_asked_for_in_english_speaks_it(regency: Regency) -> None:
    rows = rows_of(written(regency, sent(regency, roster_file(WRONG)), "en"))

    assert rows[0][:4] == ["Status", "Column", "Problem", "How to fix it"]
    assert rows[2][0] == "wrong"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_workbook_when_mended_comes_in_again_with_its_added_columns(
    regency: Regency, kind: str
) -> None:
    content = roster_file(WRONG)
    if kind == "xlsx":
        cells = [line.split(",") for line in content.decode().splitlines()]
        cells = [["Daftar calon penerima", ""], [], ["no", *cells[0], "catatan"]] + [
            [str(number), *row, "asli"] for number, row in enumerate(cells[1:], start=1)
        ]
        content = as_file(cells)
    programme = add_commitment(regency)
    rows = rows_of(written(regency, sent(regency, content, programme)))

    at = {name: position for position, name in enumerate(next(r for r in rows if "nik" in r))}
    rows[-2][at["nama"]] = "Budi"
    rows[-1][at["jenis_kelamin"]] = "L"
    again = sent(regency, as_file(rows), programme)
    stored = save(regency, again)

    assert (again.error_count, again.valid_count) == (0, 3)
    assert (stored.state, stored.stored_count) == (RosterState.APPLIED, 3)
    if kind == "xlsx":
        assert rows[0][4] == "Daftar calon penerima"
        assert [row[-1] for row in rows[-3:]] == ["asli"] * 3


def test_workbook_when_a_nik_was_a_number_leaves_it_one(regency: Regency) -> None:
    good = ("3505010101700001", "Sumini", date(1970, 1, 1), "L", "35.05.01.2001")
    content = workbook({"Calon": [HEADS, good, (3505010101700002, *good[1:])]})
    programme = add_commitment(regency)

    mended = rows_of(written(regency, sent(regency, content, programme)))

    assert isinstance(mended[2][4], float | int)
    assert mended[1][4] == "3505010101700001"
    assert mended[1][6] == "1970-01-01"


def test_workbook_when_kept_is_encrypted_and_forgotten_after_a_day(regency: Regency) -> None:
    roster = sent(regency, roster_file(WRONG))
    written(regency, roster)

    with reading(regency) as session:
        sealed = b"".join(session.scalars(select(RosterCorrection.content)))
        late = take_corrections(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=utcnow() + KEPT,
            roster_id=roster.id,
        )
        actions = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject_id == str(roster.id))
            .order_by(AuditEntry.seq)
        ).all()

    assert not sealed.startswith(b"PK")
    assert late is None
    assert actions[-2:] == ["roster:correct", "roster:export"]


def test_file_when_its_list_is_stored_is_kept_until_it_may_no_longer_be_undone(
    regency: Regency,
) -> None:
    roster = save(regency, sent(regency, people_file(3)))
    kept = [kept_pieces(regency)]

    for later in (FILE_KEPT - timedelta(days=1), FILE_KEPT + timedelta(days=1)):
        with transaction(regency.principal(DatabaseRole.JOB)) as session:
            clean_roster(session, tenant_id=regency.id, roster_id=roster.id, now=utcnow() + later)
        kept.append(kept_pieces(regency))

    assert kept == [1, 1, 0]
    assert roster_of(regency, roster.id).state == RosterState.APPLIED
    with pytest.raises(InvalidTransition), reading(regency) as session:
        request_corrections(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id
        )


def test_refused_file_when_kept_long_enough_may_come_again(regency: Regency) -> None:
    programme, content = add_commitment(regency), roster_file([person(1, nama="")])
    roster = sent(regency, content, programme)

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        clean_roster(
            session, tenant_id=regency.id, roster_id=roster.id, now=utcnow() + 2 * FILE_KEPT
        )

    assert roster_of(regency, roster.id).state == RosterState.DISCARDED
    assert upload(regency, programme, content).is_new
    assert counts(regency)["worker"] == 0


def test_workbook_when_its_day_is_over_is_removed_and_not_before(regency: Regency) -> None:
    roster = sent(regency, roster_file(WRONG))
    written(regency, roster)
    left = []

    for now in (utcnow(), utcnow() + KEPT):
        with transaction(regency.principal(DatabaseRole.JOB)) as session:
            forget_corrections(
                session, tenant_id=regency.id, roster_id=roster.id, spoken="id", now=now
            )
        with reading(regency) as session:
            left.append(len(session.scalars(select(RosterCorrection.id)).all()))

    with reading(regency) as session:
        run = find_run(session, tenant_id=regency.id, kind=FORGET_JOB, key=f"{roster.id}:id")
    assert left == [1, 0]
    assert run is not None
    assert run.ring_at > utcnow() + KEPT - timedelta(minutes=10)


def test_corrections_when_cleared_are_gone(regency: Regency) -> None:
    roster = sent(regency, roster_file(WRONG))
    written(regency, roster)

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        clear_corrections(session, roster_of(regency, roster.id))

    with reading(regency) as session:
        assert session.scalars(select(RosterCorrection.id)).all() == []
