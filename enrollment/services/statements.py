"""Recording figures of participation with their base: a day is stated once."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.figures import StatementDetails, statement_errors
from enrollment.models.coverage import ParticipationStatement
from enrollment.queries.coverage import FigureKind, list_same_day
from enrollment.services.figures import LOCK_STATEMENTS, record_figure
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.errors import N_, DuplicateRecord, refuse_errors
from tenants.kernel.formats import count, date_id
from tenants.kernel.sources import SourceStatus

_STATED_ALREADY = N_(
    "Sudah ada angka per %(day)s untuk segmen dan dasar pembilang ini: %(covered)s dari %(base)s"
    " orang, menurut %(source)s. Angka itu yang dihitung. Bila angka itu keliru, hapus dahulu, lalu"
    " catat yang benar."
)
_STATED_BY_YOURS = N_(
    "Kantor Anda sudah menyatakan angka per %(day)s untuk segmen dan dasar pembilang ini:"
    " %(covered)s dari %(base)s orang, menurut %(source)s. Angka itu yang dihitung. Bila angka itu"
    " keliru, tarik kembali dahulu, lalu nyatakan yang benar."
)
_STATED_BY_OFFICE = N_(
    "%(office)s sudah menyatakan angka per %(day)s untuk segmen dan dasar pembilang ini:"
    " %(covered)s dari %(base)s orang. Angka kantor itu yang dihitung. Bila surat Anda menyebut"
    " angka lain, sampaikan kepada kantor tersebut."
)


def add_statement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    details: StatementDetails,
    branch_id: UUID | None = None,
) -> ParticipationStatement:
    """Record a participation figure with its base.

    Nobody states a day, segment and basis twice, and a regency not after the office: which of two
    figures counts must not depend on which was typed last.

    Args:
        session: role regency; role branch where an office states it.
        tenant_id: the regency it is about.
        actor: who records it.
        now: the present moment.
        details: the figure.
        branch_id: the BPJS office that states it; None where the regency enters it.

    Raises:
        InvalidInput: a date or part of the base is missing or impossible.
        DuplicateRecord: the same author stated that day already, or a BPJS office did before the
            regency.

    Effects:
        Lets no other statement of the regency pass until the transaction ends; flushes, audits,
        publishes ``FactsChanged``.
    """
    refuse_errors(statement_errors(details, latest_today(now)))
    session.execute(LOCK_STATEMENTS, {"tenant_id": tenant_id})
    _refuse_second(session, tenant_id=tenant_id, details=details, branch_id=branch_id)
    statement = ParticipationStatement(
        tenant_id=tenant_id, created_at=now, branch_id=branch_id, **asdict(details)
    )
    record_figure(session, FigureKind.STATEMENT, statement, actor=actor, now=now)
    return statement


def _refuse_second(
    session: Session, *, tenant_id: int, details: StatementDetails, branch_id: UUID | None
) -> None:
    is_invented = details.source_status is SourceStatus.SYNTHETIC
    stated = list_same_day(
        session,
        tenant_id=tenant_id,
        segment=details.segment,
        basis=details.numerator_basis,
        data_on=details.data_on,
    )
    for one, office in stated:
        if is_invented is not (one.source_status == SourceStatus.SYNTHETIC):
            continue
        if one.branch_id == branch_id:
            raise _already_stated(one, _STATED_BY_YOURS if branch_id else _STATED_ALREADY)
        if branch_id is None:
            raise _already_stated(one, _STATED_BY_OFFICE, office=office)


def _already_stated(
    one: ParticipationStatement, words: str, **params: str | None
) -> DuplicateRecord:
    return DuplicateRecord(
        words,
        day=date_id(one.data_on) if one.data_on else "",
        covered=count(one.numerator_count),
        base=count(one.denominator_count),
        source=one.source_name,
        **params,
    )
