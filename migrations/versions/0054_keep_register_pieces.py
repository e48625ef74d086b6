"""Keep answers of registers in pieces, as those of BPJS: both may be as long as a regency is large.

A file that came before and waits to be read stays where it is until it was read.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import Grant, create_tenant_table, owner_sees_rows, tenant_fk

revision = "0054_keep_register_pieces"
down_revision = "0053_tally_cover"
branch_labels = None
depends_on = None

TABLE = "register_chunk"
LIMIT_BYTES, FORMER_LIMIT_BYTES = 100 * 1024 * 1024, 20 * 1024 * 1024
SIZED = ("posting_file", "register_file")


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("register_file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        tenant_fk(TABLE, ["register_file_id"], "register_file"),
        sa.UniqueConstraint(
            "tenant_id",
            "register_file_id",
            "position",
            name="uq_register_chunk_tenant_id_register_file_id_position",
        ),
        grants={"regency": Grant(select=False, insert=True), "job": Grant(delete=True)},
    )
    op.drop_constraint("ck_register_file_content", "register_file", type_="check")
    op.create_check_constraint(
        "ck_register_file_content", "register_file", "state = 'received' OR content IS NULL"
    )
    _limit(LIMIT_BYTES)


def downgrade() -> None:
    """Answers that wait to be read cannot be read by what was before: they come again."""
    with owner_sees_rows(TABLE, "register_file"):
        op.execute(
            "UPDATE register_file f SET state = 'failed', failure_code = 'register-no-rows'"
            " WHERE f.state = 'received' AND f.content IS NULL"
        )
    op.drop_table(TABLE)
    op.drop_constraint("ck_register_file_content", "register_file", type_="check")
    op.create_check_constraint(
        "ck_register_file_content", "register_file", "(state = 'received') = (content IS NOT NULL)"
    )
    _limit(FORMER_LIMIT_BYTES)


def _limit(size: int) -> None:
    for table in SIZED:
        op.drop_constraint(f"ck_{table}_size", table, type_="check")
        op.create_check_constraint(f"ck_{table}_size", table, f"byte_count BETWEEN 1 AND {size}")
