"""What the forms about monev meetings may send."""

from typing import Any

from marshmallow import fields

from tenants.kernel.schemas import BaseSchema, Day, LongText, SourceIn, Text, WholeNumber
from tenants.kernel.sources import SourceStatus
from tenants.monev_rules import FollowUpDetails, MeetingDetails
from tenants.queries.monev import MeetingFilter, MeetingOrder, MeetingRest

FIRST_YEAR, LAST_YEAR = 1945, 2100


class MeetingIn(SourceIn):
    """The form of one meeting."""

    expected_version = WholeNumber(load_default=None, allow_none=True, minimum=1)
    title = Text(required=True)
    held_on = Day(load_default=None, allow_none=True)
    place = Text(load_default=None, allow_none=True)
    led_by = Text(load_default=None, allow_none=True)
    attendees = LongText(limit=4000, load_default=None, allow_none=True)
    background = LongText(limit=4000, load_default=None, allow_none=True)
    decisions = LongText(limit=4000, load_default=None, allow_none=True)


class FollowUpIn(BaseSchema):
    """The form of one follow-up."""

    expected_version = WholeNumber(load_default=None, allow_none=True, minimum=1)
    task = Text(required=True)
    owner = Text(limit=200, required=True)
    due_on = Day(load_default=None, allow_none=True)
    note = LongText(limit=2000, load_default=None, allow_none=True)


class CompletionIn(BaseSchema):
    """When a follow-up was done, and what came of it."""

    expected_version = WholeNumber(load_default=None, allow_none=True, minimum=1)
    done_on = Day(required=True)
    note = LongText(limit=2000, load_default=None, allow_none=True)


class MeetingFilterIn(BaseSchema):
    """The address of a page of the meetings."""

    search = Text(limit=100, load_default=None, allow_none=True)
    year = WholeNumber(load_default=None, allow_none=True, minimum=FIRST_YEAR, maximum=LAST_YEAR)
    rest = fields.Enum(MeetingRest, by_value=True, load_default=None, allow_none=True)
    order = fields.Enum(MeetingOrder, by_value=True, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


def meeting_details(data: dict[str, Any]) -> MeetingDetails:
    """The stated details of a loaded form."""
    stated = {name: value for name, value in data.items() if name != "expected_version"}
    return MeetingDetails(**{**stated, "source_status": SourceStatus(data["source_status"])})


def follow_up_details(data: dict[str, Any]) -> FollowUpDetails:
    """The stated details of a loaded form."""
    return FollowUpDetails(
        **{name: value for name, value in data.items() if name != "expected_version"}
    )


def meeting_filter(data: dict[str, Any]) -> MeetingFilter:
    """What the address narrows the list to."""
    narrowed = {name: value for name, value in data.items() if name != "cursor"}
    return MeetingFilter(**{**narrowed, "order": data["order"] or MeetingOrder.NEWEST})
