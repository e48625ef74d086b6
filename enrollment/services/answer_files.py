"""Files of the BPJS office: kept in encrypted pieces, read as rows whatever kind they are."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, TypeAlias

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from enrollment.answers import (
    AnswerCell,
    AnswerColumn,
    AnswerFileProblem,
    AnswerFileRefused,
    AnswerKind,
    find_columns,
    is_heading,
)
from enrollment.models.postings import PostingChunk, PostingFile
from enrollment.parsing.sheet_rows import CellKind
from enrollment.services.open_tables import Row, open_table
from tenants.kernel.crypto import decrypt, encrypt
from tenants.kernel.ids import uuid7

CHUNK_BYTES = 1024 * 1024

ReadRow: TypeAlias = tuple[int, Mapping[AnswerColumn, AnswerCell]]


def keep_pieces(session: Session, file: PostingFile, content: BinaryIO) -> None:
    """Keep a file, piece by piece, encrypted each for its own row.

    Effects:
        Inserts ``posting_chunk``.
    """
    content.seek(0)
    position = 0
    while piece := content.read(CHUNK_BYTES):
        chunk_id = uuid7()
        sealed = encrypt(
            piece,
            table="posting_chunk",
            column="content",
            tenant_id=file.tenant_id,
            row_id=chunk_id,
        )
        values = {
            "tenant_id": file.tenant_id,
            "id": chunk_id,
            "posting_file_id": file.id,
            "position": position,
            "content": sealed,
        }
        session.execute(insert(PostingChunk).values(**values).inline())
        position += 1


def forget_pieces(session: Session, file: PostingFile) -> None:
    """Forget the file itself; its fingerprint stays.

    Effects:
        Deletes from ``posting_chunk``.
    """
    session.execute(
        delete(PostingChunk).where(
            PostingChunk.tenant_id == file.tenant_id, PostingChunk.posting_file_id == file.id
        )
    )


@dataclass(frozen=True)
class OpenedAnswer:
    """The rows below the headings, with the cells of known columns, each read when it is wanted."""

    rows: Iterator[ReadRow]
    names_months: bool


def open_answer(session: Session, file: PostingFile, opened: ExitStack) -> OpenedAnswer:
    """Open a kept file for reading.

    Args:
        session: role job.
        file: kept in pieces.
        opened: ends the process that reads a workbook.

    Raises:
        AnswerFileRefused: no row names the columns that are needed.
        RosterFileRefused: the workbook cannot be read.
        SheetReaderFailed: try again.
    """
    content = b"".join(_pieces(session, file))
    table = open_table(content, partial(_find, file=file), opened)
    if not table.columns:
        raise AnswerFileRefused(AnswerFileProblem.NO_HEADING)
    columns = table.columns
    names_months = AnswerColumn.MONTH in columns or AnswerColumn.FIRST in columns
    return OpenedAnswer(_as_answered(table.rows), names_months)


def _pieces(session: Session, file: PostingFile) -> Iterator[bytes]:
    chunks = session.execute(
        select(PostingChunk.id, PostingChunk.content)
        .where(PostingChunk.tenant_id == file.tenant_id, PostingChunk.posting_file_id == file.id)
        .order_by(PostingChunk.position)
    )
    for chunk in chunks:
        yield decrypt(
            chunk.content,
            table="posting_chunk",
            column="content",
            tenant_id=file.tenant_id,
            row_id=chunk.id,
        )


def _as_answered(rows: Iterator[Row[AnswerColumn]]) -> Iterator[ReadRow]:
    for number, cells in rows:
        yield (
            number,
            {
                column: AnswerCell(cell.text, cell.kind is CellKind.NUMBER)
                for column, cell in cells.items()
            },
        )


def _find(cells: Sequence[str], file: PostingFile) -> Mapping[AnswerColumn, int]:
    columns = find_columns(cells)
    kind = AnswerKind(file.kind)
    return columns if is_heading(columns, kind, whole_list=file.covers_whole_list) else {}
