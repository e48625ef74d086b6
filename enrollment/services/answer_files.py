"""Files of the BPJS office: kept in encrypted pieces, read as rows whatever kind they are."""

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from enrollment.answers import (
    HEADING_WITHIN_ROWS,
    AnswerCell,
    AnswerColumn,
    AnswerFileProblem,
    AnswerFileRefused,
    AnswerKind,
    find_columns,
    is_heading,
)
from enrollment.models.postings import PostingChunk, PostingFile
from enrollment.parsing.sheets import CellKind
from enrollment.parsing.signatures import RosterFormat, recognise
from enrollment.services.sheets import SheetReader
from tenants.kernel.crypto import decrypt, encrypt
from tenants.kernel.ids import uuid7

CHUNK_BYTES = 1024 * 1024
_DELIMITERS = (";", ",", "\t", "|")

NumberedRow: TypeAlias = tuple[int, Sequence[AnswerCell]]
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
    content = io.BytesIO(b"".join(_pieces(session, file)))
    if recognise(content) is RosterFormat.XLSX:
        rows, columns = _workbook_rows(content, file, opened)
    else:
        rows, columns = _text_rows(content.getvalue(), file)
    names_months = AnswerColumn.MONTH in columns or AnswerColumn.FIRST in columns
    return OpenedAnswer(_known(rows, columns), names_months)


def _known(rows: Iterator[NumberedRow], columns: Mapping[AnswerColumn, int]) -> Iterator[ReadRow]:
    for number, cells in rows:
        yield (
            number,
            {
                column: cells[place] if place < len(cells) else AnswerCell("")
                for column, place in columns.items()
            },
        )


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


def _workbook_rows(
    content: io.BytesIO, file: PostingFile, opened: ExitStack
) -> tuple[Iterator[NumberedRow], Mapping[AnswerColumn, int]]:
    memory = os.memfd_create("answer")
    with os.fdopen(memory, "r+b", buffering=0) as written:
        written.write(content.getvalue())
        written.seek(0)
        reader = opened.enter_context(SheetReader(memory))
    for _name, head in reader.heads():
        for row in head:
            columns = find_columns([cell.text for cell in row.cells])
            if _is_heading(columns, file):
                return _sheet_rows(reader, row.number + 1), columns
    raise AnswerFileRefused(AnswerFileProblem.NO_HEADING)


def _sheet_rows(reader: SheetReader, first: int) -> Iterator[NumberedRow]:
    for row in reader.rows_from(first):
        yield (
            row.number,
            [AnswerCell(cell.text, cell.kind is CellKind.NUMBER) for cell in row.cells],
        )


def _text_rows(
    content: bytes, file: PostingFile
) -> tuple[Iterator[NumberedRow], Mapping[AnswerColumn, int]]:
    text = _decoded(content)
    for delimiter in _DELIMITERS:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for cells in rows:
            if rows.line_num > HEADING_WITHIN_ROWS:
                break
            columns = find_columns(cells)
            if _is_heading(columns, file):
                return (
                    (rows.line_num, [AnswerCell(cell) for cell in row]) for row in rows
                ), columns
    raise AnswerFileRefused(AnswerFileProblem.NO_HEADING)


def _decoded(content: bytes) -> str:
    """A text as offices save it: UTF-8, or what an older spreadsheet on Windows writes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _is_heading(columns: Mapping[AnswerColumn, int], file: PostingFile) -> bool:
    return is_heading(columns, AnswerKind(file.kind), whole_list=file.covers_whole_list)
