"""Reads of what BPJS offices state by form about billing lists."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from enrollment.answers import AnswerKind
from enrollment.models.confirmations import OfficeConfirmation
from enrollment.models.postings import PostingFile
from enrollment.office_confirmations import ConfirmationOutcome
from enrollment.posting_states import PostingState
from tenants.kernel.errors import N_, NotFound


def list_confirmations(
    session: Session, *, tenant_id: int, billing_list_id: UUID
) -> Sequence[OfficeConfirmation]:
    """What was stated about a list, those that stand first, then newest. Either side may ask."""
    return session.scalars(
        select(OfficeConfirmation)
        .where(
            OfficeConfirmation.tenant_id == tenant_id,
            OfficeConfirmation.billing_list_id == billing_list_id,
        )
        .order_by(
            OfficeConfirmation.withdrawn_at.is_not(None),
            OfficeConfirmation.stated_at.desc(),
            OfficeConfirmation.id,
        )
    ).all()


def get_confirmation(
    session: Session, *, tenant_id: int, confirmation_id: UUID
) -> OfficeConfirmation:
    """One statement.

    Raises:
        NotFound: no such statement in this regency.
    """
    found = session.get(OfficeConfirmation, (tenant_id, confirmation_id))
    if found is None:
        raise NotFound(N_("Pernyataan kantor tidak ditemukan."))
    return found


def has_confirmation(session: Session, *, tenant_id: int, billing_list_id: UUID) -> bool:
    """Whether an office says that a list was registered or paid, and has not taken it back.

    A refusal is none: it asks for the list to be mended.
    """
    found = session.scalar(
        select(OfficeConfirmation.id)
        .where(
            OfficeConfirmation.tenant_id == tenant_id,
            OfficeConfirmation.billing_list_id == billing_list_id,
            OfficeConfirmation.outcome == ConfirmationOutcome.CONFIRMED,
            OfficeConfirmation.withdrawn_at.is_(None),
        )
        .limit(1)
    )
    return found is not None


def count_named(session: Session, *, tenant_id: int, billing_list_id: UUID) -> int | None:
    """People the newest stored file of an office names as accepted; None where none was stored."""
    return session.scalar(
        select(func.coalesce(PostingFile.accepted_count, 0))
        .where(
            PostingFile.tenant_id == tenant_id,
            PostingFile.billing_list_id == billing_list_id,
            PostingFile.kind == AnswerKind.MEMBERSHIP,
            PostingFile.state == PostingState.APPLIED,
            PostingFile.branch_id.is_not(None),
        )
        .order_by(PostingFile.uploaded_at.desc())
        .limit(1)
    )
