"""Bytes that come in order and are kept in pieces of one size, each to be sealed by its keeper."""

from collections.abc import Callable
from io import RawIOBase
from typing import TypeAlias, cast

from enrollment.services.staging import CHUNK_BYTES

KeepPiece: TypeAlias = Callable[[int, bytes], None]
"""Keeps the piece at a position, counted from 0."""


class PieceSink(RawIOBase):
    """Takes bytes in order; ``finish`` keeps what is left."""

    def __init__(self, keep: KeepPiece) -> None:
        super().__init__()
        self._keep = keep
        self._kept = bytearray()
        self._position = 0
        self.byte_count = 0

    def writable(self) -> bool:
        """It takes bytes, and gives none back."""
        return True

    def write(self, piece: object) -> int:
        """Take the next bytes; whole pieces are kept at once."""
        view = memoryview(cast("bytes", piece))
        self._kept += view
        self.byte_count += view.nbytes
        while len(self._kept) >= CHUNK_BYTES:
            self._hand_on(bytes(self._kept[:CHUNK_BYTES]))
            del self._kept[:CHUNK_BYTES]
        return view.nbytes

    def finish(self) -> None:
        """Keep what is left."""
        self._hand_on(bytes(self._kept))
        self._kept.clear()

    def _hand_on(self, plain: bytes) -> None:
        self._keep(self._position, plain)
        self._position += 1
