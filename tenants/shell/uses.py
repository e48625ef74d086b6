"""What rests on a record. Every package registers how to tell; pages ask all of them at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Use:
    """One record that rests on another: its words (translated), and its page or nothing."""

    used_id: UUID
    text: str
    url: str = ""


Provider = Callable[[Session, int, Collection[UUID]], Iterable[Use]]

_providers: dict[str, dict[str, Provider]] = defaultdict(dict)


def register_uses(subject: str, *providers: Provider) -> None:
    """Let a package tell what rests on records of one kind. Registering again replaces itself.

    Args:
        subject: the kind, as the audit trail calls it: ``document``, ``regulation``.
        providers: given the transaction, the tenant's id and the records asked about.
    """
    for provider in providers:
        _providers[subject][f"{provider.__module__}.{provider.__qualname__}"] = provider


def uses_of(
    subject: str, session: Session, tenant_id: int, ids: Collection[UUID]
) -> dict[UUID, list[Use]]:
    """What rests on some records of the tenant, by the id of the record."""
    found: defaultdict[UUID, list[Use]] = defaultdict(list)
    for _, provider in sorted(_providers[subject].items()):
        for use in provider(session, tenant_id, ids) if ids else ():
            found[use.used_id].append(use)
    return found
