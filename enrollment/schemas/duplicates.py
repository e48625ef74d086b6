"""What may be asked and said about people who may be recorded twice."""

from marshmallow import fields

from enrollment.pair_states import PairState
from tenants.kernel.schemas import BaseSchema, Text


class PairExportIn(BaseSchema):
    """Which pairs leave as a file."""

    state = fields.Enum(PairState, by_value=True, load_default=None, allow_none=True)


class PairFilterIn(PairExportIn):
    """The address of a page of the queue."""

    cursor = Text(limit=2000, load_default=None, allow_none=True)


class KeptIn(BaseSchema):
    """Whose record stays."""

    kept_id = fields.UUID(required=True)
