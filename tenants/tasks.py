"""Background work of this package."""

from functools import partial
from uuid import UUID

from flask import current_app

from tenants.kernel.clock import utcnow
from tenants.kernel.config import Settings
from tenants.kernel.daily import every_day
from tenants.kernel.jobs import JobRunContext, job
from tenants.mailing import MailUnavailable, Post, parse_smtp_url, post_by_smtp, post_to_folder
from tenants.reading import ReaderFailed, Reading, ReadingState, read_text
from tenants.services.follow_ups import tell_overdue
from tenants.services.mail import SEND_JOB
from tenants.services.mail import send_mail as send
from tenants.services.notices import DELIVER_JOB
from tenants.services.notices import deliver_news as deliver
from tenants.services.regulation_texts import READ_TEXTS_JOB, keep_reading, next_unread

PATIENCE = 3
"""So often is a file tried whose reader ends for no reason of the file; then the next one is."""

WATCH_FOLLOW_UPS_JOB = "watch_follow_ups"

every_day(WATCH_FOLLOW_UPS_JOB)


@job(DELIVER_JOB, timeout_seconds=60, max_attempts=5)
def deliver_news(run: JobRunContext) -> None:
    """Write the notices of one piece of news. Safe to run twice: nobody is told twice."""
    with run.step() as session:
        deliver(
            session,
            tenant_id=run.tenant_id,
            news_id=UUID(run.payload["news_id"]),
            now=utcnow(),
        )


@job(WATCH_FOLLOW_UPS_JOB, timeout_seconds=60, max_attempts=5)
def watch_follow_ups(run: JobRunContext) -> None:
    """Tell which follow-ups of a regency are past their day. Safe to run twice."""
    with run.step() as session:
        tell_overdue(session, tenant_id=run.tenant_id, now=utcnow())


@job(SEND_JOB, timeout_seconds=90, max_attempts=5)
def send_mail(run: JobRunContext) -> None:
    """Send one mail. A second run of one that left changes nothing."""
    settings: Settings = current_app.extensions["siap-settings"]
    with run.step() as session:
        send(
            session,
            tenant_id=run.tenant_id,
            mail_id=UUID(run.payload["mail_id"]),
            now=utcnow(),
            post=way_out(settings),
            public_url=settings.public_url,
        )


def way_out(settings: Settings) -> Post:
    """How mail leaves this installation; without a server or a folder it waits."""
    sender = settings.mail_from or f"siap@{next(iter(settings.hosts), 'localhost')}"
    if settings.smtp_url:
        return partial(post_by_smtp, parse_smtp_url(settings.smtp_url), sender)
    if settings.mail_folder:
        return partial(post_to_folder, settings.mail_folder, sender)
    return _wait


def _wait(_letter: object) -> None:
    raise MailUnavailable("not-set-up")


@job(READ_TEXTS_JOB, timeout_seconds=3600, max_attempts=8)
def read_regulation_texts(run: JobRunContext) -> None:
    """Read every unread text of a regency, one file a step.

    Safe to run twice: a file that has been read is passed over, and each is kept in the transaction
    that found it unread.
    """
    count = int(run.checkpoint.get("count", 0))
    while _read_one(run, count + 1):
        count += 1


def _read_one(run: JobRunContext, count: int) -> bool:
    with run.step() as session:
        unread = next_unread(session, tenant_id=run.tenant_id)
        if unread is None:
            return False
        try:
            reading = read_text(unread.content, unread.media_type)
        except ReaderFailed:
            if run.attempt < PATIENCE:
                raise
            reading = Reading(ReadingState.DAMAGED)
        keep_reading(
            session,
            tenant_id=run.tenant_id,
            regulation_document_id=unread.regulation_document_id,
            media_type=unread.media_type,
            reading=reading,
            now=utcnow(),
        )
        run.save(checkpoint={"count": count}, done=count)
    return True
