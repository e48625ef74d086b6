"""Forms and queries as the views read them: which schema each route loads, filled in plausibly."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flask import has_request_context, request
from marshmallow import Schema, ValidationError, fields

from tests.architecture.routes import Route

_CANDIDATES = ("uji lima", "1", "2026-01-15", "2026-01", "2026-1", "2026", "true")

Learnt = dict[tuple[str, str], list[type[Schema]]]


@contextmanager
def noted_schemas() -> Iterator[Learnt]:
    """Note which schemas the views of the requests in this block load."""
    learnt: Learnt = {}
    real = Schema.load

    def load(self: Schema, *args: Any, **kwargs: Any) -> Any:
        if has_request_context() and request.endpoint:
            known = learnt.setdefault((request.endpoint, request.method), [])
            if type(self) not in known:
                known.append(type(self))
        return real(self, *args, **kwargs)

    with patch.object(Schema, "load", load):
        yield learnt


def schemas_of(
    routes: list[Route], send: Callable[[Route], object]
) -> dict[Route, list[type[Schema]]]:
    """What each route loads when it is sent nothing. ``send`` makes the request."""
    with noted_schemas() as learnt:
        for route in routes:
            send(route)
    return {route: learnt.get((route.endpoint, route.method), []) for route in routes}


def all_schemas() -> list[type[Schema]]:
    """Every schema of the product that reads something, by name. Those of answers end in Out."""
    found: list[type[Schema]] = [Schema]
    for one in found:
        found.extend(child for child in one.__subclasses__() if child not in found)
    own = ("tenants.", "cooperation.", "enrollment.", "scoring.")
    return sorted(
        (one for one in found if one.__module__.startswith(own) and not is_answer(one)),
        key=lambda one: one.__name__,
    )


def is_answer(schema: type[Schema]) -> bool:
    """Whether it describes what programs are told."""
    return schema.__name__.endswith("Out")


def filled(schemas: list[type[Schema]], ids: Mapping[str, str]) -> dict[str, Any]:
    """A form with every required field and every id."""
    return {
        name: ids[name] if isinstance(field, fields.UUID) else plausible(field)
        for schema in schemas
        for name, field in schema().load_fields.items()
        if field.required or isinstance(field, fields.UUID) or name == "expected_version"
    }


def id_fields(schemas: list[type[Schema]]) -> list[str]:
    """The fields that hold an id."""
    return [
        name
        for schema in schemas
        for name, field in schema().load_fields.items()
        if isinstance(field, fields.UUID)
    ]


def without_other_ids(form: Mapping[str, Any], schemas: list[type[Schema]], name: str) -> Any:
    """A form with one of the ids that need not be stated.

    Several may exclude each other; such a form is refused before anybody looks where an id leads.
    """
    optional = {
        other
        for schema in schemas
        for other, field in schema().load_fields.items()
        if isinstance(field, fields.UUID) and not field.required
    }
    return {key: value for key, value in form.items() if key == name or key not in optional}


def plausible(field: fields.Field[Any]) -> Any:
    """A value the field accepts.

    Raises:
        NotImplementedError: none of the candidates is accepted; add one.
    """
    if isinstance(field, fields.List):
        return [plausible(field.inner)]
    choices = [str(field.metadata["example"])] if "example" in field.metadata else []
    if isinstance(field, fields.Enum):
        choices += [str(member.value) for member in field.enum]
    for validator in field.validators:
        choices += [str(choice) for choice in getattr(validator, "choices", [])]
    for value in (*choices, *_CANDIDATES):
        try:
            field.deserialize(value)
        except ValidationError:
            continue
        return value
    raise NotImplementedError(f"{field.name}: no candidate fits {type(field).__name__}")
