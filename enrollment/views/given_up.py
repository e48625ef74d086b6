"""What a form says at first of a programme that it was opened for and that was given up."""

from collections.abc import Sequence
from uuid import UUID

from cooperation.commitment_rules import PROGRAMME_GIVEN_UP
from enrollment.queries.programmes import get_programme
from tenants.kernel.db import transaction
from tenants.kernel.errors import FieldError
from tenants.request import visit


def given_up_errors(commitment_id: UUID | None) -> Sequence[FieldError]:
    """Why a form cannot be about a programme; nothing while it stands, or none was asked for.

    Raises:
        NotFound: no such commitment in this regency.
    """
    if commitment_id is None:
        return ()
    with transaction(visit().principal) as session:
        programme = get_programme(
            session, tenant_id=visit().regency.id, commitment_id=commitment_id
        )
    if not programme.is_cancelled:
        return ()
    return [FieldError("/commitment_id", PROGRAMME_GIVEN_UP, {"title": programme.title})]
