"""A frozen list leaves for the BPJS office in the columns it asks for, and the trail tells."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError
from werkzeug.test import TestResponse

from enrollment.models.billing import BillingList, OfficeExportMap
from enrollment.services import billing_exports
from enrollment.services.export_columns import save_office_map
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation, OrganisationKind
from tenants.shell.languages import COOKIE_NAME
from tests.conftest import ACTOR, NOW, Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.billings import MARCH, closed, opened, stored
from tests.integration.enrollment.postings import nik
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency | Organisation, Role], Browser]
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


def test_office_says_which_columns_it_wants_and_the_regency_may_keep_its_own(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    browser_of: SignIn,
    make_organisation: Callable[..., Organisation],
) -> None:
    office = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    other = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    reviewer, officer = browser_of(office, Role.REVIEWER), browser_of(regency, Role.OFFICER)
    wanted = f"/b/{office.slug}/r/{regency.slug}/billing-columns"
    address = f"/r/{regency.slug}/billing-lists/columns"

    before = text_of(reviewer.get(wanted))
    refused = reviewer.post(wanted, data={"columns": "NIK = ktp"})
    reviewer.post(wanted, data={"columns": COLUMNS})
    followed = table(file_of(officer, regency, billing.id).data)[0]
    shown = text_of(officer.get(address))
    officer.post(address, data={"columns": "NAMA = nama"})
    own = table(file_of(officer, regency, billing.id).data)[0]
    with app.app_context(), transaction(regency.principal()) as session:
        map_id = session.scalars(
            select(OfficeExportMap.id).where(OfficeExportMap.branch_id == office.id)
        ).one()
    taken = officer.post(f"{address}/offices/{map_id}")
    again = table(file_of(officer, regency, billing.id).data)[0]

    assert "belum menyimpan susunan" in before
    assert (refused.status_code, "NIK = ktp" in refused.text) == (422, True)
    assert followed == ["KODE", "NO KTP", "LAHIR", "BULAN"]
    assert f"Yang dipakai sekarang adalah susunan dari {office.name}." in shown
    assert own == ["NAMA"]
    assert taken.status_code == 303
    assert again == followed
    assert officer.post(f"{address}/offices/{other.id}").status_code == 404
    assert "belum menyimpan susunan" in text_of(
        browser_of(other, Role.HEAD).get(f"/b/{other.slug}/r/{regency.slug}/billing-columns")
    )


@pytest.mark.parametrize(("language", "heads"), [("id", "Bentuk isi"), ("en", "Format")])
def test_columns_are_explained_in_the_readers_language(
    regency: Regency,
    browser_of: SignIn,
    make_organisation: Callable[..., Organisation],
    language: str,
    heads: str,
) -> None:
    office = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    officer, head = browser_of(regency, Role.OFFICER), browser_of(office, Role.HEAD)
    for reader in (officer, head):
        reader.set_cookie(COOKIE_NAME, language)

    pages = [
        officer.get(f"/r/{regency.slug}/billing-lists/columns"),
        head.get(f"/b/{office.slug}/r/{regency.slug}/billing-columns"),
    ]

    for page in pages:
        assert f">{heads}</th>" in page.text
        assert "Type of agreement" not in page.text


def store_columns(app: Flask, regency: Regency, office: Organisation) -> None:
    """As the office does while it serves the regency."""
    principal = Principal(DatabaseRole.BRANCH, regency.id, office.id)
    with app.app_context(), transaction(principal) as session:
        save_office_map(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            branch_id=office.id,
            columns=COLUMNS,
        )


@pytest.fixture
def former(
    app: Flask, regency: Regency, make_organisation: Callable[..., Organisation]
) -> Organisation:
    """An office that stored its columns and serves the regency no longer."""
    office = make_organisation(
        OrganisationKind.BRANCH,
        serves=[regency],
        starts_on=date(2024, 1, 1),
        ends_on=date(2024, 12, 31),
    )
    store_columns(app, regency, office)
    return office


def kept_map(app: Flask, regency: Regency, office: Organisation) -> OfficeExportMap:
    with app.app_context(), transaction(regency.principal()) as session:
        return session.scalars(
            select(OfficeExportMap).where(OfficeExportMap.branch_id == office.id)
        ).one()


def test_columns_of_an_office_that_left_hold_on_and_the_page_says_so(
    regency: Regency, billing: BillingList, former: Organisation, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    page = text_of(officer.get(f"/r/{regency.slug}/billing-lists/columns"))
    heads = table(file_of(officer, regency, billing.id).data)[0]

    assert f"susunan dari {former.name}, yang tidak lagi melayani kabupaten/kota ini." in page
    assert "Arsipkan" in page
    assert heads == ["KODE", "NO KTP", "LAHIR", "BULAN"]


def test_columns_of_an_office_that_left_are_archived_and_may_still_be_taken_over(
    app: Flask, regency: Regency, billing: BillingList, former: Organisation, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    address = f"/r/{regency.slug}/billing-lists/columns"
    kept = kept_map(app, regency, former)

    archived = officer.post(f"{address}/offices/{kept.id}/archiving")
    shipped = table(file_of(officer, regency, billing.id).data)[0]
    page = text_of(officer.get(address))
    twice = officer.post(f"{address}/offices/{kept.id}/archiving")
    officer.post(f"{address}/offices/{kept.id}")
    taken = table(file_of(officer, regency, billing.id).data)[0]

    assert (archived.status_code, twice.status_code) == (303, 409)
    assert shipped[:2] == ["NO", "NIK"]
    assert "Susunan yang diarsipkan (1)" in page
    assert "susunan perkiraan bawaan" in page
    assert taken == ["KODE", "NO KTP", "LAHIR", "BULAN"]


def test_columns_of_the_serving_office_come_before_those_of_one_that_left(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    former: Organisation,
    browser_of: SignIn,
    make_organisation: Callable[..., Organisation],
) -> None:
    office = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    officer = browser_of(regency, Role.OFFICER)
    browser_of(office, Role.HEAD).post(
        f"/b/{office.slug}/r/{regency.slug}/billing-columns", data={"columns": "NAMA = nama"}
    )
    with app.app_context(), transaction(Principal(DatabaseRole.BRANCH, regency.id, former.id)) as s:
        s.execute(update(OfficeExportMap).values(updated_at=NOW + timedelta(days=9)))

    heads = table(file_of(officer, regency, billing.id).data)[0]
    serving = kept_map(app, regency, office)
    refused = officer.post(
        f"/r/{regency.slug}/billing-lists/columns/offices/{serving.id}/archiving"
    )

    assert heads == ["NAMA"]
    assert refused.status_code == 409


def test_office_that_serves_again_takes_its_columns_out_of_the_archive(
    app: Flask, regency: Regency, former: Organisation, browser_of: SignIn
) -> None:
    officer, kept = browser_of(regency, Role.OFFICER), kept_map(app, regency, former)
    officer.post(f"/r/{regency.slug}/billing-lists/columns/offices/{kept.id}/archiving")
    archived = kept_map(app, regency, former).archived_at

    store_columns(app, regency, former)

    assert archived is not None
    assert kept_map(app, regency, former).archived_at is None


def test_columns_are_archived_by_the_regencys_officers_alone(
    app: Flask,
    regency: Regency,
    other_regency: Regency,
    former: Organisation,
    browser_of: SignIn,
) -> None:
    kept = kept_map(app, regency, former)
    path = f"/billing-lists/columns/offices/{kept.id}/archiving"

    answers = [
        browser_of(other_regency, Role.OFFICER).post(f"/r/{other_regency.slug}{path}").status_code,
        browser_of(regency, Role.CERTIFIER).post(f"/r/{regency.slug}{path}").status_code,
    ]

    assert answers == [404, 403]
    assert kept_map(app, regency, former).archived_at is None


def test_former_office_is_named_in_english(
    regency: Regency, former: Organisation, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.set_cookie(COOKIE_NAME, "en")

    page = text_of(officer.get(f"/r/{regency.slug}/billing-lists/columns"))

    assert f"the columns of {former.name}, which no longer serves this regency." in page


def test_office_writes_no_columns_in_the_name_of_another(
    app: Flask, regency: Regency, make_organisation: Callable[..., Organisation]
) -> None:
    office = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    other = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    principal = Principal(DatabaseRole.BRANCH, regency.id, office.id)
    kept = OfficeExportMap(
        tenant_id=regency.id,
        branch_id=other.id,
        columns="NIK = nik",
        updated_at=NOW,
        updated_by_name="Kantor",
    )

    with (
        app.app_context(),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(principal) as session,
    ):
        session.add(kept)
