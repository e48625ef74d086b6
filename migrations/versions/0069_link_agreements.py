"""Let agreements rest on, continue and change one another, and name who signs by which right."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0069_link_agreements"
down_revision = "0068_review_at_home"
branch_labels = None
depends_on = None

LINKS = ("umbrella_id", "predecessor_id", "amends_id")
CAPACITIES = "'definitive', 'plt', 'plh', 'pjs'"
PARTIES = tuple(
    f"{side}_{what}" for side in ("regency", "bpjs") for what in ("office", "capacity", "mandate")
)
STATED: dict[str, sa.types.TypeEngine[Any]] = {
    "changes_from": sa.Date(),
    "new_people_count": sa.Integer(),
    "new_last_month": sa.Date(),
    "new_total_idr": sa.BigInteger(),
    "wadah_code": sa.Text(),
}
KEPT = ("amended_from", "amended_ends_on", "continued_from")
RULES = {
    "addendum_alone_changes": (
        "kind = 'adendum' OR num_nonnulls(amends_id, changes_from, new_people_count,"
        " new_last_month, new_total_idr) = 0"
    ),
    "changes_name_their_month": (
        "changes_from IS NOT NULL OR num_nonnulls(new_people_count, new_last_month,"
        " new_total_idr) = 0"
    ),
    "changes_from": "extract(day FROM changes_from) = 1",
    "new_last_month": "extract(day FROM new_last_month) = 1",
    "new_people_count": "new_people_count > 0",
    "new_total_idr": "new_total_idr > 0",
    "links_lead_elsewhere": "umbrella_id <> id AND predecessor_id <> id AND amends_id <> id",
    "regency_capacity": f"regency_capacity IN ({CAPACITIES})",
    "bpjs_capacity": f"bpjs_capacity IN ({CAPACITIES})",
    "wadah_code": "wadah_code IN ('SG', 'SD', 'SA', 'SL')",
}


def upgrade() -> None:
    for link in LINKS:
        op.add_column("agreement", sa.Column(link, sa.Uuid(), nullable=True))
        op.create_foreign_key(
            f"fk_agreement_tenant_id_{link}",
            "agreement",
            "agreement",
            ["tenant_id", link],
            ["tenant_id", "id"],
        )
        op.create_index(
            f"ix_agreement_tenant_id_{link}",
            "agreement",
            ["tenant_id", link],
            postgresql_where=sa.text(f"{link} IS NOT NULL"),
        )
    for name, kind in STATED.items():
        op.add_column("agreement", sa.Column(name, kind, nullable=True))
    for name in PARTIES:
        op.add_column("agreement", sa.Column(name, sa.Text(), nullable=True))
    for name in KEPT:
        op.add_column("agreement", sa.Column(name, sa.Date(), nullable=True))
    for name, rule in RULES.items():
        op.create_check_constraint(f"ck_agreement_{name}", "agreement", rule)
    changed = [*LINKS, *STATED, *PARTIES, *KEPT]
    op.execute(f"GRANT UPDATE ({', '.join(changed)}) ON agreement TO siap_regency")
    op.execute(f"GRANT SELECT ({', '.join(KEPT)}) ON agreement TO siap_oversight")
    _extend_commitment()


def _extend_commitment() -> None:
    for name in ("amended_people_count", "amended_month_count"):
        op.add_column("commitment", sa.Column(name, sa.Integer(), nullable=True))
        op.create_check_constraint(f"ck_commitment_{name}", "commitment", f"{name} > 0")
        op.execute(f"GRANT UPDATE ({name}) ON commitment TO siap_regency")


def downgrade() -> None:
    for name in ("amended_month_count", "amended_people_count"):
        op.drop_column("commitment", name)
    for name in reversed([*LINKS, *STATED, *PARTIES, *KEPT]):
        op.drop_column("agreement", name)
