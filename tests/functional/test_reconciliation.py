"""An officer opens a month, sees what differs and why, and takes the list along."""

import io
import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from enrollment.kinds import CoverStatus
from enrollment.models.workers import Cover, Worker
from enrollment.queries import unexplained
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of
from tests.integration.enrollment.billings import MARCH, bill, closed, pay, stored
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency, Role], Browser]


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """Three people paid for March 2025, one of them posted."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3)
        billing = closed(regency, commitment_id, MARCH, 1)
        bill(regency, billing.id)
        pay(regency, billing.id)
        posted(regency, billing, f"{nik(1)};2025-03")
    return commitment_id


def test_officer_follows_a_difference_to_its_people(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    programme = officer.get(f"/r/{regency.slug}/commitments/{commitment_id}")
    months = text_of(officer.get(base))
    month = officer.get(f"{base}/month?month=2025-03")
    people = officer.get(f"{base}/people?month=2025-03&cause=not-posted")
    everybody = officer.get(f"{base}/people?month=2025-03")
    words = text_of(month)

    assert f"/reconciliations/{commitment_id}" in programme.text
    assert "Maret 2025" in months
    assert "2 orang perlu penjelasan" in words
    assert "dibayar, belum dibukukan BPJS" in words
    assert "cause=not-posted" in month.text
    assert people.text.count("350501**********") == 2
    assert everybody.text.count("350501**********") == 3
    assert "2 orang sesuai saringan" in text_of(people)


def test_months_run_from_the_commitment_to_the_posting_in_people_and_rupiah(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    viewer = browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    months = viewer.get(base)
    page = text_of(months)
    file = viewer.get(f"{base}/export")
    head, *rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
    )

    march = "10 Rp168.000 3 Rp50.400 3 Rp50.400 3 Rp50.400 3 Rp50.400 1 Rp16.800 9 Rp151.200"
    assert f"Maret 2025 2 perlu penjelasan {march}" in page
    assert "April 2025 10 Rp168.000 3 Rp50.400 0 Rp0 0 Rp0 0 Rp0 0 Rp0 10 Rp168.000" in page
    assert "Orang-bulan 2 perlu penjelasan 100 Rp1.680.000 30 Rp504.000 3 Rp50.400" in page
    assert "Dibayar (SP2D) Rp50.400" in page
    assert months.text.count('<a href="#rule-1">Rp168.000</a>') == 19
    assert '<a href="#rule-1">Rp16.800</a>' in months.text
    assert "Aturan 1: Maret\u2013Desember 2025, Rp16.800 per orang per bulan" in page
    assert "PP 44/2015" in page
    assert (len(rows), rows[-1][0]) == (11, "Orang-bulan")
    assert rows[0][1:] == [
        *(10, 168_000, 3, 3, 50_400, 3, 50_400, 3, 50_400, 3, 50_400, 1, 16_800, 9, 151_200, 2)
    ]
    assert str(head[-2]).startswith("Selisih dalam rupiah")
    assert str(head[-1]).startswith("Perlu penjelasan")
    assert rows[-1][-3:] == [99, 1_663_200, 2]


def test_unexplained_months_stand_out_in_the_table_and_lead_from_the_thread(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency, title="Tanpa sebab", people_count=1)
        even_id = add_commitment(regency, title="Tanpa selisih", people_count=2)
        stored(regency, commitment_id, 1, 2)
        billing = closed(regency, commitment_id, MARCH, 1)
        bill(regency, billing.id)
        posted(regency, billing, f"{nik(1)};2025-03")
    viewer = browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    page = viewer.get(base)
    month = text_of(viewer.get(f"{base}/month?month=2025-03"))
    even = text_of(viewer.get(f"/r/{regency.slug}/reconciliations/{even_id}"))
    thread = viewer.get(f"/r/{regency.slug}/golden-thread?year=2025")
    words = text_of(thread)

    assert "Maret 2025 2 perlu penjelasan" in text_of(page)
    assert "April 2025 1 perlu penjelasan" in text_of(page)
    assert "2 orang perlu penjelasan" in month
    assert "April 2025 1 Rp16.800" not in text_of(page)
    assert not re.search(r"\d perlu penjelasan", even)
    assert words.count("Selisih rekonsiliasi tanpa sebab") == 1
    assert "Maret\u2013Desember 2025: selisih 11 orang-bulan belum bersebab" in words
    assert f'<a href="{base}">Buka rekonsiliasi</a>' in thread.text
    assert nik(1) not in thread.text
    assert "350501" not in thread.text


def test_thread_names_programmes_whose_differences_it_did_not_count(
    app: Flask, regency: Regency, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        large_id = add_commitment(regency, title="Terlalu besar", people_count=1)
        small_id = add_commitment(regency, title="Cukup kecil", people_count=1)
        stored(regency, large_id, 1, 2)
        stored(regency, small_id, 3)
    viewer = browser_of(regency, Role.VIEWER)
    address = f"/r/{regency.slug}/golden-thread"
    every = viewer.get(f"{address}?year=2025")
    monkeypatch.setattr(unexplained, "SPOT_PEOPLE", 2)

    page = viewer.get(f"{address}?year=2025")
    rows = lines_of(viewer.get(f"{address}/export?year=2025"))

    links = '/r/{}/reconciliations/{}">{}</a>'
    assert "tidak dihitung" not in every.text
    assert "buka rekonsiliasinya: Terlalu besar" in text_of(page)
    assert links.format(regency.slug, large_id, "Terlalu besar") in page.text
    assert links.format(regency.slug, small_id, "Cukup kecil") not in page.text
    told = [row["Program"] for row in rows if row["Keadaan"] == "tidak dihitung"]
    assert told == ["Terlalu besar"]


@pytest.mark.parametrize(
    ("strand", "named"), [("article", True), ("person", True), ("payment", False)]
)
def test_uncounted_programmes_are_named_under_a_filter_that_may_be_about_them(
    app: Flask,
    regency: Regency,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    strand: str,
    named: bool,
) -> None:
    with app.app_context():
        large_id = add_commitment(regency, title="Terlalu besar", people_count=1)
        stored(regency, large_id, 1, 2)
    monkeypatch.setattr(unexplained, "SPOT_PEOPLE", 1)
    viewer = browser_of(regency, Role.VIEWER)
    address = f"/r/{regency.slug}/golden-thread"

    page = viewer.get(f"{address}?year=2025&strand={strand}")
    rows = lines_of(viewer.get(f"{address}/export?year=2025&strand={strand}"))

    assert ("buka rekonsiliasinya: Terlalu besar" in text_of(page)) is named
    told = [row["Program"] for row in rows if row["Keadaan"] == "tidak dihitung"]
    assert told == (["Terlalu besar"] if named else [])


def test_thread_leads_to_the_one_month_that_is_unexplained(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency, month_count=1)
        stored(regency, commitment_id, 1)
        billing = closed(regency, commitment_id, MARCH, 1)
        bill(regency, billing.id)
        posted(regency, billing, f"{nik(1)};2025-03")
    viewer = browser_of(regency, Role.VIEWER)
    month = f"/r/{regency.slug}/reconciliations/{commitment_id}/month?month=2025-03"

    thread = viewer.get(f"/r/{regency.slug}/golden-thread?year=2025")

    assert f'<a href="{month}">Buka rekonsiliasi bulan itu</a>' in thread.text
    assert "1 orang perlu penjelasan" in text_of(viewer.get(month))


def test_month_is_explained_from_the_programme_to_the_postings(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    viewer = browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"
    before = text_of(viewer.get(f"{base}/month?month=2025-04"))

    with app.app_context(), transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(
            update(Cover)
            .where(Cover.tenant_id == regency.id, Cover.worker_id == person_of(session, 3))
            .values(status=CoverStatus.DECEASED, last_month_on=date(2025, 3, 1), keeps_months=True)
        )
    march = text_of(viewer.get(f"{base}/month?month=2025-03"))
    april = text_of(viewer.get(f"{base}/month?month=2025-04"))

    assert "menunggu pengganti menunggu langkah" not in before
    assert "kuota belum ditetapkan menunggu langkah berikutnya 7 Rp117.600" in before
    assert "menunggu pengganti menunggu langkah" not in march
    assert "dibayar, belum dibukukan BPJS perlu penjelasan 2 Rp33.600" in march
    assert "Selisih program dan dibukukan 9 Rp151.200" in march
    assert "Per orang Rp16.800: aturan 1" in march
    assert "menunggu pengganti menunggu langkah berikutnya 1 Rp16.800" in april
    assert "kuota belum ditetapkan menunggu langkah berikutnya 7 Rp117.600" in april
    assert "Selisih program dan dibukukan 10 Rp168.000" in april


def person_of(session: Session, serial: int) -> UUID:
    found = select(Worker.id).where(Worker.occupation == f"Buruh tani {serial}")
    return session.scalars(found).one()


def test_name_travels_sealed_and_the_list_leaves_masked_and_noted(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    sought = officer.post(
        f"{base}/people/filter", data={"month": "2025-03", "name": "sumini", "kind": "unexplained"}
    )
    shown = officer.get(sought.location)
    file = officer.post(f"{base}/people/export", data={"month": "2025-03", "kind": "unexplained"})
    months = officer.get(f"{base}/export")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()

    assert sought.status_code == 303
    assert "sumini" not in sought.location
    assert shown.text.count("350501**********") == 2
    assert [row[0] for row in rows[1:]] == ["350501**********"] * 2
    assert "dibayar, belum dibukukan BPJS" in rows[1]
    assert months.data.startswith(b"PK")
    with app.app_context(), transaction(regency.principal()) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "worker:export")
        ).one()
    assert entry.detail == {"rows": 2}


def test_viewer_sees_counts_without_people_and_nobody_sees_a_month_that_is_none(
    regency: Regency, other_regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    viewer, stranger = browser_of(regency, Role.VIEWER), browser_of(other_regency, Role.OFFICER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"
    foreign = f"/r/{other_regency.slug}/reconciliations/{commitment_id}"

    month = viewer.get(f"{base}/month?month=2025-03")

    assert "2 orang perlu penjelasan" in text_of(month)
    assert "/people" not in month.text
    assert viewer.get(f"{base}/people?month=2025-03").status_code == 403
    assert viewer.get(f"{base}/month?month=2025-13").status_code == 422
    assert stranger.get(f"{foreign}/month?month=2025-03").status_code == 404
    assert "Tidak ada orang pada bulan ini" in text_of(viewer.get(f"{base}/month?month=2030-01"))
