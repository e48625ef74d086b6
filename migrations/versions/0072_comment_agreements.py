"""Let both sides talk about an agreement clause by clause, and each among themselves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import (
    READ,
    Grant,
    close_tenant_table,
    create_tenant_table,
    hold_to_own_rows,
    open_tenant_table,
    owner_sees_rows,
    tenant_fk,
)

revision = "0072_comment_agreements"
down_revision = "0074_issue_papers"
branch_labels = None
depends_on = None

TABLE = "agreement_comment"
TIME = sa.DateTime(timezone=True)
BY_ROLE = "cardinality(regency_roles) + cardinality(branch_roles)"
OWN = "branch_id = nullif(current_setting('siap.organisation', true), '')::uuid"


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_version", sa.Integer(), nullable=False),
        sa.Column("answers_id", sa.Uuid(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("asked_id", sa.Uuid(), nullable=True),
        sa.Column("asked_name", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("office_name", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("closed_by_name", sa.Text(), nullable=True),
        tenant_fk(TABLE, ["agreement_id"], "agreement"),
        tenant_fk(TABLE, ["answers_id"], TABLE),
        sa.CheckConstraint(
            "audience = 'both' OR audience = CASE WHEN branch_id IS NULL THEN 'home'"
            " ELSE 'office' END",
            name=f"ck_{TABLE}_audience",
        ),
        sa.CheckConstraint(
            "(branch_id IS NULL) = (office_name IS NULL)", name=f"ck_{TABLE}_office_named"
        ),
        sa.CheckConstraint("length(btrim(body)) >= 3", name=f"ck_{TABLE}_body"),
        sa.CheckConstraint(
            "num_nulls(asked_id, asked_name) IN (0, 2)"
            " AND (asked_id IS NULL OR audience <> 'both')",
            name=f"ck_{TABLE}_asked",
        ),
        sa.CheckConstraint(
            "num_nulls(closed_at, closed_by_name) IN (0, 2)", name=f"ck_{TABLE}_closed"
        ),
        grants={},
    )
    writing = Grant(insert=True, update=["closed_at", "closed_by_name"])
    open_tenant_table(TABLE, "regency", writing, only="audience <> 'office'")
    open_tenant_table(
        TABLE, "branch", writing, only=f"(audience = 'both' OR (audience = 'office' AND {OWN}))"
    )
    hold_to_own_rows(TABLE, "regency", "branch_id IS NULL")
    hold_to_own_rows(TABLE, "branch", OWN)
    op.create_index(
        f"ix_{TABLE}_tenant_id_agreement_id", TABLE, ["tenant_id", "agreement_id", "created_at"]
    )
    op.create_index(f"ix_{TABLE}_tenant_id_answers_id", TABLE, ["tenant_id", "answers_id"])
    _name_people_in_news()


def _name_people_in_news() -> None:
    op.add_column(
        "news",
        sa.Column("person_ids", postgresql.ARRAY(sa.Uuid()), nullable=False, server_default="{}"),
    )
    _tell_somebody(f"{BY_ROLE} + cardinality(person_ids) >= 1")
    open_tenant_table("delegation", "job", READ)


def _tell_somebody(rule: str) -> None:
    op.drop_constraint("ck_news_is_for_somebody", "news", type_="check")
    op.create_check_constraint("ck_news_is_for_somebody", "news", rule)


def downgrade() -> None:
    close_tenant_table("delegation", "job")
    op.drop_constraint("ck_news_is_for_somebody", "news", type_="check")
    with owner_sees_rows("news", "notice"):
        op.execute(f"DELETE FROM notice USING news WHERE news.id = news_id AND {BY_ROLE} = 0")
        op.execute(f"DELETE FROM news WHERE {BY_ROLE} = 0")
    op.drop_column("news", "person_ids")
    op.create_check_constraint("ck_news_is_for_somebody", "news", f"{BY_ROLE} >= 1")
    op.drop_table(TABLE)
