"""What kind of file somebody sent, by its first bytes and never by its name. Pure."""

from enum import StrEnum
from typing import BinaryIO

from enrollment.parsing.encodings import UTF_8_MARK, mark_length
from enrollment.parsing.refusals import FileProblem, RosterFileRefused

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_OLD_BOOKS = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
_STEP = 1024 * 1024


class RosterFormat(StrEnum):
    """The two kinds of file that are read."""

    CSV = "csv"
    XLSX = "xlsx"


def recognise(content: BinaryIO) -> RosterFormat:
    """Tell a list from the kinds of file that people take for one.

    Args:
        content: seekable; its position is not kept.

    Raises:
        RosterFileRefused: empty, or a kind that is not read, with the way out of it.

    Source:
        Signatures of ZIP (APPNOTE 6.3), of compound files (MS-CFB) and of encrypted workbooks
        (MS-OFFCRYPTO: the stream EncryptedPackage).
    """
    content.seek(0)
    head = content.read(_STEP)
    if not head.strip():
        raise RosterFileRefused(FileProblem.EMPTY)
    if head.startswith(_ARCHIVES):
        return RosterFormat.XLSX
    if head.startswith(_COMPOUND):
        raise RosterFileRefused(_compound_problem(content))
    if head.startswith(UTF_8_MARK) or not mark_length(head):
        _refuse_text_of_other_kinds(head.removeprefix(UTF_8_MARK))
    return RosterFormat.CSV


def _refuse_text_of_other_kinds(head: bytes) -> None:
    start = head.lstrip()
    if start.startswith(b"%PDF"):
        raise RosterFileRefused(FileProblem.PDF)
    if start.startswith(b"<"):
        raise RosterFileRefused(FileProblem.WEB_PAGE)
    if start.startswith(b"{\\rtf") or b"\0" in head:
        raise RosterFileRefused(FileProblem.NOT_CSV)


def _compound_problem(content: BinaryIO) -> FileProblem:
    """The names of the streams lie anywhere in the file; reading it by pieces finds them."""
    content.seek(0)
    kept, found = b"", FileProblem.NOT_CSV
    while piece := content.read(_STEP):
        window = kept + piece
        if _PROTECTED in window:
            return FileProblem.PROTECTED
        if any(name in window for name in _OLD_BOOKS):
            found = FileProblem.OLD_EXCEL
        kept = window[-len(_PROTECTED) :]
    return found
