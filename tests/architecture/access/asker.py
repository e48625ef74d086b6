"""Somebody who may, asking every route the way its own pages do."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from marshmallow import Schema
from werkzeug.test import TestResponse

from tenants.access import Role
from tests.architecture.access.forms import filled, id_fields, schemas_of
from tests.architecture.access.places import JSON, REGENCY_ROLES, Places, role_that_may
from tests.architecture.routes import Route, routes_of
from tests.conftest import Browser, Regency

SignIn = Callable[[Regency, Role], Browser]
Ids = dict[str, str]
Form = dict[str, Any]


class Asker:
    """People of a regency, one for each thing to do."""

    def __init__(self, app: Flask, own: Places, sign_in: SignIn) -> None:
        self.app = app
        self.own = own
        self.sign_in = sign_in
        self.readers = {role: sign_in(own.regency, role) for role in REGENCY_ROLES}

    @property
    def schemas(self) -> dict[Route, list[type[Schema]]]:
        """What each route loads; learnt once by sending nothing to each."""
        learnt: dict[Route, list[type[Schema]]] | None = self.app.extensions.get("learnt-schemas")
        if learnt is None:
            learnt = schemas_of(routes_of(self.app), lambda route: self.ask(route, form={}))
            self.app.extensions["learnt-schemas"] = learnt
            self.own.rows.reset(self.own.regency.id)
        return learnt

    def ask(
        self, route: Route, *, ids: Ids | None = None, form: Form | None = None, **kwargs: Any
    ) -> TestResponse:
        """Send a form or a query; what is not given is the regency's own.

        Whoever changes something is signed in for it: the change may be to sign out.
        """
        sent = self.form(route) if form is None else form
        role = role_that_may(route.access.permission)
        if "membership_id" in route.ids():
            self.sign_in(self.own.regency, Role.VIEWER)
        theirs = self.own.ids(route)
        browser = self.readers[role] if route.is_safe else self.sign_in(self.own.regency, role)
        if "session_id" in route.ids():
            theirs = self.own.ids(route)
        return browser.open(
            self.own.address(route, theirs | (ids or {})),
            method=route.method,
            **{"headers": JSON, "query_string" if route.is_safe else "data": sent, **kwargs},
        )

    def form(self, route: Route) -> Form:
        """What the route expects, filled in with the regency's own ids."""
        schemas = self.schemas[route]
        return filled(schemas, {name: self.own.id_of(name) for name in id_fields(schemas)})
