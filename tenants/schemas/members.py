"""What the pages about people send."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from tenants.access import Role
from tenants.kernel.errors import N_
from tenants.kernel.schemas import BaseSchema, Text
from tenants.queries.identity import MemberFilter
from tenants.services.invitations import VALID_DAYS

NEW, FORMER = "new", "former"


class MemberIn(BaseSchema):
    """A person to add: new, with a name to show, or one who belonged here before."""

    account = fields.String(required=True, validate=validate.OneOf([NEW, FORMER]))
    username = Text(required=True, limit=100)
    display_name = Text(limit=200, load_default=None, allow_none=True)
    role = fields.Enum(Role, by_value=True, required=True)

    @validates_schema
    def _name_new_people(self, data: dict[str, Any], **_: object) -> None:
        if data["account"] == NEW and not data["display_name"]:
            raise ValidationError(N_("Wajib diisi untuk akun baru."), "display_name")


class InvitationIn(BaseSchema):
    """Whom to invite, to what, and for how long the link holds."""

    invitee = Text(required=True, limit=200)
    role = fields.Enum(Role, by_value=True, required=True)
    days = fields.Integer(required=True, validate=validate.OneOf(VALID_DAYS))


class NewAccountIn(BaseSchema):
    """An account of one's own, by invitation; the password is read apart and never trimmed."""

    username = Text(required=True, limit=100)
    display_name = Text(required=True, limit=200)


class RoleIn(BaseSchema):
    """Another role for a member."""

    role = fields.Enum(Role, by_value=True, required=True)


class MemberFilterIn(BaseSchema):
    """The address of the list of people."""

    search = Text(limit=100, load_default=None, allow_none=True)
    role = fields.Enum(Role, by_value=True, load_default=None, allow_none=True)


def member_filter(data: dict[str, Any]) -> MemberFilter:
    """Whom the address narrows the list to."""
    return MemberFilter(**data)
