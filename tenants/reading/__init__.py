"""The text of uploaded papers, page by page, taken out by a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tenants.document_types import MediaType
from tenants.kernel.errors import N_

PROGRAM = Path(__file__).with_name("program.py")
_FORMS: Mapping[str, str] = {MediaType.PDF: "pdf", MediaType.DOCX: "docx"}
_PICTURES = {MediaType.PNG, MediaType.JPEG}
FEWEST_LETTERS = 20
"""A file with fewer letters on all its pages together is a scan: stamps and page numbers are no
text."""
_OVERSTRAINED = {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGXCPU, -signal.SIGILL}
_ABSENT = dict.fromkeys(range(32), " ") | {9: "\t", 10: "\n", 0xFFFE: " ", 0xFFFF: " "}
"""Control characters, which no database and no page can hold, become blanks."""


class ReadingState(StrEnum):
    """What became of reading the text of a file."""

    READ = "read"
    SCAN = "scan"
    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_HEAVY = "too_heavy"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"


READING_LABELS: Mapping[ReadingState, str] = {
    ReadingState.READ: N_("teks terbaca"),
    ReadingState.SCAN: N_("hasil pindai tanpa teks, tidak dapat dicari"),
    ReadingState.LOCKED: N_("terkunci kata sandi, teksnya tidak dibaca"),
    ReadingState.DAMAGED: N_("teksnya tidak dapat dibaca"),
    ReadingState.TOO_HEAVY: N_("terlalu berat untuk dibaca"),
    ReadingState.TOO_LONG: N_("terlalu panjang untuk dibaca"),
    ReadingState.NOT_TEXT: N_("bukan naskah PDF atau DOCX"),
}


@dataclass(frozen=True)
class ReadingLimits:
    """What reading one file may take: bytes, seconds of processor and of waiting, and pages.

    Of a file in parts the first are kept, as many as pages are allowed.
    """

    memory_bytes: int = 768 * 1024 * 1024
    cpu_seconds: int = 120
    wait_seconds: float = 240
    page_count: int = 2_000
    unpacked_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True)
class Cut:
    """How many letters of a text were kept of how many, where that is not all of them."""

    kept: int
    total: int


@dataclass(frozen=True)
class Reading:
    """The pages of a file in order, one without text as an empty one; none where it is refused.

    A file in parts gives parts instead; ``cut`` tells that its end is missing.
    """

    state: ReadingState
    pages: Sequence[str] = ()
    cut: Cut | None = None


READERS: Mapping[MediaType, int] = {MediaType.DOCX: 2}
"""Forms that are read otherwise than at first: raise the number to have kept texts read again.

2: a DOCX with its heads, feet, notes and text boxes."""


def reader_of(media_type: str) -> int:
    """Which reader reads a form now, from 1."""
    return {str(one): reader for one, reader in READERS.items()}.get(media_type, 1)


def is_in_parts(media_type: str) -> bool:
    """Whether places in a text are parts: a DOCX has pages only where it is drawn."""
    return media_type == MediaType.DOCX


class ReaderFailed(Exception):
    """The reading process ended for a reason outside the file; it may be tried again."""


def read_text(content: bytes, media_type: str, *, limits: ReadingLimits | None = None) -> Reading:
    """The text of a file.

    Args:
        content: the file as it was sent.
        media_type: what it is; a picture is a scan of one page, of workbooks no text is read here.
        limits: what it may take.

    Raises:
        ReaderFailed: try again.
    """
    form = _FORMS.get(media_type)
    if media_type in _PICTURES:
        return Reading(ReadingState.SCAN, [""])
    if form is None:
        return Reading(ReadingState.NOT_TEXT)
    allowed = limits or ReadingLimits()
    given = (os.getpid(), allowed.memory_bytes, allowed.cpu_seconds)
    arguments = [form, *map(str, (*given, allowed.page_count, allowed.unpacked_bytes))]
    # Its environment is empty: no address of a database, no key.
    process = subprocess.Popen(  # noqa: S603 - our own program, no shell
        [sys.executable, "-I", "-X", "utf8", str(PROGRAM), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        start_new_session=True,
    )
    try:
        answer, _nothing = process.communicate(content, timeout=allowed.wait_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return Reading(ReadingState.TOO_HEAVY)
    finally:
        process.kill()
        process.wait()
    if process.returncode in _OVERSTRAINED:
        return Reading(ReadingState.TOO_HEAVY)
    if process.returncode != 0:
        raise ReaderFailed
    return _reading(answer)


def _reading(answer: bytes) -> Reading:
    said = json.loads(answer)
    if "refused" in said:
        return Reading(ReadingState(said["refused"].replace("-", "_")))
    pages = [_clean(page) for page in said["pages"]]
    letters = sum(letter.isalpha() for page in pages for letter in page)
    if letters < FEWEST_LETTERS:
        return Reading(ReadingState.SCAN, ["" for _page in pages])
    kept, total = said.get("kept", 0), said.get("letters", 0)
    return Reading(ReadingState.READ, pages, Cut(kept, total) if kept < total else None)


def _clean(text: str) -> str:
    """Text that can be stored and shown: no control characters, no halves of characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.translate(_ABSENT).strip()
