"""Signing in and out, and finding the way to one's organisation."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import home_path, public, signed_in
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import (
    N_,
    FieldError,
    GivenPassword,
    InvalidInput,
    NotFound,
    NotSignedIn,
    OrganisationNotInUse,
    RateLimited,
)
from tenants.kernel.problems import show_problem, wants_json
from tenants.kernel.schemas import load
from tenants.kernel.security import form_page
from tenants.models.identity import OrganisationKind, UserAccount
from tenants.queries.identity import ActiveMembership, list_active_memberships
from tenants.request import IDENTITY, person, present_moment, visit
from tenants.schemas.sign_in import SignInIn
from tenants.services import passwords, sessions
from tenants.services.kept_forms import find_kept, forget_old_forms
from tenants.shell import languages
from tenants.shell.destinations import page_at
from tenants.views.frame import home_of
from tenants.views.kept_forms import keep_sent_form

PLATFORM = Principal(DatabaseRole.IDENTITY, 0)
WRONG = FieldError("/username", N_("Nama pengguna atau kata sandi tidak cocok."))

blueprint = Blueprint("auth", __name__, template_folder="../templates")


@blueprint.get("/")
@public("sends people to where they belong")
def find_home() -> BaseResponse:
    """Lead to the organisation in use, to the choice of one, or to the sign-in form."""
    if not current_user.is_authenticated:
        return redirect(url_for("auth.show_sign_in"), 303)
    in_use = person().in_use
    if in_use is not None:
        return redirect(home_of(in_use), 303)
    return redirect(url_for("auth.choose_organisation"), 303)


@blueprint.get("/sign-in")
@public("whoever wants to sign in is not signed in yet")
def show_sign_in() -> BaseResponse | str:
    """The form; who is signed in already goes home."""
    if current_user.is_authenticated:
        return redirect(url_for("auth.find_home"), 303)
    return _sign_in_page(destination=request.args.get("destination", ""))


@blueprint.post("/sign-in")
@public("whoever wants to sign in is not signed in yet")
def sign_in() -> BaseResponse:
    """Check the password and open a session. Unknown names and wrong passwords read alike."""
    try:
        data = load(
            SignInIn, {name: request.form[name] for name in request.form if name != "password"}
        )
        account = _check_password(data["username"], request.form.get("password", ""))
    except InvalidInput as error:
        return _refused(error.errors, error.status)
    except RateLimited as limit:
        detail = FieldError("/", limit.detail, limit.params)
        response = _refused((detail,), limit.status)
        response.headers["Retry-After"] = str(limit.retry_after_seconds)
        return response
    return _admit(account, data["destination"] or "")


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> BaseResponse:
    """End this session; its cookie is worth nothing afterwards."""
    with transaction(PLATFORM) as session:
        sessions.revoke_session(
            session,
            user_id=person().id,
            session_id=person().session_id,
            actor=visit().actor,
            now=visit().now,
        )
    flash(_("Anda telah keluar."))
    response = redirect(url_for("auth.show_sign_in"), 303)
    response.delete_cookie(
        sessions.COOKIE_NAME, path="/", secure=True, httponly=True, samesite="Lax"
    )
    return response


@blueprint.get("/organisations")
@signed_in
def choose_organisation() -> str:
    """Every organisation the person belongs to today, each with the button that leads there."""
    return render_template(
        "tenants/organisations.html", memberships=person().memberships, in_use=person().in_use
    )


@blueprint.post("/organisations/<uuid:organisation_id>/use")
@signed_in
def use_organisation(organisation_id: UUID) -> BaseResponse:
    """Use another organisation, in another session: the cookie of before is refused afterwards."""
    wanted = next(
        (one for one in person().memberships if one.organisation_id == organisation_id), None
    )
    if wanted is None:
        raise NotFound(N_("Anda bukan anggota organisasi ini."))
    with transaction(PLATFORM) as session:
        token = sessions.switch_organisation(
            session,
            user_id=person().id,
            session_id=person().session_id,
            organisation_id=organisation_id,
            actor=visit().actor,
            now=visit().now,
        )
    destination = request.form.get("destination", "")
    response = redirect(safe_destination(destination) if destination else home_of(wanted), 303)
    set_session_cookie(response, token)
    return response


def ask_to_sign_in(error: NotSignedIn) -> Response:
    """Show the form in place of the page that needs a person; they land on that page afterwards."""
    if wants_json():
        return show_problem(error)
    is_reading = request.method == "GET"
    page = _sign_in_page(
        destination=request.full_path.rstrip("?") if is_reading else form_page(),
        was_signed_in=bool(request.cookies.get(sessions.COOKIE_NAME)),
        lost_input=not is_reading,
        is_kept=keep_sent_form(),
    )
    return make_response(page, error.status)


def ask_to_switch(error: OrganisationNotInUse) -> Response:
    """Offer the organisation of the address, which is the person's own but not the one in use."""
    address = g.address
    if wants_json():
        return show_problem(error)
    wanted = next(
        one
        for one in person().memberships
        if (one.kind, one.slug) == (address.place.kind, address.organisation)
    )
    is_reading = request.method == "GET"
    g.address = None  # the page is not one of that organisation
    page = render_template(
        "tenants/organisation_switch.html",
        in_use=person().in_use,
        wanted=wanted,
        destination=request.full_path.rstrip("?") if is_reading else "",
        lost_input=not is_reading,
    )
    return make_response(page, error.status)


def ask_for_own_password(error: GivenPassword) -> BaseResponse:
    """Lead to the form for a password of one's own; nothing else opens before."""
    if wants_json():
        return show_problem(error)
    flash(_("Ganti kata sandi awal lebih dahulu. Setelah itu semua halaman terbuka."), "warning")
    return redirect(url_for("profile.show_profile"), 303)


def safe_destination(target: str) -> str:
    """A page of this service to go to after signing in; anything else becomes the front page."""
    return page_at(target) or url_for("auth.find_home")


def init_sign_in(app: Flask) -> None:
    """Answer pages that need a person, or another organisation, with the form that helps."""
    app.register_error_handler(NotSignedIn, ask_to_sign_in)
    app.register_error_handler(OrganisationNotInUse, ask_to_switch)
    app.register_error_handler(GivenPassword, ask_for_own_password)


def _check_password(username: str, password: str) -> UserAccount:
    """The account the password opens.

    The attempt is counted and committed first; hashing happens outside any transaction.

    Raises:
        RateLimited: too many attempts for this name or from this address.
        InvalidInput: no such account, or not its password; the same words for both.
    """
    now = present_moment()
    with transaction(IDENTITY) as session:
        refusal = sessions.count_sign_in_attempt(
            session, username=username, address=request.remote_addr or "", now=now
        )
    if refusal is not None:
        raise refusal
    with transaction(IDENTITY) as session:
        account = sessions.find_candidate(session, username=username)
    fits = passwords.is_password(password, account.password_hash if account else None)
    if account is None or not fits:
        raise InvalidInput(errors=[WRONG])
    return account


def _admit(account: UserAccount, destination: str) -> BaseResponse:
    target = safe_destination(destination)
    with transaction(PLATFORM) as session:
        leave_previous_session(session)
        memberships = list_active_memberships(session, user_id=account.id, now=present_moment())
        forget_old_forms(session, now=present_moment())
        kept = find_kept(session, user_id=account.id, now=present_moment())
        token = sessions.open_session(
            session,
            account=account,
            user_agent=request.headers.get("User-Agent", ""),
            now=present_moment(),
            organisation_id=_organisation_to_use(memberships, kept.address if kept else target),
        )
        sessions.forgive_address(session, address=request.remote_addr or "")
    response = redirect(url_for("kept_forms.show_kept") if kept else target, 303)
    languages.remember(response, account.language)
    set_session_cookie(response, token)
    return response


def set_session_cookie(response: BaseResponse, token: str) -> None:
    """Hand the browser its session; scripts and other sites never see it."""
    response.set_cookie(
        sessions.COOKIE_NAME, token, path="/", secure=True, httponly=True, samesite="Lax"
    )


def _organisation_to_use(memberships: Sequence[ActiveMembership], target: str) -> UUID | None:
    """The only organisation of a person, or the one a page of theirs belongs to; else they choose.

    Args:
        memberships: of today.
        target: address of the page, checked by ``safe_destination``.
    """
    if len(memberships) == 1:
        return memberships[0].organisation_id
    path = urlsplit(target).path.rstrip("/") + "/"
    return next(
        (
            one.organisation_id
            for one in memberships
            if path.startswith(home_path(OrganisationKind(one.kind), one.slug))
        ),
        None,
    )


def leave_previous_session(session: Session) -> None:
    """Who signs in again in the same browser leaves no second session behind."""
    if current_user.is_authenticated:
        sessions.revoke_session(
            session,
            user_id=person().id,
            session_id=person().session_id,
            actor=visit().actor,
            now=present_moment(),
        )


def _refused(errors: tuple[FieldError, ...], status: int) -> Response:
    page = _sign_in_page(
        destination=request.form.get("destination", ""),
        username=request.form.get("username", ""),
        errors=errors,
        must_wait=status == RateLimited.status,
    )
    return make_response(page, status)


def _sign_in_page(
    *,
    destination: str,
    username: str = "",
    errors: tuple[FieldError, ...] = (),
    must_wait: bool = False,
    was_signed_in: bool = False,
    lost_input: bool = False,
    is_kept: bool = False,
) -> str:
    return render_template(
        "tenants/sign_in.html",
        values={"username": username},
        destination=destination,
        errors=errors,
        must_wait=must_wait,
        was_signed_in=was_signed_in,
        lost_input=lost_input,
        is_kept=is_kept,
    )
