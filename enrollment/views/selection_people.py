"""The people behind a count of the funnel, each with what stops them; also as an Excel file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from enrollment.candidate_facts import ANSWER_LABELS
from enrollment.kinds import COVER_STATUS_LABELS
from enrollment.models.selection import SelectionRule
from enrollment.queries.outlooks import (
    Outlook,
    count_meant,
    few_meant,
    likely_people,
    name_meant,
)
from enrollment.queries.programmes import Programme, get_programme
from enrollment.queries.selection import find_rule
from enrollment.queries.selection_judging import Judging
from enrollment.queries.selection_people import JudgedPerson, PeopleFilter, count_people
from enrollment.queries.selection_people import list_people as list_of_programme
from enrollment.queries.summaries import counted, is_large
from enrollment.queries.waivers import Waiver, list_waivers
from enrollment.queries.workers import FoundCount
from enrollment.reference import known_villages, villages
from enrollment.schemas.selection import PeopleIn, PeoplePageIn, people_filter
from enrollment.selection import Reason
from enrollment.selection_words import FUNNEL_LABELS, REASON_LABELS
from enrollment.services.workers import masked_niks
from enrollment.summaries import RARE_PEOPLE, Shown
from enrollment.views.selection_standing import (
    judging_of,
    outlook_shown,
    places_shown,
    reason_words,
)
from enrollment.views.vocabulary import options, place_words, vocabulary
from enrollment.views.waiver_words import waiver_cell, waiver_doubts
from enrollment.views.wide_words import wide_result_shown
from enrollment.views.workers import count_here
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, AppError, FieldError, RuleViolation
from tenants.kernel.problems import sentence
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


@dataclass(frozen=True)
class Meant:
    """Whom a filter means.

    ``outlook`` is the kept one where the programme is large. ``count`` is None where it is not
    known, ``few`` names everybody where they are few, and ``likely`` says about how many there are
    wherever they live.
    """

    outlook: Shown[Outlook]
    count: FoundCount | None
    few: Collection[UUID] | None
    likely: int | None = None


@dataclass(frozen=True)
class Named:
    """Ids among which everybody is whom a filter means; None where the filter itself finds them.

    ``are_too_many`` to be found while somebody waits.
    """

    ids: Collection[UUID] | None
    are_too_many: bool


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
        programme, rule, judging = _programme_here(session, commitment_id)
        meant = _meant(session, programme, rule, judging, chosen)
        _refuse_too_many(meant, chosen)
        found = list_of_programme(
            session,
            judging,
            tenant_id=regency.id,
            chosen=chosen,
            size=ROW_LIMIT,
            few=meant.few,
            wanted=meant.likely,
        ).items
        waivers = _waivers_of(session, programme, found)
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
        rows=[_cells(person, niks, waivers) for person in found],
        notes=[programme.title],
    )
    return workbook_attachment(f"calon-penerima-{regency.slug}.xlsx", table)


def people_page(
    commitment_id: UUID, *, errors: Sequence[FieldError] = (), refusal: AppError | None = None
) -> str:
    """The list as the address or a refused form narrows it.

    Raises:
        NotFound: no such programme in this regency.
    """
    names = PeoplePageIn().fields
    sent = {name: value for name, value in request.values.items() if name in names}
    asked = load(PeoplePageIn, sent if errors or refusal else request.args)
    tenant_id, chosen = visit().regency.id, people_filter(asked)
    with transaction(visit().principal) as session:
        programme, rule, judging = _programme_here(session, commitment_id)
        meant = _meant(session, programme, rule, judging, chosen)
        page = list_of_programme(
            session,
            judging,
            tenant_id=tenant_id,
            chosen=chosen,
            cursor=asked["cursor"],
            few=meant.few,
            wanted=meant.likely,
        )
        places = places_shown(session, programme).value
        waivers = _waivers_of(session, programme, page.items)
        wide = wide_result_shown(session, commitment_id)
    return render_template(
        "enrollment/selection/people.html",
        programme=programme,
        page=page,
        total=meant.count,
        counts=meant.outlook,
        wide=wide,
        asked=asked,
        kept={name: str(value) for name, value in asked.items() if value and name != "cursor"},
        niks=masked_niks(person.worker for person in page.items),
        known_places=known_villages(),
        reason_words=reason_words,
        waivers=waivers,
        waiver_doubts=waiver_doubts,
        stage_options=options(FUNNEL_LABELS),
        reason_options=options(REASON_LABELS, first=_("semua"), only=_STOPPING),
        village_options=[
            ("", _("semua desa")),
            *(
                (code, place_words(code))
                for code in (places.villages if places else _own_villages())
            ),
        ],
        answer_options=options(ANSWER_LABELS, first=_("pilih hasil")),
        ticked=request.form.getlist("worker_ids"),
        values=request.form,
        errors=errors,
        refusal=refusal,
        sentence=sentence,
    )


def judging_here(session: Session, commitment_id: UUID) -> tuple[Programme, Judging]:
    """The programme an address names, with its people by the rules that hold.

    Raises:
        NotFound: no such programme in this regency.
    """
    programme, _rule, judging = _programme_here(session, commitment_id)
    return programme, judging


def named_here(session: Session, commitment_id: UUID, chosen: PeopleFilter) -> Named:
    """Among whom everybody is whom a filter means.

    Raises:
        NotFound: no such programme in this regency.
    """
    programme, rule, judging = _programme_here(session, commitment_id)
    meant = _meant(session, programme, rule, judging, chosen)
    if not meant.outlook.is_kept:
        return Named(None, are_too_many=False)
    ids = name_meant(session, tenant_id=visit().regency.id, chosen=chosen, few=meant.few)
    return Named(ids, are_too_many=ids is None)


def _programme_here(
    session: Session, commitment_id: UUID
) -> tuple[Programme, SelectionRule | None, Judging]:
    tenant_id = visit().regency.id
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    rule = find_rule(session, tenant_id=tenant_id, commitment_id=commitment_id)
    return programme, rule, judging_of(programme, rule)


def _meant(
    session: Session,
    programme: Programme,
    rule: SelectionRule | None,
    judging: Judging,
    chosen: PeopleFilter,
) -> Meant:
    """How many a filter means: counted now where few people wait, otherwise as far as is kept."""
    key: dict[str, Any] = {"tenant_id": visit().regency.id, "commitment_id": programme.id}
    people: dict[str, Any] = {"tenant_id": visit().regency.id, "chosen": chosen}
    if not is_large(session, **key):
        return Meant(Shown(None), FoundCount(count_people(session, judging, **people)), None)
    shown = outlook_shown(session, programme, rule, for_decree=False)
    few = few_meant(session, shown.value, **key, chosen=chosen)
    count = count_meant(session, judging, shown.value, **people, few=few)
    return Meant(shown, count, few, likely_people(shown.value, chosen))


def _waivers_of(
    session: Session, programme: Programme, people: Sequence[JudgedPerson]
) -> Mapping[UUID, Sequence[Waiver]]:
    return list_waivers(
        session,
        tenant_id=visit().regency.id,
        worker_ids=[person.worker.id for person in people],
        commitment_id=programme.id,
    )


def _own_villages() -> Sequence[str]:
    return sorted(villages(visit().regency.region_code))


def _refuse_too_many(meant: Meant, chosen: PeopleFilter) -> None:
    """Stop before a list that would be cut, or for which everybody would have to be judged.

    Raises:
        Conflict: nobody counted yet how many people it would be.
        RuleViolation: too many.
    """
    is_narrow = not meant.outlook.is_kept or chosen.village_code or meant.few is not None
    if not is_narrow:
        counted(meant.outlook)
    people = meant.count.count if meant.count else 0
    if people > ROW_LIMIT:
        raise RuleViolation(
            N_(
                "%(count)s orang terlalu banyak untuk satu berkas; paling banyak %(limit)s."
                " Saring menurut tahap atau desa, lalu unduh kembali."
            ),
            count=formats.count(people),
            limit=formats.count(ROW_LIMIT),
        )
    if not is_narrow:
        raise RuleViolation(
            N_(
                "Lebih dari %(limit)s orang pada program sebesar ini terlalu banyak untuk satu"
                " berkas. Saring menurut desa/kelurahan, lalu unduh kembali."
            ),
            limit=formats.count(RARE_PEOPLE),
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
        _("Pengecualian"),
    ]


def _cells(
    person: JudgedPerson,
    niks: Mapping[UUID, str],
    waivers: Mapping[UUID, Sequence[Waiver]],
) -> Sequence[Cell]:
    worker = person.worker
    return [
        niks[worker.id],
        worker.name,
        worker.birth_on,
        place_words(worker.village_code),
        worker.occupation,
        _(COVER_STATUS_LABELS[person.status]),
        "; ".join(reason_words(person.reasons)),
        waiver_cell(waivers, worker.id),
    ]
