"""What the addresses and forms of reconciliation may send."""

from marshmallow import fields

from enrollment.reconciliation import Cause, CauseKind, Reached
from enrollment.schemas.billing import MonthField
from tenants.kernel.schemas import BaseSchema, Text


class MonthIn(BaseSchema):
    """Which month; the present one where none is named."""

    month = MonthField(load_default=None, allow_none=True)


class StandingPeopleIn(MonthIn):
    """What narrows the people of a month; ``search`` is a sealed name."""

    reached = fields.Enum(Reached, by_value=True, load_default=None, allow_none=True)
    kind = fields.Enum(CauseKind, by_value=True, load_default=None, allow_none=True)
    cause = fields.Enum(Cause, by_value=True, load_default=None, allow_none=True)
    search = Text(limit=2000, load_default=None, allow_none=True)


class StandingPeoplePageIn(StandingPeopleIn):
    """The address of a page of them."""

    cursor = Text(limit=2000, load_default=None, allow_none=True)


class StandingNameIn(StandingPeopleIn):
    """The filter as its form sends it: the beginning of a name travels there and nowhere else."""

    name = Text(limit=150, load_default=None, allow_none=True)
