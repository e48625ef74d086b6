"""How an error looks from outside: problem+json (RFC 9457), or a plain page for people."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, request
from flask_babel import gettext
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from tenants.kernel import formats
from tenants.kernel.constraints import is_crossed
from tenants.kernel.errors import (
    N_,
    AppError,
    Busy,
    Conflict,
    FieldError,
    InvalidInput,
    MalformedRequest,
    MethodRefused,
    NotFound,
    NotSignedIn,
    RateLimited,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.ids import uuid7
from tenants.kernel.schemas import field_errors
from tenants.kernel.security import (
    FORM_MEMORY_LIMIT_BYTES,
    SAFE_METHODS,
    form_page,
    is_same_origin,
)
from tenants.kernel.typed_fields import typed_texts

log = logging.getLogger(__name__)

_AT_ONCE = N_(
    "Data ini diubah atau dihapus orang lain pada saat yang sama, sehingga kiriman Anda belum"
    " disimpan. Kembali ke isian Anda, salin yang diperlukan, lalu muat ulang halamannya."
)

_BY_STATUS: dict[int, type[AppError]] = {
    400: MalformedRequest,
    404: NotFound,
    405: MethodRefused,
    415: UnsupportedFormat,
}


def init_problems(app: Flask) -> None:
    """Give each request an id and each error a face."""
    app.before_request(_number_request)
    app.after_request(_tell_request_id)
    app.register_error_handler(AppError, show_problem)
    app.register_error_handler(ValidationError, _show_validation_error)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(Exception, _show_bug)


def show_problem(error: AppError) -> Response:
    """Answer with the error's status, as JSON or as a page. Neither touches the database."""
    level = logging.ERROR if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
    log.log(level, "problem %s at %s", error.code, request.endpoint)
    body = problem_body(error)
    if wants_json():
        response = jsonify(body)
        response.content_type = "application/problem+json"
    else:
        response = Response(_error_page(body, gettext(error.advice), _typed(error)))
    response.status_code = error.status
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, NotSignedIn) and request.path.startswith("/api/"):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _error_page(problem: dict[str, Any], advice: str, typed: Sequence[str]) -> str:
    """The page, drawn past the app's context processors: those look up who is asking and where.

    What they would refuse or cannot reach is the very thing this page has to report.
    """
    page = current_app.jinja_env.get_template("shell/error.html")
    came_from = "" if request.method in SAFE_METHODS else form_page()
    return page.render(problem=problem, advice=advice, came_from=came_from, typed=typed)


def _typed(error: AppError) -> Sequence[str]:
    """What the author of a form had typed, where another step crossed it or took its record away.

    Or where such a step did not end in time, which may be met before anybody looked where the form
    came from.
    """
    is_repeated = (
        error.status == Conflict.status
        or (isinstance(error, NotFound) and g.get("form_is_ours", False))
        or (isinstance(error, Busy) and is_same_origin())
    )
    return typed_texts(request.blueprint, request.form.items(multi=True)) if is_repeated else []


def problem_body(error: AppError) -> dict[str, Any]:
    """The members of RFC 9457, in the reader's language."""
    body: dict[str, Any] = {
        **{name: value for name, value in error.params.items() if value is not None},
        "type": f"/problems/{error.code}",
        "title": gettext(error.title),
        "status": error.status,
        "detail": sentence(error.detail, error.params),
        "instance": request.path,
        "request_id": g.get("request_id", ""),
    }
    if isinstance(error, InvalidInput):
        body["errors"] = [
            {"pointer": one.pointer, "detail": sentence(one.detail, one.params)}
            for one in error.errors
        ]
    return body


def sentence(text: str, params: Any) -> str:
    """A deferred text in the reader's language, with its parameters filled in."""
    return str(gettext(text, **params) if params else gettext(text))


def wants_json() -> bool:
    """Whether the caller is a program."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(
        ["text/html", "application/json", "application/problem+json"]
    )
    return best is not None and best != "text/html"


def _number_request() -> None:
    g.request_id = str(uuid7())


def _tell_request_id(response: Response) -> Response:
    if "request_id" in g:
        response.headers["X-Request-Id"] = g.request_id
    return response


def _show_validation_error(error: ValidationError) -> Response:
    found: list[FieldError] = list(field_errors(error.messages))
    return show_problem(InvalidInput(errors=found))


def _show_http_error(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return Response(status=status, headers=error.get_headers())
    if isinstance(error, RequestEntityTooLarge):
        return show_problem(_too_large())
    fallback = AppError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else MalformedRequest
    response = show_problem(_BY_STATUS.get(status, fallback)())
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _too_large() -> TooLarge:
    """What was sent against what may be; a body in pieces does not say how long it is."""
    limit_bytes = g.get("stated_limit_bytes") or request.max_content_length or 0
    limit, sent = formats.file_size(limit_bytes), request.content_length
    if sent is None:
        text = N_("Kiriman paling banyak %(limit)s; kiriman ini lebih. Perkecil atau bagi dua.")
        return TooLarge(text, limit=limit, limit_bytes=limit_bytes)
    if sent > limit_bytes:
        text = N_("Kiriman paling banyak %(limit)s; kiriman ini %(size)s.")
        size = formats.size_beyond(sent, limit_bytes)
        return TooLarge(text, limit=limit, size=size, limit_bytes=limit_bytes)
    text = N_("Isian pada kiriman ini terlalu banyak atau salah satunya lebih dari %(limit)s.")
    return TooLarge(text, limit=formats.file_size(FORM_MEMORY_LIMIT_BYTES))


def _show_bug(error: Exception) -> Response:
    log.error("bug %s at %s", type(error).__name__, request.endpoint, exc_info=error)
    return show_problem(Conflict(_AT_ONCE) if is_crossed(error) else AppError())
