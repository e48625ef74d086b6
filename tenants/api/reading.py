"""The OpenAPI document as people read it: sections of operations with what each reads and says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenants.api.blueprints import PERMISSION

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    """One part of an address or one field of what is sent or answered.

    ``kind`` is a JSON type, a format (``uuid``, ``date``) or the codes it may be.
    """

    name: str
    kind: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """One thing a program can ask."""

    method: str
    path: str
    summary: str
    permission: str
    """Value of ``Permission`` that the key needs."""
    parameters: Sequence[Parameter]
    sent: Sequence[Parameter]
    answered: Sequence[Parameter]


@dataclass(frozen=True)
class Section:
    """The operations of one kind of record."""

    title: str
    operations: Sequence[Operation]


def operations_of(document: Mapping[str, Any]) -> list[Section]:
    """Every operation of an OpenAPI document, by section, in the order of the document."""
    by_tag: dict[str, list[Operation]] = {tag["name"]: [] for tag in document.get("tags", [])}
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in _METHODS:
            if method in item:
                found = _operation(document, method, path, shared, item[method])
                by_tag[item[method]["tags"][0]].append(found)
    titles = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    return [Section(titles[name], operations) for name, operations in by_tag.items()]


def _operation(
    document: Mapping[str, Any],
    method: str,
    path: str,
    shared: Sequence[Mapping[str, Any]],
    operation: Mapping[str, Any],
) -> Operation:
    answers = [
        answer for status, answer in operation["responses"].items() if str(status).startswith("2")
    ]
    return Operation(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        permission=operation.get(PERMISSION, ""),
        parameters=[
            Parameter(
                one["name"],
                _kind(document, one["schema"]),
                bool(one.get("required")),
                one.get("description", ""),
            )
            for one in [*shared, *operation.get("parameters", [])]
        ],
        sent=_fields(document, operation.get("requestBody", {})),
        answered=[field for answer in answers for field in _fields(document, answer)],
    )


def _fields(document: Mapping[str, Any], body: Mapping[str, Any]) -> list[Parameter]:
    """The fields of a body, those of nested objects by their path (``items[].title``)."""
    content: Mapping[str, Any] = next(iter(body.get("content", {}).values()), {})
    return _properties(document, content.get("schema", {}), "")


def _properties(
    document: Mapping[str, Any], schema: Mapping[str, Any], prefix: str
) -> list[Parameter]:
    whole = _resolved(document, schema)
    found = []
    for name, field in whole.get("properties", {}).items():
        path = f"{prefix}{name}"
        found.append(
            Parameter(
                path,
                _kind(document, field),
                name in whole.get("required", []),
                field.get("description", ""),
            )
        )
        inner = _resolved(document, field)
        if inner.get("type") == "array":
            found += _properties(document, inner["items"], f"{path}[].")
        else:
            found += _properties(document, inner, f"{path}.")
    return found


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    whole = _resolved(document, schema)
    if "enum" in whole:
        return " | ".join("null" if code is None else str(code) for code in whole["enum"])
    kinds = whole.get("type", "object")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    shown = whole.get("format")
    return " | ".join(shown if shown and kind == "string" else kind for kind in kinds)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    options = schema.get("allOf") or schema.get("anyOf") or []
    if len(options) == 1 or (options and "$ref" in options[0]):
        schema = options[0]
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    resolved: Mapping[str, Any] = found
    return resolved
