"""People of a regency: found, shown masked, opened for a reason, hidden from others."""

import base64
import html
import io
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from enrollment.kinds import CoverStatus
from enrollment.models.workers import Worker
from enrollment.queries.workers import count_workers
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    roster_file,
    run_due,
    upload,
)

SignIn = Callable[[Regency, Role], Browser]

NIK = "3505010101700001"
REASON = "Mencocokkan dengan KTP atas permintaan BPJS"


def fill(app: Flask, regency: Regency) -> UUID:
    """Three people in one programme; the first has the number ``NIK``."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        rows = [person(1, "Sumini"), person(2, "Siti Aminah"), person(3, "Paijo")]
        upload(regency, commitment_id, roster_file(rows), status=CoverStatus.DETERMINED)
        run_due(regency)
    return commitment_id


def worker_id(app: Flask, regency: Regency, name: str = "Sumini") -> UUID:
    with app.app_context(), transaction(regency.principal()) as session:
        return session.scalars(select(Worker.id).where(Worker.name == name)).one()


def name_of(serial: int) -> str:
    """A name without digits, which would ask for a look; in order of the serials."""
    return "Orang " + "".join(chr(ord("A") + int(digit)) for digit in f"{serial:03}")


def at(regency: Regency, path: str = "") -> str:
    return f"/r/{regency.slug}/workers{path}"


def test_list_shows_everybody_by_name_with_masked_numbers(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    fill(app, regency)

    page = browser_of(regency, Role.OFFICER).get(at(regency))

    words = text_of(page)
    assert "3 orang tercatat." in words
    assert words.index("Paijo") < words.index("Siti Aminah") < words.index("Sumini")
    assert "350501**********" in words
    assert NIK not in page.text
    assert "ditetapkan" in words


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({"name": "s"}, ["Siti Aminah", "Sumini"]),
        ({"name": "SITI a"}, ["Siti Aminah"]),
        ({"name": "aminah"}, []),
        ({"name": "s", "cover_status": "paid"}, []),
        ({"village_code": "35.05.01.2001"}, ["Paijo", "Siti Aminah", "Sumini"]),
        ({"village_code": "35.05.01.2002"}, []),
        ({"cover_status": "determined"}, ["Paijo", "Siti Aminah", "Sumini"]),
        ({"cover_status": "paid"}, []),
    ],
)
def test_list_when_filtered_shows_only_those(
    app: Flask, regency: Regency, browser_of: SignIn, form: dict[str, str], found: list[str]
) -> None:
    fill(app, regency)
    officer = browser_of(regency, Role.OFFICER)

    sent = officer.post(at(regency, "/filter"), data=form)
    words = text_of(officer.get(sent.location))

    shown = [name for name in ("Paijo", "Siti Aminah", "Sumini") if name in words]
    assert shown == found
    assert f"{len(found)} orang sesuai saringan." in words


def test_name_that_is_sought_stands_in_no_address_and_opens_for_nobody_else(
    app: Flask, regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    fill(app, regency)
    officer = browser_of(regency, Role.OFFICER)

    address = officer.post(at(regency, "/filter"), data={"name": "Sumini"}).location
    sealed = address.split("search=")[1]

    assert "sumini" not in address.lower()
    assert b"sumini" not in base64.urlsafe_b64decode(sealed + "==").lower()
    assert 'value="Sumini"' in officer.get(address).text
    assert browser_of(regency, Role.ADMIN).get(address).status_code == 400
    elsewhere = browser_of(other_regency, Role.OFFICER)
    assert elsewhere.get(f"{at(other_regency)}?search={sealed}").status_code == 400
    assert officer.get(f"{at(regency)}?search=bukan").status_code == 400
    assert officer.get(f"{at(regency)}?name=Sumini").status_code == 422


def test_list_when_a_search_is_longer_than_a_page_keeps_the_search(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        rows = [person(serial, name_of(serial)) for serial in range(1, 56)]
        rows += [person(serial, "Lain") for serial in range(56, 60)]
        upload(regency, add_commitment(regency), roster_file(rows))
        run_due(regency)
    officer = browser_of(regency, Role.OFFICER)

    sent = officer.post(at(regency, "/filter"), data={"name": "orang"})
    first = officer.get(sent.location).text
    following = html.unescape(first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0])
    second = text_of(officer.get(following))

    assert "55 orang sesuai saringan." in second
    assert name_of(55) in second
    assert "Lain" not in second


def test_list_when_filtered_by_programme_keeps_others_out(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    inside = fill(app, regency)
    with app.app_context():
        other = add_commitment(regency, title="Program lain")
    officer = browser_of(regency, Role.OFFICER)

    assert "3 orang sesuai" in text_of(officer.get(f"{at(regency)}?commitment_id={inside}"))
    assert "0 orang sesuai" in text_of(officer.get(f"{at(regency)}?commitment_id={other}"))


def test_list_when_longer_than_a_page_goes_on_where_it_ended(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        rows = [person(serial, name_of(serial)) for serial in range(1, 61)]
        upload(regency, add_commitment(regency), roster_file(rows))
        run_due(regency)
    officer = browser_of(regency, Role.OFFICER)

    first = officer.get(at(regency))
    cursor = first.text.split("cursor=")[1].split('"')[0]
    second = text_of(officer.get(f"{at(regency)}?cursor={cursor}"))

    assert b"orang" not in base64.urlsafe_b64decode(cursor + "==").lower()
    assert name_of(50) in text_of(first)
    assert name_of(51) not in text_of(first)
    assert name_of(51) in second
    assert name_of(60) in second
    assert name_of(50) not in second


@pytest.mark.parametrize(
    "typed",
    [
        NIK,
        "3505 0101 0170 0001",
        f"'{NIK}",
        "35.0501.010170.0001",
        "350501-010170-0001",
        "3505\u00a00101\u00a00170\u00a00001",
    ],
)
def test_search_by_whole_number_finds_the_person_without_naming_it_in_the_address(
    app: Flask, regency: Regency, browser_of: SignIn, typed: str
) -> None:
    fill(app, regency)

    response = browser_of(regency, Role.OFFICER).post(at(regency, "/search"), data={"nik": typed})

    assert response.status_code == 303
    assert response.location == at(regency, f"/{worker_id(app, regency)}")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("3505010101709999", "Tidak ada pekerja dengan NIK ini"),
        ("123", "Isi NIK lengkap, 16 angka; yang diisi 3 angka."),
        ("35.0501.010170.000", "Isi NIK lengkap, 16 angka; yang diisi 15 angka."),
        ("9999999999999999", "NIK ini tidak sah. Enam angka pertama bukan kode wilayah"),
        ("3505019901709999", "NIK ini tidak sah. Angka ke-7 sampai ke-12 bukan tanggal lahir"),
        ("35050101O1709999", "NIK memuat huruf O. Ganti dengan angka nol."),
        ("3505010X01709999", "NIK memuat selain angka 0 sampai 9. Isi 16 angka"),
        ("", "Wajib diisi."),
    ],
)
def test_search_when_nobody_has_the_number_says_so(
    app: Flask, regency: Regency, browser_of: SignIn, typed: str, words: str
) -> None:
    fill(app, regency)

    response = browser_of(regency, Role.OFFICER).post(at(regency, "/search"), data={"nik": typed})

    assert response.status_code == 422
    assert words in text_of(response)
    assert f'value="{typed}"' not in response.text or not typed


def test_one_worker_shows_cover_months_and_the_list_it_came_from(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    fill(app, regency)

    page = browser_of(regency, Role.OFFICER).get(at(regency, f"/{worker_id(app, regency)}"))

    words = text_of(page)
    assert "350501**********" in words
    assert NIK not in page.text
    assert "1 Januari 1970" in words
    assert "Maret–Desember 2025" in words
    assert "Maret 2025: menunggu pembukuan BPJS" in words
    assert "Januari 2025: di luar program" in words
    assert "/rosters/" in page.text


def test_reveal_shows_the_number_once_and_audits_why_without_it(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    fill(app, regency)
    officer, path = browser_of(regency, Role.OFFICER), at(regency, f"/{worker_id(app, regency)}")

    opened = officer.post(f"{path}/reveal", data={"reason": REASON})
    afterwards = officer.get(path)

    assert opened.status_code == 200
    assert opened.headers["Cache-Control"] == "no-store"
    assert NIK in opened.text
    assert NIK not in afterwards.text
    with app.app_context(), transaction(regency.principal()) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "worker:reveal")
        ).one()
    assert entry.detail == {"reason": REASON}
    assert entry.subject_id == str(worker_id(app, regency))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "Wajib diisi."),
        ("cek", "paling sedikit 10 huruf"),
        (f"periksa {NIK}", "Jangan menulis NIK"),
    ],
)
def test_reveal_without_a_proper_reason_shows_nothing_and_audits_nothing(
    app: Flask, regency: Regency, browser_of: SignIn, reason: str, words: str
) -> None:
    fill(app, regency)
    path = at(regency, f"/{worker_id(app, regency, 'Paijo')}")

    response = browser_of(regency, Role.OFFICER).post(f"{path}/reveal", data={"reason": reason})

    assert response.status_code == 422
    assert words in text_of(response)
    assert "3505010101700003" not in response.text
    with app.app_context(), transaction(regency.principal()) as session:
        entries = session.scalars(select(AuditEntry.action)).all()
    assert "worker:reveal" not in entries


def test_reveal_when_repeated_too_often_is_refused_for_the_hour(
    app: Flask,
    regency: Regency,
    browser_of: SignIn,
    clock: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("enrollment.views.workers.REVEALS_AN_HOUR", 2)
    fill(app, regency)
    officer = browser_of(regency, Role.OFFICER)
    path = at(regency, f"/{worker_id(app, regency)}/reveal")

    answers = [officer.post(path, data={"reason": REASON}) for _ in range(3)]
    for minutes in (19, 38, 57):
        clock(NOW + timedelta(minutes=minutes))
        officer.get(at(regency))
    clock(NOW + timedelta(minutes=61))
    later = officer.post(path, data={"reason": REASON})

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert NIK not in answers[2].text
    assert later.status_code == 200


@pytest.mark.parametrize(
    ("role", "reads", "opens"),
    [(Role.ADMIN, 200, 200), (Role.CERTIFIER, 200, 403), (Role.VIEWER, 403, 403)],
)
def test_other_roles_read_and_open_what_their_work_needs(
    app: Flask, regency: Regency, browser_of: SignIn, role: Role, reads: int, opens: int
) -> None:
    fill(app, regency)
    browser, path = browser_of(regency, role), at(regency, f"/{worker_id(app, regency)}")

    assert browser.get(path).status_code == reads
    assert browser.post(f"{path}/reveal", data={"reason": REASON}).status_code == opens


def test_another_regencys_worker_does_not_exist(
    app: Flask, regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    fill(app, regency)
    stranger = browser_of(other_regency, Role.ADMIN)
    path = at(other_regency, f"/{worker_id(app, regency)}")

    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/reveal", data={"reason": REASON}).status_code == 404
    assert "0 orang tercatat." in text_of(stranger.get(at(other_regency)))
    searched = stranger.post(at(other_regency, "/search"), data={"nik": NIK})
    assert searched.status_code == 422


def test_list_leaves_as_a_file_with_masked_numbers_and_the_trail_tells_of_it(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    commitment_id = fill(app, regency)
    officer = browser_of(regency, Role.OFFICER)
    address = officer.post(at(regency, "/filter"), data={"name": "s"}).location
    sealed = address.split("search=")[1]

    answer = officer.post(
        at(regency, "/export"), data={"search": sealed, "commitment_id": str(commitment_id)}
    )

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    _head, *rows = book.get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows] == [
        ["350501**********", "Siti Aminah"],
        ["350501**********", "Sumini"],
    ]
    with app.app_context(), transaction(regency.principal()) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "worker:export")
        ).one()
    assert entry.detail == {"rows": 2}


def test_list_too_long_for_one_file_is_refused_whole(
    app: Flask, regency: Regency, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enrollment.views.worker_export.ROW_LIMIT", 2)
    fill(app, regency)

    answer = browser_of(regency, Role.OFFICER).post(at(regency, "/export"))

    assert answer.status_code == 422
    assert "Lebih dari 2 orang: terlalu banyak untuk satu berkas." in text_of(answer)
    with app.app_context(), transaction(regency.principal()) as session:
        assert "worker:export" not in session.scalars(select(AuditEntry.action)).all()


def test_lists_that_leave_too_often_are_refused_for_the_hour(
    app: Flask, regency: Regency, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enrollment.views.worker_export.EXPORTS_AN_HOUR", 1)
    fill(app, regency)
    officer = browser_of(regency, Role.OFFICER)

    answers = [officer.post(at(regency, "/export")).status_code for _ in range(2)]

    assert answers == [200, 429]


def test_filter_that_finds_many_is_counted_up_to_a_limit(
    app: Flask, regency: Regency, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(app, regency)
    monkeypatch.setattr("enrollment.views.workers.count_workers", partial(count_workers, limit=2))
    officer = browser_of(regency, Role.OFFICER)

    many = text_of(officer.get(at(regency, "?village_code=35.05.01.2001")))
    everybody = text_of(officer.get(at(regency)))

    assert "Lebih dari 2 orang sesuai saringan." in many
    assert "3 orang tercatat." in everybody
