"""Background work of this package."""

from functools import partial
from uuid import UUID

from flask import current_app

from tenants.kernel.clock import utcnow
from tenants.kernel.config import Settings
from tenants.kernel.daily import every_day
from tenants.kernel.jobs import JobRunContext, job
from tenants.mailing import MailUnavailable, Post, parse_smtp_url, post_by_smtp, post_to_folder
from tenants.services.follow_ups import tell_overdue
from tenants.services.mail import SEND_JOB
from tenants.services.mail import send_mail as send
from tenants.services.notices import DELIVER_JOB
from tenants.services.notices import deliver_news as deliver

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
