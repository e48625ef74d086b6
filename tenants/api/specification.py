"""The OpenAPI document, made from the operations themselves."""

from copy import deepcopy
from typing import Any

from flask import Flask, current_app
from flask_smorest import Api

from tenants.api.blueprints import ApiBlueprint
from tenants.api.schemas import ProblemOut

PROBLEM_MEDIA_TYPE = "application/problem+json"
VERSION = "1"
_EXTENSION = "siap-api"


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest has no annotations
    """Describes operations; leaves every error to the product's own handlers."""

    ERROR_SCHEMA = ProblemOut

    def _register_error_handlers(self) -> None:
        """Register none."""


def init_api(app: Flask) -> None:
    """Prepare the document; packages add their operations with ``register_api``."""
    app.config.update(API_TITLE="Siap Paritrana", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    api = ProblemApi(app, spec_kwargs={"security": [{"key": []}]})
    api.spec.components.security_scheme(
        "key",
        {
            "type": "http",
            "scheme": "bearer",
            "description": "Kunci API organisasi, dibuat di halaman Kunci API.",
        },
    )
    app.extensions[_EXTENSION] = api


def register_api(app: Flask, blueprint: ApiBlueprint) -> None:
    """Attach a blueprint and describe its operations."""
    app.extensions[_EXTENSION].register_blueprint(blueprint)


def openapi_document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of the current app; refusals carry their own media type."""
    document: dict[str, Any] = deepcopy(current_app.extensions[_EXTENSION].spec.to_dict())
    for response in document["components"]["responses"].values():
        body = response.get("content", {}).pop("application/json", None)
        problem = {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
        response["content"] = {PROBLEM_MEDIA_TYPE: body or problem}
    return document
