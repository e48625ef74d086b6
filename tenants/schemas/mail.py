"""What a person sends about being written to."""

from marshmallow import fields, validate

from tenants.kernel.errors import N_
from tenants.kernel.schemas import BaseSchema, Text
from tenants.mail_rules import MailMode

_ADDRESS = validate.Regexp(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+\Z",
    error=N_("Alamat surel tidak dikenali. Contoh: nama@blitarkab.go.id."),
)


class MailIn(BaseSchema):
    """Where and how; an empty address takes it away."""

    email = Text(
        limit=254,
        load_default=None,
        allow_none=True,
        validate=_ADDRESS,
        metadata={"example": "nama@blitarkab.go.id"},
    )
    mail_mode = fields.Enum(MailMode, by_value=True, required=True)


class MailCodeIn(BaseSchema):
    """The code that came by mail."""

    code = Text(limit=40, required=True)
