"""The error workbook: the user's own file, with what is wrong in each row and how to mend it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster, RosterCorrection, RosterRowError
from enrollment.parsing.rows import Severity
from enrollment.parsing.sheet_rows import CellKind, SheetRow
from enrollment.queries.rosters import get_roster
from enrollment.roster_fixes import row_fix
from enrollment.roster_wording import column_label, row_sentence
from enrollment.services.raw_rows import RawFile, open_raw_file
from enrollment.services.readings import lock_roster
from enrollment.services.sealed_pieces import KeepPiece, PieceSink
from enrollment.streamed_workbooks import Look, WrittenCell, write_workbook
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import decrypt, encrypt
from tenants.kernel.errors import N_, InvalidTransition
from tenants.kernel.formats import language, written_in
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue
from tenants.kernel.problems import sentence

CORRECT_JOB = "write_corrections"
FORGET_JOB = "forget_corrections"
KEPT = timedelta(hours=24)
"""How long a written workbook may be downloaded; it holds whole NIK."""
_PROBLEMS_AT_ONCE = 2_000
_WIDTHS = (14, 18, 46, 60)


def request_corrections(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, roster_id: UUID
) -> Roster:
    """Ask for the error workbook of a roster in the reader's language. Role regency.

    Raises:
        NotFound: no such roster in this regency.
        InvalidTransition: it is still being checked, or its file is kept no longer.

    Effects:
        Enqueues ``write_corrections``, audits.
    """
    roster = get_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if not has_file(roster):
        raise InvalidTransition(N_("Berkas daftar ini tidak lagi disimpan."))
    enqueue(
        session,
        CORRECT_JOB,
        tenant_id=tenant_id,
        key=correction_key(roster_id),
        payload={"roster_id": str(roster_id), "language": language()},
        now=now,
    )
    _record(session, roster, actor=actor, now=now, action="roster:correct")
    return roster


def correction_key(roster_id: UUID) -> str:
    """Under which a reader's workbook is asked for."""
    return f"{roster_id}:{language()}"


def has_file(roster: Roster) -> bool:
    """Whether the file itself is there to be written anew."""
    return roster.state in {RosterState.READY, RosterState.APPLIED, RosterState.FAILED} and (
        roster.file_removed_at is None
    )


def write_corrections(
    session: Session, *, tenant_id: int, roster_id: UUID, spoken: str, now: datetime
) -> None:
    """Write the error workbook of a roster, encrypted piece by piece. Role job.

    Args:
        session: its one transaction.
        tenant_id: whose.
        roster_id: which; one without a file any more changes nothing.
        spoken: language of the added columns.
        now: the present moment.

    Raises:
        SheetReaderFailed: try again.

    Effects:
        Replaces the rows of ``roster_correction`` in this language; has them removed a day later.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    clear_corrections(session, roster, spoken=spoken)
    if not has_file(roster):
        return
    with ExitStack() as opened, written_in(spoken):
        raw = open_raw_file(session, roster, opened)
        sink = PieceSink(_keeper(session, roster, spoken, now))
        rows = _rows(raw, _findings(session, roster))
        write_workbook(sink, raw.sheet_name or _("Data"), _WIDTHS, rows)  # type: ignore[arg-type]  # it takes bytes in order
        sink.finish()
    enqueue(
        session,
        FORGET_JOB,
        tenant_id=tenant_id,
        key=f"{roster_id}:{spoken}",
        payload={"roster_id": str(roster_id), "language": spoken},
        now=now + KEPT,
    )


def forget_corrections(
    session: Session, *, tenant_id: int, roster_id: UUID, spoken: str, now: datetime
) -> None:
    """Remove a workbook that was kept for its day. Role job.

    Effects:
        Deletes from ``roster_correction`` what is older than ``KEPT``.
    """
    session.execute(
        delete(RosterCorrection).where(
            RosterCorrection.tenant_id == tenant_id,
            RosterCorrection.roster_id == roster_id,
            RosterCorrection.language == spoken,
            RosterCorrection.created_at <= now - KEPT,
        )
    )


def iterate_corrections(
    session: Session, *, tenant_id: int, roster_id: UUID, spoken: str, now: datetime
) -> list[bytes]:
    """The pieces of a written workbook; none where it is not written or too old."""
    rows = session.execute(
        select(RosterCorrection.id, RosterCorrection.content)
        .where(
            RosterCorrection.tenant_id == tenant_id,
            RosterCorrection.roster_id == roster_id,
            RosterCorrection.language == spoken,
            RosterCorrection.created_at > now - KEPT,
        )
        .order_by(RosterCorrection.position)
    )
    return [
        decrypt(
            row.content,
            table="roster_correction",
            column="content",
            tenant_id=tenant_id,
            row_id=row.id,
        )
        for row in rows
    ]


def take_corrections(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, roster_id: UUID
) -> bytes | None:
    """Hand a written workbook to whoever asks; None where there is none.

    Effects:
        Audits: it holds whole NIK.
    """
    roster = get_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    pieces = iterate_corrections(
        session, tenant_id=tenant_id, roster_id=roster_id, spoken=language(), now=now
    )
    if not pieces:
        return None
    _record(session, roster, actor=actor, now=now, action="roster:export")
    return b"".join(pieces)


def has_corrections(session: Session, roster: Roster, *, now: datetime) -> bool:
    """Whether a workbook in the reader's language is there to be downloaded."""
    return (
        session.scalar(
            select(RosterCorrection.id)
            .where(
                RosterCorrection.tenant_id == roster.tenant_id,
                RosterCorrection.roster_id == roster.id,
                RosterCorrection.language == language(),
                RosterCorrection.created_at > now - KEPT,
            )
            .limit(1)
        )
        is not None
    )


def clear_corrections(session: Session, roster: Roster, *, spoken: str | None = None) -> None:
    """Forget written workbooks of a roster, perhaps of one language only.

    Effects:
        Deletes from ``roster_correction``.
    """
    which = delete(RosterCorrection).where(
        RosterCorrection.tenant_id == roster.tenant_id, RosterCorrection.roster_id == roster.id
    )
    if spoken is not None:
        which = which.where(RosterCorrection.language == spoken)
    session.execute(which)


@dataclass(frozen=True)
class _Told:
    """What the added cells of a row say, and how its own cells look, by column."""

    cells: Sequence[WrittenCell]
    looks: Mapping[str, Look]


def _keeper(session: Session, roster: Roster, spoken: str, now: datetime) -> KeepPiece:
    def keep(position: int, plain: bytes) -> None:
        row_id, tenant_id = uuid7(), roster.tenant_id
        sealed = encrypt(
            plain, table="roster_correction", column="content", tenant_id=tenant_id, row_id=row_id
        )
        session.execute(
            insert(RosterCorrection)
            .values(
                tenant_id=tenant_id,
                id=row_id,
                roster_id=roster.id,
                language=spoken,
                position=position,
                content=sealed,
                created_at=now,
            )
            .inline()
        )

    return keep


def _rows(
    raw: RawFile, findings: Iterator[tuple[int, Sequence[RosterRowError]]]
) -> Iterator[tuple[int, Sequence[WrittenCell]]]:
    """The added columns stand in front: there they are seen, and no row is longer than its head."""
    heads = [_("Status"), _("Kolom"), _("Masalah"), _("Cara memperbaiki")]
    head = [WrittenCell(text, Look.NOTE) for text in heads]
    empty = [WrittenCell("")] * len(head)
    columns = raw.columns
    for row, problems in _together(raw.rows, findings):
        if row.number == raw.places.header_row:
            yield row.number, [*head, *_own(row, {}, columns)]
        elif problems:
            told = _told(problems)
            yield row.number, [*told.cells, *_own(row, told.looks, columns)]
        else:
            yield row.number, [*empty, *_own(row, {}, columns)]


def _together(
    rows: Iterator[SheetRow], findings: Iterator[tuple[int, Sequence[RosterRowError]]]
) -> Iterator[tuple[SheetRow, Sequence[RosterRowError]]]:
    """Each row with its problems; both come by row number, and neither is held in memory."""
    nothing: tuple[int, Sequence[RosterRowError]] = (0, ())
    number, problems = next(findings, nothing)
    for row in rows:
        while 0 < number < row.number:
            number, problems = next(findings, nothing)
        yield row, problems if number == row.number else ()


def _own(row: SheetRow, looks: Mapping[str, Look], columns: Mapping[str, int]) -> list[WrittenCell]:
    """The cells as they came: a number stays one, so that what a spreadsheet lost stays lost."""
    cells = [WrittenCell(cell.text, is_number=cell.kind is CellKind.NUMBER) for cell in row.cells]
    for name, look in looks.items():
        position = columns.get(name)
        if position is None:
            continue
        cells += [WrittenCell("")] * (position + 1 - len(cells))
        cells[position] = WrittenCell(cells[position].text, look, cells[position].is_number)
    return cells


def _told(problems: Sequence[RosterRowError]) -> _Told:
    is_wrong = any(one.severity == Severity.ERROR for one in problems)
    looks = {
        one.column_name: Look.BAD if one.severity == Severity.ERROR else Look.DOUBTED
        for one in sorted(problems, key=lambda one: one.severity == Severity.ERROR)
        if one.column_name is not None
    }
    texts = [
        _("salah") if is_wrong else _("perlu dilihat"),
        "\n".join(dict.fromkeys(_(column_label(one.column_name)) for one in problems)),
        "\n".join(row_sentence(one.code, one.params).said(sentence) for one in problems),
        "\n".join(dict.fromkeys(row_fix(one.code).said(sentence) for one in problems)),
    ]
    return _Told([WrittenCell(text, Look.NOTE) for text in texts], looks)


def _findings(session: Session, roster: Roster) -> Iterator[tuple[int, Sequence[RosterRowError]]]:
    """Rows with problems and these, in the order of the file, streamed."""
    problems = session.scalars(
        select(RosterRowError)
        .where(RosterRowError.tenant_id == roster.tenant_id, RosterRowError.roster_id == roster.id)
        .order_by(RosterRowError.row_number, RosterRowError.severity, RosterRowError.id)
        .execution_options(yield_per=_PROBLEMS_AT_ONCE)
    )
    for number, of_row in groupby(problems, key=lambda one: one.row_number):
        yield number, list(of_row)


def _record(session: Session, roster: Roster, *, actor: Actor, now: datetime, action: str) -> None:
    audit.record(
        session,
        tenant_id=roster.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="roster",
        subject_id=roster.id,
        detail={"language": language()},
    )
