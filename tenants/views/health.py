"""Whether the process lives, and whether it can work."""

from pathlib import Path

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tenants.access import public
from tenants.kernel.bell import bell_works
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import AppError

blueprint = Blueprint("health", __name__)

CURRENT_HEAD = Path(__file__).parents[2] / "migrations" / ".current-head"


@blueprint.get("/healthz")
@public("asked by whatever keeps the process alive")
def show_process() -> Response:
    """Answer while the process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public("asked by whatever sends traffic here")
def show_readiness() -> tuple[Response, int]:
    """Say whether PostgreSQL and its schema are there; without Redis only jobs wait."""
    database, schema = _database_state()
    redis = "ok" if bell_works() else "degraded"
    ready = database == "ok" and schema == "ok"
    status = "ready" if ready else "not-ready"
    return jsonify(
        status=status, database=database, migrations=schema, redis=redis
    ), 200 if ready else 503


def schema_is_current() -> bool:
    """Whether the database is at the revision this release was made for."""
    return _database_state() == ("ok", "ok")


def _database_state() -> tuple[str, str]:
    try:
        with transaction(Principal(DatabaseRole.IDENTITY)) as session:
            version = session.scalar(text("SELECT version_num FROM alembic_version"))
    except AppError:
        return "down", "unknown"
    except ProgrammingError:  # the table of revisions comes with the first migration
        return "ok", "missing"
    wanted = CURRENT_HEAD.read_text(encoding="ascii").strip()
    return "ok", "ok" if version == wanted else "behind"
