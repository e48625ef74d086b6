"""Ids of another regency, in the address, the query or the form, read like ids of nothing."""

from uuid import uuid4

from flask import Flask

from tests.architecture.access.asker import Asker, SignIn
from tests.architecture.access.forms import id_fields
from tests.architecture.access.places import TABLE_OF, Places, table_of, told
from tests.architecture.routes import routes_of


def test_every_id_has_its_table(app: Flask, own: Places, browser_of: SignIn) -> None:
    asker = Asker(app, own, browser_of)
    in_addresses = {(name, route.choice) for route in routes_of(app) for name in route.ids()}
    in_forms = {(name, "") for schemas in asker.schemas.values() for name in id_fields(schemas)}

    named = {table_of(name, choice) for name, choice in in_addresses | in_forms}
    assert named == set(TABLE_OF.values())


def test_anothers_id_in_an_address_reads_like_one_of_nothing(
    app: Flask, own: Places, others: Places, browser_of: SignIn
) -> None:
    asker = Asker(app, own, browser_of)
    before = others.stored()
    different = []
    for route in routes_of(app):
        for name in route.ids():
            foreign, missing = (
                told(asker.ask(route, ids={name: one}))
                for one in (others.id_of(name, route.choice), str(uuid4()))
            )
            if foreign != missing or foreign[0] != 404:
                different.append((route.method, route.rule, name, foreign[0], missing[0]))

    assert different == []
    assert others.stored() == before


def test_anothers_id_in_a_form_or_query_reads_like_one_of_nothing(
    app: Flask, own: Places, others: Places, browser_of: SignIn
) -> None:
    asker = Asker(app, own, browser_of)
    before = others.stored()
    different = []
    tried = 0
    for route, schemas in asker.schemas.items():
        for name in id_fields(schemas):
            tried += 1
            form = asker.form(route)
            foreign, missing = (
                told(asker.ask(route, form=form | {name: one}))
                for one in (others.id_of(name), str(uuid4()))
            )
            expected = {200, 404, 422} if route.is_safe else {404, 422}
            if foreign != missing or foreign[0] not in expected:
                different.append((route.method, route.rule, name, foreign[0], missing[0]))

    assert tried
    assert different == []
    assert others.stored() == before


def test_ones_own_ids_are_found(app: Flask, own: Places, browser_of: SignIn) -> None:
    """The control of the tests above: the same requests with the regency's own rows."""
    asker = Asker(app, own, browser_of)
    missed = []
    for route in routes_of(app):
        if route.ids():
            own.rows.reset(own.regency.id)
            status = asker.ask(route).status_code
            if status in {401, 403, 404} or status >= 500:
                missed.append((route.method, route.rule, status))

    assert missed == []
