"""What the address of the cover calendar may say."""

from enum import StrEnum

from marshmallow import fields

from cooperation.kinds import FundingSource
from cooperation.schemas.commitments import FIRST_YEAR, LAST_YEAR, MAX_MONTHS, MonthField
from tenants.kernel.schemas import BaseSchema, Text, WholeNumber


class CalendarSheet(StrEnum):
    """Which of its tables leaves as an Excel file."""

    MONTHS = "months"
    GAPS = "gaps"


class CalendarPageIn(BaseSchema):
    """Which programmes, over which months."""

    search = Text(limit=100, load_default=None, allow_none=True)
    department_id = fields.UUID(load_default=None, allow_none=True)
    funding_source = fields.Enum(FundingSource, by_value=True, load_default=None, allow_none=True)
    year = WholeNumber(load_default=None, allow_none=True, minimum=FIRST_YEAR, maximum=LAST_YEAR)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


class CalendarExportIn(CalendarPageIn):
    """The same, and which table."""

    sheet = fields.Enum(CalendarSheet, by_value=True, load_default=CalendarSheet.MONTHS)


class ProposalIn(BaseSchema):
    """Which programme a new one continues, and for which months."""

    continues_id = fields.UUID(load_default=None, allow_none=True)
    first_month = MonthField(load_default=None, allow_none=True)
    month_count = WholeNumber(load_default=None, allow_none=True, minimum=1, maximum=MAX_MONTHS)
