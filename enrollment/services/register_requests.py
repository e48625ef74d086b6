"""Asking a register about candidates: whom it is about is settled once, the file may be anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from enrollment.downloads import FileKind
from enrollment.export_maps import ExportField
from enrollment.models.prepared import PreparedFile
from enrollment.models.registers import RegisterRequest
from enrollment.prepared import PreparedKind
from enrollment.queries.programmes import get_programme
from enrollment.queries.registers import (
    DUE,
    get_request,
    is_anybody_due,
    people_sql,
    people_values,
)
from enrollment.registers import RegisterKind
from enrollment.services.export_cells import person_facts
from enrollment.services.prepared_files import request_prepared
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, RuleViolation, refuse_errors
from tenants.kernel.ids import uuid7
from tenants.kernel.writes import write

_NOBODY = N_("Tidak ada calon yang perlu ditanyakan.")
_LINES = """
    INSERT INTO register_line (tenant_id, register_request_id, number, worker_id)
    WITH {people}
    SELECT :tenant_id, :own_id, row_number() OVER (ORDER BY p.name_key, p.worker_id), p.worker_id
    FROM people p WHERE {due} AND (:includes_pending OR NOT p.is_pending)
"""
_ASKED = text(
    """
    SELECT l.number, w.id AS worker_id, w.name, w.birth_on, w.sex, w.village_code, w.occupation,
        w.nik_encrypted, w.address_encrypted, w.phone_encrypted
    FROM register_line l
    JOIN worker w ON w.tenant_id = l.tenant_id AND w.id = l.worker_id
    WHERE l.tenant_id = :tenant_id AND l.register_request_id = :register_request_id
        AND l.number > :after ORDER BY l.number LIMIT :wanted
    """
)
_READ_AT_ONCE = 10_000


@dataclass(frozen=True)
class RequestAsked:
    """Which register is asked about whom."""

    register: RegisterKind
    before_on: date | None = None
    includes_pending: bool = False


def request_answers(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    commitment_id: UUID,
    asked: RequestAsked,
    kind: FileKind,
) -> PreparedFile:
    """Ask for the file by which a register is asked about the candidates of a programme.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who asks; the caller has seen that they may open whole numbers.
        now: the present moment.
        today: the regency's day.
        commitment_id: the programme.
        asked: which register, and about whom.
        kind: of the file.

    Raises:
        NotFound: no such programme in this regency.
        InvalidInput: the day has not come.
        RuleViolation: nobody is to be asked about.

    Effects:
        Inserts ``register_request`` and ``prepared_file``, enqueues ``prepare_file``, audits.
    """
    get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    if asked.before_on is not None and asked.before_on > today:
        refuse_errors([FieldError("/before_on", N_("Tanggal ini belum tiba."))])
    if not is_anybody_due(
        session,
        tenant_id=tenant_id,
        commitment_id=commitment_id,
        register=asked.register,
        before_on=asked.before_on,
        includes_pending=asked.includes_pending,
    ):
        raise RuleViolation(_NOBODY)
    request = RegisterRequest(
        tenant_id=tenant_id,
        id=uuid7(),
        commitment_id=commitment_id,
        register=asked.register,
        before_on=asked.before_on,
        includes_pending=asked.includes_pending,
        requested_at=now,
        requested_by_id=actor.id,
        requested_by_name=actor.name,
    )
    session.add(request)
    session.flush()
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="register:ask",
        subject="register_request",
        subject_id=request.id,
        detail={"register": asked.register.value, "commitment_id": str(commitment_id)},
    )
    return prepare_request(
        session, tenant_id=tenant_id, actor=actor, now=now, request_id=request.id, kind=kind
    )


def prepare_request(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    request_id: UUID,
    kind: FileKind,
) -> PreparedFile:
    """Have the file of a request written, for the first time or once more.

    Raises:
        NotFound: no such request in this regency.

    Effects:
        Inserts ``prepared_file``, enqueues ``prepare_file``, audits.
    """
    request = get_request(session, tenant_id=tenant_id, register_request_id=request_id)
    return request_prepared(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        kind=PreparedKind.REGISTER_REQUEST,
        subject_id=request.id,
        parameters={"register": request.register, "file_kind": kind.value},
        is_whole=True,
    )


def settle_request(session: Session, *, tenant_id: int, request_id: UUID) -> None:
    """Settle of whom a request is, once. Role job.

    Raises:
        RuleViolation: nobody is to be asked about any more.

    Effects:
        Locks the requests of the programme, inserts ``register_line``.
    """
    request = get_request(session, tenant_id=tenant_id, register_request_id=request_id)
    session.execute(
        select(RegisterRequest.id)
        .where(
            RegisterRequest.tenant_id == tenant_id,
            RegisterRequest.commitment_id == request.commitment_id,
        )
        .order_by(RegisterRequest.id)
        .with_for_update()
    )
    session.refresh(request)
    if request.people_count is not None:
        return
    register = RegisterKind(request.register)
    values = people_values(
        session,
        tenant_id=tenant_id,
        commitment_id=request.commitment_id,
        register=register,
        before_on=request.before_on,
        own_id=request.id,
    )
    lines = text(_LINES.format(people=people_sql(register), due=DUE))
    people = write(session, lines, values | {"includes_pending": request.includes_pending})
    if not people:
        raise RuleViolation(_NOBODY)
    request.people_count = people
    session.flush()


def asked_people(session: Session, request: RegisterRequest) -> Iterator[Mapping[ExportField, Any]]:
    """Everybody a request is about, by number, with whole identifiers; read as they are wanted.

    Raises:
        DecryptionFailed: the present keys do not open an identifier.
    """
    programme = get_programme(
        session, tenant_id=request.tenant_id, commitment_id=request.commitment_id
    )
    after = 0
    values = {"tenant_id": request.tenant_id, "register_request_id": request.id}
    while rows := session.execute(_ASKED, values | {"after": after, "wanted": _READ_AT_ONCE}).all():
        for row in rows:
            yield person_facts(request.tenant_id, row, number=row.number, programme=programme.title)
        after = rows[-1].number
