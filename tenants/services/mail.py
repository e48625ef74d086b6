"""Write to people: plan a mail beside its notices, send it once, confirm an address."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tenants.access import PLACE_OF
from tenants.kernel import formats
from tenants.kernel.crypto import web_signature
from tenants.kernel.errors import N_, FieldError, InvalidInput, NotFound
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue
from tenants.mail_rules import MailKind, MailMode, MailState, next_digest, pause_after
from tenants.mailing import Letter, MailRefused, MailUnavailable, Post
from tenants.models.identity import Organisation, OrganisationKind, Tenant, UserAccount
from tenants.models.notices import News, Notice, OutgoingMail
from tenants.notice_words import Telling, in_words, subject_pages
from tenants.queries.mail import Addressee, list_addressees, list_notices_of_mail
from tenants.queries.notices import Recipient

SEND_JOB = "send_mail"
PLATFORM_TENANT = 0
CODE_LETTERS = 10
CODE_HOLDS = timedelta(hours=24)


def plan_mails(
    session: Session, *, news: News, recipients: Sequence[Recipient], now: datetime
) -> Mapping[Recipient, UUID]:
    """The mail that will carry a piece of news to each person who wants one.

    A mail of its own, due at once, or the digest of the regency of the next morning.

    Args:
        session: role job, bound to the regency.
        news: what is told.
        recipients: whom.
        now: the present moment.

    Effects:
        Adds mails that are new and enqueues ``send_mail`` for each.
    """
    people = list_addressees(session, user_ids={one.user_id for one in recipients})
    digest_at = next_digest(now, session.get_one(Tenant, news.tenant_id).timezone)
    planned: dict[Recipient, UUID] = {}
    for one in recipients:
        person = people.get(one.user_id)
        if person is None or not person.is_written_to:
            continue
        is_digest = person.mode is MailMode.DAILY
        kind, due_at = (MailKind.DIGEST, digest_at) if is_digest else (MailKind.NOTICE, now)
        subject = f"{due_at:%Y-%m-%d}" if is_digest else str(news.id)
        key = f"{kind}:{one.organisation_id}:{one.user_id}:{subject}"
        planned[one] = _plan(session, news.tenant_id, key, kind, one, due_at, now)
    return planned


def send_mail(
    session: Session, *, tenant_id: int, mail_id: UUID, now: datetime, post: Post, public_url: str
) -> MailState:
    """Send a mail that waits; one that left or is no longer wanted is left alone.

    The row is locked while the mail leaves, so no other run sends it meanwhile. Should this process
    die between the two, the next one sends the same Message-ID again.

    Args:
        session: role job, bound to the regency.
        tenant_id: the regency; the platform's own for codes.
        mail_id: which one.
        now: the present moment.
        post: how it leaves.
        public_url: how its links begin.

    Returns:
        where it stands now.

    Raises:
        NotFound: no such mail.

    Effects:
        Changes the mail; enqueues another attempt where the way is closed.
    """
    mail = session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.tenant_id == tenant_id, OutgoingMail.id == mail_id)
        .with_for_update()
    ).one_or_none()
    if mail is None:
        raise NotFound
    if mail.state != MailState.WAITING:
        return MailState(mail.state)
    letter = _letter(session, mail, now, public_url)
    if letter is None:
        return _end(mail, MailState.DROPPED, now)
    mail.attempts += 1
    try:
        post(letter)
    except MailRefused as error:
        mail.error = error.code
        return _end(mail, MailState.REFUSED, now)
    except MailUnavailable as error:
        mail.error, mail.due_at = error.code, now + pause_after(mail.attempts)
        _ask(session, mail.tenant_id, mail.id, mail.due_at)
        return MailState.WAITING
    mail.error = None
    return _end(mail, MailState.SENT, now)


def state_address(
    session: Session, *, user_id: UUID, email: str | None, mode: MailMode, now: datetime
) -> bool:
    """Keep where and how a person wants to be written to. Role identity, bound to the platform.

    Args:
        session: the transaction.
        user_id: whose.
        email: None takes the address away.
        mode: how.
        now: the present moment.

    Returns:
        whether a code was asked for, because the address is new.

    Effects:
        Locks the account; for a new address plans the mail with its code.
    """
    account = _locked(session, user_id)
    account.mail_mode = mode
    if email == account.email and (email is None or account.email_confirmed_at is not None):
        return False
    account.email, account.email_confirmed_at = email, None
    account.email_asked_at = now if email else None
    if email is None:
        return False
    session.flush()
    mail_id = uuid7()
    session.add(
        OutgoingMail(
            id=mail_id,
            tenant_id=PLATFORM_TENANT,
            key=f"{MailKind.CONFIRMATION}:{mail_id}",
            kind=MailKind.CONFIRMATION,
            user_id=user_id,
            state=MailState.WAITING,
            due_at=now,
            attempts=0,
            created_at=now,
        )
    )
    session.flush()
    _ask(session, PLATFORM_TENANT, mail_id, now)
    return True


def confirm_address(session: Session, *, user_id: UUID, code: str, now: datetime) -> None:
    """Take the address as the person's own: the code that was sent to it came back.

    Raises:
        InvalidInput: it is another code, or one that no longer holds.

    Effects:
        Locks the account.
    """
    account = _locked(session, user_id)
    asked_at = account.email_asked_at
    expected = code_of(user_id, account.email or "", asked_at) if asked_at else ""
    is_right = compare_digest(expected.encode(), code.strip().lower().encode())
    if asked_at is None or not is_right or now - asked_at > CODE_HOLDS:
        text = N_("Kode tidak cocok atau sudah lewat 24 jam. Simpan kembali alamat surel Anda.")
        raise InvalidInput(errors=[FieldError("/code", text)])
    account.email_confirmed_at = now


def code_of(user_id: UUID, email: str, asked_at: datetime) -> str:
    """The code that confirms an address; it is computed anew and kept nowhere."""
    told = f"{user_id}:{email}:{asked_at.timestamp():.0f}"
    return web_signature("mail-address", told)[:CODE_LETTERS]


def _plan(
    session: Session,
    tenant_id: int,
    key: str,
    kind: MailKind,
    recipient: Recipient,
    due_at: datetime,
    now: datetime,
) -> UUID:
    added: UUID | None = session.scalar(
        insert(OutgoingMail)
        .values(
            tenant_id=tenant_id,
            id=uuid7(),
            key=key,
            kind=kind,
            user_id=recipient.user_id,
            organisation_id=recipient.organisation_id,
            state=MailState.WAITING,
            due_at=due_at,
            attempts=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
        .returning(OutgoingMail.id)
    )
    if added is not None:
        _ask(session, tenant_id, added, due_at)
        return added
    return (
        session.scalars(
            select(OutgoingMail).where(OutgoingMail.tenant_id == tenant_id, OutgoingMail.key == key)
        )
        .one()
        .id
    )


def _ask(session: Session, tenant_id: int, mail_id: UUID, due_at: datetime) -> None:
    payload = {"mail_id": str(mail_id)}
    enqueue(session, SEND_JOB, tenant_id=tenant_id, key=str(mail_id), payload=payload, now=due_at)


def _locked(session: Session, user_id: UUID) -> UserAccount:
    return session.scalars(
        select(UserAccount).where(UserAccount.id == user_id).with_for_update()
    ).one()


def _end(mail: OutgoingMail, state: MailState, now: datetime) -> MailState:
    mail.state, mail.ended_at = state, now
    return state


def _letter(session: Session, mail: OutgoingMail, now: datetime, public_url: str) -> Letter | None:
    """What is written; None where its person wants no such mail any more."""
    person = list_addressees(session, user_ids=[mail.user_id]).get(mail.user_id)
    if person is None or person.email is None:
        return None
    with formats.written_in(person.language or formats.LANGUAGE_OF_RECORD):
        if mail.kind == MailKind.CONFIRMATION:
            return _code_letter(mail, person, now)
        if not person.is_written_to:
            return None
        return _notice_letter(session, mail, person.email, now, public_url)


def _code_letter(mail: OutgoingMail, person: Addressee, now: datetime) -> Letter | None:
    if person.is_confirmed or person.email is None or person.asked_at is None:
        return None
    code = code_of(person.user_id, person.email, person.asked_at)
    text = _(
        "Kode untuk memastikan alamat surel ini: %(code)s\n\nMasukkan pada halaman Profil dalam"
        " 24 jam. Abaikan surel ini bila Anda tidak memintanya.",
        code=code,
    )
    subject = _("Siap Paritrana: pastikan alamat surel Anda")
    return Letter(mail.id, person.email, subject, text, now)


def _notice_letter(
    session: Session, mail: OutgoingMail, email: str, now: datetime, public_url: str
) -> Letter | None:
    notices = list_notices_of_mail(session, mail=mail)
    if not notices or mail.organisation_id is None:
        return None
    tenant = session.get_one(Tenant, mail.tenant_id)
    organisation = session.get_one(Organisation, mail.organisation_id)
    told = [in_words(one.code, one.params) for one in notices]
    matter = told[0].headline
    if len(told) > 1:
        matter = _("%(count)s pemberitahuan", count=formats.count(len(told)))
    parts = [
        _paragraph(telling, _link(one, tenant, organisation, public_url))
        for one, telling in zip(notices, told, strict=True)
    ]
    foot = _("Surel ini dikirim oleh Siap Paritrana. Atur atau hentikan pada halaman Profil.")
    return Letter(
        id=mail.id,
        to=email,
        subject=f"[{tenant.name}] {matter}",
        text="\n\n".join([*parts, f"-- \n{foot}"]) + "\n",
        written_at=now,
    )


def _paragraph(telling: Telling, link: str) -> str:
    return "\n".join(line for line in (telling.headline, *telling.lines, link) if line)


def _link(one: Notice, tenant: Tenant, organisation: Organisation, public_url: str) -> str:
    page = subject_pages().get(one.subject)
    letter = PLACE_OF[OrganisationKind(organisation.kind)].letter
    if not public_url or page is None or letter not in page.endpoints:
        return ""
    named = {page.argument: one.subject_id, "regency": tenant.slug}
    if letter != "r":
        named["organisation"] = organisation.slug
    address: str = current_app.url_map.bind("").build(page.endpoints[letter], named)
    return public_url + address
