"""The BPJS office that serves a regency answers itself; neither side overwrites the other."""

import io
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import ProgrammingError
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from cooperation.months import Month
from enrollment.answers import AnswerKind
from enrollment.models.billing import BillingList
from enrollment.models.postings import PostingFile, PostingRow
from enrollment.services.billing import request_reopening
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation, OrganisationKind
from tenants.shell.languages import COOKIE_NAME
from tests.conftest import ACTOR, NOW, Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_roster_upload import work
from tests.integration.enrollment.billings import MARCH, bill, closed, opened, pay, stored
from tests.integration.enrollment.postings import confirm as confirm_own
from tests.integration.enrollment.postings import csv_of, nik
from tests.integration.enrollment.postings import read as read_own
from tests.integration.enrollment.rosters import add_commitment, reading
from tests.integration.enrollment.test_postings import proofs

SignIn = Callable[[object, Role], Browser]
MakeOrganisation = Callable[..., Organisation]
WHY = "Berkas cabang keliru, orangnya tertukar."
ACCEPTED = csv_of(
    "NIK;Hasil;Alasan;No KPJ",
    f"{nik(1)};diterima;;12345678901",
    f"{nik(2)};ditolak;usia melebihi batas;",
    f"{nik(3)};sudah terdaftar;;",
)


@pytest.fixture
def billing(app: Flask, regency: Regency) -> BillingList:
    """Three people frozen for March to May 2025."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3)
        return closed(regency, commitment_id, MARCH, 3)


@pytest.fixture
def office(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


def at(office: Organisation, regency: Regency, path: str = "") -> str:
    return f"/b/{office.slug}/r/{regency.slug}{path}"


def send(
    browser: Browser, address: str, content: bytes, kind: str = "membership", **more: str
) -> TestResponse:
    values: dict[str, object] = {"kind": kind, **more}
    values["file"] = FileStorage(io.BytesIO(content), "jawaban.csv")
    boundary, body = encode_multipart(values)
    return browser.post(
        address, data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )


def answered(
    app: Flask,
    office: Organisation,
    regency: Regency,
    billing: BillingList,
    browser: Browser,
    content: bytes = ACCEPTED,
    kind: str = "membership",
) -> str:
    """Send an answer of the office and store it; its address."""
    sent = send(browser, at(office, regency, f"/billing-lists/{billing.id}/answers"), content, kind)
    work(app, regency)
    browser.post(f"{sent.location}/confirmation")
    work(app, regency)
    return str(sent.location)


def files(app: Flask, regency: Regency) -> list[PostingFile]:
    with app.app_context(), reading(regency) as session:
        return list(session.scalars(select(PostingFile).order_by(PostingFile.uploaded_at)))


def test_office_sends_its_answer_and_the_regency_sees_who_did(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    reviewer, officer = browser_of(office, Role.REVIEWER), browser_of(regency, Role.OFFICER)
    lists = text_of(reviewer.get(at(office, regency, "/billing-lists")))
    page = reviewer.get(at(office, regency, f"/billing-lists/{billing.id}"))

    sent = send(reviewer, at(office, regency, f"/billing-lists/{billing.id}/answers"), ACCEPTED)
    work(app, regency)
    waiting = text_of(reviewer.get(sent.location))
    confirmed = reviewer.post(f"{sent.location}/confirmation")
    work(app, regency)
    done = reviewer.get(sent.location)
    (file,) = files(app, regency)
    seen = text_of(officer.get(f"/r/{regency.slug}/billing-answers/{file.id}"))

    assert "Tagihan 1: Maret–Mei 2025" in lists
    assert "Unggah jawaban kantor" in page.text
    assert "Belum ada yang disimpan." in waiting
    assert confirmed.status_code == 303
    assert "Hasil pendaftaran 3 orang dicatat." in text_of(done)
    assert (file.accepted_count, file.rejected_count, file.elsewhere_count) == (1, 1, 1)
    assert (file.branch_id, file.is_verified) == (office.id, True)
    assert office.name in seen
    assert "Sumini" not in done.text
    assert nik(1) not in done.text
    assert nik(1)[:6] not in done.text
    with app.app_context(), reading(regency) as session:
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "posting:apply"))
        assert [one.detail["office"] for one in told] == [office.name]


def test_regency_is_told_once_that_its_office_stored_an_answer_and_how_many_it_refused(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    reviewer, officer = browser_of(office, Role.REVIEWER), browser_of(regency, Role.OFFICER)

    answered(app, office, regency, billing, reviewer)

    page = text_of(officer.get(f"/r/{regency.slug}/notices"))
    assert "1 belum dibaca" in page
    assert "menyimpan hasil pendaftaran tagihan 1" in page
    assert "Ditolak: 1 orang" in page


def test_office_is_told_how_many_lists_wait_for_its_answer_until_it_has_answered(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    reviewer = browser_of(office, Role.REVIEWER)
    with app.app_context():
        opened(regency, billing.commitment_id, Month(2025, 6))
        own = csv_of("NIK;Hasil", f"{nik(1)};diterima")
        confirm_own(regency, read_own(regency, billing, own, kind=AnswerKind.MEMBERSHIP))
    waiting = at(office, regency, "/billing-lists?waiting=1")

    before = [reviewer.get(at(office, regency, "/")), reviewer.get(f"/b/{office.slug}/")]
    listed = text_of(reviewer.get(waiting))
    path = answered(app, office, regency, billing, reviewer)
    after = [reviewer.get(at(office, regency, "/")), reviewer.get(f"/b/{office.slug}/")]
    none = text_of(reviewer.get(waiting))
    reviewer.post(f"{path}/undoing", data={"reason": WHY})
    work(app, regency)
    again = reviewer.get(at(office, regency, "/"))

    for page in (*before, again):
        assert "1 daftar tagihan menunggu jawaban kantor ini" in text_of(page)
        assert f'href="{waiting}"' in page.text
    assert "Tagihan 1: Maret–Mei 2025" in listed
    for page in after:
        assert "menunggu jawaban kantor ini" not in text_of(page)
    assert "Tidak ada daftar tagihan yang menunggu jawaban." in none


def test_answers_that_differ_are_shown_to_both_and_by_name_to_the_regency(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    other = csv_of("NIK;Hasil", f"{nik(1)};diterima", f"{nik(2)};diterima")
    with app.app_context():
        own = confirm_own(regency, read_own(regency, billing, other, kind=AnswerKind.MEMBERSHIP))
    head, officer = browser_of(office, Role.HEAD), browser_of(regency, Role.OFFICER)

    path = answered(app, office, regency, billing, head)
    of_office = text_of(head.get(path))
    of_regency = officer.get(f"/r/{regency.slug}/billing-answers/{own.id}")
    counts = {file.branch_id: file.differing_count for file in files(app, regency)}

    assert counts == {None: 1, office.id: 1}
    assert "Jawaban kantor ini berbeda dari berkas kabupaten/kota untuk 1 orang." in of_office
    assert "berbeda dari jawaban kantor BPJS untuk 1 orang." in text_of(of_regency)
    rows = of_regency.text.partition('id="differing"')[2].partition("</section>")[0]
    assert "Sumini" in rows
    assert "diterima" in rows
    assert "ditolak" in rows


def test_months_that_differ_are_counted_and_a_taken_out_file_differs_no_more(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    with app.app_context():
        confirm_own(regency, read_own(regency, billing, csv_of("NIK;Bulan", f"{nik(1)};2025-03")))
    head = browser_of(office, Role.HEAD)
    path = answered(
        app,
        office,
        regency,
        billing,
        head,
        csv_of("NIK;Bulan", f"{nik(1)};2025-03", f"{nik(1)};2025-04", f"{nik(2)};2025-03"),
        "posting",
    )
    before = {file.branch_id: file.differing_count for file in files(app, regency)}

    silent = head.post(f"{path}/undoing", data={"reason": "ya"})
    head.post(f"{path}/undoing", data={"reason": WHY})
    work(app, regency)
    after = {file.branch_id: (file.state, file.differing_count) for file in files(app, regency)}

    assert before == {None: 1, office.id: 1}
    assert silent.status_code == 422
    assert after[None] == ("applied", 0)
    assert after[office.id][0] == "undone"


def test_regency_takes_its_wrong_file_out_though_the_office_answered_later(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    with app.app_context():
        confirm_own(
            regency,
            read_own(
                regency, billing, csv_of("NIK;Bulan", f"{nik(1)};2025-03", f"{nik(2)};2025-03")
            ),
        )
    head, officer = browser_of(office, Role.HEAD), browser_of(regency, Role.OFFICER)
    rows = [f"{nik(1)};2025-03", f"{nik(1)};2025-04", f"{nik(2)};2025-04"]
    answered(app, office, regency, billing, head, csv_of("NIK;Bulan", *rows), "posting")
    (own,) = (file for file in files(app, regency) if file.branch_id is None)
    page = f"/r/{regency.slug}/billing-answers/{own.id}"
    shown = officer.get(page).text.partition('id="differing"')[2].partition("</section>")[0]

    answer = officer.post(f"{page}/undoing", data={"reason": WHY})
    work(app, regency)

    after = {file.branch_id: (file.state, file.month_count) for file in files(app, regency)}
    assert re.search(r"Maret 2025<.*Maret–April 2025<", " ".join(shown.split()))
    assert answer.status_code == 303
    assert after[None][0] == "undone"
    assert after[office.id] == ("applied", 3)
    with app.app_context():
        assert proofs(regency) == [
            (programme, months) for programme in ("jkk", "jkm") for months in (0b1000, 0b1100)
        ]


def test_neither_side_decides_about_a_file_of_the_other(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
    make_organisation: MakeOrganisation,
) -> None:
    head, officer = browser_of(office, Role.HEAD), browser_of(regency, Role.OFFICER)
    second = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    address = at(office, regency, f"/billing-lists/{billing.id}/answers")
    sent = send(head, address, ACCEPTED)
    work(app, regency)
    (file,) = files(app, regency)
    with app.app_context():
        own = read_own(regency, billing, csv_of("NIK;Bulan", f"{nik(1)};2025-03"))
    other = browser_of(second, Role.HEAD)

    refused = officer.post(f"/r/{regency.slug}/billing-answers/{file.id}/confirmation")
    answers = [
        refused.status_code,
        head.post(at(office, regency, f"/billing-answers/{own.id}/confirmation")).status_code,
        other.post(at(second, regency, f"/billing-answers/{file.id}/cancellation")).status_code,
    ]

    assert answers == [409, 409, 409]
    assert f"diunggah {office.name}" in text_of(refused)
    assert {one.state for one in files(app, regency)} == {"ready"}
    assert head.post(f"{sent.location}/cancellation").status_code == 303


def test_same_bytes_of_both_sides_are_two_answers_and_of_one_side_one(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    with app.app_context():
        read_own(regency, billing, ACCEPTED, kind=AnswerKind.MEMBERSHIP)
    head = browser_of(office, Role.HEAD)
    address = at(office, regency, f"/billing-lists/{billing.id}/answers")

    first, again = send(head, address, ACCEPTED), send(head, address, ACCEPTED)

    assert first.location == again.location
    assert len(files(app, regency)) == 2


def test_office_that_does_not_serve_the_regency_finds_nothing(
    app: Flask,
    regency: Regency,
    other_regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
    make_organisation: MakeOrganisation,
) -> None:
    stranger_office = make_organisation(OrganisationKind.BRANCH, serves=[other_regency])
    stranger, head = browser_of(stranger_office, Role.HEAD), browser_of(office, Role.HEAD)
    path = answered(app, office, regency, billing, head)
    (file,) = files(app, regency)
    lists = at(stranger_office, regency, "/billing-lists")
    foreign = at(stranger_office, other_regency)

    asked = [
        stranger.get(lists),
        stranger.get(f"{lists}/{billing.id}"),
        send(stranger, f"{lists}/{billing.id}/answers", ACCEPTED),
        stranger.get(path.replace(office.slug, stranger_office.slug)),
        stranger.get(f"{foreign}/billing-lists/{billing.id}"),
        send(stranger, f"{foreign}/billing-lists/{billing.id}/answers", ACCEPTED),
        stranger.get(f"{foreign}/billing-answers/{file.id}"),
        stranger.post(f"{foreign}/billing-answers/{file.id}/undoing", data={"reason": WHY}),
    ]

    assert [answer.status_code for answer in asked] == [404] * len(asked)
    assert len(files(app, regency)) == 1


def test_answer_when_the_list_was_reopened_meanwhile_waits_again(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    head = browser_of(office, Role.HEAD)
    address = at(office, regency, f"/billing-lists/{billing.id}/answers")
    sent = send(head, address, ACCEPTED)
    work(app, regency)
    head.post(f"{sent.location}/confirmation")
    with app.app_context(), transaction(regency.principal()) as session:
        request_reopening(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            reason="Dua orang salah dimasukkan ke daftar.",
        )

    work(app, regency)
    (file,) = files(app, regency)

    assert (file.state, file.finished_at) == ("ready", None)
    assert head.post(f"{sent.location}/confirmation").status_code in {404, 409}


def test_list_that_is_still_open_is_not_the_offices_to_see(
    app: Flask, regency: Regency, office: Organisation, browser_of: SignIn
) -> None:
    with app.app_context():
        empty = opened(regency, add_commitment(regency))
    head = browser_of(office, Role.HEAD)

    page = text_of(head.get(at(office, regency, "/billing-lists")))

    assert "belum menutup daftar tagihan" in page
    assert head.get(at(office, regency, f"/billing-lists/{empty.id}")).status_code == 404


def test_regency_writes_no_answer_in_the_name_of_its_office(
    app: Flask, regency: Regency, billing: BillingList, office: Organisation
) -> None:
    with app.app_context():
        own = read_own(regency, billing, csv_of("NIK;Bulan", f"{nik(1)};2025-03"))
    forged = {
        **{column.key: getattr(own, column.key) for column in PostingFile.__table__.columns},
        "id": uuid4(),
        "sha256": bytes(32),
        "branch_id": office.id,
        "office_name": office.name,
    }

    with (
        app.app_context(),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(regency.principal()) as session,
    ):
        session.execute(insert(PostingFile).values(**forged))


@pytest.mark.parametrize("column", ["nik_index", "kpj_encrypted", "worker_id", "outcome"])
def test_office_reads_of_rows_no_more_than_what_cannot_be_used(
    app: Flask, regency: Regency, office: Organisation, column: str
) -> None:
    principal = Principal(DatabaseRole.BRANCH, regency.id, office.id)

    with (
        app.app_context(),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(principal) as session,
    ):
        session.execute(select(getattr(PostingRow, column)))


def test_office_reads_the_pages_in_english(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    head = browser_of(office, Role.HEAD)
    path = answered(app, office, regency, billing, head)
    head.set_cookie(COOKIE_NAME, "en")

    lists = text_of(head.get(at(office, regency, "/billing-lists")))
    page = text_of(head.get(at(office, regency, f"/billing-lists/{billing.id}")))
    answer = text_of(head.get(path))

    assert "Billing lists the regency has closed." in lists
    assert "Upload an answer of the office" in page
    assert "Sent by the BPJS office itself: no letter is needed." in answer


def test_office_sees_code_and_amounts_of_a_bill_and_no_paper_of_its_payments(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    browser_of: SignIn,
) -> None:
    with app.app_context():
        bill(regency, billing.id, "2503777")
        pay(regency, billing.id, 100_000, number="SP2D/rahasia/9")
    reviewer = browser_of(office, Role.REVIEWER)

    register = text_of(reviewer.get(at(office, regency, "/billing-lists")))
    page = text_of(reviewer.get(at(office, regency, f"/billing-lists/{billing.id}")))

    assert "Rp151.200" in register
    assert "2503777" in page
    assert "Rp100.000" in page
    assert "Rp51.200" in page
    assert "17 Maret 2025" in page
    assert "SP2D/rahasia/9" not in page


def test_office_opens_the_amount_of_a_list_to_the_rule_that_made_it(
    regency: Regency, billing: BillingList, office: Organisation, browser_of: SignIn
) -> None:
    page = browser_of(office, Role.REVIEWER).get(
        at(office, regency, f"/billing-lists/{billing.id}")
    )
    own = browser_of(regency, Role.VIEWER).get(f"/r/{regency.slug}/billing-lists/{billing.id}")

    words = text_of(page)
    assert "3 orang × 3 bulan × Rp16.800 = Rp151.200" in words
    assert "PP 44/2015" in words
    assert "BPU: JKK, JKM" in words
    assert opened_in(page) == opened_in(own)
    assert "/r/" not in opened_in(page)
    assert "/people" not in page.text


def opened_in(page: TestResponse) -> str:
    """The opened calculation without the links of a place."""
    start = page.text.index('<details id="rules">')
    opened = page.text[start : page.text.index("</details>", start)]
    return re.sub(r'<p class="small">Yang menentukan.*?</p>', "", opened).strip()
