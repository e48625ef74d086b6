"""What the page of the audit trail is asked for."""

from datetime import date

from marshmallow import fields, validate

from tenants.kernel.schemas import BaseSchema, Text

_DAYS = validate.Range(min=date(2000, 1, 1), max=date(2100, 1, 1))


class AuditFilterIn(BaseSchema):
    """Conditions in the address of the page; days are days on the regency's own clock."""

    noun = Text(limit=40, load_default=None, allow_none=True)
    person = Text(limit=200, load_default=None, allow_none=True)
    from_on = fields.Date(validate=_DAYS, load_default=None, allow_none=True)
    until_on = fields.Date(validate=_DAYS, load_default=None, allow_none=True)
    cursor = Text(limit=200, load_default=None, allow_none=True)
