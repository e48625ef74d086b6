"""What the sign-in form sends, passwords apart: those are never trimmed nor kept with the rest."""

from tenants.kernel.schemas import BaseSchema, Text


class SignInIn(BaseSchema):
    """Who wants to sign in, and where they were going."""

    username = Text(required=True, limit=200)
    destination = Text(limit=2000, load_default=None, allow_none=True)
