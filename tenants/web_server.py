"""What no flag of gunicorn says: ``--config python:tenants.web_server``."""

import gc
from typing import Any

_DISCARDED_BYTES = 64 * 1024  # so much of an unread body it reads past before the next request


def post_worker_init(_worker: Any) -> None:
    """Take what was loaded out of every later collection.

    It stays for as long as the worker lives, and each full collection would stop all requests to
    look through it.
    """
    gc.collect()
    gc.freeze()


def pre_request(_worker: Any, request: Any) -> None:
    """Have the answer say that the connection ends where the body stays unread.

    A form that is too large, or a stranger's, is refused before it is read. The server then ends
    the connection, because what comes next on it is not a request; unannounced, that loses the
    next request of whoever was told to keep the connection.
    """
    ends_by_itself = request.should_close
    request.should_close = lambda: ends_by_itself() or _is_left_unread(request.body)


def _is_left_unread(body: Any) -> bool:
    """Whether more is left than the server reads past; of a body in pieces, whether anything is."""
    reader = getattr(body, "reader", None)
    left = getattr(reader, "length", 0)
    return left > _DISCARDED_BYTES or getattr(reader, "parser", None) is not None
