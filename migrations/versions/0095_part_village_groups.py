"""Part what regulations order for villages: officials, council and neighbourhood heads."""

from alembic import op

from migrations.tenant_table import owner_sees_rows

revision = "0095_part_village_groups"
down_revision = "0094_ground_agreements"
branch_labels = None
depends_on = None

TABLE, CHECK = "provision", "ck_provision_provision_group"
WHOLE = "desa"
PARTS = ("perangkat_desa", "bpd", "rt_rw")
FIRST, *OTHERS = PARTS
OTHER_GROUPS = ("pu", "bpu_rentan", "non_asn", "jakon", "bumd", "ptsp")


def upgrade() -> None:
    """What was stated of a village was stated of all three together, so it is kept of each."""
    op.drop_constraint(CHECK, TABLE, type_="check")
    with owner_sees_rows(TABLE):
        op.execute(
            "INSERT INTO provision (tenant_id, id, regulation_id, provision_group, article,"
            " summary, page) SELECT p.tenant_id, gen_random_uuid(), p.regulation_id, one.part,"
            f" p.article, p.summary, p.page FROM provision p, (VALUES {_rows(OTHERS)})"
            f" AS one (part) WHERE p.provision_group = '{WHOLE}'"
        )
        op.execute(
            f"UPDATE provision SET provision_group = '{FIRST}' WHERE provision_group = '{WHOLE}'"
        )
    _check_group(*OTHER_GROUPS, *PARTS)


def downgrade() -> None:
    """The first of the three that is recorded stays, as what is said of the village."""
    op.drop_constraint(CHECK, TABLE, type_="check")
    rank = f"array_position(ARRAY[{_listed(PARTS)}], {{}}.provision_group)"
    with owner_sees_rows(TABLE):
        op.execute(
            "DELETE FROM provision p USING provision earlier WHERE earlier.tenant_id = p.tenant_id"
            " AND earlier.regulation_id = p.regulation_id"
            f" AND {rank.format('earlier')} < {rank.format('p')}"
        )
        op.execute(
            f"UPDATE provision SET provision_group = '{WHOLE}'"
            f" WHERE provision_group IN ({_listed(PARTS)})"
        )
    _check_group(*OTHER_GROUPS, WHOLE)


def _check_group(*groups: str) -> None:
    op.create_check_constraint(CHECK, TABLE, f"provision_group IN ({_listed(groups)})")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _rows(values: list[str]) -> str:
    return ", ".join(f"('{value}')" for value in values)
