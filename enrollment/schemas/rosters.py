"""What is said about an uploaded list."""

from marshmallow import fields, validate

from enrollment.kinds import UPLOADED_STATUSES, CoverStatus
from enrollment.queries.rosters import RosterOrder
from tenants.kernel.schemas import BaseSchema, Text


class RosterIn(BaseSchema):
    """The upload form, beside the file itself."""

    commitment_id = fields.UUID(required=True)
    cover_status = fields.Enum(
        CoverStatus,
        by_value=True,
        load_default=CoverStatus.PROPOSED,
        validate=validate.OneOf(UPLOADED_STATUSES),
    )
    is_synthetic = fields.Boolean(load_default=False)


class RosterListIn(BaseSchema):
    """The address of a page of the history."""

    commitment_id = fields.UUID(load_default=None, allow_none=True)
    order = fields.Enum(RosterOrder, by_value=True, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)
