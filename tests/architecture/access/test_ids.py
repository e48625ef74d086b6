"""Ids of another regency or organisation read like ids of nothing, wherever they are sent."""

from collections.abc import Iterator
from uuid import uuid4

from flask import Flask

from tests.architecture.access.asker import Asker
from tests.architecture.access.forms import id_fields, without_other_ids
from tests.architecture.access.places import (
    HTML,
    JSON,
    KEPT_BY_OPERATORS,
    MADE_FOR_EACH_USE,
    OF_PEOPLE,
    TABLE_OF,
    Canaries,
    Places,
    table_of,
    told,
)
from tests.architecture.routes import Route, routes_of


def test_every_id_has_its_table(app: Flask, asker: Asker) -> None:
    in_addresses = {(name, route.choice) for route in routes_of(app) for name in route.ids()}
    in_forms = {(name, "") for schemas in asker.schemas.values() for name in id_fields(schemas)}

    unknown = sorted(one for one in in_addresses | in_forms if not table_of(one[0], one[1]))
    assert unknown == []  # name their tables in places.py
    named = {table_of(name, choice) for name, choice in in_addresses | in_forms}
    assert named == set(TABLE_OF.values())


def test_anothers_id_in_an_address_reads_like_one_of_nothing(
    app: Flask, asker: Asker, others: Places
) -> None:
    before = others.stored()
    different = []
    for route in routes_of(app):
        for name in route.ids():
            if is_everybodys(route, name):
                continue
            for accept in (JSON, HTML):
                foreign, missing = (
                    told(asker.ask(route, ids={name: one}, headers=accept))
                    for one in (others.id_of(name, route), str(uuid4()))
                )
                if foreign != missing or foreign[0] != 404:
                    different.append((route.method, route.rule, name, foreign[0], missing[0]))

    assert different == []
    assert others.stored() == before


def test_an_id_deleted_a_moment_ago_reads_like_one_of_nothing(app: Flask, asker: Asker) -> None:
    """One's own row, shown, then gone. Memberships and sessions end; nobody deletes them."""
    different = []
    for route in routes_of(app):
        name = (route.ids() or [""])[-1]
        table = table_of(name, route.choice)
        if not table or table in {*OF_PEOPLE, *KEPT_BY_OPERATORS}:
            continue
        gone = asker.own.id_of(name, route)
        shown = asker.ask(route, ids={name: gone}).status_code if route.is_safe else 200
        asker.own.rows.remove_one(table, gone)
        deleted, missing = (told(asker.ask(route, ids={name: one})) for one in (gone, str(uuid4())))
        asker.own.restore()
        if deleted != missing or deleted[0] != 404 or shown >= 400:
            different.append((route.method, route.rule, name, shown, deleted[0], missing[0]))

    assert different == []


def is_everybodys(route: Route, name: str) -> bool:
    """Whether an operator keeps what the id means, of every organisation."""
    return route.place == "o" and table_of(name, route.choice) in KEPT_BY_OPERATORS


def ids_in_forms(asker: Asker) -> Iterator[tuple[Route, str]]:
    """Each field of a form or query that takes an id."""
    for route, schemas in asker.schemas.items():
        for name in id_fields(schemas):
            if not is_everybodys(route, name):
                yield route, name


def test_anothers_id_in_a_form_or_query_reads_like_one_of_nothing(
    asker: Asker, others: Places
) -> None:
    before = others.stored()
    different = []
    tried = 0
    for route, name in ids_in_forms(asker):
        tried += 1
        whole = asker.form(route)
        for form in (whole, without_other_ids(whole, asker.schemas[route], name)):
            foreign, missing = (
                told(asker.ask(route, form=form | {name: one}))
                for one in (others.id_of(name, route), str(uuid4()))
            )
            expected = {200, 404, 422} if route.is_safe else {404, 409, 422}
            if foreign != missing or foreign[0] not in expected:
                different.append((route.method, route.rule, name, foreign[0], missing[0]))

    assert tried
    assert different == []
    assert others.stored() == before


def test_anothers_id_sent_twice_in_a_list_or_in_a_header_reaches_nothing(
    asker: Asker, others: Places
) -> None:
    """One's own id beside another's: neither the first nor the last may carry the second in."""
    before = others.stored()
    theirs = Canaries(others)
    reached = []
    for route, name in ids_in_forms(asker):
        form, foreign = asker.form(route), others.id_of(name, route)
        for both in ([form[name], foreign], [foreign, form[name]]):
            answer = asker.ask(route, form=form | {name: both})
            if not route.is_safe:
                asker.own.rows.reset(asker.own.regency.id)
            reached += [(route.rule, name, one) for one in theirs.seen(route, answer, foreign)]
    for route in asker.schemas:
        if route.is_safe and route.place:
            headers = dict.fromkeys(SLUG_HEADERS, others.regency.slug)
            headers |= {header: str(others.regency.id) for header in ID_HEADERS}
            for form in ({}, asker.form(route)):  # what is narrowed to one's own hides the others
                answer = asker.ask(route, form=form, headers=headers)
                reached += [(route.rule, "headers", one) for one in theirs.seen(route, answer)]

    assert reached == []
    assert others.stored() == before


SLUG_HEADERS = ("X-Regency", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL")
ID_HEADERS = ("X-Tenant", "X-Tenant-Id", "Siap-Tenant", "X-Organisation-Id")


def test_ones_own_rows_of_every_kind_are_recognised(asker: Asker) -> None:
    """The control of the canaries: in the answers to their owner each kind of row is noticed."""
    ours = Canaries(asker.own)
    noticed = {
        table
        for route in asker.schemas
        if route.is_safe and route.place in {"r", "b"}
        for accept in (JSON, HTML)
        for table in ours.seen(route, asker.ask(route, headers=accept))
    }

    assert SHOWN_TO_THEIR_OWNER - noticed == set()


SHOWN_TO_THEIR_OWNER = {
    table for table in TABLE_OF.values() if table not in {*OF_PEOPLE, *MADE_FOR_EACH_USE}
} - set(KEPT_BY_OPERATORS)


def test_ones_own_ids_are_found(app: Flask, asker: Asker) -> None:
    """The control of the tests above: the same requests with one's own rows."""
    missed = []
    for route in routes_of(app):
        if route.ids():
            asker.own.rows.reset(asker.own.regency.id)
            status = asker.ask(route).status_code
            if status in {401, 403, 404} or status >= 500:
                missed.append((route.method, route.rule, status))

    assert missed == []
