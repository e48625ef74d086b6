"""Months that were paid although their agreement was ended early, told apart from unpaid ones."""

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from cooperation.calendar import PaidMonth
from cooperation.months import Month
from cooperation.services.agreement_steps import terminate_agreement
from enrollment.queries.paid_months import count_paid_months
from tenants.access import Role
from tenants.kernel.db import transaction
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.cooperation.records import TODAY, by, keep_agreement, sign, version_now
from tests.integration.enrollment.billings import MARCH, bill, billing_of, closed, pay, stored
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency, Role], Browser]


def paid_and_ended(app: Flask, regency: Regency, people_count: int, *, post: bool = False) -> UUID:
    """March and April 2025 paid for two people; the agreement ended on 16 March."""
    with app.app_context():
        commitment_id = add_commitment(
            regency, title="Nelayan", people_count=people_count, budget_idr=10 * 16_800 * 3
        )
        agreement = sign(
            regency,
            keep_agreement(
                regency,
                commitment_id=commitment_id,
                starts_on=date(2025, 3, 1),
                ends_on=date(2025, 12, 31),
            ),
            date(2025, 2, 20),
        )
        stored(regency, commitment_id, 3, 4)
        billing = closed(regency, commitment_id, MARCH, 2)
        bill(regency, billing.id)
        pay(regency, billing.id)
        if post:
            posted(regency, billing_of(regency, billing.id), f"{nik(3)};2025-04")
        with transaction(regency.principal()) as session:
            terminate_agreement(
                session,
                **by(regency),
                agreement_id=agreement.id,
                expected_version=version_now(session, agreement),
                terminated_on=date(2025, 3, 16),
                reason="Kedua pihak sepakat mengakhirinya.",
                today=TODAY,
            )
    return commitment_id


def test_paid_month_without_an_agreement_is_told_as_paid_and_not_among_what_was_not_paid(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    paid_and_ended(app, regency, 2)
    viewer = browser_of(regency, Role.VIEWER)

    answer = viewer.get(f"/r/{regency.slug}/cover-calendar?year=2025")

    page = text_of(answer)
    april = (
        "April 2025: dibayar, tanpa perjanjian. 2 pekerja; iuran 2 pekerja sudah dibayar,"
        " belum dibukukan BPJS"
    )
    assert april in page
    paid, lost = page.split("Dibayar, tetapi tanpa perjanjian")[1].split(
        "Bulan tanpa perlindungan yang telah dimulai"
    )
    assert "Nelayan Mei 2025–" in lost
    assert "April" not in lost
    assert "Nelayan April 2025 2 2 Rp33.600 2 orang × 1 bulan × Rp16.800" in paid
    assert "belum dibukukan" in paid


def test_people_who_were_not_paid_for_stay_without_cover_beside_those_who_were(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    commitment_id = paid_and_ended(app, regency, 3, post=True)
    viewer = browser_of(regency, Role.VIEWER)
    place = f"/r/{regency.slug}"

    page = text_of(viewer.get(f"{place}/cover-calendar?year=2025"))
    programme = text_of(viewer.get(f"{place}/commitments/{commitment_id}"))
    file = viewer.get(f"{place}/cover-calendar/export?sheet=gaps&year=2025").data

    note = (
        "April 2025: tanpa perlindungan. 3 pekerja; bulan yang telah dimulai tidak dapat ditutup;"
        " iuran 2 pekerja sudah dibayar, 1 dibukukan BPJS"
    )
    assert note in page
    assert note in programme
    assert "Nelayan April 2025 1 1 Rp16.800" in page
    assert "Nelayan April 2025 2 2 Rp33.600" in page
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    heading = next([str(cell) for cell in row] for row in rows if len(row) > 1 and row[1])
    paid, posted_column = (
        next(place for place, cell in enumerate(heading) if cell.startswith(name))
        for name in ("Dibayar, tanpa perjanjian", "Dibukukan BPJS per bulan")
    )
    assert [(row[paid], row[posted_column]) for row in rows if row[paid] == 2 * 16_800] == [
        (33_600, 1)
    ]


def test_paid_months_are_counted_with_two_queries_for_any_number_of_programmes(
    app: Flask, regency: Regency
) -> None:
    first = paid_and_ended(app, regency, 2)
    with app.app_context():
        second = add_commitment(regency, title="Tani", people_count=2)
        statements: list[str] = []
        with transaction(regency.principal()) as session:
            event.listen(
                session.connection(),
                "before_cursor_execute",
                lambda _connection, _cursor, statement, *_: statements.append(statement),
            )
            found = count_paid_months(session, tenant_id=regency.id, commitment_ids=[first, second])

    assert found == {first: {Month(2025, 3): PaidMonth(2, 0), Month(2025, 4): PaidMonth(2, 0)}}
    assert len(statements) == 2
