"""Hold a year of months in one row per worker and segment, twelve bits for each programme.

Every row of it costs an import an index entry and a look at its worker, and most people have two
programmes.
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0042_pack_cover"
down_revision = "0041_name_mismatches"
branch_labels = None
depends_on = None

PLACES = {"jkk": 0, "jkm": 12, "jht": 24, "jp": 36}
KEY = ["tenant_id", "worker_id", "segment", "year"]
KEY_BEFORE = ["tenant_id", "worker_id", "segment", "programme", "year"]


def upgrade() -> None:
    with owner_sees_rows("cover_year"):
        op.execute(
            f"CREATE TEMPORARY TABLE packed ON COMMIT DROP AS SELECT {', '.join(KEY)},"
            f" bit_or(CAST(months AS bigint) << {_place()}) AS held"
            f" FROM cover_year GROUP BY {', '.join(KEY)}"
        )
        op.execute("DELETE FROM cover_year")
        op.drop_constraint("pk_cover_year", "cover_year", type_="primary")
        op.drop_column("cover_year", "programme")
        op.drop_column("cover_year", "months")
        op.add_column("cover_year", sa.Column("held", sa.BigInteger(), nullable=False))
        op.create_primary_key("pk_cover_year", "cover_year", KEY)
        op.create_check_constraint(
            "ck_cover_year_held", "cover_year", f"held BETWEEN 1 AND {(1 << 48) - 1}"
        )
        op.execute(
            f"INSERT INTO cover_year ({', '.join(KEY)}, held)"
            f" SELECT {', '.join(KEY)}, held FROM packed"
        )
    op.execute("GRANT UPDATE (held) ON cover_year TO siap_job")


def downgrade() -> None:
    with owner_sees_rows("cover_year"):
        op.execute("CREATE TEMPORARY TABLE packed ON COMMIT DROP AS SELECT * FROM cover_year")
        op.execute("DELETE FROM cover_year")
        op.drop_constraint("pk_cover_year", "cover_year", type_="primary")
        op.drop_column("cover_year", "held")
        op.add_column("cover_year", sa.Column("programme", sa.Text(), nullable=False))
        op.add_column("cover_year", sa.Column("months", sa.SmallInteger(), nullable=False))
        op.create_primary_key("pk_cover_year", "cover_year", KEY_BEFORE)
        op.create_check_constraint(
            "ck_cover_year_programme", "cover_year", "programme IN ('jkk', 'jkm', 'jht', 'jp')"
        )
        op.create_check_constraint(
            "ck_cover_year_twelve_bits", "cover_year", "months BETWEEN 1 AND 4095"
        )
        op.execute(
            "INSERT INTO cover_year (tenant_id, worker_id, segment, programme, year, months)"
            f" SELECT {', '.join(f'k.{one}' for one in KEY[:3])}, p.programme, k.year,"
            " CAST(k.held >> p.place & 4095 AS smallint) FROM packed k"
            f" JOIN (VALUES {', '.join(f'({one!r}, {at})' for one, at in PLACES.items())})"
            " AS p(programme, place) ON k.held >> p.place & 4095 <> 0"
        )
    op.execute("GRANT UPDATE (months) ON cover_year TO siap_job")


def _place() -> str:
    return f"CASE programme {' '.join(f'WHEN {one!r} THEN {at}' for one, at in PLACES.items())} END"
