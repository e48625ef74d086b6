"""What the pages of notices are asked for, and what their forms send."""

from enum import StrEnum
from typing import Any

from marshmallow import fields

from tenants.kernel.schemas import BaseSchema, Text
from tenants.queries.notices import NoticeFilter


class ReadingState(StrEnum):
    """Which notices to show."""

    UNREAD = "unread"
    READ = "read"


class NoticeFilterIn(BaseSchema):
    """The address of a page of notices."""

    state = fields.Enum(ReadingState, by_value=True, load_default=None, allow_none=True)
    regency = Text(limit=100, load_default=None, allow_none=True)
    cursor = Text(limit=200, load_default=None, allow_none=True)


class OpeningIn(BaseSchema):
    """One notice was read, perhaps by going on to its record."""

    open = fields.Boolean(load_default=False)


class ReadingIn(BaseSchema):
    """Everything told until a moment was read; with its offset from UTC."""

    until = fields.AwareDateTime(required=True, metadata={"example": "2026-11-20T00:00:00+00:00"})


def notice_filter(asked: dict[str, Any], regencies: dict[str, int]) -> NoticeFilter:
    """The filter of an address; a regency that the office does not serve narrows nothing.

    Args:
        asked: of ``NoticeFilterIn``.
        regencies: ids of the regencies to choose from, by slug.
    """
    state = asked["state"]
    return NoticeFilter(
        is_unread=None if state is None else state is ReadingState.UNREAD,
        regency_id=regencies.get(asked["regency"] or ""),
    )
