"""What the API reads and says of scorecards and comparison."""

from marshmallow import fields

from scoring.formulas import State
from scoring.models.comparison import WITHHELD
from tenants.api.schemas import DecimalText, PageIn, PageOut, verified_mark, year_filter
from tenants.kernel.schemas import BaseSchema, Between, Text
from tenants.kernel.sources import SourceStatus


def points(*, allow_none: bool = False) -> DecimalText:
    """Points of the index."""
    return DecimalText(
        description="Poin, dua angka di belakang titik.", places=2, allow_none=allow_none
    )


class ScorecardsIn(BaseSchema):
    """Which scorecards."""

    year = year_filter(metadata={"description": "Tahun yang dinilai."})


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


class ComparisonIn(PageIn):
    """Which results to compare."""

    year = fields.Integer(
        required=True,
        validate=Between(2000, 2100),
        metadata={"description": "Tahun yang dinilai."},
    )
    profile = Text(required=True, limit=50, metadata={"example": "seimbang"})


class ComparedCoverageOut(BaseSchema):
    """Coverage as published; counts under five people are left out."""

    covered_count = fields.Integer(required=True, allow_none=True)
    eligible_count = fields.Integer(required=True, allow_none=True)
    ratio = DecimalText(description="Bagian yang tercakup, 0 sampai 1.", places=6, allow_none=True)
    is_withheld = fields.Boolean(
        required=True,
        metadata={
            "description": "Angkanya ada, tetapi menyangkut kurang dari 5 orang, sehingga jumlah"
            " dan bagiannya tidak ditampilkan (null)."
        },
    )
    basis = fields.String(
        required=True, allow_none=True, metadata={"description": "Dasar pembilang."}
    )
    kind = fields.String(
        required=True, allow_none=True, metadata={"description": "Dasar penyebut."}
    )
    source = fields.String(required=True)
    status = fields.String(
        required=True, metadata={"enum": [status.value for status in SourceStatus]}
    )
    data_on = fields.Date(required=True, allow_none=True)
    is_verified = verified_mark()


class QuotedOut(BaseSchema):
    """A published percentage without its base: told, never ranked, summed or compared."""

    ratio = DecimalText(description="Bagian yang dikutip, 0 sampai 1.", places=6)
    title = fields.String(required=True)
    source = fields.String(required=True)
    status = fields.String(
        required=True, metadata={"enum": [status.value for status in SourceStatus]}
    )
    published_on = fields.Date(required=True, allow_none=True)
    data_on = fields.Date(required=True, allow_none=True)


class ComparedLineOut(BaseSchema):
    """Points of one indicator; null where they would give away a count under five people."""

    indicator = fields.String(required=True)
    state = fields.String(
        required=True, metadata={"enum": [*(state.value for state in State), WITHHELD]}
    )
    available = points()
    claimed = points(allow_none=True)
    verified = points(allow_none=True)


class ComparedRegionOut(BaseSchema):
    """A kabupaten or kota; what it has not published is null, never zero."""

    code = fields.String(required=True, metadata={"example": "35.05"})
    name = fields.String(required=True)
    province_code = fields.String(required=True)
    takes_part = fields.Boolean(required=True)
    is_withheld = fields.Boolean(
        required=True,
        metadata={
            "description": "Sebagian nilai menyangkut kurang dari 5 orang: nilai itu dan jumlahnya"
            " tidak ditampilkan (null), dan daerah ini tidak diperingkat."
        },
    )
    claimed = points(allow_none=True)
    verified = points(allow_none=True)
    coverage = fields.Nested(ComparedCoverageOut, required=True, allow_none=True)
    quoted = fields.Nested(
        QuotedOut,
        required=True,
        allow_none=True,
        metadata={"description": "Hanya bila tidak ada angka cakupan."},
    )
    lines = fields.List(fields.Nested(ComparedLineOut), required=True)


class ComparisonPageOut(PageOut):
    """A part of the regions in view, by code."""

    items = fields.List(fields.Nested(ComparedRegionOut), required=True)
