"""Addresses a reader may be led to: pages of this service, and no other place."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException


def page_at(target: str) -> str | None:
    """The address as given where it is that of a page of this service; None otherwise."""
    try:
        parts = urlsplit(target)
    except ValueError:  # "//[": brackets without an address between them
        return None
    is_local = target.startswith("/") and not target.startswith("//") and not parts.netloc
    if not is_local or "\\" in target or not target.isprintable():
        return None
    try:
        current_app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException:
        return None
    return target


def current_address() -> str:
    """Where the reader is, to come back to in another language; the address of a page only.

    The answer to a form leads to the page the form stood on; where no browser tells that, to the
    page of its own address, or else to the nearest above.
    """
    if request.method == "GET":
        return request.full_path.removesuffix("?")
    return next((page for one in _ways_back() if (page := page_at(one))), request.path)


def _ways_back() -> Iterator[str]:
    yield _came_from()
    address = request.path
    while address:
        yield address
        address = address.rpartition("/")[0]
    yield "/"


def _came_from() -> str:
    """The address of the page whose form was sent, without our own host; empty where unknown."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return ""
    if parts.netloc != request.host:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
