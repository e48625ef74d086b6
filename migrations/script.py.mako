"""${message}."""

# Every release works with the code before it: add, backfill, switch, remove, in separate releases.
# Schema and data in separate revisions. A backfill as the forced owner touches no row silently:
# loop over the tenants and assert the counts. No imports from our packages.

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
