"""What the page about keys sends."""

from marshmallow import fields, validate

from tenants.access import Permission
from tenants.kernel.schemas import BaseSchema, Between, Text


class KeyIn(BaseSchema):
    """A key to make."""

    label = Text(required=True, limit=100)
    scopes = fields.List(
        fields.Enum(Permission, by_value=True),
        required=True,
        validate=validate.Length(max=len(Permission)),
    )
    valid_days = fields.Integer(required=True, validate=Between(1, 365))
