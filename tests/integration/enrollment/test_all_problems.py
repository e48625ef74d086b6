"""Every row that is refused is told so in the error workbook, however many there are."""

import io
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select

from enrollment.intake import Decision
from enrollment.kinds import CoverStatus
from enrollment.models.duplicates import FormerNik
from enrollment.models.rosters import Roster, RosterRowError
from enrollment.models.workers import Worker
from enrollment.parsing.rows import Severity
from enrollment.services.corrections import request_corrections, take_corrections
from enrollment.services.imports import clean_roster
from enrollment.services.roster_decisions import confirm_roster
from enrollment.services.staging import READABLE
from tenants.kernel.crypto import blind_index
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.candidates import covers_of, know
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

MANY = 30
ROOM = 2


@pytest.fixture
def small_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judgements describe two rows themselves."""
    for severity in Severity:
        monkeypatch.setitem(READABLE, severity, ROOM)


def checked(
    regency: Regency,
    commitment_id: UUID,
    rows: list[str],
    status: CoverStatus = CoverStatus.DETERMINED,
) -> Roster:
    """A list that waits for a person's word."""
    received = upload(regency, commitment_id, roster_file(rows), status=status, decision=None)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def store(regency: Regency, commitment_id: UUID, rows: list[str], status: CoverStatus) -> None:
    roster = checked(regency, commitment_id, rows, status)
    with transaction(regency.principal()) as session:
        confirm_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=roster.id,
            decision=Decision(),
        )
    run_due(regency)


def problems(regency: Regency, roster: Roster) -> list[RosterRowError]:
    with reading(regency) as session:
        chosen = select(RosterRowError).where(RosterRowError.roster_id == roster.id)
        return list(session.scalars(chosen.order_by(RosterRowError.row_number)))


def codes(regency: Regency, roster: Roster) -> Counter[str]:
    return Counter(one.code for one in problems(regency, roster))


def told(regency: Regency, roster: Roster) -> Counter[str]:
    """The words of the column Status in the error workbook."""
    with transaction(regency.principal()) as session:
        request_corrections(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id
        )
    run_due(regency)
    with transaction(regency.principal()) as session:
        content = take_corrections(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id
        )
    assert content is not None
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return Counter(str(row[0]) for row in sheet.to_python()[1:])


@pytest.mark.usefixtures("small_room")
def test_row_that_is_refused_is_told_so_beyond_every_number(regency: Regency) -> None:
    wrong = [person(2 + at, nama="") for at in range(MANY)]

    roster = checked(regency, add_commitment(regency), [person(1), *wrong])

    assert roster.error_count == MANY
    assert codes(regency, roster)["name-empty"] == MANY
    assert told(regency, roster)["salah"] == MANY


@pytest.mark.usefixtures("small_room")
def test_people_named_twice_are_told_so_with_the_row_they_repeat(regency: Regency) -> None:
    rows = [person(1), person(2), *[person(1) for _ in range(3)], *[person(2) for _ in range(3)]]

    roster = checked(regency, add_commitment(regency), rows)

    repeated = {
        one.row_number: one.params["first_row"]
        for one in problems(regency, roster)
        if one.code == "nik-duplicate-in-file"
    }
    assert repeated == {4: 2, 5: 2, 6: 2, 7: 3, 8: 3, 9: 3}
    assert told(regency, roster)["salah"] == len(repeated)


@pytest.mark.usefixtures("small_room")
def test_people_whose_months_are_held_are_told_so_with_the_holder(regency: Regency) -> None:
    people = [person(serial) for serial in range(1, 6)]
    store(regency, add_commitment(regency, title="Pemegang"), people, CoverStatus.DETERMINED)

    roster = checked(regency, add_commitment(regency, title="Lain"), [*people, person(9)])

    held = [one for one in problems(regency, roster) if one.code == "covered-twice"]
    assert [one.row_number for one in held] == [2, 3, 4, 5, 6]
    assert {tuple(sorted(one.params.items())) for one in held} == {
        (("first_month", "2025-03"), ("last_month", "2025-12"), ("programme", "Pemegang"))
    }
    assert told(regency, roster)["salah"] == len(held)


@pytest.mark.usefixtures("small_room")
def test_numbers_given_up_are_told_so(regency: Regency) -> None:
    store(regency, add_commitment(regency), [person(9)], CoverStatus.PROPOSED)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        worker_id = session.scalars(select(Worker.id)).one()
        for serial in range(1, 6):
            index = blind_index(f"350501010170{serial:04}", tenant_id=regency.id)
            values = {"nik_index": index, "worker_id": worker_id, "merged_at": NOW}
            who = {"tenant_id": regency.id, "merged_by_name": ACTOR.name}
            session.execute(insert(FormerNik).values(**values, **who))

    people = [person(serial) for serial in range(1, 7)]
    roster = checked(regency, add_commitment(regency, title="Lain"), people)

    assert codes(regency, roster)["nik-former"] == 5
    assert told(regency, roster)["salah"] == 5


@pytest.mark.usefixtures("small_room")
def test_people_who_are_corrected_or_need_a_word_are_all_told(regency: Regency) -> None:
    earlier = add_commitment(regency, title="Terdahulu")
    people = [person(serial) for serial in range(1, 9)]
    store(regency, earlier, people, CoverStatus.PROPOSED)
    for at, cover in enumerate(covers_of(regency, earlier)):
        if at % 2:
            know(regency, cover, identity="deceased", identity_on=NOW.date())
        else:
            know(regency, cover, membership="pu", membership_on=NOW.date())

    renamed = [person(serial, "Paijo") for serial in range(1, 9)]
    roster = checked(regency, add_commitment(regency, title="Lain"), renamed)

    found = codes(regency, roster)
    assert (found["recorded-deceased"], found["recorded-pu"]) == (4, 4)
    assert found["record-corrected"] == 8
    assert told(regency, roster)["perlu dilihat"] == 8


@pytest.mark.usefixtures("small_room")
def test_judging_again_keeps_each_problem_once(regency: Regency) -> None:
    people = [person(serial) for serial in range(1, 6)]
    holder = add_commitment(regency, title="Pemegang")
    store(regency, holder, people, CoverStatus.DETERMINED)
    other = add_commitment(regency, title="Lain")
    roster = checked(regency, other, [*people, person(8), person(8), person(8), person(8)])
    before = codes(regency, roster)

    with transaction(regency.principal()) as session:
        confirm_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=roster.id,
            decision=Decision(),
        )
    run_due(regency)

    assert roster_of(regency, roster.id).state == "applied"
    assert codes(regency, roster) == before
    assert (before["covered-twice"], before["nik-duplicate-in-file"]) == (5, 3)


@pytest.mark.usefixtures("small_room")
def test_problems_beyond_a_readable_number_go_with_the_file(regency: Regency) -> None:
    wrong = [person(serial, nama="") for serial in range(1, 6)]
    roster = checked(regency, add_commitment(regency), [person(9), *wrong])

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        later = NOW + timedelta(days=31)
        clean_roster(session, tenant_id=regency.id, roster_id=roster.id, now=later)

    errors = [one.row_number for one in problems(regency, roster) if one.severity == "error"]
    assert errors == [3, 4]
