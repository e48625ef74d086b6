"""Signing in and out, and finding the way to one's organisation."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import public, signed_in
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import N_, FieldError, InvalidInput, NotSignedIn, RateLimited
from tenants.kernel.problems import show_problem, wants_json
from tenants.kernel.schemas import load
from tenants.models.identity import UserAccount
from tenants.request import IDENTITY, person, present_moment, visit
from tenants.schemas.sign_in import SignInIn
from tenants.services import passwords, sessions
from tenants.shell import languages
from tenants.views.frame import home_of

PLATFORM = Principal(DatabaseRole.IDENTITY, 0)
WRONG = FieldError("/username", N_("Nama pengguna atau kata sandi tidak cocok."))

blueprint = Blueprint("auth", __name__, template_folder="../templates")


@blueprint.get("/")
@public("sends people to where they belong")
def find_home() -> BaseResponse:
    """Lead to the only organisation, to the choice of several, or to the sign-in form."""
    if not current_user.is_authenticated:
        return redirect(url_for("auth.show_sign_in"), 303)
    if len(person().memberships) == 1:
        return redirect(home_of(person().memberships[0]), 303)
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
    """Every organisation the person belongs to today."""
    return render_template(
        "tenants/organisations.html", memberships=person().memberships, home_of=home_of
    )


def ask_to_sign_in(error: NotSignedIn) -> Response:
    """Show the form in place of the page that needs a person; they land on that page afterwards."""
    if wants_json():
        return show_problem(error)
    destination = request.full_path.rstrip("?") if request.method == "GET" else ""
    was_signed_in = bool(request.cookies.get(sessions.COOKIE_NAME))
    page = _sign_in_page(
        destination=destination,
        was_signed_in=was_signed_in,
        lost_input=was_signed_in and request.method != "GET",
    )
    return make_response(page, error.status)


def safe_destination(target: str) -> str:
    """A page of this service to go to after signing in; anything else becomes the front page."""
    parts = urlsplit(target)
    is_local = target.startswith("/") and not target.startswith("//") and not parts.netloc
    if not is_local or "\\" in target or not target.isprintable():
        return url_for("auth.find_home")
    try:
        current_app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException:
        return url_for("auth.find_home")
    return target


def init_sign_in(app: Flask) -> None:
    """Answer pages that need a person with the sign-in form."""
    app.register_error_handler(NotSignedIn, ask_to_sign_in)


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
    with transaction(PLATFORM) as session:
        _leave_previous_session(session)
        token = sessions.open_session(
            session,
            account=account,
            user_agent=request.headers.get("User-Agent", ""),
            now=present_moment(),
        )
        sessions.forgive_address(session, address=request.remote_addr or "")
    response = redirect(safe_destination(destination), 303)
    languages.remember(response, account.language)
    response.set_cookie(
        sessions.COOKIE_NAME, token, path="/", secure=True, httponly=True, samesite="Lax"
    )
    return response


def _leave_previous_session(session: Session) -> None:
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
) -> str:
    return render_template(
        "tenants/sign_in.html",
        values={"username": username},
        destination=destination,
        errors=errors,
        must_wait=must_wait,
        was_signed_in=was_signed_in,
        lost_input=lost_input,
    )
