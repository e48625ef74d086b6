"""Figures that look mistyped are asked about beside what addenda made of the programme."""

from datetime import date

import pytest

from cooperation.commitment_rules import CommitmentDetails
from cooperation.doubts import DoubtfulEntry, FigureDoubt
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.services.doubtful_figures import refuse_doubtful_figures
from tenants.kernel.db import transaction
from tests.conftest import Regency
from tests.integration.cooperation.records import commitment_details, sign
from tests.integration.cooperation.test_agreement_links import keep_addendum, keep_pks

pytestmark = pytest.mark.usefixtures("app_context")

VALUE = 8_125 * 10 * 16_800


def slips(
    regency: Regency, details: CommitmentDetails, kept: Commitment | None = None
) -> list[tuple[int, int]]:
    """Stated and expected of each figure that is asked about."""
    try:
        with transaction(regency.principal()) as session:
            refuse_doubtful_figures(
                session, tenant_id=regency.id, details=details, confirmed=(), kept=kept
            )
    except DoubtfulEntry as asked:
        slips = [one.slip for one in asked.doubts if isinstance(one, FigureDoubt)]
        return [(one.stated, one.expected) for one in slips]
    return []


def test_budget_raised_to_what_a_signed_addendum_made_is_not_asked_about(regency: Regency) -> None:
    programme, pks = keep_pks(regency, budget_idr=VALUE, stated_total_idr=VALUE)
    addendum = keep_addendum(
        regency,
        pks,
        changes_from=Month(2025, 3),
        starts_on=date(2025, 3, 1),
        new_people_count=81_250,
    )
    raised = commitment_details(budget_idr=VALUE * 10, stated_total_idr=VALUE)

    assert slips(regency, raised, programme) == [(VALUE * 10, VALUE)]

    sign(regency, addendum, date(2025, 3, 5))

    assert slips(regency, raised, programme) == []
    mistyped = commitment_details(budget_idr=VALUE * 10_000, stated_total_idr=VALUE)
    assert slips(regency, mistyped, programme) == [(VALUE * 10_000, VALUE * 10)]
