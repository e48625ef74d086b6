"""What is typed to check a paper."""

from tenants.kernel.schemas import BaseSchema, Text


class PaperCheckIn(BaseSchema):
    """A code, or the address a scanner read; nothing shows the empty form."""

    code = Text(load_default=None, allow_none=True)
