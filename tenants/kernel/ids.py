"""Row ids: UUID version 7, so that rows of one tenant written together lie together."""

import os
import time
from uuid import UUID

UUID7_SQL = (
    "CAST(encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING"
    " substring(int8send(CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)) FROM 3)"
    " FROM 1 FOR 6), 52, 1), 53, 1), 'hex') AS uuid)"
)
"""The same as an SQL expression, for rows made set by set. Servers before PostgreSQL 18 have no
``uuidv7()``: 48 bits of a random id become the milliseconds, and its version 4 becomes 7.
"""

_VARIANTS = {f"{nibble:x}": "89ab"[nibble % 4] for nibble in range(16)}


def uuid7() -> UUID:
    """A new time-ordered id.

    Made in Python, not by the database, because an encrypted column binds the id of its row into
    the associated data before the row exists.

    Source:
        RFC 9562 section 5.7.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def uuid7_texts(count: int) -> list[str]:
    """Many new ids of one moment, as text: for large lists, where an object for each costs more.

    Source:
        RFC 9562 section 5.7.
    """
    moment = (time.time_ns() // 1_000_000).to_bytes(6).hex()
    head = f"{moment[:8]}-{moment[8:]}-7"
    chance = os.urandom(10 * count).hex()
    return [
        f"{head}{chance[at : at + 3]}-{_VARIANTS[chance[at + 3]]}{chance[at + 4 : at + 7]}"
        f"-{chance[at + 7 : at + 19]}"
        for at in range(0, 20 * count, 20)
    ]
