"""What rests on a record. Every package registers how to tell; pages ask all of them at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tenants.kernel.db import TenantScoped


@dataclass(frozen=True)
class Use:
    """One record that rests on another: its words (translated), and its page or nothing."""

    used_id: UUID
    text: str
    url: str = ""


M = TypeVar("M", bound=TenantScoped)
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


def register_rows(
    subject: str,
    model: type[M],
    column: InstrumentedAttribute[Any],
    *conditions: ColumnElement[bool],
    words: Callable[[M], str],
    page: Callable[[M], str],
) -> None:
    """Let each row that points at records of one kind be a use of the one it points at.

    Args:
        subject: the kind, as above.
        model: of the rows; they are told in the order of their ids.
        column: what points at the record.
        conditions: which rows count; all where there are none.
        words: what a row is called, translated.
        page: the address of its page.
    """

    def rows(session: Session, tenant_id: int, ids: Collection[UUID]) -> Iterator[Use]:
        found = session.scalars(
            select(model)
            .where(model.tenant_id == tenant_id, column.in_(ids), *conditions)
            .order_by(model.id)
        )
        for row in found:
            yield Use(getattr(row, column.key), words(row), page(row))

    _providers[subject][f"{model.__module__}.{column}"] = rows


def uses_of(
    subject: str, session: Session, tenant_id: int, ids: Collection[UUID]
) -> dict[UUID, list[Use]]:
    """What rests on some records of the tenant, by the id of the record."""
    found: defaultdict[UUID, list[Use]] = defaultdict(list)
    for _, provider in sorted(_providers[subject].items()):
        for use in provider(session, tenant_id, ids) if ids else ():
            found[use.used_id].append(use)
    return found
