"""What the forms that ask for papers of a billing list may send."""

from marshmallow import fields, validate

from tenants.issued_papers import PaperKind
from tenants.kernel.schemas import BaseSchema


class BillingPaperIn(BaseSchema):
    """Which paper in counts."""

    kind = fields.Enum(
        PaperKind,
        by_value=True,
        required=True,
        validate=validate.OneOf((PaperKind.HANDOVER, PaperKind.REGISTRATION)),
    )


class NameListIn(BaseSchema):
    """Whether the names come with whole numbers."""

    is_whole = fields.Boolean(load_default=False)
