"""What the forms of the register may send."""

from datetime import date
from typing import Any

from marshmallow import ValidationError, fields

from tenants.kernel.document_fields import LawFileIn
from tenants.kernel.errors import N_
from tenants.kernel.schemas import BaseSchema, Day, LongText, SourceIn, Text, WholeNumber
from tenants.kernel.sources import SourceStatus
from tenants.queries.regulation_register import RegulationFilter, RegulationOrder
from tenants.regulation_rules import (
    ProvisionDetails,
    RegulationDetails,
    SocialisationDetails,
    StageDetails,
)
from tenants.regulation_stages import Stage, StageDates
from tenants.regulation_status import State
from tenants.regulation_types import ProvisionGroup, RegulationKind, RegulationStatus, RelationKind

ARTICLE_LIMIT = 120
FIRST_YEAR, LAST_YEAR = 1945, 2100
LAST_PAGE = 9_999


def _web_address(value: str) -> None:
    if not value.startswith(("https://", "http://")) or any(letter.isspace() for letter in value):
        raise ValidationError(N_("Isi alamat lengkap, dimulai dengan https://"))


def _page() -> WholeNumber:
    return WholeNumber(load_default=None, allow_none=True, minimum=1, maximum=LAST_PAGE)


class RegulationIn(SourceIn):
    """The form of one regulation with its groups."""

    expected_version = WholeNumber(load_default=None, allow_none=True, minimum=1)
    kind = fields.Enum(RegulationKind, by_value=True, required=True)
    number = Text(limit=60, load_default=None, allow_none=True)
    year = WholeNumber(required=True, minimum=FIRST_YEAR, maximum=LAST_YEAR)
    title = Text(required=True)
    status = fields.Enum(RegulationStatus, by_value=True, required=True)
    enacted_on = Day(load_default=None, allow_none=True)
    promulgated_on = Day(load_default=None, allow_none=True)
    effective_on = Day(load_default=None, allow_none=True)
    ended_on = Day(load_default=None, allow_none=True)
    retroactive_ground = LongText(limit=2000, load_default=None, allow_none=True)
    names_funding_source = fields.Boolean(load_default=None, allow_none=True)
    funding_source_article = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    has_sanction = fields.Boolean(load_default=None, allow_none=True)
    sanction_article = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    has_reporting = fields.Boolean(load_default=None, allow_none=True)
    reporting_article = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    has_team = fields.Boolean(load_default=None, allow_none=True)
    team_article = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    funding_source_page = _page()
    sanction_page = _page()
    reporting_page = _page()
    team_page = _page()
    finding = LongText(limit=2000, load_default=None, allow_none=True)
    issuing_body = Text(load_default=None, allow_none=True)
    place = Text(load_default=None, allow_none=True)
    gazette = Text(load_default=None, allow_none=True)
    subject = Text(load_default=None, allow_none=True)
    legal_field = Text(load_default=None, allow_none=True)
    language = Text(load_default=None, allow_none=True)
    location = Text(load_default=None, allow_none=True)
    jdih_url = Text(load_default=None, allow_none=True, validate=_web_address)
    abstract = LongText(limit=8000, load_default=None, allow_none=True)
    article_pu = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    article_bpu_rentan = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    article_non_asn = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    article_perangkat_desa = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    article_bpd = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    article_rt_rw = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    article_jakon = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    article_bumd = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    article_ptsp = Text(limit=ARTICLE_LIMIT, load_default=None, allow_none=True)
    summary_pu = Text(load_default=None, allow_none=True)
    summary_bpu_rentan = Text(load_default=None, allow_none=True)
    summary_non_asn = Text(load_default=None, allow_none=True)
    summary_perangkat_desa = Text(load_default=None, allow_none=True)
    summary_bpd = Text(load_default=None, allow_none=True)
    summary_rt_rw = Text(load_default=None, allow_none=True)
    summary_jakon = Text(load_default=None, allow_none=True)
    summary_bumd = Text(load_default=None, allow_none=True)
    summary_ptsp = Text(load_default=None, allow_none=True)
    page_pu = _page()
    page_bpu_rentan = _page()
    page_non_asn = _page()
    page_perangkat_desa = _page()
    page_bpd = _page()
    page_rt_rw = _page()
    page_jakon = _page()
    page_bumd = _page()
    page_ptsp = _page()


class RegulationFilterIn(BaseSchema):
    """The address of a page of the register."""

    search = Text(limit=100, load_default=None, allow_none=True)
    kind = fields.Enum(RegulationKind, by_value=True, load_default=None, allow_none=True)
    state = fields.Enum(State, by_value=True, load_default=None, allow_none=True)
    on = Day(load_default=None, allow_none=True)
    year = WholeNumber(load_default=None, allow_none=True, minimum=FIRST_YEAR, maximum=LAST_YEAR)
    order = fields.Enum(RegulationOrder, by_value=True, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


class StagesBaseIn(BaseSchema):
    """The part of the form of drafting stages that belongs to no stage."""

    expected_version = WholeNumber(load_default=None, allow_none=True, minimum=1)


StagesIn = StagesBaseIn.from_dict(
    {
        name: field
        for stage in Stage
        for name, field in (
            (f"planned_{stage}", Day(load_default=None, allow_none=True)),
            (f"done_{stage}", Day(load_default=None, allow_none=True)),
            (f"note_{stage}", Text(load_default=None, allow_none=True)),
        )
    },
    name="StagesIn",
)
"""The form of the drafting stages of one regulation: two days and a note for each."""


class PassagesIn(BaseSchema):
    """The words looked for in texts."""

    search = Text(limit=200, load_default=None, allow_none=True)


class RegulationDayIn(BaseSchema):
    """The address of one regulation, on a day."""

    on = Day(load_default=None, allow_none=True)


class RelationIn(BaseSchema):
    """A link of the chain; the regulation of the page is the one that acts."""

    kind = fields.Enum(RelationKind, by_value=True, required=True)
    target_id = fields.UUID(required=True)


class SocialisationIn(SourceIn):
    """The form of one event."""

    expected_version = WholeNumber(load_default=None, allow_none=True, minimum=1)
    held_on = Day(load_default=None, allow_none=True)
    place = Text(load_default=None, allow_none=True)
    organiser = Text(load_default=None, allow_none=True)
    participants = LongText(limit=4000, load_default=None, allow_none=True)
    description = LongText(limit=4000, load_default=None, allow_none=True)
    decisions = LongText(limit=4000, load_default=None, allow_none=True)


class DocumentIn(LawFileIn):
    """What is said about an uploaded file, beside the file itself."""


def regulation_details(data: dict[str, Any]) -> RegulationDetails:
    """The stated details of a loaded form."""
    stated = {
        name: value
        for name, value in data.items()
        if name != "expected_version" and not name.startswith(("article_", "summary_", "page_"))
    }
    return RegulationDetails(**{**stated, "source_status": SourceStatus(data["source_status"])})


def provision_details(data: dict[str, Any]) -> list[ProvisionDetails]:
    """The groups of a loaded form that say something."""
    return [
        ProvisionDetails(
            group=group,
            article=data[f"article_{group}"],
            summary=data[f"summary_{group}"],
            page=data[f"page_{group}"],
        )
        for group in ProvisionGroup
        if data[f"article_{group}"] or data[f"summary_{group}"] or data[f"page_{group}"]
    ]


def stage_details(data: dict[str, Any]) -> list[StageDetails]:
    """The drafting stages of a loaded form."""
    return [
        StageDetails(
            dates=StageDates(
                stage=stage, planned_on=data[f"planned_{stage}"], done_on=data[f"done_{stage}"]
            ),
            note=data[f"note_{stage}"],
        )
        for stage in Stage
    ]


def socialisation_details(data: dict[str, Any]) -> SocialisationDetails:
    """The stated details of a loaded event form."""
    stated = {name: value for name, value in data.items() if name != "expected_version"}
    return SocialisationDetails(**{**stated, "source_status": SourceStatus(data["source_status"])})


def regulation_filter(data: dict[str, Any], today: date) -> RegulationFilter:
    """What the address narrows the register to, as it stands today unless a day is chosen."""
    narrowed = {name: value for name, value in data.items() if name != "cursor"}
    chosen = {"order": data["order"] or RegulationOrder.NEWEST, "on": data["on"] or today}
    return RegulationFilter(**{**narrowed, **chosen})
