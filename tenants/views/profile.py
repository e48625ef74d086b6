"""A person's own things: password, signed-in browsers, memberships."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import signed_in
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import N_, FieldError, InvalidInput, NotSignedIn, RateLimited
from tenants.kernel.schemas import load
from tenants.mail_rules import MAIL_MODE_LABELS
from tenants.models.identity import UserAccount
from tenants.queries.identity import list_sessions
from tenants.request import IDENTITY, person, visit
from tenants.schemas.mail import MailCodeIn, MailIn
from tenants.services import mail, passwords, sessions
from tenants.services.throttle import count_attempt

PLATFORM = Principal(DatabaseRole.IDENTITY, 0)
ADDRESSES_PER_DAY = 20
CODES_PER_HOUR = 10

blueprint = Blueprint("profile", __name__, template_folder="../templates")


@blueprint.get("/profile")
@signed_in
def show_profile() -> str:
    """Everything on one page."""
    return _profile_page()


@blueprint.post("/profile/password")
@signed_in
def change_password() -> BaseResponse:
    """Set a new password; every other session of the person ends."""
    try:
        _set_password(_new_password())
    except RateLimited as limit:
        response = make_response(
            _profile_page((FieldError("/", limit.detail, limit.params),)), limit.status
        )
        response.headers["Retry-After"] = str(limit.retry_after_seconds)
        return response
    except InvalidInput as error:
        return make_response(_profile_page(error.errors), error.status)
    flash(_("Kata sandi diganti. Sesi Anda di peramban lain telah diakhiri."))
    return redirect(url_for("profile.show_profile"), 303)


@blueprint.post("/profile/mail")
@signed_in
def save_mail() -> BaseResponse:
    """Keep where and how the person wants to be written to."""
    try:
        asked = load(MailIn, request.form)
    except InvalidInput as error:
        return make_response(_profile_page(error.errors, request.form), error.status)
    with transaction(IDENTITY) as session:
        refusal = count_attempt(
            session,
            scope="mail-address",
            key=str(person().id),
            limit=ADDRESSES_PER_DAY,
            window=timedelta(days=1),
            now=visit().now,
        )
    if refusal is not None:
        raise refusal
    with transaction(PLATFORM) as session:
        is_asked = mail.state_address(
            session,
            user_id=person().id,
            email=asked["email"],
            mode=asked["mail_mode"],
            now=visit().now,
        )
    flash(
        _("Kode dikirim ke alamat itu. Masukkan kodenya di sini dalam 24 jam.")
        if is_asked
        else _("Pilihan surel disimpan.")
    )
    return redirect(url_for("profile.show_profile", _anchor="mail"), 303)


@blueprint.post("/profile/mail/confirmation")
@signed_in
def confirm_mail() -> BaseResponse:
    """Take the address as the person's own by the code that was sent to it."""
    with transaction(IDENTITY) as session:
        refusal = count_attempt(
            session,
            scope="mail-code",
            key=str(person().id),
            limit=CODES_PER_HOUR,
            window=timedelta(hours=1),
            now=visit().now,
        )
    if refusal is not None:
        raise refusal
    try:
        code = load(MailCodeIn, request.form)["code"]
        with transaction(PLATFORM) as session:
            mail.confirm_address(session, user_id=person().id, code=code, now=visit().now)
    except InvalidInput as error:
        return make_response(_profile_page(error.errors), error.status)
    flash(_("Alamat surel dipastikan."))
    return redirect(url_for("profile.show_profile", _anchor="mail"), 303)


@blueprint.post("/profile/sessions/<uuid:session_id>/revocation")
@signed_in
def revoke_session(session_id: UUID) -> BaseResponse:
    """End one session, this one included."""
    with transaction(PLATFORM) as session:
        sessions.revoke_session(
            session,
            user_id=person().id,
            session_id=session_id,
            actor=visit().actor,
            now=visit().now,
        )
    flash(_("Sesi diakhiri."))
    return redirect(url_for("profile.show_profile"), 303)


@blueprint.post("/profile/sessions/revocation")
@signed_in
def revoke_other_sessions() -> BaseResponse:
    """End every session but this one."""
    with transaction(PLATFORM) as session:
        ended = sessions.revoke_all_sessions(
            session,
            user_id=person().id,
            actor=visit().actor,
            now=visit().now,
            but=person().session_id,
        )
    flash(
        _("%(count)s sesi lain diakhiri.", count=ended)
        if ended
        else _("Tidak ada sesi lain. Tidak ada yang diubah.")
    )
    return redirect(url_for("profile.show_profile"), 303)


def _new_password() -> str:
    """The new password, typed twice alike.

    Raises:
        InvalidInput: the two differ.
    """
    new = request.form.get("new_password", "")
    if new != request.form.get("new_password_again", ""):
        raise InvalidInput(
            errors=[
                FieldError("/new_password_again", N_("Kedua isian kata sandi baru tidak sama."))
            ]
        )
    return new


def _set_password(new: str) -> None:
    """Count and commit the attempt first; hash outside any transaction; then set.

    Raises:
        RateLimited: too many attempts.
        InvalidInput: the current password is wrong, or the new one breaks a rule.
    """
    with transaction(IDENTITY) as session:
        refusal = sessions.count_password_attempt(session, user_id=person().id, now=visit().now)
    if refusal is not None:
        raise refusal
    with transaction(IDENTITY) as session:
        account = sessions.find_candidate(session, username=person().username)
    if account is None:
        raise NotSignedIn
    current = request.form.get("current_password", "")
    new_hash = sessions.check_new_password(account, current=current, new=new)
    with transaction(PLATFORM) as session:
        sessions.change_password(
            session,
            user_id=account.id,
            checked_hash=account.password_hash,
            new_hash=new_hash,
            actor=visit().actor,
            now=visit().now,
            keep=person().session_id,
        )


def _profile_page(
    errors: tuple[FieldError, ...] = (), typed: Mapping[str, str] | None = None
) -> str:
    with transaction(IDENTITY) as session:
        live = list_sessions(session, user_id=person().id, now=visit().now)
        account = session.get_one(UserAccount, person().id)
    return render_template(
        "tenants/profile.html",
        sessions=live,
        current_session_id=person().session_id,
        memberships=person().memberships,
        has_given_password=person().has_given_password,
        mail_values=typed or {"email": account.email, "mail_mode": account.mail_mode},
        has_address=account.email is not None,
        is_mail_confirmed=account.email_confirmed_at is not None,
        mail_modes=[(mode.value, _(label)) for mode, label in MAIL_MODE_LABELS.items()],
        minimum_length=passwords.MINIMUM_LENGTH,
        errors=errors,
    )
