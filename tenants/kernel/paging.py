"""Keyset pages: a page begins after the last row seen, so page 400 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tenants.kernel.errors import N_, MalformedRequest

PAGE_SIZE = 50

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of one page; ``next_cursor`` is None on the last one."""

    items: Sequence[T]
    next_cursor: str | None


def encode_cursor(values: Sequence[str | int]) -> str:
    """Pack the sort key of the last row shown. Never a personal identifier."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[str | int]:
    """Unpack a cursor of ``length`` values.

    Raises:
        MalformedRequest: it was not made by ``encode_cursor`` for this list.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        values = None
    if (
        not isinstance(values, list)
        or len(values) != length
        or not all(isinstance(v, str | int) for v in values)
    ):
        raise MalformedRequest(N_("Penanda halaman tidak dikenali."))
    return values


def page_of(
    rows: Sequence[T], key: Callable[[T], Sequence[str | int]], size: int = PAGE_SIZE
) -> Page[T]:
    """Cut ``size + 1`` fetched rows to a page and the cursor of the next."""
    items = rows[:size]
    more = len(rows) > size
    return Page(items=items, next_cursor=encode_cursor(key(items[-1])) if more else None)
