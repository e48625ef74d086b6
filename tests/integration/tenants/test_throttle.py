"""Counters of attempts: they hold for all processes at once, and with Redis away."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import RateLimited
from tenants.kernel.ids import uuid7
from tenants.services import throttle
from tenants.services.sessions import ATTEMPT_WINDOW, ATTEMPTS_PER_ACCOUNT, ATTEMPTS_PER_ADDRESS
from tests.conftest import NOW, Regency
from tests.engines import Engines
from tests.functional.people import PASSWORD, fresh_browser, register, submit_sign_in

LIMIT = 3
WINDOW = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


@pytest.fixture
def key(app: Flask) -> Iterator[str]:
    with app.app_context():
        yield str(uuid7())


def attempt(key: str, seconds: float = 0, scope: str = "uji") -> RateLimited | None:
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        return throttle.count_attempt(
            session,
            scope=scope,
            key=key,
            limit=LIMIT,
            window=WINDOW,
            now=NOW + timedelta(seconds=seconds),
        )


def test_attempts_up_to_the_limit_pass_and_the_next_waits(key: str) -> None:
    answers = [attempt(key, seconds=number) for number in range(5)]

    refusals = [answer for answer in answers if answer]
    assert answers[:LIMIT] == [None] * LIMIT
    assert [refusal.retry_after_seconds for refusal in refusals] == [597, 596]


def test_window_when_over_counts_anew(key: str) -> None:
    for _ in range(LIMIT + 1):
        attempt(key)

    assert attempt(key, WINDOW.total_seconds() - 1) is not None
    assert attempt(key, WINDOW.total_seconds()) is None


def test_attempts_that_go_on_while_refused_do_not_lengthen_the_wait(key: str) -> None:
    for minute in range(10):
        attempt(key, minute * 60)

    assert attempt(key, WINDOW.total_seconds()) is None


def test_counters_of_other_keys_and_scopes_are_their_own(key: str) -> None:
    for _ in range(LIMIT + 1):
        attempt(key)

    assert attempt(f"{key}.") is None
    assert attempt(key, scope="uji-lain") is None


def test_success_starts_over(key: str) -> None:
    for _ in range(LIMIT):
        attempt(key)
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        throttle.forget_attempts(session, scope="uji", key=key)

    assert attempt(key) is None


def test_attempt_when_forgiven_leaves_the_others_counted(key: str) -> None:
    for _ in range(LIMIT):
        attempt(key)
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        throttle.forgive_attempt(session, scope="uji", key=key)

    assert [attempt(key) is None for _ in range(2)] == [True, False]


def test_attempts_at_once_pass_no_more_than_the_limit(app: Flask, key: str) -> None:
    def try_it(_: int) -> RateLimited | None:
        with app.app_context():
            return attempt(key)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(try_it, range(24)))

    assert answers.count(None) == LIMIT


def test_key_is_stored_as_a_digest_only(key: str) -> None:
    attempt(key)

    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        stored = session.scalars(text("SELECT t::text FROM throttle t")).all()
    assert stored
    assert not any(key in row for row in stored)


@pytest.fixture(params=["with redis", "without redis"])
def redis_state(request: pytest.FixtureRequest, engines: Engines) -> Iterator[None]:
    """Guessing is bounded whether or not Redis is there."""
    if request.param == "without redis":
        engines.valkey.stop()
    yield
    if engines.valkey.process is None:
        engines.valkey.start()


@pytest.mark.usefixtures("redis_state")
def test_guessing_one_account_from_many_places_is_stopped(
    app: Flask, regency: Regency, clock: Callable[..., None]
) -> None:
    who = register(app, (regency, Role.VIEWER))

    statuses = [
        submit_sign_in(fresh_browser(app), who.username, f"salah {number}").status_code
        for number in range(ATTEMPTS_PER_ACCOUNT + 2)
    ]
    right = submit_sign_in(fresh_browser(app), who.username, PASSWORD)
    clock(NOW + ATTEMPT_WINDOW + SECOND)
    later = submit_sign_in(fresh_browser(app), who.username, PASSWORD)

    assert statuses == [422] * ATTEMPTS_PER_ACCOUNT + [429, 429]
    assert right.status_code == 429
    assert later.status_code == 303


@pytest.mark.usefixtures("clock")
def test_guessing_many_accounts_from_one_place_is_stopped(app: Flask) -> None:
    browser = fresh_browser(app)

    statuses = [
        submit_sign_in(browser, f"tidak.ada.{number}.{uuid7()}", "salah").status_code
        for number in range(ATTEMPTS_PER_ADDRESS + 1)
    ]

    assert statuses == [422] * ATTEMPTS_PER_ADDRESS + [429]


@pytest.mark.usefixtures("clock")
def test_people_behind_one_address_all_get_in_while_guesses_are_still_counted(app: Flask) -> None:
    office = fresh_browser(app).environ_base["REMOTE_ADDR"]

    def try_it(username: str, password: str) -> int:
        browser = fresh_browser(app)
        browser.environ_base["REMOTE_ADDR"] = office
        return submit_sign_in(browser, username, password).status_code

    guesses = [try_it(f"tidak.ada.{uuid7()}", "salah") for _ in range(ATTEMPTS_PER_ADDRESS - 1)]
    people = [try_it(register(app).username, PASSWORD) for _ in range(3)]
    last = [try_it(f"tidak.ada.{uuid7()}", "salah") for _ in range(2)]

    assert guesses == [422] * (ATTEMPTS_PER_ADDRESS - 1)
    assert people == [303] * 3
    assert last == [422, 429]
