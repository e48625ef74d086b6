"""What the forms of a decree may send."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from marshmallow import fields, validate

from enrollment.selection import Outcome
from enrollment.services.determinations import Decree
from tenants.kernel.schemas import BaseSchema, Day, Text


class DecreeIn(BaseSchema):
    """What is asked for; ``seen`` is the fingerprint of the preview."""

    seen = fields.String(
        required=True,
        validate=validate.Regexp(r"\A[0-9a-f]{64}\Z"),
        metadata={"example": "0" * 64},
    )
    signer = Text(required=True, limit=200)
    number = Text(load_default=None, allow_none=True, limit=150)
    signed_on = Day(load_default=None, allow_none=True)


class NumberIn(BaseSchema):
    """Number and day of a signed decree."""

    number = Text(required=True, limit=150)
    signed_on = Day(required=True)


class AnnexFormat(StrEnum):
    """As what kind of file an annex leaves."""

    XLSX = "xlsx"
    PDF = "pdf"


class AnnexIn(BaseSchema):
    """Which list of a decree leaves, as what, and whether with whole numbers."""

    format = fields.Enum(AnnexFormat, by_value=True, load_default=AnnexFormat.XLSX)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    is_whole = fields.Boolean(load_default=False)


def decree_of(data: Mapping[str, Any]) -> Decree:
    """What a loaded form asks for."""
    return Decree(
        signer=data["signer"],
        number=data["number"],
        signed_on=data["signed_on"],
        seen=bytes.fromhex(data["seen"]),
    )
