"""One command asks for every regency's scorecards anew."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from scoring.services.scorecards import RECOMPUTE_JOB, RECOMPUTE_KEY
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.jobs import JobRun, RunState
from tests.conftest import Regency

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


def test_recompute_asks_once_for_each_regency_however_often_it_runs(
    app: Flask, regency: Regency, other_regency: Regency
) -> None:
    before = (waiting(regency), waiting(other_regency))

    results = [app.test_cli_runner().invoke(args=["scorecards", "recompute"]) for _ in range(2)]

    assert before == (0, 0)
    assert [result.exit_code for result in results] == [0, 0], results[0].output
    assert (waiting(regency), waiting(other_regency)) == (1, 1)
