"""What every file that answers a list must be: of a kind that is read, and not too long."""

import hashlib
import os
from dataclasses import dataclass
from typing import BinaryIO

from enrollment.parsing.packages import check_package
from enrollment.parsing.signatures import RosterFormat, recognise
from enrollment.services.open_tables import HEADING_WITHIN_ROWS
from tenants.kernel import formats
from tenants.kernel.errors import N_, FieldError, InvalidInput

ANSWER_LIMIT_BYTES = 100 * 1024 * 1024
ANSWER_LIMIT_ROWS = 1_500_000
"""As many as a list of candidates may have; nobody is asked about more."""
_STEP = 1024 * 1024
TOO_MANY_ROWS = N_("Berkas memuat lebih dari %(limit)s baris. Bagi menjadi beberapa berkas.")


@dataclass(frozen=True)
class InspectedAnswer:
    """Length and fingerprint of a file."""

    byte_count: int
    sha256: bytes


def inspect_answer(content: BinaryIO) -> InspectedAnswer:
    """Look at a file before anybody waits for it to be read. Its memory does not grow with it.

    Args:
        content: seekable.

    Raises:
        InvalidInput: empty, too large, of a kind that is not read, or a text of too many lines.
    """
    size = content.seek(0, os.SEEK_END)
    if not size:
        raise InvalidInput(errors=[FieldError("/file", N_("Berkas kosong (0 bita)."))])
    if size > ANSWER_LIMIT_BYTES:
        detail = N_("Berkas terlalu besar; paling banyak %(limit)s.")
        limit = formats.file_size(ANSWER_LIMIT_BYTES)
        raise InvalidInput(errors=[FieldError("/file", detail, {"limit": limit})])
    is_text = recognise(content) is not RosterFormat.XLSX
    if not is_text:
        check_package(content)
    digest, lines = hashlib.sha256(), 0
    content.seek(0)
    while piece := content.read(_STEP):
        digest.update(piece)
        lines += piece.count(b"\n")
    if is_text and lines > ANSWER_LIMIT_ROWS + HEADING_WITHIN_ROWS:
        limit = formats.count(ANSWER_LIMIT_ROWS)
        raise InvalidInput(errors=[FieldError("/file", TOO_MANY_ROWS, {"limit": limit})])
    return InspectedAnswer(size, digest.digest())
