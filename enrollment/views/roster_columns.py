"""A list whose heading leaves its columns open: what stands in it, and which column is which."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.models.rosters import Roster
from enrollment.parsing.columns import REQUIRED, Column
from enrollment.parsing.headings import HEADER_WITHIN_ROWS, place_columns
from enrollment.parsing.mapping import ShownTable
from enrollment.queries.rosters import get_roster
from enrollment.roster_wording import COLUMN_LABELS
from enrollment.schemas.column_maps import ColumnMapBaseIn, ColumnMapIn, column_map_of
from enrollment.services.column_maps import map_columns
from enrollment.services.headings import find_column_map, open_tables
from enrollment.views.vocabulary import vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit

_LETTERS = 26
_ASKED = (
    Column.NIK,
    Column.NAME,
    Column.BIRTH,
    Column.SEX,
    Column.VILLAGE,
    Column.VILLAGE_NAME,
    Column.DISTRICT,
    Column.ADDRESS,
    Column.RT_RW,
    Column.RT,
    Column.RW,
    Column.OCCUPATION,
    Column.PHONE,
    Column.WAGE,
)
"""Our columns in the order of a list as people write it."""

blueprint = tenant_blueprint("roster_columns", __name__)
blueprint.context_processor(vocabulary)


@blueprint.get("/rosters/<uuid:roster_id>/columns")
@requires(Permission.ROSTER_UPLOAD)
def ask(roster_id: UUID) -> BaseResponse:
    """The beginning of the list, and a choice for each of our columns."""
    return make_response(_page(roster_id, load(ColumnMapBaseIn, request.args)))


@blueprint.post("/rosters/<uuid:roster_id>/columns")
@requires(Permission.ROSTER_UPLOAD)
def save(roster_id: UUID) -> BaseResponse:
    """Keep what was said and go on reading."""
    try:
        with transaction(visit().principal) as session:
            map_columns(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                roster_id=roster_id,
                chosen=column_map_of(load(ColumnMapIn, request.form)),
            )
    except InvalidInput as error:
        return make_response(_page(roster_id, request.form, error.errors), error.status)
    flash(_("Kolom disimpan. Daftar sedang diperiksa."))
    return redirect(url_for("rosters.show_roster", roster_id=roster_id), 303)


def _page(
    roster_id: UUID, said: Mapping[str, Any], errors: Sequence[FieldError] = ()
) -> str | BaseResponse:
    with transaction(visit().principal) as session:
        roster = get_roster(session, tenant_id=visit().regency.id, roster_id=roster_id)
        tables = open_tables(session, roster)
        if not tables:
            return redirect(url_for("rosters.show_roster", roster_id=roster_id), 303)
        table = next((one for one in tables if one.sheet == said.get("sheet")), tables[0])
        header_row = _row_asked(said, table)
        earlier = find_column_map(
            session, tenant_id=roster.tenant_id, table=table, header_row=header_row
        )
    guess = earlier.columns if earlier else _guess(table, header_row)
    return _rendered(roster, tables, table, header_row, errors, said if errors else guess)


def _rendered(
    roster: Roster,
    tables: Sequence[ShownTable],
    table: ShownTable,
    header_row: int,
    errors: Sequence[FieldError],
    values: Mapping[Any, Any],
) -> str:
    heading = table.heading(header_row)
    return render_template(
        "enrollment/roster_columns.html",
        roster=roster,
        errors=errors,
        values=values,
        table=table,
        sheets=[(one.sheet, one.sheet) for one in tables if one.sheet],
        header_row=header_row,
        header_rows=[
            (number, f"{number}: {', '.join(filter(None, cells))[:60]}")
            for number, cells in table.rows
            if number <= HEADER_WITHIN_ROWS
        ],
        heading=[(_letter(at), name) for at, name in enumerate(heading)],
        rows=table.below(header_row),
        columns=[(one.value, _(COLUMN_LABELS[one]), one in REQUIRED) for one in _ASKED],
        labels={
            "sheet": _("Lembar"),
            "header_row": _("Baris judul kolom"),
            **{one.value: _(COLUMN_LABELS[one]) for one in Column},
        },
        choices=[
            ("", _("tidak ada")),
            *((at, f"{_letter(at)}: {name}") for at, name in enumerate(heading)),
        ],
    )


def _row_asked(said: Mapping[str, Any], table: ShownTable) -> int:
    asked = str(said.get("header_row") or "")
    is_there = asked.isdecimal() and table.heading(int(asked))
    return int(asked) if is_there else table.header_row


def _guess(table: ShownTable, header_row: int) -> Mapping[Column, int]:
    if header_row == table.header_row:
        return table.columns
    return place_columns(table.heading(header_row), header_row).columns


def _letter(position: int) -> str:
    """The name a spreadsheet gives a column."""
    before, last = divmod(position, _LETTERS)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)
