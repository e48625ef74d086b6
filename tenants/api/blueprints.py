"""Blueprints of the JSON API: an address begins like that of a page, errors are problems."""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from flask import Request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from tenants.access import access_of
from tenants.addresses import address_prefix, read_address
from tenants.kernel.errors import N_, FieldError, InvalidInput
from tenants.kernel.schemas import field_errors
from tenants.kernel.security import API_PREFIX

PERMISSION = "x-permission"
"""Member of an operation in the document: what a key must be allowed."""

View = TypeVar("View", bound=Callable[..., Any])


class StrictParser(FlaskParser):
    """Reads queries and bodies; whatever a schema does not name is refused, everywhere."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}  # noqa: RUF012  webargs declares it so

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """The parameters of an address; one that comes twice would be read by half.

        Raises:
            InvalidInput: a parameter comes more than once.
        """
        repeated = [name for name, values in req.args.lists() if len(values) > 1]
        if repeated:
            text = N_("Parameter ini hanya boleh ditulis sekali.")
            raise InvalidInput(errors=[FieldError(f"/{name}", text) for name in repeated])
        return super().load_querystring(req, schema)

    def handle_error(self, error: ValidationError, *_: object, **__: object) -> NoReturn:
        """Answer as the rest of the product does.

        Raises:
            InvalidInput: always.
        """
        found = error.messages
        named = found.values() if isinstance(found, dict) else [found]  # by place: query, json
        raise InvalidInput(
            errors=[one for messages in named for one in field_errors(messages)]
        ) from None


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest has no annotations
    """A blueprint whose operations describe themselves in the OpenAPI document."""

    ARGUMENTS_PARSER = StrictParser()

    def operation(
        self,
        method: str,
        rule: str,
        *,
        answers: type[Schema] | None,
        query: type[Schema] | None = None,
        form: type[Schema] | None = None,
        status: int = 200,
    ) -> Callable[[View], View]:
        """Attach a marked view; its docstring's first line is the operation's summary.

        Args:
            method: of HTTP.
            rule: after the blueprint's prefix.
            answers: what it says on success; None for no body, or a ready response.
            query: what it reads from the address; handed to the view as its first argument.
            form: what it reads of a multipart body; the view loads it itself, file and all.
            status: on success.
        """

        def attach(view: View) -> View:
            described = self.response(status, answers)(view)
            access = access_of(view)
            if access is not None and access.permission is not None:
                described = self.doc(**{PERMISSION: access.permission.value})(described)
            if query is not None:
                described = self.arguments(query, location="query")(described)
            if form is not None:
                body = {"content": {"multipart/form-data": {"schema": form}}, "required": True}
                described = self.doc(requestBody=body)(described)
            self.add_url_rule(rule, view.__name__, described, methods=[method])
            return view

        return attach


def api_blueprint(
    name: str, import_name: str, places: str, *, opens_regency: bool = False, description: str
) -> ApiBlueprint:
    """A blueprint under ``/api/v1`` for programs of organisations of some kinds.

    Args:
        name: of the blueprint; begins with ``api_``.
        import_name: of its module.
        places: letters of the places, ``r`` for a regency's own; as in ``organisation_blueprint``.
        opens_regency: whether the address goes on with ``/r/<regency>``.
        description: what it offers, one sentence of the API's document.
    """
    prefix = (
        "/r/<regency>" if places == "r" else address_prefix(places, opens_regency=opens_regency)
    )
    blueprint = ApiBlueprint(
        name, import_name, url_prefix=API_PREFIX.rstrip("/") + prefix, description=description
    )
    read_address(blueprint, places[0])
    return blueprint
