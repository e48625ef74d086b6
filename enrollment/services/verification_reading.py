"""Reading a filled sheet: which village's it is, of whom each row speaks, and what would change."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from enrollment.models.verification import (
    VerificationFile,
    VerificationLine,
    VerificationRow,
    VillageVerification,
)
from enrollment.models.workers import Worker
from enrollment.names import search_key
from enrollment.parsing.refusals import RosterFileRefused
from enrollment.queries.programmes import programme_titles
from enrollment.queries.selection_judging import WAITING_STATUSES
from enrollment.queries.verification import find_by_code
from enrollment.services.open_tables import OpenedTable, open_table
from enrollment.services.verification_files import DIFFERS, USABLE, lock_sheet_file, record
from enrollment.services.verification_papers import office_of
from enrollment.services.verification_sheets import SHEET_LIMIT
from enrollment.verification import (
    RowProblem,
    SheetCode,
    SheetColumn,
    SheetProblem,
    SheetRefused,
    SheetRow,
    SheetState,
    find_sheet_code,
    find_sheet_columns,
    read_sheet_row,
)
from tenants.kernel import formats
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import decrypt

_MINE = "r.tenant_id = :tenant_id AND r.verification_file_id = :verification_file_id"
_NOT_WAITING = text(
    f"""
    UPDATE verification_row r SET problem = :problem
    WHERE {_MINE} AND r.problem IS NULL AND NOT EXISTS (
        SELECT FROM cover c WHERE c.tenant_id = r.tenant_id AND c.commitment_id = :commitment_id
            AND c.worker_id = r.worker_id AND c.status = ANY(:waiting))
    """  # noqa: S608 - constants of ours, no value
)
_TALLY = text(
    f"""
    SELECT count(*) AS row_count,
        count(*) FILTER (WHERE r.problem IS NOT NULL) AS problem_count,
        count(*) FILTER (WHERE r.problem IS NULL AND r.finding IS NULL) AS open_count,
        count(*) FILTER (WHERE {USABLE} AND {DIFFERS}) AS changed_count,
        count(*) FILTER (WHERE {USABLE} AND NOT {DIFFERS}) AS same_count
    FROM verification_row r
    LEFT JOIN candidate k ON k.tenant_id = r.tenant_id AND k.commitment_id = :commitment_id
        AND k.worker_id = r.worker_id
    WHERE {_MINE}
    """  # noqa: S608 - constants of ours, no value
)


_LAST_ROW = 2 * SHEET_LIMIT


@dataclass(frozen=True)
class _Known:
    """Whom a number on the sheet means, and the key of their name."""

    worker_id: UUID
    name_key: str


def read_sheet(
    session: Session, *, tenant_id: int, verification_file_id: UUID, now: datetime
) -> None:
    """Read a filled sheet whole and count what it would change; nothing is stored of anybody yet.

    Args:
        session: role job.
        tenant_id: whose.
        verification_file_id: a file that waits to be read; otherwise nothing changes.
        now: the present moment.

    Raises:
        NotFound: no such file in this regency.
        SheetRefused, RosterFileRefused: the file cannot be used as a whole.
        SheetReaderFailed: try again.

    Effects:
        Inserts ``verification_row``, forgets the content, moves the file to ``ready``, audits.
    """
    file = lock_sheet_file(session, tenant_id=tenant_id, verification_file_id=verification_file_id)
    if file.state != SheetState.RECEIVED:
        return
    with ExitStack() as opened:
        content = _content(session, file)
        table = open_table(lambda: iter([content]), find_sheet_columns, opened)
        verification = _recognised(session, file, table)
        rows = list(_rows(session, verification, table))
    if not rows:
        raise SheetRefused(SheetProblem.NO_ROWS)
    session.execute(insert(VerificationRow), [_kept(file, *row) for row in rows])
    file.verification_id, file.version = verification.id, verification.version
    _tally(session, file)
    file.content, file.state = None, SheetState.READY
    session.flush()
    record(session, file, actor=_sender(file), now=now, action="verification:verify")


def refuse_sheet(
    session: Session,
    *,
    tenant_id: int,
    verification_file_id: UUID,
    refusal: SheetRefused | RosterFileRefused,
    now: datetime,
) -> None:
    """Keep why a file cannot be used, and forget its content.

    Raises:
        NotFound: no such file in this regency.

    Effects:
        Moves the file to ``failed``, audits.
    """
    file = lock_sheet_file(session, tenant_id=tenant_id, verification_file_id=verification_file_id)
    if file.state != SheetState.RECEIVED:
        return
    file.state, file.content = SheetState.FAILED, None
    file.failure_code = refusal.problem.value
    file.failure_params = {name: str(value) for name, value in refusal.params.items()}
    session.flush()
    actor = _sender(file)
    problem = refusal.problem.value
    record(session, file, actor=actor, now=now, action="verification:refuse", problem=problem)


def _content(session: Session, file: VerificationFile) -> bytes:
    sealed = session.scalars(
        select(VerificationFile.content).where(
            VerificationFile.tenant_id == file.tenant_id, VerificationFile.id == file.id
        )
    ).one()
    return decrypt(
        sealed or b"",
        table="verification_file",
        column="content",
        tenant_id=file.tenant_id,
        row_id=file.id,
    )


def _recognised(
    session: Session, file: VerificationFile, table: OpenedTable[SheetColumn]
) -> VillageVerification:
    """The village whose newest sheet this is."""
    code = find_sheet_code(table.above)
    if code is None:
        raise SheetRefused(SheetProblem.NO_CODE)
    found = find_by_code(session, tenant_id=file.tenant_id, code=code.code)
    if found is None or code.version > found.version:
        raise SheetRefused(SheetProblem.UNKNOWN_CODE, code=str(code))
    office = office_of(found.village_code, "")
    village = f"{office.kind} {office.name}"
    if found.commitment_id != file.commitment_id:
        title = programme_titles(session, tenant_id=file.tenant_id)[found.commitment_id]
        raise SheetRefused(SheetProblem.OTHER_PROGRAMME, title=title, village=village)
    if code.version != found.version:
        raise SheetRefused(
            SheetProblem.OLD_VERSION,
            village=village,
            version=str(code.version),
            current=str(found.version),
        )
    if not table.columns:
        raise SheetRefused(SheetProblem.NO_HEADING)
    return found


def _rows(
    session: Session, verification: VillageVerification, table: OpenedTable[SheetColumn]
) -> Iterator[tuple[SheetRow, UUID | None]]:
    """Each row that says something, and whom it means; none where it cannot be used."""
    sheet = SheetCode(verification.code, verification.version)
    known = _people(session, verification)
    seen: set[UUID] = set()
    for row_number, cells in table.rows:
        texts = {column: cell.text for column, cell in cells.items()}
        row = read_sheet_row(row_number, texts, sheet)
        if row is None:
            continue
        if row.row_number > _LAST_ROW:
            limit = formats.count(_LAST_ROW)
            raise SheetRefused(SheetProblem.TOO_MANY_ROWS, limit=limit)
        meant = known.get(row.number)
        row = _compared(row, meant, seen)
        worker_id = meant.worker_id if meant and row.problem is None else None
        if worker_id is not None:
            seen.add(worker_id)
        yield row, worker_id


def _compared(row: SheetRow, meant: _Known | None, seen: set[UUID]) -> SheetRow:
    if row.problem is not None:
        return row
    if meant is None:
        return replace(row, problem=RowProblem.CODE_FOREIGN)
    if meant.worker_id in seen:
        return replace(row, problem=RowProblem.TWICE)
    if row.name and search_key(row.name) != meant.name_key:
        return replace(row, problem=RowProblem.NAME_DIFFERS)
    return row


def _people(session: Session, verification: VillageVerification) -> dict[int, _Known]:
    rows = session.execute(
        select(VerificationLine.number, Worker.id, Worker.name_key)
        .join(
            Worker,
            (Worker.tenant_id == VerificationLine.tenant_id)
            & (Worker.id == VerificationLine.worker_id),
        )
        .where(
            VerificationLine.tenant_id == verification.tenant_id,
            VerificationLine.verification_id == verification.id,
            VerificationLine.version == verification.version,
        )
    )
    return {row.number: _Known(row.id, row.name_key) for row in rows}


def _kept(file: VerificationFile, row: SheetRow, worker_id: UUID | None) -> dict[str, object]:
    return {
        "tenant_id": file.tenant_id,
        "verification_file_id": file.id,
        "row_number": row.row_number,
        "worker_id": worker_id,
        "finding": row.finding,
        "note": row.note,
        "problem": row.problem,
    }


def _tally(session: Session, file: VerificationFile) -> None:
    values: dict[str, Any] = {
        "tenant_id": file.tenant_id,
        "verification_file_id": file.id,
        "commitment_id": file.commitment_id,
        "waiting": [status.value for status in WAITING_STATUSES],
        "problem": RowProblem.NOT_WAITING.value,
    }
    session.execute(_NOT_WAITING, values)
    for name, amount in session.execute(_TALLY, values).mappings().one().items():
        setattr(file, name, amount)


def _sender(file: VerificationFile) -> Actor:
    return Actor(id=file.uploaded_by_id, name=file.uploaded_by_name)
