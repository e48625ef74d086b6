"""Runs the migrations as role migrate, which becomes the owner for nothing but this."""

import os

from alembic import context
from sqlalchemy import create_engine, text

from tenants.kernel.db import Base
from wsgi import create_app

ADVISORY_LOCK = 726_001


def run() -> None:
    """Take the lock, become the owner, run one transaction per revision."""
    create_app()  # registers every table with Base.metadata; opens nothing
    engine = create_engine(os.environ["DATABASE_URL_MIGRATE"])
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '3s'"))
        connection.execute(text("SET statement_timeout = '10min'"))
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": ADVISORY_LOCK})
        connection.execute(text("SET ROLE siap_owner"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
