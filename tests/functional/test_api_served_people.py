"""Programs of a BPJS office read counts of submitted rosters and coverage, and no person."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from cooperation.review_rules import ReviewDecision
from cooperation.services.reviews import Office
from enrollment.services.roster_reviews import Verdict, decide_roster, submit_roster
from tenants.access import Permission
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import ACTOR, NOW, Browser, Regency
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    roster_file,
    run_due,
    upload,
)
from tests.integration.scoring.published import quote_coverage, state_coverage, state_target

KeyOf = Callable[[Organisation, Collection[Permission]], str]
REASON = "Jumlah orang berbeda dari Pasal 3 perjanjian."


@pytest.fixture
def office(make_organisation: Callable[..., Organisation], regency: Regency) -> Organisation:
    """It serves the regency from today."""
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def rosters(app: Flask, regency: Regency, office: Organisation) -> list[UUID]:
    """Three stored rosters of one, two, three people; the office has the first two before it."""
    assert office.kind == OrganisationKind.BRANCH
    with app.app_context():
        commitment_id = add_commitment(regency, people_count=12)
        made = []
        for size in (1, 2, 3):
            rows = [person(10 * size + number) for number in range(size)]
            made.append(upload(regency, commitment_id, roster_file(rows)).roster.id)
            run_due(regency)
        for roster_id in made[:2]:
            put_before_the_office(regency, roster_id)
        return made


@pytest.fixture
def ask(
    browser: Browser, office: Organisation, key_of: KeyOf
) -> Callable[[Regency, str], tuple[int, Mapping[str, Any]]]:
    """Ask with a key of the office for something of a regency."""
    token = key_of(office, {Permission.REVIEW_READ, Permission.COVERAGE_READ})

    def answer(regency: Regency, path: str) -> tuple[int, Mapping[str, Any]]:
        address = f"/api/v1/b/{office.slug}/r/{regency.slug}{path}"
        got = browser.get(address, headers={"Authorization": f"Bearer {token}"})
        return got.status_code, got.get_json()

    return answer


Ask = Callable[[Regency, str], tuple[int, Mapping[str, Any]]]


def put_before_the_office(regency: Regency, roster_id: UUID) -> UUID:
    with transaction(regency.principal()) as session:
        return submit_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=roster_id,
            timezone="Asia/Jakarta",
        ).id


def test_submitted_rosters_come_newest_first_page_by_page_and_no_other(
    regency: Regency, rosters: list[UUID], ask: Ask
) -> None:
    status, first = ask(regency, "/rosters?limit=1")
    _, second = ask(regency, f"/rosters?limit=1&cursor={first['next_cursor']}")

    assert status == 200
    assert [one["id"] for one in first["items"]] == [str(rosters[1])]
    assert [one["id"] for one in second["items"]] == [str(rosters[0])]
    assert second["next_cursor"] is None
    assert ask(regency, f"/rosters/{rosters[1]}") == (200, first["items"][0])
    assert (first["items"][0]["review"], first["items"][0]["valid_count"]) == ("waiting", 2)
    assert ask(regency, f"/rosters/{rosters[2]}")[0] == 404
    assert ask(regency, "/rosters?cursor=rubbish")[0] == 400


def test_roster_tells_the_decision_of_its_latest_round(
    app: Flask, regency: Regency, rosters: list[UUID], office: Organisation, ask: Ask
) -> None:
    with app.app_context():
        again = put_before_the_office(regency, rosters[2])
        with transaction(Principal(DatabaseRole.BRANCH, regency.id)) as session:
            decide_roster(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                roster_id=rosters[2],
                review_id=again,
                office=Office(office.id, office.name),
                verdict=Verdict(ReviewDecision.RETURNED, REASON),
            )

    _, told = ask(regency, f"/rosters/{rosters[2]}")

    assert (told["review"], told["reason"]) == ("returned", REASON)
    assert (told["round"], told["office"]) == (1, office.name)


def test_coverage_is_what_the_regency_s_own_programs_read(
    browser: Browser, app: Flask, regency: Regency, key_of: KeyOf, ask: Ask
) -> None:
    with app.app_context():
        state_coverage(regency, 103_079, 213_582)
        quote_coverage(regency, "17.60", published_on=date(2025, 4, 14))
        state_target(regency)
    token = key_of(regency.organisation, {Permission.COVERAGE_READ})
    own = browser.get(
        f"/api/v1/r/{regency.slug}/coverage", headers={"Authorization": f"Bearer {token}"}
    ).get_json()

    status, read = ask(regency, "/coverage")

    assert (status, read) == (200, own)
    assert len(read["statements"]) == len(read["quotations"]) == len(read["targets"]) == 1


@pytest.mark.parametrize("path", ["/rosters", f"/rosters/{UUID(int=1)}", "/coverage"])
def test_regency_that_the_office_does_not_serve_does_not_exist_for_it(
    other_regency: Regency, ask: Ask, path: str
) -> None:
    assert ask(other_regency, path)[0] == 404


def test_key_without_the_right_opens_neither(
    browser: Browser, office: Organisation, regency: Regency, key_of: KeyOf
) -> None:
    headers = {"Authorization": f"Bearer {key_of(office, {Permission.AGREEMENT_READ})}"}

    for path in ("/rosters", "/coverage"):
        answer = browser.get(f"/api/v1/b/{office.slug}/r/{regency.slug}{path}", headers=headers)
        assert answer.status_code == 403
