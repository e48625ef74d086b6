"""A frozen list leaves for the BPJS office in the columns it asks for, and the trail tells."""

import csv
import io
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from enrollment.models.billing import BillingList
from enrollment.services import billing_exports
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.billings import MARCH, closed, opened, stored
from tests.integration.enrollment.postings import nik
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency, Role], Browser]
COLUMNS = (
    'KODE = "A01"\nNO KTP = nik\nLAHIR = tanggal_lahir | dd/mm/yyyy\nBULAN = bulan_awal | mmyyyy'
)


@pytest.fixture
def billing(app: Flask, regency: Regency) -> BillingList:
    """Three people frozen for March to May 2025."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3)
        return closed(regency, commitment_id, MARCH, 3)


def file_of(
    browser: Browser, regency: Regency, billing_list_id: UUID, **asked: str
) -> TestResponse:
    address = f"/r/{regency.slug}/billing-lists/{billing_list_id}/file"
    return browser.post(address, data={"kind": "csv", "part": "1"} | asked)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_list_leaves_in_the_shipped_columns_with_whole_numbers(
    app: Flask, regency: Regency, billing: BillingList, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    head, *rows = table(file_of(officer, regency, billing.id).data)
    book = file_of(officer, regency, billing.id, kind="xlsx")

    assert head[:4] == ["NO", "NIK", "NAMA LENGKAP", "TANGGAL LAHIR"]
    assert sorted(row[1] for row in rows) == [nik(1), nik(2), nik(3)]
    assert rows[0][-3:] == ["03-2025", "05-2025", "50400"]
    assert book.data.startswith(b"PK")
    with app.app_context(), transaction(regency.principal()) as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "billing:export")
        ).all()
    assert [entry.detail["rows"] for entry in entries] == [3, 3]


def test_regency_keeps_the_columns_of_its_office(
    regency: Regency, billing: BillingList, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    address = f"/r/{regency.slug}/billing-lists/columns"

    before = text_of(officer.get(address))
    refused = officer.post(address, data={"columns": "NIK = ktp"})
    officer.post(address, data={"columns": COLUMNS})
    head, *rows = table(file_of(officer, regency, billing.id).data)

    assert "susunan perkiraan bawaan" in before
    assert refused.status_code == 422
    assert "NIK = ktp" in refused.text
    assert head == ["KODE", "NO KTP", "LAHIR", "BULAN"]
    assert rows[0][0] == "A01"
    assert rows[0][2:] == ["01/01/1970", "032025"]


def test_long_list_leaves_in_parts(
    regency: Regency,
    billing: BillingList,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(billing_exports, "PART_ROWS", 2)
    officer = browser_of(regency, Role.OFFICER)

    first, second = (
        table(file_of(officer, regency, billing.id, part=part).data)[1:] for part in "12"
    )
    page = officer.get(f"/r/{regency.slug}/billing-lists/{billing.id}")

    assert [row[0] for row in [*first, *second]] == ["1", "2", "3"]
    assert file_of(officer, regency, billing.id, part="3").status_code == 422
    assert page.text.count('name="part"') == 2


def test_whole_numbers_leave_with_those_who_may_open_them(
    app: Flask, regency: Regency, billing: BillingList, browser_of: SignIn
) -> None:
    certifier = browser_of(regency, Role.CERTIFIER)
    with app.app_context():
        empty = opened(regency, add_commitment(regency))

    assert file_of(certifier, regency, billing.id).status_code == 403
    officer = browser_of(regency, Role.OFFICER)
    assert file_of(officer, regency, empty.id).status_code == 409
