"""Database roles, their pools, and the one door to a transaction.

Each database role has its own engine and pool. The tenant of a transaction is set by one listener
with a literal ``SET LOCAL``, so it ends with the transaction and can never ride a pooled connection
into somebody else's request.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID
from weakref import WeakSet

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from psycopg.errors import DeadlockDetected, LockNotAvailable, ReadOnlySqlTransaction
from sqlalchemy import DateTime, Engine, ForeignKey, MetaData, Text, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column

from tenants.kernel.config import DATABASE_VARIABLES, Settings
from tenants.kernel.errors import N_, Busy, Unavailable
from tenants.kernel.ids import uuid7
from tenants.kernel.kept_forms import ShownAgain, is_shown_again


class Base(DeclarativeBase):
    """Base of all models; every constraint gets a name that errors can be mapped by."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar = {str: Text(), datetime: DateTime(timezone=True)}


class TenantScoped:
    """Key of every tenant table: the tenant first, then the row."""

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-1)


class DatabaseRole(StrEnum):
    """The login roles. Their walls are grants and policies, not code."""

    MIGRATE = "migrate"
    IDENTITY = "identity"
    REGENCY = "regency"
    BRANCH = "branch"
    OVERSIGHT = "oversight"
    JOB = "job"
    MATCHER = "matcher"


@dataclass(frozen=True)
class Principal:
    """On whose behalf a transaction runs: a pool, at most one tenant, at most one organisation."""

    role: DatabaseRole
    tenant_id: int | None = None
    organisation_id: UUID | None = None


db = SQLAlchemy(metadata=Base.metadata)

_engines: WeakSet[Engine] = WeakSet()

WEB_STATEMENT_TIMEOUT_MS = 5_000
JOB_STATEMENT_TIMEOUT_MS = 600_000
LOCK_TIMEOUT_MS = 3_000


def init_db(app: Flask, settings: Settings) -> None:
    """Give the app one lazily connecting engine per configured role. Opens nothing."""
    if not settings.database_urls:
        return
    app.config["SQLALCHEMY_BINDS"] = {
        role: _engine_options(role, url, settings) for role, url in settings.database_urls.items()
    }
    db.init_app(app)
    with app.app_context():
        _engines.update(db.engines.values())


def _engine_options(role: str, url: str, settings: Settings) -> dict[str, Any]:
    patient = role in {DatabaseRole.JOB, DatabaseRole.MATCHER, DatabaseRole.MIGRATE}
    statement = JOB_STATEMENT_TIMEOUT_MS if patient else WEB_STATEMENT_TIMEOUT_MS
    return {
        "url": url,
        "pool_pre_ping": True,
        "pool_size": settings.pool_size,
        "max_overflow": settings.pool_size,
        "pool_timeout": 5,
        "hide_parameters": True,
        "connect_args": {
            "connect_timeout": 5,
            "application_name": f"siap-{role}",
            "options": f"-c statement_timeout={statement} -c lock_timeout={LOCK_TIMEOUT_MS}"
            f" -c timezone=UTC -c idle_in_transaction_session_timeout={statement}",
        },
    }


def drop_inherited_connections() -> None:
    """Forget every pooled connection without closing it.

    A connection opened before a fork is shared by parent and child; two processes talking over it
    read each other's rows, whatever the policies say. Runs in each child the moment it is forked.
    """
    for engine in _engines:
        engine.dispose(close=False)


os.register_at_fork(after_in_child=drop_inherited_connections)


class TenantSession(Session):
    """A session whose every transaction begins by naming its principal."""


@event.listens_for(TenantSession, "after_begin")
def _name_principal(
    session: Session, _transaction: SessionTransaction, connection: Connection
) -> None:
    """The one context setter. Literal statements: Citus forwards no other form to its workers.

    Both in one message: each message is a wait of its own for every page.
    """
    principal: Principal = session.info["principal"]
    tenant = "" if principal.tenant_id is None else str(int(principal.tenant_id))
    organisation = (
        "" if principal.organisation_id is None else str(UUID(str(principal.organisation_id)))
    )
    if is_shown_again():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    connection.exec_driver_sql(
        f"SET LOCAL siap.tenant = '{tenant}'; SET LOCAL siap.organisation = '{organisation}'"
    )


def engine_for(role: DatabaseRole) -> Engine:
    """The pool of one role in the current app.

    Raises:
        Unavailable: the role has no database URL.
    """
    if "sqlalchemy" not in current_app.extensions or role not in db.engines:
        raise Unavailable(
            N_("Basis data belum diatur: %(variable)s."), variable=DATABASE_VARIABLES[role]
        )
    return db.engines[role]


@contextmanager
def transaction(principal: Principal) -> Iterator[Session]:
    """One transaction as one role for at most one tenant; commits at the end or rolls back.

    Raises:
        Busy: somebody else's change of the same records did not end in time.
        Unavailable: the database cannot be reached, or answered too late.
        ShownAgain: something would be stored while a form that came back is only shown.
    """
    session = TenantSession(
        engine_for(principal.role), info={"principal": principal}, expire_on_commit=False
    )
    try:
        yield session
        session.commit()
    except DBAPIError as error:
        _roll_back(session)
        if isinstance(error.orig, ReadOnlySqlTransaction) and is_shown_again():
            raise ShownAgain from error
        if isinstance(error.orig, LockNotAvailable | DeadlockDetected):
            raise Busy from error
        if not _is_unavailable(error):
            raise
        raise Unavailable(N_("Basis data sedang tidak dapat dijangkau.")) from error
    except BaseException:
        _roll_back(session)
        raise
    finally:
        session.close()


def _is_unavailable(error: DBAPIError) -> bool:
    """Whether the database, and not what was asked of it, is the cause.

    A connection that the server ended for idling inside a transaction reports an internal error.
    """
    return isinstance(error, (OperationalError, InterfaceError)) or error.connection_invalidated


def _roll_back(session: Session) -> None:
    """Undo. A connection lost meanwhile is undone by the server, and nobody gets it again."""
    try:
        session.rollback()
    except DBAPIError:
        session.invalidate()
