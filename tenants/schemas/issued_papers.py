"""What is typed to check a paper."""

from tenants.kernel.schemas import BaseSchema, Text


class PaperCheckIn(BaseSchema):
    """A code, or the address a scanner read; nothing shows the empty form."""

    code = Text(load_default=None, allow_none=True)


class ScannedPaperIn(PaperCheckIn):
    """What the QR of a paper holds: of which regency it is, by its slug, and its code."""

    regency = Text(limit=200, required=True)
