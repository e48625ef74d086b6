"""Somebody who may, asking every route the way its own pages do."""

from collections.abc import Callable, Collection
from typing import Any, ClassVar

from flask import Flask
from marshmallow import Schema
from werkzeug.test import TestResponse

from tenants.access import PLACES, ROLES_OF, Permission, Role
from tenants.models.identity import Organisation
from tenants.services.api_keys import possible_scopes
from tests.architecture.access.forms import filled, id_fields, schemas_of
from tests.architecture.access.places import JSON, Places, role_that_may
from tests.architecture.routes import Route, routes_of
from tests.conftest import Browser, Regency

SignIn = Callable[[Regency | Organisation, Role], Browser]
MakeKey = Callable[[Organisation, Collection[Permission]], str]
Ids = dict[str, str]
Form = dict[str, Any]


class Asker:
    """People of a regency and of those around it, one for each thing to do, and their programs."""

    _learnt: ClassVar[dict[Route, list[type[Schema]]]] = {}

    def __init__(self, app: Flask, own: Places, sign_in: SignIn, make_key: MakeKey) -> None:
        self.app = app
        self.own = own
        self.sign_in = sign_in
        self.make_key = make_key
        self.readers: dict[tuple[str, Role], Browser] = {}
        self.keys: dict[str, str] = {}

    @property
    def schemas(self) -> dict[Route, list[type[Schema]]]:
        """What each route loads; learnt once by sending nothing to each."""
        if not self._learnt:
            routes = routes_of(self.app)
            self._learnt.update(schemas_of(routes, lambda route: self.ask(route, form={})))
            self.own.rows.reset(self.own.regency.id)
        return self._learnt

    def ask(
        self, route: Route, *, ids: Ids | None = None, form: Form | None = None, **kwargs: Any
    ) -> TestResponse:
        """Send a form or a query; what is not given is one's own.

        Whoever changes something of their own is signed in for it: it may be to sign out.
        """
        sent = self.form(route) if form is None else form
        if "membership_id" in route.ids():
            acting = self.own.organisation(route)
            self.sign_in(acting, ROLES_OF[PLACES[route.place].kind][-1])
        theirs = self.own.ids(route)
        browser = self.browser_for(route)
        if OF_WHOEVER_ASKS & set(route.ids()):
            theirs = self.own.ids(route)
        headers = JSON | self.key_for(route) | kwargs.pop("headers", {})
        return browser.open(
            self.own.address(route, theirs | (ids or {})),
            method=route.method,
            **{"headers": headers, "query_string" if route.is_safe else "data": sent, **kwargs},
        )

    def browser_for(self, route: Route) -> Browser:
        """Of somebody who may; a program's has no cookie."""
        if route.is_api:
            return self.app.test_client()  # type: ignore[return-value]  # the class of the app
        role = role_that_may(route.access.permission, route.place)
        acting = self.own.organisation(route)
        if may_sign_out(route) or "notice_id" in route.ids():
            return self.sign_in(acting, role)
        known = route.place or "r", role
        if known not in self.readers:
            self.readers[known] = self.sign_in(acting, role)
        return self.readers[known]

    def key_for(self, route: Route) -> dict[str, str]:
        """The header of a program that may do whatever its organisation's programs may."""
        if not route.is_api or not route.place:
            return {}
        if route.place not in self.keys:
            scopes = possible_scopes(PLACES[route.place].kind)
            self.keys[route.place] = self.make_key(self.own.organisation(route), scopes)
        return {"Authorization": f"Bearer {self.keys[route.place]}"}

    def form(self, route: Route) -> Form:
        """What the route expects, filled in with one's own ids."""
        schemas = self.schemas[route]
        return filled(schemas, {name: self.own.id_of(name, route) for name in id_fields(schemas)})


OF_WHOEVER_ASKS = {"notice_id", "session_id"}
"""Ids of rows that belong to the person who is signed in last."""


def may_sign_out(route: Route) -> bool:
    """Whether it may end the session that asks."""
    return not route.is_safe and not route.place
