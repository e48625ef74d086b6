"""Bodies and uploads while a request lasts: read whole or refused, and on disk only encrypted.

The web framework keeps large uploads in a temporary file. Lists of people pass through there before
they are stored encrypted, so that file gets a key of its own, which never leaves memory.
"""

import io
import os
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask import Flask, Request
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream, get_input_stream

IN_MEMORY_BYTES = 512 * 1024
_KEY_BYTES = 32
_BLOCK_BYTES = 16


class SealedSpool(io.BufferedIOBase):
    """A temporary file, encrypted under a key that dies with it; written once, read anywhere."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - closed by close()
        self._key = os.urandom(_KEY_BYTES)
        self._first_block = int.from_bytes(os.urandom(_BLOCK_BYTES), "big")
        self._size = 0

    def readable(self) -> bool:
        """True."""
        return True

    def writable(self) -> bool:
        """True, at the end."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def write(self, content: bytes, /) -> int:  # type: ignore[override]  # only bytes arrive here
        """Add bytes at the end.

        Raises:
            io.UnsupportedOperation: elsewhere; the same key stream would cover two texts.
        """
        at = self._file.tell()
        if at != self._size:
            raise io.UnsupportedOperation
        self._size += self._file.write(self._masked(content, at))
        return len(content)

    def read(self, size: int | None = -1, /) -> bytes:
        """The next ``size`` bytes, fewer only at the end; all that is left for None or -1."""
        at = self._file.tell()
        return self._masked(self._file.read(-1 if size is None else size), at)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place, as in any file."""
        self._file.seek(offset, whence)
        return self._file.tell()

    def tell(self) -> int:
        """The place of the next byte."""
        return self._file.tell()

    def close(self) -> None:
        """Forget file and key."""
        self._file.close()
        self._key = b""
        super().close()

    def _masked(self, content: bytes, at: int) -> bytes:
        """Counter mode: the same step hides and shows, from any byte on."""
        block, skipped = divmod(at, _BLOCK_BYTES)
        counter = (self._first_block + block) % (1 << 8 * _BLOCK_BYTES)
        mode = modes.CTR(counter.to_bytes(_BLOCK_BYTES, "big"))
        cipher = Cipher(algorithms.AES256(self._key), mode).encryptor()
        cipher.update(bytes(skipped))
        return cipher.update(content)


class WholeBody(LimitedStream):
    """A body that ends by itself: it is read to its end or refused, never cut at the limit.

    The framework's own stream stops at the limit without a word where everything is asked for at
    once, and a form of which the rest is missing would pass for a whole one.
    """

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        super().__init__(stream, limit, is_max=True)

    def on_exhausted(self) -> None:
        """Look whether anything comes after the limit.

        Raises:
            RequestEntityTooLarge: one byte more.
        """
        if self._stream.read(1):
            super().on_exhausted()

    def readall(self) -> bytes:
        """Everything up to the end.

        Raises:
            RequestEntityTooLarge: there is more than the limit.
        """
        content = super().readall()
        if self.is_exhausted:
            self.on_exhausted()
        return content


class SealedRequest(Request):
    """A request whose body comes whole and whose files are kept sealed."""

    @cached_property
    def stream(self) -> IO[bytes]:
        """The body, at most as long as the view allows.

        Raises:
            RequestEntityTooLarge: it says that it is longer.
        """
        limit = self.max_content_length
        bounded = get_input_stream(self.environ, max_content_length=limit)
        if limit is None or "wsgi.input_terminated" not in self.environ:
            return bounded
        return cast("IO[bytes]", WholeBody(self.environ["wsgi.input"], limit))

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        return cast("IO[bytes]", SealedSpool())


def init_uploads(app: Flask) -> None:
    """Have every upload of this app kept sealed."""
    app.request_class = SealedRequest
