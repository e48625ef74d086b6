"""A BPJS office confirms or refuses by form, in counts; both sides read where the list differs."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, update
from sqlalchemy.exc import ProgrammingError
from werkzeug.test import TestResponse

from cooperation.services.reviews import Office
from enrollment.models.billing import BillingList
from enrollment.models.confirmations import OfficeConfirmation
from enrollment.office_confirmations import ConfirmationKind, ConfirmationOutcome, Stated
from enrollment.services.confirmations import confirm_billing
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import InvalidTransition
from tenants.models.identity import BranchAssignment, Organisation, OrganisationKind
from tests.conftest import ACTOR, NOW, TODAY, Browser, Regency
from tests.functional.people import field_value, text_of
from tests.functional.test_office_answers import ACCEPTED, answered, at
from tests.functional.test_office_answers import billing as three_people
from tests.functional.test_roster_upload import work
from tests.integration.cooperation.notices import deliver
from tests.integration.enrollment.billings import bill, pay
from tests.integration.enrollment.postings import csv_of, nik

SignIn = Callable[[object, Role], Browser]
MakeOrganisation = Callable[..., Organisation]
billing = three_people
VALUE = 3 * 3 * 16_800
WHY = "Kode iurannya sudah kedaluwarsa, mohon diterbitkan kembali."


@pytest.fixture
def office(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def reviewer(browser_of: SignIn, office: Organisation) -> Browser:
    return browser_of(office, Role.REVIEWER)


@pytest.fixture
def officer(browser_of: SignIn, regency: Regency) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def page(office: Organisation, regency: Regency, billing: BillingList) -> str:
    """The list before the office."""
    return at(office, regency, f"/billing-lists/{billing.id}")


def register(browser: Browser, page: str, **changes: str) -> TestResponse:
    form = {
        "list_sha256": field_value(browser.get(page), "list_sha256"),
        "happened_on": "2025-03-20",
        "people_count": "3",
        "reason": "",
        "outcome": "confirmed",
        **changes,
    }
    return browser.post(f"{page}/registration", data=form)


def receive(browser: Browser, page: str, **changes: str) -> TestResponse:
    form = {
        "list_sha256": field_value(browser.get(page), "list_sha256"),
        "happened_on": "2025-03-21",
        "amount_idr": "151.200",
        "billing_code": "2503777",
        "reference": "",
        "reason": "",
        "outcome": "confirmed",
        **changes,
    }
    return browser.post(f"{page}/receipt", data=form)


def own_page(regency: Regency, billing: BillingList) -> str:
    return f"/r/{regency.slug}/billing-lists/{billing.id}"


def test_office_confirms_in_counts_and_both_sides_read_what_differs(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    reviewer: Browser,
    officer: Browser,
    page: str,
) -> None:
    assert "1 daftar tagihan menunggu jawaban" in text_of(reviewer.get(at(office, regency, "/")))

    assert register(reviewer, page, people_count="2").status_code == 303

    told = "Kurang 1 orang daripada daftar. Menurut rata-rata daftar: Rp50.400."
    for read in (reviewer.get(page), officer.get(own_page(regency, billing))):
        shown = text_of(read)
        assert f"pendaftaran dipastikan {office.name}" in shown
        assert "20 Maret 2025 2 orang" in shown
        assert told in shown
    assert "menunggu jawaban kantor ini" not in text_of(reviewer.get(at(office, regency, "/")))
    with app.app_context():
        deliver(regency)
    news = text_of(officer.get(f"/r/{regency.slug}/notices"))
    assert f"{office.name} memastikan pendaftaran tagihan 1" in news
    assert "Terdaftar: 2 orang pada 20 Maret 2025." in news
    with app.app_context(), transaction(regency.principal()) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "billing:confirm-by-office")
        ).one()
    assert entry.detail["people_count"] == 2
    assert entry.subject_id == str(billing.id)


def test_payment_is_compared_with_bill_and_recorded_payments(
    app: Flask, regency: Regency, billing: BillingList, reviewer: Browser, page: str
) -> None:
    with app.app_context():
        bill(regency, billing.id, "2503999")
        pay(regency, billing.id, 151_200)

    told = text_of(
        reviewer.get(
            receive(reviewer, page, amount_idr="151.200.000", confirmed="151200000").location
        )
    )
    shown = text_of(reviewer.get(page))

    assert "Rp151.200.000 (Seratus lima puluh satu juta dua ratus ribu rupiah) tersimpan." in told

    assert "Lebih Rp151.048.800 daripada nilai daftar. Nilainya sekitar seribu kali" in shown
    assert "Lebih Rp151.048.800 daripada pembayaran yang dicatat kabupaten/kota." in shown
    assert "Kode iurannya lain daripada yang dicatat kabupaten/kota." in shown


def test_number_that_looks_mistyped_is_asked_about_in_words_and_nothing_is_kept_or_sent(
    app: Flask, regency: Regency, reviewer: Browser, officer: Browser, page: str
) -> None:
    people = register(reviewer, page, people_count="3.000")
    money = receive(reviewer, page, amount_idr="151.200.000", billing_code="2509999", reason="ya")
    other = receive(reviewer, page, amount_idr="151.200.000", confirmed="151200")

    assert (people.status_code, money.status_code, other.status_code) == (409, 409, 409)
    asked = text_of(people)
    assert "Lebih 2.997 orang daripada daftar. Pernyataan ini belum disimpan." in asked
    assert "3.000 orang tiga ribu" in asked
    assert "3 orang tiga" in asked
    assert 'name="confirmed" value="3000"' in people.text
    assert field_value(people, "people_count") == "3.000"
    told = text_of(money)
    assert "sekitar seribu kali tagihan" in told
    assert "Rp151.200.000 Seratus lima puluh satu juta dua ratus ribu rupiah" in told
    assert "Rp151.200 Seratus lima puluh satu ribu dua ratus rupiah" in told
    assert field_value(money, "billing_code") == "2509999"
    with app.app_context():
        deliver(regency)
        with transaction(regency.principal()) as session:
            assert session.scalars(select(OfficeConfirmation)).all() == []
    assert "memastikan" not in text_of(officer.get(f"/r/{regency.slug}/notices"))

    assert register(reviewer, page, people_count="3.000", confirmed="3000").status_code == 303
    assert receive(reviewer, page, amount_idr="160.000").status_code == 303


def test_code_that_reads_as_a_nik_is_asked_about_with_the_amount_and_kept_when_meant(
    app: Flask, regency: Regency, reviewer: Browser, page: str
) -> None:
    code = "3505015708900001"
    asked = receive(reviewer, page, amount_idr="151.200.000", billing_code=code)
    (marks,) = re.findall(r'name="confirmed" value="([^"]*)"', asked.text)
    only_amount = receive(
        reviewer, page, amount_idr="151.200.000", billing_code=code, confirmed="151200000"
    )
    remark = receive(reviewer, page, billing_code=code, reason=code, confirmed=marks)
    kept = receive(reviewer, page, amount_idr="151.200.000", billing_code=code, confirmed=marks)

    told = text_of(asked)
    assert "sekitar seribu kali tagihan" in told
    assert "Kode iuran ini terbaca seperti NIK" in told
    assert "Pastikan ini memang kode iuran dari BPJS" in told
    assert "Ya, isian ini memang benar" in told
    assert field_value(asked, "billing_code") == code
    assert [one.status_code for one in (asked, only_amount, remark, kept)] == [409, 409, 422, 303]
    with app.app_context(), transaction(regency.principal()) as session:
        assert session.scalars(select(OfficeConfirmation.billing_code)).all() == [code]


def test_what_agrees_says_so_and_makes_nobody_active(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    reviewer: Browser,
    officer: Browser,
    page: str,
) -> None:
    register(reviewer, page)
    receive(reviewer, page)

    shown = text_of(officer.get(own_page(regency, billing)))

    assert "20 Maret 2025 3 orang sesuai" in shown
    assert "21 Maret 2025 Rp151.200 kode iuran 2503777 sesuai" in shown
    assert "jumlah, bukan nama: tidak membuat siapa pun aktif" in shown
    with app.app_context(), transaction(regency.principal()) as session:
        assert session.get_one(BillingList, (regency.id, billing.id)).state == "closed"


def test_refusal_needs_a_reason_and_keeps_what_was_typed(
    regency: Regency,
    billing: BillingList,
    reviewer: Browser,
    officer: Browser,
    page: str,
) -> None:
    short = receive(reviewer, page, outcome="refused", reason="Salah.", reference="TRX-1")
    assert short.status_code == 422
    assert "paling sedikit 10 huruf" in text_of(short)
    assert 'value="TRX-1"' in short.text
    assert short.text.count("Salah.</textarea>") == 1

    assert receive(reviewer, page, outcome="refused", reason=WHY).status_code == 303
    shown = text_of(officer.get(own_page(regency, billing)))
    assert "pembayaran ditolak" in shown
    assert f"“{WHY}”" in shown
    assert "Rp151.200 kode iuran" not in shown


def test_statement_stands_until_its_office_takes_it_back_with_a_reason(
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    reviewer: Browser,
    officer: Browser,
    browser_of: SignIn,
    make_organisation: MakeOrganisation,
    page: str,
) -> None:
    second = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    other = browser_of(second, Role.HEAD)
    receive(reviewer, page, amount_idr="1.512", confirmed="1512")
    seen = field_value(reviewer.get(page), "list_sha256")
    twice = reviewer.post(
        f"{page}/receipt",
        data={
            "list_sha256": seen,
            "happened_on": "2025-03-21",
            "amount_idr": "151.200",
            "billing_code": "1",
            "reference": "",
            "reason": "",
            "outcome": "confirmed",
        },
    )
    found = re.search(r"/billing-confirmations/[0-9a-f-]{36}", reviewer.get(page).text)
    assert found
    back = f"{at(office, regency)}{found[0]}/withdrawal"

    answers = [
        other.post(
            back.replace(office.slug, second.slug), data={"reason": "Bukan pernyataan kami."}
        ).status_code,
        reviewer.post(back, data={"reason": "ya"}).status_code,
        reviewer.post(back, data={"reason": "Nilainya salah ketik."}).status_code,
        reviewer.post(back, data={"reason": "Nilainya salah ketik."}).status_code,
        receive(reviewer, page).status_code,
    ]

    assert twice.status_code == 409
    assert "Tarik dahulu pernyataan itu" in text_of(twice)
    assert "Isian Anda belum tersimpan." in text_of(twice)
    assert "Nilai yang diterima 151.200 Kode iuran 1" in text_of(twice)
    assert answers == [403, 422, 303, 409, 303]
    shown = text_of(officer.get(own_page(regency, billing)))
    assert "pembayaran ditarik" in shown
    assert "Nilainya salah ketik." in shown


def reopen(browser: Browser, regency: Regency, billing: BillingList) -> TestResponse:
    return browser.post(
        f"{own_page(regency, billing)}/reopening",
        data={"reason": "Dua orang salah dimasukkan ke daftar."},
    )


def take_back(reviewer: Browser, office: Organisation, regency: Regency, path: str) -> TestResponse:
    return reviewer.post(
        f"{at(office, regency)}{path}/withdrawal", data={"reason": "Nilainya salah ketik."}
    )


def statement_on(reviewer: Browser, page: str) -> str:
    found = re.search(r"/billing-confirmations/[0-9a-f-]{36}", reviewer.get(page).text)
    assert found
    return found[0]


def test_confirmed_list_is_reopened_only_once_its_office_took_that_back(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    reviewer: Browser,
    officer: Browser,
    page: str,
) -> None:
    register(reviewer, page)

    early = reopen(officer, regency, billing)
    take_back(reviewer, office, regency, statement_on(reviewer, page))
    late = reopen(officer, regency, billing)
    work(app, regency)
    kept = officer.post(f"{own_page(regency, billing)}/removal")

    assert early.status_code == 409
    assert "Minta kantor itu menarik pernyataannya dahulu." in text_of(early)
    assert late.status_code == 303
    assert kept.status_code == 409
    assert "pernyataan itu tetap disimpan" in text_of(kept)


def test_confirmed_list_is_reopened_once_that_office_serves_no_more(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    reviewer: Browser,
    officer: Browser,
    page: str,
) -> None:
    register(reviewer, page)
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        session.execute(
            update(BranchAssignment)
            .where(BranchAssignment.organisation_id == office.id)
            .values(ends_on=TODAY - timedelta(days=1))
        )

    assert reopen(officer, regency, billing).status_code == 303


def test_refused_list_is_reopened_and_its_statement_taken_back_meanwhile(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    reviewer: Browser,
    officer: Browser,
    page: str,
) -> None:
    register(reviewer, page, outcome="refused", reason=WHY)
    statement = statement_on(reviewer, page)
    form = {
        "list_sha256": field_value(reviewer.get(page), "list_sha256"),
        "happened_on": "2025-03-21",
        "amount_idr": "151.200",
        "billing_code": "2503777",
        "reference": "",
        "reason": "",
        "outcome": "confirmed",
    }
    reopened = reopen(officer, regency, billing)
    work(app, regency)

    late = reviewer.post(f"{page}/receipt", data=form | {"reference": "TRX-77"})
    told = text_of(late)
    short = reviewer.post(
        f"{at(office, regency)}{statement}/withdrawal", data={"reason": "Keliru 3x"}
    )
    done = take_back(reviewer, office, regency, statement)

    assert reopened.status_code == 303
    assert late.status_code == 409
    assert "Tidak ada yang disimpan." in told
    for typed in (
        "Tanggal 2025-03-21",
        "Nilai yang diterima 151.200",
        "Kode iuran 2503777",
        "Nomor referensi TRX-77",
    ):
        assert typed in told
    assert "Keliru 3x" in text_of(short)
    assert done.location == at(office, regency, "/billing-lists")
    assert "Pernyataan kantor ditarik." in text_of(reviewer.get(done.location))


def test_statement_is_refused_when_the_list_is_reopened_while_it_is_written(
    app: Flask, regency: Regency, billing: BillingList, office: Organisation, officer: Browser
) -> None:
    stated = Stated(
        ConfirmationKind.REGISTRATION,
        ConfirmationOutcome.CONFIRMED,
        happened_on=date(2025, 3, 20),
        people_count=3,
    )
    branch = Principal(DatabaseRole.BRANCH, regency.id, office.id)
    with app.app_context(), transaction(branch) as session:
        seen = session.get_one(BillingList, (regency.id, billing.id))
        reopen(officer, regency, billing)
        with pytest.raises(InvalidTransition):
            confirm_billing(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                billing_list_id=seen.id,
                stated=stated,
                seen_sha256=seen.sha256 or b"",
                office=Office(office.id, office.name),
            )
        session.rollback()


def test_statement_about_other_words_of_the_list_is_refused(reviewer: Browser, page: str) -> None:
    other = register(reviewer, page, list_sha256="00" * 32)
    nonsense = register(reviewer, page, list_sha256="bukan sidik")

    assert (other.status_code, nonsense.status_code) == (409, 409)
    assert "Isi daftar tagihan ini sudah berubah" in text_of(other)


def test_file_by_names_outweighs_the_count(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    reviewer: Browser,
    page: str,
) -> None:
    answered(app, office, regency, billing, reviewer, ACCEPTED)

    register(reviewer, page)

    assert "Berkas menurut nama lebih kuat daripada jumlah." in text_of(reviewer.get(page))


def test_office_that_answers_in_two_files_is_not_told_that_it_differs_from_itself(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    office: Organisation,
    reviewer: Browser,
    page: str,
) -> None:
    for people in ((1,), (2, 3)):
        rows = [f"{nik(serial)};diterima" for serial in people]
        answered(app, office, regency, billing, reviewer, csv_of("NIK;Hasil", *rows))

    register(reviewer, page)

    shown = text_of(reviewer.get(page))
    assert "20 Maret 2025 3 orang sesuai" in shown
    assert "Berkas menurut nama" not in shown


def test_regency_states_nothing_in_the_name_of_its_office(
    app: Flask, regency: Regency, office: Organisation, reviewer: Browser, page: str
) -> None:
    register(reviewer, page)

    for principal in (
        regency.principal(),
        Principal(DatabaseRole.BRANCH, regency.id, regency.organisation.id),
    ):
        with app.app_context(), transaction(regency.principal()) as session:
            kept = session.scalars(select(OfficeConfirmation)).one()
            session.expunge(kept)
        values = {
            column.key: getattr(kept, column.key) for column in OfficeConfirmation.__table__.columns
        }
        with (
            app.app_context(),
            pytest.raises(ProgrammingError, match=r"permission denied|row-level security"),
            transaction(principal) as session,
        ):
            session.execute(
                insert(OfficeConfirmation).values(**{**values, "id": office.id, "kind": "payment"})
            )
