"""A name somebody looks for, sealed so that it may stand in an address: addresses are logged."""

import base64
import binascii
from uuid import UUID

from tenants.kernel.crypto import DecryptionFailed, decrypt, encrypt
from tenants.kernel.errors import N_, MalformedRequest

_TABLE, _COLUMN = "worker_search", "name"


def seal_name(name: str, *, tenant_id: int, person_id: UUID) -> str:
    """A name as text that only the same person opens again, in the same regency."""
    sealed = encrypt(name, table=_TABLE, column=_COLUMN, tenant_id=tenant_id, row_id=person_id)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_name(sealed: str, *, tenant_id: int, person_id: UUID) -> str:
    """The name that ``seal_name`` sealed.

    Raises:
        MalformedRequest: somebody else's, another regency's, or not made by us.
    """
    try:
        content = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        name = decrypt(content, table=_TABLE, column=_COLUMN, tenant_id=tenant_id, row_id=person_id)
    except (DecryptionFailed, binascii.Error, ValueError):
        raise MalformedRequest(
            N_("Pencarian ini tidak dapat dibuka lagi. Isi nama sekali lagi.")
        ) from None
    return name.decode()
