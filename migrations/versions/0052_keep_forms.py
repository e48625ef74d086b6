"""Keep what somebody typed while their session ended, sealed, until they have signed in again."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import Grant, create_shared_table

revision = "0052_keep_forms"
down_revision = "0051_keep_waivers"
branch_labels = None
depends_on = None

TABLE = "kept_form"


def upgrade() -> None:
    create_shared_table(
        TABLE,
        sa.Column("user_id", sa.Uuid(), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("content_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_kept_form_user_id_user_account"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name="fk_kept_form_organisation_id_organisation",
        ),
        grants={
            "identity": Grant(
                insert=True,
                update=["organisation_id", "address", "content_encrypted", "kept_at"],
                delete=True,
            )
        },
    )


def downgrade() -> None:
    op.drop_table(TABLE)
