"""What the form for benefits paid may send."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from enrollment.benefit_amounts import SchoolLevel
from enrollment.benefit_totals import BenefitKind
from enrollment.benefits import BenefitDetails
from enrollment.queries.benefits import BenefitFilter, BenefitOrder
from tenants.kernel.schemas import (
    BaseSchema,
    Day,
    LongText,
    Rupiah,
    SourceIn,
    Text,
    WholeNumber,
)
from tenants.kernel.sources import SourceStatus

LARGEST_COUNT = 300_000_000
FIRST_YEAR, LAST_YEAR = 1945, 2100


class BenefitIn(SourceIn):
    """A payment."""

    kind = fields.Enum(BenefitKind, by_value=True, required=True)
    paid_on = Day(load_default=None, allow_none=True)
    recipients_count = WholeNumber(
        load_default=None, allow_none=True, minimum=1, maximum=LARGEST_COUNT
    )
    amount_idr = Rupiah(load_default=None, allow_none=True, minimum=1)
    description = LongText(limit=2000, load_default=None, allow_none=True)
    event_on = Day(load_default=None, allow_none=True)
    case_count = WholeNumber(load_default=None, allow_none=True, minimum=1, maximum=LARGEST_COUNT)
    is_past_waiting = fields.Boolean(load_default=None, allow_none=True)
    wage_idr = Rupiah(load_default=None, allow_none=True, minimum=1)
    school_level = fields.Enum(SchoolLevel, by_value=True, load_default=None, allow_none=True)


class BenefitFilterIn(BaseSchema):
    """The address of a page of the register."""

    search = Text(limit=100, load_default=None, allow_none=True)
    kind = fields.Enum(BenefitKind, by_value=True, load_default=None, allow_none=True)
    year = WholeNumber(load_default=None, allow_none=True, minimum=FIRST_YEAR, maximum=LAST_YEAR)
    order = fields.Enum(BenefitOrder, by_value=True, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


def benefit_details(data: Mapping[str, Any]) -> BenefitDetails:
    """The stated details of a loaded form."""
    return BenefitDetails(**{**data, "source_status": SourceStatus(data["source_status"])})


def benefit_filter(data: Mapping[str, Any]) -> BenefitFilter:
    """What the address narrows the register to."""
    narrowed = {name: value for name, value in data.items() if name != "cursor"}
    return BenefitFilter(**{**narrowed, "order": data["order"] or BenefitOrder.NEWEST})
