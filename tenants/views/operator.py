"""The operator's place: health in words, background work, parameters. Never what regencies keep."""

from datetime import timedelta

from flask import Response, render_template, request
from flask_babel import gettext as _

from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.bell import bell_works
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.schemas import load
from tenants.queries.assignments import list_unserved_regencies
from tenants.queries.mail import count_waiting_mail
from tenants.queries.organisations import count_organisations, list_every_organisation
from tenants.queries.queue import KindCounts, ListedRun, count_runs, list_runs
from tenants.reference import regions
from tenants.request import IDENTITY, visit
from tenants.schemas.queue import RunFilterIn, run_filter
from tenants.shell import panels
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, moments, workbook_attachment
from tenants.shell.workbooks import NUMBER, Column, Told, table_of
from tenants.views.health import schema_is_current
from tenants.views.operator_organisations import has_one_keeper, lacks_keepers
from tenants.views.operator_words import RUN_STATES, failure_label, run_state_label, work_label

blueprint = organisation_blueprint("operator", __name__, "o")

SHOWN_FOR = timedelta(days=7)
LONG_WAIT = timedelta(minutes=10)
ASSIGNMENTS_AHEAD = timedelta(days=90)


@blueprint.get("/")
@requires(Permission.ORGANISATION_READ, pool=DatabaseRole.OVERSIGHT)
def show_home() -> str:
    """What needs the operator: regencies without an office, few keepers, work that failed."""
    since = visit().now - SHOWN_FOR
    with transaction(visit().principal) as session:
        kinds = count_organisations(session)
        work = count_runs(session, ended_since=since)
    with transaction(IDENTITY) as session:
        lines = list_every_organisation(session, now=visit().now)
        unserved = list_unserved_regencies(session, now=visit().now, within=ASSIGNMENTS_AHEAD)
    return render_template(
        "tenants/operator/home.html",
        kinds=kinds,
        unserved=[one for one in unserved if one.is_unserved_today],
        ending=[one for one in unserved if not one.is_unserved_today],
        lacking=[line for line in lines if lacks_keepers(line)],
        lonely=[line for line in lines if has_one_keeper(line)],
        failed=sum(one.failed for one in work),
        waiting=sum(one.queued + one.running for one in work),
        late=[one for one in work if _waits_long(one)],
        schema_is_current=schema_is_current(),
        bell_works=bell_works(),
        days=SHOWN_FOR.days,
    )


@blueprint.get("/queue")
@requires(Permission.QUEUE_READ, pool=DatabaseRole.OVERSIGHT)
def show_queue() -> str:
    """Counts by kind and state, what waits longest, and runs in one state: at first the failed."""
    asked = load(RunFilterIn, request.args)
    narrowed, since = run_filter(asked), visit().now - SHOWN_FOR
    with transaction(visit().principal) as session:
        work = count_runs(session, ended_since=since)
        page = list_runs(session, ended_since=since, narrowed=narrowed, cursor=asked["cursor"])
        mail = count_waiting_mail(session)
    return render_template(
        "tenants/operator/queue.html",
        work=work,
        page=page,
        asked=asked,
        kept={name: value for name, value in asked.items() if value and name != "cursor"},
        state=narrowed.state,
        kind_options=[(one.kind, work_label(one.kind)) for one in work],
        state_options=[(state, _(label)) for state, label in RUN_STATES.items()],
        late=[one for one in work if _waits_long(one)],
        mail=mail,
        bell_works=bell_works(),
        days=SHOWN_FOR.days,
    )


@blueprint.get("/queue/export")
@requires(Permission.QUEUE_READ, pool=DatabaseRole.OVERSIGHT)
def export_queue() -> Response:
    """Every run the filter leaves, as an Excel file; never what it carries."""
    narrowed, since = run_filter(load(RunFilterIn, request.args)), visit().now - SHOWN_FOR
    with transaction(visit().principal) as session:
        found = list_runs(session, ended_since=since, narrowed=narrowed, size=EXPORT_LIMIT)
    ended = _("Selesai dan gagal: %(days)s hari terakhir.", days=SHOWN_FOR.days)
    table = table_of(_("Antrean"), everything_of(found), _export_told(), [ended])
    return workbook_attachment(f"antrean-{narrowed.state}.xlsx", table)


@blueprint.get("/parameters")
@requires(Permission.PARAMETER_READ, pool=DatabaseRole.OVERSIGHT)
def show_parameters() -> str:
    """Every parameter with its period, its citation and how well it is known."""
    with transaction(visit().principal) as session:
        filled = panels.render("operator-parameters", session, visit())
    found = regions.regions().values()
    return render_template(
        "tenants/operator/parameters.html",
        panels=filled,
        province_count=len(regions.provinces()),
        region_count=len(found),
        editions=sorted({region.edition for region in found}),
    )


def _waits_long(one: KindCounts) -> bool:
    return one.waiting_since is not None and visit().now - one.waiting_since > LONG_WAIT


def _export_told() -> list[Told[ListedRun]]:
    return [
        (Column(_("Jenis pekerjaan")), lambda run: work_label(run.kind)),
        (Column(_("Kabupaten/kota")), lambda run: run.regency),
        (Column(_("Keadaan")), lambda run: run_state_label(run.state)),
        (Column(_("Sebab")), lambda run: failure_label(run.error_code) if run.error_code else None),
        (Column(_("Kode sebab")), lambda run: run.error_code),
        (Column(_("Percobaan"), NUMBER), lambda run: run.attempt),
        moments(_("Diminta"), lambda run: run.created_at),
        moments(_("Berhenti"), lambda run: run.finished_at),
    ]
