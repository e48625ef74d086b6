"""How the bytes of a text file are letters: UTF-8, UTF-16, or the code page of older exports. Pure.

Whether a file is UTF-8 shows only at its end, so a file is looked at once, whole and in pieces,
before any of it is read. Reading then works on windows of bytes: in UTF-8 and in the code page a
line end is one byte, and windows of UTF-16 are rewritten so that it is.
"""

import codecs
import re
from enum import StrEnum

from enrollment.parsing.refusals import FileProblem, RosterFileRefused

UTF_8_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")


class Encoding(StrEnum):
    """The encodings that are read, by the names that Python knows them by."""

    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    CP1252 = "cp1252"

    @property
    def is_wide(self) -> bool:
        """Whether every letter takes two bytes at least, a line end too."""
        return self in {Encoding.UTF_16_LE, Encoding.UTF_16_BE}


def mark_length(head: bytes) -> int:
    """Bytes of the mark that says a text's encoding; 0 where it has none.

    Source:
        Unicode Standard, byte order mark.
    """
    if head.startswith(UTF_8_MARK):
        return len(UTF_8_MARK)
    return len(_WIDE_MARKS[0]) if head.startswith(_WIDE_MARKS) else 0


class EncodingCheck:
    """Looks at a whole file, a piece at a time, and says how its letters are written.

    A file that is no UTF-8 is taken for the code page of older exports, unless parts of it are
    UTF-8: such a file was put together from two, and either reading would spoil names.
    """

    def __init__(self) -> None:
        self._encoding: Encoding | None = None
        self._decoder: codecs.IncrementalDecoder | None = None
        self._is_marked = False
        self._has_sequences = False
        self._lines = 0
        self._odd_row: int | None = None

    def feed(self, piece: bytes, *, is_last: bool) -> None:
        """Look at the next piece.

        Args:
            piece: the bytes after the last piece.
            is_last: nothing follows.

        Raises:
            RosterFileRefused: no encoding that is read fits; names the row.

        Source:
            Unicode Standard; code page 1252.
        """
        if self._decoder is None:
            self._is_marked = mark_length(piece) > 0
            self._use(_marked_encoding(piece))
        if self._encoding is Encoding.CP1252:
            self._look_closer(piece)
        row = self._decode(piece, is_last=is_last)
        if row is not None:
            self._give_up_utf_8(piece, row, is_last=is_last)
        elif not self._has_sequences and not piece.isascii():
            self._has_sequences = _SEQUENCE.search(piece) is not None
        self._lines += piece.count(b"\n")

    @property
    def encoding(self) -> Encoding:
        """Of what was looked at so far."""
        return self._encoding or Encoding.UTF_8

    def _use(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding.value)()

    def _decode(self, piece: bytes, *, is_last: bool) -> int | None:
        """The row that cannot be decoded, if there is one."""
        if self._decoder is None:
            return None
        try:
            self._decoder.decode(piece, final=is_last)
        except UnicodeDecodeError as error:
            return self._lines + piece.count(b"\n", 0, error.start) + 1
        return None

    def _give_up_utf_8(self, piece: bytes, row: int, *, is_last: bool) -> None:
        if self._is_marked or self._has_sequences or self._encoding is not Encoding.UTF_8:
            raise RosterFileRefused(FileProblem.NOT_UTF8, row=row)
        self._odd_row = row
        self._use(Encoding.CP1252)
        self._look_closer(piece)
        again = self._decode(piece, is_last=is_last)
        if again is not None:
            raise RosterFileRefused(FileProblem.NOT_UTF8, row=again)

    def _look_closer(self, piece: bytes) -> None:
        """Any bytes are letters of the code page; what no person types tells a file of no text."""
        if _CONTROLS.search(piece):
            raise RosterFileRefused(FileProblem.NOT_CSV)
        if _SEQUENCE.search(piece):
            raise RosterFileRefused(FileProblem.NOT_UTF8, row=self._odd_row)


def narrow(window: bytes, encoding: Encoding, *, is_last: bool) -> bytes:
    """A window of a file in which every line end is one byte.

    Args:
        window: bytes of the file, beginning at a letter.
        encoding: of the file.
        is_last: nothing follows the window; else half a letter at its end is left out.

    Raises:
        UnicodeDecodeError: no such text.

    Source:
        Unicode Standard.
    """
    if not encoding.is_wide:
        return window
    decoder = codecs.getincrementaldecoder(encoding.value)()
    return decoder.decode(window, final=is_last).encode()


def length_in_file(part: bytes, encoding: Encoding) -> int:
    """How many bytes of the file a part of a narrow window stands for.

    Source:
        Unicode Standard.
    """
    return len(part.decode().encode(encoding.value)) if encoding.is_wide else len(part)


def _marked_encoding(head: bytes) -> Encoding:
    if head.startswith(_WIDE_MARKS[0]):
        return Encoding.UTF_16_LE
    return Encoding.UTF_16_BE if head.startswith(_WIDE_MARKS[1]) else Encoding.UTF_8
