"""What the form of a delegation sends."""

from marshmallow import fields

from tenants.kernel.schemas import BaseSchema, Day, Text


class DelegationIn(BaseSchema):
    """Who stands in, from which day to which, by which letter."""

    membership_id = fields.UUID(required=True)
    first_on = Day(required=True)
    last_on = Day(required=True)
    mandate = Text(required=True, limit=200)
