"""What the forms for figures about participation may send."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from enrollment.figures import (
    QuotationDetails,
    RecipientDetails,
    StatementDetails,
    TargetDetails,
)
from enrollment.kinds import (
    DenominatorKind,
    NumeratorBasis,
    RecipientGroup,
    RecipientStage,
    StatementSegment,
)
from tenants.kernel.errors import N_
from tenants.kernel.schemas import SourceIn, Text, WholeNumber
from tenants.kernel.sources import SourceStatus

LARGEST_COUNT = 300_000_000
_PERCENT = re.compile(r"\d{1,4}(?:[.,]\d{1,6})?")


class Percent(fields.Field[Decimal]):
    """A percentage as people type it: ``17,60`` or ``17.60``, with or without the sign."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Decimal:
        del attr, data, kwargs
        text = str(value).strip().removesuffix("%").strip()
        if not _PERCENT.fullmatch(text):
            raise ValidationError(N_("Isi persentase, misalnya 17,60."))
        return Decimal(text.replace(",", "."))


def _count(**kwargs: Any) -> WholeNumber:
    return WholeNumber(maximum=LARGEST_COUNT, **kwargs)


class StatementIn(SourceIn):
    """A participation figure with its base."""

    segment = fields.Enum(StatementSegment, by_value=True, required=True)
    numerator_count = _count(required=True)
    numerator_basis = fields.Enum(NumeratorBasis, by_value=True, required=True)
    denominator_count = _count(required=True)
    denominator_kind = fields.Enum(DenominatorKind, by_value=True, required=True)
    denominator_note = Text(limit=200, load_default=None, allow_none=True)
    includes_jakon = fields.Boolean(load_default=False)
    is_over_base = fields.Boolean(load_default=False)
    """Said on purpose: more people are active than the base counts."""

    @validates_schema
    def _ask_about_more_than_everybody(self, data: dict[str, Any], **_: object) -> None:
        is_over = data["numerator_count"] > data["denominator_count"] >= 1
        if is_over and not data["is_over_base"]:
            raise ValidationError(
                N_("Pembilang melebihi penyebut. Periksa keduanya, lalu nyatakan bila benar."),
                "is_over_base",
            )

    @post_load
    def _drop_what_was_asked(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        return {name: value for name, value in data.items() if name != "is_over_base"}


class OfficeStatementIn(StatementIn):
    """A participation figure that a BPJS office states itself: it is official."""

    class Meta(StatementIn.Meta):
        exclude = ("source_status",)


class QuotationIn(SourceIn):
    """A published figure without its base."""

    title = Text(limit=200, required=True)
    quoted_percent = Percent(load_default=None, allow_none=True)
    target_percent = Percent(load_default=None, allow_none=True)
    gap_points = Percent(load_default=None, allow_none=True)
    gap_worker_count = _count(load_default=None, allow_none=True)
    numerator_count = _count(load_default=None, allow_none=True)
    denominator_count = _count(load_default=None, allow_none=True)
    denominator_kind = fields.Enum(
        DenominatorKind, by_value=True, load_default=None, allow_none=True
    )
    note = Text(limit=500, load_default=None, allow_none=True)


class TargetIn(SourceIn):
    """A target of one year."""

    year = WholeNumber(required=True, minimum=2000, maximum=2100)
    target_percent = Percent(required=True)
    family = Text(limit=100, required=True)
    document = Text(limit=300, load_default=None, allow_none=True)


class RecipientIn(SourceIn):
    """People of a group at a stage."""

    recipient_group = fields.Enum(RecipientGroup, by_value=True, required=True)
    stage = fields.Enum(RecipientStage, by_value=True, required=True)
    people_count = _count(load_default=None, allow_none=True)
    note = Text(limit=500, load_default=None, allow_none=True)


def statement_details(data: Mapping[str, Any]) -> StatementDetails:
    """The stated details of a loaded form."""
    return StatementDetails(**_sourced({"source_status": SourceStatus.OFFICIAL, **data}))


def quotation_details(data: Mapping[str, Any]) -> QuotationDetails:
    """The stated details of a loaded form."""
    return QuotationDetails(**_sourced(data))


def target_details(data: Mapping[str, Any]) -> TargetDetails:
    """The stated details of a loaded form."""
    return TargetDetails(**_sourced(data))


def recipient_details(data: Mapping[str, Any]) -> RecipientDetails:
    """The stated details of a loaded form."""
    return RecipientDetails(**_sourced(data))


def _sourced(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "source_status": SourceStatus(data["source_status"])}
