"""What the API reads and says of rosters, workers and coverage."""

from flask_smorest.fields import Upload
from marshmallow import fields

from cooperation.review_rules import ReviewState
from enrollment.kinds import (
    CoverStatus,
    DenominatorKind,
    NumeratorBasis,
    RosterState,
    StatementSegment,
)
from enrollment.parsing.columns import Column
from enrollment.parsing.rows import Severity
from enrollment.schemas.rosters import RosterIn
from tenants.api.schemas import DecimalText, FigureOut, PageIn, PageOut, words
from tenants.kernel.schemas import BaseSchema


class RosterUploadIn(RosterIn):
    """A roster file and what it means."""

    file = Upload(required=True, metadata={"description": "Berkas CSV atau Excel (.xlsx)."})


class RosterCountsOut(BaseSchema):
    """A roster without its file or any person; counts stay null until they are known."""

    id = fields.UUID(required=True)
    commitment_id = fields.UUID(required=True)
    cover_status = words(CoverStatus)
    is_synthetic = fields.Boolean(required=True)
    row_count = fields.Integer(required=True, allow_none=True)
    valid_count = fields.Integer(required=True, allow_none=True)
    warning_count = fields.Integer(required=True, allow_none=True)
    error_count = fields.Integer(required=True, allow_none=True)
    duplicate_count = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Baris yang mengulang NIK dalam berkas; bagian dari yang salah."},
    )
    stored_count = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Baris sah yang disimpan."}
    )
    new_worker_count = fields.Integer(required=True, allow_none=True)
    known_worker_count = fields.Integer(required=True, allow_none=True)
    updated_worker_count = fields.Integer(required=True, allow_none=True)
    unchanged_worker_count = fields.Integer(required=True, allow_none=True)
    cover_month_count = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Orang-bulan (OB) yang ditambah."}
    )


class RosterForecastOut(BaseSchema):
    """What storing would do now, all valid rows included."""

    new_worker_count = fields.Integer(required=True)
    changed_worker_count = fields.Integer(required=True)
    unchanged_worker_count = fields.Integer(required=True)
    new_cover_count = fields.Integer(required=True)
    changed_cover_count = fields.Integer(required=True)
    needs_word_count = fields.Integer(
        required=True,
        metadata={"description": "Baris yang hanya disimpan dengan alasan; bagian dari yang sah."},
    )


class RosterOut(RosterCountsOut):
    """A roster and what became of it; counts stay null until they are known."""

    filename = fields.String(required=True)
    sha256 = fields.String(required=True)
    sheet_name = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Lembar yang dibaca; null untuk CSV."},
    )
    state = words(RosterState)
    has_moved_on = fields.Boolean(
        required=True,
        metadata={"description": "Keadaan berubah sejak pratinjau; keputusan diminta sekali lagi."},
    )
    forecast = fields.Nested(
        RosterForecastOut,
        required=True,
        allow_none=True,
        metadata={"description": "Pratinjau; null sebelum diperiksa."},
    )
    failure_code = fields.String(required=True, allow_none=True)
    failure_detail = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Mengapa berkas ditolak, dalam bahasa menurut Accept-Language; null bila"
            " tidak ditolak."
        },
    )
    uploaded_at = fields.AwareDateTime(required=True)
    uploaded_by_name = fields.String(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    withdrawn_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "Kapan penarikannya diminta; null bila tidak ditarik."},
    )
    released_count = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Orang yang dilepas; null sampai penarikan selesai."},
    )


class ReceivedRosterOut(RosterOut):
    """A roster just sent, or the one that holds the very same file."""

    is_new = fields.Boolean(required=True)


class RosterPageOut(PageOut):
    """A part of the history."""

    items = fields.List(fields.Nested(RosterOut), required=True)


class SubmittedRosterOut(RosterCountsOut):
    """A roster as the BPJS office sees it: counts and its latest submission, no person."""

    programme = fields.String(required=True, metadata={"description": "Nama program."})
    review = words(ReviewState)
    round = fields.Integer(
        required=True, metadata={"description": "Putaran pengajuan, mulai dari 1."}
    )
    submitted_at = fields.AwareDateTime(required=True)
    withdrawn_at = fields.AwareDateTime(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    office = fields.String(
        required=True, allow_none=True, metadata={"description": "Kantor yang memutuskan."}
    )
    reason = fields.String(
        required=True, allow_none=True, metadata={"description": "Alasan; wajib bila dikembalikan."}
    )


class SubmittedRosterPageOut(PageOut):
    """A part of the submitted rosters, the newest submission first."""

    items = fields.List(fields.Nested(SubmittedRosterOut), required=True)


class RowProblemOut(BaseSchema):
    """What is wrong with a cell. Identifiers are never repeated whole."""

    row_number = fields.Integer(required=True)
    column = fields.String(required=True, allow_none=True)
    code = fields.String(required=True)
    severity = words(Severity)
    detail = fields.String(required=True, metadata={"description": "Apa masalahnya."})
    fix = fields.String(required=True, metadata={"description": "Cara memperbaikinya."})


class RowProblemPageOut(PageOut):
    """A part of the problems of a roster's rows, errors first."""

    items = fields.List(fields.Nested(RowProblemOut), required=True)


class CandidateOut(BaseSchema):
    """A column of a file that may be meant."""

    position = fields.Integer(required=True, metadata={"description": "Letak kolom, mulai dari 0."})
    name = fields.String(required=True, metadata={"description": "Judul kolom dalam berkas."})


class AskedColumnOut(BaseSchema):
    """One of our columns, and where it seems to lie."""

    column = words(Column)
    is_required = fields.Boolean(required=True)
    is_open = fields.Boolean(
        required=True, metadata={"description": "Judul kolom belum jelas dan harus dipastikan."}
    )
    position = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "Letak yang diusulkan, dari judul kolom atau dari daftar terdahulu"
            " dengan judul yang sama; null bila tidak ada."
        },
    )
    candidates = fields.List(
        fields.Nested(CandidateOut),
        required=True,
        metadata={"description": "Kolom yang mungkin dimaksud; kosong bila judulnya sudah jelas."},
    )


class HeadRowOut(BaseSchema):
    """One of the first rows of a table; numbers of people are masked."""

    row_number = fields.Integer(required=True)
    cells = fields.List(fields.String(), required=True)


class AskedTableOut(BaseSchema):
    """The beginning of a table, and what is asked of its columns."""

    sheet = fields.String(
        required=True, allow_none=True, metadata={"description": "Nama lembar; null untuk CSV."}
    )
    header_row = fields.Integer(
        required=True, metadata={"description": "Baris yang diduga berisi judul kolom."}
    )
    columns = fields.List(fields.Nested(AskedColumnOut), required=True)
    rows = fields.List(
        fields.Nested(HeadRowOut),
        required=True,
        metadata={"description": "Baris pertama; nomor identitas disamarkan."},
    )


class AskedColumnsOut(BaseSchema):
    """What has to be said of a roster's columns before it is read."""

    tables = fields.List(
        fields.Nested(AskedTableOut),
        required=True,
        metadata={
            "description": "Tabel yang kolomnya belum jelas; kosong bila tidak ada yang ditanyakan."
        },
    )


class WorkersIn(PageIn):
    """Which workers."""

    commitment_id = fields.UUID(load_default=None, allow_none=True)
    status = fields.Enum(CoverStatus, by_value=True, load_default=None, allow_none=True)


class CoverOut(BaseSchema):
    """Months in a programme, both by their first day and included."""

    commitment_id = fields.UUID(required=True)
    status = words(CoverStatus)
    first_month_on = fields.Date(required=True)
    last_month_on = fields.Date(required=True)


class WorkerOut(BaseSchema):
    """A person; of the NIK only the first six digits are shown."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    nik_masked = fields.String(required=True, metadata={"example": "350501**********"})
    birth_on = fields.Date(required=True)
    sex = fields.String(required=True)
    village_code = fields.String(required=True)
    village_name = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Nama desa/kelurahan; null bila daftarnya belum tersedia."},
    )
    occupation = fields.String(required=True, allow_none=True)
    is_synthetic = fields.Boolean(required=True)
    covers = fields.List(fields.Nested(CoverOut), required=True)


class WorkerPageOut(PageOut):
    """A part of the list of workers, by name."""

    items = fields.List(fields.Nested(WorkerOut), required=True)


class StatementOut(FigureOut):
    """A participation figure with both counts and their base."""

    id = fields.UUID(required=True)
    segment = words(StatementSegment)
    numerator_count = fields.Integer(required=True)
    numerator_basis = words(NumeratorBasis)
    denominator_count = fields.Integer(required=True)
    denominator_kind = words(DenominatorKind)
    includes_jakon = fields.Boolean(required=True)
    percent = DecimalText(description="Angka dalam persen.", allow_none=True)


class QuotationOut(FigureOut):
    """A published figure without its base: shown, never scored."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    quoted_percent = DecimalText(description="Angka dalam persen.", allow_none=True)


class TargetOut(FigureOut):
    """A target of coverage."""

    id = fields.UUID(required=True)
    year = fields.Integer(required=True)
    ratio = DecimalText(description="Bagian yang harus tercakup, 0 sampai 1.")


class CoverageOut(BaseSchema):
    """Every coverage figure of the regency; two bases are never merged."""

    statements = fields.List(fields.Nested(StatementOut), required=True)
    quotations = fields.List(fields.Nested(QuotationOut), required=True)
    targets = fields.List(fields.Nested(TargetOut), required=True)
