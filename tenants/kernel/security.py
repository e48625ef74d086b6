"""What every response and every unsafe request must satisfy: headers, cookies, origin of forms."""

import hmac
import secrets
from urllib.parse import SplitResult, urlsplit

from flask import Flask, Response, g, request, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from tenants.kernel.config import Settings
from tenants.kernel.crypto import keys, web_signature
from tenants.kernel.errors import N_, AppError, MalformedRequest, StalePage
from tenants.kernel.kept_forms import is_shown_again

SESSION_COOKIE = "__Host-siap"
API_PREFIX = "/api/v1/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORM_MEMORY_LIMIT_BYTES = 1024 * 1024

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'; object-src 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class ViewSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, used for messages between two pages and for the sign-in form only.

    Nobody is signed in by it: the session of a person lives in the database.
    """

    def get_signing_serializer(
        self,
        app: Flask,  # noqa: ARG002  named by Flask
    ) -> URLSafeTimedSerializer | None:
        """Sign with the web key of the key file; without one there is no cookie at all."""
        try:
            secret = keys().web
        except AppError:
            return None
        return URLSafeTimedSerializer(
            secret,
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={
                "key_derivation": self.key_derivation,
                "digest_method": self.digest_method,
            },
        )


def init_security(app: Flask, settings: Settings) -> None:
    """Set cookie and size rules and the headers.

    ``refuse_forged_request`` is installed after the gate, so that a stranger's upload is refused
    before it is read.
    """
    app.session_interface = ViewSessions()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-siap-view",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_FORM_MEMORY_SIZE=FORM_MEMORY_LIMIT_BYTES,
        TRUSTED_HOSTS=list(settings.hosts) or None,
    )
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.jinja_env.globals["is_shown_again"] = is_shown_again
    app.before_request(refuse_insecure_host)
    app.after_request(add_headers)


def refuse_insecure_host() -> None:
    """Say plainly why nobody could stay signed in here: browsers keep our cookies on https only.

    Raises:
        MalformedRequest: plain http on another name than this machine's own.
    """
    host = _parts(f"//{request.host}").hostname or ""
    if (
        request.is_secure
        or host in LOCAL_HOSTS
        or host == "::1"
        or request.path in {"/healthz", "/readyz"}
    ):
        return
    raise MalformedRequest(
        N_(
            "Buka lewat https, atau di komputer ini sendiri lewat http://localhost."
            " Di alamat ini sesi tidak aman."
        )
    )


def csrf_token() -> str:
    """The token of this browser: bound to its session, or to a nonce before sign-in."""
    return web_signature("csrf", _browser_secret())


def _browser_secret() -> str:
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        return token
    if "nonce" not in session:
        session["nonce"] = secrets.token_urlsafe(16)
    return str(session["nonce"])


def refuse_forged_request() -> None:
    """Refuse an unsafe request that did not come from one of our own pages.

    Raises:
        StalePage: another site sent it, or it lacks this browser's token.

    Effects:
        Notes in ``g`` that the form was read and may be shown again.
    """
    if request.method in SAFE_METHODS or request.path.startswith(API_PREFIX):
        return  # programs carry a key; no cookie opens their addresses, so none can be forged
    if not is_same_origin():
        raise StalePage(N_("Permintaan ini tidak berasal dari halaman kami."))
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(given.encode(), csrf_token().encode()):
        raise StalePage(
            N_("Halaman sudah terlalu lama terbuka. Muat ulang halaman, lalu kirim lagi.")
        )
    g.form_is_ours = True


def is_same_origin() -> bool:
    """Whether one of our own pages asks.

    Fetch Metadata first; Origin where the browser sends none of it; neither is a refusal.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is not None and _parts(origin).netloc == request.host


def form_page() -> str:
    """The page of ours that a sent form stands on; empty where the browser does not say."""
    sender = _parts(request.headers.get("Referer", ""))
    is_ours = sender.netloc == request.host and not sender.path.startswith("//")
    return sender.path if is_ours else ""


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # "http://[": a bracket without an address
        return urlsplit("")


def add_headers(response: Response) -> Response:
    """Add the fixed headers.

    Browsers and proxies store no page; an answer to a program that carries an ETag is kept by
    that program, which asks each time whether it still holds.
    """
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        is_kept = "ETag" in response.headers and request.path.startswith(API_PREFIX)
        response.headers["Cache-Control"] = "private, no-cache" if is_kept else "no-store"
    return response
