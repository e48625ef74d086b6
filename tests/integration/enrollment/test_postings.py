"""What BPJS answers is read, shown, stored once, and taken out while nothing rests on it."""

import pytest
from sqlalchemy import select

from cooperation.months import Month
from enrollment.answers import AnswerKind, AnswerProblem
from enrollment.kinds import CoverStatus
from enrollment.models.billing import BillingList
from enrollment.models.postings import PostedYear, PostingChunk, PostingFile, PostingRow
from enrollment.models.workers import Cover, Worker
from enrollment.posting_states import PostingState
from enrollment.queries.postings import MonthsOfYear, list_problem_rows, months_of_worker
from enrollment.queries.programme_months import count_by_month
from enrollment.services.billing import request_reopening
from tenants.kernel.crypto import decrypt
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidTransition
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.billings import MARCH, closed, opened, stored
from tests.integration.enrollment.postings import (
    WHY,
    confirm,
    csv_of,
    nik,
    posted,
    read,
    send,
    undo,
)
from tests.integration.enrollment.rosters import add_commitment, reading, run_due
from tests.unit.enrollment.workbooks import workbook

pytestmark = pytest.mark.usefixtures("app_context")

KPJ = "25000000011"


def statuses(regency: Regency) -> list[str]:
    with reading(regency) as session:
        rows = session.execute(
            select(Cover.status)
            .join(Worker, Worker.id == Cover.worker_id)
            .order_by(Worker.occupation)
        )
        return [row.status for row in rows]


def proofs(regency: Regency) -> list[tuple[str, int]]:
    with reading(regency) as session:
        rows = session.scalars(select(PostedYear).order_by(PostedYear.programme)).all()
        return sorted((row.programme, row.months) for row in rows)


@pytest.fixture
def billing(regency: Regency) -> BillingList:
    """Three people frozen for March to May 2025."""
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1, 2, 3)
    return closed(regency, commitment_id, MARCH, 3)


def test_posting_is_shown_before_it_proves_months(regency: Regency, billing: BillingList) -> None:
    rows = [f"{nik(1)};2025-03", f"{nik(1)};April 2025", f"{nik(2)};2025-03 s/d 2025-05"]

    file = read(regency, billing, csv_of("Nama;NIK;BLTH", *(f"x;{row}" for row in rows)))
    before = (proofs(regency), statuses(regency))
    stored_file = confirm(regency, file)

    assert (file.state, file.valid_count, file.people_count) == (PostingState.READY, 3, 2)
    assert file.month_count == 5
    assert before == ([], ["determined"] * 3)
    assert (stored_file.state, stored_file.month_count) == (PostingState.APPLIED, 5)
    assert proofs(regency) == [("jkk", 0b1100), ("jkk", 0b11100), ("jkm", 0b1100), ("jkm", 0b11100)]
    assert statuses(regency) == ["active", "active", "determined"]


def test_rows_that_cannot_be_used_say_why_and_prove_nothing(
    regency: Regency, billing: BillingList
) -> None:
    rows = [
        f"{nik(1)};2025-03",
        f"{nik(9)};2025-03",
        f"{nik(2)};2025-06",
        "123;2025-03",
        f"{nik(3)};kemarin",
    ]

    file = read(regency, billing, csv_of("NIK;Bulan", *rows))
    with reading(regency) as session:
        problems = list_problem_rows(
            session, tenant_id=regency.id, posting_file_id=file.id, limit=10
        )
        told = [(row.row_number, row.problem) for row in problems]

    assert (file.row_count, file.valid_count, file.error_count) == (5, 1, 4)
    assert told == [
        (3, AnswerProblem.NOT_ON_LIST),
        (4, AnswerProblem.MONTH_NOT_LISTED),
        (5, AnswerProblem.NIK_SHAPE),
        (6, AnswerProblem.MONTH_UNCLEAR),
    ]


def test_file_without_months_is_the_whole_list_where_that_is_said(
    regency: Regency, billing: BillingList
) -> None:
    content = csv_of("NIK", nik(1))

    refused = read(regency, billing, content)
    whole = confirm(regency, read(regency, billing, content, whole=True))

    assert refused.state == PostingState.FAILED
    assert whole.month_count == 3
    assert proofs(regency) == [("jkk", 0b11100), ("jkm", 0b11100)]


def test_workbook_with_a_title_is_read_and_a_numeric_nik_is_not(
    regency: Regency, billing: BillingList
) -> None:
    sheet: list[list[object]] = [
        ["Hasil posting cabang"],
        [],
        ["No", "NIK", "Periode"],
        [1, nik(1), "Maret 2025"],
    ]
    content = workbook({"Data": [*sheet, [2, 3505010101700002, "Maret 2025"]]})

    file = read(regency, billing, content)

    assert (file.valid_count, file.error_count) == (1, 1)
    with reading(regency) as session:
        (row,) = list_problem_rows(session, tenant_id=regency.id, posting_file_id=file.id, limit=10)
        assert row.problem == AnswerProblem.NIK_NUMBER


def test_membership_answer_registers_who_was_accepted(
    regency: Regency, billing: BillingList
) -> None:
    rows = [
        f"{nik(1)};{KPJ};Diterima;",
        f"{nik(2)};;Ditolak;NIK {nik(2)} tidak padan",
        f"{nik(3)};;Sudah terdaftar di perusahaan;",
        f"{nik(1)};;Ditolak;",
    ]
    content = csv_of("NIK;No. KPJ;Hasil;Alasan", *rows)

    file = confirm(regency, read(regency, billing, content, kind=AnswerKind.MEMBERSHIP))
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        kept = {row.row_number: row for row in session.scalars(select(PostingRow)).all()}
        pieces = session.scalars(select(PostingChunk)).all()

    assert (file.accepted_count, file.rejected_count, file.elsewhere_count) == (1, 1, 1)
    assert statuses(regency) == ["registered", "determined", "determined"]
    assert kept[3].reason == "NIK … tidak padan"
    assert kept[5].problem == AnswerProblem.TWICE
    sealed = kept[2].kpj_encrypted
    assert sealed is not None
    assert KPJ.encode() not in sealed
    opened_kpj = decrypt(
        sealed,
        table="posting_row",
        column="kpj_encrypted",
        tenant_id=regency.id,
        row_id=kept[2].row_id,
    )
    assert opened_kpj.decode() == KPJ
    assert pieces == []


def test_same_file_again_shows_the_earlier_result(regency: Regency, billing: BillingList) -> None:
    content = csv_of("NIK;Bulan", f"{nik(1)};2025-03")
    first = send(regency, billing, content)
    run_due(regency)

    again = send(regency, billing, content)

    assert first.is_new
    assert not again.is_new
    assert again.file.id == first.file.id


def test_later_file_adds_only_what_is_new_and_is_taken_out_first(
    regency: Regency, billing: BillingList
) -> None:
    first = posted(regency, billing, f"{nik(1)};2025-03")
    with transaction(regency.principal()) as session:
        session.get_one(PostingFile, (regency.id, first.id)).confirmed_at = NOW.replace(hour=1)
    second = posted(regency, billing, f"{nik(1)};2025-03", f"{nik(1)};2025-04")

    with pytest.raises(InvalidTransition):
        undo(regency, first)
    undone = undo(regency, second)
    between = (proofs(regency), statuses(regency))
    undo(regency, first)

    assert second.month_count == 1
    assert undone.state == PostingState.UNDONE
    assert between == ([("jkk", 0b100), ("jkm", 0b100)], ["active", "determined", "determined"])
    assert (proofs(regency), statuses(regency)) == ([], ["determined"] * 3)


def test_undone_file_may_be_sent_again(regency: Regency, billing: BillingList) -> None:
    file = posted(regency, billing, f"{nik(1)};2025-03")
    undo(regency, file)

    again = send(regency, billing, csv_of("NIK;Bulan", f"{nik(1)};2025-03"))

    assert again.is_new


def test_list_whose_months_are_posted_is_not_reopened(
    regency: Regency, billing: BillingList
) -> None:
    posted(regency, billing, f"{nik(1)};2025-03")

    with pytest.raises(InvalidTransition), transaction(regency.principal()) as session:
        request_reopening(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            reason=WHY,
        )


def test_list_that_holds_nobody_gets_no_answer(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    empty = opened(regency, commitment_id)

    with pytest.raises(InvalidTransition):
        send(regency, empty, csv_of("NIK;Bulan", f"{nik(1)};2025-03"))


def test_answer_is_verified_by_the_letter_it_came_with(
    regency: Regency, billing: BillingList
) -> None:
    bare = send(regency, billing, csv_of("NIK;Bulan", f"{nik(1)};2025-03")).file
    papered = send(
        regency,
        billing,
        csv_of("NIK;Bulan", f"{nik(2)};2025-03"),
        letter=b"%PDF-1.4\n%%EOF\n",
    ).file

    assert not bare.is_verified
    assert papered.is_verified


def test_months_of_a_person_tell_billed_paid_and_posted_apart(
    regency: Regency, billing: BillingList
) -> None:
    closed(regency, billing.commitment_id, Month(2025, 6), 1)
    posted(regency, billing, f"{nik(1)};2025-03")
    with reading(regency) as session:
        worker_id = session.scalars(
            select(Worker.id).where(Worker.occupation == "Buruh tani 1")
        ).one()
        months = months_of_worker(session, tenant_id=regency.id, worker_id=worker_id)

    assert months == {
        (billing.commitment_id, 2025): MonthsOfYear(billed=0b111100, paid=0, posted=0b100)
    }


def test_late_joiner_has_the_months_of_their_own_line(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    closed(regency, commitment_id, MARCH, 1)
    later = closed(regency, commitment_id, MARCH, 2)

    file = confirm(regency, read(regency, later, csv_of("NIK", nik(1)), whole=True))

    assert file.month_count == 1
    assert proofs(regency) == [("jkk", 0b1000), ("jkm", 0b1000)]
    assert CoverStatus.ACTIVE in statuses(regency)


def test_programme_counts_its_people_month_by_month(regency: Regency, billing: BillingList) -> None:
    stored(regency, billing.commitment_id, 4, status=CoverStatus.PROPOSED)
    posted(regency, billing, f"{nik(1)};2025-03 s/d 2025-04", f"{nik(2)};2025-03")

    with reading(regency) as session:
        months = count_by_month(session, tenant_id=regency.id, commitment_id=billing.commitment_id)

    assert [str(one.month) for one in months] == [f"2025-{number:02}" for number in range(3, 13)]
    assert [one.active for one in months[:4]] == [2, 1, 0, 0]
    assert [one.listed for one in months[:4]] == [3, 3, 3, 0]
    assert {(one.proposed, one.determined) for one in months} == {(4, 3)}
    assert {(one.billed, one.paid) for one in months} == {(0, 0)}


def test_programme_over_two_years_counts_each_of_its_months(regency: Regency) -> None:
    commitment_id = add_commitment(regency, month_count=12)
    stored(regency, commitment_id, 1)

    with reading(regency) as session:
        months = count_by_month(session, tenant_id=regency.id, commitment_id=commitment_id)

    assert (str(months[0].month), str(months[-1].month)) == ("2025-03", "2026-02")
    assert [one.determined for one in months] == [1] * 12
