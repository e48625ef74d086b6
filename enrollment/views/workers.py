"""Workers: the list, finding one by NIK, one person, opening an identifier."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from cooperation.tariff_files import current_tariffs
from enrollment.continuity import Counting, continuity_of, waiting_rule
from enrollment.kinds import COVER_STATUS_LABELS
from enrollment.nik import NikReason, check_nik, join_groups
from enrollment.pair_states import PairState
from enrollment.queries.duplicates import count_pairs, list_former
from enrollment.queries.posted_months import months_posted_for_death
from enrollment.queries.postings import months_of_worker
from enrollment.queries.programmes import get_programme, list_programmes, programme_titles
from enrollment.queries.waivers import list_waivers
from enrollment.queries.workers import (
    count_workers,
    find_worker_by_nik,
    get_worker,
    held_months,
    list_covers,
)
from enrollment.queries.workers import list_workers as list_people
from enrollment.reference import known_villages, region_codes, villages
from enrollment.roster_wording import ROW_TEXTS
from enrollment.schemas.workers import (
    NameSearchIn,
    NikSearchIn,
    RevealIn,
    WorkerFilterIn,
    worker_filter,
)
from enrollment.services.searches import open_name, seal_name
from enrollment.services.workers import masked_niks, reveal_nik
from enrollment.views.continuity_words import continuity_facts
from enrollment.views.cover_strip import cover_rows, month_counts
from enrollment.views.vocabulary import local_today, options, vocabulary
from enrollment.views.waiver_words import waiver_doubts
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import N_, FieldError, InvalidInput, NotSignedIn
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.services.throttle import count_attempt

REVEALS_AN_HOUR = 30
SEARCHES_AN_HOUR = 120

blueprint = tenant_blueprint("workers", __name__)
blueprint.context_processor(vocabulary)


@blueprint.get("/workers")
@requires(Permission.WORKER_READ)
def list_workers() -> str:
    """One page of the people of this regency."""
    return _list_page(load(WorkerFilterIn, request.args))


@blueprint.post("/workers/filter")
@requires(Permission.WORKER_READ, is_search=True)
def filter_workers() -> BaseResponse:
    """Take the filter from the form; the address of the list gets the name sealed."""
    try:
        asked = load(NameSearchIn, request.form)
    except InvalidInput as error:
        page = _list_page(load(WorkerFilterIn, {}), error.errors)
        return make_response(page, error.status)
    refuse_unknown_programme(asked["commitment_id"])
    refuse_unknown_programme(asked["without_id"])
    name = asked.pop("name")
    kept = {key: value for key, value in asked.items() if value}
    if name:
        kept["search"] = seal_name(name, tenant_id=visit().regency.id, person_id=person_id())
    return redirect(url_for("workers.list_workers", **kept), 303)


@blueprint.post("/workers/search")
@requires(Permission.WORKER_READ, is_search=True)
def search_worker() -> BaseResponse:
    """Find one person by the whole NIK, which travels in the form and nowhere else."""
    try:
        asked = load(NikSearchIn, request.form)
        count_here("nik-search", SEARCHES_AN_HOUR)
        worker_id = _find(asked["nik"])
    except InvalidInput as error:
        empty = load(WorkerFilterIn, {})
        return make_response(_list_page(empty, error.errors), error.status)
    return redirect(url_for("workers.show_worker", worker_id=worker_id), 303)


@blueprint.get("/workers/<uuid:worker_id>")
@requires(Permission.WORKER_READ)
def show_worker(worker_id: UUID) -> str:
    """One person: what is recorded, and the months covered."""
    return _worker_page(worker_id)


@blueprint.post("/workers/<uuid:worker_id>/reveal")
@requires(Permission.WORKER_REVEAL)
def reveal_worker(worker_id: UUID) -> BaseResponse:
    """Show a NIK once, in this answer, for a stated reason."""
    try:
        asked = load(RevealIn, request.form)
        count_here("nik-reveal", REVEALS_AN_HOUR)
        with transaction(visit().principal) as session:
            nik = reveal_nik(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                worker_id=worker_id,
                reason=asked["reason"],
            )
    except InvalidInput as error:
        page = _worker_page(worker_id, errors=error.errors, values=request.form)
        return make_response(page, error.status)
    return make_response(_worker_page(worker_id, nik=nik))


def _find(text: str) -> UUID:
    """The worker with this number.

    Raises:
        InvalidInput: it is no NIK, or nobody here has it.
    """
    typed = join_groups(text)
    check = check_nik(typed, region_codes(), today=local_today())
    if check.nik is None:
        raise InvalidInput(errors=[FieldError("/nik", _why_no_nik(check.reasons[0], typed))])
    with transaction(visit().principal) as session:
        worker = find_worker_by_nik(session, tenant_id=visit().regency.id, nik=check.nik)
    if worker is None:
        detail = N_("Tidak ada pekerja dengan NIK ini di kabupaten/kota Anda.")
        raise InvalidInput(errors=[FieldError("/nik", detail)])
    return worker.id


def _why_no_nik(reason: NikReason, typed: str) -> str:
    """What keeps a number from being a NIK, as said to the person who typed it."""
    if reason is NikReason.LENGTH:
        digits = sum(letter.isdecimal() for letter in typed)
        return str(_("Isi NIK lengkap, 16 angka; yang diisi %(count)s angka.", count=digits))
    if reason is NikReason.NOT_DIGITS and "O" in typed.upper():
        return N_("NIK memuat huruf O. Ganti dengan angka nol.")
    if reason is NikReason.NOT_DIGITS:
        return N_("NIK memuat selain angka 0 sampai 9. Isi 16 angka sesuai KTP atau KK.")
    return str(_("NIK ini tidak sah. %(reason)s", reason=_(ROW_TEXTS[reason])))


def count_here(scope: str, limit: int) -> None:
    """Count an attempt of this person, and refuse one too many.

    Raises:
        RateLimited: the limit of the hour is reached.
    """
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        refused = count_attempt(
            session,
            scope=scope,
            key=str(visit().actor.id),
            limit=limit,
            window=timedelta(hours=1),
            now=visit().now,
        )
    if refused is not None:
        raise refused


def _list_page(asked: dict[str, Any], errors: Sequence[FieldError] = ()) -> str:
    tenant_id = visit().regency.id
    name = sought_name(asked["search"])
    chosen = worker_filter(asked, name)
    with transaction(visit().principal) as session:
        page = list_people(session, tenant_id=tenant_id, chosen=chosen, cursor=asked["cursor"])
        total = count_workers(session, tenant_id=tenant_id, chosen=chosen)
        titles = programme_titles(session, tenant_id=tenant_id)
        programmes = list_programmes(session, tenant_id=tenant_id)
        pairs = count_pairs(session, tenant_id=tenant_id)
    places = villages(visit().regency.region_code)
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    return render_template(
        "enrollment/worker_list.html",
        page=page,
        total=total,
        doubles=pairs.get(PairState.OPEN, 0),
        asked={**asked, "name": name},
        kept=kept,
        errors=errors,
        niks=masked_niks(row.worker for row in page.items),
        titles=titles,
        known_places=known_villages(),
        places=places,
        programme_options=[("", _("semua program")), *((one.id, one.title) for one in programmes)],
        without_options=[("", _("tidak dibatasi")), *((one.id, one.title) for one in programmes)],
        status_options=options(COVER_STATUS_LABELS, first=_("semua status")),
        village_options=[
            ("", _("semua desa")),
            *((place.code, f"{place.name}, {place.district}") for place in _by_name(places)),
        ],
    )


def refuse_unknown_programme(commitment_id: UUID | None) -> None:
    """A form that names a programme of somebody else is answered like one of nothing.

    Raises:
        NotFound: no such programme in this regency.
    """
    if commitment_id is not None:
        with transaction(visit().principal) as session:
            get_programme(session, tenant_id=visit().regency.id, commitment_id=commitment_id)


def sought_name(sealed: str | None) -> str:
    """The name an address seals; empty where it seals none."""
    if not sealed:
        return ""
    return open_name(sealed, tenant_id=visit().regency.id, person_id=person_id())


def person_id() -> UUID:
    """Whoever searches.

    Raises:
        NotSignedIn: a program, which has no address of pages.
    """
    found = visit().actor.id
    if found is None:
        raise NotSignedIn
    return found


def _by_name(places: Any) -> list[Any]:
    return sorted(places.values(), key=lambda place: (place.name, place.district))


def _worker_page(
    worker_id: UUID,
    *,
    nik: str = "",
    errors: Sequence[FieldError] = (),
    values: Any = None,
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        worker = get_worker(session, tenant_id=tenant_id, worker_id=worker_id)
        covers = list_covers(session, tenant_id=tenant_id, worker_ids=[worker_id])
        titles = programme_titles(session, tenant_id=tenant_id)
        months = held_months(session, tenant_id=tenant_id, worker_id=worker_id)
        happened = months_of_worker(session, tenant_id=tenant_id, worker_id=worker_id)
        posted = months_posted_for_death(session, tenant_id=tenant_id, worker_ids=[worker_id])
        merges = list_former(session, tenant_id=tenant_id, worker_id=worker_id)
        waivers = list_waivers(session, tenant_id=tenant_id, worker_ids=[worker_id])
    of_worker = covers.get(worker_id, ())
    rule = waiting_rule(current_tariffs(), Counting.CONSECUTIVE)
    proven = continuity_of(posted.get(worker_id, ()), rule)
    held_until = months[-1] if months else None
    return render_template(
        "enrollment/worker.html",
        worker=worker,
        nik=nik,
        masked_nik=masked_niks([worker])[worker.id],
        covers=of_worker,
        merges=merges,
        waivers=waivers.get(worker_id, ()),
        waiver_doubts=waiver_doubts,
        titles=titles,
        counts=month_counts(len(months), happened),
        rows=cover_rows(of_worker, titles, happened, proven, today=local_today()),
        continuity=continuity_facts(proven, rule, held_until, today=local_today())
        if proven.months or held_until
        else [],
        place=known_villages().get(worker.village_code),
        errors=errors,
        values=values or {},
        limit=REVEALS_AN_HOUR,
    )
