"""The ground everything stands on: the app answers, people are kept apart, the chain holds."""

from collections.abc import Callable

import pytest

from tenants.access import Role
from tenants.kernel import audit
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import ACTOR, NOW, Browser, Regency


def test_health_when_engines_run_is_ready(browser: Browser) -> None:
    response = browser.get("/readyz")

    assert response.status_code == 200
    assert response.json == {"status": "ready", "database": "ok", "migrations": "ok", "redis": "ok"}


def test_unknown_page_as_program_is_problem_json(browser: Browser) -> None:
    response = browser.get("/nothing", headers={"Accept": "application/json"})

    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert response.json["request_id"] == response.headers["X-Request-Id"]


@pytest.mark.usefixtures("app_context")
def test_audit_when_entries_follow_each_other_verifies(
    regency: Regency,
) -> None:
    for number in range(3):
        with transaction(regency.principal()) as session:
            audit.record(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                action="test:do",
                subject="test",
                subject_id=str(number),
                detail={"number": number},
            )

    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        verdict = audit.verify_chain(session, tenant_id=regency.id)

    assert verdict.broken_at is None
    assert verdict.entry_count == 4


def test_sign_in_fixture_gives_a_live_session(
    regency: Regency, browser_of: Callable[[Regency, Role], Browser]
) -> None:
    assert browser_of(regency, Role.ADMIN).get("/healthz").status_code == 200
