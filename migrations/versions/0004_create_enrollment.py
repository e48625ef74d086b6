"""Create rosters, workers, cover, and the figures about participation."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import (
    READ,
    Grant,
    create_shared_table,
    create_tenant_table,
    tenant_fk,
)

revision = "0004_create_enrollment"
down_revision = "0003_create_cooperation"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
RATIO = sa.Numeric(9, 6)
ROSTER_LIMIT_BYTES = 300 * 1024 * 1024
ROSTER_STATES = ("received", "checking", "ready", "applying", "applied", "failed", "discarded")
UPLOADED_STATUSES = ("proposed", "reserve", "determined", "registered")
COVER_STATUSES = (
    "proposed",
    "reserve",
    "determined",
    "registered",
    "paid",
    "active",
    "replaced",
    "ended",
    "deceased",
)
SEGMENTS = ("bpu", "pu", "jakon")
PROGRAMMES = ("jkk", "jkm", "jht", "jp")
STATEMENT_SEGMENTS = ("all", "pu", "bpu", "jakon", "pmi")
DENOMINATOR_KINDS = ("employed", "labour_force", "potential", "other")
STAGES = (
    "population",
    "unprotected",
    "intended",
    "recorded",
    "proposed",
    "verified",
    "determined",
    "reserve",
    "registered",
    "paid",
    "active",
)
SOURCE_STATUSES = ("official", "press", "derived", "synthetic")
ROSTER_RESULT = (
    "row_count",
    "valid_count",
    "warning_count",
    "error_count",
    "normalised_count",
    "new_worker_count",
    "known_worker_count",
    "new_cover_count",
    "changed_cover_count",
    "cover_month_count",
)


def upgrade() -> None:
    _create_roster()
    _create_roster_chunk()
    _create_roster_row_error()
    _create_roster_staging()
    _create_worker()
    _create_cover()
    _create_cover_year()
    _create_participation_statement()
    _create_quoted_figure()
    _create_coverage_target()
    _create_recipient_count()


def _create_roster() -> None:
    create_tenant_table(
        "roster",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("cover_status", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ROSTER_RESULT),
        sa.Column("failure_code", sa.Text(), nullable=True),
        sa.Column(
            "failure_params", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'")
        ),
        sa.Column("uploaded_at", TIME, nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("uploaded_by_name", sa.Text(), nullable=False),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.Column("confirmed_by_name", sa.Text(), nullable=True),
        sa.Column("finished_at", TIME, nullable=True),
        tenant_fk("roster", ["commitment_id"], "commitment"),
        _one_of("roster", "state", ROSTER_STATES),
        _one_of("roster", "cover_status", UPLOADED_STATUSES),
        sa.CheckConstraint(f"byte_count BETWEEN 1 AND {ROSTER_LIMIT_BYTES}", name="ck_roster_size"),
        sa.CheckConstraint("octet_length(sha256) = 32", name="ck_roster_sha256"),
        sa.CheckConstraint("valid_count + error_count = row_count", name="ck_roster_rows_add_up"),
        sa.CheckConstraint(
            "new_worker_count + known_worker_count = valid_count",
            name="ck_roster_workers_add_up",
        ),
        sa.CheckConstraint(
            "state <> 'applied' OR coalesce(new_cover_count + changed_cover_count, 0) > 0",
            name="ck_roster_applied_has_effect",
        ),
        sa.CheckConstraint(
            "(state = 'failed') = (failure_code IS NOT NULL)", name="ck_roster_failure_named"
        ),
        grants={
            "regency": Grant(
                insert=True,
                update=[
                    "state",
                    "confirmed_at",
                    "confirmed_by_name",
                    "finished_at",
                    "failure_code",
                    "failure_params",
                ],
            ),
            "job": Grant(
                update=[
                    "state",
                    *ROSTER_RESULT,
                    "failure_code",
                    "failure_params",
                    "confirmed_at",
                    "confirmed_by_name",
                    "finished_at",
                ]
            ),
        },
    )
    op.create_index("ix_roster_tenant_id_uploaded_at", "roster", ["tenant_id", "uploaded_at"])
    # The content of a discarded roster is gone, so its file may come again; and the same list may
    # first propose its people and later determine them.
    op.create_index(
        "uq_roster_tenant_id_commitment_id_cover_status_sha256",
        "roster",
        ["tenant_id", "commitment_id", "cover_status", "sha256"],
        unique=True,
        postgresql_where=sa.text("state <> 'discarded'"),
    )


def _create_roster_chunk() -> None:
    create_tenant_table(
        "roster_chunk",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        tenant_fk("roster_chunk", ["roster_id"], "roster"),
        sa.UniqueConstraint(
            "tenant_id",
            "roster_id",
            "position",
            name="uq_roster_chunk_tenant_id_roster_id_position",
        ),
        grants={"regency": Grant(select=False, insert=True), "job": Grant(delete=True)},
    )


def _create_roster_row_error() -> None:
    create_tenant_table(
        "roster_row_error",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        tenant_fk("roster_row_error", ["roster_id"], "roster"),
        _one_of("roster_row_error", "severity", ("error", "warning")),
        sa.CheckConstraint("row_number >= 1", name="ck_roster_row_error_row_number"),
        grants={"regency": READ, "job": Grant(insert=True, delete=True)},
    )
    op.create_index(
        "ix_roster_row_error_tenant_id_roster_id_severity_row_number",
        "roster_row_error",
        ["tenant_id", "roster_id", "severity", "row_number"],
    )


def _create_roster_staging() -> None:
    """No policy, because COPY into a table with row security is refused; the job role alone."""
    create_shared_table(
        "roster_staging",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("has_warning", sa.Boolean(), nullable=False),
        *_person_columns("worker_id"),
        sa.PrimaryKeyConstraint("tenant_id", "roster_id", "row_number", name="pk_roster_staging"),
        grants={"job": Grant(insert=True, delete=True)},
    )
    op.create_index(
        "ix_roster_staging_tenant_id_roster_id_nik_index",
        "roster_staging",
        ["tenant_id", "roster_id", "nik_index", "row_number"],
    )


def _person_columns(*ids: str) -> list[sa.Column[Any]]:
    """What is kept of a person; the ciphertexts are bound to the id made for the worker."""
    return [
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ids),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(), nullable=False),
        sa.Column("nik_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("birth_on", sa.Date(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("address_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("phone_encrypted", sa.LargeBinary(), nullable=True),
    ]


def _create_worker() -> None:
    create_tenant_table(
        "worker",
        *_person_columns(),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.UniqueConstraint("tenant_id", "nik_index", name="uq_worker_tenant_id_nik_index"),
        _one_of("worker", "sex", ("L", "P")),
        sa.CheckConstraint("octet_length(nik_index) = 32", name="ck_worker_nik_index"),
        sa.CheckConstraint(
            r"village_code ~ '^\d{2}\.\d{2}\.\d{2}\.\d{4}$'", name="ck_worker_village_code"
        ),
        grants={"regency": READ, "job": Grant(insert=True)},
    )
    op.create_index("ix_worker_tenant_id_name_key", "worker", ["tenant_id", "name_key", "id"])
    op.create_index(
        "ix_worker_tenant_id_village_code",
        "worker",
        ["tenant_id", "village_code", "name_key", "id"],
    )


def _create_cover() -> None:
    create_tenant_table(
        "cover",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("programmes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("first_month_on", sa.Date(), nullable=False),
        sa.Column("last_month_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        tenant_fk("cover", ["worker_id"], "worker"),
        tenant_fk("cover", ["commitment_id"], "commitment"),
        tenant_fk("cover", ["roster_id"], "roster"),
        sa.UniqueConstraint(
            "tenant_id",
            "worker_id",
            "commitment_id",
            name="uq_cover_tenant_id_worker_id_commitment_id",
        ),
        _one_of("cover", "segment", SEGMENTS),
        _one_of("cover", "status", COVER_STATUSES),
        sa.CheckConstraint(
            "extract(day FROM first_month_on) = 1 AND extract(day FROM last_month_on) = 1",
            name="ck_cover_months_by_first_day",
        ),
        sa.CheckConstraint("last_month_on >= first_month_on", name="ck_cover_ends_after_start"),
        sa.CheckConstraint("cardinality(programmes) >= 1", name="ck_cover_programmes"),
        grants={
            "regency": READ,
            "job": Grant(
                insert=True,
                update=[
                    "status",
                    "roster_id",
                    "first_month_on",
                    "last_month_on",
                    "programmes",
                    "segment",
                    "updated_at",
                ],
            ),
        },
    )
    op.create_index(
        "ix_cover_tenant_id_commitment_id_status",
        "cover",
        ["tenant_id", "commitment_id", "status"],
    )
    op.create_index("ix_cover_tenant_id_roster_id", "cover", ["tenant_id", "roster_id"])


def _create_cover_year() -> None:
    create_tenant_table(
        "cover_year",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        tenant_fk("cover_year", ["worker_id"], "worker"),
        _one_of("cover_year", "segment", SEGMENTS),
        _one_of("cover_year", "programme", PROGRAMMES),
        sa.CheckConstraint("months BETWEEN 1 AND 4095", name="ck_cover_year_twelve_bits"),
        key=("tenant_id", "worker_id", "segment", "programme", "year"),
        grants={"regency": READ, "job": Grant(insert=True, update=["months"], delete=True)},
    )


def _create_participation_statement() -> None:
    create_tenant_table(
        "participation_statement",
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("numerator_count", sa.Integer(), nullable=False),
        sa.Column("numerator_basis", sa.Text(), nullable=False),
        sa.Column("denominator_count", sa.Integer(), nullable=False),
        sa.Column("denominator_kind", sa.Text(), nullable=False),
        sa.Column("denominator_note", sa.Text(), nullable=True),
        sa.Column("includes_jakon", sa.Boolean(), nullable=False),
        *_source("participation_statement", dated=True),
        sa.Column("created_at", TIME, nullable=False),
        _one_of("participation_statement", "segment", STATEMENT_SEGMENTS),
        _one_of("participation_statement", "numerator_basis", ("ktp", "work")),
        _one_of("participation_statement", "denominator_kind", DENOMINATOR_KINDS),
        sa.CheckConstraint(
            "numerator_count >= 0 AND denominator_count >= 1",
            name="ck_participation_statement_counts",
        ),
        sa.CheckConstraint(
            "denominator_kind <> 'other' OR denominator_note IS NOT NULL",
            name="ck_participation_statement_other_named",
        ),
        grants={"regency": Grant(insert=True, delete=True), "job": READ},
    )
    op.create_index(
        "ix_participation_statement_tenant_id_data_on",
        "participation_statement",
        ["tenant_id", "segment", "data_on"],
    )


def _create_quoted_figure() -> None:
    create_tenant_table(
        "quoted_figure",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("quoted_ratio", RATIO, nullable=True),
        sa.Column("quoted_decimals", sa.SmallInteger(), nullable=False),
        sa.Column("target_ratio", RATIO, nullable=True),
        sa.Column("gap_ratio", RATIO, nullable=True),
        sa.Column("gap_worker_count", sa.Integer(), nullable=True),
        sa.Column("numerator_count", sa.Integer(), nullable=True),
        sa.Column("denominator_count", sa.Integer(), nullable=True),
        sa.Column("denominator_kind", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        *_source("quoted_figure"),
        sa.Column("created_at", TIME, nullable=False),
        _one_of("quoted_figure", "denominator_kind", DENOMINATOR_KINDS),
        sa.CheckConstraint(
            "numerator_count IS NULL OR denominator_count IS NULL",
            name="ck_quoted_figure_base_incomplete",
        ),
        sa.CheckConstraint(
            "coalesce(quoted_ratio, gap_ratio) IS NOT NULL OR gap_worker_count IS NOT NULL",
            name="ck_quoted_figure_says_something",
        ),
        sa.CheckConstraint(
            "quoted_decimals BETWEEN 0 AND 4", name="ck_quoted_figure_quoted_decimals"
        ),
        grants={"regency": Grant(insert=True, delete=True), "job": READ},
    )


def _create_coverage_target() -> None:
    create_tenant_table(
        "coverage_target",
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("ratio", RATIO, nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        *_source("coverage_target"),
        sa.Column("created_at", TIME, nullable=False),
        sa.UniqueConstraint(
            "tenant_id", "year", "family", name="uq_coverage_target_tenant_id_year_family"
        ),
        sa.CheckConstraint("ratio > 0 AND ratio <= 1", name="ck_coverage_target_ratio"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="ck_coverage_target_year"),
        grants={"regency": Grant(insert=True, delete=True), "job": READ},
    )


def _create_recipient_count() -> None:
    create_tenant_table(
        "recipient_count",
        sa.Column("recipient_group", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        *_source("recipient_count"),
        sa.Column("created_at", TIME, nullable=False),
        tenant_fk("recipient_count", ["commitment_id"], "commitment"),
        _one_of("recipient_count", "stage", STAGES),
        sa.CheckConstraint("people_count >= 0", name="ck_recipient_count_people_count"),
        sa.CheckConstraint(
            "people_count IS NOT NULL OR note IS NOT NULL",
            name="ck_recipient_count_says_something",
        ),
        grants={"regency": Grant(insert=True, delete=True), "job": READ},
    )
    op.create_index(
        "ix_recipient_count_tenant_id_recipient_group",
        "recipient_count",
        ["tenant_id", "recipient_group", "stage"],
    )


def _source(table: str, *, dated: bool = False) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=not dated),
        sa.Column("data_on", sa.Date(), nullable=not dated),
        sa.Column("source_status", sa.Text(), nullable=False),
        _one_of(table, "source_status", SOURCE_STATUSES),
    ]


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def downgrade() -> None:
    for table in (
        "recipient_count",
        "coverage_target",
        "quoted_figure",
        "participation_statement",
        "cover_year",
        "cover",
        "worker",
        "roster_staging",
        "roster_row_error",
        "roster_chunk",
        "roster",
    ):
        op.drop_table(table)
