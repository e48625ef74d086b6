"""A form that was refused: shown again with what was typed and what is wrong with it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Response, make_response, request

from tenants.kernel.errors import AppError, FieldError, InvalidInput, StaleVersion


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
    typed: dict[str, Any] = {
        **request.form.to_dict(),
        **{name: request.form.getlist(name) for name in lists},
    }
    if isinstance(error, StaleVersion):
        typed["expected_version"] = error.params["current"]
    page = form_page(typed, kept, errors=errors, refusal=None if errors else error)
    return make_response(page, error.status)
