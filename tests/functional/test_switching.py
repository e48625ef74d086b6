"""One session uses one organisation; another one is used in another session."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tenants.access import ROLES_OF, Role, home_path
from tenants.kernel.db import DatabaseRole, transaction
from tenants.models.identity import Organisation, OrganisationKind
from tenants.queries.identity import list_members
from tenants.services import organisations, sessions
from tests.conftest import ACTOR, NOW, Browser, Regency
from tests.functional.people import (
    Credentials,
    enter,
    field_value,
    fresh_browser,
    register,
    session_cookie,
    submit_sign_in,
    text_of,
    use,
)

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def who(app: Flask, regency: Regency, other_regency: Regency) -> Credentials:
    """Somebody at work in two regencies."""
    return register(app, (regency, Role.ADMIN), (other_regency, Role.ADMIN))


@pytest.fixture
def here(app: Flask, who: Credentials, regency: Regency) -> Browser:
    """Signed in, using the first of the two."""
    return enter(app, who, regency)


def test_switch_gives_another_token_and_refuses_the_old_cookie(
    app: Flask, here: Browser, other_regency: Regency
) -> None:
    before = here.token

    answer = use(here, other_regency)

    assert answer.status_code == 303
    assert answer.location == f"/r/{other_regency.slug}/"
    assert session_cookie(here) not in {"", before}
    assert here.get(f"/r/{other_regency.slug}/users").status_code == 200
    thief = fresh_browser(app)
    thief.set_cookie(sessions.COOKIE_NAME, before, domain="localhost")
    assert thief.get("/profile").status_code == 401


def test_switch_hands_the_cookie_out_of_reach_of_scripts(
    here: Browser, other_regency: Regency
) -> None:
    header = use(here, other_regency).headers["Set-Cookie"]

    assert all(mark in header for mark in ("__Host-siap=", "Secure", "HttpOnly", "SameSite=Lax"))
    assert "Path=/" in header


def test_switch_does_not_prolong_the_day(
    here: Browser, other_regency: Regency, clock: Callable[[datetime], None]
) -> None:
    moment = NOW
    while moment < NOW + timedelta(hours=7, minutes=55):
        moment += timedelta(minutes=19)
        clock(min(moment, NOW + timedelta(hours=7, minutes=55)))
        assert here.get("/profile").status_code == 200
    use(here, other_regency)
    assert here.get("/profile").status_code == 200

    clock(NOW + timedelta(hours=8))

    assert here.get("/profile").status_code == 401


def test_address_of_ones_other_organisation_offers_to_switch_and_leads_there(
    here: Browser, regency: Regency, other_regency: Regency
) -> None:
    wanted = f"/r/{other_regency.slug}/audit?noun=user"

    asked = here.get(wanted)
    answer = use(here, other_regency, destination=field_value(asked, "destination"))

    assert asked.status_code == 409
    assert f"Anda sedang memakai {regency.name}. Beralih ke {other_regency.name}?" in text_of(asked)
    assert answer.location == wanted
    assert here.get(wanted).status_code == 200


def test_address_of_ones_other_organisation_shows_nothing_of_it(
    app: Flask, here: Browser, other_regency: Regency
) -> None:
    colleague = register(app, (other_regency, Role.VIEWER))

    page = here.get(f"/r/{other_regency.slug}/users")

    assert colleague.username not in page.text
    assert f'href="/r/{other_regency.slug}/' not in page.text


def test_address_of_ones_other_organisation_tells_programs_which_problem(
    here: Browser, other_regency: Regency
) -> None:
    answer = here.get(f"/r/{other_regency.slug}/users", headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["type"] == "/problems/organisation-not-in-use"
    assert here.get("/problems/organisation-not-in-use").status_code == 200


def test_form_for_ones_other_organisation_is_not_carried_out(
    app: Flask, here: Browser, other_regency: Regency
) -> None:
    answer = here.post(
        f"/r/{other_regency.slug}/users",
        data={
            "account": "new",
            "username": f"{other_regency.slug}.baru",
            "display_name": "Orang Baru",
            "role": "officer",
        },
    )

    assert answer.status_code == 409
    assert "belum disimpan" in text_of(answer)
    place = other_regency.principal(DatabaseRole.IDENTITY)
    with app.app_context(), transaction(place) as session:
        members = list_members(session, organisation_id=other_regency.organisation.id)
    assert [one.display_name for one in members] == ["Orang Uji"]


def test_organisation_of_others_is_not_to_be_used(
    app: Flask, regency: Regency, other_regency: Regency
) -> None:
    browser = enter(app, register(app, (regency, Role.ADMIN)))
    token = browser.token

    answer = use(browser, other_regency)

    assert answer.status_code == 404
    assert other_regency.name not in text_of(answer)
    assert session_cookie(browser) == token
    assert browser.get(f"/r/{regency.slug}/users").status_code == 200


def test_choice_names_the_organisation_in_use_and_leads_to_the_others(
    here: Browser, regency: Regency, other_regency: Regency
) -> None:
    page = here.get("/organisations")

    assert f"{regency.name} sedang dipakai" in text_of(page)
    assert f'action="/organisations/{other_regency.organisation.id}/use"' in page.text
    assert f'action="/organisations/{regency.organisation.id}/use"' not in page.text


def test_sign_in_when_destination_names_an_organisation_uses_it(
    app: Flask, who: Credentials, other_regency: Regency
) -> None:
    browser = fresh_browser(app)
    wanted = f"/r/{other_regency.slug}/users"

    entered = submit_sign_in(browser, who.username, who.password, destination=wanted)

    assert entered.location == wanted
    assert browser.get(wanted).status_code == 200


def test_sign_in_when_several_organisations_wait_leads_to_the_choice(
    app: Flask, who: Credentials, regency: Regency
) -> None:
    browser = fresh_browser(app)

    entered = submit_sign_in(browser, who.username, who.password)

    assert browser.get(entered.location).location == "/organisations"
    assert browser.get(f"/r/{regency.slug}/users").status_code == 409


def test_membership_in_use_when_ended_leads_to_the_choice(
    app: Flask, who: Credentials, here: Browser, regency: Regency, other_regency: Regency
) -> None:
    place = regency.principal(DatabaseRole.IDENTITY)
    for _ in range(2):
        register(app, (regency, Role.ADMIN))
    with app.app_context(), transaction(place) as session:
        members = list_members(session, organisation_id=regency.organisation.id)
        mine = next(one for one in members if one.username == who.username)
        organisations.end_membership(
            session,
            organisation=regency.organisation,
            membership_id=mine.membership_id,
            actor=ACTOR,
            now=NOW,
            today=NOW.date(),
        )

    assert here.get(f"/r/{regency.slug}/users").status_code == 404
    assert here.get("/").location == "/organisations"
    assert here.get(f"/r/{other_regency.slug}/users").status_code == 409


@pytest.mark.parametrize("kind", list(OrganisationKind)[1:])
def test_home_leads_to_the_organisation_of_every_kind(
    app: Flask,
    make_organisation: Callable[..., Organisation],
    kind: OrganisationKind,
) -> None:
    place = make_organisation(kind)
    browser = enter(app, register(app, (place, ROLES_OF[kind][0])))

    assert browser.get("/").location == home_path(kind, place.slug)
