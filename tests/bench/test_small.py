"""Every figure is measured on a few people: what is timed is really done."""

from pathlib import Path

import pytest

from tests.bench import calendar, imports, money, pages, programme
from tests.engines import Engines
from tests.integration.enrollment.summaries import many_people
from tests.torture.world import World

PEOPLE = 200


@pytest.fixture
def world(engines: Engines, template_database: str, key_file: Path, tmp_path: Path) -> World:
    return World(engines, template_database, key_file, tmp_path)


def test_person_months_when_priced_are_counted_with_their_rules() -> None:
    (figure,) = money.money(PEOPLE, 2)

    assert figure.key == "money.quotes_per_second"
    assert len(figure.values) == 2
    assert figure.beside["rules"] > 30


def test_lists_when_imported_and_copied_are_timed(world: World) -> None:
    figures = imports.speed(world, PEOPLE, 1) + imports.growth(world, PEOPLE, 1)

    assert [one.key for one in figures] == [
        "import.rows_per_second",
        "import.ratio_to_copy",
        "import.ratio_to_plain",
        "import.growth",
    ]
    assert all(one.median > 0 for one in figures)


def test_workbooks_when_imported_are_timed_and_weighed(world: World) -> None:
    seconds, peak = imports.workbook(world, PEOPLE, 1)

    assert seconds.median > 0
    assert peak.median > 10


def test_error_workbooks_when_written_are_timed(world: World) -> None:
    (seconds,) = imports.corrections(world, PEOPLE, 1)

    assert seconds.key == "import.error_workbook_seconds"
    assert seconds.median > 0


def test_readers_when_they_ask_are_answered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ASKED_EACH", 1)
    monkeypatch.setattr(pages, "PAGES", 10)

    figures = pages.reading(world, PEOPLE, 1)

    assert [one.key for one in figures] == [
        "coverage.page_ms",
        "search.prefix_ms",
        "search.nik_ms",
        "rls.overhead",
    ]
    assert all(one.median > 0 for one in figures)


def test_calendar_of_many_agreements_is_timed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "READS", 2)
    monkeypatch.setattr(calendar, "AGREEMENTS", 4)

    (figure,) = calendar.calendar(world, PEOPLE, 1)

    assert figure.key == "calendar.page_ms"
    assert figure.median > 0


def test_pages_of_one_programme_when_its_people_are_many_are_timed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programme, "ASKED", 2)

    with many_people():
        figures = programme.programme(world, PEOPLE, 1)

    assert "pages.candidates_ms" in [one.key for one in figures]
    assert all(one.median > 0 for one in figures)
