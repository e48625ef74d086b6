"""An officer sees who falls out and who has not reached the full benefit, and takes the list."""

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from cooperation.months import Month
from enrollment.models.workers import Worker
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.billings import closed, stored
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency, Role], Browser]
MASKED = "350501**********"


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """Three people until December 2026: one with five months posted, one with two, one none."""
    with app.app_context():
        commitment_id = add_commitment(
            regency, budget_year=2026, first_month=Month(2026, 3).first_day
        )
        stored(regency, commitment_id, 1, 2, 3)
        billing = closed(regency, commitment_id, Month(2026, 3), 9)
        rows = [f"{nik(1)};2026-07 s/d 2026-11", f"{nik(2)};2026-03", f"{nik(2)};2026-11"]
        posted(regency, billing, *rows)
    return commitment_id


@pytest.mark.usefixtures("commitment_id")
def test_officer_sees_groups_and_their_people(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/continuity"

    ending = officer.get(base)
    waiting = officer.get(f"{base}?group=waiting")
    never = officer.get(f"{base}?group=never-full")
    lapsed = officer.get(f"{base}?group=lapsed")
    sought = officer.post(f"{base}/filter", data={"name": "sumini", "group": "never-full"})
    file = officer.post(f"{base}/export", data={"group": "never-full"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()

    assert "3 orang sesuai saringan" in text_of(ending)
    assert ending.text.count(MASKED) == 3
    assert "31 Desember 2026" in text_of(ending)
    assert waiting.text.count(MASKED) == 1
    assert never.text.count(MASKED) == 1
    assert "baru biaya pemakaman" in text_of(never)
    assert "Tidak ada orang yang sesuai" in text_of(lapsed)
    assert "sumini" not in sought.location
    assert officer.get(sought.location).text.count(MASKED) == 1
    assert rows[1][0] == MASKED
    assert rows[1][2] == "Jaten, Wonodadi"
    assert "kesinambungan-" in file.headers["Content-Disposition"]
    assert "-belum-pernah-penuh.xlsx" in file.headers["Content-Disposition"]
    with app.app_context(), transaction(regency.principal()) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "worker:export")
        ).one()
    assert entry.detail == {"rows": 1}


def test_list_is_of_one_programme_of_the_own_regency(
    regency: Regency, other_regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, viewer = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    stranger = browser_of(other_regency, Role.OFFICER)
    foreign = f"/r/{other_regency.slug}/continuity"

    own = officer.get(f"/r/{regency.slug}/continuity?commitment_id={commitment_id}")

    assert own.text.count(MASKED) == 3
    assert viewer.get(f"/r/{regency.slug}/continuity").status_code == 403
    assert MASKED not in stranger.get(f"{foreign}?commitment_id={commitment_id}").text
    refused = stranger.post(f"{foreign}/filter", data={"commitment_id": str(commitment_id)})
    assert refused.status_code == 404


@pytest.mark.usefixtures("commitment_id")
def test_page_of_a_person_tells_lapse_waiting_time_and_what_is_proven(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context(), transaction(regency.principal()) as session:
        second = session.scalars(select(Worker.id).order_by(Worker.occupation)).all()[1]

    page = officer.get(f"/r/{regency.slug}/workers/{second}")
    words = text_of(page)

    assert "Terlindungi bulan ini ya" in words
    assert "Jeda April\u2013Oktober 2026" in words
    assert "Santunan JKM penuh belum tercapai" in words
    assert "Bulan masa tunggu JKM Maret 2026, November 2026" in words
    assert "April 2026: tanpa perlindungan" in words
    assert "November 2026: terlindungi. masa tunggu JKM: baru biaya pemakaman" in words
