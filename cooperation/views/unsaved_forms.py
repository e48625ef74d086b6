"""What was typed or chosen in a form of an agreement that is not on its page any more, in words."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from cooperation.labels import AGREEMENT_PAPERS, REVIEW_STAGES
from cooperation.queries.commitments import get_commitment
from tenants.access import Permission
from tenants.colleagues import colleague_choices
from tenants.kernel.db import transaction
from tenants.kernel.errors import NotFound
from tenants.request import visit


def unsaved_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a form held, choices by what was read on the page; what is unknown as it came."""
    return {
        name: _WORDS[name](value) or value if value and name in _WORDS else value
        for name, value in values.items()
    }


def _name_of(membership_id: str) -> str | None:
    return dict(colleague_choices(Permission.AGREEMENT_APPROVE, without=())).get(membership_id)


def _title_of(commitment_id: str) -> str | None:
    with suppress(ValueError, NotFound), transaction(visit().principal) as session:
        found = get_commitment(
            session, tenant_id=visit().regency.id, commitment_id=UUID(commitment_id)
        )
        return found.title
    return None


def _label_in(labels: Mapping[Any, str]) -> Callable[[str], str | None]:
    known = {str(value): label for value, label in labels.items()}
    return lambda value: _(known[value]) if value in known else None


_WORDS: Mapping[str, Callable[[str], str | None]] = {
    "membership_id": _name_of,
    "part_commitment_id": _title_of,
    "paper": _label_in(AGREEMENT_PAPERS),
    "stage": _label_in(REVIEW_STAGES),
    "to": _label_in(REVIEW_STAGES),
}
