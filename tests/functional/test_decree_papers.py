"""The annex of a decree leaves as PDF, with whole numbers only for who may open them."""

import io
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from enrollment.services import annex_papers
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_selection import RULES, at
from tests.integration.enrollment.candidates import propose
from tests.integration.enrollment.rosters import add_commitment, reading, run_due

SignIn = Callable[[Regency, Role], Browser]
EVERYBODY = RULES | {"min_age": "0", "under_age": "150", "needs_verification": "false"}
ANNEX = {"outcome": "chosen", "format": "pdf"}


@pytest.fixture
def decree(app: Flask, regency: Regency, browser_of: SignIn) -> str:
    """The address of a frozen decree: two recipients, four in reserve."""
    with app.app_context():
        commitment_id: UUID = add_commitment(regency)
        propose(regency, commitment_id, 6)
    officer, page = browser_of(regency, Role.OFFICER), at(regency, commitment_id)
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
