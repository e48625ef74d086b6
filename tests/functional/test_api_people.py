"""Programs send rosters and read workers, coverage and scorecards; no answer holds a whole NIK."""

import io
import re
from collections.abc import Callable, Collection
from datetime import date
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from scoring.services.scorecards import recompute_scorecards
from tenants.access import Permission
from tenants.kernel.db import DatabaseRole, transaction
from tenants.models.identity import Organisation
from tests.conftest import NOW, Browser, Regency
from tests.integration.enrollment.rosters import (
    add_commitment,
    people_file,
    person,
    roster_file,
    run_due,
)
from tests.integration.scoring.published import (
    publish,
    quote_coverage,
    state_coverage,
    state_target,
)

KeyOf = Callable[[Organisation, Collection[Permission]], str]
SCOPES = {
    Permission.COVERAGE_READ,
    Permission.ROSTER_READ,
    Permission.ROSTER_UPLOAD,
    Permission.SCORECARD_READ,
    Permission.WORKER_READ,
}
WHOLE_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")


class Program:
    """Asks with the key of one regency."""

    def __init__(self, browser: Browser, regency: Regency, token: str) -> None:
        self.browser = browser
        self.prefix = f"/api/v1/r/{regency.slug}"
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.browser.get(self.prefix + path, headers={**self.headers, **headers})

    def send(self, content: bytes, **fields: str) -> TestResponse:
        """Send a roster."""
        file = FileStorage(io.BytesIO(content), "daftar.csv")
        boundary, body = encode_multipart({**fields, "file": file})
        return self.browser.post(
            f"{self.prefix}/rosters",
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers=self.headers,
        )

    def post(self, path: str, **form: str) -> TestResponse:
        """Decide."""
        return self.browser.post(
            self.prefix + path,
            data=form,
            headers=self.headers,
            content_type="multipart/form-data" if form else None,
        )


@pytest.fixture
def program(browser: Browser, regency: Regency, key_of: KeyOf) -> Program:
    """A program that may read people and send rosters."""
    return Program(browser, regency, key_of(regency.organisation, SCOPES))


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        return add_commitment(regency)


def test_roster_sent_by_a_program_is_stored_and_its_people_are_read_masked(
    app: Flask, regency: Regency, commitment_id: UUID, program: Program
) -> None:
    sent = program.send(people_file(5), commitment_id=str(commitment_id), cover_status="determined")
    with app.app_context():
        run_due(regency)
    waiting = program.get(f"/rosters/{sent.get_json()['id']}").get_json()
    confirmed = program.post(f"/rosters/{waiting['id']}/confirmation", on_errors="all_or_nothing")
    with app.app_context():
        run_due(regency)
    roster = program.get(f"/rosters/{sent.get_json()['id']}").get_json()
    first = program.get("/workers?limit=3").get_json()
    rest = program.get(f"/workers?limit=3&cursor={first['next_cursor']}").get_json()
    workers = first["items"] + rest["items"]
    again = program.send(
        people_file(5), commitment_id=str(commitment_id), cover_status="determined"
    )

    assert (sent.status_code, sent.get_json()["is_new"]) == (202, True)
    assert (waiting["state"], waiting["stored_count"]) == ("ready", None)
    assert waiting["forecast"]["new_worker_count"] == 5
    assert confirmed.status_code == 202
    assert (roster["state"], roster["valid_count"], roster["cover_month_count"]) == (
        "applied",
        5,
        50,
    )
    assert (again.get_json()["id"], again.get_json()["is_new"]) == (roster["id"], False)
    assert len({worker["id"] for worker in workers}) == 5
    assert rest["next_cursor"] is None
    assert all(re.fullmatch(r"\d{6}\*{10}", worker["nik_masked"]) for worker in workers)
    assert program.get(f"/workers/{workers[0]['id']}").get_json() == workers[0]


def test_rows_that_are_wrong_are_told_without_their_identifiers(
    app: Flask, regency: Regency, commitment_id: UUID, program: Program
) -> None:
    content = roster_file([person(1), person(2, nik="1234567890123456")])
    sent = program.send(content, commitment_id=str(commitment_id)).get_json()
    with app.app_context():
        run_due(regency)

    problems = program.get(f"/rosters/{sent['id']}/problems")
    refused = program.post(f"/rosters/{sent['id']}/confirmation", on_errors="all_or_nothing")
    stored = program.post(f"/rosters/{sent['id']}/confirmation").get_json()

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.get_json()["errors"]] == ["/on_errors"]
    assert problems.get_json()["next_cursor"] is None
    assert problems.get_json()["items"][0]["severity"] == "error"
    assert not WHOLE_NIK.search(problems.text)
    assert stored["state"] == "applying"


def test_stored_roster_is_taken_out_again_by_a_program(
    app: Flask, regency: Regency, commitment_id: UUID, program: Program
) -> None:
    sent = program.send(people_file(5), commitment_id=str(commitment_id)).get_json()
    early = program.post(f"/rosters/{sent['id']}/withdrawal", reason="Lima orang salah program.")
    with app.app_context():
        run_due(regency)
    program.post(f"/rosters/{sent['id']}/confirmation")
    with app.app_context():
        run_due(regency)

    silent = program.post(f"/rosters/{sent['id']}/withdrawal")
    asked = program.post(f"/rosters/{sent['id']}/withdrawal", reason="Lima orang salah program.")
    twice = program.post(f"/rosters/{sent['id']}/withdrawal", reason="Lima orang salah program.")
    with app.app_context():
        run_due(regency)
    gone = program.get(f"/rosters/{sent['id']}").get_json()

    assert (early.status_code, early.get_json()["type"]) == (409, "/problems/invalid-transition")
    assert silent.status_code == 422
    assert [one["pointer"] for one in silent.get_json()["errors"]] == ["/reason"]
    assert (asked.status_code, asked.get_json()["released_count"]) == (202, None)
    assert asked.get_json()["withdrawn_at"] is not None
    assert twice.status_code == 409
    assert (gone["state"], gone["released_count"]) == ("discarded", 5)
    assert program.get("/workers").get_json()["items"] == []


def test_roster_of_another_regency_is_not_taken_out(
    app: Flask,
    regency: Regency,
    other_regency: Regency,
    browser: Browser,
    key_of: KeyOf,
    commitment_id: UUID,
    program: Program,
) -> None:
    sent = program.send(people_file(2), commitment_id=str(commitment_id)).get_json()
    with app.app_context():
        run_due(regency)
    stranger = Program(browser, other_regency, key_of(other_regency.organisation, SCOPES))

    answer = stranger.post(f"/rosters/{sent['id']}/withdrawal", reason="Bukan daftar kami ini.")

    silent = stranger.post(f"/rosters/{sent['id']}/withdrawal")

    assert (answer.status_code, silent.status_code) == (404, 404)
    assert program.get(f"/rosters/{sent['id']}").get_json()["withdrawn_at"] is None


def test_wrong_rows_come_page_by_page_and_a_refused_file_says_why_in_the_language_asked_for(
    app: Flask, regency: Regency, commitment_id: UUID, program: Program
) -> None:
    wrong = roster_file([person(n, nik=f"123456789012345{n}", name="") for n in range(1, 4)])
    sent = program.send(wrong, commitment_id=str(commitment_id)).get_json()
    with app.app_context():
        run_due(regency)
    problems = f"/rosters/{sent['id']}/problems"
    whole = program.get(f"{problems}?limit=100").get_json()["items"]

    found, cursor = [], ""
    while cursor is not None:
        page = program.get(f"{problems}?limit=1&cursor={cursor}").get_json()
        found += page["items"]
        cursor = page["next_cursor"]
    english, indonesian = (
        program.get(f"/rosters/{sent['id']}", **{"Accept-Language": code}).get_json()
        for code in ("en", "id")
    )

    assert len(whole) > 3
    assert found == whole
    assert program.get(f"{problems}?cursor=bukan-penanda").status_code == 400
    assert english["failure_code"] == indonesian["failure_code"] is not None
    assert english["failure_detail"] != indonesian["failure_detail"]


def test_roster_without_a_file_names_the_field(commitment_id: UUID, program: Program) -> None:
    boundary, body = encode_multipart({"commitment_id": str(commitment_id)})

    answer = program.browser.post(
        f"{program.prefix}/rosters",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers=program.headers,
    )

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.get_json()["errors"]] == ["/file"]


def test_scorecard_comes_with_lines_that_sum_to_it_and_is_not_sent_twice(
    app: Flask, regency: Regency, program: Program
) -> None:
    with app.app_context(), transaction(regency.principal(DatabaseRole.JOB)) as session:
        recompute_scorecards(session, tenant_id=regency.id, now=NOW)

    listed = program.get("/scorecards?year=2025").get_json()["items"]
    one = program.get(f"/scorecards/{listed[0]['id']}")
    again = program.get(f"/scorecards/{listed[0]['id']}", **{"If-None-Match": one.headers["ETag"]})

    cents = [int(line["available"].replace(".", "")) for line in one.get_json()["lines"]]
    assert sum(cents) == 100_00
    assert one.get_json()["claimed"] == listed[0]["claimed"]
    assert (again.status_code, again.data) == (304, b"")
    for answer in (one, again):
        assert answer.headers["Cache-Control"] == "private, no-cache"
    assert program.get("/scorecards").headers["Cache-Control"] == "no-store"


def test_scorecard_when_another_takes_its_place_is_sent_again(
    app: Flask, regency: Regency, program: Program
) -> None:
    with app.app_context(), transaction(regency.principal(DatabaseRole.JOB)) as session:
        recompute_scorecards(session, tenant_id=regency.id, now=NOW)
    path = f"/scorecards/{program.get('/scorecards?year=2025').get_json()['items'][0]['id']}"
    first = program.get(path)
    with app.app_context():
        state_coverage(regency, 500, 1000)
        publish(regency)

    again = program.get(path, **{"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200
    assert (first.get_json()["is_current"], again.get_json()["is_current"]) == (True, False)
    assert again.headers["ETag"] != first.headers["ETag"]


def test_workers_of_a_programme_that_does_not_exist_are_not_found(
    app: Flask, regency: Regency, other_regency: Regency, program: Program
) -> None:
    with app.app_context():
        own, foreign = add_commitment(regency), add_commitment(other_regency)

    assert program.get(f"/workers?commitment_id={own}").get_json()["items"] == []
    for commitment_id in (foreign, uuid4()):
        answer = program.get(f"/workers?commitment_id={commitment_id}")
        assert answer.status_code == 404


def test_coverage_without_figures_is_empty_and_never_zero(program: Program) -> None:
    assert program.get("/coverage").get_json() == {
        "statements": [],
        "quotations": [],
        "targets": [],
    }


def test_coverage_says_of_each_figure_whether_it_is_verified(
    app: Flask, regency: Regency, program: Program
) -> None:
    with app.app_context():
        state_coverage(regency, 500, 1000)
        state_target(regency, paper=None)
        quote_coverage(regency, "17.6", published_on=date(2025, 4, 14))

    answer = program.get("/coverage").get_json()

    assert {kind: [one["is_verified"] for one in figures] for kind, figures in answer.items()} == {
        "statements": [True],
        "quotations": [False],
        "targets": [False],
    }
    document = program.browser.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    for name in ("StatementOut", "QuotationOut", "TargetOut"):
        assert document[name]["properties"]["is_verified"]["type"] == "boolean"
        assert "is_verified" in document[name]["required"]


@pytest.mark.parametrize("path", ["/workers/", "/rosters/", "/scorecards/"])
def test_id_that_does_not_exist_is_not_found(program: Program, path: str) -> None:
    answer = program.get(f"{path}{uuid4()}")

    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
