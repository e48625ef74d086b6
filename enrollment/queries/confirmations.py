"""Reads of what BPJS offices state by form about billing lists."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from enrollment.answers import AnswerKind
from enrollment.models.confirmations import OfficeConfirmation
from enrollment.models.postings import PostingFile
from enrollment.office_confirmations import ConfirmationOutcome, Named, named_by
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


def has_confirmation(
    session: Session, *, tenant_id: int, billing_list_id: UUID, branch_ids: Collection[UUID]
) -> bool:
    """Whether one of some offices says that a list was registered or paid, and stands by it.

    A refusal is none: it asks for the list to be mended.
    """
    found = session.scalar(
        select(OfficeConfirmation.id)
        .where(
            OfficeConfirmation.tenant_id == tenant_id,
            OfficeConfirmation.billing_list_id == billing_list_id,
            OfficeConfirmation.outcome == ConfirmationOutcome.CONFIRMED,
            OfficeConfirmation.withdrawn_at.is_(None),
            OfficeConfirmation.branch_id.in_(branch_ids),
        )
        .limit(1)
    )
    return found is not None


def list_named(
    session: Session, *, tenant_id: int, billing_list_id: UUID, kind: AnswerKind
) -> dict[UUID, Named]:
    """How many people of a list the stored files of each office name as accepted, or post."""
    accepted = (
        PostingFile.people_count if kind is AnswerKind.POSTING else PostingFile.accepted_count
    )
    rows = session.execute(
        select(
            PostingFile.branch_id,
            func.coalesce(accepted, 0),
            func.coalesce(PostingFile.rejected_count, 0)
            + func.coalesce(PostingFile.elsewhere_count, 0),
        )
        .where(
            PostingFile.tenant_id == tenant_id,
            PostingFile.billing_list_id == billing_list_id,
            PostingFile.kind == kind,
            PostingFile.state == PostingState.APPLIED,
        )
        .order_by(PostingFile.confirmed_at, PostingFile.id)
    )
    files: defaultdict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for branch_id, people, others in rows:
        if branch_id is not None:
            files[branch_id].append((people, others))
    named = {branch_id: named_by(sent) for branch_id, sent in files.items()}
    return {branch_id: one for branch_id, one in named.items() if one is not None}
