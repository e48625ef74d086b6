"""One command asks for every regency's scorecards anew."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from scoring.models.comparison import ComparisonEntry
from scoring.services.scorecards import RECOMPUTE_JOB, RECOMPUTE_KEY
from tenants.kernel import jobs
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.jobs import JobRun, RunState, find_run
from tests.conftest import Regency
from tests.engines import Engines
from tests.integration.scoring.published import publish

pytestmark = pytest.mark.usefixtures("app_context")


def waiting(regency: Regency) -> int:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        count = session.scalar(
            select(func.count()).where(
                JobRun.tenant_id == regency.id,
                JobRun.kind == RECOMPUTE_JOB,
                JobRun.key == RECOMPUTE_KEY,
                JobRun.state == RunState.QUEUED,
            )
        )
    return count or 0


def test_recompute_publishes_scorecards_that_stood_before_anybody_could_compare(
    app: Flask, engines: Engines, database: str, regency: Regency
) -> None:
    publish(regency)
    before = published(regency)
    engines.execute(database, f"DELETE FROM comparison_entry WHERE tenant_id = {regency.id}")
    assert len(before) == 6
    assert published(regency) == []

    result = app.test_cli_runner().invoke(args=["scorecards", "recompute"])
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        run = find_run(session, tenant_id=regency.id, kind=RECOMPUTE_JOB, key=RECOMPUTE_KEY)
    assert run is not None
    jobs.perform(str(run.id))

    assert result.exit_code == 0, result.output
    assert published(regency) == before


def published(regency: Regency) -> list[UUID]:
    """The scorecards that oversight may compare."""
    with transaction(Principal(DatabaseRole.OVERSIGHT)) as session:
        return list(
            session.scalars(
                select(ComparisonEntry.scorecard_id)
                .where(ComparisonEntry.tenant_id == regency.id)
                .order_by(ComparisonEntry.scorecard_id)
            )
        )


def test_recompute_asks_once_for_each_regency_however_often_it_runs(
    app: Flask, regency: Regency, other_regency: Regency
) -> None:
    before = (waiting(regency), waiting(other_regency))

    results = [app.test_cli_runner().invoke(args=["scorecards", "recompute"]) for _ in range(2)]

    assert before == (0, 0)
    assert [result.exit_code for result in results] == [0, 0], results[0].output
    assert (waiting(regency), waiting(other_regency)) == (1, 1)
