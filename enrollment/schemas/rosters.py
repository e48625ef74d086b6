"""What is said about an uploaded list."""

from marshmallow import fields, validate

from enrollment.intake import OnDoubted, OnErrors, OnKnown
from enrollment.kinds import UPLOADED_STATUSES, CoverStatus
from enrollment.queries.rosters import RosterOrder
from tenants.kernel.schemas import BaseSchema, LongText, Text

REASON_LIMIT = 2000


class RosterIn(BaseSchema):
    """The upload form, beside the file itself."""

    commitment_id = fields.UUID(required=True)
    cover_status = fields.Enum(
        CoverStatus,
        by_value=True,
        load_default=CoverStatus.PROPOSED,
        validate=validate.OneOf(UPLOADED_STATUSES),
    )
    is_synthetic = fields.Boolean(load_default=False)


class RosterDecisionIn(BaseSchema):
    """What somebody chose on the preview of a list; everything has a stated default."""

    on_errors = fields.Enum(
        OnErrors,
        by_value=True,
        load_default=OnErrors.VALID_ROWS,
        metadata={
            "description": "Bila ada baris salah: semua atau tidak sama sekali, atau hanya baris"
            " yang sah (bawaan)."
        },
    )
    on_known = fields.Enum(
        OnKnown,
        by_value=True,
        load_default=OnKnown.UPDATE,
        metadata={
            "description": "Orang yang sudah tercatat: perbarui (bawaan), lewati, atau hentikan."
        },
    )
    on_doubted = fields.Enum(
        OnDoubted,
        by_value=True,
        load_default=OnDoubted.LEAVE_OUT,
        metadata={
            "description": "Baris yang perlu alasan: tidak disertakan (bawaan), atau disertakan"
            " dengan alasan."
        },
    )
    override_reason = LongText(
        limit=REASON_LIMIT,
        load_default=None,
        allow_none=True,
        metadata={"description": "Satu alasan untuk semua baris yang perlu alasan, tanpa NIK."},
    )


class RosterListIn(BaseSchema):
    """The address of a page of the history."""

    commitment_id = fields.UUID(load_default=None, allow_none=True)
    order = fields.Enum(RosterOrder, by_value=True, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)
