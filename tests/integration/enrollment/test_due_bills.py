"""Lists that fall due or were not paid are told once, to whoever keeps them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from cooperation.months import Month
from enrollment.services.due_bills import tell_due
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, transaction
from tenants.models.notices import News
from tests.conftest import Regency
from tests.integration.cooperation.notices import join, told
from tests.integration.enrollment.billings import MARCH, bill, closed, pay, stored
from tests.integration.enrollment.rosters import add_commitment

pytestmark = pytest.mark.usefixtures("app_context")

DUE = date(2025, 3, 17)
WHOLE_TIME = [DUE + timedelta(days=number) for number in range(-20, 45)]


def watch(regency: Regency, day: date) -> int:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        now = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        return tell_due(session, tenant_id=regency.id, now=now)


def test_unpaid_list_is_told_a_week_before_and_once_it_is_overdue(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    closed(regency, commitment_id, MARCH, 1)

    told_on = [day for day in WHOLE_TIME if watch(regency, day)]

    assert told_on == [date(2025, 3, 10), date(2025, 3, 18)]


def test_paid_list_and_that_of_a_programme_given_up_are_not_told(
    regency: Regency, other_regency: Regency
) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    billing = closed(regency, commitment_id, MARCH, 1)
    bill(regency, billing.id)
    pay(regency, billing.id)
    given_up = add_commitment(regency, status="cancelled")

    assert given_up
    assert [day for day in WHOLE_TIME if watch(regency, day)] == []
    assert watch(other_regency, DUE) == 0


def test_part_paid_list_is_told_with_what_is_open_to_who_keeps_and_who_answers(
    regency: Regency,
) -> None:
    officer = join(regency, Role.OFFICER)
    viewer = join(regency, Role.VIEWER)
    december = Month(2026, 12)
    commitment_id = add_commitment(
        regency, budget_year=2026, first_month=december.first_day, month_count=1
    )
    stored(regency, commitment_id, 1, 2)
    billing = closed(regency, commitment_id, december, 1)
    bill(regency, billing.id)
    pay(regency, billing.id, 16_800, on=date(2026, 11, 12))

    watch(regency, date(2026, 12, 16))

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        (news,) = session.scalars(select(News).where(News.code.startswith("billing:"))).all()
        params = news.params
    assert (news.code, news.subject_id) == ("billing:overdue", billing.id)
    assert params["amount_idr"] == 16_800
    assert {(person, code) for _, person, code in told(regency)} == {
        (officer, "billing:overdue"),
        (viewer, "billing:overdue"),
    }
