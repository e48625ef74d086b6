"""Ask villages about their candidates by sheets that come back; keep written files for a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0033_verify_villages"
down_revision = "0032_merge_duplicates"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
FINDINGS = ("fit", "deceased", "moved", "unknown", "formal")
FILE_STATES = ("received", "ready", "applied", "failed", "discarded")
KINDS = ("village_sheets", "determination_annex")
PREPARED_STATES = ("requested", "ready", "refused", "removed")
LIMIT_BYTES = 20 * 1024 * 1024
SHEET = ("version", "people_count", "people_sha256", "issued_at", "issued_by_name")
COUNTS = ("row_count", "open_count", "problem_count", "changed_count", "same_count")


def upgrade() -> None:
    _add_finding()
    _create_village_verification()
    _create_verification_line()
    _create_verification_file()
    _create_verification_row()
    _create_prepared_file()


def _add_finding() -> None:
    """What exactly a village found; empty where only yes or no was recorded."""
    op.add_column("candidate", sa.Column("village_finding", sa.Text(), nullable=True))
    op.create_check_constraint(
        "ck_candidate_village_finding", "candidate", _listed("village_finding", FINDINGS)
    )
    op.create_check_constraint(
        "ck_candidate_finding_is_verdict",
        "candidate",
        "village_finding IS NULL"
        " OR (is_verified IS NOT NULL AND (village_finding = 'fit') = is_verified)",
    )
    op.execute("GRANT UPDATE (village_finding) ON candidate TO siap_regency, siap_job")


def _create_village_verification() -> None:
    create_tenant_table(
        "village_verification",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("people_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("issued_by_name", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        tenant_fk("village_verification", ["commitment_id"], "commitment"),
        tenant_fk("village_verification", ["document_id"], "document_blob"),
        sa.UniqueConstraint(
            "tenant_id",
            "commitment_id",
            "village_code",
            name="uq_village_verification_tenant_id_commitment_id_village_code",
        ),
        sa.UniqueConstraint("tenant_id", "code", name="uq_village_verification_tenant_id_code"),
        sa.CheckConstraint("version >= 0", name="ck_village_verification_version"),
        sa.CheckConstraint(
            "octet_length(people_sha256) = 32", name="ck_village_verification_people_sha256"
        ),
        grants={
            "regency": Grant(insert=True, update=[*SHEET, "document_id"]),
            "job": Grant(insert=True, update=SHEET),
        },
    )


def _create_verification_line() -> None:
    """A line says whom a code on paper means; it follows a person to another record of theirs."""
    create_tenant_table(
        "verification_line",
        sa.Column("verification_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        tenant_fk("verification_line", ["verification_id"], "village_verification"),
        tenant_fk("verification_line", ["worker_id"], "worker"),
        key=("tenant_id", "verification_id", "version", "number"),
        grants={
            "regency": Grant(insert=True),
            "job": Grant(insert=True, update=["worker_id"]),
        },
    )
    _index_worker("verification_line")


def _create_verification_file() -> None:
    create_tenant_table(
        "verification_file",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("verification_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("failure_code", sa.Text(), nullable=True),
        sa.Column(
            "failure_params", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'")
        ),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in COUNTS),
        sa.Column("uploaded_at", TIME, nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("uploaded_by_name", sa.Text(), nullable=False),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.Column("confirmed_by_name", sa.Text(), nullable=True),
        sa.Column("stored_count", sa.Integer(), nullable=True),
        tenant_fk("verification_file", ["commitment_id"], "commitment"),
        tenant_fk("verification_file", ["verification_id"], "village_verification"),
        sa.CheckConstraint(_listed("state", FILE_STATES), name="ck_verification_file_state"),
        sa.CheckConstraint(
            f"byte_count BETWEEN 1 AND {LIMIT_BYTES}", name="ck_verification_file_size"
        ),
        sa.CheckConstraint("octet_length(sha256) = 32", name="ck_verification_file_sha256"),
        sa.CheckConstraint(
            "(state = 'received') = (content IS NOT NULL)", name="ck_verification_file_content"
        ),
        sa.CheckConstraint(
            "(state = 'failed') = (failure_code IS NOT NULL)",
            name="ck_verification_file_failure_named",
        ),
        sa.CheckConstraint(
            "open_count + problem_count + changed_count + same_count = row_count",
            name="ck_verification_file_rows_add_up",
        ),
        sa.CheckConstraint(
            "state NOT IN ('ready', 'applied')"
            " OR num_nulls(verification_id, version, row_count) = 0",
            name="ck_verification_file_read",
        ),
        sa.CheckConstraint(
            "(state = 'applied') = (stored_count IS NOT NULL)",
            name="ck_verification_file_stored_is_counted",
        ),
        grants={
            "regency": Grant(
                insert=True, update=["state", "confirmed_at", "confirmed_by_name", "stored_count"]
            ),
            "job": Grant(
                update=[
                    "verification_id",
                    "version",
                    "content",
                    "state",
                    "failure_code",
                    "failure_params",
                    *COUNTS,
                ]
            ),
        },
    )
    op.create_index(
        "uq_verification_file_tenant_id_commitment_id_sha256",
        "verification_file",
        ["tenant_id", "commitment_id", "sha256"],
        unique=True,
        postgresql_where=sa.text("state IN ('received', 'ready', 'applied')"),
    )
    op.create_index(
        "ix_verification_file_tenant_id_commitment_id_uploaded_at",
        "verification_file",
        ["tenant_id", "commitment_id", "uploaded_at"],
    )


def _create_verification_row() -> None:
    create_tenant_table(
        "verification_row",
        sa.Column("verification_file_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        tenant_fk("verification_row", ["verification_file_id"], "verification_file"),
        tenant_fk("verification_row", ["worker_id"], "worker"),
        sa.CheckConstraint(_listed("finding", FINDINGS), name="ck_verification_row_finding"),
        sa.CheckConstraint(
            "problem IS NOT NULL OR worker_id IS NOT NULL", name="ck_verification_row_means_one"
        ),
        key=("tenant_id", "verification_file_id", "row_number"),
        grants={"regency": READ, "job": Grant(insert=True, update=["worker_id", "problem"])},
    )
    _index_worker("verification_row")


def _create_prepared_file() -> None:
    create_tenant_table(
        "prepared_file",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("filename", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("byte_count", sa.BigInteger(), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by_name", sa.Text(), nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.CheckConstraint(_listed("kind", KINDS), name="ck_prepared_file_kind"),
        sa.CheckConstraint(_listed("state", PREPARED_STATES), name="ck_prepared_file_state"),
        sa.CheckConstraint(
            "(state = 'requested') = (finished_at IS NULL)", name="ck_prepared_file_finished"
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal IS NOT NULL)", name="ck_prepared_file_refusal_named"
        ),
        sa.CheckConstraint(
            "state <> 'ready' OR num_nulls(filename, media_type, byte_count, row_count) = 0",
            name="ck_prepared_file_is_there",
        ),
        grants={
            "regency": Grant(insert=True),
            "job": Grant(
                update=[
                    "state",
                    "refusal",
                    "filename",
                    "media_type",
                    "byte_count",
                    "row_count",
                    "finished_at",
                ]
            ),
        },
    )
    op.create_index(
        "ix_prepared_file_tenant_id_subject_id_requested_at",
        "prepared_file",
        ["tenant_id", "subject_id", "requested_at"],
    )
    create_tenant_table(
        "prepared_piece",
        sa.Column("prepared_file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        tenant_fk("prepared_piece", ["prepared_file_id"], "prepared_file"),
        sa.UniqueConstraint(
            "tenant_id",
            "prepared_file_id",
            "position",
            name="uq_prepared_piece_tenant_id_prepared_file_id_position",
        ),
        grants={"regency": READ, "job": Grant(insert=True, delete=True)},
    )


def _index_worker(table: str) -> None:
    op.create_index(f"ix_{table}_tenant_id_worker_id", table, ["tenant_id", "worker_id"])


def _listed(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


def downgrade() -> None:
    for table in (
        "prepared_piece",
        "prepared_file",
        "verification_row",
        "verification_file",
        "verification_line",
        "village_verification",
    ):
        op.drop_table(table)
    op.drop_column("candidate", "village_finding")
