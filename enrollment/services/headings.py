"""Headings that leave open which column is which: kept for a person to look at."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster, RosterHeading
from enrollment.parsing.columns import Column
from enrollment.parsing.mapping import ColumnMap, ShownTable, headings_key, read_map
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import decrypt, encrypt


def ask_for_columns(
    session: Session, roster: Roster, tables: Sequence[ShownTable], *, now: datetime
) -> None:
    """Keep the beginning of a file's tables, encrypted, until a person says what they mean.

    Effects:
        Moves the roster to ``mapping``, inserts ``roster_heading``, audits.
    """
    sealed = encrypt(
        json.dumps([asdict(table) for table in tables], ensure_ascii=False),
        table="roster_heading",
        column="content_encrypted",
        tenant_id=roster.tenant_id,
        row_id=roster.id,
    )
    clear_heading(session, roster)
    session.execute(
        insert(RosterHeading),
        {"tenant_id": roster.tenant_id, "roster_id": roster.id, "content_encrypted": sealed},
    )
    roster.state = RosterState.MAPPING
    audit.record(
        session,
        tenant_id=roster.tenant_id,
        actor=Actor(id=roster.uploaded_by_id, name=roster.uploaded_by_name),
        now=now,
        action="roster:ask-columns",
        subject="roster",
        subject_id=roster.id,
    )


def clear_heading(session: Session, roster: Roster) -> None:
    """Forget what was kept to ask a person.

    Effects:
        Deletes from ``roster_heading``.
    """
    session.execute(
        delete(RosterHeading).where(
            RosterHeading.tenant_id == roster.tenant_id, RosterHeading.roster_id == roster.id
        )
    )


def open_tables(session: Session, roster: Roster) -> Sequence[ShownTable]:
    """The tables kept of a roster; none where nothing is asked."""
    kept = session.get(RosterHeading, (roster.tenant_id, roster.id))
    if kept is None or roster.state != RosterState.MAPPING:
        return ()
    plain = decrypt(
        kept.content_encrypted,
        table="roster_heading",
        column="content_encrypted",
        tenant_id=roster.tenant_id,
        row_id=roster.id,
    )
    return [_table(one) for one in json.loads(plain)]


def find_column_map(
    session: Session, *, tenant_id: int, table: ShownTable, header_row: int
) -> ColumnMap | None:
    """What was said of the same headings when a list of them was last stored."""
    stored = session.scalars(
        select(Roster.column_map)
        .where(
            Roster.tenant_id == tenant_id,
            Roster.state == RosterState.APPLIED,
            Roster.column_map["headings"] == headings_key(table, header_row),
        )
        .order_by(Roster.finished_at.desc())
        .limit(1)
    ).one_or_none()
    return read_map(stored)


def _table(stored: dict[str, Any]) -> ShownTable:
    columns = {Column(name): at for name, at in stored["columns"].items()}
    rows = [(number, cells) for number, cells in stored["rows"]]
    twice = {Column(name): at for name, at in stored.get("twice", {}).items()}
    return ShownTable(stored["sheet"], stored["header_row"], columns, rows, twice)
