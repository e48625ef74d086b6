"""The API of a roster whose heading leaves its columns open: what is asked, and the answer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from enrollment.parsing.columns import REQUIRED, Column
from enrollment.parsing.mapping import ShownTable, open_columns
from enrollment.queries.rosters import get_roster
from enrollment.schemas.api import AskedColumnsOut, RosterOut
from enrollment.schemas.column_maps import ColumnMapIn, column_map_of
from enrollment.services.column_maps import map_columns
from enrollment.services.headings import find_column_map, open_tables
from enrollment.views.api import described_roster
from enrollment.views.api import rosters as roster_operations
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = roster_operations


@blueprint.operation("GET", "/rosters/<uuid:roster_id>/columns", answers=AskedColumnsOut)
@requires(Permission.ROSTER_UPLOAD)
def show_roster_columns(roster_id: UUID) -> dict[str, Any]:
    """Kolom yang harus dipastikan sebelum daftar diperiksa, bila keadaannya `mapping`."""
    with transaction(visit().principal) as session:
        roster = get_roster(session, tenant_id=visit().regency.id, roster_id=roster_id)
        tables = [_asked(session, one) for one in open_tables(session, roster)]
    return {"tables": tables}


@blueprint.operation(
    "POST",
    "/rosters/<uuid:roster_id>/columns",
    form=ColumnMapIn,
    answers=RosterOut,
    status=202,
)
@requires(Permission.ROSTER_UPLOAD)
def map_roster_columns(roster_id: UUID) -> dict[str, Any]:
    """Pastikan letak kolom; daftar diperiksa sesudah jawaban ini."""
    with transaction(visit().principal) as session:
        get_roster(session, tenant_id=visit().regency.id, roster_id=roster_id)
    chosen = column_map_of(load(ColumnMapIn, request.form))
    with transaction(visit().principal) as session:
        roster = map_columns(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            roster_id=roster_id,
            chosen=chosen,
        )
    return described_roster(roster)


def _asked(session: Session, table: ShownTable) -> dict[str, Any]:
    """A table as ``AskedTableOut`` describes it."""
    earlier = find_column_map(
        session, tenant_id=visit().regency.id, table=table, header_row=table.header_row
    )
    proposed = earlier.columns if earlier else table.columns
    return {
        "sheet": table.sheet,
        "header_row": table.header_row,
        "columns": _columns(table, proposed),
        "rows": [{"row_number": number, "cells": cells} for number, cells in table.rows],
    }


def _columns(table: ShownTable, proposed: Mapping[Column, int]) -> list[dict[str, Any]]:
    names, left_open = table.heading(table.header_row), open_columns(table)
    return [
        {
            "column": column.value,
            "is_required": column in REQUIRED,
            "is_open": column in left_open,
            "position": proposed.get(column),
            "candidates": [{"position": at, "name": names[at]} for at in left_open.get(column, ())],
        }
        for column in Column
    ]
