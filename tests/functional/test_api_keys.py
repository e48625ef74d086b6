"""Keys of programs are made on a page, shown once, and end when somebody says so."""

import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tenants.access import Permission, Role
from tenants.models.identity import Organisation, OrganisationKind
from tenants.request import visit
from tenants.services import api_keys
from tests.conftest import NOW, Browser, Regency
from tests.functional.spreadsheets import lines_of

SignIn = Callable[[Regency | Organisation, Role], Browser]
FORM = {"label": "Dasbor", "scopes": "regulation:read", "valid_days": "30"}


def token_on(page: str) -> str:
    found = re.search(r'class="once">([^<]+)<', page)
    assert found is not None
    return found[1]


def test_key_is_shown_once_opens_the_api_and_ends_when_revoked(
    regency: Regency, browser_of: SignIn, browser: Browser
) -> None:
    admin = browser_of(regency, Role.ADMIN)
    keys, register = f"/r/{regency.slug}/keys", f"/api/v1/r/{regency.slug}/regulations"

    token = token_on(admin.post(keys, data=FORM).text)

    headers = {"Authorization": f"Bearer {token}"}
    assert browser.get(register, headers=headers).status_code == 200
    listed = admin.get(keys).text
    assert token not in listed
    revoke = re.search(r'action="([^"]+/revocation)"', listed)
    assert revoke is not None
    assert admin.post(revoke[1]).status_code == 303
    assert browser.get(register, headers=headers).status_code == 401


def test_keys_leave_as_shown_and_open_nothing(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    admin, keys = browser_of(regency, Role.ADMIN), f"/r/{regency.slug}/keys"
    neighbour = browser_of(other_regency, Role.ADMIN)
    neighbour.post(f"/r/{other_regency.slug}/keys", data={**FORM, "label": "Tetangga"})
    tokens = [token_on(admin.post(keys, data={**FORM, "label": label}).text) for label in "AB"]
    revoke = re.search(r'action="([^"]+/revocation)"', admin.get(keys).text)
    assert revoke is not None
    admin.post(revoke[1])

    answer = admin.get(f"{keys}/export")

    lines = {line["Kunci"]: line for line in lines_of(answer)}
    assert sorted(lines) == ["A", "B"]
    assert sorted(line["Keadaan"] for line in lines.values()) == ["berakhir", "berlaku"]
    assert lines["A"]["Boleh"] == "membaca regulasi"
    assert lines["A"]["Berlaku sampai (WIB)"] == datetime(2026, 12, 20, 9, 0)  # noqa: DTZ001  a cell has no zone
    assert not any(token.split(".")[-1] in str(lines) for token in tokens)
    assert browser_of(regency, Role.OFFICER).get(f"{keys}/export").status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["worker:reveal"]}, "scopes"),
        ({"scopes": ["comparison:read"]}, "scopes"),
        ({"scopes": ["document:read"]}, "scopes"),
        ({"valid_days": "3650"}, "valid_days"),
        ({"label": ""}, "label"),
    ],
)
def test_key_that_may_not_be_is_refused_at_its_field(
    regency: Regency, browser_of: SignIn, changes: dict[str, object], field: str
) -> None:
    answer = browser_of(regency, Role.ADMIN).post(
        f"/r/{regency.slug}/keys", data={**FORM, **changes}
    )

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text


def test_key_of_another_organisation_cannot_be_revoked(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    theirs = browser_of(other_regency, Role.ADMIN)
    theirs.post(f"/r/{other_regency.slug}/keys", data=FORM)
    revoke = re.search(
        r'action="/r/[^/]+(/keys/[^"]+)"', theirs.get(f"/r/{other_regency.slug}/keys").text
    )
    assert revoke is not None

    answer = browser_of(regency, Role.ADMIN).post(f"/r/{regency.slug}{revoke[1]}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("kind", "letter", "role"),
    [
        (OrganisationKind.BRANCH, "b", Role.HEAD),
        (OrganisationKind.PROVINCE, "p", Role.SECRETARY),
        (OrganisationKind.MINISTRY, "m", Role.CYCLE_OWNER),
    ],
)
def test_every_kind_of_organisation_with_operations_keeps_keys(
    make_organisation: Callable[..., Organisation],
    browser_of: SignIn,
    kind: OrganisationKind,
    letter: str,
    role: Role,
) -> None:
    organisation = make_organisation(kind)

    page = browser_of(organisation, role).get(f"/{letter}/{organisation.slug}/keys")

    assert page.status_code == 200
    assert "Buat kunci" in page.text
    assert f'href="/{letter}/{organisation.slug}/keys"' in page.text


def test_operator_is_told_that_there_is_nothing_for_programs(
    make_organisation: Callable[..., Organisation], browser_of: SignIn
) -> None:
    organisation = make_organisation(OrganisationKind.OPERATOR)
    operator, keys = browser_of(organisation, Role.OPERATOR), f"/o/{organisation.slug}/keys"

    page = operator.get(keys)
    made = operator.post(keys, data={**FORM, "scopes": "queue:read"})

    assert "tidak ada kunci yang dapat dibuat" in page.text
    assert f'href="{keys}"' not in operator.get(f"/o/{organisation.slug}/").text
    assert 'name="scopes"' not in page.text
    assert made.status_code == 422


def test_page_shows_what_remains_of_a_key_given_more_than_opens_something(
    regency: Regency,
    browser_of: SignIn,
    key_of: Callable[[Organisation, Collection[Permission]], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:  # as keys could be made before
        patch.setattr(api_keys, "possible_scopes", lambda _kind: list(Permission))
        key_of(regency.organisation, {Permission.REGULATION_READ, Permission.DOCUMENT_READ})
        key_of(regency.organisation, {Permission.MONEV_READ})

    page = browser_of(regency, Role.ADMIN).get(f"/r/{regency.slug}/keys").text

    (first, second) = re.findall(r'<ul class="plain">(.*?)</ul>', page)
    assert {re.sub("<[^>]+>", "", first), re.sub("<[^>]+>", "", second)} == {
        "membaca regulasi",
        "tidak membuka apa pun",
    }


def test_key_that_holds_more_than_it_may_is_granted_only_what_it_may(
    app: Flask,
    regency: Regency,
    key_of: Callable[[Organisation, Collection[Permission]], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    foreign = {Permission.COMPARISON_READ, Permission.USER_MANAGE, Permission.WORKER_REVEAL}
    with monkeypatch.context() as patch:  # a row that no form would make
        patch.setattr(api_keys, "possible_scopes", lambda _kind: list(Permission))
        token = key_of(regency.organisation, {Permission.REGULATION_READ, *foreign})

    with app.test_request_context(
        f"/api/v1/r/{regency.slug}/regulations", headers={"Authorization": f"Bearer {token}"}
    ):
        app.preprocess_request()
        granted = visit().permissions

    assert granted == {Permission.REGULATION_READ}


def test_docs_page_names_every_operation_of_the_document(browser: Browser) -> None:
    document = browser.get("/api/v1/openapi.json").get_json()

    page = browser.get("/api/docs").text.replace("<wbr>", "")  # where a long path may break

    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            assert f"<code>{method.upper()} {path}</code>" in page


@pytest.mark.parametrize(
    ("kind", "role"), [(None, Role.OFFICER), (OrganisationKind.MINISTRY, Role.ANALYST)]
)
def test_docs_page_asks_as_the_readers_own_organisation(
    regency: Regency,
    make_organisation: Callable[..., Organisation],
    browser_of: Callable[[Regency | Organisation, Role], Browser],
    kind: OrganisationKind | None,
    role: Role,
) -> None:
    place = make_organisation(kind) if kind else regency
    reader = browser_of(place, role)

    page = reader.get("/api/docs").text

    (address,) = re.findall(r"http://[^/]+(/api/v1/[^<]+)</code>", page)
    assert f"/{place.slug}/" in address
    assert reader.get(address).status_code == 401  # it is there, and asks for the key
    assert "kab-blitar" not in page


def test_docs_page_marks_what_a_stranger_must_fill_in(browser: Browser) -> None:
    page = browser.get("/api/docs").text

    assert "/api/v1/r/ALAMAT-DAERAH/regulations</code>" in page
    assert "Ganti ALAMAT-DAERAH dengan alamat daerah Anda" in page


def test_key_that_asks_too_often_waits_as_long_as_it_is_told(
    regency: Regency,
    browser_of: SignIn,
    browser: Browser,
    clock: Callable[[datetime], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api_keys, "REQUESTS_PER_MINUTE", 2)
    admin = browser_of(regency, Role.ADMIN)
    token = token_on(admin.post(f"/r/{regency.slug}/keys", data=FORM).text)

    def ask() -> TestResponse:
        return browser.get(
            f"/api/v1/r/{regency.slug}/regulations", headers={"Authorization": f"Bearer {token}"}
        )

    statuses = [ask().status_code for _ in range(2)]
    refused = ask()
    clock(NOW + timedelta(seconds=int(refused.headers["Retry-After"])))

    assert (statuses, refused.status_code) == ([200, 200], 429)
    assert ask().status_code == 200


def test_address_that_tries_made_up_keys_is_stopped(
    regency: Regency, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_keys, "FAILED_TRIES_PER_ADDRESS", 3)
    environ = {"REMOTE_ADDR": "203.0.113.9"}

    statuses = [
        browser.get(
            f"/api/v1/r/{regency.slug}/regulations",
            headers={"Authorization": f"Bearer siap_{number}_x"},
            environ_overrides=environ,
        ).status_code
        for number in range(4)
    ]

    assert statuses == [401, 401, 401, 429]
