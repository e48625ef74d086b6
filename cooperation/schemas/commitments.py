"""What the forms and addresses of commitments may send."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields

from cooperation.commitment_rules import CommitmentDetails, commitment_errors
from cooperation.commitment_states import CommitmentAction, CommitmentPhase, CommitmentStatus
from cooperation.kinds import FundingSource, OccupationGroup, Payer, Programme, RiskClass, Segment
from cooperation.months import Month
from cooperation.queries.commitment_register import CommitmentFilter, CommitmentOrder
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.schemas import (
    BaseSchema,
    Choices,
    LongText,
    Rupiah,
    SourceIn,
    Text,
    WholeNumber,
)
from tenants.kernel.sources import SourceStatus

FIRST_YEAR, LAST_YEAR = 2015, 2100
MAX_MONTHS = 60
MAX_PEOPLE = 100_000_000
REASON_LIMIT = 2000


class MonthField(fields.Field[Month]):
    """A month as browsers send it, ``2025-03``, of a year that a budget can have."""

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002  marshmallow's own signature
        data: Mapping[str, Any] | None,  # noqa: ARG002  marshmallow's own signature
        **kwargs: Any,  # noqa: ARG002  marshmallow's own signature
    ) -> Month:
        try:
            month = Month.parse(str(value))
        except ValueError:
            raise ValidationError(
                N_("Bulan tidak dikenali. Tulis tahun-bulan, misalnya 2025-03.")
            ) from None
        if not FIRST_YEAR <= month.year <= LAST_YEAR:
            raise ValidationError(
                N_("Isi bulan antara Januari 2015 dan Desember 2100, misalnya 2025-03.")
            )
        return month


def _rupiah() -> Rupiah:
    return Rupiah(load_default=None, allow_none=True, minimum=1)


class CommitmentIn(SourceIn):
    """The form of one commitment."""

    expected_version = WholeNumber(load_default=None, allow_none=True, minimum=1)
    title = Text(required=True, limit=200)
    department_name = Text(limit=200, load_default=None, allow_none=True)
    status = fields.Enum(CommitmentStatus, by_value=True, load_default=CommitmentStatus.COMMITTED)
    payer = fields.Enum(Payer, by_value=True, required=True)
    funding_source = fields.Enum(FundingSource, by_value=True, required=True)
    budget_year = WholeNumber(required=True, minimum=FIRST_YEAR, maximum=LAST_YEAR)
    budget_line = Text(load_default=None, allow_none=True)
    budget_idr = _rupiah()
    stated_total_idr = _rupiah()
    stated_rate_idr = _rupiah()
    people_count = WholeNumber(load_default=None, allow_none=True, minimum=1, maximum=MAX_PEOPLE)
    first_month = MonthField(load_default=None, allow_none=True)
    month_count = WholeNumber(load_default=None, allow_none=True, minimum=1, maximum=MAX_MONTHS)
    months_assumed = fields.Boolean(load_default=False)
    programmes = Choices(Programme, required=True)
    programmes_assumed = fields.Boolean(load_default=False)
    segment = fields.Enum(Segment, by_value=True, required=True)
    occupation_group = fields.Enum(
        OccupationGroup, by_value=True, load_default=None, allow_none=True
    )
    income_idr = Rupiah(load_default=None, allow_none=True)
    wage_idr = _rupiah()
    risk_class = fields.Enum(RiskClass, by_value=True, load_default=None, allow_none=True)
    contract_value_idr = _rupiah()
    criteria = LongText(limit=4000, load_default=None, allow_none=True)
    regulation_id = fields.UUID(load_default=None, allow_none=True)
    continues_id = fields.UUID(load_default=None, allow_none=True)
    confirmed_figures = Text(limit=1000, load_default=None, allow_none=True)


class CommitmentFilterIn(BaseSchema):
    """The address of a page of the list."""

    search = Text(limit=100, load_default=None, allow_none=True)
    phase = fields.Enum(CommitmentPhase, by_value=True, load_default=None, allow_none=True)
    year = WholeNumber(load_default=None, allow_none=True, minimum=FIRST_YEAR, maximum=LAST_YEAR)
    funding_source = fields.Enum(FundingSource, by_value=True, load_default=None, allow_none=True)
    department_id = fields.UUID(load_default=None, allow_none=True)
    order = fields.Enum(CommitmentOrder, by_value=True, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


class CalendarIn(BaseSchema):
    """From which month a calendar is shown."""

    calendar = MonthField(load_default=None, allow_none=True)


class CommitmentActionIn(BaseSchema):
    """A step of a commitment's status, of the version that was on the page."""

    action = fields.Enum(CommitmentAction, by_value=True, required=True)
    expected_version = WholeNumber(required=True, minimum=1)
    reason = LongText(limit=REASON_LIMIT, load_default=None, allow_none=True)


def commitment_contradictions(good: Mapping[str, Any]) -> Iterable[FieldError]:
    """What contradicts itself among the fields that could be read; the others count as not stated.

    Nothing where the segment could not be read; no month is held against a year that could not.
    """
    if "segment" not in good:
        return ()
    names = CommitmentIn._declared_fields  # noqa: SLF001  marshmallow's list of fields
    blank = {**dict.fromkeys(names), "programmes": (), "source_status": SourceStatus.PRESS}
    unheld = {} if "budget_year" in good else {"first_month": None}
    return commitment_errors(commitment_details({**blank, **good, **unheld}, None))


def commitment_details(data: Mapping[str, Any], department_id: UUID | None) -> CommitmentDetails:
    """The stated details of a loaded form."""
    other = {"expected_version", "department_name", "status", "confirmed_figures"}
    stated = {name: value for name, value in data.items() if name not in other}
    return CommitmentDetails(
        **{
            **stated,
            "programmes": frozenset(data["programmes"]),
            "source_status": SourceStatus(data["source_status"]),
            "department_id": department_id,
        }
    )


def commitment_filter(data: Mapping[str, Any]) -> CommitmentFilter:
    """What the address narrows the list to."""
    narrowed = {name: value for name, value in data.items() if name != "cursor"}
    return CommitmentFilter(**{**narrowed, "order": data["order"] or CommitmentOrder.NEWEST})
