"""The audit trail: who did what, when, to which object, and whether the chain is whole."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.audit_actions import NOUNS
from tenants.kernel import formats
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.queries.audit import AuditFilter, find_last_verification, list_entries
from tenants.request import visit
from tenants.schemas.audit import AuditFilterIn
from tenants.services.audit_checks import verify_audit
from tenants.services.exports import note_export
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, moments, workbook_attachment
from tenants.shell.workbooks import NUMBER, Column, Told, table_of
from tenants.views.words import action_label, actor_label, detail_lines, subject_line

blueprint = tenant_blueprint("audit", __name__)


@blueprint.get("/audit")
@requires(Permission.AUDIT_READ)
def list_audit() -> BaseResponse | str:
    """The newest entries that fit the conditions of the address."""
    try:
        asked = load(AuditFilterIn, request.args)
    except InvalidInput as error:
        return make_response(_audit_page({}, error.errors), error.status)
    return _audit_page(asked)


@blueprint.post("/audit/export")
@requires(Permission.AUDIT_READ)
def export_audit() -> Response:
    """Every entry that fits, as an Excel file. A form, because the trail grows by it."""
    shown = _filter_of(load(AuditFilterIn, request.form))
    regency = visit().regency
    with transaction(visit().principal) as session:
        entries = everything_of(
            list_entries(session, tenant_id=regency.id, shown=shown, size=EXPORT_LIMIT)
        )
        note_export(
            session,
            tenant_id=regency.id,
            actor=visit().actor,
            now=visit().now,
            noun="audit",
            subject_id=str(regency.id),
            row_count=len(entries),
        )
    table = table_of(_("Jejak audit"), entries, _export_told())
    return workbook_attachment(f"jejak-audit-{regency.slug}.xlsx", table)


@blueprint.post("/audit/verification")
@requires(Permission.AUDIT_READ)
def verify() -> BaseResponse:
    """Recompute the chain; the result becomes its newest entry."""
    with transaction(visit().principal) as session:
        verdict = verify_audit(
            session, tenant_id=visit().regency.id, actor=visit().actor, now=visit().now
        )
    checked = formats.count(verdict.entry_count)
    if verdict.broken_at is None:
        flash(_("Rantai utuh: %(count)s entri diperiksa.", count=checked))
    else:
        flash(
            _(
                "Rantai rusak mulai entri %(number)s. Jangan ubah apa pun;"
                " laporkan kepada pengelola sistem.",
                number=formats.count(verdict.broken_at),
            ),
            "error",
        )
    return redirect(url_for("audit.list_audit"), 303)


def _audit_page(asked: Mapping[str, Any], errors: tuple[FieldError, ...] = ()) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        page = list_entries(
            session, tenant_id=tenant_id, shown=_filter_of(asked), cursor=asked.get("cursor")
        )
        verification = find_last_verification(session, tenant_id=tenant_id)
    conditions = {name: value for name, value in asked.items() if value and name != "cursor"}
    return render_template(
        "tenants/audit.html",
        page=page,
        verification=verification,
        nouns=[("", _("semua")), *((noun, _(label)) for noun, label in NOUNS.items())],
        values=request.args if errors else asked,
        errors=errors,
        kept=conditions,
        next_url=url_for("audit.list_audit", **conditions, cursor=page.next_cursor)
        if page.next_cursor
        else "",
        first_url=url_for("audit.list_audit", **conditions) if asked.get("cursor") else "",
    )


def _filter_of(asked: Mapping[str, Any]) -> AuditFilter:
    from_on, until_on = asked.get("from_on"), asked.get("until_on")
    return AuditFilter(
        noun=asked.get("noun"),
        person=asked.get("person"),
        from_at=_midnight(from_on) if from_on else None,
        until_at=_midnight(until_on + timedelta(days=1)) if until_on else None,
    )


def _midnight(day: date) -> datetime:
    """The moment a day begins on the regency's clock."""
    return datetime.combine(day, time(), ZoneInfo(visit().regency.timezone))


def _export_told() -> list[Told[AuditEntry]]:
    return [
        moments(_("Waktu"), lambda entry: entry.occurred_at),
        (Column(_("Pelaku")), actor_label),
        (Column(_("Tindakan")), lambda entry: action_label(entry.action)),
        (Column(_("Rincian")), _details),
        (
            Column(_("Data yang dimaksud")),
            lambda entry: subject_line(entry.subject, entry.subject_id) or None,
        ),
        (Column(_("Entri"), NUMBER), lambda entry: entry.seq),
    ]


def _details(entry: AuditEntry) -> str | None:
    told = [f"{label}: {value}" for label, value in detail_lines(entry.detail)]
    return "; ".join(told) or None
