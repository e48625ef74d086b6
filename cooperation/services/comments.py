"""Say something about an agreement, answer it, and close what is settled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cooperation.agreement_notices import comment_tidings
from cooperation.comment_rules import CommentAudience, comment_errors
from cooperation.models.agreements import Agreement
from cooperation.models.comments import AgreementComment
from cooperation.queries.branch_agreements import is_before_branch, know
from cooperation.services.reviews import Office
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, Conflict, NotFound, refuse_errors
from tenants.kernel.ids import uuid7
from tenants.kernel.repeats import refuse_repeat
from tenants.queries.members import Colleague
from tenants.services.notices import tell

_GONE = N_("Komentar tidak ditemukan.")
_LOCK_COMMENTS = text("SELECT pg_advisory_xact_lock(3518, :tenant_id)")


@dataclass(frozen=True)
class Said:
    """What is said: the text, the article it is about, who reads it, and whose opinion it asks."""

    body: str
    audience: CommentAudience
    clause: str | None = None
    asked: Colleague | None = None


def comment_on(
    session: Session,
    agreement: Agreement,
    *,
    actor: Actor,
    now: datetime,
    said: Said,
    office: Office | None = None,
) -> AgreementComment:
    """Raise something about an agreement. Role regency, or role branch with its office.

    Args:
        session: the transaction.
        agreement: one that the side may read.
        actor: who speaks.
        now: when.
        said: what.
        office: the BPJS office that speaks; None for the regency.

    Raises:
        InvalidInput: it says nothing, holds what may be a NIK, asks a colleague before the other
            side, or is meant for an office that has not read the agreement.

    Effects:
        Flushes, audits, tells the other side or the colleague asked.
    """
    is_shared = office is not None or _is_shared(session, agreement)
    refuse_errors(
        list(
            comment_errors(
                said.body,
                said.clause,
                said.audience,
                is_asked=said.asked is not None,
                is_shared=is_shared,
                by_office=office is not None,
            )
        )
    )
    return _keep(session, agreement, None, actor, now, said, office)


def answer_comment(
    session: Session,
    agreement: Agreement,
    *,
    comment_id: UUID,
    actor: Actor,
    now: datetime,
    body: str,
    office: Office | None = None,
) -> AgreementComment:
    """Answer a comment before those who read it. Role regency, or role branch with its office.

    Raises:
        NotFound: no such comment on this agreement that the side may read.
        Conflict: it is closed.
        InvalidInput: the answer says nothing, or holds what may be a NIK.

    Effects:
        Flushes, audits, tells who is concerned.
    """
    answered = _open_comment(session, agreement, comment_id)
    audience = CommentAudience(answered.audience)
    by_office = office is not None
    refuse_errors(
        list(
            comment_errors(
                body, None, audience, is_asked=False, is_shared=True, by_office=by_office
            )
        )
    )
    said = Said(body, audience, answered.clause)
    return _keep(session, agreement, answered, actor, now, said, office)


def close_comment(
    session: Session,
    agreement: Agreement,
    *,
    comment_id: UUID,
    actor: Actor,
    now: datetime,
    office: Office | None = None,
) -> AgreementComment:
    """Close a comment as settled; the side that raised it may. Role regency, or role branch.

    Raises:
        NotFound: no such comment on this agreement that the side may read.
        Conflict: it is closed already, or the other side raised it.

    Effects:
        Flushes, audits.
    """
    comment = _open_comment(session, agreement, comment_id)
    if comment.branch_id != (office.id if office else None):
        raise Conflict(N_("Komentar ditandai selesai oleh pihak yang menulisnya."))
    comment.closed_at, comment.closed_by_name = now, actor.name
    session.flush()
    _record(session, agreement, comment, actor, now, "agreement:close-comment")
    return comment


def _keep(
    session: Session,
    agreement: Agreement,
    answered: AgreementComment | None,
    actor: Actor,
    now: datetime,
    said: Said,
    office: Office | None,
) -> AgreementComment:
    comment = AgreementComment(
        tenant_id=agreement.tenant_id,
        id=uuid7(),
        agreement_id=agreement.id,
        agreement_version=_version_read(session, agreement, office),
        answers_id=answered.id if answered else None,
        audience=said.audience,
        clause=said.clause,
        body=said.body,
        asked_id=said.asked.id if said.asked else None,
        asked_name=said.asked.name if said.asked else None,
        branch_id=office.id if office else None,
        office_name=office.name if office else None,
        author_id=actor.id,
        author_name=actor.name,
        created_at=now,
    )
    refuse_repeat(session, comment, now=now)
    session.add(comment)
    session.flush()
    _record(session, agreement, comment, actor, now, "agreement:comment")
    concerned = [said.asked.id] if said.asked else []
    if answered is not None and answered.author_id is not None:
        concerned.append(answered.author_id)
    is_for_office = office is not None or said.audience is CommentAudience.BOTH
    tidings = comment_tidings(
        comment_id=comment.id,
        title=know(session, agreement).title if is_for_office else agreement.title,
        clause=said.clause,
        author=actor.name,
        is_asked=said.asked is not None,
        is_for_both=said.audience is CommentAudience.BOTH,
        by_office=office is not None,
        concerned=concerned,
    )
    if tidings is not None:
        tell(
            session,
            tenant_id=agreement.tenant_id,
            actor=actor,
            now=now,
            subject_id=agreement.id,
            tidings=tidings,
        )
    return comment


def _version_read(session: Session, agreement: Agreement, office: Office | None) -> int:
    """The version that whoever speaks has before them: an office what was submitted to it."""
    return agreement.version if office is None else know(session, agreement).version


def _record(
    session: Session,
    agreement: Agreement,
    comment: AgreementComment,
    actor: Actor,
    now: datetime,
    action: str,
) -> None:
    """Audit that something was said, not what: the words stay with the agreement."""
    detail: dict[str, str | int] = {"title": agreement.title, "version": agreement.version}
    if comment.clause:
        detail["clause"] = comment.clause
    if comment.office_name:
        detail["office"] = comment.office_name
    audit.record(
        session,
        tenant_id=agreement.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="agreement",
        subject_id=agreement.id,
        detail=detail,
    )


def _open_comment(session: Session, agreement: Agreement, comment_id: UUID) -> AgreementComment:
    """A comment that is not closed; of an answer the one it answers.

    Rows of the other side cannot be locked, so both sides take turns.
    """
    session.execute(_LOCK_COMMENTS, {"tenant_id": agreement.tenant_id})
    found = session.scalars(
        select(AgreementComment).where(
            AgreementComment.tenant_id == agreement.tenant_id,
            AgreementComment.agreement_id == agreement.id,
            AgreementComment.id == comment_id,
        ),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if found is None:
        raise NotFound(_GONE)
    if found.answers_id not in {None, found.id}:
        return _open_comment(session, agreement, found.answers_id)
    if found.closed_at is not None:
        raise Conflict(N_("Komentar ini sudah ditandai selesai. Muat ulang halaman."))
    return found


def _is_shared(session: Session, agreement: Agreement) -> bool:
    found = session.scalar(
        select(Agreement.id).where(
            Agreement.tenant_id == agreement.tenant_id,
            Agreement.id == agreement.id,
            is_before_branch(),
        )
    )
    return found is not None
