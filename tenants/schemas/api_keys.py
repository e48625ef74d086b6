"""What the page about keys sends."""

from marshmallow import fields

from tenants.access import Permission
from tenants.kernel.schemas import BaseSchema, Between, Choices, Text


class KeyIn(BaseSchema):
    """A key to make."""

    label = Text(required=True, limit=100)
    scopes = Choices(Permission, required=True)
    valid_days = fields.Integer(required=True, validate=Between(1, 365))
