"""Reads of what is said about agreements; the walls leave each side what it may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.models.comments import AgreementComment


@dataclass(frozen=True)
class CommentThread:
    """A comment with its answers, the oldest first."""

    comment: AgreementComment
    answers: Sequence[AgreementComment]

    @property
    def is_open(self) -> bool:
        """Whether whoever raised it has not closed it."""
        return self.comment.closed_at is None


def list_threads(session: Session, *, tenant_id: int, agreement_id: UUID) -> list[CommentThread]:
    """Every thread on one agreement that the reader's side may read, open ones first, then newest.

    An answer whose comment is not to be read is left out with it.
    """
    rows = session.scalars(
        select(AgreementComment)
        .where(
            AgreementComment.tenant_id == tenant_id, AgreementComment.agreement_id == agreement_id
        )
        .order_by(AgreementComment.created_at, AgreementComment.id)
    ).all()
    threads = [
        CommentThread(one, [other for other in rows if other.answers_id == one.id])
        for one in rows
        if one.answers_id is None
    ]
    threads.reverse()
    return sorted(threads, key=lambda thread: not thread.is_open)
