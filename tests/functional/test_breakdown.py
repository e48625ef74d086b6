"""Coverage by group, occupation and village, from the lists and against what is stated."""

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from enrollment.queries.active_counts import ActivePeople
from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.billings import MARCH, closed
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    roster_file,
    run_due,
    upload,
)

SignIn = Callable[[Regency, Role], Browser]
POPULATION = {
    "source_name": "Dinas Pertanian",
    "source_on": "2025-04-14",
    "data_on": "2025-04-14",
    "source_status": "press",
    "recipient_group": "petani",
    "stage": "population",
    "people_count": "4",
}


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """Two farmers, a fisher and somebody without an occupation; three posted for March 2025."""
    works = ["Petani", "PETANI", "Nelayan", ""]
    with app.app_context():
        commitment_id = add_commitment(regency)
        rows = [person(serial, pekerjaan=work) for serial, work in enumerate(works, start=1)]
        upload(regency, commitment_id, roster_file(rows))
        run_due(regency)
        billing = closed(regency, commitment_id, MARCH, 1)
        posted(regency, billing, *(f"{nik(one)};2025-03" for one in (1, 3, 4)))
    return commitment_id


@pytest.mark.usefixtures("commitment_id")
def test_month_that_has_not_come_is_not_the_first_one_shown(
    regency: Regency, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enrollment.views.breakdown.local_today", lambda: date(2025, 4, 20))
    posted = {(date(2025, month, 1), "bpu", False): 1 for month in (3, 12)}
    monkeypatch.setattr(
        "enrollment.views.breakdown.read_active", lambda *_of, **_by: ActivePeople(posted)
    )

    page = text_of(browser_of(regency, Role.VIEWER).get(f"/r/{regency.slug}/coverage/breakdown"))

    assert "untuk Maret 2025" in page


@pytest.mark.usefixtures("commitment_id")
def test_groups_are_measured_against_what_is_stated(regency: Regency, browser_of: SignIn) -> None:
    officer, viewer = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/coverage"
    officer.post(f"{base}/recipient", data=POPULATION)

    groups = text_of(viewer.get(f"{base}/breakdown"))
    jobs = text_of(viewer.get(f"{base}/breakdown?by=occupation&month=2025-03"))
    found = text_of(viewer.get(f"{base}/breakdown?by=occupation&name=nel"))
    places = officer.get(f"{base}/breakdown?by=village&month=2025-04")

    assert "untuk Maret 2025" in groups
    assert "petani 4 2 2 1 25,00 % 3" in groups
    assert "nelayan belum diisi 1 1 1 –" in groups
    assert "profesi yang tidak menyebut kelompok belum diisi 1 1 1" in groups
    assert "Jumlah 4 4 3" in groups
    assert "Petani 2 2 1" in jobs or "PETANI 2 2 1" in jobs
    assert "tanpa profesi 1 1 1" in jobs
    assert "Jumlah 1 1 1" in found
    assert "village_code=35.05.01.2001" in places.text
    assert "Jumlah 4 4 0" in text_of(places)


def test_lines_leave_as_a_workbook_of_one_programme(
    regency: Regency, other_regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    stranger = browser_of(other_regency, Role.OFFICER)
    asked = f"coverage/breakdown/export?by=occupation&month=2025-03&commitment_id={commitment_id}"

    file = officer.get(f"/r/{regency.slug}/{asked}")
    foreign = stranger.get(f"/r/{other_regency.slug}/{asked}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
    none = CalamineWorkbook.from_filelike(io.BytesIO(foreign.data)).get_sheet_by_index(0)

    assert [row[2:5] for row in rows[1:]] == [[1, 1, 1], [2, 2, 1], [1, 1, 1]]
    assert len(none.to_python()) == 1
