"""Create commitments (who pays for whom) and the agreements they may rest on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0003_create_cooperation"
down_revision = "0002_create_regulations"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
SOURCES = (
    "apbd",
    "apbd_p",
    "dbhcht",
    "dbh_sawit",
    "add",
    "dana_desa",
    "zakat",
    "csr",
    "self",
    "not_stated",
)
RISK_CLASSES = ("very_low", "low", "medium", "high", "very_high")
SOURCE_STATUSES = ("official", "press", "derived", "synthetic")
SOURCE = ("source_name", "source_on", "data_on", "source_status")
COMMITMENT_DETAILS = (
    "title",
    "department_id",
    "regulation_id",
    "continues_id",
    "payer",
    "funding_source",
    "budget_year",
    "budget_line",
    "budget_idr",
    "stated_total_idr",
    "stated_rate_idr",
    "people_count",
    "first_month",
    "month_count",
    "months_assumed",
    "programmes",
    "programmes_assumed",
    "segment",
    "occupation_group",
    "income_idr",
    "wage_idr",
    "risk_class",
    "contract_value_idr",
    "criteria",
)
AGREEMENT_DETAILS = (
    "commitment_id",
    "title",
    "kind",
    "number_regency",
    "number_bpjs",
    "starts_on",
    "ends_on",
    "signatories",
)
AGREEMENT_STATE = (
    "status",
    "signed_on",
    "terminated_on",
    "document_id",
    "posting_proof_document_id",
)


def upgrade() -> None:
    _create_commitment()
    _create_agreement()


def _create_commitment() -> None:
    create_tenant_table(
        "commitment",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("regulation_id", sa.Uuid(), nullable=True),
        sa.Column("continues_id", sa.Uuid(), nullable=True),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("funding_source", sa.Text(), nullable=False),
        sa.Column("budget_year", sa.Integer(), nullable=False),
        sa.Column("budget_line", sa.Text(), nullable=True),
        sa.Column("budget_idr", sa.BigInteger(), nullable=True),
        sa.Column("stated_total_idr", sa.BigInteger(), nullable=True),
        sa.Column("stated_rate_idr", sa.BigInteger(), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("first_month", sa.Date(), nullable=True),
        sa.Column("month_count", sa.Integer(), nullable=True),
        sa.Column("months_assumed", sa.Boolean(), nullable=False),
        sa.Column("programmes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("programmes_assumed", sa.Boolean(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("occupation_group", sa.Text(), nullable=True),
        sa.Column("income_idr", sa.BigInteger(), nullable=True),
        sa.Column("wage_idr", sa.BigInteger(), nullable=True),
        sa.Column("risk_class", sa.Text(), nullable=True),
        sa.Column("contract_value_idr", sa.BigInteger(), nullable=True),
        sa.Column("criteria", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        *_source("commitment"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        tenant_fk("commitment", ["department_id"], "department"),
        tenant_fk("commitment", ["regulation_id"], "regulation"),
        tenant_fk("commitment", ["continues_id"], "commitment"),
        _one_of("commitment", "payer", ("regency", "village", "company", "self", "not_stated")),
        _one_of("commitment", "funding_source", SOURCES),
        _one_of("commitment", "segment", ("bpu", "pu", "jakon")),
        _one_of("commitment", "occupation_group", ("transport", "other")),
        _one_of("commitment", "risk_class", RISK_CLASSES),
        _one_of("commitment", "status", ("planned", "committed", "cancelled")),
        sa.CheckConstraint(
            "programmes <@ ARRAY['jkk', 'jkm', 'jht', 'jp'] AND cardinality(programmes) >= 1",
            name="ck_commitment_programmes",
        ),
        sa.CheckConstraint("budget_year BETWEEN 2015 AND 2100", name="ck_commitment_budget_year"),
        sa.CheckConstraint(
            "date_part('day', first_month) = 1 AND date_part('year', first_month) = budget_year",
            name="ck_commitment_first_month_in_budget_year",
        ),
        sa.CheckConstraint("month_count BETWEEN 1 AND 120", name="ck_commitment_month_count"),
        sa.CheckConstraint(
            "month_count IS NOT NULL OR NOT months_assumed",
            name="ck_commitment_assumed_months_are_named",
        ),
        sa.CheckConstraint("people_count >= 1", name="ck_commitment_people_count"),
        sa.CheckConstraint("continues_id <> id", name="ck_commitment_continues_another"),
        sa.CheckConstraint(
            "least(budget_idr, stated_total_idr, stated_rate_idr, wage_idr, contract_value_idr) > 0"
            " AND income_idr >= 0",
            name="ck_commitment_amounts_are_positive",
        ),
        grants={
            "regency": Grant(
                insert=True,
                update=[*COMMITMENT_DETAILS, *SOURCE, "status", "version", "updated_at"],
            ),
            "job": READ,
        },
    )
    op.create_index(
        "uq_commitment_tenant_id_continues_id",
        "commitment",
        ["tenant_id", "continues_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'cancelled'"),
    )
    op.create_index(
        "ix_commitment_tenant_id_budget_year", "commitment", ["tenant_id", "budget_year"]
    )
    op.create_index(
        "ix_commitment_tenant_id_regulation_id", "commitment", ["tenant_id", "regulation_id"]
    )


def _create_agreement() -> None:
    create_tenant_table(
        "agreement",
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number_regency", sa.Text(), nullable=True),
        sa.Column("number_bpjs", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("signatories", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("posting_proof_document_id", sa.Uuid(), nullable=True),
        *_source("agreement"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        tenant_fk("agreement", ["commitment_id"], "commitment"),
        tenant_fk("agreement", ["document_id"], "document_blob"),
        tenant_fk("agreement", ["posting_proof_document_id"], "document_blob"),
        _one_of("agreement", "kind", ("nota_kesepakatan", "pks", "adendum")),
        _one_of("agreement", "status", ("draft", "signed", "ended", "terminated")),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_agreement_ends_after_start"),
        sa.CheckConstraint(
            "(status = 'draft') = (signed_on IS NULL)", name="ck_agreement_signed_has_a_date"
        ),
        sa.CheckConstraint(
            "(status = 'terminated') = (terminated_on IS NOT NULL)",
            name="ck_agreement_terminated_has_a_date",
        ),
        sa.CheckConstraint(
            "terminated_on >= signed_on", name="ck_agreement_terminated_after_signature"
        ),
        grants={
            "regency": Grant(
                insert=True,
                update=[*AGREEMENT_DETAILS, *AGREEMENT_STATE, *SOURCE, "version", "updated_at"],
            ),
            "job": READ,
        },
    )
    op.create_index(
        "ix_agreement_tenant_id_commitment_id", "agreement", ["tenant_id", "commitment_id"]
    )


def _source(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=True),
        sa.Column("data_on", sa.Date(), nullable=True),
        sa.Column("source_status", sa.Text(), nullable=False),
        _one_of(table, "source_status", SOURCE_STATUSES),
    ]


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def downgrade() -> None:
    op.drop_table("agreement")
    op.drop_table("commitment")
