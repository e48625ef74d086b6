"""What the forms of drafts and of their list of clauses may send."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from cooperation.clause_checks import ClauseFinding, Presence
from cooperation.clause_template import pks_template
from cooperation.services.agreement_drafts import DraftFormat
from tenants.kernel.schemas import BaseSchema, Text, WholeNumber

PLACE_LIMIT = 120
NOTE_LIMIT = 500


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
        for clause in pks_template().clauses
        for name, field in (
            (
                f"presence_{clause.id}",
                fields.Enum(Presence, by_value=True, load_default=None, allow_none=True),
            ),
            (f"place_{clause.id}", Text(limit=PLACE_LIMIT, load_default=None, allow_none=True)),
            (f"note_{clause.id}", Text(limit=NOTE_LIMIT, load_default=None, allow_none=True)),
        )
    },
    name="ClausesIn",
)
"""The list of clauses: of each, whether it stands in the text, where, and a note."""


def clause_findings(data: Mapping[str, Any]) -> Mapping[str, ClauseFinding]:
    """What a loaded form says, by clause; one without an answer is left out."""
    return {
        clause.id: ClauseFinding(
            data[f"presence_{clause.id}"], data[f"place_{clause.id}"], data[f"note_{clause.id}"]
        )
        for clause in pks_template().clauses
        if data[f"presence_{clause.id}"] is not None
    }
