"""Files of the BPJS office: kept in encrypted pieces, read as rows whatever kind they are."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, cast

from sqlalchemy import Table
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
from enrollment.services.kept_pieces import KeptPieces
from enrollment.services.open_tables import Row, open_table

_PIECES = cast("Table", PostingChunk.__table__)

ReadRow: TypeAlias = tuple[int, Mapping[AnswerColumn, AnswerCell]]


def pieces_of(file: PostingFile) -> KeptPieces:
    """Where the pieces of a file are kept."""
    return KeptPieces(_PIECES, "posting_file_id", file.tenant_id, file.id)


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
    pieces = partial(pieces_of(file).read, session)
    table = open_table(pieces, partial(_find, file=file), opened)
    if not table.columns:
        raise AnswerFileRefused(AnswerFileProblem.NO_HEADING)
    columns = table.columns
    names_months = AnswerColumn.MONTH in columns or AnswerColumn.FIRST in columns
    return OpenedAnswer(_as_answered(table.rows), names_months)


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
