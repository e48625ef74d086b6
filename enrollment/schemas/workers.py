"""What may be asked about workers. A NIK or a name comes in a form, never in an address."""

from typing import Any

from marshmallow import fields

from enrollment.kinds import CoverStatus
from enrollment.queries.workers import WorkerFilter
from tenants.kernel.schemas import BaseSchema, LongText, Text


class WorkerPlacesIn(BaseSchema):
    """What narrows the list and names nobody."""

    commitment_id = fields.UUID(load_default=None, allow_none=True)
    cover_status = fields.Enum(CoverStatus, by_value=True, load_default=None, allow_none=True)
    village_code = Text(limit=13, load_default=None, allow_none=True)
    without_id = fields.UUID(load_default=None, allow_none=True)


class WorkerExportIn(WorkerPlacesIn):
    """What the file is narrowed to; ``search`` is a sealed name."""

    search = Text(limit=2000, load_default=None, allow_none=True)


class WorkerFilterIn(WorkerExportIn):
    """The address of a page of the list."""

    cursor = Text(limit=2000, load_default=None, allow_none=True)


class NameSearchIn(WorkerPlacesIn):
    """The form of the filter: the beginning of a name travels in it and nowhere else."""

    name = Text(limit=150, load_default=None, allow_none=True)


class NikSearchIn(BaseSchema):
    """One whole number, looked up by its blind index."""

    nik = Text(limit=40, required=True)


class RevealIn(BaseSchema):
    """Why somebody needs to read a NIK."""

    reason = LongText(limit=500, required=True)


def worker_filter(data: dict[str, Any], name: str) -> WorkerFilter:
    """What the address narrows the list to, with the name it seals."""
    return WorkerFilter(
        name=name,
        commitment_id=data["commitment_id"],
        status=data["cover_status"],
        village_code=data["village_code"] or "",
        without_id=data["without_id"],
    )
