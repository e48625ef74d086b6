"""Reading what a register answered, and finding of whom each row speaks."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from enrollment.answers import AnswerCell
from enrollment.models.registers import (
    RegisterFile,
    RegisterRequest,
    RegisterStaging,
)
from enrollment.models.registers import (
    RegisterRow as KeptRow,
)
from enrollment.parsing.refusals import RosterFileRefused
from enrollment.parsing.sheet_rows import CellKind
from enrollment.posting_states import PostingAction, PostingState, next_posting_state
from enrollment.queries.registers import get_request
from enrollment.register_templates import (
    AnswerPart,
    AnswerTemplate,
    find_parts,
    read_answer_row,
)
from enrollment.registers import (
    Asked,
    Register,
    RegisterFileProblem,
    RegisterFileRefused,
    RegisterKind,
    RegisterProblem,
    RegisterRow,
)
from enrollment.services.answer_intake import ANSWER_LIMIT_ROWS
from enrollment.services.imports import join_large_sets
from enrollment.services.open_tables import OpenedTable, open_table
from enrollment.services.register_files import lock_register_file, pieces_of, record
from enrollment.services.register_requests import asked_people
from enrollment.services.register_templates import get_template
from tenants.kernel import formats
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import blind_index, decrypt

BATCH_ROWS = 5_000
_STAGED = "tenant_id, register_file_id, row_number, nik_index, finding, note, said, problem"
_COPY = f"COPY register_staging ({_STAGED}) FROM STDIN"
_PLACE = text(
    """
    INSERT INTO register_row (
        tenant_id, register_file_id, row_number, worker_id, finding, note, said, problem)
    WITH asked AS (
        SELECT w.nik_index, w.id AS worker_id, c.worker_id IS NOT NULL AS is_in
        FROM register_line l
        JOIN worker w ON w.tenant_id = l.tenant_id AND w.id = l.worker_id
        LEFT JOIN cover c ON c.tenant_id = l.tenant_id AND c.worker_id = l.worker_id
            AND c.commitment_id = :commitment_id
        WHERE l.tenant_id = :tenant_id AND l.register_request_id = :register_request_id),
    found AS (
        SELECT s.row_number, s.finding, s.note, s.said, a.worker_id,
            CASE WHEN s.problem IS NOT NULL THEN s.problem
                WHEN a.worker_id IS NULL THEN :not_asked
                WHEN NOT a.is_in THEN :not_in_programme END AS problem
        FROM register_staging s LEFT JOIN asked a ON a.nik_index = s.nik_index
        WHERE s.tenant_id = :tenant_id AND s.register_file_id = :register_file_id),
    compared AS (
        SELECT f.*, min(f.finding) OVER person <> max(f.finding) OVER person AS contradicts,
            row_number() OVER (PARTITION BY f.worker_id, f.problem ORDER BY f.row_number) AS turn
        FROM found f WINDOW person AS (PARTITION BY f.worker_id, f.problem))
    SELECT :tenant_id, :register_file_id, c.row_number, c.worker_id, c.finding, c.note, c.said,
        CASE WHEN c.problem IS NOT NULL THEN c.problem
            WHEN c.contradicts THEN :contradicts
            WHEN c.turn > 1 THEN :twice END
    FROM compared c
    """
)


class FileRegister:
    """A register that was asked by a file, and answers by one."""

    def __init__(self, table: OpenedTable[AnswerPart], template: AnswerTemplate) -> None:
        self._table = table
        self._template = template

    def ask(self, asked: Asked) -> Iterator[RegisterRow]:  # noqa: ARG002  the people left with the request
        """What stands in the file, row by row."""
        for number, cells in self._table.rows:
            read = {
                part: AnswerCell(cell.text, cell.kind is CellKind.NUMBER)
                for part, cell in cells.items()
            }
            row = read_answer_row(number, read, self._template)
            if row is not None:
                yield row


def read_register_file(
    session: Session, *, tenant_id: int, register_file_id: UUID, now: datetime
) -> None:
    """Read an answer whole and find its people; nothing is stored of anybody yet.

    Args:
        session: role job.
        tenant_id: whose.
        register_file_id: a file that waits to be read; otherwise nothing changes.
        now: the present moment.

    Raises:
        NotFound: no such file in this regency.
        RegisterFileRefused, RosterFileRefused: the file cannot be used as a whole.
        SheetReaderFailed: try again.

    Effects:
        COPY into ``register_staging``, inserts ``register_row``, forgets the pieces, counts, moves
        the file to ``ready``, audits.
    """
    file = lock_register_file(session, tenant_id=tenant_id, register_file_id=register_file_id)
    if file.state != PostingState.RECEIVED:
        return
    request = get_request(
        session, tenant_id=tenant_id, register_request_id=file.register_request_id
    )
    kind = RegisterKind(request.register)
    template = get_template(session, tenant_id=tenant_id, register=kind).template
    with ExitStack() as opened:
        pieces = partial(_pieces, session, file)
        table = open_table(pieces, partial(_find, template=template), opened)
        if not table.columns:
            raise RegisterFileRefused(RegisterFileProblem.NO_HEADING)
        asked = Asked(kind, asked_people(session, request))
        _stage(session, file, FileRegister(table, template), asked)
    join_large_sets(session)
    _place(session, file, request)
    _tally(session, file)
    _forget_content(session, file)
    file.state = next_posting_state(PostingState(file.state), PostingAction.READ)
    session.flush()
    told = {"rows": file.row_count, "errors": file.problem_count}
    record(session, file, actor=_sender(file), now=now, action="register:verify", **told)


def refuse_register_file(
    session: Session,
    *,
    tenant_id: int,
    register_file_id: UUID,
    refusal: RegisterFileRefused | RosterFileRefused,
    now: datetime,
) -> None:
    """Keep why an answer cannot be used, and forget its content.

    Raises:
        NotFound: no such file in this regency.

    Effects:
        Moves the file to ``failed``, audits.
    """
    file = lock_register_file(session, tenant_id=tenant_id, register_file_id=register_file_id)
    if file.state != PostingState.RECEIVED:
        return
    file.state = next_posting_state(PostingState(file.state), PostingAction.REFUSE)
    file.failure_code = refusal.problem.value
    file.failure_params = {name: str(value) for name, value in refusal.params.items()}
    _forget_content(session, file)
    session.flush()
    problem = refusal.problem.value
    record(session, file, actor=_sender(file), now=now, action="register:refuse", problem=problem)


def _pieces(session: Session, file: RegisterFile) -> Iterator[bytes]:
    """The file from its start; one kept before there were pieces is a single one."""
    whole = session.scalars(
        select(RegisterFile.content).where(
            RegisterFile.tenant_id == file.tenant_id, RegisterFile.id == file.id
        )
    ).one()
    if whole is None:
        yield from pieces_of(file).read(session)
        return
    yield decrypt(
        whole,
        table="register_file",
        column="content",
        tenant_id=file.tenant_id,
        row_id=file.id,
    )


def _forget_content(session: Session, file: RegisterFile) -> None:
    file.content = None
    pieces_of(file).forget(session)


def _find(cells: Sequence[str], template: AnswerTemplate) -> dict[AnswerPart, int]:
    return dict(find_parts(cells, template))


def _stage(session: Session, file: RegisterFile, register: Register, asked: Asked) -> None:
    answers = register.ask(asked)
    count = 0
    cursor = session.connection().connection.cursor()
    while rows := list(islice(answers, BATCH_ROWS)):
        count += len(rows)
        if count > ANSWER_LIMIT_ROWS:
            limit = formats.count(ANSWER_LIMIT_ROWS)
            raise RegisterFileRefused(RegisterFileProblem.TOO_MANY_ROWS, limit=limit)
        with cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(_staged(file, row))
    if not count:
        raise RegisterFileRefused(RegisterFileProblem.NO_ROWS)


def _staged(file: RegisterFile, row: RegisterRow) -> tuple[object, ...]:
    index = blind_index(row.nik, tenant_id=file.tenant_id) if row.nik else None
    finding = row.finding.value if row.finding else None
    problem = row.problem.value if row.problem else None
    return (file.tenant_id, file.id, row.row_number, index, finding, row.note, row.said, problem)


def _place(session: Session, file: RegisterFile, request: RegisterRequest) -> None:
    session.execute(
        _PLACE,
        {
            "tenant_id": file.tenant_id,
            "register_file_id": file.id,
            "register_request_id": request.id,
            "commitment_id": request.commitment_id,
            "not_asked": RegisterProblem.NOT_ASKED.value,
            "not_in_programme": RegisterProblem.NOT_IN_PROGRAMME.value,
            "contradicts": RegisterProblem.CONTRADICTS.value,
            "twice": RegisterProblem.TWICE.value,
        },
    )
    session.execute(
        delete(RegisterStaging).where(
            RegisterStaging.tenant_id == file.tenant_id,
            RegisterStaging.register_file_id == file.id,
        )
    )


def _tally(session: Session, file: RegisterFile) -> None:
    rows, problems = session.execute(
        select(func.count(), func.count(KeptRow.problem)).where(
            KeptRow.tenant_id == file.tenant_id, KeptRow.register_file_id == file.id
        )
    ).one()
    file.row_count, file.problem_count, file.people_count = rows, problems, rows - problems


def _sender(file: RegisterFile) -> Actor:
    return Actor(id=file.uploaded_by_id, name=file.uploaded_by_name)
