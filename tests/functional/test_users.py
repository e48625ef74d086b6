"""The people of a regency: who may see them, add them, change and end their roles."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tenants.access import ROLES_OF, Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.ids import uuid7
from tenants.models.identity import Organisation, OrganisationKind
from tenants.services import organisations
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import (
    Credentials,
    enter,
    field_value,
    fresh_browser,
    register,
    submit_sign_in,
    text_of,
)
from tests.functional.spreadsheets import lines_of

pytestmark = pytest.mark.usefixtures("clock")

INVITATION = {"invitee": "Sri", "role": "admin", "days": "14"}


@pytest.fixture
def admin(app: Flask, regency: Regency) -> Browser:
    """An admin of the regency, one of two."""
    register(app, (regency, Role.ADMIN))
    return enter(app, register(app, (regency, Role.ADMIN)))


def member_address(browser: Browser, regency: Regency, username: str) -> str:
    """The page of one member, as the list links to it."""
    page = browser.get(f"/r/{regency.slug}/users").text
    row = next(part for part in page.split("<tr>") if username in part)
    found = re.search(rf'href="(/r/{regency.slug}/users/[\w-]+)"', row)
    assert found is not None
    return found.group(1)


def new_person(**changes: str) -> dict[str, str]:
    return {
        "account": "new",
        "username": "sri.wahyuni",
        "display_name": "Sri Wahyuni",
        "role": "officer",
        **changes,
    }


def link_on(made: TestResponse) -> str:
    """The path of an invitation just made."""
    shown = re.search(r'class="once">https?://[^/]+(/invitations/[\w-]+)<', made.text)
    assert shown is not None
    return shown.group(1)


def test_list_shows_people_with_role_and_last_sign_in(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.CERTIFIER))
    enter(app, who)

    page = text_of(admin.get(f"/r/{regency.slug}/users"))

    assert f"{who.username} pejabat penanggung jawab 20 November 2026 seterusnya" in page
    assert "20 November 2026 09.00 WIB" in page


def test_people_are_narrowed_and_leave_as_shown_with_an_entry_in_the_trail(
    app: Flask, regency: Regency, other_regency: Regency, admin: Browser
) -> None:
    register(app, (other_regency, Role.CERTIFIER))
    who, gone = (register(app, (regency, Role.CERTIFIER)) for _ in range(2))
    members = f"/r/{regency.slug}/users"
    assert admin.post(f"{member_address(admin, regency, gone.username)}/ending").status_code == 303

    page = text_of(admin.get(f"{members}?search={who.username}&role=certifier"))
    none = text_of(admin.get(f"{members}?search={who.username}&role=officer"))
    certifiers = lines_of(admin.post(f"{members}/export", data={"role": "certifier"}))
    only = lines_of(admin.post(f"{members}/export", data={"search": who.username}))

    assert who.username in page
    assert gone.username not in page
    assert "Tidak ada orang yang sesuai" in none
    assert [(one["Nama pengguna"], one["Keadaan"]) for one in certifiers] == [
        (who.username, "berlaku"),
        ("", "berakhir"),
    ]
    assert only == [certifiers[0]]
    assert only[0]["Peran"] == "pejabat penanggung jawab"
    assert only[0]["Sejak"] == NOW.date()
    trail = text_of(admin.get(f"/r/{regency.slug}/audit?noun=user"))
    assert "pengguna: unduh Excel baris: 2" in trail


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CERTIFIER, Role.VIEWER])
def test_people_when_not_admin_are_closed(
    regency: Regency, browser_of: Callable[[Regency, Role], Browser], role: Role
) -> None:
    browser = browser_of(regency, role)

    assert browser.get(f"/r/{regency.slug}/users").status_code == 403
    assert browser.post(f"/r/{regency.slug}/users/export").status_code == 403
    assert browser.get(f"/r/{regency.slug}/users/new").status_code == 403
    assert browser.post(f"/r/{regency.slug}/users", data=new_person()).status_code == 403
    assert "Pengguna" not in text_of(browser.get("/profile"))


def test_people_of_another_regency_do_not_exist(admin: Browser, other_regency: Regency) -> None:
    page = admin.get(f"/r/{other_regency.slug}/users")

    assert page.status_code == 404
    assert other_regency.name not in page.text


def test_member_of_another_regency_by_id_does_not_exist(
    app: Flask, regency: Regency, other_regency: Regency, admin: Browser
) -> None:
    stranger = register(app, (other_regency, Role.OFFICER))
    other_admin = enter(app, register(app, (other_regency, Role.ADMIN)))
    address = member_address(other_admin, other_regency, stranger.username)
    here = address.replace(other_regency.slug, regency.slug)

    assert admin.get(here).status_code == 404
    assert admin.post(f"{here}/role", data={"role": "viewer"}).status_code == 404
    assert admin.post(f"{here}/ending").status_code == 404


def test_new_person_gets_a_password_that_is_shown_once_and_works(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    username = f"{regency.slug}.baru"

    added = admin.post(f"/r/{regency.slug}/users", data=new_person(username=username))
    shown = re.search(r'class="once">([^<]+)<', added.text)
    assert shown is not None
    entered = submit_sign_in(fresh_browser(app), username, shown.group(1))

    assert added.status_code == 201
    assert added.headers["Cache-Control"] == "no-store"
    assert entered.status_code == 303
    assert shown.group(1) not in admin.get(f"/r/{regency.slug}/users").text
    assert shown.group(1) not in admin.get(f"/r/{regency.slug}/audit").text


def test_new_person_when_name_is_taken_keeps_what_was_typed(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    taken = register(app).username

    answer = admin.post(f"/r/{regency.slug}/users", data=new_person(username=taken))

    assert answer.status_code == 422
    assert "Nama pengguna ini sudah dipakai." in text_of(answer)
    assert field_value(answer, "username") == taken
    assert field_value(answer, "display_name") == "Sri Wahyuni"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": ""}, "Wajib diisi."),
        ({"username": "dua kata"}, "Gunakan huruf, angka, titik, atau tanda hubung."),
        ({"display_name": ""}, "Wajib diisi untuk akun baru."),
        ({"role": "bupati"}, "Pilih"),
        ({"account": "lain"}, "Pilih"),
        ({"account": "former", "username": "tidak.ada.orangnya"}, "Tidak ada mantan anggota"),
    ],
)
def test_person_when_form_is_wrong_is_not_added(
    regency: Regency, admin: Browser, changes: dict[str, str], words: str
) -> None:
    before = admin.get(f"/r/{regency.slug}/users").text.count("<tr>")

    answer = admin.post(f"/r/{regency.slug}/users", data=new_person(**changes))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert admin.get(f"/r/{regency.slug}/users").text.count("<tr>") == before


def test_former_member_when_added_again_keeps_the_account(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.OFFICER))
    admin.post(f"{member_address(admin, regency, who.username)}/ending")

    answer = admin.post(
        f"/r/{regency.slug}/users", data=new_person(account="former", username=who.username)
    )

    assert answer.status_code == 303
    assert regency.name in text_of(enter(app, who).get("/organisations"))


def test_person_of_another_regency_when_added_reads_like_nobody(
    app: Flask, regency: Regency, other_regency: Regency, admin: Browser
) -> None:
    stranger = register(app, (other_regency, Role.OFFICER))
    left = register(app, (regency, Role.OFFICER), (other_regency, Role.OFFICER))
    admin.post(f"{member_address(admin, regency, left.username)}/ending")
    admin.get(f"/r/{regency.slug}/users")  # takes the notice of the ending away
    names = [stranger.username, left.username, "tidak.ada.orangnya"]

    answers = [
        admin.post(f"/r/{regency.slug}/users", data=new_person(account="former", username=name))
        for name in names
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert len({text_of(answer) for answer in answers}) == 1
    assert regency.name not in text_of(enter(app, stranger).get("/organisations"))
    assert regency.name not in text_of(enter(app, left).get("/organisations"))


def test_new_person_before_seven_starts_on_the_regencys_day_and_enters(
    app: Flask, regency: Regency, clock: Callable[[datetime], None]
) -> None:
    who = register(app, (regency, Role.ADMIN))
    username = f"{regency.slug}.pagi"
    clock(datetime(2026, 11, 30, 18, 0, tzinfo=UTC))  # 01.00 WIB on the first of December

    admin = enter(app, who)
    admin.post(f"/r/{regency.slug}/users", data=new_person(username=username))
    newcomer = enter(app, Credentials(username))

    assert f"{username} petugas 1 Desember 2026 seterusnya" in text_of(
        admin.get(f"/r/{regency.slug}/users")
    )
    assert regency.name in text_of(newcomer.get("/organisations"))


def test_names_when_tried_too_often_wait(
    app: Flask, regency: Regency, clock: Callable[[datetime], None]
) -> None:
    who = register(app, (regency, Role.ADMIN))
    admin = enter(app, who)
    taken = new_person(username=register(app).username)
    tries = [admin.post(f"/r/{regency.slug}/users", data=taken).status_code for _ in range(30)]

    refused = admin.post(f"/r/{regency.slug}/users", data=new_person(username=f"{uuid7()}"))
    clock(NOW + timedelta(hours=1))
    later = enter(app, who).post(f"/r/{regency.slug}/users", data=taken)

    assert tries == [422] * 30
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3600"
    assert "Coba lagi dalam 60 menit" in text_of(refused)
    assert field_value(refused, "display_name") == "Sri Wahyuni"
    assert later.status_code == 422


def test_former_member_when_a_member_still_is_refused(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.OFFICER))

    answer = admin.post(
        f"/r/{regency.slug}/users", data=new_person(account="former", username=who.username)
    )

    assert answer.status_code == 409
    assert "sudah memiliki peran di organisasi ini" in text_of(answer)


def test_role_when_changed_holds_from_the_next_page(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.OFFICER))
    browser = enter(app, who)
    assert browser.get(f"/r/{regency.slug}/audit").status_code == 403

    address = member_address(admin, regency, who.username)
    answer = admin.post(f"{address}/role", data={"role": "certifier"})

    assert answer.status_code == 303
    assert browser.get(f"/r/{regency.slug}/audit").status_code == 200


@pytest.mark.parametrize(("action", "data"), [("role", {"role": "officer"}), ("ending", {})])
def test_admin_when_only_two_remain_is_kept(
    regency: Regency, admin: Browser, action: str, data: dict[str, str]
) -> None:
    page = admin.get(f"/r/{regency.slug}/users").text
    address = re.findall(rf'href="(/r/{regency.slug}/users/[\w-]+-[\w-]+)"', page)[0]

    answer = admin.post(f"{address}/{action}", data=data)

    assert answer.status_code == 422
    assert "paling sedikit 2 admin" in text_of(answer)
    assert admin.get(f"/r/{regency.slug}/users").text.count("seterusnya") == 2


def test_membership_when_ended_puts_the_person_out_at_once(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.OFFICER))
    browser = enter(app, who)

    answer = admin.post(f"{member_address(admin, regency, who.username)}/ending")

    assert answer.status_code == 303
    assert browser.get("/profile").status_code == 401
    assert enter(app, who).get(f"/r/{regency.slug}/audit").status_code == 404
    assert "Keanggotaan yang sudah berakhir" in admin.get(f"/r/{regency.slug}/users").text


def test_membership_when_ended_leaves_the_person_at_work_elsewhere(
    app: Flask, regency: Regency, other_regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.OFFICER), (other_regency, Role.ADMIN))
    browser = enter(app, who, other_regency)

    admin.post(f"{member_address(admin, regency, who.username)}/ending")

    assert browser.get(f"/r/{regency.slug}/users").status_code == 404
    assert browser.get(f"/r/{other_regency.slug}/users").status_code == 200


@pytest.mark.parametrize(("action", "data"), [("role", {"role": "officer"}), ("ending", {})])
def test_open_links_of_somebody_who_may_invite_no_more_are_taken_back(
    app: Flask, regency: Regency, admin: Browser, action: str, data: dict[str, str]
) -> None:
    who = register(app, (regency, Role.ADMIN))
    theirs, place = enter(app, who), f"/r/{regency.slug}"
    mine = link_on(admin.post(f"{place}/invitations", data=INVITATION))
    links = [
        link_on(theirs.post(f"{place}/invitations", data={**INVITATION, "invitee": name}))
        for name in ("Ani", "Budi")
    ]
    assert fresh_browser(app).get(links[0]).status_code == 200
    address = member_address(admin, regency, who.username)
    before = text_of(admin.get(address))

    answer = admin.post(f"{address}/{action}", data=data)

    assert answer.status_code == 303
    assert "Undangan terbuka yang dibuat orang ini: 2." in before
    assert "Undangan terbuka yang dibuat orang ini dicabut: 2." in text_of(
        admin.get(f"{place}/users")
    )
    assert [fresh_browser(app).get(link).status_code for link in links] == [404, 404]
    assert fresh_browser(app).get(mine).status_code == 200
    with app.app_context(), transaction(regency.principal()) as session:
        actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.seq)]
    assert actions.count("invitation:revoke") == 2


def test_links_an_operator_made_for_others_are_taken_back_with_their_role(
    app: Flask, regency: Regency, make_organisation: Callable[..., Organisation]
) -> None:
    office = make_organisation(OrganisationKind.OPERATOR)
    stays = enter(app, register(app, (office, Role.OPERATOR)))
    leaves = register(app, (office, Role.OPERATOR))
    people = f"/o/{office.slug}/users"
    made = enter(app, leaves).post(
        f"/o/{office.slug}/organisations/{regency.organisation.id}/invitations",
        data={"invitee": "Sri", "days": "14"},
    )
    link = link_on(made)
    row = next(part for part in stays.get(people).text.split("<tr>") if leaves.username in part)
    address = re.search(rf'href="({people}/[\w-]+)"', row)
    assert address is not None

    answer = stays.post(f"{address.group(1)}/ending")

    assert answer.status_code == 303
    assert fresh_browser(app).get(link).status_code == 404


def test_page_of_a_member_says_that_their_keys_stay(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.ADMIN))
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, regency.id)) as session:
        account = organisations.find_user(session, username=who.username)
        assert account is not None
        account.display_name = "Pembuat Kunci"
    address = member_address(admin, regency, who.username)
    assert "Kunci API yang dibuat orang ini" not in text_of(admin.get(address))
    form = {"label": "Dasbor", "scopes": "regulation:read", "valid_days": "30"}
    assert enter(app, who).post(f"/r/{regency.slug}/keys", data=form).status_code < 400

    page = admin.get(address)

    assert "Kunci API yang dibuat orang ini tetap berlaku: 1." in text_of(page)
    assert f'href="/r/{regency.slug}/keys">Periksa' in page.text


def test_membership_when_ended_twice_is_gone(app: Flask, regency: Regency, admin: Browser) -> None:
    who = register(app, (regency, Role.OFFICER))
    address = member_address(admin, regency, who.username)
    admin.post(f"{address}/ending")

    again = admin.post(f"{address}/ending")

    assert again.status_code == 404
    assert "sudah berakhir" in text_of(admin.get(address))


def test_changes_of_people_are_in_the_regencys_trail(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.OFFICER))
    address = member_address(admin, regency, who.username)
    admin.post(f"{address}/role", data={"role": "viewer"})
    admin.post(f"{address}/ending")

    with app.app_context(), transaction(regency.principal()) as session:
        actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.seq)]

    assert actions[-2:] == ["user:change-role", "user:end"]


def test_person_with_a_given_password_changes_it_before_anything_opens(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    username = f"{regency.slug}.awal"
    added = admin.post(f"/r/{regency.slug}/users", data=new_person(username=username))
    given = re.search(r'class="once">([^<]+)<', added.text)
    assert given is not None
    browser = enter(app, Credentials(username))
    page = f"/r/{regency.slug}/coverage"

    before = browser.get(page)
    led_to = text_of(browser.get(before.location))
    program = browser.get(page, headers={"Accept": "application/json"})
    browser.post(
        "/profile/password",
        data={
            "current_password": given.group(1),
            "new_password": "sepuluh awan di langit",
            "new_password_again": "sepuluh awan di langit",
        },
    )

    assert (before.status_code, before.location) == (303, "/profile")
    assert "Ganti kata sandi awal lebih dahulu." in led_to
    assert program.status_code == 403
    assert program.json is not None
    assert program.json["type"] == "/problems/given-password"
    assert browser.get(page).status_code == 200


def test_password_when_reset_by_an_admin_is_shown_once_and_ends_the_sessions(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.OFFICER))
    browser = enter(app, who)
    address = member_address(admin, regency, who.username)
    assert f'action="{address}/password"' in admin.get(address).text

    answer = admin.post(f"{address}/password")
    given = re.search(r'class="once">([^<]+)<', answer.text)
    assert given is not None
    again = fresh_browser(app)
    entered = submit_sign_in(again, who.username, given.group(1))

    assert answer.status_code == 200
    assert browser.get("/profile").status_code == 401
    assert submit_sign_in(fresh_browser(app), who.username, who.password).status_code == 422
    assert entered.status_code == 303
    assert again.get(f"/r/{regency.slug}/coverage").location == "/profile"
    assert "pengguna: setel ulang kata sandi" in text_of(admin.get(f"/r/{regency.slug}/audit"))


def test_password_of_somebody_at_work_elsewhere_cannot_be_reset(
    app: Flask, regency: Regency, other_regency: Regency, admin: Browser
) -> None:
    who = register(app, (regency, Role.OFFICER), (other_regency, Role.ADMIN))
    browser = enter(app, who, other_regency)
    address = member_address(admin, regency, who.username)

    page = admin.get(address)
    answer = admin.post(f"{address}/password")

    assert "hanya dapat disetel ulang oleh pengelola sistem, melalui baris perintah" in text_of(
        page
    )
    assert f'action="{address}/password"' not in page.text
    assert answer.status_code == 422
    assert "hanya dapat disetel ulang oleh pengelola sistem" in text_of(answer)
    assert other_regency.name not in text_of(answer)
    assert browser.get(f"/r/{other_regency.slug}/users").status_code == 200


def test_page_of_an_admin_says_why_the_role_stays_before_anybody_tries(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    page = admin.get(f"/r/{regency.slug}/users").text
    address = re.findall(rf'href="(/r/{regency.slug}/users/[\w-]+-[\w-]+)"', page)[0]

    kept = admin.get(address)
    register(app, (regency, Role.ADMIN))
    free = admin.get(address)

    assert "paling sedikit 2 admin tanpa tanggal berakhir" in text_of(kept)
    assert f'action="{address}/ending"' not in kept.text
    assert f'action="{address}/role"' not in kept.text
    assert f'action="{address}/ending"' in free.text


@pytest.mark.parametrize(
    ("kind", "letter"),
    [
        (OrganisationKind.BRANCH, "b"),
        (OrganisationKind.PROVINCE, "p"),
        (OrganisationKind.MINISTRY, "m"),
        (OrganisationKind.OPERATOR, "o"),
    ],
)
def test_people_of_every_kind_of_organisation_are_kept_alike(
    app: Flask,
    make_organisation: Callable[..., Organisation],
    kind: OrganisationKind,
    letter: str,
) -> None:
    place = make_organisation(kind)
    first, *others = ROLES_OF[kind]
    keeper = enter(app, register(app, (place, first)))
    address = f"/{letter}/{place.slug}/users"
    last = others[-1] if others else first

    listed = keeper.get(address)
    foreign = keeper.post(address, data=new_person(role="admin", username=f"{place.slug}.x"))
    added = keeper.post(address, data=new_person(role=last.value, username=f"{place.slug}.y"))
    row = re.search(rf'href="({address}/[\w-]+-[\w-]+)"', listed.text)
    assert row is not None
    alone = keeper.post(f"{row.group(1)}/ending")

    assert f'href="{address}"' in listed.text  # the entry of the menu
    assert foreign.status_code == 422
    assert "Peran ini tidak dikenal" in text_of(foreign)
    assert added.status_code == 201
    assert alone.status_code == (303 if not others else 422)


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.VIEWER, Role.OFFICER])
def test_first_page_tells_people_with_little_to_do_what_they_can_do(
    regency: Regency, browser_of: Callable[[Regency, Role], Browser], role: Role
) -> None:
    page = text_of(browser_of(regency, role).get(f"/r/{regency.slug}/"))

    assert ("Yang dapat Anda lakukan" in page) == (role is not Role.OFFICER)


def test_profile_says_what_the_role_may_do(
    regency: Regency, browser_of: Callable[[Regency, Role], Browser]
) -> None:
    page = text_of(browser_of(regency, Role.VIEWER).get("/profile"))

    assert f"{regency.name} pimpinan melihat angka, regulasi, perjanjian, dan rapor" in page
