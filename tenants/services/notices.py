"""Tell people: state news in the change's own transaction, write their notices, mark them read."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.clock import local_day
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue
from tenants.kernel.writes import write
from tenants.models.identity import Tenant
from tenants.models.notices import News, Notice
from tenants.notice_rules import Tidings
from tenants.queries.notices import get_news, list_recipients
from tenants.services.mail import plan_mails
from tenants.working_days import is_working_day

DELIVER_JOB = "deliver_news"

Brought = Callable[[Session, int, date], Iterable[tuple[UUID, Tidings | None]]]
"""Finds what a day brings to a regency: each record, and what of it is news, if anything."""


def tell(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    subject_id: UUID,
    tidings: Tidings,
) -> None:
    """State news of a record in the transaction that makes it; a job finds the people afterwards.

    Role regency or branch: neither learns whom the other side employs.

    Effects:
        Adds the news, enqueues ``deliver_news``.
    """
    news = News(id=uuid7(), **_stated(tenant_id, actor, now, subject_id, tidings))
    session.add(news)
    session.flush()
    enqueue(
        session,
        DELIVER_JOB,
        tenant_id=tenant_id,
        key=str(news.id),
        payload={"news_id": str(news.id)},
        now=now,
    )


def tell_once(
    session: Session, *, tenant_id: int, now: datetime, subject_id: UUID, tidings: Tidings
) -> bool:
    """State news that time brought and deliver it at once, unless its key was told before.

    Args:
        session: role job, bound to the regency.
        tenant_id: the regency.
        now: the present moment.
        subject_id: the record.
        tidings: what, and to whom.

    Returns:
        whether it was news.

    Effects:
        Adds the news and its notices.
    """
    values = _stated(tenant_id, SYSTEM, now, subject_id, tidings)
    news_id = session.scalar(
        insert(News)
        .values(id=uuid7(), **values)
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
        .returning(News.id)
    )
    if news_id is None:
        return False
    deliver_news(session, tenant_id=tenant_id, news_id=news_id, now=now)
    return True


def tell_each(
    session: Session,
    *,
    tenant_id: int,
    now: datetime,
    brought: Brought,
    rests_on_days_off: bool = False,
) -> int:
    """State what today's date brings to a regency, by its own clock; again tells nothing.

    Args:
        session: role job, bound to the regency.
        tenant_id: the regency.
        now: the present moment.
        brought: finds it, asked of the day in the regency's time zone.
        rests_on_days_off: whether nothing is told on a day on which offices do not work.

    Returns:
        pieces of news.

    Effects:
        Adds news and notices.
    """
    today = local_day(now, session.get_one(Tenant, tenant_id).timezone)
    if rests_on_days_off and not is_working_day(today):
        return 0
    return sum(
        tell_once(session, tenant_id=tenant_id, now=now, subject_id=subject_id, tidings=tidings)
        for subject_id, tidings in brought(session, tenant_id, today)
        if tidings is not None
    )


def deliver_news(session: Session, *, tenant_id: int, news_id: UUID, now: datetime) -> int:
    """Write the notices of news, one for each person told, and plan their mails. Role job.

    Again changes nothing.

    Returns:
        people told by this call.

    Raises:
        NotFound: no such news in this regency.
    """
    news = get_news(session, tenant_id=tenant_id, news_id=news_id)
    recipients = list_recipients(session, news=news, now=now)
    if not recipients:
        return 0
    mails = plan_mails(session, news=news, recipients=recipients, now=now)
    rows = [
        {
            "organisation_id": one.organisation_id,
            "id": uuid7(),
            "user_id": one.user_id,
            "tenant_id": tenant_id,
            "news_id": news.id,
            "code": news.code,
            "params": news.params,
            "subject": news.subject,
            "subject_id": news.subject_id,
            "happened_at": news.happened_at,
            "mail_id": mails.get(one),
        }
        for one in recipients
    ]
    return write(session, insert(Notice).values(rows).on_conflict_do_nothing())


def mark_read(
    session: Session, *, organisation_id: UUID, user_id: UUID, now: datetime, notice_id: UUID
) -> Notice:
    """Note that a person has read a notice; the first time counts.

    Raises:
        NotFound: no such notice of theirs in this organisation.
    """
    notice = session.scalars(
        select(Notice)
        .where(
            Notice.organisation_id == organisation_id,
            Notice.user_id == user_id,
            Notice.id == notice_id,
        )
        .with_for_update()
    ).one_or_none()
    if notice is None:
        raise NotFound(N_("Pemberitahuan tidak ditemukan."))
    if notice.read_at is None:
        notice.read_at = now
    return notice


def mark_all_read(
    session: Session, *, organisation_id: UUID, user_id: UUID, now: datetime, until: datetime
) -> int:
    """Note that a person has read everything told until a moment; what came later stays unread.

    Returns:
        notices marked.
    """
    return write(
        session,
        update(Notice)
        .where(
            Notice.organisation_id == organisation_id,
            Notice.user_id == user_id,
            Notice.read_at.is_(None),
            Notice.happened_at <= until,
        )
        .values(read_at=now),
    )


def _stated(
    tenant_id: int, actor: Actor, now: datetime, subject_id: UUID, tidings: Tidings
) -> dict[str, object]:
    return {
        "tenant_id": tenant_id,
        "key": tidings.key,
        "code": tidings.code,
        "params": tidings.params,
        "subject": tidings.subject,
        "subject_id": subject_id,
        "regency_roles": [role.value for role in tidings.audience.regency],
        "branch_roles": [role.value for role in tidings.audience.branch],
        "person_ids": list(tidings.audience.people),
        "actor_id": actor.id,
        "happened_at": now,
    }
