"""Choosing the language of the pages, remembered by this browser and with the account."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import public
from tenants.kernel.errors import N_, FieldError, InvalidInput
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
    response = redirect(safe_destination(request.form.get("destination", "")), 303)
    languages.remember(response, language)
    return response
