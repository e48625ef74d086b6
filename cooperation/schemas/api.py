"""What the API reads and says of programmes and agreements."""

from marshmallow import fields

from cooperation.commitment_states import CommitmentPhase
from cooperation.findings import FindingCode, Severity
from cooperation.kinds import AgreementKind, FundingSource, Payer
from cooperation.queries.commitment_register import CommitmentOrder
from cooperation.states import AgreementState
from tenants.api.schemas import PageIn, PageOut, SourceOut, words, year_filter
from tenants.kernel.schemas import BaseSchema


class CommitmentsIn(PageIn):
    """Which programmes."""

    year = year_filter(metadata={"description": "Tahun anggaran."})
    phase = fields.Enum(CommitmentPhase, by_value=True, load_default=None, allow_none=True)
    funding_source = fields.Enum(FundingSource, by_value=True, load_default=None, allow_none=True)
    order = fields.Enum(CommitmentOrder, by_value=True, load_default=CommitmentOrder.NEWEST)


class FindingOut(BaseSchema):
    """What the arithmetic has to say."""

    code = words(FindingCode)
    severity = words(Severity)


class CommitmentOut(SourceOut):
    """A program bantuan iuran; null means not stated, never zero."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    department = fields.String(
        required=True, allow_none=True, metadata={"description": "Perangkat daerah (OPD)."}
    )
    payer = words(Payer)
    funding_source = words(FundingSource)
    budget_year = fields.Integer(required=True)
    people_count = fields.Integer(required=True, allow_none=True)
    first_month = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Hari pertama bulan perlindungan pertama."},
    )
    month_count = fields.Integer(required=True, allow_none=True)
    phase = words(CommitmentPhase)
    budget_idr = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Rupiah, menurut anggaran."}
    )
    computed_rate_idr = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Rupiah per orang per bulan; null bila lebih dari satu besaran."},
    )
    computed_total_idr = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Rupiah: orang x bulan x besaran iuran."},
    )
    findings = fields.List(fields.Nested(FindingOut), required=True)


class CommitmentPageOut(PageOut):
    """A part of the list of programmes."""

    items = fields.List(fields.Nested(CommitmentOut), required=True)


class AgreementOut(SourceOut):
    """An agreement with BPJS Ketenagakerjaan."""

    id = fields.UUID(required=True)
    commitment_id = fields.UUID(required=True, allow_none=True)
    commitment_ids = fields.List(
        fields.UUID(),
        required=True,
        allow_none=True,
        metadata={
            "description": "Semua program yang dimuat, commitment_id lebih dahulu; null bagi kantor"
            " selama daerah memperbaikinya."
        },
    )
    kind = words(AgreementKind)
    title = fields.String(required=True)
    number_regency = fields.String(required=True, allow_none=True)
    number_bpjs = fields.String(required=True, allow_none=True)
    status = words(AgreementState)
    signed_on = fields.Date(required=True, allow_none=True)
    starts_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(
        required=True, allow_none=True, metadata={"description": "Hari terakhir berlaku."}
    )
    terminated_on = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)


class AgreementPageOut(PageOut):
    """A part of the list of agreements."""

    items = fields.List(fields.Nested(AgreementOut), required=True)
