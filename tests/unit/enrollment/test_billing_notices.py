"""When unpaid billing lists are news, and in which words."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from enrollment.billing_notices import (
    DUE_SOON,
    OVERDUE,
    Due,
    due_tidings,
    register_billing_notices,
)
from tenants.notice_rules import READERS
from tenants.notice_words import in_words

DUE = Due(UUID(int=1), 3, "Petani tembakau", date(2025, 6, 16), 33_600)


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2025, 6, 4), None),
        (date(2025, 6, 5), DUE_SOON),  # the ninth is joint leave after Idul Adha
        (date(2025, 6, 16), DUE_SOON),
        (date(2025, 6, 17), OVERDUE),
        (date(2025, 7, 16), OVERDUE),
        (date(2025, 7, 17), None),
    ],
)
def test_unpaid_list_is_news_a_week_before_its_due_date_and_a_month_after(
    today: date, code: str | None
) -> None:
    tidings = due_tidings(DUE, today)

    assert (tidings.code if tidings else None) == code


def test_each_is_told_once_and_another_due_date_is_other_news() -> None:
    days = [DUE.due_on + timedelta(days=number) for number in range(-20, 40)]
    keys = {tidings.key for day in days if (tidings := due_tidings(DUE, day))}
    moved = due_tidings(
        Due(DUE.billing_list_id, 3, "", DUE.due_on + timedelta(days=1), None), DUE.due_on
    )

    assert len(keys) == 2
    assert moved is not None
    assert moved.key not in keys


def test_notice_says_what_is_open_where_it_was_counted() -> None:
    app = Flask(__name__)
    Babel(app, default_locale="id")
    register_billing_notices()
    counted, uncounted = (
        due_tidings(Due(UUID(int=1), 3, "Petani tembakau", DUE.due_on, amount), DUE.due_on)
        for amount in (33_600, None)
    )
    assert counted is not None
    assert uncounted is not None

    with app.app_context(), force_locale("id"):
        full, bare = (
            in_words(counted.code, counted.params),
            in_words(uncounted.code, uncounted.params),
        )

    assert counted.audience == READERS
    assert full.headline.startswith("Tagihan 3 Petani tembakau jatuh tempo 16")
    assert "Belum dibayar: Rp33.600." in full.lines
    assert not any("Belum dibayar" in line for line in bare.lines)
