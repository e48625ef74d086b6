"""Programs: who asks with a key, and how often."""

from datetime import datetime

from flask import request

from tenants.kernel import audit
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import N_, NotSignedIn
from tenants.models.identity import ApiKey
from tenants.queries.api_keys import organisation_of_key
from tenants.queries.tenants import OrganisationRef
from tenants.services.api_keys import count_failed_try, count_request, find_key

_NEEDED = N_("Permintaan ini memerlukan kunci API yang masih berlaku.")
_IDENTITY = Principal(DatabaseRole.IDENTITY, audit.PLATFORM_TENANT)


def key_of_request(now: datetime) -> tuple[ApiKey, OrganisationRef]:
    """The key that the request carries, and whose it is.

    Every try is counted and committed before it is refused.

    Raises:
        NotSignedIn: the request carries no key, or one that opens nothing.
        RateLimited: too many requests, or too many keys tried from this address.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedIn(_NEEDED)
    with transaction(_IDENTITY) as session:
        key = find_key(session, token=token.strip(), now=now)
        if key is None:
            refusal = count_failed_try(session, address=request.remote_addr or "", now=now)
        else:
            refusal = count_request(session, key=key, now=now)
            organisation = organisation_of_key(session, key=key)
    if refusal is not None:
        raise refusal
    if key is None:
        raise NotSignedIn(_NEEDED)
    return key, organisation
