"""As province or ministry, every table and column about persons refuses to be read."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import Regency
from tests.integration.enrollment.rosters import add_commitment, people_file, run_due, upload

pytestmark = pytest.mark.usefixtures("app_context")

# Read by name from the catalog, so that a table added later is tried as well.
PERSONAL = (
    "api_key",
    "benefit_payment",
    "branch_assignment",
    "cover",
    "cover_year",
    "facts_document",
    "invitation",
    "membership",
    "monev_follow_up",
    "monev_meeting",
    "participation_statement",
    "recipient_count",
    "roster",
    "roster_chunk",
    "roster_staging",
    "scorecard",
    "scorecard_line",
    "user_account",
    "user_session",
    "worker",
)
OPEN_IN_PART = {
    "agreement": {"signatories", "draft_document_id"},
    "indicator_claim": {"value", "evidence", "source_name", "updated_by_name"},
    "job_run": {"payload", "checkpoint"},
}


def columns_of(connection: Connection, table: str) -> list[str]:
    return list(
        connection.scalars(
            text(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:table)"
                " AND attnum > 0 AND NOT attisdropped"
            ),
            {"table": table},
        )
    )


@pytest.fixture
def with_people(regency: Regency) -> Regency:
    upload(regency, add_commitment(regency), people_file(3))
    run_due(regency)
    return regency


def test_every_column_of_every_personal_table_is_denied(with_people: Regency) -> None:
    principal = with_people.principal(DatabaseRole.OVERSIGHT)
    with transaction(principal) as session:
        connection = session.connection()
        places = [
            (table, column)
            for table in PERSONAL
            for column in (columns_of(connection, table) or pytest.fail(f"no table {table}"))
        ]
        read = [place for place in places if may_read(connection, *place)]

    assert read == []
    assert len(places) > 100


def test_columns_kept_back_in_tables_that_are_open_in_part_are_denied(regency: Regency) -> None:
    with transaction(regency.principal(DatabaseRole.OVERSIGHT)) as session:
        connection = session.connection()
        for table, kept_back in OPEN_IN_PART.items():
            there = set(columns_of(connection, table))
            assert kept_back <= there, (table, there)
            assert not [column for column in kept_back if may_read(connection, table, column)]
            assert may_read(connection, table, "tenant_id")


def may_read(connection: Connection, table: str, column: str) -> bool:
    """Whether a real query comes back; the transaction goes on either way."""
    try:
        with connection.begin_nested():
            connection.execute(text(f'SELECT "{column}" FROM {table} LIMIT 1'))
    except ProgrammingError as error:
        if "permission denied" not in str(error.orig):
            raise
        return False
    return True
