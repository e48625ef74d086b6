"""The operator's place: health in words, background work, parameters. Never what regencies keep."""

from datetime import timedelta

from flask import render_template

from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.bell import bell_works
from tenants.kernel.db import DatabaseRole, transaction
from tenants.queries.assignments import list_unserved_regencies
from tenants.queries.organisations import count_organisations, list_every_organisation
from tenants.queries.queue import KindCounts, count_runs, list_failed_runs
from tenants.reference import regions
from tenants.request import IDENTITY, visit
from tenants.shell import panels
from tenants.views.health import schema_is_current
from tenants.views.operator_organisations import has_one_keeper, lacks_keepers

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
    """Counts by kind and state, what waits longest, what failed and with which code."""
    since = visit().now - SHOWN_FOR
    with transaction(visit().principal) as session:
        work = count_runs(session, ended_since=since)
        failures = list_failed_runs(session, ended_since=since)
    return render_template(
        "tenants/operator/queue.html",
        work=work,
        failures=failures,
        late=[one for one in work if _waits_long(one)],
        bell_works=bell_works(),
        days=SHOWN_FOR.days,
    )


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
