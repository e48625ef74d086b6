"""Organisations as the operator keeps them: how many people, never who; bringing new ones in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import ROLES_OF, Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel import audit
from tenants.kernel.clock import local_day
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import AppError, DuplicateRecord, FieldError, InvalidInput, NotFound
from tenants.kernel.schemas import load
from tenants.models.identity import Organisation, OrganisationKind
from tenants.queries.organisations import (
    OrganisationLine,
    count_open_invitations,
    get_organisation_line,
    list_assignable,
    list_assignments,
)
from tenants.queries.regions import find_free_regions, tenant_id_of
from tenants.reference import regions
from tenants.request import IDENTITY, visit
from tenants.schemas.organisations import (
    OTHER_KINDS,
    OnboardingIn,
    OrganisationIn,
)
from tenants.services import organisations
from tenants.services.invitations import USUAL_DAYS, VALID_DAYS
from tenants.services.keepers import MINIMUM_ADMINS, MINIMUM_ELSEWHERE

blueprint = organisation_blueprint("operator_organisations", __name__, "o")

reads = requires(Permission.ORGANISATION_READ, pool=DatabaseRole.IDENTITY)
manages = requires(Permission.ORGANISATION_MANAGE, pool=DatabaseRole.IDENTITY)


def keepers_needed(line: OrganisationLine) -> int:
    """How many people of an organisation ought to be able to bring in others."""
    is_regency = line.organisation.kind == OrganisationKind.REGENCY
    return MINIMUM_ADMINS if is_regency else MINIMUM_ELSEWHERE


def lacks_keepers(line: OrganisationLine) -> bool:
    """Whether there are fewer."""
    return line.keeper_count < keepers_needed(line)


def has_one_keeper(line: OrganisationLine) -> bool:
    """Whether it has enough keepers, but nobody to stand in for the one there is."""
    return line.keeper_count == 1 and not lacks_keepers(line)


@blueprint.get("/organisations/<uuid:organisation_id>")
@reads
def show_organisation(organisation_id: UUID) -> str:
    """One organisation: counts of people, assignments, a first invitation."""
    return organisation_page(organisation_id)


@blueprint.get("/organisations/new")
@manages
def new_organisation() -> str:
    """The form for an office, a province or a ministry."""
    return _new_page({"kind": OrganisationKind.BRANCH.value, "office_kind": "cabang"})


@blueprint.post("/organisations")
@manages
def create_organisation() -> BaseResponse:
    """Add an office, a province or a ministry."""
    try:
        data = load(OrganisationIn, request.form)
        created = _create(data)
    except (InvalidInput, DuplicateRecord) as error:
        return make_response(_new_page(request.form, errors_of(error, "/slug")), error.status)
    flash(_("%(name)s ditambahkan. Undang orang pertamanya.", name=created.name))
    return redirect(address_of(created.id), 303)


@blueprint.get("/regencies/new")
@manages
def new_regency() -> BaseResponse:
    """Regencies of the reference table that keep no records here yet, by code or name."""
    search = request.args.get("q", "").strip()
    return make_response(_regency_page(search))


@blueprint.post("/regencies")
@manages
def onboard_regency() -> BaseResponse:
    """Make a regency a tenant with its own records."""
    try:
        code = load(OnboardingIn, request.form)["region_code"]
        created = _onboard(code)
    except (InvalidInput, NotFound, DuplicateRecord) as error:
        page = _regency_page(request.form.get("region_code", ""), errors_of(error, "/region_code"))
        return make_response(page, 422)
    flash(_("%(name)s didaftarkan. Undang dua admin pertamanya.", name=created.name))
    return redirect(address_of(created.id), 303)


def address_of(organisation_id: UUID) -> str:
    """The page of one organisation."""
    return url_for("operator_organisations.show_organisation", organisation_id=organisation_id)


def errors_of(error: AppError, pointer: str) -> tuple[FieldError, ...]:
    """The faults of a refused form; a refusal as a whole stands at the given field."""
    if isinstance(error, InvalidInput) and error.errors:
        return error.errors
    return (FieldError(pointer, error.detail, error.params),)


def organisation_page(
    organisation_id: UUID,
    values: Mapping[str, Any] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> str:
    """The page of one organisation, with a refused form where there is one."""
    with transaction(IDENTITY) as session:
        line = get_organisation_line(session, organisation_id=organisation_id, now=visit().now)
        assignments = list_assignments(session, organisation_id=organisation_id, now=visit().now)
        assignable = _assignable(session, line.organisation)
        open_invitations = count_open_invitations(
            session, organisation_id=organisation_id, now=visit().now
        )
    standard = {"days": USUAL_DAYS, "starts_on": local_day(visit().now, None)}
    return render_template(
        "tenants/operator/organisation.html",
        line=line,
        needed=keepers_needed(line),
        roles=ROLES_OF[OrganisationKind(line.organisation.kind)],
        assignments=assignments,
        assignable=assignable,
        open_invitations=open_invitations,
        day_choices=VALID_DAYS,
        values={**standard, **(values or {})},
        errors=errors,
    )


def _assignable(session: Session, organisation: Organisation) -> list[tuple[str, str]]:
    if organisation.kind != OrganisationKind.BRANCH:
        return []
    found = list_assignable(session, branch_id=organisation.id)
    return [("", _("pilih")), *((tenant.slug, tenant.name) for tenant in found)] if found else []


def _create(data: Mapping[str, Any]) -> Organisation:
    kind = OrganisationKind(data["kind"])
    with transaction(IDENTITY) as session:
        return organisations.create_organisation(
            session,
            kind=kind,
            slug=data["slug"],
            name=data["name"],
            office_kind=data["office_kind"] if kind is OrganisationKind.BRANCH else None,
            province_code=data["province_code"] if kind is OrganisationKind.PROVINCE else None,
            actor=visit().actor,
            now=visit().now,
        )


def _onboard(code: str) -> Organisation:
    """Onboard in the new regency's own chain, then say so in the platform's.

    Raises:
        NotFound: no regency has this code.
        DuplicateRecord: it is a tenant already.
    """
    tenant_id = tenant_id_of(code)
    with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
        created = organisations.onboard_regency(
            session, region_code=code, actor=visit().actor, now=visit().now
        )
    with transaction(IDENTITY) as session:
        audit.record(
            session,
            tenant_id=audit.PLATFORM_TENANT,
            actor=visit().actor,
            now=visit().now,
            action="organisation:create",
            subject="organisation",
            subject_id=created.id,
            detail={"slug": created.slug, "kind": created.kind},
        )
    return created


def _new_page(values: Mapping[str, Any], errors: tuple[FieldError, ...] = ()) -> str:
    return render_template(
        "tenants/operator/organisation_new.html",
        values=values,
        errors=errors,
        kinds=OTHER_KINDS,
        provinces=[("", _("pilih provinsi")), *_province_options()],
    )


def _province_options() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in regions.provinces().values()]


def _regency_page(search: str, errors: tuple[FieldError, ...] = ()) -> str:
    with transaction(IDENTITY) as session:
        found = find_free_regions(session, search=search) if search else []
    return render_template(
        "tenants/operator/regency_new.html",
        found=found,
        search=search,
        provinces=regions.provinces(),
        errors=errors,
        values={"q": search},
    )
