"""A list whose heading is unclear waits; an officer says which column is which, and it is read."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from enrollment.models.rosters import Roster, RosterHeading
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_roster_upload import SignIn, send, work
from tests.integration.enrollment.rosters import add_commitment, reading
from tests.unit.enrollment.workbooks import workbook

HEADS = ["No", "Nomor Identitas", "Nama", "Tgl Lahir", "JK", "Kode Desa"]
SAID = {"nik": 1, "nama": 2, "tanggal_lahir": 3, "jenis_kelamin": 4, "kode_desa": 5}


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        return add_commitment(regency)


def people(first: int, count: int = 2) -> list[list[str]]:
    return [
        [str(one), f"350501010170{one:04}", "Sumini", "1970-01-01", "L", "35.05.01.2001"]
        for one in range(first, first + count)
    ]


def csv(first: int = 1, heads: list[str] = HEADS) -> bytes:
    return "".join(";".join(row) + "\n" for row in [["DAFTAR"], heads, *people(first)]).encode()


def waiting(
    app: Flask, regency: Regency, officer: Browser, commitment_id: UUID, content: bytes, **kind: str
) -> str:
    """Send a list that waits for its columns; its address."""
    path: str = send(officer, regency, commitment_id, content, **kind).location
    work(app, regency)
    return path


def roster_of(app: Flask, regency: Regency) -> Roster:
    with app.app_context(), reading(regency) as session:
        newest = select(Roster).where(Roster.tenant_id == regency.id).order_by(Roster.id.desc())
        return session.scalars(newest.limit(1)).one()


def kept_headings(app: Flask, regency: Regency) -> int:
    with app.app_context(), reading(regency) as session:
        return len(session.scalars(select(RosterHeading)).all())


def said(**changed: Any) -> dict[str, Any]:
    return {"header_row": 2, **SAID, **changed}


def test_officer_settles_the_columns_and_the_list_is_read(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = waiting(app, regency, officer, commitment_id, csv())

    asked = officer.get(path)
    page = officer.get(f"{path}/columns")
    saved = officer.post(f"{path}/columns", data=said())
    work(app, regency)
    roster = roster_of(app, regency)

    assert "kolom perlu dipastikan" in text_of(asked)
    assert "Nomor Identitas" in page.text
    assert "350501**********" in page.text
    assert "3505010101700001" not in page.text
    assert saved.status_code == 303
    assert (roster.state, roster.row_count, roster.valid_count) == ("ready", 2, 2)
    assert kept_headings(app, regency) == 0
    with app.app_context(), reading(regency) as session:
        actions = set(session.scalars(select(AuditEntry.action)))
    assert {"roster:ask-columns", "roster:map-columns"} <= actions


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nik": ""}, "NIK: Pilih kolomnya. Kolom ini wajib ada."),
        ({"alamat": 2}, "Kolom yang sama dipilih dua kali."),
        ({"nik": 77}, "NIK: Pilih salah satu kolom yang tersedia."),
        ({"header_row": 19}, "Pilih baris yang berisi judul kolom."),
        ({"sheet": "Lain"}, "Pilih salah satu lembar yang tersedia."),
    ],
)
def test_officer_who_says_what_cannot_be_is_told_and_keeps_the_rest(
    app: Flask,
    regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
    changed: dict[str, Any],
    words: str,
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = waiting(app, regency, officer, commitment_id, csv())

    refused = officer.post(f"{path}/columns", data=said(**changed))

    assert refused.status_code == 422
    assert words in text_of(refused)
    assert roster_of(app, regency).state == "mapping"


def test_officer_chooses_the_sheet_where_two_columns_may_be_meant(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    twice = ["No. KTP", "NIK", "Nama", "Tgl Lahir", "JK", "Kode Desa"]
    sheets = {"Rekap": [HEADS[:5], *people(1)], "Data": [twice, *people(1)]}
    path = waiting(app, regency, officer, commitment_id, workbook(sheets), name="daftar.xlsx")

    page = officer.get(f"{path}/columns?sheet=Data&header_row=1")
    officer.post(f"{path}/columns", data=said(sheet="Data", header_row=1))
    work(app, regency)
    roster = roster_of(app, regency)

    assert "No. KTP" in page.text
    assert (roster.state, roster.sheet_name, roster.valid_count) == ("ready", "Data", 2)


def test_next_list_of_the_same_headings_is_proposed_what_was_said(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = waiting(app, regency, officer, commitment_id, csv())
    officer.post(f"{path}/columns", data=said())
    work(app, regency)
    officer.post(
        f"{path}/confirmation",
        data={"on_errors": "valid_rows", "on_known": "update", "on_doubted": "leave_out"},
    )
    work(app, regency)
    stored = roster_of(app, regency).state

    again = waiting(app, regency, officer, commitment_id, csv(first=5))
    page = officer.get(f"{again}/columns").text

    assert stored == "applied"
    choice = page.partition('id="field-nik"')[2].partition("</select>")[0]
    assert '<option value="1" selected>' in choice


def test_officer_gives_up_a_list_whose_columns_are_open(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = waiting(app, regency, officer, commitment_id, csv())

    kept = kept_headings(app, regency)
    officer.post(f"{path}/cancellation")
    work(app, regency)
    late = officer.post(f"{path}/columns", data=said())

    assert roster_of(app, regency).state == "discarded"
    assert (kept, kept_headings(app, regency)) == (1, 0)
    assert late.status_code == 409
    assert officer.get(f"{path}/columns").status_code == 303


def test_columns_are_settled_by_the_regencys_officers_alone(
    app: Flask,
    regency: Regency,
    other_regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
) -> None:
    path = waiting(app, regency, browser_of(regency, Role.OFFICER), commitment_id, csv())
    foreign = path.replace(regency.slug, other_regency.slug)
    stranger = browser_of(other_regency, Role.OFFICER)

    assert stranger.get(f"{foreign}/columns").status_code == 404
    assert stranger.post(f"{foreign}/columns", data=said()).status_code == 404
    assert browser_of(regency, Role.CERTIFIER).get(f"{path}/columns").status_code == 403
