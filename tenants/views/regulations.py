"""The register: the list, what it looks like in Excel, and one regulation."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.document_types import DOCUMENT_LIMIT_BYTES, MEDIA_TYPE_LABELS, SUFFIXES
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, FieldError, InvalidInput
from tenants.kernel.formats import date_id
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.models.regulations import Regulation
from tenants.queries.monev import list_event_follow_ups
from tenants.queries.national_texts import list_bases, list_national_texts
from tenants.queries.regulation_drafts import expectation_of, list_stages, stage_dates
from tenants.queries.regulation_register import (
    RegulationChoice,
    RegulationOrder,
    count_regulations,
    list_regulation_years,
    list_regulations,
    list_regulations_to_choose,
)
from tenants.queries.regulation_standing import contradictions_of, dates_of, standing_of
from tenants.queries.regulation_texts import list_readings
from tenants.queries.regulations import Related, get_regulation_record
from tenants.reading import READING_LABELS, is_in_parts
from tenants.regulation_choices import regulation_options
from tenants.regulation_contradictions import CONTRADICTION_LABELS, MENDED_IN_CHAIN
from tenants.regulation_periods import binding_from, issued_on
from tenants.regulation_stages import STAGE_LABELS
from tenants.regulation_status import LACK_LABELS, STATE_LABELS
from tenants.regulation_types import (
    DOCUMENT_TYPE,
    PROVISION_GROUP_LABELS,
    REGULATION_KIND_LABELS,
    REGULATION_STATUS_LABELS,
    RELATION_LABELS,
    RegulationKind,
    abbreviation,
)
from tenants.request import visit
from tenants.schemas.regulations import RegulationDayIn, RegulationFilterIn, regulation_filter
from tenants.shell import panels
from tenants.views.monev import follow_up_vocabulary

blueprint = tenant_blueprint("regulations", __name__)


@blueprint.context_processor
def vocabulary() -> dict[str, object]:
    """The words of regulations, for the pages of this blueprint."""
    return {
        "regulation_kind_labels": REGULATION_KIND_LABELS,
        "regulation_status_labels": REGULATION_STATUS_LABELS,
        "state_labels": STATE_LABELS,
        "stage_labels": STAGE_LABELS,
        "expectation_of": expectation_of,
        "lack_labels": LACK_LABELS,
        "standing_of": standing_of,
        "contradictions_in": lambda regulation, related: [
            *contradictions_told(regulation, related, visit().today)
        ],
        "provision_group_labels": PROVISION_GROUP_LABELS,
        "relation_labels": RELATION_LABELS,
        "issued_on_of": lambda regulation: issued_on(dates_of(regulation)),
        "document_type": DOCUMENT_TYPE,
        "abbreviation_of": lambda kind: abbreviation(RegulationKind(kind)),
        "binding_from_of": lambda regulation: binding_from(dates_of(regulation)),
        "labelled": lambda labels: [(value, _(label)) for value, label in labels.items()],
        "pairs": lambda values: [(value, value) for value in values],
        "relation_options": lambda: [
            (kind, _(acts)) for kind, (acts, _x) in RELATION_LABELS.items()
        ],
        "regulation_options": regulation_options,
        "national_options": lambda texts: [
            (one.code, f"{one.citation} · {one.title or _(one.governs)}") for one in texts
        ],
        "sentence": sentence,
        **follow_up_vocabulary(),
    }


@blueprint.get("/regulations")
@requires(Permission.REGULATION_READ)
def show_regulations() -> str:
    """One page of the register."""
    asked = load(RegulationFilterIn, request.args)
    narrowed = regulation_filter(asked, visit().today)
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        page = list_regulations(
            session, tenant_id=tenant_id, narrowed=narrowed, cursor=asked["cursor"]
        )
        total = count_regulations(session, tenant_id=tenant_id, narrowed=narrowed)
        years = list_regulation_years(session, tenant_id=tenant_id)
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    return render_template(
        "tenants/regulations/list.html",
        page=page,
        total=total,
        years=years,
        asked={**asked, "on": narrowed.on},
        day=narrowed.on,
        today=visit().today,
        kept=kept,
        is_narrowed=bool(kept.keys() - {"order", "on"}),
        order_labels={
            RegulationOrder.NEWEST: _("terbaru lebih dahulu"),
            RegulationOrder.OLDEST: _("terlama lebih dahulu"),
            RegulationOrder.TITLE: _("judul A–Z"),
        },
    )


@blueprint.get("/regulations/<uuid:regulation_id>")
@requires(Permission.REGULATION_READ)
def show_regulation(regulation_id: UUID) -> str:
    """One regulation with provisions, files, chain and events, as it stands on a day."""
    return regulation_page(regulation_id, day=load(RegulationDayIn, request.args)["on"])


def regulation_page(
    regulation_id: UUID,
    *,
    day: date | None = None,
    errors: Sequence[FieldError] = (),
    values: Mapping[str, Any] | None = None,
) -> str:
    """The page of one regulation on a day, today unless chosen; ``errors`` are of a small form.

    Raises:
        NotFound: none with this id in this regency.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        record = get_regulation_record(session, tenant_id=tenant_id, regulation_id=regulation_id)
        others: Sequence[RegulationChoice] = ()
        if visit().can(Permission.REGULATION_EDIT):
            others = list_regulations_to_choose(
                session, tenant_id=tenant_id, day=visit().today, besides=regulation_id
            )
        stages = list_stages(session, tenant_id=tenant_id, regulation_ids=[regulation_id])
        readings = list_readings(session, tenant_id=tenant_id, regulation_id=regulation_id)
        bases = list_bases(session, tenant_id=tenant_id, regulation_id=regulation_id)
        nationals = list_national_texts(session) if visit().can(Permission.REGULATION_EDIT) else ()
        asked = list_event_follow_ups(
            session, tenant_id=tenant_id, event_ids=[event.id for event in record.events]
        )
        resting = panels.render("regulation", session, visit(), regulation_id=regulation_id)
    return render_template(
        "tenants/regulations/show.html",
        record=record,
        regulation=record.regulation,
        day=day or visit().today,
        today=visit().today,
        standing=standing_of(record.regulation, record.related, day or visit().today),
        stage_rows=stage_dates(record.regulation, stages[regulation_id]),
        stated_stages=stages[regulation_id],
        expectation=expectation_of(record.regulation, stages[regulation_id], visit().today),
        others=others,
        bases=bases,
        follow_ups=asked if visit().can(Permission.MONEV_READ) else {},
        readings=readings,
        reading_labels=READING_LABELS,
        is_in_parts=is_in_parts,
        nationals=nationals,
        panels=resting,
        errors=errors,
        values=values or {},
        accepted_suffixes=",".join(suffix for group in SUFFIXES.values() for suffix in group),
        accepted_kinds=", ".join(MEDIA_TYPE_LABELS.values()),
        limit_bytes=DOCUMENT_LIMIT_BYTES,
    )


def refused_page(regulation_id: UUID, error: AppError, field: str) -> Response:
    """The page of one regulation with a refusal beside the field it concerns, under its status."""
    errors = error.errors if isinstance(error, InvalidInput) else ()
    shown = errors or (FieldError(f"/{field}", error.detail, error.params),)
    page = regulation_page(regulation_id, errors=shown, values=request.form)
    return make_response(page, error.status)


def address_of(regulation_id: UUID) -> str:
    """The address of one regulation."""
    return url_for("regulations.show_regulation", regulation_id=regulation_id)


def contradictions_told(
    regulation: Regulation, related: Sequence[Related], today: date
) -> Iterator[tuple[str, str]]:
    """Each contradiction in words, with the address of the form that mends it."""
    for one in contradictions_of(regulation, related, today):
        address = (
            f"{address_of(regulation.id)}#chain"
            if one.kind in MENDED_IN_CHAIN
            else url_for("regulations.edit_regulation", regulation_id=regulation.id)
        )
        words = {"other": one.other, "day": date_id(one.since) if one.since else ""}
        yield sentence(CONTRADICTION_LABELS[one.kind], words), address
