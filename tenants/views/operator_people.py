"""What the operator gives an organisation: regencies to serve, and a link for its first people."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.kernel import audit
from tenants.kernel.clock import local_day
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import (
    N_,
    AppError,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    InvalidTransition,
    NotFound,
    RateLimited,
    RuleViolation,
)
from tenants.kernel.schemas import load
from tenants.models.identity import BranchAssignment, Organisation, Tenant
from tenants.queries.organisations import (
    OrganisationLine,
    get_assignment,
    get_organisation_line,
    get_regency,
)
from tenants.request import IDENTITY, visit
from tenants.schemas.organisations import AssignmentIn, EndingIn, FirstInvitationIn
from tenants.services import invitations
from tenants.services.assignments import (
    ADDED,
    ENDED,
    assign_branch,
    end_assignment,
    record_for_platform,
)
from tenants.views.operator_organisations import (
    address_of,
    blueprint,
    errors_of,
    lacks_keepers,
    manages,
    organisation_page,
)
from tenants.views.users import count_addition


@blueprint.post("/organisations/<uuid:organisation_id>/assignments")
@manages
def add_assignment(organisation_id: UUID) -> BaseResponse:
    """Let an office serve a regency."""
    branch = _line(organisation_id).organisation
    try:
        data = load(AssignmentIn, request.form)
        with transaction(IDENTITY) as session:
            tenant_id = get_regency(session, slug=data["regency"]).id
        with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
            assignment = assign_branch(
                session,
                branch=branch,
                tenant_id=tenant_id,
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                actor=visit().actor,
                now=visit().now,
            )
    except (InvalidInput, NotFound, DuplicateRecord) as error:
        return _refused(organisation_id, error, "/regency")
    _tell_platform(branch, assignment, ADDED)
    flash(_("Penugasan dicatat."))
    return redirect(address_of(organisation_id), 303)


@blueprint.get("/organisations/<uuid:organisation_id>/assignments/<uuid:assignment_id>")
@manages
def show_assignment(organisation_id: UUID, assignment_id: UUID) -> str:
    """One assignment, with the form for its last day."""
    return _assignment_page(organisation_id, assignment_id)


@blueprint.post("/organisations/<uuid:organisation_id>/assignments/<uuid:assignment_id>/ending")
@manages
def set_assignment_end(organisation_id: UUID, assignment_id: UUID) -> BaseResponse:
    """Say until when an office serves a regency."""
    branch, _assignment, tenant = _assigned(organisation_id, assignment_id)
    try:
        ends_on = load(EndingIn, request.form)["ends_on"]
        with transaction(Principal(DatabaseRole.IDENTITY, tenant.id)) as session:
            changed = end_assignment(
                session,
                branch=branch,
                assignment_id=assignment_id,
                ends_on=ends_on,
                today=local_day(visit().now, tenant.timezone),
                actor=visit().actor,
                now=visit().now,
            )
    except (InvalidInput, InvalidTransition, DuplicateRecord) as error:
        page = _assignment_page(
            organisation_id, assignment_id, request.form, errors_of(error, "/ends_on")
        )
        return make_response(page, error.status)
    _tell_platform(branch, changed, ENDED)
    flash(_("Hari terakhir penugasan dicatat."))
    return redirect(address_of(organisation_id), 303)


@blueprint.post("/organisations/<uuid:organisation_id>/invitations")
@manages
def invite_keeper(organisation_id: UUID) -> BaseResponse:
    """Make a link for somebody who will keep the organisation's people; it is shown only here."""
    line = _line(organisation_id)
    try:
        data = load(FirstInvitationIn, request.form)
        _refuse_unneeded(line)
        count_addition(IDENTITY)
        token = _invite(line, data)
    except (InvalidInput, RuleViolation, RateLimited) as error:
        return _refused(organisation_id, error, "/invitee")
    page = render_template(
        "tenants/operator/invited.html",
        name=line.organisation.name,
        invitee=data["invitee"],
        role=line.keeper,
        link=url_for("joining.show_invitation", token=token, _external=True),
        expires_at=visit().now + timedelta(days=data["days"]),
        back_url=address_of(organisation_id),
    )
    return make_response(page, 201)


def _refuse_unneeded(line: OrganisationLine) -> None:
    """The operator brings in the first people and nobody after them.

    Raises:
        RuleViolation: enough people keep the organisation already.
    """
    if not lacks_keepers(line):
        raise RuleViolation(
            N_("Organisasi ini sudah dapat mengundang sendiri; pengelola sistem tidak lagi.")
        )


def _line(organisation_id: UUID) -> OrganisationLine:
    with transaction(IDENTITY) as session:
        return get_organisation_line(session, organisation_id=organisation_id, now=visit().now)


def _assigned(
    organisation_id: UUID, assignment_id: UUID
) -> tuple[Organisation, BranchAssignment, Tenant]:
    branch = _line(organisation_id).organisation
    with transaction(IDENTITY) as session:
        assignment, tenant = get_assignment(
            session, organisation_id=organisation_id, assignment_id=assignment_id
        )
    return branch, assignment, tenant


def _assignment_page(
    organisation_id: UUID,
    assignment_id: UUID,
    values: Mapping[str, Any] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> str:
    branch, assignment, tenant = _assigned(organisation_id, assignment_id)
    today = local_day(visit().now, tenant.timezone)
    return render_template(
        "tenants/operator/assignment.html",
        branch=branch,
        assignment=assignment,
        regency=tenant,
        has_ended=assignment.ends_on is not None and assignment.ends_on < today,
        yesterday=today - timedelta(days=1),
        back_url=address_of(organisation_id),
        values=values if values is not None else {"ends_on": assignment.ends_on or today},
        errors=errors,
    )


def _invite(line: OrganisationLine, data: Mapping[str, Any]) -> str:
    organisation = line.organisation
    chain = organisation.tenant_id or audit.PLATFORM_TENANT
    with transaction(Principal(DatabaseRole.IDENTITY, chain)) as session:
        return invitations.invite(
            session,
            organisation=organisation,
            role=line.keeper,
            invitee=data["invitee"],
            expires_in=timedelta(days=data["days"]),
            actor=visit().actor,
            now=visit().now,
        )


def _tell_platform(branch: Organisation, assignment: BranchAssignment, action: str) -> None:
    with transaction(IDENTITY) as session:
        record_for_platform(
            session,
            branch=branch,
            assignment=assignment,
            action=action,
            actor=visit().actor,
            now=visit().now,
        )


def _refused(organisation_id: UUID, error: AppError, pointer: str) -> BaseResponse:
    page = organisation_page(organisation_id, request.form, errors_of(error, pointer))
    status = 422 if isinstance(error, NotFound) else error.status
    response = make_response(page, status)
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response
