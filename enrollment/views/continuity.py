"""Who stays protected how long: groups in counts, the people of one of them, also as Excel."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from cooperation.tariff_files import current_tariffs
from enrollment.continuity import (
    COUNTING_LABELS,
    LASTING_LABELS,
    LASTING_STEMS,
    Counting,
    Lasting,
    waiting_rule,
)
from enrollment.queries.continuity import (
    LastingPerson,
    PeopleAsked,
    count_lasting,
    lasting_as_kept,
    list_lasting,
)
from enrollment.queries.programmes import list_programmes
from enrollment.queries.summaries import counted, shown
from enrollment.schemas.continuity import LastingNameIn, LastingPageIn, LastingPeopleIn
from enrollment.services.searches import seal_name
from enrollment.services.summaries import request_summary
from enrollment.services.workers import masked_niks
from enrollment.summaries import Shown
from enrollment.views.vocabulary import local_today, options, place_words
from enrollment.views.worker_export import EXPORTS_AN_HOUR
from enrollment.views.workers import count_here, person_id, refuse_unknown_programme, sought_name
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel import formats
from tenants.kernel.clock import local_day
from tenants.kernel.db import transaction
from tenants.kernel.paging import Page
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.services.exports import note_export
from tenants.shell.downloads import (
    EXPORT_LIMIT,
    everything_of,
    refuse_long,
    workbook_attachment,
)
from tenants.shell.workbooks import MONTHS, Column, Told, table_of

FIRST_GROUP = Lasting.ENDING

blueprint = tenant_blueprint("continuity", __name__)


@blueprint.get("/continuity")
@requires(Permission.WORKER_READ)
def show_continuity() -> str:
    """All groups in counts, and one page of the people of one."""
    asked = load(LastingPageIn, request.args)
    of, name = _people_asked(asked), sought_name(asked["search"])
    group = asked["group"] or FIRST_GROUP
    with transaction(visit().principal) as session:
        counts = _counts(session, of)
        page = (
            Page[LastingPerson]((), None)
            if counts.value is None
            else list_lasting(session, of, group, name=name, cursor=asked["cursor"])
        )
        programmes = list_programmes(session, tenant_id=of.tenant_id)
    kept, people = _kept(asked), counts.value or {}
    return render_template(
        "enrollment/continuity/list.html",
        page=page,
        shown=counts,
        counts=[(one, _(LASTING_LABELS[one]), count) for one, count in people.items()],
        total=people.get(group, 0),
        group=group,
        rule=of.rule,
        asked=asked | {"name": name, "group": group, "counting": of.rule.counting},
        kept=kept,
        others={key: value for key, value in kept.items() if key != "group"},
        niks=masked_niks(person.worker for person in page.items),
        group_options=options(LASTING_LABELS),
        counting_options=options(COUNTING_LABELS),
        programme_options=[("", _("semua program")), *((one.id, one.title) for one in programmes)],
    )


@blueprint.post("/continuity/filter")
@requires(Permission.WORKER_READ, is_search=True)
def filter_continuity() -> BaseResponse:
    """Take the filter from the form; the address of the list gets the name sealed."""
    asked = load(LastingNameIn, request.form)
    refuse_unknown_programme(asked["commitment_id"])
    name, tenant_id = asked.pop("name"), visit().regency.id
    asked["search"] = seal_name(name, tenant_id=tenant_id, person_id=person_id()) if name else None
    kept: dict[str, Any] = _kept(asked)
    return redirect(url_for("continuity.show_continuity", **kept), 303)


@blueprint.post("/continuity/export")
@requires(Permission.WORKER_READ)
def export_continuity() -> Response:
    """Everybody of a group, numbers masked. A form, because the trail grows by it."""
    asked = load(LastingPeopleIn, request.form)
    refuse_unknown_programme(asked["commitment_id"])
    of, group = _people_asked(asked), asked["group"] or FIRST_GROUP
    count_here("worker-export", EXPORTS_AN_HOUR)
    with transaction(visit().principal) as session:
        name = sought_name(asked["search"])
        if not name:  # nobody is looked for in vain where the count says how many there are
            refuse_long(counted(_counts(session, of))[group])
        found = everything_of(list_lasting(session, of, group, name=name, size=EXPORT_LIMIT))
        note_export(
            session,
            tenant_id=of.tenant_id,
            actor=visit().actor,
            now=visit().now,
            noun="worker",
            subject_id=str(of.tenant_id),
            row_count=len(found),
        )
    table = table_of(
        _(LASTING_LABELS[group]),
        found,
        _told(masked_niks(person.worker for person in found)),
        [_(COUNTING_LABELS[of.rule.counting])],
    )
    return workbook_attachment(
        f"kesinambungan-{visit().regency.slug}-{LASTING_STEMS[group]}.xlsx", table
    )


@blueprint.post("/continuity/recount")
@requires(Permission.WORKER_READ)
def recount_continuity() -> BaseResponse:
    """Count all groups anew in the background."""
    asked = load(LastingPeopleIn, request.form)
    refuse_unknown_programme(asked["commitment_id"])
    of = _people_asked(asked)
    with transaction(visit().principal) as session:
        request_summary(
            session, of.subject, tenant_id=of.tenant_id, now=visit().now, today=of.today
        )
    kept: dict[str, Any] = _kept(asked)
    return redirect(url_for("continuity.show_continuity", **kept), 303)


def _counts(session: Session, of: PeopleAsked) -> Shown[Mapping[Lasting, int]]:
    """The groups; counts of another day are told to have moved, because days alone move people."""
    found = shown(
        session,
        of.subject,
        tenant_id=of.tenant_id,
        commitment_id=of.commitment_id,
        load=lasting_as_kept,
        count=lambda: count_lasting(session, of),
    )
    if found.counted_at is None:
        return found
    is_of_today = local_day(found.counted_at, visit().regency.timezone) == of.today
    return found if is_of_today else replace(found, has_moved=True)


def _people_asked(asked: Mapping[str, Any]) -> PeopleAsked:
    rule = waiting_rule(current_tariffs(), asked["counting"] or Counting.CONSECUTIVE)
    return PeopleAsked(visit().regency.id, local_today(), rule, asked["commitment_id"])


def _kept(asked: Mapping[str, Any]) -> dict[str, str]:
    """What the address keeps of a filter."""
    return {name: str(value) for name, value in asked.items() if value and name != "cursor"}


def _told(niks: Mapping[UUID, str]) -> Sequence[Told[LastingPerson]]:
    return [
        (Column("NIK"), lambda one: niks[one.worker.id]),
        (Column(_("Nama")), lambda one: one.worker.name),
        (Column(_("Desa/kelurahan")), lambda one: place_words(one.worker.village_code)),
        (Column(_("Pekerjaan")), lambda one: one.worker.occupation),
        (Column(_("Berturut-turut"), MONTHS), lambda one: one.continuity.continuous_months),
        (Column(_("Terakhir dibukukan")), _last_posted),
        (Column(_("Berakhir")), lambda one: one.ends_in.last_day),
        (Column(_("Bulan JKM penuh"), MONTHS), lambda one: len(one.continuity.full_months)),
    ]


def _last_posted(person: LastingPerson) -> str | None:
    last = person.continuity.last_month
    return None if last is None else formats.month_id(last.first_day)
