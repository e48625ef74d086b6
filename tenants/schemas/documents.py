"""Forms about a file that is kept already."""

from marshmallow import fields, validate

from tenants.kernel.errors import N_
from tenants.kernel.schemas import BaseSchema, Text

REASON_LIMIT = 300


class PersonalDataIn(BaseSchema):
    """What is said about a file, why, and the words by which opening it is confirmed."""

    contains_personal_data = fields.Boolean(required=True)
    reason = Text(
        limit=REASON_LIMIT,
        required=True,
        validate=validate.Length(min=5, error=N_("Tulis alasannya dengan jelas.")),
    )
    confirmation = Text(load_default="", allow_none=True)


class WithdrawalIn(BaseSchema):
    """Why a redacted copy is closed."""

    reason = Text(
        limit=REASON_LIMIT,
        required=True,
        validate=validate.Length(min=5, error=N_("Tulis alasannya dengan jelas.")),
    )
