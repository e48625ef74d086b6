"""Create documents and regulations with their provisions, chain, files and events."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import READ, Grant, create_tenant_table, tenant_fk

revision = "0002_create_regulations"
down_revision = "0001_create_foundations"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
DOCUMENT_LIMIT_BYTES = 20 * 1024 * 1024
KINDS = (
    "perda",
    "qanun",
    "perda_umum",
    "perbup",
    "perwali",
    "kepbup",
    "kepwali",
    "se",
    "instruksi",
    "perdes",
    "keputusan_opd",
)
GROUPS = ("pu", "bpu_rentan", "non_asn", "desa", "jakon", "bumd", "ptsp")
SOURCE_STATUSES = ("official", "press", "derived", "synthetic")
DETAILS = (
    "kind",
    "number",
    "year",
    "title",
    "status",
    "enacted_on",
    "promulgated_on",
    "effective_on",
    "ended_on",
    "names_funding_source",
    "funding_source_article",
    "has_sanction",
    "sanction_article",
    "finding",
    "issuing_body",
    "place",
    "gazette",
    "subject",
    "legal_field",
    "language",
    "location",
    "jdih_url",
)
SOURCE = ("source_name", "source_on", "data_on", "source_status")
EVENT_DETAILS = ("held_on", "place", "organiser", "participants", "description")


def upgrade() -> None:
    _create_document_blob()
    _create_regulation()
    _create_provision()
    _create_regulation_relation()
    _create_regulation_document()
    _create_socialisation_event()


def _create_document_blob() -> None:
    create_tenant_table(
        "document_blob",
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("contains_personal_data", sa.Boolean(), nullable=False),
        sa.Column("uploaded_at", TIME, nullable=False),
        sa.Column("uploaded_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            f"byte_count BETWEEN 1 AND {DOCUMENT_LIMIT_BYTES}", name="ck_document_blob_size"
        ),
        sa.CheckConstraint(
            "octet_length(content) = byte_count", name="ck_document_blob_byte_count"
        ),
        sa.CheckConstraint("sha256 = sha256(content)", name="ck_document_blob_sha256"),
        grants={"regency": Grant(insert=True), "job": READ},
    )


def _create_regulation() -> None:
    create_tenant_table(
        "regulation",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("enacted_on", sa.Date(), nullable=True),
        sa.Column("promulgated_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("names_funding_source", sa.Boolean(), nullable=True),
        sa.Column("funding_source_article", sa.Text(), nullable=True),
        sa.Column("has_sanction", sa.Boolean(), nullable=True),
        sa.Column("sanction_article", sa.Text(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("issuing_body", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("gazette", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("legal_field", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("jdih_url", sa.Text(), nullable=True),
        *_source("regulation"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.UniqueConstraint(
            "tenant_id", "kind", "number", "year", name="uq_regulation_tenant_id_kind_number_year"
        ),
        _one_of("regulation", "kind", KINDS),
        _one_of("regulation", "status", ("draft", "in_force", "amended", "revoked")),
        sa.CheckConstraint("year BETWEEN 1945 AND 2100", name="ck_regulation_plausible_year"),
        sa.CheckConstraint(
            "status = 'draft' OR number IS NOT NULL", name="ck_regulation_only_drafts_lack_a_number"
        ),
        sa.CheckConstraint(
            "promulgated_on >= enacted_on", name="ck_regulation_promulgated_after_enacted"
        ),
        sa.CheckConstraint(
            "ended_on > coalesce(effective_on, promulgated_on, enacted_on)",
            name="ck_regulation_ended_after_it_bound",
        ),
        grants={
            "regency": Grant(insert=True, update=[*DETAILS, *SOURCE, "version", "updated_at"]),
            "job": READ,
        },
    )
    op.create_index("ix_regulation_tenant_id_year", "regulation", ["tenant_id", "year"])


def _create_provision() -> None:
    create_tenant_table(
        "provision",
        sa.Column("regulation_id", sa.Uuid(), nullable=False),
        sa.Column("provision_group", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        tenant_fk("provision", ["regulation_id"], "regulation"),
        sa.UniqueConstraint(
            "tenant_id",
            "regulation_id",
            "provision_group",
            name="uq_provision_tenant_id_regulation_id_provision_group",
        ),
        _one_of("provision", "provision_group", GROUPS),
        sa.CheckConstraint(
            "article IS NOT NULL OR summary IS NOT NULL", name="ck_provision_says_something"
        ),
        grants={
            "regency": Grant(insert=True, update=["article", "summary"], delete=True),
            "job": READ,
        },
    )


def _create_regulation_relation() -> None:
    create_tenant_table(
        "regulation_relation",
        sa.Column("regulation_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        tenant_fk("regulation_relation", ["regulation_id"], "regulation"),
        tenant_fk("regulation_relation", ["target_id"], "regulation"),
        sa.UniqueConstraint(
            "tenant_id",
            "regulation_id",
            "target_id",
            name="uq_regulation_relation_tenant_id_regulation_id_target_id",
        ),
        _one_of("regulation_relation", "kind", ("amends", "revokes", "implements")),
        sa.CheckConstraint(
            "regulation_id <> target_id", name="ck_regulation_relation_two_regulations"
        ),
        grants={"regency": Grant(insert=True, delete=True), "job": READ},
    )
    op.create_index(
        "ix_regulation_relation_tenant_id_target_id",
        "regulation_relation",
        ["tenant_id", "target_id"],
    )


def _create_regulation_document() -> None:
    create_tenant_table(
        "regulation_document",
        sa.Column("regulation_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        tenant_fk("regulation_document", ["regulation_id"], "regulation"),
        tenant_fk("regulation_document", ["document_id"], "document_blob"),
        sa.UniqueConstraint(
            "tenant_id",
            "regulation_id",
            "version",
            name="uq_regulation_document_tenant_id_regulation_id_version",
        ),
        sa.CheckConstraint("version >= 1", name="ck_regulation_document_version"),
        grants={"regency": Grant(insert=True), "job": READ},
    )
    op.create_index(
        "ix_regulation_document_tenant_id_document_id",
        "regulation_document",
        ["tenant_id", "document_id"],
    )


def _create_socialisation_event() -> None:
    create_tenant_table(
        "socialisation_event",
        sa.Column("regulation_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("organiser", sa.Text(), nullable=True),
        sa.Column("participants", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        *_source("socialisation_event"),
        sa.Column("created_at", TIME, nullable=False),
        tenant_fk("socialisation_event", ["regulation_id"], "regulation"),
        grants={
            "regency": Grant(insert=True, update=[*EVENT_DETAILS, *SOURCE], delete=True),
            "job": READ,
        },
    )
    op.create_index(
        "ix_socialisation_event_tenant_id_regulation_id",
        "socialisation_event",
        ["tenant_id", "regulation_id"],
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
    for table in (
        "socialisation_event",
        "regulation_document",
        "regulation_relation",
        "provision",
        "regulation",
        "document_blob",
    ):
        op.drop_table(table)
