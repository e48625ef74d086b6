"""What the operator's forms send."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from tenants.kernel.errors import N_
from tenants.kernel.schemas import BaseSchema, Day, Text
from tenants.models.identity import OfficeKind, OrganisationKind
from tenants.queries.organisations import OrganisationFilter, OrganisationOrder
from tenants.reference import regions
from tenants.services.invitations import VALID_DAYS

OTHER_KINDS = (OrganisationKind.BRANCH, OrganisationKind.PROVINCE, OrganisationKind.MINISTRY)
_SLUG = validate.Regexp(
    r"[a-z0-9]+(-[a-z0-9]+)*\Z",
    error=N_("Gunakan huruf kecil, angka, dan tanda hubung; misalnya bpjs-blitar."),
)


class OrganisationFilterIn(BaseSchema):
    """Which organisations to list."""

    q = Text(limit=100, load_default=None, allow_none=True)
    kind = fields.Enum(OrganisationKind, by_value=True, load_default=None, allow_none=True)
    order = fields.Enum(OrganisationOrder, by_value=True, load_default=None, allow_none=True)
    cursor = Text(limit=400, load_default=None, allow_none=True)


def organisation_filter(data: dict[str, Any]) -> OrganisationFilter:
    """What the address narrows the list to."""
    return OrganisationFilter(
        search=data["q"], kind=data["kind"], order=data["order"] or OrganisationOrder.NAME
    )


class OrganisationIn(BaseSchema):
    """An organisation that is no regency."""

    kind = fields.String(
        required=True, validate=validate.OneOf([kind.value for kind in OTHER_KINDS])
    )
    name = Text(required=True, limit=200)
    slug = Text(required=True, limit=63, validate=_SLUG)
    office_kind = fields.Enum(OfficeKind, by_value=True, load_default=None, allow_none=True)
    province_code = Text(limit=2, load_default=None, allow_none=True)

    @validates_schema
    def _fit_the_kind(self, data: dict[str, Any], **_: object) -> None:
        if data["kind"] == OrganisationKind.BRANCH and data["office_kind"] is None:
            raise ValidationError(N_("Pilih jenis kantor."), "office_kind")
        is_province = data["kind"] == OrganisationKind.PROVINCE
        if is_province and data["province_code"] not in regions.provinces():
            raise ValidationError(N_("Pilih provinsi."), "province_code")


class OnboardingIn(BaseSchema):
    """The regency to bring in, by its code."""

    region_code = Text(required=True, limit=5)


class FirstInvitationIn(BaseSchema):
    """Whom to invite to keep an organisation's people, and for how long the link holds."""

    invitee = Text(required=True, limit=200)
    days = fields.Integer(required=True, validate=validate.OneOf(VALID_DAYS))


class AssignmentIn(BaseSchema):
    """A regency (its slug) for an office, from a day to a day."""

    regency = Text(required=True, limit=63)
    starts_on = Day(required=True)
    ends_on = Day(load_default=None, allow_none=True)


class EndingIn(BaseSchema):
    """The last day of an assignment."""

    ends_on = Day(required=True)
