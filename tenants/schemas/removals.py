"""The form by which a record is taken away."""

from tenants.kernel.schemas import BaseSchema, LongText

REASON_LIMIT = 500


class RemovalIn(BaseSchema):
    """Why a record is taken away; how much a reason owes is the services' to say."""

    reason = LongText(limit=REASON_LIMIT, load_default=None, allow_none=True)
