"""What the forms of drafts and of their list of clauses may send."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from cooperation.clause_checks import ClauseFinding, Presence
from cooperation.clause_template import template_of
from cooperation.kinds import AgreementKind
from cooperation.services.agreement_drafts import DraftFormat
from tenants.kernel.schemas import BaseSchema, Text, WholeNumber

PLACE_LIMIT = 120
NOTE_LIMIT = 500


_CLAUSES = list(
    dict.fromkeys(clause.id for kind in AgreementKind for clause in template_of(kind).clauses)
)


class DraftIn(BaseSchema):
    """As which file a draft is wanted."""

    format = fields.Enum(DraftFormat, by_value=True, load_default=DraftFormat.PDF)


class KeptDraftIn(DraftIn):
    """Which draft becomes the text, in the version that was on the page."""

    expected_version = WholeNumber(required=True, minimum=1)


class ClausesSeenIn(BaseSchema):
    """Which state of the list was on the page."""

    seen = Text(load_default=None, allow_none=True, limit=100)


ClausesIn = ClausesSeenIn.from_dict(
    {
        name: field
        for clause in _CLAUSES
        for name, field in (
            (
                f"presence_{clause}",
                fields.Enum(Presence, by_value=True, load_default=None, allow_none=True),
            ),
            (f"place_{clause}", Text(limit=PLACE_LIMIT, load_default=None, allow_none=True)),
            (f"note_{clause}", Text(limit=NOTE_LIMIT, load_default=None, allow_none=True)),
        )
    },
    name="ClausesIn",
)
"""The list of clauses of any kind: of each, whether it stands in the text, where, and a note."""


def clause_findings(data: Mapping[str, Any]) -> Mapping[str, ClauseFinding]:
    """What a loaded form says, by clause; one without an answer is left out."""
    return {
        clause: ClauseFinding(
            data[f"presence_{clause}"], data[f"place_{clause}"], data[f"note_{clause}"]
        )
        for clause in _CLAUSES
        if data[f"presence_{clause}"] is not None
    }
