"""Programs read the register of their regency with a key, and of no other."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tenants.access import Permission, Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.sources import SourceStatus
from tenants.models.identity import Organisation
from tenants.queries.api_keys import list_keys
from tenants.regulation_rules import ProvisionDetails, RegulationDetails
from tenants.regulation_types import (
    ProvisionGroup,
    RegulationKind,
    RegulationStatus,
    RelationKind,
)
from tenants.services import api_keys
from tenants.services.regulation_chain import relate_regulations
from tenants.services.regulations import register_regulation
from tests.conftest import ACTOR, NOW, TODAY, Browser, Regency


def ask(browser: Browser, address: str, token: str) -> TestResponse:
    return browser.get(address, headers={"Authorization": f"Bearer {token}"})


def register(app: Flask, regency: Regency, number: int) -> None:
    with app.app_context(), transaction(regency.principal()) as session:
        register_regulation(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=RegulationDetails(
                kind=RegulationKind.PERBUP,
                number=str(number),
                year=2021,
                title=f"Perbup {number} {regency.name}",
                status=RegulationStatus.IN_FORCE,
                source_name="Berita daerah",
                source_status=SourceStatus.PRESS,
            ),
            provisions=[],
        )


def test_key_when_it_may_read_regulations_pages_through_every_one_of_its_regency(
    app: Flask,
    browser: Browser,
    regency: Regency,
    other_regency: Regency,
    key_of: Callable[[Organisation, Collection[Permission]], str],
) -> None:
    for number in range(1, 6):
        register(app, regency, number)
    register(app, other_regency, 1)
    token = key_of(regency.organisation, {Permission.REGULATION_READ})

    address, numbers, cursor = f"/api/v1/r/{regency.slug}/regulations?limit=2", [], ""
    while cursor is not None:
        page = ask(browser, f"{address}&cursor={cursor}", token).get_json()
        numbers += [one["number"] for one in page["items"]]
        cursor = page["next_cursor"]

    assert numbers == ["5", "4", "3", "2", "1"]


def test_one_regulation_tells_what_it_orders_its_chain_and_whether_it_binds_on_a_day(
    app: Flask,
    browser: Browser,
    regency: Regency,
    other_regency: Regency,
    key_of: Callable[[Organisation, Collection[Permission]], str],
) -> None:
    details = RegulationDetails(
        kind=RegulationKind.PERBUP,
        number="25",
        year=2021,
        title="Perbup 25",
        status=RegulationStatus.IN_FORCE,
        effective_on=date(2021, 6, 1),
        source_name="Berita daerah",
        source_status=SourceStatus.PRESS,
    )
    orders = ProvisionDetails(group=ProvisionGroup.VILLAGE_OFFICIALS, article="Pasal 5")
    with app.app_context(), transaction(regency.principal()) as session:
        kept: dict[str, Any] = {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}
        first = register_regulation(session, **kept, details=details, provisions=[orders]).id
        newer = replace(details, number="26", year=2022, effective_on=date(2022, 1, 1))
        second = register_regulation(session, **kept, details=newer, provisions=[]).id
        relate_regulations(
            session, **kept, regulation_id=second, target_id=first, kind=RelationKind.AMENDS
        )
    token = key_of(regency.organisation, {Permission.REGULATION_READ})
    address = f"/api/v1/r/{regency.slug}/regulations/{first}"

    found = ask(browser, address, token).get_json()
    before, begun = (
        ask(browser, f"{address}?on={day}", token).get_json()
        for day in ("2021-05-31", "2021-06-01")
    )

    assert found["provisions"] == [
        {"group": "perangkat_desa", "article": "Pasal 5", "summary": None, "page": None}
    ]
    assert found["related"] == [
        {
            "regulation_id": str(second),
            "citation": "Perbup 26/2022",
            "status": "in_force",
            "state": "in_force",
            "relation": "amends",
            "acts": False,
        }
    ]
    assert (found["status"], found["state"]) == ("in_force", "amended")
    amended = ask(browser, f"/api/v1/r/{regency.slug}/regulations?state=amended", token).get_json()
    assert [one["id"] for one in amended["items"]] == [str(first)]
    assert found["effective_on"] == found["binding_from"] == "2021-06-01"
    assert (found["asked_on"], found["is_in_force"]) == (TODAY.isoformat(), True)
    assert (before["is_in_force"], begun["is_in_force"]) == (False, True)
    assert ask(browser, f"{address}?on=kemarin", token).status_code == 422
    theirs = key_of(other_regency.organisation, {Permission.REGULATION_READ})
    foreign = f"/api/v1/r/{other_regency.slug}/regulations/{first}"
    assert ask(browser, foreign, theirs).status_code == 404


def test_regulation_when_no_day_of_effect_is_stated_binds_from_its_promulgation(
    app: Flask,
    browser: Browser,
    regency: Regency,
    browser_of: Callable[[Regency, Role], Browser],
    key_of: Callable[[Organisation, Collection[Permission]], str],
) -> None:
    details = RegulationDetails(
        kind=RegulationKind.PERBUP,
        number="25",
        year=2021,
        title="Perbup 25",
        status=RegulationStatus.IN_FORCE,
        enacted_on=date(2021, 6, 23),
        promulgated_on=date(2021, 6, 25),
        source_name="JDIH",
        source_status=SourceStatus.OFFICIAL,
    )
    with app.app_context(), transaction(regency.principal()) as session:
        kept: dict[str, Any] = {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}
        found_id = register_regulation(session, **kept, details=details, provisions=[]).id
        enacted = replace(details, number="26", promulgated_on=None)
        enacted_id = register_regulation(session, **kept, details=enacted, provisions=[]).id
        stated = replace(details, number="27", effective_on=date(2021, 7, 1))
        stated_id = register_regulation(session, **kept, details=stated, provisions=[]).id
    token = key_of(regency.organisation, {Permission.REGULATION_READ})
    viewer = browser_of(regency, Role.VIEWER)

    listed = ask(browser, f"/api/v1/r/{regency.slug}/regulations", token).get_json()["items"]
    promulgated, without, with_day = (
        viewer.get(f"/r/{regency.slug}/regulations/{one}").text
        for one in (found_id, enacted_id, stated_id)
    )

    assert {one["number"]: (one["effective_on"], one["binding_from"]) for one in listed} == {
        "25": (None, "2021-06-25"),
        "26": (None, "2021-06-23"),
        "27": ("2021-07-01", "2021-07-01"),
    }
    assert "dianggap berlaku sejak diundangkan." in promulgated
    assert "dianggap berlaku sejak ditetapkan." in without
    assert "dianggap berlaku sejak" not in with_day


def test_key_when_asking_for_another_regency_learns_no_more_than_of_none(
    browser: Browser,
    regency: Regency,
    other_regency: Regency,
    key_of: Callable[[Organisation, Collection[Permission]], str],
) -> None:
    token = key_of(regency.organisation, {Permission.REGULATION_READ})

    foreign = ask(browser, f"/api/v1/r/{other_regency.slug}/regulations", token)
    missing = ask(browser, "/api/v1/r/kab-tidak-ada/regulations", token)

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.get_json()["detail"] == missing.get_json()["detail"]


def test_key_without_the_scope_is_refused(
    browser: Browser,
    regency: Regency,
    key_of: Callable[[Organisation, Collection[Permission]], str],
) -> None:
    token = key_of(regency.organisation, {Permission.COVERAGE_READ})

    answer = ask(browser, f"/api/v1/r/{regency.slug}/regulations", token)

    assert answer.status_code == 403
    assert answer.content_type == "application/problem+json"


def test_key_when_expired_or_revoked_or_made_up_opens_nothing(
    app: Flask,
    browser: Browser,
    clock: Callable[[datetime], None],
    regency: Regency,
    key_of: Callable[[Organisation, Collection[Permission]], str],
) -> None:
    address = f"/api/v1/r/{regency.slug}/regulations"
    token = key_of(regency.organisation, {Permission.REGULATION_READ})
    assert ask(browser, address, token).status_code == 200
    assert ask(browser, address, token[:-1] + "-").status_code == 401
    clock(NOW + timedelta(days=30))
    assert ask(browser, address, token).status_code == 401
    clock(NOW)
    principal = Principal(DatabaseRole.IDENTITY, regency.id)
    with app.app_context(), transaction(principal) as session:
        key_id = list_keys(session, organisation_id=regency.organisation.id)[0].id
        api_keys.revoke_key(
            session, organisation=regency.organisation, key_id=key_id, actor=ACTOR, now=NOW
        )

    assert ask(browser, address, token).status_code == 401


def test_cookie_of_a_person_opens_no_address_of_the_api(
    regency: Regency, browser_of: Callable[[Regency, Role], Browser]
) -> None:
    signed_in = browser_of(regency, Role.ADMIN)

    assert signed_in.get(f"/api/v1/r/{regency.slug}/regulations").status_code == 401


@pytest.mark.parametrize("query", ["limit=101", "limit=0", "limit=x", "kind=x", "unknown=1"])
def test_query_when_wrong_names_the_field(
    browser: Browser,
    regency: Regency,
    key_of: Callable[[Organisation, Collection[Permission]], str],
    query: str,
) -> None:
    token = key_of(regency.organisation, {Permission.REGULATION_READ})

    answer = ask(browser, f"/api/v1/r/{regency.slug}/regulations?{query}", token)

    assert answer.status_code == 422
    name = query.split("=", maxsplit=1)[0]
    assert [one["pointer"] for one in answer.get_json()["errors"]] == [f"/{name}"]
