"""The annex of a decree leaves as PDF, with whole numbers only for who may open them."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from enrollment.services import annex_papers
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tests.conftest import Browser, Regency
from tests.engines import Engines
from tests.functional.people import text_of
from tests.functional.spreadsheets import rows_of
from tests.functional.test_selection import RULES, at
from tests.integration.enrollment.candidates import propose
from tests.integration.enrollment.rosters import add_commitment, give_up, reading, run_due

SignIn = Callable[[Regency, Role], Browser]
EVERYBODY = RULES | {"min_age": "0", "under_age": "150", "needs_verification": "false"}
ANNEX = {"outcome": "chosen", "format": "pdf"}


@pytest.fixture
def decree(app: Flask, regency: Regency, browser_of: SignIn) -> str:
    """The address of a frozen decree: two recipients, four in reserve."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        propose(regency, commitment_id, 6)
    return frozen_decree(app, regency, browser_of(regency, Role.OFFICER), commitment_id)


def frozen_decree(app: Flask, regency: Regency, officer: Browser, commitment_id: UUID) -> str:
    page = at(regency, commitment_id)
    officer.post(f"{page}/rules", data=EVERYBODY)
    seen = re.findall(r'name="seen" value="(\w+)"', officer.get(f"{page}/determination").text)[0]
    form = {"seen": seen, "signer": "Bupati Uji", "number": "188/45", "signed_on": "2025-02-10"}
    asked = officer.post(f"{page}/determination", data=form)
    with app.app_context():
        run_due(regency)
    return str(asked.location)


def written(app: Flask, regency: Regency, browser: Browser, decree: str, **asked: str) -> bytes:
    answer = browser.post(f"{decree}/annex", data=ANNEX | asked)
    assert answer.status_code == 303
    with app.app_context():
        run_due(regency)
    return bytes(browser.post(f"{answer.location}/download").data)


def words(paper: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(paper)).pages
    )


def check_code(paper: str) -> str:
    return str(re.findall(r"SHA-256 ([0-9a-f]{64})", paper)[0])


def test_annex_leaves_as_pdf_with_number_day_list_and_signer(
    app: Flask, regency: Regency, decree: str, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    masked = words(written(app, regency, officer, decree))
    whole = words(written(app, regency, officer, decree, is_whole="true"))
    reserve = words(written(app, regency, officer, decree, outcome="reserve"))

    assert "LAMPIRAN KEPUTUSAN Nomor : 188/45 Tanggal : 10 Februari 2025" in masked
    assert "DAFTAR PENERIMA BANTUAN IURAN" in masked
    assert "Maret–Desember 2025" in masked
    assert "Jumlah: 2 orang" in masked
    assert "Bupati Uji" in masked
    assert masked.count("350501**********") == 2
    assert len(re.findall(r"\b350501\d{10}\b", whole)) == 2
    assert "DAFTAR CADANGAN" in reserve
    assert "Jumlah: 4 orang" in reserve
    with app.app_context(), reading(regency) as session:
        noted = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "prepared:download")
        ).all()
    assert [(one["outcome"], one["whole_numbers"], one["rows"]) for one in noted] == [
        ("chosen", False, 2),
        ("chosen", True, 2),
        ("reserve", False, 4),
    ]


CODE = re.compile(r"Kode dokumen ((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})")
SAME = "Data masih sama dengan dokumen ini."
CHANGED = "Data sudah berubah sejak dokumen ini disusun."


def checked(browser: Browser, regency: Regency, paper: str) -> str:
    found = CODE.search(paper)
    assert found is not None, paper
    return text_of(browser.get(f"/r/{regency.slug}/papers/check?code={found[1]}"))


def test_annex_bears_a_code_that_covers_its_people_and_leads_back_to_the_decree(
    app: Flask,
    regency: Regency,
    decree: str,
    browser_of: SignIn,
    engines: Engines,
    database: str,
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    masked = words(written(app, regency, officer, decree))
    whole = words(written(app, regency, officer, decree, is_whole="true"))
    reserve = words(written(app, regency, officer, decree, outcome="reserve"))
    fresh = checked(officer, regency, masked)
    engines.execute(
        database,
        "UPDATE worker SET name = name || ' B' WHERE (tenant_id, id) IN (SELECT tenant_id,"
        " worker_id FROM determination_line"
        f" WHERE tenant_id = {regency.id} AND outcome = 'chosen')",
    )

    codes = {CODE.findall(paper)[0] for paper in (masked, whole, reserve)}
    assert len(codes) == 3
    assert SAME in fresh
    assert "Lampiran SK penetapan" in fresh
    assert "SK penetapan Nomor 188/45" in fresh
    assert [CHANGED in checked(officer, regency, one) for one in (masked, whole, reserve)] == [
        True,
        True,
        False,
    ]


def test_annex_of_a_change_bears_a_code_that_leads_back_to_it(
    app: Flask, regency: Regency, change: str, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        run_due(regency)
    annex = officer.post(f"{change}/annex", data={}).location
    with app.app_context():
        run_due(regency)
    paper = words(officer.post(f"{annex}/download").data)
    fresh = checked(officer, regency, paper)

    officer.post(f"{change}/number", data={"number": "188/99", "signed_on": "2026-11-20"})

    assert SAME in fresh
    assert "Lampiran SK perubahan" in fresh
    assert CHANGED in checked(officer, regency, paper)


def test_whole_numbers_are_refused_to_who_may_not_open_them(
    app: Flask, regency: Regency, decree: str, browser_of: SignIn
) -> None:
    officer, certifier = browser_of(regency, Role.OFFICER), browser_of(regency, Role.CERTIFIER)
    whole = officer.post(f"{decree}/annex", data=ANNEX | {"is_whole": "true"}).location
    with app.app_context():
        run_due(regency)

    assert certifier.post(f"{decree}/annex", data=ANNEX | {"is_whole": "true"}).status_code == 403
    assert certifier.post(f"{whole}/download").status_code == 403
    assert "Bupati Uji" in words(written(app, regency, certifier, decree))


def test_long_annex_leaves_in_parts_and_an_empty_one_says_so(
    app: Flask,
    regency: Regency,
    decree: str,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    monkeypatch.setattr(annex_papers, "PART_PEOPLE", 3)

    archive = written(app, regency, officer, decree, outcome="reserve")
    empty = officer.post(f"{decree}/annex", data=ANNEX | {"outcome": "unfit"})
    with app.app_context():
        run_due(regency)

    assert archive.startswith(b"PK")
    assert "Tidak ada orang pada daftar ini." in text_of(officer.get(empty.location))


def test_recipient_who_died_is_replaced_by_a_change_with_its_own_annex(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer, certifier = browser_of(regency, Role.OFFICER), browser_of(regency, Role.CERTIFIER)
    with app.app_context():
        commitment_id = add_commitment(regency, budget_year=2026, first_month=date(2026, 3, 1))
        propose(regency, commitment_id, 6)
    decree = frozen_decree(app, regency, officer, commitment_id)

    begun = officer.post(f"{decree}/changes/new", data={"from_month": "2026-12"})
    late = officer.post(f"{decree}/changes/new", data={"from_month": "2026-12"})
    page = begun.location
    found = officer.post(f"{page}/search", data={"name": "sumi"})
    assert "data-was-sent" not in found.text
    worker_id = re.findall(r'name="worker_ids" value="([^"]+)"', found.text)[0]
    unreasoned = officer.post(f"{page}/leaving", data={"worker_ids": worker_id, "reason": "other"})
    assert "data-was-sent" in unreasoned.text
    dead = {"worker_ids": worker_id, "reason": "deceased", "note": "Surat kematian 12"}
    officer.post(f"{page}/leaving", data=dead)
    stays = [
        officer.post(f"{page}/staying", data={"worker_id": worker_id}).status_code
        for _time in range(2)
    ]
    officer.post(f"{page}/leaving", data=dead)
    drafted = text_of(officer.get(page))
    asked = officer.post(f"{page}/request", data={"signer": "Bupati Uji"})
    numbered = {"number": "188/99", "signed_on": "2026-11-20"}
    early = officer.post(f"{page}/number", data=numbered)
    with app.app_context():
        run_due(regency)
    officer.post(f"{page}/number", data=numbered)
    again = officer.post(f"{page}/number", data=numbered)
    done = text_of(officer.get(page))
    left = officer.get(f"/r/{regency.slug}/workers/{worker_id}").text
    annex = officer.post(f"{page}/annex", data={}).location
    with app.app_context():
        run_due(regency)
    paper = words(officer.post(f"{annex}/download").data)

    assert (begun.status_code, late.status_code, asked.status_code) == (303, 409, 303)
    assert stays == [303, 404]
    assert (unreasoned.status_code, early.status_code, again.status_code) == (422, 409, 422)
    assert "meninggal Surat kematian 12" in drafted
    assert "menurut urutan, kuota desa, dan data terakhir; belum disimpan" in drafted
    assert "perubahan ke-1" in done
    assert re.search(r"Maret 2026\W+menunggu pembukuan BPJS", left)
    assert re.search(r"Desember 2026\W+di luar program", left)
    assert "188/99" in text_of(certifier.get(decree))
    assert "Mengubah : Keputusan Nomor 188/45 tanggal 10 Februari 2025 (perubahan ke-1)" in paper
    assert check_code(paper) != check_code(words(written(app, regency, officer, decree)))
    assert "Dikeluarkan dari daftar penerima" in paper
    assert "meninggal (Surat kematian 12)" in paper
    assert "Ditetapkan dari daftar cadangan" in paper
    assert paper.count("Jumlah: 1 orang") == 2
    assert certifier.post(f"{page}/request", data={}).status_code == 403


def test_file_is_named_in_the_words_of_the_office(
    app: Flask, regency: Regency, decree: str, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    asked = officer.post(f"{decree}/annex", data=ANNEX | {"outcome": "reserve"}).location
    with app.app_context():
        run_due(regency)

    paper = officer.post(f"{asked}/download")
    sheet = officer.post(f"{decree}/annex", data=ANNEX | {"format": "xlsx"})

    assert "lampiran-sk-cadangan-" in paper.headers["Content-Disposition"]
    assert "lampiran-sk-penerima-" in sheet.headers["Content-Disposition"]


def test_refused_leaving_keeps_the_people_found_and_what_was_typed(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        commitment_id = add_commitment(regency, budget_year=2026, first_month=date(2026, 3, 1))
        propose(regency, commitment_id, 6)
    decree = frozen_decree(app, regency, officer, commitment_id)
    page = officer.post(f"{decree}/changes/new", data={"from_month": "2026-12"}).location
    found = officer.post(f"{page}/search", data={"name": "sumi"}).text
    (name,) = re.findall(r'<input type="hidden" name="name" value="([^"]*)">', found)

    refused = officer.post(
        f"{page}/leaving", data={"name": name, "reason": "deceased", "note": "Surat kematian 12"}
    )

    assert refused.status_code == 422
    assert refused.text.count('name="worker_ids"') == found.count('name="worker_ids"') > 0
    assert "Surat kematian 12" in refused.text
    assert 'value="deceased" selected' in refused.text


@pytest.fixture
def change(app: Flask, regency: Regency, browser_of: SignIn) -> str:
    """The address of a change by which one leaves and one enters."""
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        commitment_id = add_commitment(regency, budget_year=2026, first_month=date(2026, 3, 1))
        propose(regency, commitment_id, 6)
    decree = frozen_decree(app, regency, officer, commitment_id)
    page = str(officer.post(f"{decree}/changes/new", data={"from_month": "2026-12"}).location)
    found = officer.post(f"{page}/search", data={"name": "sumi"})
    worker_id = re.findall(r'name="worker_ids" value="([^"]+)"', found.text)[0]
    officer.post(f"{page}/leaving", data={"worker_ids": worker_id, "reason": "moved"})
    officer.post(f"{page}/request", data={"signer": "Bupati Uji"})
    return page


def test_annex_of_a_change_leaves_as_excel_with_whole_numbers_for_some(
    app: Flask, regency: Regency, change: str, browser_of: SignIn
) -> None:
    officer, certifier = browser_of(regency, Role.OFFICER), browser_of(regency, Role.CERTIFIER)
    with app.app_context():
        run_due(regency)

    asked = {"format": "xlsx", "is_whole": "true"}
    _heads, *masked = rows_of(certifier.post(f"{change}/annex", data={"format": "xlsx"}))
    _heads, *whole = rows_of(officer.post(f"{change}/annex", data=asked))

    assert [line[:2] for line in masked] == [["keluar", 1], ["masuk dari cadangan", 1]]
    assert all("*" in line[2] for line in masked)
    assert all(re.fullmatch(r"350501\d{10}", line[2]) for line in whole)
    assert [line[-1] for line in masked] == ["pindah", "3"]
    assert certifier.post(f"{change}/annex", data=asked).status_code == 403
    with app.app_context(), reading(regency) as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.subject == "decree_change").order_by(AuditEntry.seq)
        )
        told = [row.detail for row in rows if row.action == "selection:export"]
    assert [(one["rows"], one["whole_numbers"]) for one in told] == [(2, False), (2, True)]


def test_long_annex_of_a_change_leaves_in_parts(
    app: Flask, regency: Regency, change: str, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        run_due(regency)
    monkeypatch.setattr(annex_papers, "PART_PEOPLE", 1)

    annex = officer.post(f"{change}/annex", data={}).location
    with app.app_context():
        run_due(regency)
    archive = zipfile.ZipFile(io.BytesIO(officer.post(f"{annex}/download").data))
    first, second = (words(archive.read(name)) for name in archive.namelist())

    assert "Bagian 1 dari 2" in first
    assert "Dikeluarkan dari daftar penerima" in first
    assert "Ditetapkan dari daftar cadangan" not in first
    assert "Bagian 2 dari 2" in second
    assert "Ditetapkan dari daftar cadangan" in second


def test_change_that_was_given_up_is_told_and_tried_again(
    app: Flask, regency: Regency, change: str, browser_of: SignIn
) -> None:
    officer, certifier = browser_of(regency, Role.OFFICER), browser_of(regency, Role.CERTIFIER)
    early = officer.post(f"{change}/retry")
    with app.app_context():
        give_up(regency, "change_decree")

    stopped = text_of(officer.get(change))
    read_only = text_of(certifier.get(change))
    again = officer.post(f"{change}/retry")
    with app.app_context():
        run_due(regency)

    assert early.status_code == 409
    assert "Perubahan terhenti karena gangguan pada sistem." in stopped
    assert "Coba simpan lagi" in stopped
    assert "Coba simpan lagi" not in read_only
    assert again.status_code == 303
    assert "perubahan ke-1" in text_of(officer.get(change))
