"""Lists as offices really send them lead to the right preview, or to words that help."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from enrollment.models.rosters import Roster
from enrollment.services import readings
from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_roster_upload import SignIn, send, work
from tests.integration.enrollment.messy_files import MESSY, MessyFile
from tests.integration.enrollment.rosters import add_commitment, reading


@pytest.fixture
def commitment_id(app: Flask, regency: Regency, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """Of a programme in a regency whose villages are known."""
    own = readings._rules

    def rules(*given: Any, **named: Any) -> Any:
        return replace(own(*given, **named), region_code="35.05")

    monkeypatch.setattr(readings, "_rules", rules)
    with app.app_context():
        return add_commitment(regency)


@pytest.mark.parametrize("made", MESSY, ids=[made.__name__ for made in MESSY])
def test_messy_file_when_sent_leads_to_what_its_sender_needs(
    app: Flask,
    regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
    made: Callable[[], MessyFile],
) -> None:
    officer: Browser = browser_of(regency, Role.OFFICER)
    file = made()

    sent = send(officer, regency, commitment_id, file.content, file.name)
    assert sent.status_code == 303, text_of(sent)
    work(app, regency)
    page = text_of(officer.get(sent.location))

    with app.app_context(), reading(regency) as session:
        roster = session.scalars(select(Roster).where(Roster.tenant_id == regency.id)).one()
    found = (roster.state, roster.row_count, roster.valid_count, roster.error_count)
    assert not roster.warning_count
    assert found == (file.state, file.rows, file.valid, file.rows - file.valid)
    for words in file.words:
        assert words in page
