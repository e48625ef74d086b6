"""Ask Dukcapil and BPJS about candidates by files, and keep every answer with its file and day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import (
    READ,
    Grant,
    create_shared_table,
    create_tenant_table,
    owner_sees_rows,
    tenant_fk,
)

revision = "0043_ask_registers"
down_revision = "0042_pack_cover"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
LIMIT_BYTES = 20 * 1024 * 1024
REGISTERS = ("identity", "membership")
FINDINGS = (
    *("matched", "unmatched", "name", "birth", "not_found", "moved", "deceased"),
    *("none", "pu", "bpu", "inactive"),
)
STATES = (
    *("received", "ready", "applying", "applied", "failed", "discarded"),
    *("undoing", "undone"),
)
HELD_STATES = ("received", "ready", "applying", "applied", "undoing")
COUNTS = ("row_count", "problem_count", "people_count", "stored_count")
CONFIRMED = ("confirmed_at", "confirmed_by_id", "confirmed_by_name")
UNDONE = ("undone_at", "undone_by_name", "undo_reason")
SOURCES = ("identity_file_id", "membership_file_id")
KINDS = ("village_sheets", "determination_annex", "change_annex")


def upgrade() -> None:
    _create_register_template()
    _create_register_request()
    _create_register_file()
    _create_register_line()
    _create_register_row()
    _create_register_staging()
    _name_sources()
    _allow_kinds((*KINDS, "register_request"))


def _create_register_template() -> None:
    create_tenant_table(
        "register_template",
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("updated_by_name", sa.Text(), nullable=False),
        _one_of("register_template", "register", REGISTERS),
        key=("tenant_id", "register"),
        grants={
            "regency": Grant(
                insert=True, update=["columns", "answer", "updated_at", "updated_by_name"]
            ),
            "job": READ,
        },
    )


def _create_register_request() -> None:
    create_tenant_table(
        "register_request",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("before_on", sa.Date(), nullable=True),
        sa.Column("includes_pending", sa.Boolean(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by_name", sa.Text(), nullable=False),
        tenant_fk("register_request", ["commitment_id"], "commitment"),
        _one_of("register_request", "register", REGISTERS),
        sa.CheckConstraint("people_count >= 1", name="ck_register_request_people_count"),
        grants={"regency": Grant(insert=True), "job": Grant(update=["people_count"])},
    )
    op.create_index(
        "ix_register_request_tenant_id_commitment_id_requested_at",
        "register_request",
        ["tenant_id", "commitment_id", "requested_at"],
    )


def _create_register_file() -> None:
    create_tenant_table(
        "register_file",
        sa.Column("register_request_id", sa.Uuid(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
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
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by_name", sa.Text(), nullable=True),
        sa.Column("undone_at", TIME, nullable=True),
        sa.Column("undone_by_name", sa.Text(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=True),
        tenant_fk("register_file", ["register_request_id"], "register_request"),
        _one_of("register_file", "state", STATES),
        sa.CheckConstraint(f"byte_count BETWEEN 1 AND {LIMIT_BYTES}", name="ck_register_file_size"),
        sa.CheckConstraint("octet_length(sha256) = 32", name="ck_register_file_sha256"),
        sa.CheckConstraint(
            "(state = 'received') = (content IS NOT NULL)", name="ck_register_file_content"
        ),
        sa.CheckConstraint(
            "(state = 'failed') = (failure_code IS NOT NULL)", name="ck_register_file_failure_named"
        ),
        sa.CheckConstraint(
            "state IN ('received', 'failed')"
            " OR num_nulls(row_count, problem_count, people_count) = 0",
            name="ck_register_file_read",
        ),
        sa.CheckConstraint(
            "people_count + problem_count = row_count", name="ck_register_file_rows_add_up"
        ),
        sa.CheckConstraint(
            "(state IN ('applied', 'undoing', 'undone')) = (stored_count IS NOT NULL)",
            name="ck_register_file_stored_is_counted",
        ),
        grants={
            "regency": Grant(insert=True, update=["state", *CONFIRMED, *UNDONE]),
            "job": Grant(update=["content", "state", "failure_code", "failure_params", *COUNTS]),
        },
    )
    op.create_index(
        "uq_register_file_tenant_id_register_request_id_sha256",
        "register_file",
        ["tenant_id", "register_request_id", "sha256"],
        unique=True,
        postgresql_where=sa.text(_listed("state", HELD_STATES)),
    )
    op.create_index(
        "ix_register_file_tenant_id_register_request_id",
        "register_file",
        ["tenant_id", "register_request_id"],
    )


def _create_register_line() -> None:
    """Who was asked about, and by which file answered last."""
    create_tenant_table(
        "register_line",
        sa.Column("register_request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("register_file_id", sa.Uuid(), nullable=True),
        tenant_fk("register_line", ["register_request_id"], "register_request"),
        tenant_fk("register_line", ["worker_id"], "worker"),
        tenant_fk("register_line", ["register_file_id"], "register_file"),
        key=("tenant_id", "register_request_id", "number"),
        grants={
            "regency": READ,
            "job": Grant(insert=True, update=["register_file_id"], delete=True),
        },
    )
    _index_worker("register_line")


def _create_register_row() -> None:
    """What was recorded by hand before a file replaced it stays beside the row that did."""
    create_tenant_table(
        "register_row",
        sa.Column("register_file_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("replaced", sa.Text(), nullable=True),
        sa.Column("replaced_mismatch", sa.Text(), nullable=True),
        sa.Column("replaced_on", sa.Date(), nullable=True),
        sa.Column("replaced_note", sa.Text(), nullable=True),
        tenant_fk("register_row", ["register_file_id"], "register_file"),
        tenant_fk("register_row", ["worker_id"], "worker"),
        _one_of("register_row", "finding", FINDINGS),
        sa.CheckConstraint(
            "problem IS NOT NULL OR num_nulls(worker_id, finding) = 0",
            name="ck_register_row_means_one",
        ),
        sa.CheckConstraint(
            "(replaced IS NULL) = (replaced_on IS NULL)", name="ck_register_row_replaced_is_dated"
        ),
        key=("tenant_id", "register_file_id", "row_number"),
        grants={
            "regency": READ,
            "job": Grant(
                insert=True,
                update=[
                    "worker_id",
                    "problem",
                    *("replaced", "replaced_mismatch", "replaced_on", "replaced_note"),
                ],
            ),
        },
    )
    _index_worker("register_row")


def _create_register_staging() -> None:
    """No policy, because COPY into a table with row security is refused; the job role alone."""
    create_shared_table(
        "register_staging",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("register_file_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "register_file_id", "row_number", name="pk_register_staging"
        ),
        grants={"job": Grant(insert=True, delete=True)},
    )


def _name_sources() -> None:
    """Which file said so; empty for what somebody recorded by hand."""
    for column in SOURCES:
        op.add_column("candidate", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(
            f"fk_candidate_tenant_id_{column}",
            "candidate",
            "register_file",
            ["tenant_id", column],
            ["tenant_id", "id"],
        )
        known = column.removesuffix("_file_id")
        op.create_check_constraint(
            f"ck_candidate_{known}_source",
            "candidate",
            f"{column} IS NULL OR {known} IS NOT NULL",
        )
        op.create_index(f"ix_candidate_tenant_id_{column}", "candidate", ["tenant_id", column])
    op.execute(f"GRANT UPDATE ({', '.join(SOURCES)}) ON candidate TO siap_regency, siap_job")


def _index_worker(table: str) -> None:
    op.create_index(f"ix_{table}_tenant_id_worker_id", table, ["tenant_id", "worker_id"])


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    op.drop_constraint("ck_prepared_file_kind", "prepared_file", type_="check")
    op.create_check_constraint("ck_prepared_file_kind", "prepared_file", _listed("kind", kinds))


def _one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(_listed(column, words), name=f"ck_{table}_{column}")


def _listed(column: str, words: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{word}'" for word in words))


def downgrade() -> None:
    with owner_sees_rows("prepared_piece", "prepared_file"):
        op.execute(
            "DELETE FROM prepared_piece p USING prepared_file f"
            " WHERE f.tenant_id = p.tenant_id AND f.id = p.prepared_file_id"
            " AND f.kind = 'register_request'"
        )
        op.execute("DELETE FROM prepared_file WHERE kind = 'register_request'")
    _allow_kinds(KINDS)
    for column in SOURCES:
        op.drop_column("candidate", column)
    for table in (
        "register_staging",
        "register_row",
        "register_line",
        "register_file",
        "register_request",
        "register_template",
    ):
        op.drop_table(table)
