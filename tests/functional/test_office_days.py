"""The day it is in an organisation that is no regency: that of WIB, for everybody who asks."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from tenants.access import PLACE_OF, ROLES_OF
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation, OrganisationKind
from tenants.queries.organisations import get_organisation_line
from tests.conftest import Browser
from tests.functional.people import Credentials, enter, register, text_of

BEFORE_SEVEN = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
"""01.00 WIB on the first of December."""
OFFICES = [kind for kind in OrganisationKind if kind is not OrganisationKind.REGENCY]


@pytest.mark.parametrize("kind", OFFICES)
def test_new_person_before_seven_starts_on_the_day_of_wib_and_is_counted(
    app: Flask,
    make_organisation: Callable[..., Organisation],
    clock: Callable[[datetime], None],
    kind: OrganisationKind,
) -> None:
    place = make_organisation(kind)
    role = ROLES_OF[kind][-1]
    who = register(app, (place, ROLES_OF[kind][0]))
    clock(BEFORE_SEVEN)
    keeper: Browser = enter(app, who)
    address = f"/{PLACE_OF[kind].letter}/{place.slug}/users"
    username = f"{place.slug}.pagi"
    form = {"account": "new", "username": username, "display_name": "Pagi", "role": role.value}

    assert keeper.post(address, data=form).status_code == 201

    assert "1 Desember 2026 seterusnya" in text_of(keeper.get(address))
    assert place.name in text_of(enter(app, Credentials(username)).get("/organisations"))
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        line = get_organisation_line(session, organisation_id=place.id, now=BEFORE_SEVEN)
    assert line.people_count == 2
