"""Password rules and Argon2id hashing. At most two hashes run at once, to bound the memory."""

import secrets
import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from tenants.kernel.errors import N_, FieldError

MINIMUM_LENGTH = 15
MAXIMUM_LENGTH = 256
_GENERATED_LENGTH = 20
_GENERATED_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_MINIMUM_DISTINCT = 5

_hasher = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)
_at_once = BoundedSemaphore(2)
_DUMMY_HASH = _hasher.hash(secrets.token_hex())


def normalise(password: str) -> str:
    """NFC, so that the same letters typed on two machines are the same password. Nothing is cut."""
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """An Argon2id hash (t=2, 46 MiB, p=1)."""
    with _at_once:
        return _hasher.hash(normalise(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash. An unknown account costs the same time."""
    if len(password) > MAXIMUM_LENGTH:
        return False
    with _at_once:
        try:
            _hasher.verify(password_hash or _DUMMY_HASH, normalise(password))
        except (Argon2Error, InvalidHashError):
            return False
    return password_hash is not None


def password_errors(password: str, *, username: str, pointer: str) -> list[FieldError]:
    """What is wrong with a new password; empty when nothing is.

    Source:
        NIST SP 800-63B-4: length counts, composition rules do not; 15 characters while the
        password is the only factor.
    """
    text = normalise(password)
    lowered = text.casefold()
    if len(text) < MINIMUM_LENGTH:
        detail = N_(
            "Kata sandi paling sedikit %(count)s karakter. Kalimat pendek mudah diingat dan kuat."
        )
        return [FieldError(pointer, detail, {"count": MINIMUM_LENGTH})]
    if len(text) > MAXIMUM_LENGTH:
        return [
            FieldError(
                pointer,
                N_("Kata sandi paling banyak %(count)s karakter."),
                {"count": MAXIMUM_LENGTH},
            )
        ]
    if len(set(lowered)) < _MINIMUM_DISTINCT:
        return [FieldError(pointer, N_("Kata sandi terlalu berulang dan mudah ditebak."))]
    if username.casefold() in lowered:
        return [FieldError(pointer, N_("Kata sandi tidak boleh memuat nama pengguna."))]
    return []


def generate_password() -> str:
    """A random password without look-alike letters, about 98 bits."""
    return "".join(secrets.choice(_GENERATED_ALPHABET) for _ in range(_GENERATED_LENGTH))
