"""An officer brings what BPJS answered; months become protected, and the worker's page says so."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from enrollment.models.billing import BillingList
from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_roster_upload import work
from tests.integration.enrollment.billings import MARCH, closed, stored
from tests.integration.enrollment.postings import csv_of, nik
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency, Role], Browser]
WHY = "Berkas cabang keliru, bulan tertukar."
LETTER = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def billing(app: Flask, regency: Regency) -> BillingList:
    """Three people frozen for March to May 2025."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3)
        return closed(regency, commitment_id, MARCH, 3)


def list_page(regency: Regency, billing: BillingList) -> str:
    return f"/r/{regency.slug}/billing-lists/{billing.id}"


def send(
    browser: Browser,
    regency: Regency,
    billing: BillingList,
    content: bytes,
    letter: bytes | None = None,
    **fields: str,
) -> TestResponse:
    values: dict[str, object] = {"kind": "posting", **fields}
    values["file"] = FileStorage(io.BytesIO(content), "posting.csv")
    if letter:
        values["letter"] = FileStorage(io.BytesIO(letter), "surat.pdf")
    boundary, body = encode_multipart(values)
    return browser.post(
        f"{list_page(regency, billing)}/answers/new",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def test_officer_sees_what_would_be_posted_then_stores_it(
    app: Flask, regency: Regency, billing: BillingList, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    content = csv_of("NIK;Bulan", f"{nik(1)};2025-03", f"{nik(2)};Maret-Mei 2025", "1;2025-03")

    sent = send(officer, regency, billing, content, LETTER)
    page = sent.location
    waiting = officer.get(page)
    work(app, regency)
    shown = text_of(officer.get(page))
    again = send(officer, regency, billing, content)
    officer.post(f"{page}/confirmation")
    work(app, regency)
    done = text_of(officer.get(page))
    listed = text_of(officer.get(list_page(regency, billing)))
    problems = officer.get(f"{page}/problems").data.decode("utf-8-sig")

    assert sent.status_code == 303
    assert "data-refresh-seconds" in waiting.text
    assert "4 orang-bulan baru dinyatakan terlindungi. Berkas ini tentang 2 orang" in shown
    assert "1 baris dilewati" in shown
    assert "terverifikasi" in shown
    assert again.location == page
    assert "4 orang-bulan baru dibukukan. Berkas ini tentang 2 orang." in done
    assert "2 dari 3 orang sudah ada bulan yang dibukukan." in listed
    assert "bukan 16 angka" in problems


def test_worker_page_tells_planned_billed_paid_and_posted_months_apart(
    app: Flask, regency: Regency, billing: BillingList, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = send(officer, regency, billing, csv_of("NIK;Bulan", f"{nik(1)};2025-03")).location
    work(app, regency)
    officer.post(f"{page}/confirmation")
    work(app, regency)

    found = officer.post(f"/r/{regency.slug}/workers/search", data={"nik": nik(1)})
    worker = officer.get(found.location)
    text = text_of(worker)

    assert "10 bulan ditetapkan" in text
    assert "3 bulan ditagihkan" in text
    assert "1 bulan dibukukan BPJS" in text
    assert worker.text.count('class="state-protected"') == 2  # of the programme, and whoever paid
    assert "Maret 2025: terlindungi. sudah dibukukan BPJS" in text
    assert "aktif" in text


def test_stored_answer_is_taken_out_with_a_reason(
    app: Flask, regency: Regency, billing: BillingList, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = send(officer, regency, billing, csv_of("NIK;Bulan", f"{nik(1)};2025-03")).location
    work(app, regency)
    officer.post(f"{page}/confirmation")
    work(app, regency)

    short = officer.post(f"{page}/undoing", data={"reason": "salah"})
    officer.post(f"{page}/undoing", data={"reason": WHY})
    work(app, regency)
    gone = text_of(officer.get(page))

    assert short.status_code == 422
    assert WHY in gone
    assert "Berkas ini ditarik" in gone


def test_file_that_cannot_be_read_says_what_it_lacks(
    app: Flask, regency: Regency, billing: BillingList, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    nothing = officer.post(f"{list_page(regency, billing)}/answers/new", data={"kind": "posting"})
    page = send(officer, regency, billing, csv_of("Nama;Alamat", "a;b")).location
    work(app, regency)
    refused = text_of(officer.get(page))

    assert nothing.status_code == 422
    assert "Tidak ada yang disimpan." in refused
    assert "Judul kolom tidak ditemukan." in refused


def test_membership_answer_is_counted_by_result_and_given_up(
    app: Flask, regency: Regency, billing: BillingList, browser_of: SignIn
) -> None:
    officer, viewer = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    content = csv_of("NIK;KPJ;Hasil", f"{nik(1)};25001;Diterima", f"{nik(2)};;Ditolak")
    page = send(officer, regency, billing, content, kind="membership").location
    work(app, regency)

    seen = text_of(viewer.get(page))
    forbidden = viewer.post(f"{page}/confirmation").status_code
    officer.post(f"{page}/cancellation")
    gone = text_of(officer.get(page))

    assert "1 diterima" in seen
    assert "1 ditolak" in seen
    assert "25001" not in seen
    assert forbidden == 403
    assert "Berkas ini dibatalkan." in gone
