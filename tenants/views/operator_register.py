"""Every organisation as the operator lists it: how many people of which role, never who."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.kernel.db import transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tenants.kernel.paging import Page
from tenants.kernel.schemas import load
from tenants.models.identity import OrganisationKind
from tenants.queries.organisations import (
    OrganisationLine,
    OrganisationOrder,
    list_organisations,
)
from tenants.request import IDENTITY, visit
from tenants.schemas.organisations import OrganisationFilterIn, organisation_filter
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, workbook_attachment
from tenants.shell.workbooks import PEOPLE, Column, Told, table_of
from tenants.views.operator_organisations import blueprint, keepers_needed, reads
from tenants.views.operator_words import organisation_label
from tenants.views.words import role_label


@blueprint.get("/organisations")
@reads
def show_organisations() -> BaseResponse:
    """One page of the organisations that the filter leaves."""
    try:
        asked = load(OrganisationFilterIn, request.args)
    except InvalidInput as error:
        nothing = Page[OrganisationLine]((), None)
        return make_response(_page(nothing, request.args, error.errors), error.status)
    with transaction(IDENTITY) as session:
        found = list_organisations(
            session, now=visit().now, narrowed=organisation_filter(asked), cursor=asked["cursor"]
        )
    return make_response(_page(found, asked))


@blueprint.get("/organisations/export")
@reads
def export_organisations() -> Response:
    """Everything the filter leaves, as an Excel file."""
    narrowed = organisation_filter(load(OrganisationFilterIn, request.args))
    with transaction(IDENTITY) as session:
        found = list_organisations(session, now=visit().now, narrowed=narrowed, size=EXPORT_LIMIT)
    table = table_of(_("Organisasi"), everything_of(found), _export_told())
    return workbook_attachment("organisasi.xlsx", table)


def _page(
    found: Page[OrganisationLine],
    asked: Mapping[str, Any],
    errors: tuple[FieldError, ...] = (),
) -> str:
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    return render_template(
        "tenants/operator/organisations.html",
        page=found,
        asked=asked,
        kept=kept,
        errors=errors,
        kinds=OrganisationKind,
        needed=keepers_needed,
        order_options=[
            (OrganisationOrder.NAME, _("nama A–Z")),
            (OrganisationOrder.NEWEST, _("terbaru lebih dahulu")),
        ],
        next_url=_list_url(kept, found.next_cursor) if found.next_cursor else "",
        first_url=_list_url(kept) if asked.get("cursor") else "",
    )


def _list_url(kept: Mapping[str, Any], cursor: str | None = None) -> str:
    return url_for("operator_organisations.show_organisations", **kept, cursor=cursor)


def _export_told() -> list[Told[OrganisationLine]]:
    return [
        (Column(_("Nama")), lambda line: line.organisation.name),
        (Column(_("Jenis")), lambda line: organisation_label(line.organisation)),
        (Column(_("Orang"), PEOPLE), lambda line: line.people_count),
        (Column(_("Menurut peran")), _people),
        (Column(_("Peran pengelola")), lambda line: role_label(line.keeper)),
        (Column(_("Pengelola pengguna"), PEOPLE), lambda line: line.keeper_count),
        (Column(_("Pengelola yang diperlukan"), PEOPLE), keepers_needed),
        (Column(_("Terdaftar")), lambda line: line.registered_on),
    ]


def _people(line: OrganisationLine) -> str | None:
    return "; ".join(f"{role_label(role)}: {count}" for role, count in line.people.items()) or None
