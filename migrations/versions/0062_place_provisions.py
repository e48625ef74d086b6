"""Place what a regulation lays down on its pages, and add reporting and team to what is asked."""

import sqlalchemy as sa
from alembic import op

revision = "0062_place_provisions"
down_revision = "0061_rest_on_national_law"
branch_labels = None
depends_on = None

CLAUSES = ("funding_source", "sanction", "reporting", "team")
NEW_CLAUSES = ("reporting", "team")
LAST_PAGE = 9_999


def upgrade() -> None:
    op.add_column("provision", sa.Column("page", sa.Integer(), nullable=True))
    _check_page("provision", "page")
    op.execute("GRANT UPDATE (page) ON provision TO siap_regency")
    for clause in NEW_CLAUSES:
        op.add_column("regulation", sa.Column(f"has_{clause}", sa.Boolean(), nullable=True))
        op.add_column("regulation", sa.Column(f"{clause}_article", sa.Text(), nullable=True))
    for clause in CLAUSES:
        op.add_column("regulation", sa.Column(f"{clause}_page", sa.Integer(), nullable=True))
        _check_page("regulation", f"{clause}_page")
    op.execute(f"GRANT UPDATE ({', '.join(_columns())}) ON regulation TO siap_regency")


def _columns() -> list[str]:
    return [
        *(f"has_{clause}" for clause in NEW_CLAUSES),
        *(f"{clause}_article" for clause in NEW_CLAUSES),
        *(f"{clause}_page" for clause in CLAUSES),
    ]


def _check_page(table: str, column: str) -> None:
    op.create_check_constraint(f"ck_{table}_{column}", table, f"{column} BETWEEN 1 AND {LAST_PAGE}")


def downgrade() -> None:
    for column in _columns():
        op.drop_column("regulation", column)
    op.drop_column("provision", "page")
