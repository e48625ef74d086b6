"""The forms of evidence."""

from marshmallow import fields

from scoring.evidence_rules import EvidenceDetails
from tenants.kernel.document_fields import HeldEvidenceIn
from tenants.kernel.schemas import BaseSchema, Day, LongText, Text, WholeNumber

PLACE_LIMIT = 200


class NewEvidenceIn(BaseSchema):
    """For which indicator, perhaps with which file, the form is opened."""

    indicator = Text(limit=8, load_default=None, allow_none=True)
    document_id = fields.UUID(load_default=None, allow_none=True)


class EvidenceDetailsIn(BaseSchema):
    """Where the proof is found, and until when it holds."""

    place = Text(limit=PLACE_LIMIT, load_default="", allow_none=True)
    note = LongText(load_default=None, allow_none=True)
    valid_until = Day(load_default=None, allow_none=True)


class EvidenceIn(EvidenceDetailsIn, HeldEvidenceIn):
    """The form of a new one; a file that is kept already, or one that comes along."""

    indicator = Text(limit=8, required=True)
    document_id = fields.UUID(load_default=None, allow_none=True)


class EvidenceChangeIn(EvidenceDetailsIn):
    """The form of one that is kept."""

    expected_version = WholeNumber(required=True, minimum=1)
    takes_newer = fields.Boolean(load_default=False)


def evidence_details(data: dict[str, object]) -> EvidenceDetails:
    """What a form says, as the service takes it."""
    return EvidenceDetails(
        place=data["place"] or "",  # type: ignore[arg-type]
        note=data["note"],  # type: ignore[arg-type]
        valid_until=data["valid_until"],  # type: ignore[arg-type]
    )
