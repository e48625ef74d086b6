"""What the pages of the selection may be asked, and what the form of the rules may send."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from marshmallow import fields, validate

from enrollment.candidate_facts import Answer
from enrollment.queries.selection_people import PeopleFilter
from enrollment.selection import RankBy, Reason, TieRule
from enrollment.selection_funnel import Stage
from enrollment.selection_rules import RuleDetails
from tenants.kernel.schemas import BaseSchema, Day, LongText, Text, WholeNumber

MOST_PEOPLE = 3_000_000
MOST_VILLAGES = 900
OLDEST = 150
QUOTA_FIELD = "quota-"
VILLAGE_CODE = r"\d{2}\.\d{2}\.\d{2}\.\d{4}"


def _village(**kwargs: Any) -> Text:
    return Text(
        limit=13,
        validate=validate.Regexp(rf"\A{VILLAGE_CODE}\Z"),
        metadata={"example": "33.16.01.2001"},
        **kwargs,
    )


def _rank() -> fields.Enum[RankBy]:
    return fields.Enum(RankBy, by_value=True, load_default=None, allow_none=True)


class RuleIn(BaseSchema):
    """The rules of a programme; quotas of villages come in fields of their own."""

    expected_version = WholeNumber(load_default=0, minimum=0)
    quota_people = WholeNumber(required=True, minimum=1, maximum=MOST_PEOPLE)
    min_age = WholeNumber(required=True, maximum=OLDEST)
    under_age = WholeNumber(required=True, maximum=OLDEST)
    max_desil = WholeNumber(load_default=None, allow_none=True, minimum=1, maximum=10)
    desil_on = Day(load_default=None, allow_none=True)
    occupations = fields.List(Text(limit=150), validate=validate.Length(max=200))
    villages = fields.List(_village(), validate=validate.Length(max=MOST_VILLAGES))
    needs_verification = fields.Boolean(load_default=False)
    needs_matching = fields.Boolean(load_default=False)
    needs_membership_check = fields.Boolean(load_default=False)
    rank_1 = _rank()
    rank_2 = _rank()
    rank_3 = _rank()
    tie = fields.Enum(TieRule, by_value=True, required=True)


class VillageQuotasIn(BaseSchema):
    """People by village code."""

    quotas = fields.Dict(
        keys=_village(),
        values=WholeNumber(maximum=MOST_PEOPLE),
        validate=validate.Length(max=MOST_VILLAGES),
    )


class PeopleIn(BaseSchema):
    """What narrows the list of a programme's people; nothing in it names anybody."""

    stage = fields.Enum(Stage, by_value=True, load_default=None, allow_none=True)
    village_code = _village(load_default=None, allow_none=True)
    reason = fields.Enum(Reason, by_value=True, load_default=None, allow_none=True)
    waived = fields.Boolean(load_default=False)


class StatementIn(PeopleIn):
    """One answer about those ticked, or about everybody the filter lets through."""

    scope = fields.String(required=True, validate=validate.OneOf(["ticked", "filter"]))
    worker_ids = fields.List(
        fields.UUID(metadata={"example": "01990000-0000-7000-8000-000000000001"}),
        validate=validate.Length(max=500),
    )
    answer = fields.Enum(Answer, by_value=True, required=True)
    on = Day(load_default=None, allow_none=True)
    note = LongText(limit=500, load_default=None, allow_none=True)
    desil = WholeNumber(load_default=None, allow_none=True, minimum=1, maximum=10)


class PeoplePageIn(PeopleIn):
    """The address of a page of the list."""

    cursor = Text(limit=2000, load_default=None, allow_none=True)


class RecountedPage(StrEnum):
    """A page whose counts are made anew, and which is shown again then."""

    FUNNEL = "funnel"
    PEOPLE = "people"
    RULES = "rules"
    VILLAGES = "villages"
    REGISTERS = "registers"


class RecountIn(PeopleIn):
    """Which page asks for its counts to be made anew, and what its list is narrowed to."""

    page = fields.Enum(RecountedPage, by_value=True, load_default=RecountedPage.FUNNEL)


def people_filter(data: Mapping[str, Any]) -> PeopleFilter:
    """What the address narrows the list to."""
    return PeopleFilter(
        data["stage"] or Stage.RECORDED, data["village_code"], data["reason"], data["waived"]
    )


def rule_details(data: Mapping[str, Any], quotas: Mapping[str, int]) -> RuleDetails:
    """The stated rules of a loaded form."""
    ranks = (data["rank_1"], data["rank_2"], data["rank_3"])
    return RuleDetails(
        village_quotas=quotas,
        ranking=tuple(rank for rank in ranks if rank is not None),
        **{name: data[name] for name in data if not name.startswith(("rank_", "expected_"))},
    )
