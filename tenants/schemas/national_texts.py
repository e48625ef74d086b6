"""What the page of national texts, and the form that names one, may send."""

from marshmallow import fields, validate

from tenants.kernel.schemas import BaseSchema, Text
from tenants.reference.national_texts import NationalKind, national_texts


class NationalTextsIn(BaseSchema):
    """What the list of national texts is narrowed to."""

    search = Text(limit=100, load_default=None, allow_none=True)
    kind = fields.Enum(NationalKind, by_value=True, load_default=None, allow_none=True)


class BasisIn(BaseSchema):
    """The national text that a regulation implements."""

    code = fields.String(
        required=True,
        validate=validate.OneOf(list(national_texts())),
    )
