"""The people behind a count of a month, each with the cause of the difference; also as Excel."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from cooperation.months import Month
from enrollment.queries.programmes import get_programme
from enrollment.queries.reconciliation import (
    MonthOfProgramme,
    PeopleSought,
    StandingPerson,
    list_standing,
)
from enrollment.queries.summaries import counted
from enrollment.reconciliation import (
    CAUSE_LABELS,
    KIND_LABELS,
    PLACE_CAUSES,
    REACHED_LABELS,
    Cause,
    Reached,
    Standing,
    cause_of,
    has_reached,
    kind_of,
)
from enrollment.schemas.reconciliation import (
    StandingNameIn,
    StandingPeopleIn,
    StandingPeoplePageIn,
)
from enrollment.services.searches import seal_name
from enrollment.services.workers import masked_niks
from enrollment.views.reconciliation import (
    SHOWN_STEPS,
    asked_month,
    cause_label,
    standings_shown,
)
from enrollment.views.reconciliation import blueprint as months_blueprint
from enrollment.views.vocabulary import options, place_words
from enrollment.views.worker_export import EXPORTS_AN_HOUR
from enrollment.views.workers import count_here, person_id, sought_name
from tenants.access import Permission, requires
from tenants.kernel import formats
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
from tenants.shell.workbooks import Column, Told, table_of

blueprint = months_blueprint


@blueprint.get("/reconciliations/<uuid:commitment_id>/people")
@requires(Permission.WORKER_READ)
def list_people(commitment_id: UUID) -> str:
    """One page of the people of a month."""
    asked = load(StandingPeoplePageIn, request.args)
    of, name = _month_of(commitment_id, asked), sought_name(asked["search"])
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=of.tenant_id, commitment_id=commitment_id)
        found = standings_shown(session, of)
        counts = found.value or {}
        wanted = _wanted(counts, asked)
        sought = PeopleSought(wanted, name)
        page = (
            Page[StandingPerson]((), None)
            if found.value is None
            else list_standing(session, of, sought, cursor=asked["cursor"])
        )
    kept = _kept(of.month, asked)
    return render_template(
        "enrollment/reconciliation/people.html",
        programme=programme,
        month=of.month,
        counts=found,
        page=page,
        total=sum(counts[one] for one in wanted),
        asked=asked | {"name": name},
        kept=kept,
        is_narrowed=len(kept) > 1,
        niks=masked_niks(person.worker for person in page.items),
        cause_of=cause_of,
        reached_options=options(REACHED_LABELS, first=_("semua"), only=SHOWN_STEPS),
        kind_options=options(KIND_LABELS, first=_("semua")),
        cause_options=options(
            CAUSE_LABELS,
            first=_("semua"),
            only=tuple(one for one in Cause if one not in PLACE_CAUSES),
        ),
    )


@blueprint.post("/reconciliations/<uuid:commitment_id>/people/filter")
@requires(Permission.WORKER_READ, is_search=True)
def filter_people(commitment_id: UUID) -> BaseResponse:
    """Take the filter from the form; the address of the list gets the name sealed."""
    asked = load(StandingNameIn, request.form)
    of, name = _month_of(commitment_id, asked), asked.pop("name")
    with transaction(visit().principal) as session:
        get_programme(session, tenant_id=of.tenant_id, commitment_id=commitment_id)
    asked["search"] = (
        seal_name(name, tenant_id=of.tenant_id, person_id=person_id()) if name else None
    )
    kept: dict[str, Any] = _kept(of.month, asked)
    address = url_for("reconciliation.list_people", commitment_id=commitment_id, **kept)
    return redirect(address, 303)


@blueprint.post("/reconciliations/<uuid:commitment_id>/people/export")
@requires(Permission.WORKER_READ)
def export_people(commitment_id: UUID) -> Response:
    """Everybody the filter leaves, numbers masked. A form, because the trail grows by it."""
    asked = load(StandingPeopleIn, request.form)
    of, name = _month_of(commitment_id, asked), sought_name(asked["search"])
    count_here("worker-export", EXPORTS_AN_HOUR)
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=of.tenant_id, commitment_id=commitment_id)
        counts = counted(standings_shown(session, of))
        wanted = _wanted(counts, asked)
        if not name:  # nobody is looked for in vain where the count says how many there are
            refuse_long(sum(counts[one] for one in wanted))
        sought = PeopleSought(wanted, name)
        found = everything_of(list_standing(session, of, sought, size=EXPORT_LIMIT))
        note_export(
            session,
            tenant_id=of.tenant_id,
            actor=visit().actor,
            now=visit().now,
            noun="worker",
            subject_id=str(programme.id),
            row_count=len(found),
        )
    month = formats.month_id(of.month.first_day)
    table = table_of(
        _("Rekonsiliasi %(month)s", month=month),
        found,
        _told(masked_niks(person.worker for person in found)),
        [programme.title],
    )
    return workbook_attachment(f"rekonsiliasi-{visit().regency.slug}-{of.month}.xlsx", table)


def _month_of(commitment_id: UUID, asked: Mapping[str, Any]) -> MonthOfProgramme:
    return MonthOfProgramme(visit().regency.id, commitment_id, asked_month(asked["month"]))


def _wanted(counts: Mapping[Standing, int], asked: Mapping[str, Any]) -> Collection[Standing]:
    """The standings that a filter lets through."""
    return [one for one in counts if _is_wanted(one, asked)]


def _is_wanted(standing: Standing, asked: Mapping[str, Any]) -> bool:
    if not has_reached(standing, asked["reached"] or Reached.ANYBODY):
        return False
    cause = cause_of(standing)
    if asked["cause"] is not None and cause is not asked["cause"]:
        return False
    return asked["kind"] is None or (cause is not None and kind_of(cause) is asked["kind"])


def _kept(month: Month, asked: Mapping[str, Any]) -> dict[str, str]:
    """What the address keeps of a filter."""
    kept = {name: str(value) for name, value in asked.items() if value and name != "cursor"}
    return kept | {"month": str(month)}


def _told(niks: Mapping[UUID, str]) -> Sequence[Told[StandingPerson]]:
    def yes(value: bool) -> str:  # noqa: FBT001 - a cell
        return str(_("ya") if value else _("belum"))

    def so_far(reached: Reached) -> Told[StandingPerson]:
        head = _(REACHED_LABELS[reached])
        return Column(head[:1].upper() + head[1:]), lambda one: yes(
            has_reached(one.standing, reached)
        )

    return [
        (Column("NIK"), lambda one: niks[one.worker.id]),
        (Column(_("Nama")), lambda one: one.worker.name),
        (Column(_("Desa/kelurahan")), lambda one: place_words(one.worker.village_code)),
        (Column(_("Pekerjaan")), lambda one: one.worker.occupation),
        *(so_far(one) for one in (Reached.LISTED, Reached.BILLED, Reached.PAID, Reached.POSTED)),
        (Column(_("Sebab selisih")), _words),
        (Column(_("Alasan dari BPJS")), lambda one: one.said),
    ]


def _words(person: StandingPerson) -> str:
    cause = cause_of(person.standing)
    return "" if cause is None else cause_label(cause)
