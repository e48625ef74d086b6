"""Sheets go to villages and come back: known again, read, and stored only as they were seen."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from enrollment.kinds import CoverStatus
from enrollment.models.selection import Candidate
from enrollment.models.verification import VerificationFile, VillageVerification
from enrollment.models.workers import Cover, Worker
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection_choice import list_outcomes
from enrollment.queries.selection_judging import Judging
from enrollment.queries.selection_people import count_stages
from enrollment.queries.verification import count_villages, list_sheet_problems, list_standings
from enrollment.selection import Reason, Rules
from enrollment.services.verification_files import confirm_sheet, receive_sheet
from enrollment.services.verification_papers import minutes_of, write_sheet
from enrollment.services.verification_sheets import IssuedSheet, issue_sheet
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import Conflict, InvalidInput, InvalidTransition, RuleViolation
from tests.conftest import ACTOR, NOW, TODAY, Regency
from tests.integration.enrollment.candidates import VILLAGES, propose
from tests.integration.enrollment.rosters import add_commitment, person, reading, run_due
from tests.integration.enrollment.test_duplicates import merge, stored
from tests.unit.enrollment.workbooks import workbook

pytestmark = pytest.mark.usefixtures("app_context")

VILLAGE = VILLAGES[0]
FOUND_ON = date(2025, 2, 3)
Fill = Callable[[list[list[str]]], None]


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    commitment_id = add_commitment(regency)
    propose(regency, commitment_id, 20)
    return commitment_id


def issue(regency: Regency, commitment_id: UUID, village: str = VILLAGE) -> IssuedSheet:
    with transaction(regency.principal()) as session:
        return issue_sheet(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            commitment_id=commitment_id,
            village_code=village,
        )


def cells_of(issued: IssuedSheet, *, with_address: bool = False) -> list[list[str]]:
    content = write_sheet(issued, regency="Kabupaten Uji", with_address=with_address)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def filled(issued: IssuedSheet, said: Mapping[int, tuple[str, str]]) -> bytes:
    """The workbook as a village sends it back."""
    rows = cells_of(issued)
    head = next(place for place, row in enumerate(rows) if row[0] == "Kode baris")
    for number, (finding, note) in said.items():
        rows[head + number][-2:] = [finding, note]
    return workbook({"Lembar": rows})


def send(regency: Regency, commitment_id: UUID, content: bytes, name: str = "desa.xlsx") -> UUID:
    with transaction(regency.principal()) as session:
        file_id = receive_sheet(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            commitment_id=commitment_id,
            found_on=FOUND_ON,
            filename=name,
            content=io.BytesIO(content),
        ).file.id
    run_due(regency)
    return file_id


def file_of(regency: Regency, file_id: UUID) -> VerificationFile:
    with reading(regency) as session:
        return session.get_one(VerificationFile, (regency.id, file_id))


def confirm(regency: Regency, file_id: UUID) -> int | None:
    with transaction(regency.principal()) as session:
        return confirm_sheet(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, verification_file_id=file_id
        ).stored_count


def facts_of(regency: Regency) -> dict[UUID, Candidate]:
    with reading(regency) as session:
        return {one.worker_id: one for one in session.scalars(select(Candidate))}


def problems_of(regency: Regency, file_id: UUID) -> list[str]:
    with reading(regency) as session:
        found = list_sheet_problems(
            session, tenant_id=regency.id, verification_file_id=file_id, limit=50
        )
    return [problem for _row, problem in found]


def test_sheet_is_the_same_until_its_people_are_others(
    regency: Regency, commitment_id: UUID
) -> None:
    first, again = issue(regency, commitment_id), issue(regency, commitment_id)
    propose(regency, commitment_id, 30, seed=2)
    later = issue(regency, commitment_id)

    assert (first.code, len(first.people)) == (again.code, len(again.people))
    assert later.code.version == first.code.version + 1
    assert later.code.code == first.code.code
    assert len(later.people) > len(first.people)


def test_sheet_masks_numbers_and_holds_addresses_only_where_asked(
    regency: Regency, commitment_id: UUID
) -> None:
    issued = issue(regency, commitment_id)

    plain, full = cells_of(issued), cells_of(issued, with_address=True)

    heads = next(row for row in plain if row[0] == "Kode baris")
    assert heads == [
        *("Kode baris", "No.", "NIK (disamarkan)", "Nama", "Tanggal lahir", "Hasil", "Catatan")
    ]
    people = plain[plain.index(heads) + 1 :]
    assert len(people) == len(issued.people)
    assert {row[2] for row in people} == {"350501**********"}
    assert "Alamat" in next(row for row in full if row[0] == "Kode baris")


def test_filled_sheet_is_counted_first_and_stored_when_somebody_says_so(
    regency: Regency, commitment_id: UUID
) -> None:
    issued = issue(regency, commitment_id)
    said = {1: ("Ada/layak", ""), 2: ("meninggal", "2024"), 3: ("Pindah", ""), 4: ("entah", "")}

    file_id = send(regency, commitment_id, filled(issued, said))
    read = file_of(regency, file_id)
    before = facts_of(regency)
    stored = confirm(regency, file_id)
    facts = facts_of(regency)

    assert (read.state, read.row_count) == ("ready", len(issued.people))
    assert (read.changed_count, read.same_count, read.problem_count) == (3, 0, 1)
    assert read.open_count == len(issued.people) - 4
    assert problems_of(regency, file_id) == ["finding-unclear"]
    assert before == {}
    assert stored == 3
    told = [facts[person.worker_id] for person in issued.people[:3]]
    assert [(one.is_verified, one.village_finding) for one in told] == [
        (True, "fit"),
        (False, "deceased"),
        (False, "moved"),
    ]
    assert {one.verified_on for one in told} == {FOUND_ON}
    assert told[1].verification_note == "2024"
    with pytest.raises(InvalidTransition):
        confirm(regency, file_id)


def test_deceased_and_moved_are_stopped_by_name(regency: Regency, commitment_id: UUID) -> None:
    issued = issue(regency, commitment_id)
    words = ("Meninggal", "Pindah", "Tidak dikenal", "Sudah bekerja formal", "Ada/layak")
    said = {number: (word, "") for number, word in enumerate(words, start=1)}
    confirm(regency, send(regency, commitment_id, filled(issued, said)))

    with reading(regency) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        rules = Rules(commitment_id, date(2025, 3, 1), 100, min_age=0, under_age=150)
        made = list_outcomes(session, Judging(programme, rules), tenant_id=regency.id)

    reasons = {one.worker_id: one.reasons for one in made}
    assert [reasons[person.worker_id] for person in issued.people[:5]] == [
        (Reason.VILLAGE_DECEASED,),
        (Reason.VILLAGE_MOVED,),
        (Reason.VILLAGE_UNKNOWN,),
        (Reason.VILLAGE_FORMAL,),
        (),
    ]


def test_whom_a_village_refused_no_register_is_waited_for(
    regency: Regency, commitment_id: UUID
) -> None:
    issued = issue(regency, commitment_id)
    words = ("Meninggal", "Pindah", "Tidak dikenal", "Sudah bekerja formal", "Ada/layak")
    said = {number: (word, "") for number, word in enumerate(words, start=1)}
    confirm(regency, send(regency, commitment_id, filled(issued, said)))

    with reading(regency) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        rules = Rules(
            commitment_id, date(2025, 3, 1), 100, min_age=0, under_age=150, needs_verification=False
        )
        funnel = count_stages(session, Judging(programme, rules), tenant_id=regency.id)

    assert funnel.waiting - funnel.unmatched == 4


def test_same_findings_again_change_nothing(regency: Regency, commitment_id: UUID) -> None:
    issued = issue(regency, commitment_id)
    said = {1: ("Ada/layak", "")}
    confirm(regency, send(regency, commitment_id, filled(issued, said)))

    again = send(regency, commitment_id, filled(issued, said | {2: ("", "kosong")}), "lain.xlsx")

    assert (file_of(regency, again).changed_count, file_of(regency, again).same_count) == (0, 1)
    with pytest.raises(Conflict):
        confirm(regency, again)
    sheet = cells_of(issue(regency, commitment_id))
    assert [row[-2] for row in sheet if row[1] == "1"] == ["Ada/layak"]


def test_same_file_twice_is_one_file(regency: Regency, commitment_id: UUID) -> None:
    content = filled(issue(regency, commitment_id), {1: ("Ada/layak", "")})

    assert send(regency, commitment_id, content) == send(regency, commitment_id, content)


def test_file_that_is_not_this_sheet_is_refused_with_its_reason(
    regency: Regency, other_regency: Regency, commitment_id: UUID
) -> None:
    elsewhere = add_commitment(regency, title="Program lain")
    propose(regency, elsewhere, 5)
    stranger = add_commitment(other_regency)
    propose(other_regency, stranger, 5)
    old = issue(regency, commitment_id)
    content = filled(old, {1: ("Ada/layak", "")})
    propose(regency, commitment_id, 30, seed=2)
    issue(regency, commitment_id)

    files = {
        "sheet-old-version": content,
        "sheet-other-programme": filled(issue(regency, elsewhere), {}),
        "sheet-unknown-code": filled(issue(other_regency, stranger), {}),
        "sheet-no-code": workbook({"Daftar": [["NIK", "Nama"], ["1", "Sumini"]]}),
        "sheet-no-heading": workbook({"Lembar": [[str(old.code).replace("/1", "/2")], ["x"]]}),
    }
    for problem, sent in files.items():
        file = file_of(regency, send(regency, commitment_id, sent))
        assert (file.state, file.failure_code) == ("failed", problem)
    assert facts_of(regency) == {}


def test_newer_sheet_made_between_reading_and_storing_stops_the_older_one(
    regency: Regency, commitment_id: UUID
) -> None:
    file_id = send(
        regency, commitment_id, filled(issue(regency, commitment_id), {1: ("Ada/layak", "")})
    )
    propose(regency, commitment_id, 30, seed=2)
    issue(regency, commitment_id)

    with pytest.raises(Conflict):
        confirm(regency, file_id)
    assert facts_of(regency) == {}


def test_rows_that_were_moved_or_doubled_are_left_out(
    regency: Regency, commitment_id: UUID
) -> None:
    issued = issue(regency, commitment_id)
    rows = cells_of(issued)
    head = next(place for place, row in enumerate(rows) if row[0] == "Kode baris")
    for row in rows[head + 1 :]:
        row[-2] = "ada"
    rows[head + 1][3] = "Orang Lain"
    rows[head + 2][0] = "2"
    rows.append(list(rows[head + 3]))

    file_id = send(regency, commitment_id, workbook({"Lembar": rows}))

    assert problems_of(regency, file_id) == ["name-differs", "code-unread", "twice"]
    assert confirm(regency, file_id) == len(issued.people) - 2


def test_person_determined_meanwhile_is_not_touched(regency: Regency, commitment_id: UUID) -> None:
    issued = issue(regency, commitment_id)
    first = issued.people[0].worker_id
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        cover = session.scalars(select(Cover).where(Cover.worker_id == first)).one()
        cover.status = CoverStatus.ENDED
    said = {1: ("Meninggal", ""), 2: ("Ada/layak", "")}

    file_id = send(regency, commitment_id, filled(issued, said))

    assert problems_of(regency, file_id) == ["not-waiting"]
    confirm(regency, file_id)
    assert first not in facts_of(regency)


def test_two_records_of_one_person_merged_meanwhile_are_stored_once(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    twice = [person(1, "Sumini A"), person(2, "Sumini B")]
    stored(regency, commitment_id, *twice, status=CoverStatus.PROPOSED)
    issued = issue(regency, commitment_id)
    said = {1: ("Meninggal", ""), 2: ("Meninggal", "")}
    file_id = send(regency, commitment_id, filled(issued, said))

    merge(regency, "Sumini B")

    assert confirm(regency, file_id) == 1
    assert [one.village_finding for one in facts_of(regency).values()] == ["deceased"]
    later = send(regency, commitment_id, filled(issued, said | {1: ("Pindah", "")}), "lagi.xlsx")
    assert problems_of(regency, later) == ["name-differs"]


def test_csv_of_a_sheet_is_read_as_well(regency: Regency, commitment_id: UUID) -> None:
    issued = issue(regency, commitment_id)
    rows = cells_of(issued)
    rows[-1][-2] = "wafat"
    content = "\r\n".join(";".join(cell.replace(";", ",") for cell in row) for row in rows)

    file = file_of(regency, send(regency, commitment_id, content.encode("cp1252"), "a.csv"))

    assert (file.state, file.changed_count) == ("ready", 1)


def test_standings_count_every_village_and_no_other_regency(
    regency: Regency, other_regency: Regency, commitment_id: UUID
) -> None:
    stranger = add_commitment(other_regency)
    propose(other_regency, stranger, 5)
    issued = issue(regency, commitment_id)
    confirm(
        regency,
        send(regency, commitment_id, filled(issued, {1: ("Ada/layak", ""), 2: ("Pindah", "")})),
    )

    with reading(regency) as session:
        key: dict[str, Any] = {"tenant_id": regency.id, "commitment_id": commitment_id}
        found = list_standings(session, count_villages(session, **key), **key)
        people = len(session.scalars(select(Worker)).all())

    first = next(one for one in found if one.count.village_code == VILLAGE)
    count = first.count
    assert (count.verified, count.rejected, count.waiting) == (1, 1, len(issued.people) - 2)
    assert first.version == 1
    assert sum(one.count.people for one in found) == people


def test_minutes_tell_what_the_village_said_and_leave_the_rest_blank(
    regency: Regency, commitment_id: UUID
) -> None:
    issued = issue(regency, commitment_id)
    blank = minutes_of(issued, regency="Kabupaten Uji")
    said = dict.fromkeys(range(1, len(issued.people) + 1), ("Ada/layak", ""))
    said[1] = ("Meninggal", "2024")
    confirm(regency, send(regency, commitment_id, filled(issued, said)))
    told = minutes_of(issue(regency, commitment_id), regency="Kabupaten Uji")

    assert {one["people"] for one in blank["results"]} == {""}
    assert (blank["weekday"], blank["sum"]) == ("", "")
    assert [one["people"] for one in told["results"][:2]] == [str(len(said) - 1), "1"]
    assert (told["weekday"], told["day"], told["month"]) == ("Senin", "3", "Februari")
    assert told["people"][0][-2:] == ["Meninggal", "2024"]


def test_nothing_is_issued_where_nobody_waits(regency: Regency, commitment_id: UUID) -> None:
    with pytest.raises(RuleViolation):
        issue(regency, commitment_id, "35.05.09.2001")

    with reading(regency) as session:
        assert session.scalars(select(VillageVerification)).all() == []


def test_day_to_come_is_refused(regency: Regency, commitment_id: UUID) -> None:
    with pytest.raises(InvalidInput), transaction(regency.principal()) as session:
        receive_sheet(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            commitment_id=commitment_id,
            found_on=date(2099, 1, 1),
            filename="a.xlsx",
            content=io.BytesIO(b"x"),
        )
