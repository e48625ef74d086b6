"""What the API reads and says of scorecards and comparison."""

from marshmallow import fields

from scoring.formulas import State
from tenants.kernel.schemas import BaseSchema


def points() -> fields.Decimal:
    """Points with two decimals, as text."""
    return fields.Decimal(required=True, as_string=True, places=2)


class ScorecardsIn(BaseSchema):
    """Which scorecards."""

    year = fields.Integer(
        load_default=None, allow_none=True, metadata={"description": "Tahun yang dinilai."}
    )


class ScorecardOut(BaseSchema):
    """A result in force: Indeks Kesiapan, which is not the Paritrana score."""

    id = fields.UUID(required=True)
    year = fields.Integer(required=True)
    profile = fields.String(required=True)
    rubric = fields.String(required=True)
    rubric_sha256 = fields.String(required=True)
    facts_sha256 = fields.String(required=True)
    claimed = points()
    verified = points()
    computed_at = fields.AwareDateTime(required=True)
    is_current = fields.Boolean(required=True)


class LineOut(BaseSchema):
    """One line of the ledger; the lines sum to the score."""

    indicator = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": [state.value for state in State]})
    available = points()
    claimed = points()
    verified = points()
    derivation = fields.Dict(
        required=True, metadata={"description": "Aturan, data, dan rumus yang dipakai."}
    )
    missing = fields.List(
        fields.Dict(), required=True, metadata={"description": "Apa yang kurang, dan nilainya."}
    )


class LedgerOut(ScorecardOut):
    """A result with its ledger."""

    lines = fields.List(fields.Nested(LineOut), required=True)


class ScorecardListOut(BaseSchema):
    """Results in force."""

    items = fields.List(fields.Nested(ScorecardOut), required=True)
