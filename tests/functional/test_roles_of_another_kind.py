"""A role that a kind of organisation does not have opens nothing there, whatever it grants else."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from tenants.access import PLACE_OF, ROLES_OF, Permission, Role, grants_of
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Membership, Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.people import enter, register, text_of

pytestmark = pytest.mark.usefixtures("clock")

FOREIGN = [
    (OrganisationKind.BRANCH, Role.OFFICER, "kepala kantor"),
    (OrganisationKind.PROVINCE, Role.VIEWER, "sekretaris tim"),
    (OrganisationKind.MINISTRY, Role.VIEWER, "penanggung jawab penilaian"),
    (OrganisationKind.OPERATOR, Role.ADMIN, "pengelola sistem"),
]


def enter_with(app: Flask, place: Organisation, role: Role) -> Browser:
    """Somebody whose row holds a role that nobody could be given there today."""
    who = register(app, (place, ROLES_OF[OrganisationKind(place.kind)][-1]))
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        session.execute(
            update(Membership).where(Membership.organisation_id == place.id).values(role=role)
        )
    return enter(app, who)


@pytest.mark.parametrize(("kind", "role", "keeper"), FOREIGN)
def test_role_of_another_kind_opens_no_page_and_says_whom_to_ask(
    app: Flask,
    regency: Regency,
    make_organisation: Callable[..., Organisation],
    kind: OrganisationKind,
    role: Role,
    keeper: str,
) -> None:
    place = make_organisation(kind, serves=[regency] if kind is OrganisationKind.BRANCH else ())
    browser = enter_with(app, place, role)
    home = f"/{PLACE_OF[kind].letter}/{place.slug}"
    beyond = "" if kind is OrganisationKind.OPERATOR else f"{home}/r/{regency.slug}/coverage"

    landing = browser.get("/", follow_redirects=True)
    others = [browser.get(address).status_code for address in (f"{home}/users", beyond) if address]

    assert landing.status_code == 403
    assert "bukan peran organisasi ini" in text_of(landing)
    assert f"Minta {keeper}" in text_of(landing)
    assert set(others) <= {403, 404}
    assert browser.get("/profile").status_code == 200


def test_role_of_another_kind_states_nothing_for_an_office(
    app: Flask, regency: Regency, make_organisation: Callable[..., Organisation]
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    browser = enter_with(app, branch, Role.OFFICER)

    answer = browser.post(f"/b/{branch.slug}/r/{regency.slug}/coverage", data={})

    assert answer.status_code == 403


@pytest.mark.parametrize(("kind", "role"), [one[:2] for one in FOREIGN])
def test_role_of_another_kind_grants_nothing(kind: OrganisationKind, role: Role) -> None:
    assert grants_of(kind, role) == frozenset()
    assert Permission.USER_MANAGE in grants_of(kind, ROLES_OF[kind][0])
