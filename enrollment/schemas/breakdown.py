"""What the address of coverage part by part may hold."""

from marshmallow import fields

from enrollment.breakdown import Order, Part
from enrollment.schemas.billing import MonthField
from tenants.kernel.schemas import BaseSchema, Text, WholeNumber


class BreakdownIn(BaseSchema):
    """By what people are told apart, in which month, of which programme; and how lines stand."""

    by = fields.Enum(Part, by_value=True, load_default=Part.GROUP)
    month = MonthField(load_default=None, allow_none=True)
    commitment_id = fields.UUID(load_default=None, allow_none=True)
    order = fields.Enum(Order, by_value=True, load_default=Order.ACTIVE)
    name = Text(limit=100, load_default=None, allow_none=True)


class BreakdownPageIn(BreakdownIn):
    """The address of a page; ``start`` counts the lines before it."""

    start = WholeNumber(load_default=0, minimum=0, maximum=100_000)
