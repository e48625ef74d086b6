"""What rules of the database refuse, in the words of the product."""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, inspect
from sqlalchemy import delete as remove
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tenants.kernel.db import Base
from tenants.kernel.errors import AppError, StillInUse

_FOREIGN_KEY_VIOLATION = "23503"
_UNIQUE_VIOLATION = "23505"


def flush(session: Session, refusals: Mapping[str, Callable[[], AppError]]) -> None:
    """Flush, and say what is wrong where the database refuses.

    Args:
        session: the transaction; nothing more can be asked in it after a refusal.
        refusals: makers of what is raised, by the name of the constraint. Others stay bugs.

    Raises:
        AppError: what the maker for the constraint makes.
    """
    try:
        session.flush()
    except IntegrityError as error:
        refusal = refusals.get(_constraint_of(error))
        if refusal is None:
            raise
        raise refusal() from None


def delete(session: Session, *rows: Base) -> None:
    """Delete rows, first those that are part of the last, unless other rows rest on one of them.

    Whatever rests on a row points at it by a foreign key, in whichever package it lies.

    Raises:
        StillInUse: one does.

    Effects:
        Flushes after each.
    """
    try:
        for row in rows:
            session.delete(row)
            session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != _FOREIGN_KEY_VIOLATION:
            raise
        raise StillInUse from None


class _Undone(Exception):
    """Leaves a savepoint so that nothing of it stays."""


def is_rested_on(session: Session, row: Base) -> bool:
    """Whether another row points at this one by a foreign key, in whichever package it lies.

    Effects:
        Flushes; tries to delete the row and undoes it.
    """
    try:
        with session.begin_nested():
            session.execute(remove(type(row)).where(*_is_row(row)))
            raise _Undone  # noqa: TRY301  what leaves the block this way is undone
    except _Undone:
        return False
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != _FOREIGN_KEY_VIOLATION:
            raise
        return True


def _is_row(row: Base) -> list[ColumnElement[bool]]:
    about = inspect(row)
    keys = zip(about.mapper.primary_key, about.identity or (), strict=True)
    return [column == value for column, value in keys]


def is_crossed(error: Exception) -> bool:
    """Whether two people got in each other's way: a row is there already, or is gone.

    Services foresee what they can and say it in their own words; this is what is left.
    """
    return isinstance(error, IntegrityError) and getattr(error.orig, "sqlstate", None) in {
        _FOREIGN_KEY_VIOLATION,
        _UNIQUE_VIOLATION,
    }


def _constraint_of(error: IntegrityError) -> str:
    told = getattr(error.orig, "diag", None)
    return getattr(told, "constraint_name", None) or ""
