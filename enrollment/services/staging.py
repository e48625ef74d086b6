"""Between file and record: decrypted windows of a roster, encrypted rows waiting to be stored."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import polars as pl
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or_leave
from sqlalchemy.orm import Session

from enrollment.models.rosters import (
    Roster,
    RosterChunk,
    RosterRowError,
    RosterSample,
    RosterStaging,
)
from enrollment.parsing.batches import SAMPLE_ROWS, WINDOW_BYTES, Batch
from enrollment.parsing.rows import NEEDING_A_WORD, RowProblem, Severity
from enrollment.services.sealing import copy_text, seal_people
from tenants.kernel.crypto import decrypt, encrypt
from tenants.kernel.ids import uuid7, uuid7_texts

CHUNK_BYTES = WINDOW_BYTES
READABLE = {Severity.ERROR: 15_000, Severity.WARNING: 5_000}
"""Problems that somebody may still read through. All are kept while the file is."""

_STAGED = (
    "tenant_id",
    "roster_id",
    "row_number",
    "has_warning",
    "needs_word",
    "worker_id",
    "name",
    "name_key",
    "nik_index",
    "nik_encrypted",
    "birth_on",
    "sex",
    "village_code",
    "address_encrypted",
    "occupation",
    "phone_encrypted",
)
_COPY = f"COPY roster_staging ({', '.join(_STAGED)}) FROM STDIN (FORMAT csv)"

# A statement for each would take longer than reading the rows.
_KEEP_PROBLEMS = text(
    """
    INSERT INTO roster_row_error
        (tenant_id, roster_id, id, row_number, column_name, code, severity, cell, params)
    SELECT :tenant_id, :roster_id, p.id, p.row_number, p.column_name, p.code, p.severity, p.cell,
        CAST(p.params AS jsonb)
    FROM unnest(CAST(:id AS uuid[]), CAST(:row_number AS integer[]), CAST(:column_name AS text[]),
            CAST(:code AS text[]), CAST(:severity AS text[]), CAST(:cell AS text[]),
            CAST(:params AS text[]))
        AS p(id, row_number, column_name, code, severity, cell, params)
    """
)
_FORGET_BEYOND = text(
    """
    DELETE FROM roster_row_error e USING (
        SELECT id FROM roster_row_error
        WHERE tenant_id = :tenant_id AND roster_id = :roster_id AND severity = :severity
        ORDER BY row_number, id OFFSET :count) beyond
    WHERE e.tenant_id = :tenant_id AND e.id = beyond.id
    """
)


def read_window(session: Session, roster: Roster, offset: int) -> tuple[bytes, bool]:
    """The bytes of a roster from an offset on, and whether the file ends with them.

    At least ``WINDOW_BYTES`` unless the file ends: the rest of one chunk and the whole next one.
    """
    position = offset // CHUNK_BYTES
    chunks = session.execute(
        select(RosterChunk.id, RosterChunk.content)
        .where(
            RosterChunk.tenant_id == roster.tenant_id,
            RosterChunk.roster_id == roster.id,
            RosterChunk.position.in_((position, position + 1)),
        )
        .order_by(RosterChunk.position)
    ).all()
    plain = b"".join(_open_chunk(roster.tenant_id, row.id, row.content) for row in chunks)
    window = plain[offset - position * CHUNK_BYTES :]
    return window, offset + len(window) >= roster.byte_count


def iterate_pieces(session: Session, roster: Roster) -> Iterator[bytes]:
    """The whole file of a roster in order, one decrypted piece at a time."""
    positions = range(-(-roster.byte_count // CHUNK_BYTES))
    for position in positions:
        row = session.execute(
            select(RosterChunk.id, RosterChunk.content).where(
                RosterChunk.tenant_id == roster.tenant_id,
                RosterChunk.roster_id == roster.id,
                RosterChunk.position == position,
            )
        ).one()
        yield _open_chunk(roster.tenant_id, row.id, row.content)


def seal_chunk(content: bytes, *, tenant_id: int, roster_id: UUID, position: int) -> RosterChunk:
    """One piece of a file, encrypted for its own row."""
    chunk_id = uuid7()
    sealed = encrypt(
        content, table="roster_chunk", column="content", tenant_id=tenant_id, row_id=chunk_id
    )
    return RosterChunk(
        tenant_id=tenant_id, id=chunk_id, roster_id=roster_id, position=position, content=sealed
    )


@dataclass(frozen=True)
class Kept:
    """How many problems of a roster are kept so far."""

    errors: int = 0
    warnings: int = 0


def sealed_rows(batch: Batch, *, tenant_id: int, roster_id: UUID) -> bytes:
    """The good rows of a batch as they will wait: identifiers sealed, ready to be copied."""
    warned = {problem.row_number for problem in batch.problems}
    in_need = {one.row_number for one in batch.problems if one.code in NEEDING_A_WORD}
    people = seal_people(batch.people, tenant_id=tenant_id).with_columns(
        pl.lit(tenant_id).alias("tenant_id"),
        pl.lit(str(roster_id)).alias("roster_id"),
        pl.col("row_number").is_in(warned).alias("has_warning"),
        pl.col("row_number").is_in(in_need).alias("needs_word"),
    )
    return copy_text(people.select(_STAGED))


def stage_batch(session: Session, roster: Roster, batch: Batch, rows: bytes, *, kept: Kept) -> Kept:
    """Put the good rows of a batch where they wait, and keep its problems.

    Args:
        session: role job.
        roster: whose rows they are.
        batch: its problems.
        rows: its good rows as ``sealed_rows`` gives them.
        kept: problems kept so far.

    Returns:
        problems kept, these included.

    Effects:
        COPY into ``roster_staging``, inserts ``roster_row_error``. Commits nothing.
    """
    cursor = session.connection().connection.cursor()
    with cursor.copy(_COPY) as copy:
        copy.write(rows)
    keep_samples(session, roster, _first_samples(batch, kept))
    keep_problems(session, roster, batch.problems)
    errors = sum(one.severity is Severity.ERROR for one in batch.problems)
    return Kept(kept.errors + errors, kept.warnings + len(batch.problems) - errors)


def keep_samples(
    session: Session, roster: Roster, samples: Mapping[int, Mapping[str, str]]
) -> None:
    """Keep the shown cells of rows with problems, as many as there are to be shown.

    Effects:
        Inserts ``roster_sample``; a row that is kept already stays as it is.
    """
    if not samples:
        return
    keys = {"tenant_id": roster.tenant_id, "roster_id": roster.id}
    values = [
        {**keys, "row_number": number, "cells": dict(cells)} for number, cells in samples.items()
    ]
    session.execute(insert_or_leave(RosterSample).on_conflict_do_nothing(), values)


def keep_problems(session: Session, roster: Roster, problems: Sequence[RowProblem]) -> None:
    """Keep problems, however many: a row that is refused is shown with its reason.

    Effects:
        Inserts ``roster_row_error``.
    """
    if problems:
        session.execute(
            _KEEP_PROBLEMS,
            {
                "tenant_id": roster.tenant_id,
                "roster_id": roster.id,
                "id": uuid7_texts(len(problems)),
                "row_number": [one.row_number for one in problems],
                "column_name": [one.column and one.column.value for one in problems],
                "code": [str(one.code) for one in problems],
                "severity": [one.severity.value for one in problems],
                "cell": [one.cell for one in problems],
                "params": [json.dumps(dict(one.params)) for one in problems],
            },
        )


def count_kept(session: Session, roster: Roster) -> Kept:
    """Count the problems kept of a roster."""
    rows = session.execute(
        select(RosterRowError.severity, func.count().label("kept"))
        .where(RosterRowError.tenant_id == roster.tenant_id, RosterRowError.roster_id == roster.id)
        .group_by(RosterRowError.severity)
    )
    found = {row.severity: row.kept for row in rows}
    return Kept(found.get(Severity.ERROR, 0), found.get(Severity.WARNING, 0))


def clear_staging(session: Session, roster: Roster) -> None:
    """Forget waiting rows.

    Effects:
        Deletes from ``roster_staging``.
    """
    session.execute(
        delete(RosterStaging).where(
            RosterStaging.tenant_id == roster.tenant_id, RosterStaging.roster_id == roster.id
        )
    )


def clear_chunks(session: Session, roster: Roster) -> None:
    """Forget the file itself; its fingerprint stays.

    Effects:
        Deletes from ``roster_chunk``.
    """
    session.execute(
        delete(RosterChunk).where(
            RosterChunk.tenant_id == roster.tenant_id, RosterChunk.roster_id == roster.id
        )
    )


def clear_samples(session: Session, roster: Roster) -> None:
    """Forget the rows shown of a roster.

    Effects:
        Deletes from ``roster_sample``.
    """
    session.execute(
        delete(RosterSample).where(
            RosterSample.tenant_id == roster.tenant_id, RosterSample.roster_id == roster.id
        )
    )


def clear_problems(session: Session, roster: Roster) -> None:
    """Forget the problems of an earlier check and the rows shown with them.

    Effects:
        Deletes from ``roster_row_error`` and ``roster_sample``.
    """
    clear_samples(session, roster)
    session.execute(
        delete(RosterRowError).where(
            RosterRowError.tenant_id == roster.tenant_id, RosterRowError.roster_id == roster.id
        )
    )


def forget_unreadable(session: Session, roster: Roster) -> None:
    """Keep no more problems than somebody reads through, once the file they explain is gone.

    Effects:
        Deletes from ``roster_row_error``.
    """
    of_list = {"tenant_id": roster.tenant_id, "roster_id": roster.id}
    for severity, count in READABLE.items():
        session.execute(_FORGET_BEYOND, {**of_list, "severity": severity.value, "count": count})


def staged_nik(tenant_id: int, worker_id: UUID, sealed: bytes) -> str:
    """The number of a waiting row. Whoever asks shows no more of it than its mask."""
    plain = decrypt(
        sealed, table="worker", column="nik_encrypted", tenant_id=tenant_id, row_id=worker_id
    )
    return plain.decode()


def _first_samples(batch: Batch, kept: Kept) -> dict[int, Mapping[str, str]]:
    """Cells of the rows whose problems are the first of their kind in the whole file."""
    seen = {Severity.ERROR: kept.errors, Severity.WARNING: kept.warnings}
    first = set()
    for problem in batch.problems:
        if seen[problem.severity] < SAMPLE_ROWS:
            first.add(problem.row_number)
        seen[problem.severity] += 1
    return {number: cells for number, cells in batch.samples.items() if number in first}


def _open_chunk(tenant_id: int, chunk_id: UUID, sealed: bytes) -> bytes:
    return decrypt(
        sealed, table="roster_chunk", column="content", tenant_id=tenant_id, row_id=chunk_id
    )
