"""What a form carried: its file, and the form again where it was refused."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Response, make_response, request

from tenants.kernel.errors import N_, AppError, FieldError, InvalidInput, StaleVersion
from tenants.services.documents import IncomingFile


def sent_file(*, contains_personal_data: bool) -> IncomingFile | None:
    """The file of the form that was sent; None when none was chosen."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    return IncomingFile(sent.filename, sent.read(), contains_personal_data)


def sent_paper(*, contains_personal_data: bool) -> IncomingFile:
    """The file of a form that asks for one.

    Raises:
        InvalidInput: none was chosen.
    """
    file = sent_file(contains_personal_data=contains_personal_data)
    if file is None:
        raise InvalidInput(errors=[FieldError("/file", N_("Pilih berkas yang akan diunggah."))])
    return file


def typed_form(lists: Iterable[str] = ()) -> dict[str, Any]:
    """What was typed, to be shown again. A choice sent several times was made once.

    Args:
        lists: names of the form that may occur several times.
    """
    chosen = {name: list(dict.fromkeys(request.form.getlist(name))) for name in lists}
    return {**request.form.to_dict(), **chosen}


def refused_form(
    form_page: Callable[..., str],
    error: AppError,
    kept: object | None = None,
    *,
    lists: Iterable[str] = (),
    arrange: Callable[[Iterable[FieldError]], Sequence[FieldError]] = tuple,
) -> Response:
    """The form again, with the status of the refusal.

    Wrong fields are told beside them; any other refusal on top. Somebody who saved over an older
    version may save again, now knowingly over the newest.

    Args:
        form_page: given what was typed, ``kept``, ``errors`` and ``refusal``.
        error: why the form was refused.
        kept: the record it was about to change; None for a new one.
        lists: names of the form that may occur several times.
        arrange: the order in which wrong fields are told.
    """
    errors = arrange(error.errors) if isinstance(error, InvalidInput) else ()
    typed = typed_form(lists)
    if isinstance(error, StaleVersion):
        typed["expected_version"] = error.params["current"]
    page = form_page(typed, kept, errors=errors, refusal=None if errors else error)
    return make_response(page, error.status)
