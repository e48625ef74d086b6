"""What the address and forms of the lists of continuity may send."""

from marshmallow import fields

from enrollment.continuity import Counting, Lasting
from tenants.kernel.schemas import BaseSchema, Text


class LastingFilterIn(BaseSchema):
    """What narrows the list and names nobody."""

    group = fields.Enum(Lasting, by_value=True, load_default=None, allow_none=True)
    counting = fields.Enum(Counting, by_value=True, load_default=None, allow_none=True)
    commitment_id = fields.UUID(load_default=None, allow_none=True)


class LastingPeopleIn(LastingFilterIn):
    """What the file is narrowed to; ``search`` is a sealed name."""

    search = Text(limit=2000, load_default=None, allow_none=True)


class LastingPageIn(LastingPeopleIn):
    """The address of a page."""

    cursor = Text(limit=2000, load_default=None, allow_none=True)


class LastingNameIn(LastingFilterIn):
    """The filter as its form sends it: the beginning of a name travels there and nowhere else."""

    name = Text(limit=150, load_default=None, allow_none=True)
