"""What the forms of a change of a decree may send."""

from marshmallow import fields, validate

from enrollment.decree_changes import LeaveReason
from enrollment.schemas.billing import MonthField
from enrollment.schemas.determinations import AnnexFormat
from tenants.kernel.schemas import BaseSchema, Day, LongText, Text

MOST_AT_ONCE = 500


class ChangeDraftIn(BaseSchema):
    """From which month on a change is to hold."""

    from_month = MonthField(required=True)


class LeavingSearchIn(BaseSchema):
    """The beginning of a name; a form, so that no name stands in an address."""

    name = Text(limit=100, load_default=None, allow_none=True)


class LeavingIn(LeavingSearchIn):
    """Who leaves, and why; of those found by the name, so that a refused form shows them again."""

    worker_ids = fields.List(
        fields.UUID(metadata={"example": "01990000-0000-7000-8000-000000000001"}),
        validate=validate.Length(max=MOST_AT_ONCE),
    )
    reason = fields.Enum(LeaveReason, by_value=True, required=True)
    note = LongText(limit=500, load_default=None, allow_none=True)


class StayingIn(BaseSchema):
    """Who stays after all."""

    worker_id = fields.UUID(
        required=True, metadata={"example": "01990000-0000-7000-8000-000000000001"}
    )


class ChangeAskedIn(BaseSchema):
    """Who signs the change, and its number and day where known."""

    signer = Text(required=True, limit=200)
    number = Text(load_default=None, allow_none=True, limit=150)
    signed_on = Day(load_default=None, allow_none=True)


class ChangeAnnexIn(BaseSchema):
    """As what the annex leaves, and whether with whole numbers."""

    format = fields.Enum(AnnexFormat, by_value=True, load_default=AnnexFormat.PDF)
    is_whole = fields.Boolean(load_default=False)
