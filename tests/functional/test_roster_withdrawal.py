"""An officer answers a return: takes the list out, sends the corrected one, submits that."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from enrollment.models.reviews import RosterReview
from tenants.access import Role
from tenants.kernel.db import transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_roster_upload import save, send, work
from tests.integration.enrollment.rosters import add_commitment, person, roster_file

SignIn = Callable[[Regency | Organisation, Role], Browser]
RETURN = "Lima orang tidak memenuhi syarat."
WHY = "Dikembalikan cabang; lima orang dikeluarkan."


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        return add_commitment(regency)


@pytest.fixture
def branch(make_organisation: Callable[..., Organisation], regency: Regency) -> Organisation:
    """An office that serves the regency."""
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


def test_officer_takes_a_returned_list_out_and_submits_the_corrected_one(
    app: Flask, regency: Regency, branch: Organisation, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, reviewer = browser_of(regency, Role.OFFICER), browser_of(branch, Role.REVIEWER)
    wrong = send(officer, regency, commitment_id, roster_file(map(person, range(1, 11)))).location
    save(app, regency, officer, wrong)
    officer.post(f"{wrong}/reviews")
    with app.app_context(), transaction(regency.principal()) as session:
        review = session.scalars(select(RosterReview)).one()
    served = f"/b/{branch.slug}/r/{regency.slug}/rosters/{review.roster_id}"
    reviewer.post(
        f"{served}/reviews/{review.id}/decision", data={"decision": "returned", "reason": RETURN}
    )

    returned = text_of(officer.get(wrong))
    asked_why = text_of(officer.get(f"{wrong}/withdrawal"))
    short = officer.post(f"{wrong}/withdrawal", data={"reason": "salah"})
    asked = officer.post(f"{wrong}/withdrawal", data={"reason": WHY})
    going = text_of(officer.get(wrong))
    work(app, regency)
    gone = text_of(officer.get(wrong))
    rows = [person(1, "Suminah"), *map(person, range(2, 6))]
    right = send(officer, regency, commitment_id, roster_file(rows), "daftar-2.csv").location
    save(app, regency, officer, right)
    corrected = text_of(officer.get(right))
    listed = text_of(officer.get(f"/r/{regency.slug}/rosters"))

    assert "tarik daftar ini, unggah berkas yang sudah diperbaiki, lalu ajukan kembali" in returned
    assert (short.status_code, asked.status_code) == (422, 303)
    assert "paling sedikit 10 huruf" in text_of(short)
    assert short.text.count('id="form-errors"') == 1
    assert "10 orang dilepas dari program 10 data pekerja dihapus" in asked_why
    assert "sedang ditarik" in going
    assert "Ajukan kembali" not in going
    assert "10 orang dilepas dari program ini." in gone
    assert "Data 10 orang yang baru tercatat lewat daftar ini dihapus" in gone
    assert WHY in gone
    assert "ajukan kembali" not in gone
    assert "5 orang tersimpan pada program ini." in corrected
    assert WHY in listed
    assert "Kabupaten/kota menarik daftar ini" in text_of(reviewer.get(served))
    assert officer.post(f"{right}/reviews").status_code == 303
