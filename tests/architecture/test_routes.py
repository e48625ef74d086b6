"""Every address: who may enter is written down, its parts are typed, its words are plain."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from cooperation.states import AGREEMENT_STEPS, AgreementAction, Doer
from tenants.access import GRANTS, Permission, Role
from tenants.kernel.config import Settings
from tests.architecture.routes import routes_of, rules_of, stated
from tests.conftest import Browser, Regency, close_pools
from wsgi import create_app

TABLE = tomllib.loads(Path(__file__).with_name("routes.toml").read_text(encoding="utf-8"))
TYPED = {"uuid", "int", "string"}
WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.(csv|json|xlsx))?")


def table() -> set[tuple[str, str, str]]:
    """Pool, permission and endpoint of each line of the table."""
    return {
        (pool, asked, view)
        for pool, views in TABLE["views"].items()
        for view, asked in views.items()
    }


def lines(entries: set[tuple[str, str, str]]) -> list[str]:
    """As they stand in the table."""
    return [f'[{pool}] "{endpoint}" = "{asked}"' for pool, asked, endpoint in sorted(entries)]


def test_table_states_the_access_of_every_view_and_of_no_other(app: Flask) -> None:
    found = {(*stated(route.access), route.endpoint) for route in routes_of(app)}

    assert lines(found - table()) == []  # add these to routes.toml, if they are meant
    assert lines(table() - found) == []  # take these out


def test_every_view_carries_a_mark(app: Flask) -> None:
    marked = {route.endpoint for route in routes_of(app)}

    assert {rule.endpoint for rule in rules_of(app)} - marked == set()


def test_roles_hold_what_the_table_states_and_nothing_more() -> None:
    held = {
        permission.value: [role.value for role in Role if permission in GRANTS[role]]
        for permission in Permission
    }

    assert held == TABLE["roles"]


def test_views_of_an_organisation_ask_for_a_permission_and_others_for_none(app: Flask) -> None:
    wrong = [
        route.endpoint
        for route in routes_of(app)
        if route.names_an_organisation != (route.access.permission is not None)
    ]

    assert wrong == []


def test_parts_of_an_address_are_typed(app: Flask) -> None:
    untyped = [
        (route.rule, name)
        for route in routes_of(app)
        for name, converter in route.arguments
        if converter not in TYPED
    ]

    assert untyped == []


def test_parts_named_id_are_uuids(app: Flask) -> None:
    loose = [
        (route.rule, name)
        for route in routes_of(app)
        for name, converter in route.arguments
        if name.endswith("_id") and converter != "uuid"
    ]

    assert loose == []


def test_words_of_an_address_are_lower_case_with_hyphens(app: Flask) -> None:
    odd = [
        route.rule
        for route in routes_of(app)
        for word in route.rule.strip("/").split("/")
        if word and not word.startswith("<") and not WORD.fullmatch(word)
    ]

    assert odd == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_view_without_a_mark_is_refused_to_everyone(
    settings: Settings,
    regency: Regency,
    browser_of: Callable[[Regency, Role], Browser],
    method: str,
) -> None:
    entered: list[str] = []

    def forgotten(regency: str = "") -> str:
        entered.append(regency)
        return "in"

    app = create_app(settings)
    app.test_client_class = Browser
    for rule in ("/forgotten", "/r/<regency>/forgotten"):
        app.add_url_rule(rule, rule, forgotten, methods=["GET", "POST"])
    signed_in = browser_of(regency, Role.ADMIN)
    for browser in (signed_in, app.test_client()):
        browser.application = app
        for address in ("/forgotten", f"/r/{regency.slug}/forgotten"):
            assert browser.open(address, method=method).status_code == 403

    assert entered == []
    close_pools(app)


# By which address each step of an agreement is taken; REVISE is every change of what it states.
STEP_AT = {
    AgreementAction.ASK_DEPARTMENT: "agreements.ask",
    AgreementAction.ASK_LEGAL: "agreements.ask",
    AgreementAction.SUBMIT: "agreements.submit",
    AgreementAction.FORWARD_LEGAL: "agreements.forward",
    AgreementAction.FORWARD_BRANCH: "agreements.forward",
    AgreementAction.SEND_BACK: "agreements.give_back",
    AgreementAction.WITHDRAW: "agreements.withdraw",
    AgreementAction.ACCEPT: "agreement_reviews.accept",
    AgreementAction.RETURN: "agreement_reviews.give_back",
    AgreementAction.UNDO_DEPARTMENT: "agreements.undo",
    AgreementAction.UNDO_LEGAL: "agreements.undo",
    AgreementAction.UNDO_BRANCH: "agreement_reviews.undo",
    AgreementAction.REVISE: "agreements.save_agreement",
    AgreementAction.SIGN: "agreements.sign",
    AgreementAction.CORRECT_SIGNATURE: "agreements.correct_signed_on",
    AgreementAction.TERMINATE: "agreements.terminate",
    AgreementAction.DROP: "agreements.drop",
    AgreementAction.RESUME: "agreements.resume",
}
ASKED_OF = {
    Doer.KEEPER: "agreement:edit",
    Doer.APPROVER: "agreement:approve",
    Doer.OFFICE: "review:decide",
}


def test_steps_of_agreements_are_open_to_whom_their_table_names() -> None:
    asked = {view: what for views in TABLE["views"].values() for view, what in views.items()}

    assert set(STEP_AT) == set(AgreementAction)
    for (_, action), step in AGREEMENT_STEPS.items():
        assert asked[STEP_AT[action]] == ASKED_OF[step.may], action
