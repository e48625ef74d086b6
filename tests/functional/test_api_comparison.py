"""Programs of provinces and ministries read what regencies have published, and nothing else."""

from collections.abc import Callable, Collection
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from scoring.services.scorecards import recompute_scorecards
from tenants.access import Permission
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput
from tenants.kernel.paging import encode_cursor
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, Browser, Regency
from tests.integration.scoring.published import publish, state_coverage

KeyOf = Callable[[Organisation, Collection[Permission]], str]


@pytest.fixture
def ask(
    browser: Browser, key_of: KeyOf, make_organisation: Callable[..., Organisation]
) -> Callable[..., TestResponse]:
    """Asks with the key of a province for 2025 in balanced weights, unless told otherwise."""
    province = make_organisation(OrganisationKind.PROVINCE)
    headers = {"Authorization": f"Bearer {key_of(province, {Permission.COMPARISON_READ})}"}

    def answer(**asked: str | int) -> TestResponse:
        query = {"year": 2025, "profile": "seimbang", "limit": 100, **asked}
        address = f"/api/v1/p/{province.slug}/comparison"
        return browser.get(address, query_string=query, headers=headers)

    return answer


@pytest.mark.parametrize(
    ("kind", "letter"), [(OrganisationKind.PROVINCE, "p"), (OrganisationKind.MINISTRY, "m")]
)
def test_regions_come_page_by_page_with_the_index_of_those_that_have_one(
    app: Flask,
    browser: Browser,
    regency: Regency,
    other_regency: Regency,
    key_of: KeyOf,
    make_organisation: Callable[..., Organisation],
    kind: OrganisationKind,
    letter: str,
) -> None:
    with app.app_context(), transaction(regency.principal(DatabaseRole.JOB)) as session:
        recompute_scorecards(session, tenant_id=regency.id, now=NOW)
    organisation = make_organisation(kind)
    headers = {"Authorization": f"Bearer {key_of(organisation, {Permission.COMPARISON_READ})}"}
    address = f"/api/v1/{letter}/{organisation.slug}/comparison?year=2025&profile=seimbang"

    found = everything(browser, address, headers)

    scored, unscored = found[str(regency.id)], found[str(other_regency.id)]
    cents = [int(line["available"].replace(".", "")) for line in scored["lines"]]
    assert sum(cents) == 100_00
    assert (unscored["claimed"], unscored["coverage"], unscored["lines"]) == (None, None, [])


def everything(browser: Browser, address: str, headers: dict[str, str]) -> dict[str, Any]:
    """What all pages of a comparison hold, by the code of the region."""
    found: dict[str, Any] = {}
    cursor = ""
    while cursor is not None:
        page = browser.get(f"{address}&limit=100&cursor={cursor}", headers=headers).get_json()
        found |= {one["code"]: one for one in page["items"]}
        cursor = page["next_cursor"]
    return found


def test_coverage_comes_with_its_basis_status_and_ratio_unless_it_is_too_small(
    app: Flask,
    regency: Regency,
    other_regency: Regency,
    ask: Callable[..., TestResponse],
) -> None:
    with app.app_context():
        state_coverage(regency, 500, 1_000)
        state_coverage(other_regency, 3, 1_000)
        publish(regency)
        publish(other_regency)

    before = encode_cursor([str(min(regency.id, other_regency.id) - 1)])
    found = {one["code"]: one["coverage"] for one in ask(cursor=before).get_json()["items"]}

    shown, withheld = found[str(regency.id)], found[str(other_regency.id)]
    assert (shown["basis"], shown["status"]) == ("ktp", "official")
    assert (shown["ratio"], shown["is_withheld"]) == ("0.500000", False)
    counts = [withheld[name] for name in ("covered_count", "eligible_count", "ratio")]
    assert (counts, withheld["is_withheld"]) == ([None, None, None], True)


@pytest.mark.parametrize(
    ("asked", "pointer"), [({"profile": "tidak-ada"}, "/profile"), ({"year": 2001}, "/year")]
)
def test_results_that_nobody_can_have_are_refused_by_name(
    ask: Callable[..., TestResponse], asked: dict[str, Any], pointer: str
) -> None:
    answer = ask(**asked)

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.get_json()["errors"]] == [pointer]


@pytest.mark.usefixtures("regency", "other_regency")
def test_pages_of_one_region_each_repeat_and_leave_out_nothing(
    ask: Callable[..., TestResponse],
) -> None:
    whole = [one["code"] for one in ask().get_json()["items"]][:5]

    found, cursor = [], ""
    for _ in whole:
        page = ask(limit=1, cursor=cursor).get_json()
        found += [one["code"] for one in page["items"]]
        cursor = page["next_cursor"] or ""

    assert len(whole) >= 2
    assert found == whole
    assert ask(cursor="bukan-penanda").status_code == 400


def test_key_of_a_regency_cannot_be_given_comparison(regency: Regency, key_of: KeyOf) -> None:
    with pytest.raises(InvalidInput):
        key_of(regency.organisation, {Permission.COMPARISON_READ})


def test_withheld_points_are_null_and_said_to_be_withheld(
    app: Flask,
    browser: Browser,
    regency: Regency,
    key_of: KeyOf,
    make_organisation: Callable[..., Organisation],
) -> None:
    with app.app_context():
        state_coverage(regency, 996, 1_000)
        publish(regency)
    province = make_organisation(OrganisationKind.PROVINCE)
    headers = {"Authorization": f"Bearer {key_of(province, {Permission.COMPARISON_READ})}"}

    address = f"/api/v1/p/{province.slug}/comparison?year=2025&profile=seimbang"
    found = everything(browser, address, headers)[str(regency.id)]

    lines = {line["indicator"]: line for line in found["lines"]}
    assert (found["is_withheld"], found["claimed"], found["verified"]) == (True, None, None)
    assert lines["B1"] == {
        "indicator": "B1",
        "state": "withheld",
        "available": "10.00",
        "claimed": None,
        "verified": None,
    }
    assert lines["A1"]["claimed"] == "0.00"
