"""Recording and withdrawing figures about participation. Nothing recorded is edited."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from enrollment.figures import (
    QuotationDetails,
    RecipientDetails,
    TargetDetails,
    decimals_of,
    quotation_errors,
    recipient_errors,
    target_errors,
)
from enrollment.models.coverage import (
    CoverageTarget,
    ParticipationStatement,
    QuotedFigure,
    RecipientCount,
)
from enrollment.queries.coverage import (
    Figure,
    FigureKind,
    PaperedFigure,
    get_figure,
    get_papered_figure,
)
from enrollment.queries.programmes import get_programme
from enrollment.services.withdrawn_statements import keep_withdrawn
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.errors import N_, DuplicateRecord, RuleViolation, refuse_errors
from tenants.kernel.events import FactsChanged, publish
from tenants.remark_rules import reason_errors
from tenants.services.documents import IncomingFile
from tenants.services.papers import delete_with_paper, keep_paper

LOCK_STATEMENTS = text("SELECT pg_advisory_xact_lock(3508, :tenant_id)")
"""The turn of figures: until the transaction ends no other one is stated or withdrawn."""
_SAME_TARGET = "uq_coverage_target_tenant_id_year_family"


def add_quotation(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, details: QuotationDetails
) -> QuotedFigure:
    """Record a published figure without its base; it is shown, never scored.

    Raises:
        InvalidInput: nothing is quoted, or the base is complete after all.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(quotation_errors(details, latest_today(now)))
    stated = asdict(details)
    percents = [stated.pop(name) for name in ("quoted_percent", "target_percent", "gap_points")]
    quoted, target, gap = (_ratio(percent) for percent in percents)
    figure = QuotedFigure(
        tenant_id=tenant_id,
        created_at=now,
        quoted_ratio=quoted,
        quoted_decimals=max((decimals_of(one) for one in percents if one is not None), default=0),
        target_ratio=target,
        gap_ratio=gap,
        **stated,
    )
    record_figure(session, FigureKind.QUOTATION, figure, actor=actor, now=now)
    return figure


def add_target(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, details: TargetDetails
) -> CoverageTarget:
    """Record a target of one year.

    Raises:
        InvalidInput: the target or the year is impossible.
        DuplicateRecord: the family has a target for this year already.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(target_errors(details, latest_today(now)))
    stated = asdict(details)
    ratio = _ratio(stated.pop("target_percent"))
    target = CoverageTarget(tenant_id=tenant_id, created_at=now, ratio=ratio, **stated)
    try:
        record_figure(session, FigureKind.TARGET, target, actor=actor, now=now)
    except IntegrityError as error:
        if _SAME_TARGET not in str(error.orig):
            raise
        raise DuplicateRecord(
            N_("Sasaran %(family)s untuk tahun %(year)s sudah ada. Hapus dahulu yang lama."),
            family=details.family,
            year=str(details.year),
        ) from error
    return target


def add_recipient_count(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    details: RecipientDetails,
    commitment_id: UUID | None = None,
) -> RecipientCount:
    """Record how many people of a group stand at a stage, or that a source names the group.

    Raises:
        InvalidInput: neither a count nor words of the source.
        NotFound: no such commitment in this regency.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(recipient_errors(details, latest_today(now)))
    if commitment_id is not None:
        get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    count = RecipientCount(
        tenant_id=tenant_id, created_at=now, commitment_id=commitment_id, **asdict(details)
    )
    record_figure(session, FigureKind.RECIPIENT, count, actor=actor, now=now)
    return count


def remove_figure(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    kind: FigureKind,
    figure_id: UUID,
    reason: str | None,
    branch_id: UUID | None = None,
) -> None:
    """Withdraw a figure with its paper; the audit trail keeps what it said.

    Args:
        session: role regency; role branch where an office withdraws what it stated.
        tenant_id: the regency it is about.
        actor: who withdraws it.
        now: the present moment.
        kind: its table.
        figure_id: the figure.
        reason: why.
        branch_id: the BPJS office that withdraws; None where the regency does.

    Raises:
        NotFound: no such figure in this regency.
        RuleViolation: somebody else stated it.
        InvalidInput: the reason says too little, or holds a NIK.

    Effects:
        Takes the turn of figures, deletes the row and the versions of its paper that nothing else
        uses; keeps what a statement said; audits, publishes ``FactsChanged``.
    """
    session.execute(LOCK_STATEMENTS, {"tenant_id": tenant_id})
    figure = get_figure(session, tenant_id=tenant_id, kind=kind, figure_id=figure_id)
    _refuse_of_others(figure, branch_id)
    refuse_errors(reason_errors(reason))
    if branch_id is None and isinstance(figure, PaperedFigure):
        session.refresh(figure, with_for_update=True)  # what nobody may change has no row lock
    if isinstance(figure, ParticipationStatement):
        keep_withdrawn(session, figure, actor=actor, now=now, reason=reason or "")
    said = {**_said(figure), "reason": reason}
    delete_with_paper(session, figure, tenant_id=tenant_id, actor=actor, now=now, reason=reason)
    _tell(session, kind, figure, actor=actor, now=now, action="coverage:remove", detail=said)


def attach_paper(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    kind: FigureKind,
    figure_id: UUID,
    file: IncomingFile,
) -> PaperedFigure:
    """Keep the official paper a figure of the regency rests on; a newer file is its next version.

    Raises:
        NotFound: no such figure in this regency, or one whose kind rests on no paper.
        RuleViolation: a BPJS office stated it, and vouches for it without a paper of the regency.
        Conflict: the kept file has a newer version already.
        InvalidInput, TooLarge, UnsupportedFormat: the file cannot be kept.

    Effects:
        Locks the figure, stores the file, flushes, audits, publishes ``FactsChanged``.
    """
    figure = get_papered_figure(session, tenant_id=tenant_id, kind=kind, figure_id=figure_id)
    if figure.is_stated_by_branch:
        raise RuleViolation(
            N_("Angka ini dinyatakan sendiri oleh kantor BPJS Ketenagakerjaan: tanpa lampiran.")
        )
    session.refresh(figure, with_for_update=True)
    document = keep_paper(session, figure, tenant_id=tenant_id, actor=actor, now=now, file=file)
    _tell(
        session,
        kind,
        figure,
        actor=actor,
        now=now,
        action="coverage:attach-document",
        detail={"document": document.filename},
    )
    return figure


def _refuse_of_others(figure: Figure, branch_id: UUID | None) -> None:
    stated_by = figure.branch_id if isinstance(figure, ParticipationStatement) else None
    if stated_by == branch_id:
        return
    if branch_id is None:
        raise RuleViolation(
            N_(
                "Angka ini dinyatakan oleh kantor BPJS Ketenagakerjaan. Hanya kantor itu yang dapat"
                " menghapusnya; sampaikan keberatan Anda kepada kantor tersebut."
            )
        )
    raise RuleViolation(
        N_("Angka ini tidak dinyatakan oleh kantor Anda, sehingga tidak dapat Anda hapus.")
    )


def record_figure(
    session: Session, kind: FigureKind, figure: Figure, *, actor: Actor, now: datetime
) -> None:
    """Keep a new figure.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    session.add(figure)
    session.flush()
    _tell(session, kind, figure, actor=actor, now=now, action="coverage:add", detail=_said(figure))


def _tell(
    session: Session,
    kind: FigureKind,
    figure: Figure,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    detail: audit.Detail,
) -> None:
    audit.record(
        session,
        tenant_id=figure.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject=kind.value,
        subject_id=figure.id,
        detail=detail,
    )
    publish(session, FactsChanged(tenant_id=figure.tenant_id, now=now, cause=action))


def _said(figure: Figure) -> dict[str, str | int | bool | None]:
    """What a figure states, as flat scalars."""
    kept = {"tenant_id", "id", "created_at", "branch_id", "document_id"}
    return {
        column.key: _plain(getattr(figure, column.key))
        for column in figure.__table__.columns
        if column.key not in kept
    }


def _plain(value: object) -> str | int | bool | None:
    return value if value is None or isinstance(value, int) else str(value)


def _ratio(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent / 100
