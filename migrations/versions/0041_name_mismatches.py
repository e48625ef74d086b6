"""Say in what a candidate and the population register disagree, and who is no member any more."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0041_name_mismatches"
down_revision = "0040_match_regencies"
branch_labels = None
depends_on = None

MEMBERSHIPS = ("none", "pu", "bpu")
MISMATCHES = ("name", "birth", "not_found", "moved")


def upgrade() -> None:
    op.add_column("candidate", sa.Column("mismatch", sa.Text(), nullable=True))
    op.create_check_constraint(
        "ck_candidate_mismatch", "candidate", _listed("mismatch", MISMATCHES)
    )
    op.create_check_constraint(
        "ck_candidate_mismatch_is_unmatched",
        "candidate",
        "mismatch IS NULL OR coalesce(identity = 'unmatched', false)",
    )
    op.execute("GRANT UPDATE (mismatch) ON candidate TO siap_regency, siap_job")
    _allow_memberships(*MEMBERSHIPS, "inactive")


def downgrade() -> None:
    with owner_sees_rows("candidate"):
        op.execute("UPDATE candidate SET membership = 'none' WHERE membership = 'inactive'")
    _allow_memberships(*MEMBERSHIPS)
    op.drop_column("candidate", "mismatch")


def _allow_memberships(*words: str) -> None:
    op.drop_constraint("ck_candidate_membership", "candidate", type_="check")
    op.create_check_constraint("ck_candidate_membership", "candidate", _listed("membership", words))


def _listed(column: str, words: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{word}'" for word in words))
