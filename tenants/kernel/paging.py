"""Keyset pages: a page begins after the last row seen, so page 400 costs what page 1 costs."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from tenants.kernel.errors import N_, MalformedRequest

PAGE_SIZE = 50
INTEGER_LIMIT = 2**31 - 1
BIG_INTEGER_LIMIT = 2**63 - 1

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of one page; ``next_cursor`` is None on the last one."""

    items: Sequence[T]
    next_cursor: str | None


def encode_cursor(values: Sequence[str | int]) -> str:
    """Pack the sort key of the last row shown. Never a personal identifier."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *readers: Callable[[object], Any]) -> list[Any]:
    """Unpack a cursor, one reader for each of its values.

    Args:
        cursor: from the address of a page.
        readers: ``text``, ``day``, ``moment``, ``row_id`` or ``whole(limit)``, in order.

    Raises:
        MalformedRequest: it was not made by ``encode_cursor`` for this list.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list):
            raise _unknown()
        return [read(value) for read, value in zip(readers, values, strict=True)]
    except (ValueError, RecursionError):
        raise _unknown() from None


def text(value: object) -> str:
    """A text that the database can hold.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    value.encode()  # half a surrogate pair is no text
    return value


def whole(limit: int = INTEGER_LIMIT) -> Callable[[object], int]:
    """Reads a whole number from 0 to ``limit``, the largest its column can hold."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= limit:
            raise ValueError
        return value

    return read


def day(value: object) -> date:
    """A day.

    Raises:
        ValueError: it is something else.
    """
    return date.fromisoformat(text(value))


def moment(value: object) -> datetime:
    """A moment with its offset from UTC.

    Raises:
        ValueError: it is something else.
    """
    found = datetime.fromisoformat(text(value))
    if found.tzinfo is None:
        raise ValueError
    return found


def row_id(value: object) -> UUID:
    """The id of a row.

    Raises:
        ValueError: it is something else.
    """
    return UUID(text(value))


def _unknown() -> MalformedRequest:
    return MalformedRequest(N_("Penanda halaman tidak dikenali."))


def page_of(
    rows: Sequence[T], key: Callable[[T], Sequence[str | int]], size: int = PAGE_SIZE
) -> Page[T]:
    """Cut ``size + 1`` fetched rows to a page and the cursor of the next."""
    items = rows[:size]
    more = len(rows) > size
    return Page(items=items, next_cursor=encode_cursor(key(items[-1])) if more else None)
