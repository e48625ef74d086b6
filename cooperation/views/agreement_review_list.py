"""Agreements of one regency before the branch: the list, and what it looks like in Excel."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from cooperation.kinds import AgreementKind
from cooperation.labels import AGREEMENT_KINDS, AGREEMENT_STATES
from cooperation.queries.branch_agreements import ListedAgreement, list_reviewed_agreements
from cooperation.schemas.agreements import ReviewedFilterIn
from cooperation.views.agreement_reviews import blueprint, state_of, waited
from tenants.access import Permission, requires
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.schemas import load
from tenants.queries.regulations import get_regulation
from tenants.request import visit
from tenants.shell.downloads import everything_of, moments, workbook_attachment
from tenants.shell.filters import translated
from tenants.shell.workbooks import DAYS, PEOPLE, Column, Told, people_cell, table_of


@blueprint.get("/agreements")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def list_agreements() -> str:
    """Agreements of the regency: those that wait first, with the days they have waited."""
    asked = load(ReviewedFilterIn, request.args)
    regulation = None
    if asked["regulation_id"] is not None:
        with transaction(visit().principal) as session:
            regulation = get_regulation(
                session, tenant_id=visit().regency.id, regulation_id=asked["regulation_id"]
            )
    return render_template(
        "cooperation/agreement_reviews.html",
        listed=_narrowed(asked),
        asked=asked,
        regulation=regulation,
        kept={name: value for name, value in asked.items() if value},
        state_options=[
            ("", _("semua status")),
            *((state, _(label)) for state, label in AGREEMENT_STATES.items()),
        ],
    )


@blueprint.get("/agreements/export")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def export_agreements() -> Response:
    """Everything the filter leaves, those that wait first."""
    listed = everything_of(_narrowed(load(ReviewedFilterIn, request.args)))
    table = table_of(_("Perjanjian"), listed, _told())
    return workbook_attachment(f"perjanjian-{visit().regency.slug}.xlsx", table)


def _narrowed(asked: Mapping[str, Any]) -> Sequence[ListedAgreement]:
    """The agreements before the branch that the filter leaves, those that wait first."""
    with transaction(visit().principal) as session:
        listed = list_reviewed_agreements(
            session,
            tenant_id=visit().regency.id,
            search=asked["search"],
            regulation_id=asked["regulation_id"],
        )
    state = asked["state"]
    return [one for one in listed if state in {None, state_of(one.agreement)}]


def _told() -> list[Told[ListedAgreement]]:
    return [
        (Column(_("Perjanjian")), lambda one: one.title),
        (
            Column(_("Jenis")),
            lambda one: translated(AGREEMENT_KINDS[AgreementKind(one.agreement.kind)]),
        ),
        (Column(_("Program")), lambda one: one.programme),
        (
            Column(_("Status")),
            lambda one: translated(AGREEMENT_STATES[state_of(one.agreement)]),
        ),
        moments(_("Diajukan pada"), lambda one: one.submitted_at),
        (Column(_("Menunggu"), DAYS), _days),
        (Column(_("Orang"), PEOPLE), people_cell),
        (
            Column(_("Mulai berlaku")),
            lambda one: _("tidak pernah berlaku") if one.never_bound else one.starts_on,
        ),
        (Column(_("Hari terakhir")), lambda one: None if one.never_bound else one.last_day),
    ]


def _days(one: ListedAgreement) -> int | None:
    return waited(one.submitted_at) if one.is_waiting and one.submitted_at else None
