"""What the address of the portfolio may say."""

from enum import StrEnum

from marshmallow import fields

from tenants.kernel.schemas import BaseSchema, Text


class PortfolioChoice(StrEnum):
    """Which regencies are shown."""

    EVERY = "every"
    LAPSING = "lapsing"
    WAITING = "waiting"
    UNCOUNTED = "uncounted"


class PortfolioOrder(StrEnum):
    """By what the regencies are sorted."""

    REGENCY = "regency"
    LAPSE = "lapse"
    COVERAGE = "coverage"
    WAITING = "waiting"


class PortfolioIn(BaseSchema):
    """Which regencies, in which order; every word of ``search`` must occur in a name."""

    search = Text(limit=100, load_default=None, allow_none=True)
    show = fields.Enum(PortfolioChoice, by_value=True, load_default=None, allow_none=True)
    order = fields.Enum(PortfolioOrder, by_value=True, load_default=None, allow_none=True)
