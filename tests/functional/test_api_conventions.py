"""The API keeps to what programs expect of HTTP."""

from collections.abc import Callable, Collection

import pytest
from werkzeug.test import TestResponse

from tenants.access import Permission
from tenants.models.identity import Organisation
from tests.conftest import Browser, Regency

KeyOf = Callable[[Organisation, Collection[Permission]], str]


@pytest.fixture
def headers(regency: Regency, key_of: KeyOf) -> dict[str, str]:
    token = key_of(regency.organisation, {Permission.REGULATION_READ})
    return {"Authorization": f"Bearer {token}"}


def pointers(answer: TestResponse) -> list[str]:
    return [one["pointer"] for one in answer.get_json()["errors"]]


@pytest.mark.parametrize("carried", [{}, {"Authorization": "Bearer tidak-ada"}])
def test_request_without_a_key_is_told_how_to_carry_one(
    browser: Browser, regency: Regency, carried: dict[str, str]
) -> None:
    answer = browser.get(f"/api/v1/r/{regency.slug}/regulations", headers=carried)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_page_that_needs_a_person_asks_for_no_key(browser: Browser, regency: Regency) -> None:
    for accept in ("text/html", "application/json"):
        answer = browser.get(f"/r/{regency.slug}/", headers={"Accept": accept})

        assert answer.status_code == 401
        assert "WWW-Authenticate" not in answer.headers


def test_method_that_an_address_does_not_take_is_refused_with_those_it_takes(
    browser: Browser, regency: Regency, headers: dict[str, str]
) -> None:
    answer = browser.delete(f"/api/v1/r/{regency.slug}/regulations", headers=headers)

    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_parameter_that_comes_twice_is_refused_by_name(
    browser: Browser, regency: Regency, headers: dict[str, str]
) -> None:
    address = f"/api/v1/r/{regency.slug}/regulations"

    answer = browser.get(f"{address}?limit=5&limit=6", headers=headers)

    assert (answer.status_code, pointers(answer)) == (422, ["/limit"])
    assert browser.get(f"{address}?limit=5", headers=headers).status_code == 200


def test_answer_without_a_tag_is_stored_nowhere(
    browser: Browser, regency: Regency, headers: dict[str, str]
) -> None:
    answer = browser.get(f"/api/v1/r/{regency.slug}/regulations", headers=headers)

    assert answer.headers["Cache-Control"] == "no-store"
