"""Every refusal can be looked up."""

from collections.abc import Callable

import pytest
from flask import Flask, request

from tenants.access import Role
from tenants.kernel.errors import (
    AppError,
    Busy,
    NotFound,
    StillInUse,
    Unavailable,
    error_classes,
)
from tenants.kernel.problems import show_problem
from tests.conftest import TODAY, Browser, Regency
from tests.functional.people import enter, register, text_of
from tests.functional.test_monev_story import add_follow_up, add_meeting

# Packages define errors of their own, so the tree is complete once the app is built.
KERNEL_ERRORS = error_classes()


@pytest.mark.parametrize("problem", KERNEL_ERRORS, ids=lambda problem: problem.code)
def test_problem_page_tells_meaning_and_advice(browser: Browser, problem: type[AppError]) -> None:
    response = browser.get(f"/problems/{problem.code}")

    assert response.status_code == 200
    assert problem.title in text_of(response)
    assert problem.meaning in text_of(response)
    assert problem.advice in text_of(response)


def test_problem_list_is_complete(browser: Browser) -> None:
    page = browser.get("/problems").text

    missing = {cls.code for cls in error_classes() if f"/problems/{cls.code}" not in page}

    assert missing == set()


def test_problem_codes_when_shared_share_a_status() -> None:
    statuses: dict[str, set[int]] = {}
    for problem in error_classes():
        statuses.setdefault(problem.code, set()).add(problem.status)

    assert {code for code, found in statuses.items() if len(found) > 1} == set()


def test_problem_when_unknown_is_not_found(browser: Browser) -> None:
    assert browser.get("/problems/entah").status_code == 404


@pytest.mark.usefixtures("clock")
def test_problem_page_when_signed_in_keeps_the_way_back(app: Flask, regency: Regency) -> None:
    browser = enter(app, register(app, (regency, Role.OFFICER)))

    page = browser.get("/problems/not-found")

    assert regency.name in text_of(page)
    assert f'href="/r/{regency.slug}/"' in page.text


def test_refusal_as_page_links_to_its_explanation(browser: Browser) -> None:
    response = browser.get("/tidak-ada", headers={"Accept": "text/html"})

    assert response.status_code == 404
    assert 'href="/problems/not-found"' in response.text
    assert response.headers["X-Request-Id"] in response.text


def test_refusal_of_a_page_left_open_says_to_reload_it(browser: Browser) -> None:
    response = browser.post("/sign-in", data={}, headers={"Accept": "text/html"})

    assert response.status_code == 403
    assert 'href="/problems/stale-page"' in response.text
    assert "Muat ulang halaman, lalu kirim lagi." in text_of(response)
    assert "Minta admin" not in text_of(response)


def test_refusal_inside_a_foreign_regency_is_a_page_too(
    app: Flask, regency: Regency, other_regency: Regency
) -> None:
    browser = enter(app, register(app, (regency, Role.ADMIN)))

    response = browser.get(f"/r/{other_regency.slug}/users", headers={"Accept": "text/html"})

    assert response.status_code == 404
    assert "Tidak ditemukan" in text_of(response)


def test_help_explains_the_index_to_anyone(browser: Browser) -> None:
    page = text_of(browser.get("/help"))

    assert "bukan nilai Paritrana" in page
    assert "Lihat rapor" not in page


@pytest.mark.parametrize(
    ("sender", "led"),
    [
        ("http://localhost/r/uji/workers", '<a class="btn" href="/r/uji/workers">'),
        ("http://other.example/r/uji/workers", '<a class="btn" href="/">'),
        ("http://localhost//other.example/", '<a class="btn" href="/">'),
        ("http://[", '<a class="btn" href="/">'),
    ],
)
def test_refused_form_leads_back_to_its_page_and_to_no_other_site(
    browser: Browser, sender: str, led: str
) -> None:
    response = browser.post("/sign-in", headers={"Accept": "text/html", "Referer": sender})

    assert response.status_code == 403
    assert led in response.text
    assert "other.example" not in response.text


def test_refusal_of_a_form_that_another_step_has_crossed_shows_what_was_typed(
    regency: Regency, browser_of: Callable[[Regency, Role], Browser]
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    follow_up = add_follow_up(officer, add_meeting(officer, regency))
    note = "Anggaran RT/RW <sudah> ada"
    typed = {"done_on": TODAY.isoformat(), "note": note, "expected_version": "1"}
    officer.post(f"{follow_up}/completion", data=typed | {"note": ""})

    late = officer.post(
        f"{follow_up}/completion",
        data=typed,
        headers={"Accept": "text/html"},
    )

    assert late.status_code == 409
    assert "Isian Anda belum tersimpan. Salin dari sini" in text_of(late)
    assert "Anggaran RT/RW &lt;sudah&gt; ada" in late.text
    assert TODAY.isoformat() in text_of(late)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("note", "Dua kata", True),
        ("amount_idr", "151.200", True),
        ("audience", "both", False),
        ("presence_01990000-0000-7000-8000-000000000000", "present", False),
        ("note", "kosong", True),
        ("reason", "salah", True),
        ("is_whole", "true", False),
        ("worker_ids", "0199 0199", False),
        ("new_again", "tujuh gajah", False),
        ("kpj_number", "1234 5678", False),
        ("phone", "0812 3456", False),
        ("csrf_token", "A1 B2", False),
        ("new_password", "tujuh gajah", False),
        ("nik", "3505015708900001", False),
        ("worker_id", "0199 0199", False),
        ("expected_version", "12", False),
        ("list_sha256", "00FF", False),
        ("held_file", "0199.00FF", False),
    ],
)
def test_what_was_not_typed_and_what_is_secret_is_not_shown_with_a_refusal(
    app: Flask, name: str, value: str, shown: bool
) -> None:
    for error, is_told in ((StillInUse(), shown), (NotFound(), False)):
        with app.test_request_context("/r/x", method="POST", data={name: value}):
            assert (f">{value}</li>" in show_problem(error).get_data(as_text=True)) == is_told


@pytest.mark.parametrize(
    ("error", "site", "shown"),
    [
        (Busy(), "same-origin", True),
        (Busy(), "cross-site", False),
        (Unavailable(), "same-origin", False),
    ],
)
def test_form_that_met_a_change_under_way_shows_what_was_typed_to_its_own_page_alone(
    app: Flask, error: AppError, site: str, shown: bool
) -> None:
    sent = {"headers": {"Sec-Fetch-Site": site}, "data": {"note": "Dua kata"}}
    with app.test_request_context("/r/x", method="POST", **sent):
        page = show_problem(error).get_data(as_text=True)

    assert (">Dua kata</li>" in page) == shown


@pytest.mark.parametrize(
    "address", ["/sign-in", "/profile/password", "/invitations/x/account", "/r/x/invitations"]
)
def test_nothing_of_a_form_by_which_people_say_who_they_are_is_shown_with_a_refusal(
    app: Flask, address: str
) -> None:
    with app.test_request_context(address, method="POST", data={"display_name": "Sri Wahyuni"}):
        assert request.endpoint
        assert "Sri Wahyuni" not in show_problem(StillInUse()).get_data(as_text=True)


@pytest.mark.parametrize("name", ["Origin", "Referer"])
def test_form_with_an_address_that_is_none_is_refused_and_breaks_nothing(
    browser: Browser, name: str
) -> None:
    headers = {name: "http://[", "Sec-Fetch-Site": ""}

    assert browser.post("/sign-in", headers=headers).status_code in {400, 403, 422}
