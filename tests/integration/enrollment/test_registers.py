"""Dukcapil and BPJS asked by file: who is asked, what an answer makes known, and taking it back."""

import csv
import io
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from enrollment.downloads import FileKind
from enrollment.kinds import CoverStatus
from enrollment.models.registers import RegisterLine, RegisterTemplate
from enrollment.posting_states import PostingState
from enrollment.prepared import PreparedState
from enrollment.queries.registers import (
    RegisterStanding,
    count_findings,
    count_standing,
    list_requests,
)
from enrollment.registers import RegisterFinding, RegisterKind, RegisterProblem
from enrollment.selection import TieRule
from enrollment.selection_rules import RuleDetails
from enrollment.services.register_files import confirm_register_file, receive_register_file
from enrollment.services.register_templates import get_template, save_template
from enrollment.services.selection_rules import save_rule
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, InvalidInput, NotFound, RuleViolation
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment import registers
from tests.integration.enrollment.candidates import covers_of, know, propose
from tests.integration.enrollment.registers import (
    TODAY,
    answer_file,
    ask,
    known,
    niks_of_request,
    rows_of,
    send,
    store,
    take_back,
)
from tests.integration.enrollment.rosters import add_commitment

pytestmark = pytest.mark.usefixtures("app_context")
EARLIER = TODAY - timedelta(days=60)


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    commitment_id = add_commitment(regency)
    propose(regency, commitment_id, 8)
    return commitment_id


def standing(regency: Regency, commitment_id: UUID, **asked: Any) -> RegisterStanding:
    with transaction(regency.principal()) as session:
        register = asked.pop("register", RegisterKind.IDENTITY)
        return count_standing(
            session,
            tenant_id=regency.id,
            commitment_id=commitment_id,
            register=register,
            **asked,
        )


def test_request_names_everybody_due_in_the_columns_kept(
    regency: Regency, commitment_id: UUID
) -> None:
    before = standing(regency, commitment_id)
    file = ask(regency, commitment_id)
    rows = list(
        csv.reader(
            io.StringIO(registers.content_of(regency, file).decode("utf-8-sig")), delimiter=";"
        )
    )
    niks = niks_of_request(regency, file.subject_id)
    after = standing(regency, commitment_id)

    assert before == RegisterStanding(waiting=8, unripe=0, answered=0, due=8, pending=0)
    assert after == RegisterStanding(waiting=8, unripe=0, answered=0, due=0, pending=8)
    assert rows[0][:4] == ["NO", "NIK", "NO KK", "NAMA LENGKAP"]
    assert [row[1] for row in rows[1:]] == niks
    assert (file.state, file.row_count, file.is_whole) == (PreparedState.READY, 8, True)


def test_long_request_leaves_in_parts(
    regency: Regency, commitment_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enrollment.services.register_exports.PART_ROWS", 3)
    monkeypatch.setattr("enrollment.services.register_requests._READ_AT_ONCE", 2)
    file = ask(regency, commitment_id, kind=FileKind.XLSX)
    content = registers.content_of(regency, file)

    names = registers_names(content)
    assert len(names) == 3
    assert (file.filename or "").endswith(".zip")


def registers_names(content: bytes) -> list[str]:
    return ZipFile(io.BytesIO(content)).namelist()


def test_nobody_is_asked_about_twice_unless_somebody_wants_to(
    regency: Regency, commitment_id: UUID
) -> None:
    ask(regency, commitment_id)
    with pytest.raises(RuleViolation):
        ask(regency, commitment_id)
    again = ask(regency, commitment_id, includes_pending=True)
    with transaction(regency.principal()) as session:
        lines = list_requests(session, tenant_id=regency.id, commitment_id=commitment_id, limit=9)

    assert again.row_count == 8
    assert [line.people_count for line in lines] == [8, 8]


def test_only_the_verified_are_asked_about_and_only_the_matched_at_bpjs(
    regency: Regency, commitment_id: UUID
) -> None:
    demand_everything(regency, commitment_id)
    first, second, third, *_rest = covers_of(regency, commitment_id)
    day = date(2025, 1, 1)
    fit = {"is_verified": True, "village_finding": "fit", "verified_on": day}
    know(regency, first, **fit, identity="matched", identity_on=day)
    know(regency, second, **fit)
    know(regency, third, is_verified=False, village_finding="moved", verified_on=day)
    dukcapil = standing(regency, commitment_id)
    bpjs = standing(regency, commitment_id, register=RegisterKind.MEMBERSHIP)

    assert (dukcapil.due, dukcapil.answered, dukcapil.unripe) == (1, 1, 6)
    assert (bpjs.due, bpjs.unripe) == (1, 7)


def test_answer_is_shown_first_then_known_with_its_day_and_file(
    regency: Regency, commitment_id: UUID
) -> None:
    said = ["padan", "beda nama", "beda tgl lahir", "tidak ditemukan", "pindah", "meninggal"]
    request_id = ask(regency, commitment_id).subject_id
    niks = niks_of_request(regency, request_id)
    file = send(regency, request_id, answer_file(list(zip(niks, said, strict=False))))
    nothing_yet = known(regency, commitment_id)
    with transaction(regency.principal()) as session:
        findings = count_findings(session, tenant_id=regency.id, register_file_id=file.id)
    stored = store(regency, file)
    facts = known(regency, commitment_id)
    after = standing(regency, commitment_id)

    assert (file.state, file.people_count, file.problem_count) == (PostingState.READY, 6, 0)
    assert set(findings.values()) == {1}
    assert nothing_yet == []
    assert (stored.state, stored.stored_count) == (PostingState.APPLIED, 6)
    assert Counter((one.identity, one.mismatch) for one in facts) == Counter(
        [
            ("matched", None),
            ("unmatched", "name"),
            ("unmatched", "birth"),
            ("unmatched", "not_found"),
            ("unmatched", "moved"),
            ("deceased", None),
        ]
    )
    assert {(one.identity_on, one.identity_file_id) for one in facts} == {(TODAY, file.id)}
    assert (after.answered, after.pending, after.due) == (6, 2, 0)


def test_rows_that_fit_nobody_are_kept_with_their_line_and_reason(
    regency: Regency, commitment_id: UUID
) -> None:
    stranger = "3505010101990099"
    request_id = ask(regency, commitment_id).subject_id
    one, two, three, *_rest = niks_of_request(regency, request_id)
    results = [
        (one, "padan"),
        (one, "PADAN"),
        (two, "padan"),
        (two, "meninggal"),
        (three, "entah apa"),
        (stranger, "padan"),
        ("123", "padan"),
    ]
    file = send(regency, request_id, answer_file(results))
    rows = rows_of(regency, file)
    store(regency, file)
    facts = known(regency, commitment_id)

    assert [(row.row_number, row.problem) for row in rows] == [
        (2, None),
        (3, RegisterProblem.TWICE),
        (4, RegisterProblem.CONTRADICTS),
        (5, RegisterProblem.CONTRADICTS),
        (6, RegisterProblem.RESULT_UNKNOWN),
        (7, RegisterProblem.NOT_ASKED),
        (8, RegisterProblem.NIK_SHAPE),
    ]
    assert rows[4].said == "entah apa"
    assert (file.row_count, file.people_count, file.problem_count) == (7, 1, 6)
    assert [fact.identity for fact in facts] == ["matched"]


def test_later_answer_counts_whichever_is_stored_first(
    regency: Regency, commitment_id: UUID
) -> None:
    request_id = ask(regency, commitment_id).subject_id
    (nik, *_rest) = niks_of_request(regency, request_id)
    late = store(regency, send(regency, request_id, answer_file({nik: "meninggal"})))
    early = send(regency, request_id, answer_file({nik: "padan"}), answered_on=EARLIER)
    early = store(regency, early)
    (after_both,) = known(regency, commitment_id)
    take_back(regency, late)
    (after_undo,) = known(regency, commitment_id)

    assert (early.state, early.stored_count) == (PostingState.APPLIED, 0)
    assert (after_both.identity, after_both.identity_on) == ("deceased", TODAY)
    assert (after_undo.identity, after_undo.identity_on) == ("matched", EARLIER)
    assert after_undo.identity_file_id == early.id


def test_what_was_recorded_by_hand_comes_back_when_the_answer_is_taken_out(
    regency: Regency, commitment_id: UUID
) -> None:
    request_id = ask(regency, commitment_id).subject_id
    (nik, *_rest) = niks_of_request(regency, request_id)
    with transaction(regency.principal()) as session:
        worker_id = session.scalars(first_worker(request_id)).one()
    (cover,) = [one for one in covers_of(regency, commitment_id) if one.worker_id == worker_id]
    by_hand = {"identity": "unmatched", "mismatch": "name", "identity_note": "Surat 12"}
    know(regency, cover, **by_hand, identity_on=EARLIER)
    file = store(regency, send(regency, request_id, answer_file({nik: "padan"})))
    (told,) = known(regency, commitment_id)
    undone = take_back(regency, file)
    (back,) = known(regency, commitment_id)
    left = standing(regency, commitment_id)

    assert (told.identity, told.mismatch, told.identity_note) == ("matched", None, None)
    assert undone.state == PostingState.UNDONE
    assert (back.identity, back.mismatch, back.identity_on) == ("unmatched", "name", EARLIER)
    assert (back.identity_note, back.identity_file_id) == ("Surat 12", None)
    assert left.pending == 7


def demand_everything(regency: Regency, commitment_id: UUID) -> None:
    details = RuleDetails(
        quota_people=5,
        village_quotas={},
        min_age=0,
        under_age=99,
        max_desil=None,
        desil_on=None,
        occupations=(),
        villages=(),
        needs_verification=True,
        needs_matching=True,
        needs_membership_check=True,
        ranking=(),
        tie=TieRule.DIGEST,
    )
    with transaction(regency.principal()) as session:
        save_rule(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            commitment_id=commitment_id,
            expected_version=0,
            details=details,
        )


def first_worker(request_id: UUID) -> Any:
    return select(RegisterLine.worker_id).where(
        RegisterLine.register_request_id == request_id, RegisterLine.number == 1
    )


def test_answer_taken_out_leaves_nothing_known_and_asks_again(
    regency: Regency, commitment_id: UUID
) -> None:
    request_id = ask(regency, commitment_id, RegisterKind.MEMBERSHIP).subject_id
    niks = niks_of_request(regency, request_id)
    content = answer_file(dict.fromkeys(niks, "aktif PU"))
    file = store(regency, send(regency, request_id, content))
    told = {one.membership for one in known(regency, commitment_id)}
    take_back(regency, file)
    facts = known(regency, commitment_id)
    left = standing(regency, commitment_id, register=RegisterKind.MEMBERSHIP)
    again = send(regency, request_id, content)

    assert told == {"pu"}
    assert {(one.membership, one.membership_on, one.membership_file_id) for one in facts} == {
        (None, None, None)
    }
    assert (left.answered, left.pending) == (0, 8)
    assert again.id != file.id


def test_old_answers_are_asked_about_again(regency: Regency, commitment_id: UUID) -> None:
    request_id = ask(regency, commitment_id).subject_id
    niks = niks_of_request(regency, request_id)
    content = answer_file(dict.fromkeys(niks, "padan"))
    store(regency, send(regency, request_id, content, answered_on=EARLIER))
    any_day = standing(regency, commitment_id)
    lately = standing(regency, commitment_id, before_on=EARLIER + timedelta(days=1))
    again = ask(regency, commitment_id, before_on=EARLIER + timedelta(days=1))

    assert (any_day.due, lately.due) == (0, 8)
    assert again.row_count == 8


def test_determined_people_are_answered_as_well(regency: Regency, commitment_id: UUID) -> None:
    request_id = ask(regency, commitment_id).subject_id
    (nik, *_rest) = niks_of_request(regency, request_id)
    propose(regency, commitment_id, 8, status=CoverStatus.DETERMINED)
    file = store(regency, send(regency, request_id, answer_file({nik: "meninggal"})))

    assert file.stored_count == 1


def test_same_file_and_a_file_without_use_change_nothing(
    regency: Regency, commitment_id: UUID
) -> None:
    request_id = ask(regency, commitment_id).subject_id
    (nik, *_rest) = niks_of_request(regency, request_id)
    first = send(regency, request_id, answer_file({nik: "padan"}))
    second = send(regency, request_id, answer_file({nik: "padan"}))
    useless = send(regency, request_id, answer_file({nik: "entah"}))
    headless = send(regency, request_id, answer_file({nik: "padan"}, ("Nomor", "A", "B")))
    with pytest.raises(Conflict), transaction(regency.principal()) as session:
        confirm_register_file(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, register_file_id=useless.id
        )

    assert second.id == first.id
    assert (useless.state, useless.people_count) == (PostingState.READY, 0)
    assert (headless.state, headless.failure_code) == (PostingState.FAILED, "register-no-heading")


def test_own_headings_and_words_are_used_from_then_on(
    regency: Regency, commitment_id: UUID
) -> None:
    with transaction(regency.principal()) as session:
        save_template(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            register=RegisterKind.IDENTITY,
            columns="KTP = nik\nLAHIR = tanggal_lahir | ddmmyyyy",
            answer="nik = KTP\nhasil = KODE\npadan = 01\nmeninggal = 09",
        )
    file = ask(regency, commitment_id)
    heads = registers.content_of(regency, file).decode("utf-8-sig").splitlines()[0]
    one, two, *_rest = niks_of_request(regency, file.subject_id)
    answer = answer_file({one: "01", two: "padan"}, ("KTP", "KODE", "X"))
    rows = rows_of(regency, send(regency, file.subject_id, answer))
    with transaction(regency.principal()) as session:
        bpjs = get_template(session, tenant_id=regency.id, register=RegisterKind.MEMBERSHIP)

    assert heads == '"KTP";"LAHIR"'
    assert [row.finding for row in rows] == [RegisterFinding.MATCHED, None]
    assert bpjs.updated_at is None


def test_template_that_cannot_be_meant_is_not_kept(regency: Regency) -> None:
    with pytest.raises(InvalidInput) as refused, transaction(regency.principal()) as session:
        save_template(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            register=RegisterKind.IDENTITY,
            columns="IURAN = iuran",
            answer="nik = NIK",
        )
    with transaction(regency.principal()) as session:
        kept = session.get(RegisterTemplate, (regency.id, "identity"))

    assert {error.pointer for error in refused.value.errors} == {"/columns", "/answer"}
    assert kept is None


def test_answer_to_anothers_request_is_not_received(
    regency: Regency, other_regency: Regency, commitment_id: UUID
) -> None:
    request_id = ask(regency, commitment_id).subject_id
    with pytest.raises(NotFound), transaction(other_regency.principal()) as session:
        receive_register_file(
            session,
            tenant_id=other_regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            register_request_id=request_id,
            answered_on=TODAY,
            filename="jawaban.csv",
            content=io.BytesIO(b"NIK;Hasil\n"),
        )


def test_answer_of_a_day_to_come_is_refused(regency: Regency, commitment_id: UUID) -> None:
    request_id = ask(regency, commitment_id).subject_id
    with pytest.raises(InvalidInput):
        send(regency, request_id, b"NIK;Hasil\n", answered_on=TODAY + timedelta(days=1))
