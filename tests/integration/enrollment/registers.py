"""Asking registers in tests: requests as an officer makes them, and answers as an office sends."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from enrollment.downloads import FileKind, csv_file
from enrollment.models.prepared import PreparedFile
from enrollment.models.registers import RegisterFile, RegisterLine, RegisterRequest, RegisterRow
from enrollment.models.selection import Candidate
from enrollment.models.workers import Worker
from enrollment.registers import RegisterKind
from enrollment.services.prepared_files import take_prepared
from enrollment.services.register_files import (
    confirm_register_file,
    receive_register_file,
    request_register_undo,
)
from enrollment.services.register_requests import RequestAsked, request_answers
from tenants.kernel.crypto import decrypt
from tenants.kernel.db import transaction
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.rosters import run_due

TODAY = NOW.date()


def ask(
    regency: Regency,
    commitment_id: UUID,
    register: RegisterKind = RegisterKind.IDENTITY,
    *,
    kind: FileKind = FileKind.CSV,
    before_on: date | None = None,
    includes_pending: bool = False,
) -> PreparedFile:
    """Have a register asked, and the file written."""
    with transaction(regency.principal()) as session:
        file = request_answers(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            commitment_id=commitment_id,
            asked=RequestAsked(register, before_on, includes_pending),
            kind=kind,
        )
    run_due(regency)
    with transaction(regency.principal()) as session:
        return session.get_one(PreparedFile, (regency.id, file.id))


def content_of(regency: Regency, file: PreparedFile) -> bytes:
    """What an officer downloads."""
    with transaction(regency.principal()) as session:
        return take_prepared(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, prepared_file_id=file.id
        )


def niks_of_request(regency: Regency, request_id: UUID) -> list[str]:
    """The numbers of a request, in order."""
    with transaction(regency.principal()) as session:
        rows = session.execute(
            select(Worker.id, Worker.nik_encrypted)
            .join(RegisterLine, RegisterLine.worker_id == Worker.id)
            .where(RegisterLine.register_request_id == request_id)
            .order_by(RegisterLine.number)
        )
        return [
            decrypt(
                row.nik_encrypted,
                table="worker",
                column="nik_encrypted",
                tenant_id=regency.id,
                row_id=row.id,
            ).decode()
            for row in rows
        ]


def answer_file(
    results: Sequence[tuple[str, str]] | Mapping[str, str],
    heads: Sequence[str] = ("NIK", "Hasil", "Keterangan"),
    note: str = "",
) -> bytes:
    """An answer as an office sends it."""
    pairs = results.items() if isinstance(results, Mapping) else results
    return csv_file([heads, *([nik, said, note] for nik, said in pairs)])


def send(
    regency: Regency, request_id: UUID, content: bytes, *, answered_on: date = TODAY
) -> RegisterFile:
    """Send an answer and have it read."""
    with transaction(regency.principal()) as session:
        received = receive_register_file(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            register_request_id=request_id,
            answered_on=answered_on,
            filename="jawaban.csv",
            content=io.BytesIO(content),
        )
    run_due(regency)
    return file_of(regency, received.file.id)


def store(regency: Regency, file: RegisterFile) -> RegisterFile:
    """Confirm an answer and have it stored."""
    with transaction(regency.principal()) as session:
        confirm_register_file(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, register_file_id=file.id
        )
    run_due(regency)
    return file_of(regency, file.id)


def take_back(regency: Regency, file: RegisterFile) -> RegisterFile:
    """Have an answer taken out again."""
    with transaction(regency.principal()) as session:
        request_register_undo(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            register_file_id=file.id,
            reason="Berkas ini untuk kabupaten lain",
        )
    run_due(regency)
    return file_of(regency, file.id)


def file_of(regency: Regency, register_file_id: UUID) -> RegisterFile:
    """An answer as it stands."""
    with transaction(regency.principal()) as session:
        return session.get_one(RegisterFile, (regency.id, register_file_id))


def request_of(regency: Regency, request_id: UUID) -> RegisterRequest:
    """A request as it stands."""
    with transaction(regency.principal()) as session:
        return session.get_one(RegisterRequest, (regency.id, request_id))


def rows_of(regency: Regency, file: RegisterFile) -> list[RegisterRow]:
    """What an answer says, by row."""
    with transaction(regency.principal()) as session:
        return list(
            session.scalars(
                select(RegisterRow)
                .where(RegisterRow.register_file_id == file.id)
                .order_by(RegisterRow.row_number)
            )
        )


def known(regency: Regency, commitment_id: UUID) -> list[Candidate]:
    """What is known of the candidates of whom anything is, by worker."""
    with transaction(regency.principal()) as session:
        return list(
            session.scalars(
                select(Candidate)
                .where(Candidate.commitment_id == commitment_id)
                .order_by(Candidate.worker_id)
            )
        )
