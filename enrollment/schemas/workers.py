"""What may be asked about workers. A NIK comes in a form, never in an address."""

from typing import Any

from marshmallow import fields

from enrollment.kinds import CoverStatus
from enrollment.queries.workers import WorkerFilter
from tenants.kernel.schemas import BaseSchema, LongText, Text


class WorkerFilterIn(BaseSchema):
    """The address of a page of the list."""

    name = Text(limit=150, load_default=None, allow_none=True)
    commitment_id = fields.UUID(load_default=None, allow_none=True)
    cover_status = fields.Enum(CoverStatus, by_value=True, load_default=None, allow_none=True)
    village_code = Text(limit=13, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


class NikSearchIn(BaseSchema):
    """One whole number, looked up by its blind index."""

    nik = Text(limit=40, required=True)


class RevealIn(BaseSchema):
    """Why somebody needs to read a NIK."""

    reason = LongText(limit=500, required=True)


def worker_filter(data: dict[str, Any]) -> WorkerFilter:
    """What the address narrows the list to."""
    return WorkerFilter(
        name=data["name"] or "",
        commitment_id=data["commitment_id"],
        status=data["cover_status"],
        village_code=data["village_code"] or "",
    )
