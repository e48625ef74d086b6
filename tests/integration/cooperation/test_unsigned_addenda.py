"""What an addendum would raise is found while it is a draft or under review."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cooperation.findings import Finding, FindingCode
from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement
from cooperation.months import Month
from cooperation.queries.agreement_findings import list_agreement_findings
from cooperation.queries.agreements import get_agreement_record
from cooperation.queries.branch_agreements import list_reviewed_agreements
from cooperation.queries.review_counts import count_waiting_agreements
from cooperation.queries.waiting_reviews import list_waiting_agreements
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.ids import uuid7
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Regency
from tests.integration.cooperation.notices import give_back, submit
from tests.integration.cooperation.records import TODAY, keep_agreement, keep_commitment, sign

pytestmark = pytest.mark.usefixtures("app_context")

DECEMBER = Month(2025, 12)
BUDGET = 8_125 * 10 * 16_800


@pytest.fixture
def pks(regency: Regency) -> Agreement:
    """Blitar's ten months, whose budget is just enough."""
    commitment = keep_commitment(regency, budget_idr=BUDGET, stated_total_idr=BUDGET)
    kept = keep_agreement(regency, commitment_id=commitment.id)
    return sign(regency, kept, date(2025, 3, 1))


def addendum(regency: Regency, pks: Agreement, **changes: Any) -> Agreement:
    stated: dict[str, Any] = {
        "title": "Adendum",
        "kind": AgreementKind.ADENDUM,
        "commitment_id": pks.commitment_id,
        "amends_id": pks.id,
        "changes_from": DECEMBER,
        **changes,
    }
    return keep_agreement(regency, **stated)


def findings(
    regency: Regency, agreement: Agreement, today: date = TODAY
) -> dict[FindingCode, Finding]:
    with transaction(regency.principal()) as session:
        record = get_agreement_record(session, tenant_id=regency.id, agreement_id=agreement.id)
        found = list_agreement_findings(
            session, agreement=record.agreement, carried=record.carried, today=today
        )
    return {one.code: one for one in found if one.code is not FindingCode.SIGNATORIES_MISSING}


def test_slip_of_three_noughts_is_found_in_the_draft_with_what_the_budget_lacks(
    regency: Regency, pks: Agreement
) -> None:
    found = findings(regency, addendum(regency, pks, new_people_count=8_625_000))

    assert set(found) == {FindingCode.AMENDED_PEOPLE_UNLIKELY, FindingCode.AMENDED_OVER_BUDGET}
    slip = found[FindingCode.AMENDED_PEOPLE_UNLIKELY].params
    assert slip == {"people": 8_625_000, "people_before": 8_125, "number": 1_061}
    assert found[FindingCode.AMENDED_OVER_BUDGET].params["lack"] == 144_763_500_000


def test_tenfold_of_the_people_is_no_slip_and_one_more_is(regency: Regency, pks: Agreement) -> None:
    tenfold = addendum(regency, pks, new_people_count=81_250)
    more = addendum(regency, pks, title="Adendum lain", new_people_count=81_251)

    assert FindingCode.AMENDED_PEOPLE_UNLIKELY not in findings(regency, tenfold)
    assert FindingCode.AMENDED_PEOPLE_UNLIKELY in findings(regency, more)


def test_stated_total_and_months_outside_are_found_in_the_draft(
    regency: Regency, pks: Agreement
) -> None:
    longer = addendum(
        regency, pks, new_last_month=Month(2026, 2), new_total_idr=BUDGET, ends_on=None
    )

    found = findings(regency, longer)

    assert set(found) == {
        FindingCode.TERM_OUTSIDE_MONTHS,
        FindingCode.AMENDED_TOTAL_OFF,
        FindingCode.AMENDED_OVER_BUDGET,
        FindingCode.MONTHS_BEYOND_BUDGET_YEAR,
    }
    assert found[FindingCode.AMENDED_TOTAL_OFF].params["difference"] == -2 * 8_125 * 16_800
    assert found[FindingCode.TERM_OUTSIDE_MONTHS].params["last_month"] == Month(2026, 2)


@pytest.mark.parametrize(
    ("today", "way"), [(date(2025, 5, 20), "changed-budget"), (date(2025, 11, 20), "passed")]
)
def test_changed_budget_is_advised_only_while_a_step_of_it_remains(
    regency: Regency, pks: Agreement, today: date, way: str
) -> None:
    more = addendum(regency, pks, new_people_count=8_625)

    assert findings(regency, more, today)[FindingCode.AMENDED_OVER_BUDGET].params["raise"] == way


def test_signed_addendum_tells_on_its_programme_and_no_longer_of_itself(
    regency: Regency, pks: Agreement
) -> None:
    more = addendum(regency, pks, new_people_count=8_625)
    sign(regency, more, date(2025, 11, 20))

    assert findings(regency, more) == {}


def test_queue_counts_the_people_as_the_addendum_makes_them(
    regency: Regency, pks: Agreement, make_organisation: Callable[..., Organisation]
) -> None:
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )
    more = addendum(regency, pks, new_people_count=8_625)
    submit(regency, more)

    with transaction(Principal(DatabaseRole.BRANCH, regency.id, branch.id)) as session:
        (waiting,) = list_waiting_agreements(session, tenant_id=regency.id, viewer_id=uuid7())
        counted = count_waiting_agreements(session, tenant_id=regency.id)
        listed = list_reviewed_agreements(session, tenant_id=regency.id)

    assert (waiting.people_count, counted.people_count) == (8_625, 8_625)
    assert {one.agreement.id: one.people_count for one in listed} == {
        more.id: 8_625,
        pks.id: 8_125,
    }


def test_list_of_the_office_keeps_the_people_of_an_addendum_that_was_returned(
    regency: Regency, pks: Agreement, make_organisation: Callable[..., Organisation]
) -> None:
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )
    more = addendum(regency, pks, new_people_count=8_625)
    give_back(regency, branch, submit(regency, more))

    with transaction(Principal(DatabaseRole.BRANCH, regency.id, branch.id)) as session:
        listed = list_reviewed_agreements(session, tenant_id=regency.id)

    assert {one.agreement.id: one.people_count for one in listed} == {
        more.id: 8_625,
        pks.id: 8_125,
    }
