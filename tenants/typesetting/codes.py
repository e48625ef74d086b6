"""The code of an official paper: which data it was set from, as letters and as a QR. Pure.

It proves that the data are the same, not who signed: a paper says so beside it.
"""

import json
from base64 import b32encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import segno

CODE_LETTERS: Final = 16
"""Letters of the short code: 80 bits, so that nobody meets another paper by trying."""
_GROUP: Final = 4
_ALPHABET: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
# What an eye or a keyboard takes for a letter of the code.
_LOOKALIKES: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})
_SCHEMA: Final = "siap-paritrana/paper/1"


def paper_sha256(kind: str, content: Mapping[str, Any]) -> bytes:
    """Of what a paper is set from: the same 32 bytes for the same kind and content.

    Args:
        kind: of paper.
        content: as JSON can hold it; the day it was drawn up is part of it.
    """
    whole = {"schema": _SCHEMA, "kind": kind, "content": content}
    canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).digest()


def short_code(digest: bytes) -> str:
    """The first letters of a digest as they are stored and searched: ``K7QXM2...``."""
    return b32encode(digest)[:CODE_LETTERS].decode()


def spaced_code(code: str) -> str:
    """A short code as it is read aloud: ``K7QX-M2AB-...``."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(text: str) -> str | None:
    """The short code somebody typed or scanned, or None where it cannot be one.

    Case, dashes and spaces do not count; of an address, what follows the last ``=`` counts.
    """
    typed = text.rsplit("=", 1)[-1].upper().translate(_LOOKALIKES)
    code = "".join(letter for letter in typed if letter not in "- \t\r\n")
    return code if len(code) == CODE_LETTERS and set(code) <= _ALPHABET else None


def qr_rows(text: str) -> Sequence[str]:
    """The modules of a QR code row by row, ``1`` for dark, without the quiet zone around it."""
    code = segno.make(text, error="m", micro=False)
    return ["".join(str(module & 1) for module in row) for row in code.matrix]


def qr_png(text: str) -> bytes:
    """A QR code as a PNG file, for papers that are edited in Word."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=6, border=2)
    return drawn.getvalue()
