"""The people behind a count of the funnel, each with what stops them; also as an Excel file."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from enrollment.candidate_facts import ANSWER_LABELS
from enrollment.kinds import COVER_STATUS_LABELS
from enrollment.queries.programmes import Programme, get_programme
from enrollment.queries.selection import find_rule
from enrollment.queries.selection_judging import Judging
from enrollment.queries.selection_people import (
    JudgedPerson,
    count_by_village,
    count_people,
)
from enrollment.queries.selection_people import list_people as list_of_programme
from enrollment.reference import known_villages
from enrollment.schemas.selection import PeopleIn, PeoplePageIn, people_filter
from enrollment.selection import Reason
from enrollment.selection_words import FUNNEL_LABELS, REASON_LABELS
from enrollment.services.workers import masked_niks
from enrollment.views.selection_standing import judging_of, reason_words
from enrollment.views.vocabulary import options, vocabulary
from enrollment.views.workers import count_here
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, FieldError, RuleViolation
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.services.exports import note_export
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import Cell, Column, Table

EXPORTS_AN_HOUR = 20
ROW_LIMIT = 20_000

_STOPPING = tuple(
    reason for reason in Reason if reason not in {Reason.VILLAGE_FULL, Reason.QUOTA_FULL}
)

blueprint = tenant_blueprint("selection_people", __name__)
blueprint.context_processor(vocabulary)


@blueprint.get("/selections/<uuid:commitment_id>/people")
@requires(Permission.WORKER_READ)
def list_people(commitment_id: UUID) -> str:
    """One page of the people of a programme."""
    return people_page(commitment_id)


@blueprint.post("/selections/<uuid:commitment_id>/people/export")
@requires(Permission.WORKER_READ)
def export_people(commitment_id: UUID) -> Response:
    """Everybody the filter leaves, numbers masked. A form, because the trail grows by it."""
    asked = load(PeopleIn, request.form)
    regency, chosen = visit().regency, people_filter(asked)
    count_here("worker-export", EXPORTS_AN_HOUR)
    with transaction(visit().principal) as session:
        programme, judging = judging_here(session, commitment_id)
        _refuse_too_many(count_people(session, judging, tenant_id=regency.id, chosen=chosen))
        found = list_of_programme(
            session, judging, tenant_id=regency.id, chosen=chosen, size=ROW_LIMIT
        ).items
        note_export(
            session,
            tenant_id=regency.id,
            actor=visit().actor,
            now=visit().now,
            noun="worker",
            subject_id=str(programme.id),
            row_count=len(found),
        )
    niks = masked_niks(person.worker for person in found)
    table = Table(
        title=_(FUNNEL_LABELS[chosen.stage]),
        columns=[Column(head) for head in _heads()],
        rows=[_cells(person, niks) for person in found],
        notes=[programme.title],
    )
    return workbook_attachment(f"calon-penerima-{regency.slug}.xlsx", table)


def people_page(commitment_id: UUID, *, errors: Sequence[FieldError] = ()) -> str:
    """The list as the address or a refused form narrows it.

    Raises:
        NotFound: no such programme in this regency.
    """
    names = PeoplePageIn().fields
    sent = {name: value for name, value in request.values.items() if name in names}
    asked = load(PeoplePageIn, sent if errors else request.args)
    tenant_id, chosen = visit().regency.id, people_filter(asked)
    with transaction(visit().principal) as session:
        programme, judging = judging_here(session, commitment_id)
        total = count_people(session, judging, tenant_id=tenant_id, chosen=chosen)
        page = list_of_programme(
            session, judging, tenant_id=tenant_id, chosen=chosen, cursor=asked["cursor"]
        )
        places = count_by_village(session, tenant_id=tenant_id, commitment_id=commitment_id)
    return render_template(
        "enrollment/selection/people.html",
        programme=programme,
        page=page,
        total=total,
        asked=asked,
        kept={name: str(value) for name, value in asked.items() if value and name != "cursor"},
        niks=masked_niks(person.worker for person in page.items),
        known_places=known_villages(),
        reason_words=reason_words,
        stage_options=options(FUNNEL_LABELS),
        reason_options=options(REASON_LABELS, first=_("semua"), only=_STOPPING),
        village_options=[("", _("semua desa")), *((code, _place(code)) for code in places)],
        answer_options=options(ANSWER_LABELS, first=_("pilih hasil")),
        ticked=request.form.getlist("worker_ids"),
        values=request.form,
        errors=errors,
    )


def judging_here(session: Session, commitment_id: UUID) -> tuple[Programme, Judging]:
    """The programme an address names, with its people by the rules that hold.

    Raises:
        NotFound: no such programme in this regency.
    """
    tenant_id = visit().regency.id
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    rule = find_rule(session, tenant_id=tenant_id, commitment_id=commitment_id)
    return programme, judging_of(programme, rule)


def _place(code: str) -> str:
    place = known_villages().get(code)
    return f"{place.name}, {place.district}" if place else code


def _refuse_too_many(people: int) -> None:
    if people > ROW_LIMIT:
        raise RuleViolation(
            N_(
                "%(count)s orang terlalu banyak untuk satu berkas; paling banyak %(limit)s."
                " Saring menurut tahap atau desa, lalu unduh kembali."
            ),
            count=formats.count(people),
            limit=formats.count(ROW_LIMIT),
        )


def _heads() -> list[str]:
    return [
        "NIK",
        _("Nama"),
        _("Tanggal lahir"),
        _("Desa/kelurahan"),
        _("Pekerjaan"),
        _("Status"),
        _("Yang menghalangi"),
    ]


def _cells(person: JudgedPerson, niks: Mapping[UUID, str]) -> Sequence[Cell]:
    worker = person.worker
    return [
        niks[worker.id],
        worker.name,
        worker.birth_on,
        _place(worker.village_code),
        worker.occupation,
        _(COVER_STATUS_LABELS[person.status]),
        "; ".join(reason_words(person.reasons)),
    ]
