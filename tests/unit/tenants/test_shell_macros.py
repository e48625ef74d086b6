"""The parts every page is made of, drawn without an engine."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from tenants.kernel.config import Settings
from tenants.kernel.errors import FieldError
from tenants.shell.charts import CalendarMonth, CalendarRow, MonthState
from wsgi import create_app


@pytest.fixture(scope="module")
def app() -> Flask:
    """The app without any engine behind it."""
    return create_app(Settings())


def draw(app: Flask, call: str, **names: Any) -> str:
    """The markup of one macro call, with ordinary spaces."""
    source = '{% import "shell/macros.html" as ui %}{{ ' + call + " }}"
    with app.test_request_context():
        drawn = app.jinja_env.from_string(source).render(**names)
    return " ".join(drawn.replace("\u00a0", " ").split())


def test_field_keeps_what_was_typed_and_escapes_it(app: Flask) -> None:
    drawn = draw(app, "ui.field('title', 'Judul', values)", values={"title": '"><script>'})

    assert "<script>" not in drawn
    assert "&#34;&gt;&lt;script&gt;" in drawn


def test_field_when_wrong_tells_why_and_is_linked_to_it(app: Flask) -> None:
    errors = (FieldError("/number", "Paling sedikit %(count)s huruf.", {"count": 3}),)

    drawn = draw(app, "ui.field('number', 'Nomor', {}, errors)", errors=errors)
    summary = draw(app, "ui.error_summary(errors, {'number': 'Nomor'})", errors=errors)

    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="fault-number"' in drawn
    assert '<p class="fault" id="fault-number">Paling sedikit 3 huruf.</p>' in drawn
    assert '<a href="#field-number">Nomor: Paling sedikit 3 huruf.</a>' in summary


def test_field_when_right_carries_no_fault(app: Flask) -> None:
    drawn = draw(app, "ui.field('number', 'Nomor', {}, ())")

    assert "aria-invalid" not in drawn
    assert "fault" not in drawn


def test_select_marks_the_held_option_only(app: Flask) -> None:
    options = [(1, "Satu"), (11, "Sebelas")]

    drawn = draw(
        app, "ui.field('n', 'N', {'n': 1}, (), kind='select', options=options)", options=options
    )

    assert re.findall(r'value="(\d+)" selected', drawn) == ["1"]


def test_checkboxes_mark_every_held_option(app: Flask) -> None:
    drawn = draw(
        app,
        "ui.checkboxes('g', 'Kelompok', options, {'g': ['a', 'c']}, ())",
        options=[("a", "A"), ("b", "B"), ("c", "C")],
    )

    assert re.findall(r'value="(\w)" id="[\w-]+" checked', drawn) == ["a", "c"]


def test_password_never_repeats_what_was_typed(app: Flask) -> None:
    drawn = draw(app, "ui.field('p', 'Sandi', {'p': 'rahasia'}, (), kind='password')")

    assert "rahasia" not in drawn


def test_source_line_when_dates_are_unknown_says_so(app: Flask) -> None:
    record = SimpleNamespace(
        source_name="Surat BPJS",
        source_on=date(2025, 4, 14),
        data_on=None,
        source_status="press",
    )

    drawn = draw(app, "ui.source_line(record)", record=record)

    assert "pers</span>Sumber: Surat BPJS" in drawn
    assert "tanggal sumber: 14 April 2025" in drawn
    assert "tanggal data: tidak disebut" in drawn


@pytest.mark.parametrize("name", ["count", "rupiah", "points", "percent", "date_id", "datetime_id"])
def test_figure_when_not_filled_is_never_a_zero(app: Flask, name: str) -> None:
    assert draw(app, f"none|{name}") == "belum diisi"


def test_bullet_tells_its_figures_in_words(app: Flask) -> None:
    drawn = draw(
        app,
        "ui.bullet('A Regulasi', claimed=claimed, verified=verified, available=25, target=15)",
        claimed=Decimal("16.7"),
        verified=Decimal("10.93"),
    )

    assert "<title>A Regulasi: 10,93 dari 25,00, diajukan 16,70, sasaran 15,00</title>" in drawn
    assert "10,93 / 25,00" in drawn


def test_bullet_when_not_filled_says_so(app: Flask) -> None:
    drawn = draw(app, "ui.bullet('E Wawancara', available=15)")

    assert drawn.count("belum diisi") == 2


def test_calendar_says_each_month_in_words_and_letter(app: Flask) -> None:
    row = CalendarRow(
        "PKS 2025",
        [
            CalendarMonth(date(2025, 12, 1), MonthState.PROTECTED),
            CalendarMonth(date(2026, 1, 1), MonthState.NAKED, "DPA belum disahkan"),
        ],
    )

    drawn = draw(app, "ui.calendar([row], 'Kalender perlindungan')", row=row)

    assert "Desember 2025: terlindungi" in drawn
    assert "Januari 2026: tanpa perlindungan. DPA belum disahkan" in drawn
    assert '<span aria-hidden="true">T</span>' in drawn
    assert re.findall(r'scope="colgroup">(\d+)', drawn) == ["2025", "2026"]
    assert "kepesertaan ganda" not in drawn


def test_funnel_measures_against_its_largest_step(app: Flask) -> None:
    drawn = draw(
        app,
        "ui.funnel([('Terdata', 10124, ''), ('Layak', none, ''), ('Aktif', 2531, '')])",
    )

    assert re.findall(r'class="verified"[^>]* width="([\d.]+)%"', drawn) == ["100.00", "25.00"]
    assert "10.124" in drawn
    assert "unfilled" in drawn


def test_day_of_a_year_whose_holidays_are_not_decreed_is_called_an_estimate(app: Flask) -> None:
    assert draw(app, "ui.estimated(day)", day=date(2026, 3, 16)) == ""
    drawn = draw(app, "ui.estimated(day)", day=date(2040, 3, 15))
    assert "perkiraan: hari libur 2040 belum ditetapkan" in drawn
