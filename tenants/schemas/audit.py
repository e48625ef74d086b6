"""What the page of the audit trail is asked for."""

from tenants.kernel.schemas import BaseSchema, Day, Text


class AuditFilterIn(BaseSchema):
    """Conditions in the address of the page; days are days on the regency's own clock."""

    noun = Text(limit=40, load_default=None, allow_none=True)
    person = Text(limit=200, load_default=None, allow_none=True)
    from_on = Day(load_default=None, allow_none=True)
    until_on = Day(load_default=None, allow_none=True)
    cursor = Text(limit=200, load_default=None, allow_none=True)
