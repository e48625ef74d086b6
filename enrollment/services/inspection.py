"""An uploaded file before it is stored: what kind it is, how large, whether it may come in."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from enrollment.parsing.encodings import Encoding, EncodingCheck
from enrollment.parsing.headings import refuse_unclear
from enrollment.parsing.layout import BYTE_LIMIT, read_layout
from enrollment.parsing.mapping import can_be_mapped
from enrollment.parsing.packages import check_package, refuse_large
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.signatures import RosterFormat, recognise
from enrollment.services.staging import CHUNK_BYTES
from tenants.kernel import formats

FILENAME_LIMIT = 200
_NO_LIST = {FileProblem.COLUMNS_MISSING, FileProblem.NOT_UTF8}
"""What a text is refused for that was never meant as a list of people."""


@dataclass(frozen=True)
class Inspection:
    """What is known of a file at once; a workbook's lines are not counted."""

    byte_count: int
    line_count: int
    sha256: bytes
    encoding: Encoding | None = None
    """Of a text."""


def shown_filename(filename: str) -> str:
    """What of a file's name is kept, to show it: no folders, nothing unprintable, and never empty.

    Files are stored under ids of ours, so no name is ever a path.
    """
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(letter for letter in name if letter.isprintable()).strip()
    return printable[-FILENAME_LIMIT:].strip(".") or "daftar"


def inspect_upload(content: BinaryIO, filename: str) -> Inspection:
    """Look at a file as far as is safe here; a workbook's rows are read where they do no harm.

    Args:
        content: seekable; read once, a piece at a time.
        filename: as sent. The content alone tells what the file is; the name, what its sender takes
            it for, and so what a refusal has to say.

    Raises:
        RosterFileRefused: of a kind that is not read, damaged, without columns, or too large.
    """
    is_named_workbook = filename.lower().endswith(".xlsx")
    if is_named_workbook:
        refuse_large(content)
    if recognise(content) is RosterFormat.XLSX:
        check_package(content)
        return _fingerprint(content)
    try:
        return _inspect_text(content)
    except RosterFileRefused as refused:
        if is_named_workbook and refused.problem in _NO_LIST:
            raise RosterFileRefused(FileProblem.TEXT_NAMED_WORKBOOK) from None
        raise


def _fingerprint(content: BinaryIO) -> Inspection:
    digest, byte_count = hashlib.sha256(), 0
    for piece in pieces_of(content):
        digest.update(piece)
        byte_count += len(piece)
    return Inspection(byte_count, 0, digest.digest())


def _inspect_text(content: BinaryIO) -> Inspection:
    """Read once: size, lines, hash, encoding; then the layout of the beginning."""
    size = content.seek(0, os.SEEK_END)
    if size > BYTE_LIMIT:
        raise RosterFileRefused(
            FileProblem.TOO_LARGE,
            limit=formats.file_size(BYTE_LIMIT),
            size=formats.size_beyond(size, BYTE_LIMIT),
        )
    digest, letters, line_count = hashlib.sha256(), EncodingCheck(), 0
    for piece in pieces_of(content):
        digest.update(piece)
        letters.feed(piece, is_last=len(piece) < CHUNK_BYTES)
        line_count += piece.count(b"\n")
    head = next(pieces_of(content))
    is_whole_file = size == len(head)
    layout = read_layout(head, is_whole_file=is_whole_file, encoding=letters.encoding)
    if not can_be_mapped(layout):
        refuse_unclear(layout)
    return Inspection(size, line_count, digest.digest(), letters.encoding)


def pieces_of(content: BinaryIO) -> Iterator[bytes]:
    """The whole content in pieces of exactly ``CHUNK_BYTES``, the last one excepted."""
    content.seek(0)
    while piece := content.read(CHUNK_BYTES):
        yield piece
