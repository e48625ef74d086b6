"""Encryption of direct identifiers, and blind indexes to find them again.

Keys live in a file outside the database (mode 0600). Whoever holds only the database learns
neither a NIK nor which tenants share one; whoever moves a ciphertext to another row, column or
tenant gets nothing, because all four are bound into it.
"""

import base64
import hmac
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

from tenants.kernel.config import Settings
from tenants.kernel.errors import N_, Unavailable

K = TypeVar("K")

_FORMAT = 1
_NONCE_BYTES = 12
KEY_BYTES = 32


class KeyFileError(Exception):
    """The key file is missing, readable by others, or not of its format."""


class DecryptionFailed(Exception):
    """The bytes do not belong to this row, column and tenant, or the key is not ours."""


@dataclass(frozen=True)
class Keys:
    """The secrets of one installation. ``encryption`` may hold older keys, for reading."""

    active: int
    encryption: Mapping[int, bytes] = field(repr=False)
    index: bytes = field(repr=False)
    web: bytes = field(repr=False)


def create_key_file(path: Path) -> None:
    """Write fresh random keys, readable by the owner only.

    Raises:
        FileExistsError: a key file is there already; overwriting it would lose every identifier.
    """
    write_secrets(
        path,
        lambda fresh: {
            "active": 1,
            "encryption": {"1": fresh()},
            "index": fresh(),
            "web": fresh(),
        },
    )


def write_secrets(path: Path, document: Callable[[Callable[[], str]], Mapping[str, Any]]) -> None:
    """Write a file of fresh random keys, readable by the owner only.

    Args:
        path: of a file that does not exist yet.
        document: what it holds, given a function that makes one key.

    Raises:
        FileExistsError: it exists.
    """
    text = json.dumps(document(lambda: base64.b64encode(os.urandom(KEY_BYTES)).decode()), indent=1)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")


def read_secrets(path: Path) -> Any:
    """What a file of keys holds, unchecked.

    Raises:
        KeyFileError: it cannot be read, or others may read it.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"{path}: must not be readable by others (chmod 600)")
        return json.loads(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise KeyFileError(
            f"{path}: cannot be read as a key file ({type(error).__name__})"
        ) from None


def read_key_file(path: Path) -> Keys:
    """Read and check a key file.

    Raises:
        KeyFileError: with a sentence that names the path and the fault, never a key.
    """
    try:
        document = read_secrets(path)
        encryption = {
            int(name): base64.b64decode(key) for name, key in document["encryption"].items()
        }
        keys = Keys(
            active=int(document["active"]),
            encryption=encryption,
            index=base64.b64decode(document["index"]),
            web=base64.b64decode(document["web"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(
            f"{path}: cannot be read as a key file ({type(error).__name__})"
        ) from None
    sizes = {len(key) for key in (*encryption.values(), keys.index, keys.web)}
    if sizes != {KEY_BYTES} or keys.active not in encryption:
        raise KeyFileError(f"{path}: a key has the wrong length, or the active key is missing")
    return keys


def init_crypto(app: Flask, settings: Settings) -> None:
    """Remember where the keys are. They are read at first use."""
    app.extensions["siap-keys-file"] = settings.key_file


def keys() -> Keys:
    """The keys of the current app, read once.

    Raises:
        Unavailable: no key file is configured, or it cannot be used.
    """
    return read_once("siap-keys", "SIAP_KEY_FILE", read_key_file)


def read_once(name: str, variable: str, read: Callable[[Path], K]) -> K:
    """What a key file of the current app holds, from its first use on.

    Args:
        name: under which the app remembers it; its path lies under ``name-file``.
        variable: the setting that names the file.
        read: reads and checks it.

    Raises:
        Unavailable: this process is not given it, or the file cannot be used.
    """
    found: K | None = current_app.extensions.get(name)
    if found is None:
        path: Path | None = current_app.extensions[f"{name}-file"]
        if path is None:
            raise Unavailable(N_("Berkas kunci belum diatur: %(variable)s."), variable=variable)
        try:
            found = read(path)
        except KeyFileError as error:
            raise Unavailable(N_("Berkas kunci tidak dapat dipakai.")) from error
        current_app.extensions[name] = found
    return found


def encrypt(
    plaintext: str | bytes, *, table: str, column: str, tenant_id: int, row_id: UUID
) -> bytes:
    """Seal one value for one cell.

    Returns:
        format byte, key id (two bytes), nonce (12 bytes), AES-256-GCM ciphertext with tag.
    """
    secrets = keys()
    data = plaintext.encode() if isinstance(plaintext, str) else plaintext
    nonce = os.urandom(_NONCE_BYTES)
    head = bytes([_FORMAT]) + secrets.active.to_bytes(2)
    cipher = _cipher(secrets.encryption[secrets.active])
    return head + nonce + cipher.encrypt(nonce, data, _cell(table, column, tenant_id, row_id))


def encrypt_many(
    values: Sequence[str | None],
    *,
    table: str,
    column: str,
    tenant_id: int,
    row_ids: Sequence[str],
) -> list[bytes | None]:
    """Seal one value for each of many rows, as ``encrypt`` does; None stays None.

    Args:
        values: in the order of the rows.
        table: of the rows.
        column: of the values.
        tenant_id: of all rows.
        row_ids: of each row, as text.
    """
    secrets = keys()
    head = bytes([_FORMAT]) + secrets.active.to_bytes(2)
    seal = _cipher(secrets.encryption[secrets.active]).encrypt
    shared = _cell_head(table, column, tenant_id)
    chance = os.urandom(_NONCE_BYTES * len(values))
    sealed: list[bytes | None] = []
    for position, (value, row_id) in enumerate(zip(values, row_ids, strict=True)):
        if value is None:
            sealed.append(None)
            continue
        nonce = chance[_NONCE_BYTES * position : _NONCE_BYTES * (position + 1)]
        cell = shared + row_id.encode()
        sealed.append(head + nonce + seal(nonce, value.encode(), cell))
    return sealed


def decrypt(sealed: bytes, *, table: str, column: str, tenant_id: int, row_id: UUID) -> bytes:
    """Open what ``encrypt`` sealed for the same cell.

    Raises:
        DecryptionFailed: another cell, another key, or damaged bytes.
    """
    key = keys().encryption.get(int.from_bytes(sealed[1:3]))
    nonce, body = sealed[3 : 3 + _NONCE_BYTES], sealed[3 + _NONCE_BYTES :]
    if sealed[:1] != bytes([_FORMAT]) or key is None:
        raise DecryptionFailed("unknown format or key id")
    try:
        return _cipher(key).decrypt(nonce, body, _cell(table, column, tenant_id, row_id))
    except (InvalidTag, ValueError):
        raise DecryptionFailed("the value does not belong to this cell") from None


def blind_index(value: str, *, tenant_id: int, purpose: str = "nik") -> bytes:
    """A keyed one-way index: equal values of one tenant agree, values of two tenants never do.

    Returns:
        32 bytes of HMAC-SHA256 under a key derived for this tenant and purpose.
    """
    return hmac.digest(_index_key(keys().index, tenant_id, purpose), value.encode(), "sha256")


def blind_indexes(values: Sequence[str], *, tenant_id: int, purpose: str = "nik") -> list[bytes]:
    """``blind_index`` of many values of one tenant."""
    key = _index_key(keys().index, tenant_id, purpose)
    return [hmac.digest(key, value.encode(), "sha256") for value in values]


def web_signature(purpose: str, text: str) -> str:
    """A hex HMAC under the web key, for tokens bound to a session."""
    return hmac.new(keys().web, f"{purpose}\0{text}".encode(), sha256).hexdigest()


def _cell(table: str, column: str, tenant_id: int, row_id: UUID) -> bytes:
    return _cell_head(table, column, tenant_id) + str(row_id).encode()


def _cell_head(table: str, column: str, tenant_id: int) -> bytes:
    return f"{table}\0{column}\0{tenant_id}\0".encode()


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=1024)
def _index_key(master: bytes, tenant_id: int, purpose: str) -> bytes:
    info = f"siap/blind-index/{purpose}/{tenant_id}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)
