"""Hold what a withdrawn statement says to the words of statements: it is a copy of one."""

from alembic import op

revision = "0039_check_withdrawn"
down_revision = "0038_change_decrees"
branch_labels = None
depends_on = None

TABLE = "withdrawn_statement"
WORDS = {
    "segment": ("all", "pu", "bpu", "jakon", "pmi"),
    "numerator_basis": ("ktp", "work"),
    "denominator_kind": ("employed", "labour_force", "potential", "other"),
    "source_status": ("official", "press", "derived", "synthetic"),
}


def upgrade() -> None:
    for column, words in WORDS.items():
        listed = ", ".join(f"'{word}'" for word in words)
        op.create_check_constraint(f"ck_{TABLE}_{column}", TABLE, f"{column} IN ({listed})")


def downgrade() -> None:
    for column in WORDS:
        op.drop_constraint(f"ck_{TABLE}_{column}", TABLE, type_="check")
