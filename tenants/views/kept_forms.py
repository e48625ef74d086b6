"""A form that was sent after its author's session had ended: kept, and shown to them again."""

from flask import (
    Blueprint,
    Flask,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import signed_in
from tenants.kernel.db import transaction
from tenants.kernel.errors import StalePage
from tenants.kernel.kept_forms import ShownAgain, bring_back
from tenants.kernel.problems import wants_json
from tenants.kernel.security import SESSION_COOKIE, refuse_forged_request
from tenants.kernel.typed_fields import fields_to_keep, typed_texts
from tenants.request import IDENTITY, person, present_moment, visit
from tenants.services.kept_forms import (
    KEPT_FOR,
    drop_form,
    find_kept,
    keep_form,
    take_form,
)

FIELD = "kept_form"
"""Asks for the form that waits at the address it is sent to."""
_LARGEST_BODY = 25 * 1024 * 1024
"""A larger one is not read for whoever has no session any more."""

blueprint = Blueprint("kept_forms", __name__, template_folder="../templates")


@blueprint.get("/kept-form")
@signed_in
def show_kept() -> str:
    """Offer the form that waits for this person, or say that none does."""
    with transaction(IDENTITY) as session:
        kept = find_kept(session, user_id=person().id, now=visit().now)
    return render_template(
        "tenants/kept_form.html",
        kept=kept,
        until=kept.kept_at + KEPT_FOR if kept else None,
        field=FIELD,
    )


@blueprint.post("/kept-form/removal")
@signed_in
def drop_kept() -> BaseResponse:
    """Forget it."""
    with transaction(IDENTITY) as session:
        drop_form(session, user_id=person().id)
    flash(_("Isian itu dihapus."))
    return redirect(url_for("auth.find_home"), 303)


def keep_sent_form() -> bool:
    """Keep the form of this request, whose session is over, for the person whose session it was.

    It counts only with the token that our page gave it, so no other site can leave one here.
    """
    token = request.cookies.get(SESSION_COOKIE)
    is_small = (request.content_length or 0) <= _LARGEST_BODY
    if request.method != "POST" or not token or not is_small or wants_json():
        return False
    try:
        refuse_forged_request()
        typed = fields_to_keep(request.blueprint, list(request.form.items(multi=True)))
    except (StalePage, HTTPException):
        return False
    with transaction(IDENTITY) as session:
        return keep_form(
            session,
            token=token,
            address=request.full_path.rstrip("?"),
            typed=typed,
            now=present_moment(),
        )


def restore_kept_form() -> BaseResponse | None:
    """Put what was typed in the place of the request that asks for it; the page then shows it.

    Runs after the gate and the check of the token: whoever may not open the page gets nothing.
    """
    if request.method != "POST" or FIELD not in request.form:
        return None
    with transaction(IDENTITY) as session:
        typed = take_form(
            session,
            user_id=person().id,
            address=request.full_path.rstrip("?"),
            now=present_moment(),
        )
    if typed is None:
        return redirect(url_for("kept_forms.show_kept"), 303)
    bring_back(typed)
    return None


def show_typed(error: ShownAgain) -> BaseResponse:
    """What was typed, by itself, where the page has no form that could show it again."""
    typed = typed_texts(request.blueprint, request.form.items(multi=True))
    return make_response(render_template("tenants/typed.html", typed=typed), error.status)


def init_kept_forms(app: Flask) -> None:
    """Bring forms back after the gate."""
    app.before_request(restore_kept_form)
    app.register_error_handler(ShownAgain, show_typed)
