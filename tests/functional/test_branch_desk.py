"""The desk of a BPJS office: its regencies, one opened, rosters reviewed, figures stated."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from enrollment.models.reviews import RosterReview
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    roster_file,
    run_due,
    upload,
)

SignIn = Callable[[Regency | Organisation, Role], Browser]
MakeOrganisation = Callable[..., Organisation]
REASON = "Jumlah orang berbeda dari Pasal 3 perjanjian."
NIK = "3505010101700001"
STATEMENT = {
    "source_name": "BPJS Ketenagakerjaan Cabang Uji",
    "source_on": "2026-10-05",
    "data_on": "2026-09-30",
    "segment": "all",
    "numerator_count": "103.079",
    "numerator_basis": "ktp",
    "denominator_count": "213582",
    "denominator_kind": "employed",
    "includes_jakon": "true",
}


@pytest.fixture
def branch(make_organisation: MakeOrganisation, regency: Regency) -> Organisation:
    """An office that serves the regency from today."""
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def officer(browser_of: SignIn, regency: Regency) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def reviewer(browser_of: SignIn, branch: Organisation) -> Browser:
    return browser_of(branch, Role.REVIEWER)


@pytest.fixture
def roster_id(app: Flask, regency: Regency) -> UUID:
    """A stored roster of ten people, one row of eleven wrong."""
    with app.app_context():
        rows = [*(person(serial) for serial in range(1, 11)), person(11, name="")]
        commitment_id = add_commitment(regency, people_count=12)
        roster = upload(regency, commitment_id, roster_file(rows)).roster
        run_due(regency)
        return roster.id


def stored(app: Flask, regency: Regency, officer: Browser, roster_id: UUID) -> None:
    """Store the valid rows of the roster in spite of the wrong one."""
    answer = officer.post(f"/r/{regency.slug}/rosters/{roster_id}/confirmation")
    assert answer.status_code == 303
    with app.app_context():
        run_due(regency)


def at(branch: Organisation, regency: Regency, path: str = "") -> str:
    return f"/b/{branch.slug}/r/{regency.slug}/{path}"


def roster_page(regency: Regency, roster_id: UUID) -> str:
    return f"/r/{regency.slug}/rosters/{roster_id}"


def submit(officer: Browser, regency: Regency, roster_id: UUID, note: str = "") -> TestResponse:
    return officer.post(f"{roster_page(regency, roster_id)}/reviews", data={"note": note})


def rounds(app: Flask, regency: Regency) -> list[RosterReview]:
    with app.app_context(), transaction(regency.principal()) as session:
        return list(session.scalars(select(RosterReview).order_by(RosterReview.round)))


def decide(
    reviewer: Browser, branch: Organisation, regency: Regency, review: RosterReview, **form: str
) -> TestResponse:
    path = f"rosters/{review.roster_id}/reviews/{review.id}/decision"
    return reviewer.post(at(branch, regency, path), data=form)


def test_roster_is_submitted_returned_submitted_again_and_accepted(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    roster_id: UUID,
) -> None:
    stored(app, regency, officer, roster_id)
    assert "Ajukan untuk ditelaah" in text_of(officer.get(roster_page(regency, roster_id)))

    assert submit(officer, regency, roster_id, "Daftar pertama.").status_code == 303
    page = text_of(reviewer.get(at(branch, regency, f"rosters/{roster_id}")))
    assert "11 baris dibaca 10 baris sah" in page
    assert "nama kosong kesalahan 1" in page
    assert "Orang 12 10 −2 periksa" in page
    assert "“Daftar pertama.”" in page

    first = rounds(app, regency)[0]
    bare = decide(reviewer, branch, regency, first, decision="returned", reason="Salah.")
    assert bare.status_code == 422
    assert "paling sedikit 10 huruf" in text_of(bare)
    assert decide(reviewer, branch, regency, first, decision="returned", reason=REASON).location

    home = text_of(officer.get(f"/r/{regency.slug}/"))
    assert "dikembalikan untuk diperbaiki" in home
    assert REASON in home
    returned = text_of(officer.get(roster_page(regency, roster_id)))
    assert f"Daftar dikembalikan untuk diperbaiki oleh {branch.name}. Alasan: {REASON}" in returned
    assert "Ajukan kembali" in returned

    assert submit(officer, regency, roster_id, "Sebab selisih dijelaskan.").status_code == 303
    assert REASON not in text_of(officer.get(f"/r/{regency.slug}/"))
    second = rounds(app, regency)[1]
    assert decide(reviewer, branch, regency, second, decision="accepted").status_code == 303

    accepted = text_of(officer.get(roster_page(regency, roster_id)))
    assert f"Daftar disetujui oleh {branch.name}." in accepted
    assert "Ajukan kembali" not in accepted
    with app.app_context(), transaction(regency.principal()) as session:
        actions = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject_id == str(roster_id))
            .order_by(AuditEntry.seq)
        ).all()
    assert list(actions)[-4:] == [
        "roster:submit",
        "roster:return",
        "roster:submit",
        "roster:accept",
    ]
