"""What a file of the regency proves. Upper packages register how to tell; the library asks all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class DocumentUse:
    """One record that rests on a file: its words (translated), and its page or nothing."""

    document_id: UUID
    text: str
    url: str = ""


UseProvider = Callable[[Session, int], Iterable[DocumentUse]]

_providers: dict[str, UseProvider] = {}


def register_uses(provider: UseProvider) -> None:
    """Let a package tell what its records use. Registering again replaces itself.

    Args:
        provider: given the transaction and the tenant's id.
    """
    _providers[f"{provider.__module__}.{provider.__qualname__}"] = provider


def uses_of(session: Session, tenant_id: int) -> dict[UUID, list[DocumentUse]]:
    """Every use of every file of the tenant, by the id of the file."""
    found: dict[UUID, list[DocumentUse]] = {}
    for _, provider in sorted(_providers.items()):
        for use in provider(session, tenant_id):
            found.setdefault(use.document_id, []).append(use)
    return found
