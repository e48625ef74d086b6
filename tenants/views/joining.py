"""The page behind an invitation link: join with one's account, or make one first.

The token stands in the address only. Opening the page changes nothing, so that neither a preview in
a chat nor a virus scanner uses the link up.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import ROLE_LABELS, Role, home_path, public, signed_in
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import (
    N_,
    AppError,
    DuplicateRecord,
    FieldError,
    GivenPassword,
    InvalidInput,
    NotFound,
    RateLimited,
)
from tenants.kernel.problems import show_problem, wants_json
from tenants.kernel.schemas import load
from tenants.models.identity import Organisation, OrganisationKind, UserAccount
from tenants.queries.invitations import OpenInvitation, find_open_invitation
from tenants.request import IDENTITY, person, present_moment, visit
from tenants.role_words import ROLE_DUTIES
from tenants.schemas.members import NewAccountIn
from tenants.services import invitations, organisations, passwords, sessions
from tenants.views.auth import leave_previous_session, set_session_cookie

blueprint = Blueprint("joining", __name__, template_folder="../templates")


@blueprint.get("/invitations/<string:token>")
@public("whoever is invited may have no account yet")
def show_invitation(token: str) -> BaseResponse:
    """What one is invited to, and the ways to join."""
    try:
        return make_response(_page(token))
    except NotFound as error:
        return _refused(token, error)


@blueprint.post("/invitations/<string:token>")
@signed_in
def accept_invitation(token: str) -> BaseResponse:
    """Join with the account that is signed in, and use the organisation from now on."""
    if person().has_given_password:
        raise GivenPassword
    try:
        _count_try()
        invitation = _find(token)
        with transaction(_bound_to(invitation.organisation)) as session:
            invitations.accept(session, token=token, actor=visit().actor, now=present_moment())
    except (RateLimited, NotFound, DuplicateRecord) as error:
        return _refused(token, error)
    with transaction(IDENTITY) as session:
        session_token = sessions.switch_organisation(
            session,
            user_id=person().id,
            session_id=person().session_id,
            organisation_id=invitation.organisation.id,
            actor=visit().actor,
            now=present_moment(),
        )
    return _welcome(invitation.organisation, invitation.role, session_token)


@blueprint.post("/invitations/<string:token>/account")
@public("whoever is invited may have no account yet")
def join_with_new_account(token: str) -> BaseResponse:
    """Make an account, join with it and sign in, all or nothing."""
    try:
        _count_try()
        invitation = _find(token)
        data = load(NewAccountIn, _without_passwords())
        account = _create_account(token, invitation, data)
    except (RateLimited, NotFound, InvalidInput) as error:
        return _refused(token, error)
    with transaction(IDENTITY) as session:
        leave_previous_session(session)
        session_token = sessions.open_session(
            session,
            account=account,
            user_agent=request.headers.get("User-Agent", ""),
            now=present_moment(),
            organisation_id=invitation.organisation.id,
        )
    return _welcome(invitation.organisation, invitation.role, session_token)


@blueprint.after_request
def hide_address(response: BaseResponse) -> BaseResponse:
    """Tell no other page where the reader came from: the address holds the token."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _count_try() -> None:
    """Count this try, in a transaction of its own, so that a refused one counts as well.

    Raises:
        RateLimited: the limit of this network address is reached.
    """
    with transaction(IDENTITY) as session:
        refused = invitations.count_try(
            session, address=request.remote_addr or "", now=present_moment()
        )
    if refused is not None:
        raise refused


def _find(token: str) -> OpenInvitation:
    """The invitation of a link that still holds.

    Raises:
        NotFound: it does not hold, or never did.
    """
    with transaction(IDENTITY) as session:
        found = find_open_invitation(session, token=token, now=present_moment())
    if found is None:
        raise NotFound(invitations.NOT_VALID)
    return found


def _bound_to(organisation: Organisation) -> Principal:
    chain = organisation.tenant_id or audit.PLATFORM_TENANT
    return Principal(DatabaseRole.IDENTITY, chain, organisation.id)


def _without_passwords() -> dict[str, str]:
    return {
        name: value
        for name, value in request.form.items()
        if name not in {"new_password", "new_password_again"}
    }


def _create_account(token: str, invitation: OpenInvitation, data: Mapping[str, Any]) -> UserAccount:
    """Make the account and join with it; neither stays without the other.

    Raises:
        InvalidInput: the user name is taken or malformed, or the password breaks a rule.
        NotFound: the link was used meanwhile.
    """
    password = request.form.get("new_password", "")
    if password != request.form.get("new_password_again", ""):
        raise InvalidInput(
            errors=[
                FieldError("/new_password_again", N_("Kedua isian kata sandi baru tidak sama."))
            ]
        )
    now = present_moment()
    hashed = _hash_unless_refused(password, data["username"])
    with transaction(_bound_to(invitation.organisation)) as session:
        account = organisations.create_user(
            session,
            username=data["username"],
            display_name=data["display_name"],
            password=password,
            password_hash=hashed,
            now=now,
        )
        actor = Actor(account.id, account.display_name)
        invitations.accept(session, token=token, actor=actor, now=now)
        return account


def _hash_unless_refused(password: str, username: str) -> str | None:
    """Hash outside any transaction: slow, and connections are few. None where a rule is broken."""
    if passwords.password_errors(password, username=username, pointer="/password"):
        return None
    return passwords.hash_password(password)


def _welcome(organisation: Organisation, role: str, session_token: str) -> BaseResponse:
    flash(
        _(
            "Selamat datang di %(name)s. Peran Anda: %(role)s.",
            name=organisation.name,
            role=_(ROLE_LABELS[Role(role)]),
        )
    )
    home = home_path(OrganisationKind(organisation.kind), organisation.slug)
    response = redirect(home, 303)
    set_session_cookie(response, session_token)
    return response


def _refused(token: str, error: AppError) -> BaseResponse:
    """The page again with what is wrong; a link that does not hold says nothing more than that."""
    if wants_json():
        return show_problem(error)
    if isinstance(error, NotFound):
        return make_response(render_template("tenants/joining_gone.html"), error.status)
    errors = error.errors if isinstance(error, InvalidInput) else ()
    try:
        page = _page(token, errors or (FieldError("/", error.detail, error.params),))
    except NotFound as gone:
        return _refused(token, gone)
    response = make_response(page, error.status)
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def _page(token: str, errors: tuple[FieldError, ...] = ()) -> str:
    """The page of a link that holds.

    Raises:
        NotFound: the link does not hold.
    """
    invitation = _find(token)
    memberships = person().memberships if current_user.is_authenticated else []
    return render_template(
        "tenants/joining.html",
        token=token,
        invitation=invitation,
        duties=ROLE_DUTIES[Role(invitation.role)],
        belongs_already=any(
            one.organisation_id == invitation.organisation.id for one in memberships
        ),
        minimum_length=passwords.MINIMUM_LENGTH,
        values=_without_passwords(),
        errors=errors,
    )
