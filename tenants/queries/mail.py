"""Reads of outgoing mail: how people want to be written to, what a mail holds, what waits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tenants.mail_rules import MailMode, MailState
from tenants.models.identity import UserAccount
from tenants.models.notices import Notice, OutgoingMail


@dataclass(frozen=True)
class Addressee:
    """A person as the job of mails knows them: where, how and in which language."""

    user_id: UUID
    email: str | None
    asked_at: datetime | None
    is_confirmed: bool
    mode: MailMode
    language: str | None
    is_active: bool

    @property
    def is_written_to(self) -> bool:
        """Whether notices reach them by mail."""
        return self.is_active and self.is_confirmed and self.mode is not MailMode.NONE


@dataclass(frozen=True)
class WaitingMail:
    """How mail stands over all regencies: what waits after a failure, and why the last one did."""

    count: int
    failed_count: int
    oldest_at: datetime | None
    error: str | None
    """Code of the last failure of any mail that waits."""


def list_addressees(session: Session, *, user_ids: Collection[UUID]) -> Mapping[UUID, Addressee]:
    """How some people want to be written to, by id. Role job."""
    rows = session.execute(
        select(
            UserAccount.id,
            UserAccount.email,
            UserAccount.email_asked_at,
            UserAccount.email_confirmed_at.is_not(None),
            UserAccount.mail_mode,
            UserAccount.language,
            UserAccount.is_active,
        ).where(UserAccount.id.in_(user_ids))
    )
    return {
        user_id: Addressee(user_id, email, asked_at, confirmed, MailMode(mode), language, active)
        for user_id, email, asked_at, confirmed, mode, language, active in rows
    }


def list_notices_of_mail(session: Session, *, mail: OutgoingMail) -> Sequence[Notice]:
    """The notices a mail carries, in order of time. Role job, bound to the regency."""
    return session.scalars(
        select(Notice)
        .where(Notice.tenant_id == mail.tenant_id, Notice.mail_id == mail.id)
        .order_by(Notice.happened_at, Notice.id)
    ).all()


def count_waiting_mail(session: Session) -> WaitingMail:
    """How mail stands. Role oversight, which sees no address and nobody's name."""
    is_waiting = OutgoingMail.state == MailState.WAITING
    has_failed = OutgoingMail.error.is_not(None)
    count, failed, oldest = session.execute(
        select(
            func.count(),
            func.count().filter(has_failed),
            func.min(OutgoingMail.created_at).filter(has_failed),
        ).where(is_waiting)
    ).one()
    error = session.scalar(
        select(OutgoingMail.error)
        .where(is_waiting, has_failed)
        .order_by(OutgoingMail.due_at.desc())
        .limit(1)
    )
    return WaitingMail(count, failed, oldest, error)
