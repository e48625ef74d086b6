"""What oversight may compare is written by the job and says what the scorecard in force says."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from scoring.models.comparison import ComparisonEntry
from scoring.models.scorecards import StoredLine, StoredScorecard
from scoring.queries.comparison import lines_of, list_compared_regions
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tests.conftest import Regency
from tests.integration.enrollment.rosters import add_commitment, people_file, run_due, upload
from tests.integration.scoring.published import (
    publish,
    state_coverage,
    state_planning,
    state_recipients,
    state_target,
)

pytestmark = pytest.mark.usefixtures("app_context")

OVERSIGHT = Principal(DatabaseRole.OVERSIGHT)


def entries(regency: Regency) -> Sequence[ComparisonEntry]:
    with transaction(OVERSIGHT) as session:
        return session.scalars(
            select(ComparisonEntry)
            .where(ComparisonEntry.tenant_id == regency.id)
            .order_by(ComparisonEntry.year, ComparisonEntry.profile)
        ).all()


def entry(regency: Regency) -> ComparisonEntry:
    return next(one for one in entries(regency) if (one.year, one.profile) == (2025, "seimbang"))


def row_versions(regency: Regency) -> Sequence[str]:
    """Which transaction wrote each entry last."""
    with transaction(OVERSIGHT) as session:
        return session.scalars(
            text("SELECT xmin::text FROM comparison_entry WHERE tenant_id = :id ORDER BY 1"),
            {"id": regency.id},
        ).all()


def as_job(regency: Regency, statement: Any) -> None:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(statement)


def test_entry_says_for_every_regency_what_its_scorecard_in_force_says(
    regency: Regency, other_regency: Regency
) -> None:
    state_planning(regency, "rpjmd", "rkpd")
    for one in (regency, other_regency):
        publish(one)
    state_planning(other_regency, "renstra")
    publish(other_regency)

    with transaction(OVERSIGHT) as session:
        published = session.scalars(select(ComparisonEntry)).all()
    for one in (regency, other_regency):
        with transaction(one.principal()) as session:
            current = session.scalars(select(StoredScorecard).where(StoredScorecard.is_current))
            stored = {(card.year, card.profile): card for card in current}
            lines = session.scalars(select(StoredLine).order_by(StoredLine.position)).all()
        own = {(e.year, e.profile): e for e in published if e.tenant_id == one.id}
        assert own.keys() == stored.keys()
        assert len(own) == 6
        for key, card in stored.items():
            assert (own[key].scorecard_id, own[key].facts_sha256) == (card.id, card.facts_sha256)
            assert (own[key].claimed, own[key].verified) == (card.claimed, card.verified)
            assert [
                (line.indicator, line.state, line.available, line.claimed, line.verified)
                for line in lines_of(own[key]).values()
            ] == [
                (line.indicator, line.state, line.available, line.claimed, line.verified)
                for line in lines
                if line.scorecard_id == card.id
            ]


def test_entry_carries_coverage_target_and_recipients_with_their_sources(
    regency: Regency,
) -> None:
    state_coverage(regency, 103_079, 213_582)
    state_target(regency)
    state_recipients(regency, 1_500)

    publish(regency)

    found = entry(regency)
    assert (found.covered_count, found.eligible_count) == (103_079, 213_582)
    assert found.coverage_ratio == Decimal("0.482620")
    assert (found.coverage_basis, found.coverage_kind) == (
        "ktp",
        "penduduk bekerja, termasuk Jakon",
    )
    assert (found.coverage_source, found.coverage_status) == (
        "Surat BPJS Ketenagakerjaan",
        "official",
    )
    assert found.coverage_on == date(2025, 7, 31)
    assert (found.target_ratio, found.target_family) == (Decimal("0.5215"), "RPJMD")
    assert (found.target_source, found.target_on) == ("RPJMD 2025-2029", date(2025, 1, 2))
    assert (found.recipient_count, found.recipient_source) == (1_500, "SK penetapan")


@pytest.mark.parametrize(("covered", "eligible"), [(4, 1_000), (0, 1_000), (996, 1_000), (3, 3)])
def test_small_counts_are_left_out_with_all_that_gives_them_away(
    regency: Regency, covered: int, eligible: int
) -> None:
    state_coverage(regency, covered, eligible)
    state_recipients(regency, 4)

    publish(regency)

    found = entry(regency)
    assert (found.covered_count, found.eligible_count, found.coverage_ratio) == (None, None, None)
    assert found.coverage_withheld
    assert (found.recipient_count, found.recipients_withheld) == (None, True)
    assert found.coverage_source == "Surat BPJS Ketenagakerjaan"


RESTING_ON_COVERAGE = ["B1", "B2", "B4"]
RESTING_ON_RECIPIENTS = ["C1", "C2", "C3"]
SMALL = [(996, 1_000), (3, 12), (0, 1_000), (12, 12)]


def published_of(regency: Regency) -> list[tuple[Any, ...]]:
    """Every withheld entry without the id of its scorecard."""
    return [
        tuple(
            getattr(one, column.key)
            for column in ComparisonEntry.__table__.columns
            if column.key not in {"tenant_id", "scorecard_id"}
        )
        for one in entries(regency)
        if one.is_withheld
    ]


@pytest.mark.parametrize(("covered", "eligible"), SMALL)
def test_points_that_give_a_withheld_coverage_away_are_left_out_with_the_totals(
    regency: Regency, covered: int, eligible: int
) -> None:
    state_planning(regency, "rpjmd")
    state_target(regency)
    state_coverage(regency, covered, eligible)

    publish(regency)

    for found in entries(regency):
        if found.year != 2025:
            continue
        lines = lines_of(found)
        withheld = [code for code, line in lines.items() if line.is_withheld]
        assert withheld == RESTING_ON_COVERAGE
        assert {(lines[code].claimed, lines[code].verified) for code in withheld} == {(None, None)}
        assert (found.claimed, found.verified, found.facts_sha256) == (None, None, None)
        assert lines["A5"].verified


def test_points_that_give_withheld_recipients_away_are_left_out(regency: Regency) -> None:
    state_coverage(regency, 500, 1_000)
    state_recipients(regency, 3)

    publish(regency)

    lines = lines_of(entry(regency))
    assert [code for code, line in lines.items() if line.is_withheld] == RESTING_ON_RECIPIENTS
    assert lines["B1"].claimed == Decimal("5.00")
    assert entry(regency).is_withheld


def test_nothing_published_depends_on_a_withheld_count(
    make_regency: Callable[[], Regency],
) -> None:
    said = []
    for covered, eligible in SMALL:
        one = make_regency()
        state_planning(one, "rpjmd")
        state_target(one)
        state_coverage(one, covered, eligible)
        publish(one)
        said.append(published_of(one))

    assert [len(one) for one in said] == [3] * len(SMALL)
    assert all(one == said[0] for one in said)


def test_growth_from_a_withheld_year_end_is_withheld(regency: Regency) -> None:
    state_coverage(regency, 996, 1_000, date(2024, 12, 31))
    state_coverage(regency, 5_000, 10_000, date(2025, 12, 31))

    publish(regency)

    found = entry(regency)
    lines = lines_of(found)
    assert found.covered_count == 5_000
    assert [code for code, line in lines.items() if line.is_withheld] == ["B3", "B4"]
    assert found.is_withheld


def test_coverage_above_its_denominator_is_published_as_it_is(regency: Regency) -> None:
    state_coverage(regency, 25_721, 20_390)

    publish(regency)

    assert entry(regency).coverage_ratio == Decimal("1.261452")


def test_regency_without_any_figure_has_an_entry_without_figures(regency: Regency) -> None:
    publish(regency)

    found = entry(regency)
    assert (found.coverage_source, found.coverage_withheld) == (None, False)
    assert (found.recipient_source, found.recipients_withheld) == (None, False)


def test_invented_people_never_reach_the_comparison(regency: Regency) -> None:
    upload(regency, add_commitment(regency), people_file(7), is_synthetic=True)
    run_due(regency)

    publish(regency)

    assert entry(regency).recipient_count is None
    assert not entry(regency).recipients_withheld


def test_unchanged_recompute_restores_an_entry_that_is_missing_or_says_otherwise(
    regency: Regency, engines: Any, database: str
) -> None:
    state_planning(regency, "rpjmd")
    publish(regency)
    expected = entry(regency).claimed
    engines.execute(
        database,
        f"UPDATE comparison_entry SET claimed = 99 WHERE tenant_id = {regency.id} AND year = 2025",
    )
    engines.execute(
        database, f"DELETE FROM comparison_entry WHERE tenant_id = {regency.id} AND year = 2026"
    )

    assert publish(regency).written_count == 0

    assert entry(regency).claimed == expected
    assert len(entries(regency)) == 6


def test_unchanged_recompute_leaves_the_entries_untouched(regency: Regency) -> None:
    publish(regency)
    before = row_versions(regency)

    publish(regency)

    assert row_versions(regency) == before


def test_list_holds_every_region_of_the_province_also_without_records(
    regency: Regency, engines: Any, database: str
) -> None:
    publish(regency)
    code = f"98.{regency.id}"
    engines.execute(
        database,
        "INSERT INTO province (code, name, timezone) VALUES ('98', 'Provinsi Sepi', 'Asia/Jakarta')"
        " ON CONFLICT DO NOTHING",
    )
    engines.execute(
        database,
        "INSERT INTO region (code, kind, name, province_code, capital, population, tile_col,"
        f" tile_row, edition) VALUES ('{code}', 'kota', 'Kota Sepi', '98', 'Uji', 1, {regency.id},"
        " 1, 'uji')",
    )

    with transaction(OVERSIGHT) as session:
        whole = list_compared_regions(session, province_code=None, year=2025, profile="seimbang")
        quiet = list_compared_regions(session, province_code="98", year=2025, profile="seimbang")

    assert code in {one.code for one in quiet}
    assert {one.coverage_state for one in quiet} == {"absent"}
    mine = next(one for one in whole if one.tenant_id == regency.id)
    assert mine.coverage_state == "missing"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO comparison_entry SELECT * FROM comparison_entry",
        "UPDATE comparison_entry SET claimed = 100",
        "DELETE FROM comparison_entry",
    ],
)
def test_oversight_reads_entries_and_writes_none(regency: Regency, statement: str) -> None:
    publish(regency)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal(DatabaseRole.OVERSIGHT)) as session,
    ):
        session.execute(text(statement))


def test_job_reaches_only_the_entries_of_the_tenant_it_works_for(
    regency: Regency, other_regency: Regency
) -> None:
    publish(regency)
    publish(other_regency)

    as_job(regency, update(ComparisonEntry).values(claimed=Decimal(100)))

    assert entry(regency).claimed == 100
    assert entry(other_regency).claimed == 0
    with pytest.raises(ProgrammingError, match="row-level security"):
        as_job(
            regency,
            text(
                "INSERT INTO comparison_entry SELECT (jsonb_populate_record(e, jsonb_build_object("
                f"'tenant_id', {other_regency.id}, 'year', 2020))).* FROM comparison_entry e"
            ),
        )


def test_role_of_the_regency_reads_no_comparison(regency: Regency) -> None:
    publish(regency)

    for role in (DatabaseRole.REGENCY, DatabaseRole.BRANCH, DatabaseRole.IDENTITY):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction(regency.principal(role)) as session,
        ):
            session.scalars(select(ComparisonEntry)).all()


@pytest.mark.parametrize(
    "small", ["covered_count = 4", "eligible_count = 101, covered_count = 100"]
)
def test_database_refuses_a_small_cell(regency: Regency, small: str) -> None:
    state_coverage(regency, 50, 100)
    publish(regency)

    with pytest.raises(IntegrityError, match="ck_comparison_entry_no_small"):
        as_job(regency, text(f"UPDATE comparison_entry SET {small}"))


def test_database_refuses_totals_beside_a_withheld_count(regency: Regency) -> None:
    state_coverage(regency, 996, 1_000)
    publish(regency)

    with pytest.raises(IntegrityError, match="withheld_without_totals"):
        as_job(regency, text("UPDATE comparison_entry SET claimed = 50, verified = 50"))


def test_nobody_deletes_an_entry(regency: Regency) -> None:
    publish(regency)

    with pytest.raises(ProgrammingError, match="permission denied"):
        as_job(regency, delete(ComparisonEntry))
