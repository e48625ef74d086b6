"""Choosing the language of the pages, remembered by this browser and with the account."""

from flask import Blueprint, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import public
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, FieldError, InvalidInput
from tenants.request import IDENTITY, person
from tenants.services.preferences import keep_language
from tenants.shell import languages
from tenants.views.auth import safe_destination

blueprint = Blueprint("language", __name__)


@blueprint.post("/language")
@public("whoever cannot read the sign-in form must be able to change its language")
def choose_language() -> BaseResponse:
    """Speak the chosen language from the next page on."""
    language = request.form.get("language", "")
    if language not in languages.LANGUAGES:
        raise InvalidInput(
            errors=[FieldError("/language", N_("Bahasa ini belum tersedia. Pilih id atau en."))]
        )
    if current_user.is_authenticated:
        with transaction(IDENTITY) as session:
            keep_language(session, user_id=person().id, language=language)
    response = redirect(safe_destination(request.form.get("destination", "")), 303)
    languages.remember(response, language)
    return response
