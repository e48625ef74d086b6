"""The agreements of one regency before the branch as an Excel file."""

from flask import Response
from flask_babel import gettext as _

from cooperation.kinds import AgreementKind
from cooperation.labels import AGREEMENT_KINDS, AGREEMENT_STATES
from cooperation.queries.reviews import ListedAgreement, list_reviewed_agreements
from cooperation.views.agreement_reviews import blueprint, state_of, waited
from cooperation.views.presentation import translated
from tenants.access import Permission, requires
from tenants.kernel.db import DatabaseRole, transaction
from tenants.request import visit
from tenants.shell.downloads import everything_of, moments, workbook_attachment
from tenants.shell.workbooks import DAYS, PEOPLE, Column, Told, table_of


@blueprint.get("/agreements/export")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def export_agreements() -> Response:
    """Every agreement the branch may see, those that wait first."""
    regency = visit().regency
    with transaction(visit().principal) as session:
        listed = everything_of(list_reviewed_agreements(session, tenant_id=regency.id))
    table = table_of(_("Perjanjian"), listed, _told())
    return workbook_attachment(f"perjanjian-{regency.slug}.xlsx", table)


def _told() -> list[Told[ListedAgreement]]:
    return [
        (Column(_("Perjanjian")), lambda one: one.agreement.title),
        (
            Column(_("Jenis")),
            lambda one: translated(AGREEMENT_KINDS[AgreementKind(one.agreement.kind)]),
        ),
        (Column(_("Program")), lambda one: one.commitment.title if one.commitment else None),
        (
            Column(_("Status")),
            lambda one: translated(AGREEMENT_STATES[state_of(one.agreement)]),
        ),
        moments(_("Diajukan pada"), lambda one: one.submitted_at),
        (Column(_("Menunggu"), DAYS), _days),
        (
            Column(_("Orang"), PEOPLE),
            lambda one: one.commitment.people_count if one.commitment else None,
        ),
        (Column(_("Mulai berlaku")), lambda one: one.agreement.starts_on),
        (Column(_("Hari terakhir")), lambda one: one.agreement.ends_on),
    ]


def _days(one: ListedAgreement) -> int | None:
    return waited(one.submitted_at) if one.is_waiting and one.submitted_at else None
