"""Uploads on their way: read back as sent, never on a disk in clear."""

import io
import os

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from tenants.kernel.uploads import IN_MEMORY_BYTES, SealedSpool, init_uploads


@given(st.lists(st.binary(max_size=70), max_size=8), st.integers(0, 300), st.integers(-1, 80))
def test_spool_when_read_from_anywhere_gives_what_was_written(
    pieces: list[bytes], place: int, size: int
) -> None:
    content = b"".join(pieces)
    with SealedSpool() as spool:
        for piece in pieces:
            assert spool.write(piece) == len(piece)
        assert spool.tell() == len(content)

        assert spool.seek(place) == place
        assert spool.read(size) == (content[place:] if size < 0 else content[place : place + size])
        assert spool.seek(0, os.SEEK_END) == len(content)


def test_spool_when_it_reaches_the_disk_holds_nothing_in_clear() -> None:
    secret = b"3505010101709993;Sumini\n" * (IN_MEMORY_BYTES // 20)
    with SealedSpool() as spool:
        spool.write(secret)

        on_disk = os.pread(spool._file.fileno(), len(secret), 0)
        spool.seek(0)
        assert spool.read() == secret

    assert len(on_disk) == len(secret)
    assert b"3505010101709993" not in on_disk
    assert b"Sumini" not in on_disk
    assert len(set(on_disk)) == 256


def test_spool_when_two_hold_the_same_they_look_different() -> None:
    with SealedSpool() as one, SealedSpool() as other:
        one.write(b"daftar" * 10)
        other.write(b"daftar" * 10)

        kept = [spool._file._file.getvalue() for spool in (one, other)]  # type: ignore[attr-defined]  # small ones stay in memory

    assert kept[0] != kept[1]


def test_spool_when_written_over_refuses() -> None:
    with SealedSpool() as spool:
        spool.write(b"daftar")
        spool.seek(0)

        with pytest.raises(io.UnsupportedOperation):
            spool.write(b"lain")


def test_request_when_a_file_is_uploaded_keeps_it_sealed() -> None:
    app = Flask(__name__)
    init_uploads(app)
    content = os.urandom(100_000)

    with app.test_request_context(
        method="POST", data={"file": (io.BytesIO(content), "daftar.csv"), "status": "proposed"}
    ):
        stream = request.files["file"].stream

        assert isinstance(stream, SealedSpool)
        assert stream.read() == content
        assert request.form["status"] == "proposed"
