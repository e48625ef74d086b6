"""A person's own page: password, signed-in browsers, memberships."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import QueuePool
from werkzeug.test import TestResponse

from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, db, transaction
from tenants.services import organisations, passwords
from tenants.services.mail import code_of
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import (
    Credentials,
    enter,
    fresh_browser,
    register,
    submit_sign_in,
    text_of,
)

pytestmark = pytest.mark.usefixtures("clock")

NEW_PASSWORD = "delapan kucing tidur siang"


@pytest.fixture
def who(app: Flask, regency: Regency) -> Credentials:
    """An officer of the regency."""
    return register(app, (regency, Role.OFFICER))


def change_password(browser: Browser, current: str, new: str, again: str) -> TestResponse:
    return browser.post(
        "/profile/password",
        data={"current_password": current, "new_password": new, "new_password_again": again},
    )


def revocations(browser: Browser) -> list[str]:
    """The addresses that end another session, as the page offers them."""
    return re.findall(
        r'action="(/profile/sessions/[\w-]+/revocation)"', browser.get("/profile").text
    )


def test_profile_lists_every_browser_with_its_times(
    app: Flask, who: Credentials, clock: Callable[[datetime], None]
) -> None:
    enter(app, who)
    clock(NOW + timedelta(minutes=5))
    browser = enter(app, who)

    page = text_of(browser.get("/profile"))

    assert page.count("Peramban tidak dikenal") >= 2
    assert page.count("sesi ini") == 1
    assert "20 November 2026 09.00 WIB" in page
    assert "20 November 2026 09.05 WIB" in page


def test_profile_names_organisations_and_roles(
    app: Flask, who: Credentials, regency: Regency
) -> None:
    page = text_of(enter(app, who).get("/profile"))

    assert f"{regency.name} petugas" in page


def test_session_when_revoked_is_refused_from_the_next_request(
    app: Flask, who: Credentials
) -> None:
    lost, mine = enter(app, who), enter(app, who)
    (address,) = revocations(mine)

    answer = mine.post(address)

    assert answer.status_code == 303
    assert lost.get("/profile").status_code == 401
    assert mine.get("/profile").status_code == 200


def test_session_of_somebody_else_when_revoked_does_not_exist(
    app: Flask, who: Credentials, regency: Regency
) -> None:
    other = register(app, (regency, Role.OFFICER))
    victim = enter(app, other)
    (address,) = revocations(enter(app, other))

    answer = enter(app, who).post(address)

    assert answer.status_code == 404
    assert victim.get("/profile").status_code == 200


def test_other_sessions_when_all_revoked_leave_only_this_one(app: Flask, who: Credentials) -> None:
    others = [enter(app, who), enter(app, who)]
    mine = enter(app, who)

    mine.post("/profile/sessions/revocation")

    assert "2 sesi lain diakhiri." in text_of(mine.get("/profile"))
    assert [one.get("/profile").status_code for one in others] == [401, 401]


def test_other_sessions_when_there_are_none_says_nothing_changed(
    app: Flask, who: Credentials
) -> None:
    mine = enter(app, who)

    mine.post("/profile/sessions/revocation")

    assert "Tidak ada yang diubah." in text_of(mine.get("/profile"))


def test_password_when_changed_opens_and_ends_the_other_sessions(
    app: Flask, who: Credentials
) -> None:
    other, mine = enter(app, who), enter(app, who)

    answer = change_password(mine, who.password, NEW_PASSWORD, NEW_PASSWORD)

    assert answer.status_code == 303
    assert other.get("/profile").status_code == 401
    assert mine.get("/profile").status_code == 200
    assert submit_sign_in(fresh_browser(app), who.username, who.password).status_code == 422
    assert submit_sign_in(fresh_browser(app), who.username, NEW_PASSWORD).status_code == 303


def test_password_when_changed_is_no_longer_the_given_one(app: Flask, regency: Regency) -> None:
    who = register(app, (regency, Role.OFFICER), has_given_password=True)
    browser = enter(app, who)
    assert "masih kata sandi awal" in text_of(browser.get("/profile"))

    change_password(browser, who.password, NEW_PASSWORD, NEW_PASSWORD)

    assert "masih kata sandi awal" not in text_of(browser.get("/profile"))


@pytest.mark.parametrize(
    ("current", "new", "again", "words"),
    [
        ("salah", NEW_PASSWORD, NEW_PASSWORD, "Kata sandi sekarang tidak cocok."),
        (None, NEW_PASSWORD, "lain sama sekali", "Kedua isian kata sandi baru tidak sama."),
        (None, "pendek", "pendek", "Kata sandi paling sedikit 15 karakter."),
        (None, "ab" * 10, "ab" * 10, "Kata sandi terlalu berulang"),
        (None, "", "", "Kata sandi paling sedikit 15 karakter."),
    ],
)
def test_password_when_refused_says_why_and_stays(
    app: Flask, who: Credentials, current: str | None, new: str, again: str, words: str
) -> None:
    other, mine = enter(app, who), enter(app, who)

    answer = change_password(mine, who.password if current is None else current, new, again)

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert other.get("/profile").status_code == 200
    assert submit_sign_in(fresh_browser(app), who.username, who.password).status_code == 303


def test_password_when_it_holds_the_user_name_is_refused(app: Flask, who: Credentials) -> None:
    new = f"sandi {who.username} sandi"

    answer = change_password(enter(app, who), who.password, new, new)

    assert answer.status_code == 422
    assert "tidak boleh memuat nama pengguna" in text_of(answer)


def test_profile_when_refused_never_repeats_what_was_typed(app: Flask, who: Credentials) -> None:
    answer = change_password(enter(app, who), who.password, NEW_PASSWORD, "lain")

    assert who.password not in answer.text
    assert NEW_PASSWORD not in answer.text


def test_password_when_guessed_too_often_waits_even_with_the_right_one(
    app: Flask, who: Credentials, clock: Callable[[datetime], None]
) -> None:
    browser = enter(app, who)
    guesses = [
        change_password(browser, f"salah {number}", NEW_PASSWORD, NEW_PASSWORD).status_code
        for number in range(10)
    ]

    refused = change_password(browser, who.password, NEW_PASSWORD, NEW_PASSWORD)
    clock(NOW + timedelta(minutes=10))
    changed = change_password(browser, who.password, NEW_PASSWORD, NEW_PASSWORD)

    assert guesses == [422] * 10
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "600"
    assert "Coba lagi dalam 10 menit" in text_of(refused)
    assert changed.status_code == 303


def test_password_when_hashed_holds_no_connection(
    app: Flask, who: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []

    def watched(work: Callable[..., Any]) -> Callable[..., Any]:
        def watch(*args: Any) -> Any:
            pools = [engine.pool for engine in db.engines.values()]
            held.append(sum(pool.checkedout() for pool in pools if isinstance(pool, QueuePool)))
            return work(*args)

        return watch

    browser = enter(app, who)
    monkeypatch.setattr(passwords, "is_password", watched(passwords.is_password))
    monkeypatch.setattr(passwords, "hash_password", watched(passwords.hash_password))

    answer = change_password(browser, who.password, NEW_PASSWORD, NEW_PASSWORD)

    assert answer.status_code == 303
    assert held == [0, 0]


def save_mail(browser: Browser, email: str, mode: str = "at-once") -> TestResponse:
    return browser.post("/profile/mail", data={"email": email, "mail_mode": mode})


def test_address_is_kept_open_until_its_code_comes_back(app: Flask, who: Credentials) -> None:
    browser = enter(app, who)

    assert save_mail(browser, "petugas@blitarkab.go.id", "daily").status_code == 303

    page = text_of(browser.get("/profile"))
    assert "Kode dikirim ke alamat itu." in page
    assert "Alamat ini belum dipastikan" in page
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        account = organisations.find_user(session, username=who.username)
        assert account is not None
        assert (account.email, account.mail_mode) == ("petugas@blitarkab.go.id", "daily")
        code = code_of(account.id, "petugas@blitarkab.go.id", NOW)
    wrong = browser.post("/profile/mail/confirmation", data={"code": "salah"})
    assert wrong.status_code == 422
    assert "Kode tidak cocok" in wrong.text
    assert browser.post("/profile/mail/confirmation", data={"code": code}).status_code == 303
    assert "alamat dipastikan" in browser.get("/profile").text


@pytest.mark.parametrize("email", ["petugas", "a@b", "a b@c.id"])
def test_address_that_is_none_is_given_back_with_an_example(
    app: Flask, who: Credentials, email: str
) -> None:
    refused = save_mail(enter(app, who), email)

    assert refused.status_code == 422
    assert "Alamat surel tidak dikenali." in text_of(refused)
    assert f'value="{email}"' in refused.text


def test_address_with_a_line_of_its_own_is_refused(app: Flask, who: Credentials) -> None:
    assert save_mail(enter(app, who), "a@c.id\r\nBcc: x@y.id").status_code == 422


def test_codes_are_not_tried_without_end(app: Flask, who: Credentials) -> None:
    browser = enter(app, who)
    save_mail(browser, "petugas@blitarkab.go.id")

    statuses = [
        browser.post("/profile/mail/confirmation", data={"code": f"{number:010d}"}).status_code
        for number in range(11)
    ]

    assert statuses == [422] * 10 + [429]
