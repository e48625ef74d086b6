"""Joining an organisation by a link: made once, held for some days, used by one person."""

import html
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import QueuePool
from werkzeug.test import TestResponse

from tenants.access import ROLES_OF, Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, db, transaction
from tenants.kernel.ids import uuid7
from tenants.kernel.logs import JsonLines
from tenants.models.identity import Organisation, OrganisationKind
from tenants.services import passwords
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import (
    enter,
    field_value,
    fresh_browser,
    register,
    session_cookie,
    submit_sign_in,
    text_of,
)

pytestmark = pytest.mark.usefixtures("clock")

PASSWORD = "sembilan burung di atas pohon"
SetClock = Callable[[datetime], None]


@pytest.fixture
def admin(app: Flask, regency: Regency) -> Browser:
    """An admin of the regency, one of two."""
    register(app, (regency, Role.ADMIN))
    return enter(app, register(app, (regency, Role.ADMIN)))


def invitation(**changes: str) -> dict[str, str]:
    return {"invitee": "Sri, Dinas Tenaga Kerja", "role": "officer", "days": "7", **changes}


def invite(browser: Browser, place: str, **changes: str) -> str:
    """Make an invitation; the path of its link."""
    answer = browser.post(f"{place}/invitations", data=invitation(**changes))
    assert answer.status_code == 201, text_of(answer)
    shown = re.search(r'class="once">https?://[^/]+(/invitations/[\w-]+)<', answer.text)
    assert shown is not None
    return shown.group(1)


@pytest.fixture
def link(admin: Browser, regency: Regency) -> str:
    """A link into the regency, as an officer."""
    return invite(admin, f"/r/{regency.slug}")


def new_account(browser: Browser, link: str, **changes: str) -> TestResponse:
    """Open the page of the link and send its form for a new account."""
    account = {
        "csrf_token": field_value(browser.get(link), "csrf_token"),
        "username": f"baru.{uuid7()}",
        "display_name": "Sri Wahyuni",
        "new_password": PASSWORD,
        "new_password_again": PASSWORD,
        **changes,
    }
    answer = browser.post(f"{link}/account", data=account)
    browser.token = session_cookie(browser)
    return answer


def list_of(browser: Browser, regency: Regency) -> str:
    return text_of(browser.get(f"/r/{regency.slug}/invitations"))


def test_link_is_shown_once_and_listed_without_its_token(
    admin: Browser, regency: Regency, link: str
) -> None:
    page = admin.get(f"/r/{regency.slug}/invitations")

    assert len(link.removeprefix("/invitations/")) >= 43  # 256 bits in base64
    assert link not in page.text
    assert "Sri, Dinas Tenaga Kerja petugas menunggu sampai 27 November 2026" in text_of(page)


@pytest.mark.parametrize(("limit", "is_said"), [(2, True), (3, False)])
def test_list_that_may_be_cut_says_how_many_it_shows(
    admin: Browser, regency: Regency, monkeypatch: pytest.MonkeyPatch, limit: int, is_said: bool
) -> None:
    monkeypatch.setattr("tenants.views.invitations.LIST_LIMIT", limit)
    for name in ("Ani", "Budi"):
        invite(admin, f"/r/{regency.slug}", invitee=name)

    assert (f"{limit} undangan terbaru" in list_of(admin, regency)) is is_said


def test_link_says_where_it_leads_and_until_when(app: Flask, regency: Regency, link: str) -> None:
    page = fresh_browser(app).get(link)

    assert page.status_code == 200
    assert regency.name in text_of(page)
    assert "petugas" in text_of(page)
    assert "27 November 2026 09.00 WIB" in text_of(page)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_newcomer_makes_an_account_and_is_in(
    app: Flask, admin: Browser, regency: Regency, link: str
) -> None:
    browser = fresh_browser(app)
    username = f"baru.{regency.slug}"

    joined = new_account(browser, link, username=username)

    assert joined.status_code == 303
    assert joined.location == f"/r/{regency.slug}/"
    assert browser.get(f"/r/{regency.slug}/coverage").status_code == 200
    assert "diterima oleh Sri Wahyuni" in list_of(admin, regency)
    assert submit_sign_in(fresh_browser(app), username, PASSWORD).status_code == 303


def test_newcomers_password_is_their_own(app: Flask, link: str) -> None:
    browser = fresh_browser(app)
    new_account(browser, link)

    assert "masih kata sandi awal" not in text_of(browser.get("/profile"))


def test_newcomers_password_when_hashed_holds_no_connection(
    app: Flask, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    hash_password = passwords.hash_password

    def watch(password: str) -> str:
        pools = [engine.pool for engine in db.engines.values()]
        held.append(sum(pool.checkedout() for pool in pools if isinstance(pool, QueuePool)))
        return hash_password(password)

    monkeypatch.setattr(passwords, "hash_password", watch)

    answer = new_account(fresh_browser(app), link)

    assert answer.status_code == 303
    assert held == [0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"new_password": "pendek", "new_password_again": "pendek"}, "paling sedikit 15 karakter"),
        ({"new_password_again": "lain sama sekali"}, "tidak sama"),
        ({"username": "dua kata"}, "Gunakan huruf, angka, titik, atau tanda hubung."),
        ({"display_name": ""}, "Wajib diisi."),
    ],
)
def test_newcomer_when_form_is_wrong_keeps_what_was_typed_and_the_link(
    app: Flask, link: str, changes: dict[str, str], words: str
) -> None:
    browser = fresh_browser(app)

    refused = new_account(browser, link, **{"username": "sri.w", **changes})

    assert refused.status_code == 422
    assert words in text_of(refused)
    assert field_value(refused, "display_name") == changes.get("display_name", "Sri Wahyuni")
    assert PASSWORD not in refused.text
    assert session_cookie(browser) == ""
    assert browser.get(link).status_code == 200


def test_newcomer_when_name_is_taken_hears_it(app: Flask, link: str) -> None:
    taken = register(app).username

    refused = new_account(fresh_browser(app), link, username=taken)

    assert refused.status_code == 422
    assert "Nama pengguna ini sudah dipakai." in text_of(refused)


def test_member_of_another_regency_joins_with_the_same_account(
    app: Flask, regency: Regency, other_regency: Regency, link: str
) -> None:
    browser = enter(app, register(app, (other_regency, Role.OFFICER)))
    before = browser.token
    offered = browser.get(link)

    joined = browser.post(link)
    browser.token = session_cookie(browser)

    assert "Terima sebagai Orang Uji" in text_of(offered)
    assert joined.location == f"/r/{regency.slug}/"
    assert browser.token not in {"", before}
    assert browser.get(f"/r/{regency.slug}/coverage").status_code == 200
    assert f"{other_regency.name} petugas" in text_of(browser.get("/organisations"))


def test_person_who_signs_in_from_the_link_comes_back_to_it(
    app: Flask, other_regency: Regency, link: str
) -> None:
    who = register(app, (other_regency, Role.OFFICER))
    browser = fresh_browser(app)
    page = browser.get(link)

    entered = submit_sign_in(
        browser, who.username, who.password, destination=field_value(page, "destination")
    )

    assert entered.location == link
    assert "Terima sebagai Orang Uji" in text_of(browser.get(link))


def test_accepting_when_not_signed_in_asks_and_keeps_the_link(app: Flask, link: str) -> None:
    browser = fresh_browser(app)

    asked = browser.post(link)

    assert asked.status_code == 401
    assert browser.get(link).status_code == 200


def test_person_with_a_given_password_changes_it_before_joining(
    app: Flask, other_regency: Regency, link: str
) -> None:
    """Whoever made the account would follow its owner into another organisation."""
    who = register(app, (other_regency, Role.OFFICER), has_given_password=True)

    answer = enter(app, who).post(link)

    assert answer.location == "/profile"
    assert fresh_browser(app).get(link).status_code == 200


def test_member_already_is_told_instead_of_joining_twice(
    app: Flask, admin: Browser, regency: Regency, link: str
) -> None:
    browser = enter(app, register(app, (regency, Role.VIEWER)))

    offered, answer = browser.get(link), browser.post(link)

    assert "Terima sebagai" not in text_of(offered)
    assert "sudah memiliki peran di organisasi ini" in text_of(offered)
    assert answer.status_code == 409
    assert "menunggu sampai" in list_of(admin, regency)


def test_link_that_was_used_lets_nobody_else_in(
    app: Flask, regency: Regency, other_regency: Regency, link: str
) -> None:
    new_account(fresh_browser(app), link)
    late = enter(app, register(app, (other_regency, Role.OFFICER)))

    assert late.get(link).status_code == 404
    assert late.post(link).status_code == 404
    assert late.get(f"/r/{regency.slug}/coverage").status_code == 404


def test_links_that_do_not_hold_read_alike_whatever_the_reason(
    app: Flask, admin: Browser, regency: Regency, clock: SetClock
) -> None:
    place = f"/r/{regency.slug}"
    used, expired = invite(admin, place), invite(admin, place, invitee="Budi", days="1")
    revoked = invite(admin, place, invitee="Untuk dicabut")
    new_account(fresh_browser(app), used)
    row = next(
        part
        for part in admin.get(f"{place}/invitations").text.split("<tr>")
        if "Untuk dicabut" in part
    )
    found = re.search(r'action="([^"]+/revocation)"', row)
    assert found is not None
    assert admin.post(found.group(1)).status_code == 303
    unknown = f"/invitations/{'x' * 43}"

    clock(NOW + timedelta(days=1))
    pages = [fresh_browser(app).get(one) for one in (used, expired, revoked, unknown)]

    assert {page.status_code for page in pages} == {404}
    assert len({text_of(page) for page in pages}) == 1
    assert "Undangan ini tidak berlaku" in text_of(pages[0])
    assert regency.name not in text_of(pages[0])
    assert all(page.headers["Referrer-Policy"] == "no-referrer" for page in pages)


def test_link_ends_at_its_moment_and_not_before(
    app: Flask, admin: Browser, regency: Regency, clock: SetClock
) -> None:
    link = invite(admin, f"/r/{regency.slug}", days="3")

    clock(NOW + timedelta(days=3) - timedelta(seconds=1))
    assert fresh_browser(app).get(link).status_code == 200
    browser = fresh_browser(app)
    token = field_value(browser.get(link), "csrf_token")

    clock(NOW + timedelta(days=3))
    late = browser.post(
        f"{link}/account",
        data={
            "csrf_token": token,
            "username": "terlambat",
            "display_name": "Terlambat",
            "new_password": PASSWORD,
            "new_password_again": PASSWORD,
        },
    )

    assert late.status_code == 404
    assert session_cookie(browser) == ""


def test_reading_the_link_as_often_as_one_likes_does_not_use_it_up(app: Flask, link: str) -> None:
    browser = fresh_browser(app)

    assert {browser.get(link).status_code for _ in range(40)} == {200}
    assert new_account(browser, link).status_code == 303


def test_tries_from_one_address_are_limited(app: Flask, link: str) -> None:
    browser = fresh_browser(app)
    token = field_value(browser.get(link), "csrf_token")
    form = {"csrf_token": token, "username": "a", "display_name": "A"}
    tries = [
        browser.post(f"/invitations/{number:x>43}/account", data=form).status_code
        for number in range(30)
    ]

    refused = browser.post(f"{link}/account", data=form)

    assert set(tries) == {404}
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "600"
    assert fresh_browser(app).get(link).status_code == 200


def test_token_stays_out_of_the_logs(
    app: Flask, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser = fresh_browser(app)
    with caplog.at_level("DEBUG"):
        browser.get(link)
        new_account(browser, link, new_password="pendek")
        new_account(browser, link)
        browser.post(link)

    assert link.removeprefix("/invitations/") not in caplog.text


def test_token_is_blacked_out_where_an_address_is_logged() -> None:
    address = f"GET /invitations/{'a-B_9' * 9}/account HTTP/1.1"
    record = logging.LogRecord("access", logging.INFO, "", 0, address, None, None)

    line = JsonLines().format(record)

    assert "a-B_9" not in line
    assert "/invitations/#/account" in line


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"invitee": ""}, "Wajib diisi."),
        ({"days": "30"}, "Pilih"),
        ({"days": "0"}, "Pilih"),
        ({"role": "bupati"}, "Pilih"),
        ({"role": "head"}, "Peran ini tidak dikenal di organisasi tersebut."),
        ({"role": "operator"}, "Peran ini tidak dikenal di organisasi tersebut."),
    ],
)
def test_invitation_when_form_is_wrong_makes_no_link(
    admin: Browser, regency: Regency, changes: dict[str, str], words: str
) -> None:
    answer = admin.post(f"/r/{regency.slug}/invitations", data=invitation(**changes))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert 'class="once"' not in answer.text
    assert "Belum ada undangan." in list_of(admin, regency)


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize("again", ["Sri, Dinas Tenaga Kerja", "sri,  dinas tenaga kerja"])
def test_invitation_while_another_for_the_same_person_is_open_is_refused_beside_the_name(
    admin: Browser, regency: Regency, again: str
) -> None:
    address = f"/r/{regency.slug}/invitations"

    refused = admin.post(address, data=invitation(invitee=again, role="viewer"))
    found = re.findall(r'action="([^"]+/revocation)"', admin.get(address).text)
    admin.post(found[0])
    later = admin.post(address, data=invitation(invitee=again))

    assert refused.status_code == 422
    assert "Untuk siapa: Masih ada undangan terbuka dengan sebutan ini." in text_of(refused)
    assert "dapat dicabut pada daftar Undangan" in text_of(refused)
    assert field_value(refused, "invitee") == again
    assert len(found) == 1
    assert later.status_code == 201


def test_invitation_of_another_regency_cannot_be_revoked(
    app: Flask, admin: Browser, regency: Regency, other_regency: Regency, link: str
) -> None:
    found = re.search(
        r'action="([^"]+/revocation)"', admin.get(f"/r/{regency.slug}/invitations").text
    )
    assert found is not None
    stranger = enter(app, register(app, (other_regency, Role.ADMIN)))

    answer = stranger.post(found.group(1).replace(regency.slug, other_regency.slug))

    assert answer.status_code == 404
    assert fresh_browser(app).get(link).status_code == 200


def test_invitation_when_revoked_after_its_use_says_nothing_changed(
    app: Flask, admin: Browser, regency: Regency, link: str
) -> None:
    found = re.search(
        r'action="([^"]+/revocation)"', admin.get(f"/r/{regency.slug}/invitations").text
    )
    assert found is not None
    new_account(fresh_browser(app), link)

    admin.post(found.group(1))

    assert "sudah dipakai, dicabut, atau lewat waktunya" in list_of(admin, regency)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CERTIFIER, Role.VIEWER])
def test_invitations_when_not_admin_are_closed(
    regency: Regency, browser_of: Callable[[Regency, Role], Browser], role: Role
) -> None:
    browser = browser_of(regency, role)

    assert browser.get(f"/r/{regency.slug}/invitations").status_code == 403
    assert browser.post(f"/r/{regency.slug}/invitations", data=invitation()).status_code == 403


@pytest.mark.parametrize(
    ("kind", "letter"),
    [
        (OrganisationKind.BRANCH, "b"),
        (OrganisationKind.PROVINCE, "p"),
        (OrganisationKind.MINISTRY, "m"),
        (OrganisationKind.OPERATOR, "o"),
    ],
)
def test_every_kind_of_organisation_invites_into_its_own_roles(
    app: Flask,
    make_organisation: Callable[..., Organisation],
    kind: OrganisationKind,
    letter: str,
) -> None:
    place = make_organisation(kind)
    address = f"/{letter}/{place.slug}"
    keeper = enter(app, register(app, (place, ROLES_OF[kind][0])))
    page = html.unescape(keeper.get(f"{address}/invitations/new").text)
    offered = set(re.findall(r'name="role" value="(\w+)"', page))
    link = invite(keeper, address, role=ROLES_OF[kind][-1].value)
    browser = fresh_browser(app)

    joined = new_account(browser, link)

    assert offered == {role.value for role in ROLES_OF[kind]}
    assert joined.location == f"{address}/"
    assert place.name in text_of(browser.get("/organisations"))
    refused = keeper.post(f"{address}/invitations", data=invitation(role="admin"))
    assert refused.status_code == 422


def test_invitations_are_in_the_organisations_trail(
    app: Flask, admin: Browser, regency: Regency, link: str
) -> None:
    new_account(fresh_browser(app), link)
    invite(admin, f"/r/{regency.slug}")
    found = re.search(
        r'action="([^"]+/revocation)"', admin.get(f"/r/{regency.slug}/invitations").text
    )
    assert found is not None
    admin.post(found.group(1))

    with app.app_context(), transaction(regency.principal()) as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.seq).all()
    actions = [entry.action for entry in entries]
    trail = text_of(admin.get(f"/r/{regency.slug}/audit"))

    assert [one for one in actions if one.startswith("invitation")] == [
        "invitation:create",
        "invitation:accept",
        "invitation:create",
        "invitation:revoke",
    ]
    assert "undangan: terima" in trail
    token = link.removeprefix("/invitations/")
    assert not any(token in str(entry.detail) + entry.subject_id for entry in entries)


def test_invitations_of_an_office_are_in_the_platforms_trail(
    app: Flask, make_organisation: Callable[..., Organisation]
) -> None:
    place = make_organisation(OrganisationKind.BRANCH)
    keeper = enter(app, register(app, (place, Role.HEAD)))

    invite(keeper, f"/b/{place.slug}", role="reviewer")

    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        latest = session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert latest is not None
    assert latest.action == "invitation:create"
