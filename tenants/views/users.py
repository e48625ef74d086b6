"""Who belongs to the organisation, with which role; adding people, changing and ending roles."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import ROLE_LABELS, ROLES_OF, Permission, Role, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel import audit
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import (
    AppError,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    RateLimited,
    RuleViolation,
)
from tenants.kernel.schemas import load
from tenants.models.identity import OrganisationKind
from tenants.queries.api_keys import count_live_keys_made_by
from tenants.queries.identity import get_organisation, list_members
from tenants.queries.invitations import open_invitations_of
from tenants.queries.members import get_member
from tenants.request import visit
from tenants.role_words import ROLE_DUTIES
from tenants.schemas.members import FORMER, NEW, MemberFilterIn, MemberIn, RoleIn, member_filter
from tenants.services import keepers, members, organisations
from tenants.services.members import NewPerson

blueprint = organisation_blueprint("users", __name__, "rbpmo")

_reads = requires(Permission.USER_READ, pool=DatabaseRole.IDENTITY)
_manages = requires(Permission.USER_MANAGE, pool=DatabaseRole.IDENTITY)


def chain_of_place() -> int:
    """The chain of the audit trail that the organisation writes."""
    return visit().organisation.tenant_id or audit.PLATFORM_TENANT


def identity_of_place() -> Principal:
    """The tables of people, bound to the chain of the organisation."""
    place = visit().organisation
    return Principal(DatabaseRole.IDENTITY, chain_of_place(), place.organisation_id)


def roles_here() -> tuple[Role, ...]:
    """The roles of this kind of organisation."""
    return ROLES_OF[OrganisationKind(visit().organisation.kind)]


@blueprint.get("/users")
@_reads
def list_users() -> str:
    """Who belongs or belonged here, as far as the filter leaves them."""
    asked = load(MemberFilterIn, request.args)
    with transaction(identity_of_place()) as session:
        organisation = get_organisation(session, slug=visit().organisation.slug)
        people = list_members(
            session, organisation_id=organisation.id, narrowed=member_filter(asked)
        )
    today = visit().today
    return render_template(
        "tenants/users.html",
        current=[one for one in people if not one.has_ended(today)],
        ended=[one for one in people if one.has_ended(today)],
        asked=asked,
        kept={name: value for name, value in asked.items() if value},
        roles=roles_here(),
        duties=[(role, ROLE_DUTIES[role]) for role in roles_here()],
    )


@blueprint.get("/users/new")
@_manages
def new_user() -> str:
    """The form for one more person."""
    return _new_user_page({"account": NEW, "role": roles_here()[-1].value})


@blueprint.post("/users")
@_manages
def add_user() -> BaseResponse:
    """Add a person. A new account's first password is shown in this answer and never again."""
    try:
        data = load(MemberIn, request.form)
        count_addition(identity_of_place())
        added = _add(data)
    except RateLimited as limit:
        response = make_response(_new_user_page(request.form, _errors_of(limit)), limit.status)
        response.headers["Retry-After"] = str(limit.retry_after_seconds)
        return response
    except (InvalidInput, DuplicateRecord) as error:
        return make_response(_new_user_page(request.form, _errors_of(error)), error.status)
    if added is not None:
        return make_response(render_template("tenants/user_added.html", added=added), 201)
    flash(_("%(username)s ditambahkan.", username=data["username"]))
    return redirect(url_for("users.list_users"), 303)


@blueprint.get("/users/<uuid:membership_id>")
@_manages
def show_user(membership_id: UUID) -> str:
    """One member: role, dates, and what may be changed."""
    return _user_page(membership_id)


@blueprint.post("/users/<uuid:membership_id>/role")
@_manages
def change_role(membership_id: UUID) -> BaseResponse:
    """Give another role; it holds from the member's next page on."""
    try:
        data = load(RoleIn, request.form)
        with transaction(identity_of_place()) as session:
            revoked = organisations.change_role(
                session,
                organisation=get_organisation(session, slug=visit().organisation.slug),
                membership_id=membership_id,
                role=data["role"],
                actor=visit().actor,
                now=visit().now,
                today=visit().today,
            )
    except (InvalidInput, RuleViolation) as error:
        return make_response(_user_page(membership_id, _errors_of(error)), error.status)
    flash(_("Peran diganti menjadi %(role)s.", role=_(ROLE_LABELS[data["role"]])))
    _tell_revoked(revoked)
    return redirect(url_for("users.list_users"), 303)


@blueprint.post("/users/<uuid:membership_id>/ending")
@_manages
def end_membership(membership_id: UUID) -> BaseResponse:
    """End a role; from now on the person sees nothing of the organisation."""
    try:
        with transaction(identity_of_place()) as session:
            revoked = organisations.end_membership(
                session,
                organisation=get_organisation(session, slug=visit().organisation.slug),
                membership_id=membership_id,
                actor=visit().actor,
                now=visit().now,
                today=visit().today,
            )
    except RuleViolation as error:
        return make_response(_user_page(membership_id, _errors_of(error)), error.status)
    flash(
        _(
            "Keanggotaan diakhiri. Orang tersebut tidak dapat lagi membuka data %(name)s.",
            name=visit().organisation.name,
        )
    )
    _tell_revoked(revoked)
    return redirect(url_for("users.list_users"), 303)


@blueprint.post("/users/<uuid:membership_id>/password")
@_manages
def reset_password(membership_id: UUID) -> BaseResponse:
    """Give a member a new password; it is shown in this answer and never again."""
    try:
        count_addition(identity_of_place())
        with transaction(identity_of_place()) as session:
            given = members.reset_password(
                session,
                organisation=get_organisation(session, slug=visit().organisation.slug),
                membership_id=membership_id,
                actor=visit().actor,
                now=visit().now,
                today=visit().today,
            )
    except (RateLimited, RuleViolation) as error:
        response = make_response(_user_page(membership_id, _errors_of(error)), error.status)
        if isinstance(error, RateLimited):
            response.headers["Retry-After"] = str(error.retry_after_seconds)
        return response
    return make_response(render_template("tenants/user_password.html", given=given))


def _tell_revoked(count: int) -> None:
    if count:
        flash(_("Undangan terbuka yang dibuat orang ini dicabut: %(count)s.", count=count))


def count_addition(principal: Principal) -> None:
    """Count this try, in a transaction of its own, so that a refused one counts as well.

    Accounts and invitations count together.

    Args:
        principal: the tables of people.

    Raises:
        RateLimited: the limit of the hour of whoever adds is reached.
    """
    with transaction(principal) as session:
        refused = members.count_addition(session, actor=visit().actor, now=visit().now)
    if refused is not None:
        raise refused


def _add(data: Mapping[str, Any]) -> NewPerson | None:
    """Add the person; the new account, or None for a former member, who has one."""
    with transaction(identity_of_place()) as session:
        organisation = get_organisation(session, slug=visit().organisation.slug)
        if data["account"] == FORMER:
            members.readmit_person(
                session,
                organisation=organisation,
                username=data["username"],
                role=data["role"],
                actor=visit().actor,
                now=visit().now,
                today=visit().today,
            )
            return None
        return members.add_person(
            session,
            organisation=organisation,
            username=data["username"],
            display_name=data["display_name"],
            role=data["role"],
            actor=visit().actor,
            now=visit().now,
            today=visit().today,
        )


def _errors_of(error: AppError) -> tuple[FieldError, ...]:
    if isinstance(error, InvalidInput) and error.errors:
        return error.errors
    return (FieldError("/", error.detail, error.params),)


def _new_user_page(values: Mapping[str, Any], errors: tuple[FieldError, ...] = ()) -> str:
    return render_template(
        "tenants/user_new.html", values=values, errors=errors, roles=roles_here()
    )


def _user_page(membership_id: UUID, errors: tuple[FieldError, ...] = ()) -> str:
    today = visit().today
    with transaction(identity_of_place()) as session:
        organisation = get_organisation(session, slug=visit().organisation.slug)
        member = get_member(session, organisation_id=organisation.id, membership_id=membership_id)
        refusal = keepers.refuse_leaving(
            session,
            organisation=organisation,
            membership_id=membership_id,
            role=Role(member.role),
            today=today,
        )
        reset_refusal = members.refuse_reset(
            session,
            organisation=organisation,
            user_id=member.user_id,
            actor=visit().actor,
            today=today,
        )
        made = open_invitations_of(
            organisation=organisation, membership_id=membership_id, now=visit().now
        )
        invitation_count = len(session.scalars(made).all())
        key_count = count_live_keys_made_by(
            session, organisation_id=organisation.id, name=member.display_name, now=visit().now
        )
    return render_template(
        "tenants/user.html",
        member=member,
        has_ended=member.has_ended(today),
        is_own=member.user_id == visit().actor.id,
        reason_to_stay=FieldError("/", refusal.detail, refusal.params) if refusal else None,
        no_reset=reset_refusal and FieldError("/", reset_refusal.detail, reset_refusal.params),
        invitation_count=invitation_count,
        key_count=key_count,
        roles=roles_here(),
        values={"role": member.role},
        errors=errors,
    )
