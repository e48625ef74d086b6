"""The criteria of a programme stand on its own page, for everybody who may read agreements."""

from uuid import UUID

import pytest
from flask import Flask

from tenants.access import Role
from tests.conftest import Regency
from tests.functional.people import text_of
from tests.functional.test_roster_upload import SignIn
from tests.functional.test_selection import RULES, at
from tests.integration.enrollment.rosters import add_commitment

CHOSEN = {"max_desil": "4", "desil_on": "2025-01-15", "villages": "35.05.01.2001"}


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        return add_commitment(regency)


def test_criteria_are_read_on_the_page_of_the_programme(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, viewer = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    page = f"/r/{regency.slug}/commitments/{commitment_id}"

    before = text_of(officer.get(page))
    saved = officer.post(f"{at(regency, commitment_id)}/rules", data=RULES | CHOSEN)
    after, read_only = text_of(officer.get(page)), text_of(viewer.get(page))

    assert "Isi kuota dan kriteria" in before
    assert saved.status_code == 303
    assert "paling tinggi 4, tanggal data paling lama 15 Januari 2025" in after
    assert "Desa/kelurahan 1 dipilih" in after
    assert "Jaten, Wonodadi" in after
    assert "Belum aktif di tempat lain" in after
    assert "Ubah kriteria" in after
    assert "paling tinggi 4" in read_only
    assert "Ubah kriteria" not in read_only
