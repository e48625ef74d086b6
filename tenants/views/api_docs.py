"""What programs are offered: the OpenAPI document, and the same as a page for people."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template
from flask_babel import gettext as _

from tenants.access import PERMISSION_LABELS, Permission, public
from tenants.api.reading import operations_of
from tenants.api.specification import openapi_document
from tenants.services.api_keys import REQUESTS_PER_MINUTE

blueprint = Blueprint("api_docs", __name__, template_folder="../templates")


@blueprint.get("/api/v1/openapi.json")
@public("describes the API and holds no data")
def show_openapi() -> Response:
    """The OpenAPI 3.1 document, made from the operations themselves."""
    return jsonify(openapi_document())


@blueprint.get("/api/docs")
@public("explains the API and holds no data")
def show_docs() -> str:
    """How to ask, and every operation with its parameters and an example."""
    document: dict[str, Any] = openapi_document()
    return render_template(
        "tenants/api_docs.html",
        sections=operations_of(document),
        requests_per_minute=REQUESTS_PER_MINUTE,
        permission_label=lambda permission: _(PERMISSION_LABELS[Permission(permission)]),
    )
