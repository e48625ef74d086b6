"""Who belongs to the regency, with which role; adding people, changing and ending roles."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import ROLE_LABELS, Permission, Role, requires
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import (
    AppError,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    RateLimited,
    RuleViolation,
)
from tenants.kernel.schemas import load
from tenants.queries.identity import get_organisation, list_members
from tenants.queries.members import get_member
from tenants.request import tenant_blueprint, visit
from tenants.schemas.members import FORMER, NEW, MemberIn, RoleIn
from tenants.services import members, organisations
from tenants.services.members import NewPerson

blueprint = tenant_blueprint("users", __name__)

_reads = requires(Permission.USER_READ, pool=DatabaseRole.IDENTITY)
_manages = requires(Permission.USER_MANAGE, pool=DatabaseRole.IDENTITY)


@blueprint.get("/users")
@_reads
def list_users() -> str:
    """Everyone who belongs or belonged here."""
    with transaction(visit().principal) as session:
        organisation = get_organisation(session, slug=visit().regency.slug)
        people = list_members(session, organisation_id=organisation.id)
    today = visit().today
    return render_template(
        "tenants/users.html",
        current=[one for one in people if one.ends_on is None or one.ends_on >= today],
        ended=[one for one in people if one.ends_on is not None and one.ends_on < today],
    )


@blueprint.get("/users/new")
@_manages
def new_user() -> str:
    """The form for one more person."""
    return _new_user_page({"account": NEW, "role": Role.OFFICER.value})


@blueprint.post("/users")
@_manages
def add_user() -> BaseResponse:
    """Add a person. A new account's first password is shown in this answer and never again."""
    try:
        data = load(MemberIn, request.form)
        _count_addition()
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
        with transaction(visit().principal) as session:
            organisations.change_role(
                session,
                organisation=get_organisation(session, slug=visit().regency.slug),
                membership_id=membership_id,
                role=data["role"],
                actor=visit().actor,
                now=visit().now,
                today=visit().today,
            )
    except (InvalidInput, RuleViolation) as error:
        return make_response(_user_page(membership_id, _errors_of(error)), error.status)
    flash(_("Peran diganti menjadi %(role)s.", role=_(ROLE_LABELS[data["role"]])))
    return redirect(url_for("users.list_users"), 303)


@blueprint.post("/users/<uuid:membership_id>/ending")
@_manages
def end_membership(membership_id: UUID) -> BaseResponse:
    """End a role; from now on the person sees nothing of the regency."""
    try:
        with transaction(visit().principal) as session:
            organisations.end_membership(
                session,
                organisation=get_organisation(session, slug=visit().regency.slug),
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
            name=visit().regency.name,
        )
    )
    return redirect(url_for("users.list_users"), 303)


def _count_addition() -> None:
    """Count this try, in a transaction of its own, so that a refused one counts as well.

    Raises:
        RateLimited: the admin's limit of the hour is reached.
    """
    with transaction(visit().principal) as session:
        refused = members.count_addition(session, actor=visit().actor, now=visit().now)
    if refused is not None:
        raise refused


def _add(data: Mapping[str, Any]) -> NewPerson | None:
    """Add the person; the new account, or None for a former member, who has one."""
    with transaction(visit().principal) as session:
        organisation = get_organisation(session, slug=visit().regency.slug)
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
    return render_template("tenants/user_new.html", values=values, errors=errors)


def _user_page(membership_id: UUID, errors: tuple[FieldError, ...] = ()) -> str:
    with transaction(visit().principal) as session:
        organisation = get_organisation(session, slug=visit().regency.slug)
        member = get_member(session, organisation_id=organisation.id, membership_id=membership_id)
    today = visit().today
    return render_template(
        "tenants/user.html",
        member=member,
        has_ended=member.ends_on is not None and member.ends_on < today,
        is_own=member.user_id == visit().actor.id,
        minimum_admins=organisations.MINIMUM_ADMINS,
        values={"role": member.role},
        errors=errors,
    )
