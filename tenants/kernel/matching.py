"""The index by which one person is recognised in two regencies, and the key it stands under.

Blind indexes of two regencies never agree; these do, so their key lies in a file of its own that
the matching process alone is given. Whoever holds the database and every other key can recognise
nobody by them.
"""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from tenants.kernel.config import Settings
from tenants.kernel.crypto import KEY_BYTES, KeyFileError, read_once, read_secrets, write_secrets

_MARK_BYTES = 8


@dataclass(frozen=True)
class MatchingKey:
    """The key, and the mark by which its indexes are told from those of an earlier one."""

    key: bytes = field(repr=False)

    @property
    def mark(self) -> bytes:
        """Says which key made an index, and nothing about the key."""
        return hmac.digest(self.key, b"mark", "sha256")[:_MARK_BYTES]


def create_matching_key_file(path: Path) -> None:
    """Write a fresh random key, readable by the owner only.

    Raises:
        FileExistsError: a file is there already.
    """
    write_secrets(path, lambda fresh: {"matching": fresh()})


def read_matching_key_file(path: Path) -> MatchingKey:
    """Read and check the key file of the matching process.

    Raises:
        KeyFileError: with a sentence that names the path and the fault, never a key.
    """
    try:
        key = base64.b64decode(read_secrets(path)["matching"])
    except (KeyError, TypeError, ValueError) as error:
        raise KeyFileError(
            f"{path}: cannot be read as a key file ({type(error).__name__})"
        ) from None
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{path}: the key has the wrong length")
    return MatchingKey(key)


def init_matching(app: Flask, settings: Settings) -> None:
    """Remember where the key is, if this process is given it. It is read at first use."""
    app.extensions["siap-matching-key-file"] = settings.matching_key_file


def matching_key() -> MatchingKey:
    """The key of the current app, read once.

    Raises:
        Unavailable: this process is not given it, or the file cannot be used.
    """
    return read_once("siap-matching-key", "SIAP_MATCHING_KEY_FILE", read_matching_key_file)


def cross_indexes(
    key: MatchingKey, niks: Sequence[str], *, are_synthetic: Sequence[bool]
) -> list[bytes]:
    """32 bytes for each number: equal wherever the person is recorded.

    Args:
        key: of the matching process.
        niks: whole numbers.
        are_synthetic: for each, whether the person is invented; an invented one never agrees with
            a real one.
    """
    return [
        hmac.digest(key.key, f"person\0{kind:d}\0{nik}".encode(), "sha256")
        for nik, kind in zip(niks, are_synthetic, strict=True)
    ]


def case_code(key: MatchingKey, cross_index: bytes, segment: str) -> str:
    """The name under which the offices of all sides speak of one case, such as ``K7QX2-M4TDA``."""
    digest = hmac.digest(key.key, b"case\0" + cross_index + segment.encode(), "sha256")
    text = base64.b32encode(digest).decode()
    return f"{text[:5]}-{text[5:10]}"
