"""What programs are offered: the OpenAPI document, and the same as a page for people."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, render_template
from flask_babel import gettext as _
from flask_login import current_user

from tenants.access import PERMISSION_LABELS, PLACE_OF, Permission, public
from tenants.api.reading import operations_of
from tenants.api.specification import openapi_document
from tenants.kernel.errors import N_
from tenants.models.identity import OrganisationKind
from tenants.request import person
from tenants.services.api_keys import REQUESTS_PER_MINUTE

FIRST_QUESTIONS: Mapping[OrganisationKind, str] = {
    OrganisationKind.REGENCY: "regulations",
    OrganisationKind.BRANCH: "regencies",
    OrganisationKind.PROVINCE: "comparison",
    OrganisationKind.MINISTRY: "comparison",
}
"""What a program of each kind of organisation may ask for, below its own address."""
SOMEBODYS_ADDRESS = N_("ALAMAT-DAERAH")

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
        own_question=_own_question(),
        somebodys_address=_(SOMEBODYS_ADDRESS),
        permission_label=lambda permission: _(PERMISSION_LABELS[Permission(permission)]),
    )


def _own_question() -> str | None:
    """The address of a question that the reader's own organisation may ask; None of a stranger."""
    member = person().in_use if current_user.is_authenticated else None
    if member is None or member.kind not in FIRST_QUESTIONS:
        return None
    kind = OrganisationKind(member.kind)
    return f"{PLACE_OF[kind].letter}/{member.slug}/{FIRST_QUESTIONS[kind]}"
