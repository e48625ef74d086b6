"""An officer keeps meetings and follow-ups; others read them; another regency knows of none."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from flask import Flask

from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.formats import date_id
from tenants.kernel.sources import SourceStatus
from tenants.monev_rules import MeetingDetails
from tenants.services import sessions
from tenants.services.monev import record_meeting
from tenants.shell import downloads
from tenants.views import overdue_follow_ups
from tests.conftest import ACTOR, NOW, Browser, Regency, add_member
from tests.functional.test_regulation_story import add_perbup

SignIn = Callable[[Regency, Role], Browser]

TODAY = NOW.date()
MEETING = {
    "title": "Rapat monev kepesertaan",
    "led_by": "Sekretaris Daerah",
    "attendees": "Asisten\nBaznas",
    "background": "Menindaklanjuti pemantauan kementerian.",
    "decisions": "Iuran RT/RW dianggarkan\nData disatukan",
    "source_name": "Berita 13 Juni 2022",
    "source_on": "2022-06-13",
    "source_status": "press",
}
SOURCE = {name: MEETING[name] for name in ("source_name", "source_on", "source_status")}
MISTAKE = {"reason": "Tercatat dua kali."}
FOLLOW_UP = {"task": "Cari anggaran untuk RT/RW", "owner": "Sekretaris Daerah"}


def at(regency: Regency, path: str = "") -> str:
    return f"/r/{regency.slug}/monev-meetings{path}"


def add_meeting(browser: Browser, regency: Regency, **changes: str) -> str:
    """The path of a new meeting."""
    response = browser.post(at(regency, "/new"), data={**MEETING, **changes})
    assert response.status_code == 303, response.text
    return response.location


def add_follow_up(browser: Browser, path: str, **changes: str) -> str:
    """The path of a new follow-up, without its last word."""
    response = browser.post(f"{path}/follow-ups/new", data={**FOLLOW_UP, **changes})
    assert response.status_code == 303, response.text
    found = re.findall(r'href="([^"]+/follow-ups/[^"]+)/edit"', browser.get(path).text)
    assert found
    return str(found[-1])


def record_many(app: Flask, regency: Regency, number: int) -> None:
    """Meetings of one day, faster than by hand."""
    with app.app_context(), transaction(regency.principal()) as session:
        for at_once in range(number):
            details = MeetingDetails(
                title=f"=RAPAT({at_once})",
                held_on=date(2026, 1, 15),
                source_name="Notula",
                source_status=SourceStatus.OFFICIAL,
            )
            record_meeting(session, tenant_id=regency.id, actor=ACTOR, now=NOW, details=details)


def sign_in_at(app: Flask, regency: Regency, moment: datetime) -> Browser:
    """An officer whose session began at another moment than ``NOW``."""
    with app.app_context():
        with transaction(Principal(DatabaseRole.IDENTITY, regency.id)) as session:
            account = add_member(session, regency, Role.OFFICER)
        with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
            token = sessions.open_session(
                session,
                account=account,
                user_agent="uji",
                now=moment,
                organisation_id=regency.organisation.id,
            )
    browser: Browser = app.test_client()  # type: ignore[assignment]  # the class set on the app
    browser.token = token
    browser.set_cookie(sessions.COOKIE_NAME, token, secure=True, httponly=True)
    return browser


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def test_officer_records_a_meeting_as_its_source_tells_it(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    assert "Belum ada rapat monev" in officer.get(at(regency)).text

    path = add_meeting(officer, regency)
    add_follow_up(officer, path)

    page = officer.get(path).text
    assert "<li>Asisten</li><li>Baznas</li>" in page
    assert "<li>Iuran RT/RW dianggarkan</li><li>Data disatukan</li>" in page
    assert "Iuran RT/RW dianggarkan" in officer.get(f"{path}/edit").text
    assert "1 rapat sesuai saringan" in officer.get(at(regency, "?search=disatukan")).text
    assert "Menindaklanjuti pemantauan" in page
    assert "Sumber: Berita 13 Juni 2022" in page
    assert page.count("tidak disebut") == 5  # day (twice) and place, due date, date of the data
    assert "Cari anggaran untuk RT/RW" in page
    assert "belum selesai" in page
    listed = officer.get(at(regency)).text
    assert "Rapat monev kepesertaan" in listed
    assert "lewat tenggat." not in listed
    assert '<a href="' + at(regency) + '" aria-current="page">Monev</a>' in listed


def test_follow_up_past_due_is_marked_until_it_is_done(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_meeting(officer, regency)
    follow_up = add_follow_up(officer, path, due_on=day(-1).isoformat())
    add_follow_up(officer, path, task="Perbarui data", due_on=day(0).isoformat())
    listed = officer.get(at(regency)).text
    assert "1 tindak lanjut lewat tenggat." in listed
    assert '<span class="chip act">lewat tenggat</span>' in officer.get(path).text

    asked = officer.get(f"{follow_up}/completion").text
    assert f'value="{TODAY}"' in asked
    said = {
        "done_on": TODAY.isoformat(),
        "note": "Masuk APBD perubahan",
        "expected_version": "1",
    }
    assert officer.post(f"{follow_up}/completion", data=said).status_code == 303

    page = officer.get(path).text
    assert '<span class="chip ok">selesai</span>' in page
    assert date_id(TODAY) in page
    assert "Masuk APBD perubahan" in page
    assert "lewat tenggat" not in page
    assert officer.post(f"{follow_up}/completion", data=said).status_code == 409
    assert officer.post(f"{follow_up}/reopen").status_code == 303
    assert '<span class="chip act">lewat tenggat</span>' in officer.get(path).text


def test_overdue_follow_ups_are_listed_at_home_and_on_the_page_and_leave_as_excel(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_meeting(officer, regency)
    assert "Tindak lanjut lewat tenggat" not in officer.get(f"/r/{regency.slug}/").text
    for offset in range(1, 5):
        add_follow_up(officer, path, task=f"=TUGAS({offset})", due_on=day(-offset).isoformat())
    add_follow_up(officer, path, task="Masih ada waktu", due_on=day(1).isoformat())

    home = officer.get(f"/r/{regency.slug}/").text
    listed = officer.get(at(regency)).text
    export = officer.get(at(regency, "/overdue/export"))

    assert "semua 4 tindak lanjut" in home
    assert f"Sekretaris Daerah: lewat tenggat {date_id(day(-4))}, 4 hari." in home
    assert home.count("=TUGAS(") == 3
    overdue = listed.partition('id="overdue"')[2].partition("</section>")[0]
    assert re.findall(r">(=TUGAS\(\d\))</a>", overdue) == [f"=TUGAS({n})" for n in (4, 3, 2, 1)]
    assert "4 hari" in overdue
    assert "/completion" in overdue
    assert "Masih ada waktu" not in overdue
    with zipfile.ZipFile(io.BytesIO(export.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert sheet.count("<row ") == 5
    assert "<f>" not in sheet
    assert "Masih ada waktu" not in texts
    viewer = browser_of(regency, Role.VIEWER)
    assert "/completion" not in viewer.get(at(regency)).text
    assert viewer.get(at(regency, "/overdue/export")).status_code == 200


def test_socialisation_event_asks_for_follow_ups_like_a_meeting(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    event = {"place": "Pendopo", "held_on": day(-9).isoformat(), **SOURCE}
    officer.post(f"{path}/socialisation-events/new", data=event)
    edit = re.search(r'href="([^"]+/socialisation-events/[^"]+)/edit"', officer.get(path).text)
    assert edit is not None
    asks = f"/r/{regency.slug}/socialisation-events/{edit[1].rsplit('/', 1)[1]}"
    assert f'href="{asks}/follow-ups/new"' in officer.get(path).text
    early = officer.post(
        f"{asks}/follow-ups/new", data={**FOLLOW_UP, "due_on": day(-10).isoformat(), "note": ""}
    )

    kept = officer.post(
        f"{asks}/follow-ups/new", data={**FOLLOW_UP, "due_on": day(-1).isoformat(), "note": ""}
    )

    assert "Tenggat mendahului tanggal rapat atau kegiatannya." in early.text
    assert (kept.status_code, kept.location) == (303, f"{path}#events")
    page = officer.get(path).text
    assert FOLLOW_UP["task"] in page
    assert "lewat tenggat" in page
    found = re.search(rf'href="({asks}/follow-ups/[^"]+)/edit"', page)
    assert found is not None
    listed = officer.get(at(regency)).text
    assert "Sosialisasi Perbup 25/2021" in listed
    assert f'href="{found[1]}/completion"' in listed
    assert "Sosialisasi Perbup 25/2021" in officer.get(f"/r/{regency.slug}/").text
    for export in ("/overdue/export", "/export"):
        with zipfile.ZipFile(io.BytesIO(officer.get(at(regency, export)).data)) as book:
            assert "Perbup 25/2021" in book.read("xl/sharedStrings.xml").decode()
    assert FOLLOW_UP["task"] in officer.get(f"{edit[1]}/removal").text
    later = officer.post(
        f"{edit[1]}/edit", data={**event, "held_on": day(0).isoformat(), "expected_version": "1"}
    )
    assert "mendahului tanggal rapat atau kegiatannya" in later.text
    assert "Perbup 25/2021" in officer.get(f"{found[1]}/edit").text
    done = {"done_on": TODAY.isoformat(), "note": "", "expected_version": "1"}
    assert officer.post(f"{found[1]}/completion", data=done).location == f"{path}#events"
    assert officer.post(f"{found[1]}/reopen").location == f"{path}#events"
    assert officer.post(f"{found[1]}/removal", data=MISTAKE).location == f"{path}#events"
    assert FOLLOW_UP["task"] not in officer.get(path).text.split('id="events"')[1]
    assert officer.post(f"{edit[1]}/removal", data=MISTAKE).status_code == 303


def test_overdue_follow_ups_that_are_too_many_for_a_file_are_refused_not_cut(
    regency: Regency, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_meeting(officer, regency)
    for offset in (1, 2):
        add_follow_up(officer, path, due_on=day(-offset).isoformat())
    for module in (downloads, overdue_follow_ups):
        monkeypatch.setattr(module, "EXPORT_LIMIT", 2)
    whole = officer.get(at(regency, "/overdue/export"))
    add_follow_up(officer, path, due_on=day(-3).isoformat())

    cut = officer.get(at(regency, "/overdue/export"))

    assert (whole.status_code, cut.status_code) == (200, 422)
    assert "terlalu banyak untuk satu berkas" in cut.text


def test_late_is_told_by_the_clock_of_the_regency(
    app: Flask, regency: Regency, browser_of: SignIn, clock: Callable[[datetime], None]
) -> None:
    path = add_meeting(browser_of(regency, Role.OFFICER), regency)
    evening = NOW.replace(hour=16, minute=59)  # 23.59 in Jakarta
    awake = sign_in_at(app, regency, evening)
    clock(evening)
    add_follow_up(awake, path, due_on=TODAY.isoformat())

    assert "lewat tenggat" not in awake.get(path).text
    clock(evening + timedelta(minutes=1))  # tomorrow in Jakarta, not yet so in UTC
    assert "lewat tenggat" in awake.get(path).text


def test_officer_corrects_a_meeting_and_its_follow_up(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_meeting(officer, regency)
    follow_up = add_follow_up(officer, path)
    form = officer.get(f"{path}/edit").text
    assert 'value="Sekretaris Daerah"' in form
    assert 'value="Cari anggaran untuk RT/RW"' in officer.get(f"{follow_up}/edit").text

    saved = officer.post(f"{path}/edit", data={**MEETING, "place": "Aula", "expected_version": "1"})
    corrected = officer.post(
        f"{follow_up}/edit",
        data={**FOLLOW_UP, "owner": "Dinas Sosial", "expected_version": "1"},
    )

    assert (saved.status_code, corrected.status_code) == (303, 303)
    page = officer.get(path).text
    assert "Aula" in page
    assert "Dinas Sosial" in page
    again = officer.post(f"{path}/edit", data={**MEETING, "place": "Aula", "expected_version": "2"})
    assert "Tidak ada isian yang berubah" in officer.get(again.location).text
    assert officer.post(f"{follow_up}/removal", data=MISTAKE).status_code == 303
    assert officer.get(f"{follow_up}/edit").status_code == 404
    assert f'href="{path}/removal"' in officer.get(f"{path}/edit").text
    assert officer.post(f"{path}/removal", data=MISTAKE).location == at(regency)
    assert officer.get(path).status_code == 404


def test_second_officer_is_told_that_the_first_saved(regency: Regency, browser_of: SignIn) -> None:
    first, second = (browser_of(regency, Role.OFFICER) for _ in range(2))
    path = add_meeting(first, regency)
    first.post(f"{path}/edit", data={**MEETING, "place": "Aula", "expected_version": "1"})

    late = second.post(f"{path}/edit", data={**MEETING, "place": "Kantor", "expected_version": "1"})

    assert late.status_code == 409
    assert "sudah disimpan orang lain" in late.text
    assert 'value="Kantor"' in late.text
    assert 'name="expected_version" value="2"' in late.text
    assert "Aula" in second.get(path).text


def test_follow_up_saved_in_another_tab_is_not_saved_over_unseen(
    regency: Regency, browser_of: SignIn
) -> None:
    first, second = (browser_of(regency, Role.OFFICER) for _ in range(2))
    path = add_meeting(first, regency)
    follow_up = add_follow_up(first, path)
    seen = {**FOLLOW_UP, "due_on": "", "note": "", "expected_version": "1"}
    saved = first.post(f"{follow_up}/edit", data=seen | {"note": "Rp151.200 dianggarkan"})

    late = second.post(f"{follow_up}/edit", data=seen | {"note": "Menunggu APBD-P"})
    done = {"done_on": TODAY.isoformat(), "note": "Selesai dibahas", "expected_version": "1"}
    late_done = second.post(f"{follow_up}/completion", data=done)
    kept = second.get(path).text
    knowingly = second.post(
        f"{follow_up}/edit", data=seen | {"note": "Menunggu APBD-P", "expected_version": "2"}
    )

    assert (saved.status_code, late.status_code, late_done.status_code) == (303, 409, 409)
    for answer, typed in ((late, "Menunggu APBD-P"), (late_done, "Selesai dibahas")):
        assert "Tindak lanjut ini sudah disimpan orang lain" in answer.text
        assert f">{typed}</textarea>" in answer.text
        assert 'name="expected_version" value="2"' in answer.text
    assert "Rp151.200 dianggarkan" in kept
    assert "Menunggu APBD-P" not in kept
    assert knowingly.status_code == 303
    assert "Menunggu APBD-P" in second.get(path).text
    assert 'name="expected_version" value="3"' in second.get(f"{follow_up}/completion").text


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"title": ""}, "Nama rapat: Wajib diisi."),
        ({"held_on": "2026-11-23"}, "Tanggal rapat belum tiba."),
        ({"held_on": "kemarin"}, "Tanggal tidak dikenali."),
        ({"source_status": "kabar"}, "Pilih salah satu pilihan"),
        ({"source_name": ""}, "Nama sumber: Wajib diisi."),
        ({"asing": "1"}, "Isian ini tidak dikenal."),
    ],
)
def test_refused_meeting_keeps_what_was_typed(
    regency: Regency, browser_of: SignIn, changes: dict[str, str], answer: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    response = officer.post(at(regency, "/new"), data={**MEETING, **changes})

    assert response.status_code == 422
    assert answer in unescape(response.text)
    assert "Menindaklanjuti pemantauan" in response.text
    assert "Belum ada rapat monev" in officer.get(at(regency)).text


def test_refused_follow_up_keeps_what_was_typed(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_meeting(officer, regency, held_on=day(-3).isoformat())
    follow_up = add_follow_up(officer, path)

    new = officer.post(f"{path}/follow-ups/new", data={**FOLLOW_UP, "owner": ""})
    early = {**FOLLOW_UP, "due_on": day(-4).isoformat(), "expected_version": "1"}
    edited = officer.post(f"{follow_up}/edit", data=early)
    future = {"done_on": day(5).isoformat(), "note": "sudah hampir", "expected_version": "1"}
    done = officer.post(f"{follow_up}/completion", data=future)

    assert [new.status_code, edited.status_code, done.status_code] == [422, 422, 422]
    assert "Penanggung jawab: Wajib diisi." in new.text
    assert 'value="Cari anggaran untuk RT/RW"' in new.text
    assert "Tenggat mendahului tanggal rapat atau kegiatannya." in edited.text
    assert "Tanggal selesai belum tiba." in done.text
    assert "sudah hampir" in done.text


def test_list_is_searched_paged_and_exported(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    record_many(app, regency, 51)
    path = add_meeting(officer, regency, title="Rapat luar biasa", held_on="2025-02-03")
    add_follow_up(officer, path, due_on=day(-1).isoformat())
    add_follow_up(officer, path, task="Perbarui data")

    first = officer.get(at(regency)).text
    onward = re.search(r'href="([^"]+)" rel="next"', first)
    assert onward is not None
    second = officer.get(unescape(onward.group(1))).text
    narrowed = officer.get(at(regency, "?search=luar+biasa&rest=overdue&year=2025")).text
    export = officer.get(at(regency, "/export?rest=open"))

    assert "52 rapat" in first
    assert "Rapat luar biasa" not in first.partition("52 rapat")[2]
    assert "Rapat luar biasa" in second
    assert "1 rapat sesuai saringan" in narrowed
    assert "Tampilkan daftarnya" in narrowed
    assert export.headers["Content-Disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(export.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert sheet.count("<row ") == 3  # head and two follow-ups
    assert "Iuran RT/RW dianggarkan" in texts
    assert "<f>" not in sheet
    assert "lewat tenggat" in texts


def test_filter_that_finds_nothing_says_so(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add_meeting(officer, regency)

    assert "sesuai dengan saringan" in officer.get(at(regency, "?rest=overdue")).text
    assert officer.get(at(regency, "?year=abad")).status_code == 422
    assert officer.get(at(regency, "?cursor=bukan")).status_code == 400
    assert officer.get(at(regency, "?asing=1")).status_code == 422


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.VIEWER])
def test_reader_sees_meetings_but_cannot_change_them(
    regency: Regency, browser_of: SignIn, role: Role
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_meeting(officer, regency)
    follow_up = add_follow_up(officer, path)
    reader = browser_of(regency, role)

    page = reader.get(path).text

    assert "Cari anggaran untuk RT/RW" in page
    assert "Tandai selesai" not in page
    assert "/edit" not in page
    for address in (f"{path}/edit", f"{path}/follow-ups/new", f"{follow_up}/completion"):
        assert reader.get(address).status_code == 403
        assert reader.post(address, data=FOLLOW_UP).status_code == 403
    for address in (f"{path}/removal", f"{follow_up}/removal", f"{follow_up}/reopen"):
        assert reader.post(address).status_code == 403


def test_another_regency_is_told_it_does_not_exist(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_meeting(officer, regency)
    follow_up = add_follow_up(officer, path)
    stranger = browser_of(other_regency, Role.ADMIN)

    for address in (path, f"{path}/edit", f"{follow_up}/edit", f"{follow_up}/completion"):
        assert stranger.get(address).status_code == 404
        assert stranger.get(address.replace(regency.slug, other_regency.slug)).status_code == 404
    for address in (f"{path}/removal", f"{follow_up}/removal", f"{follow_up}/reopen"):
        borrowed = address.replace(regency.slug, other_regency.slug)
        assert stranger.post(borrowed).status_code == 404
    assert "Rapat monev kepesertaan" not in stranger.get(at(other_regency)).text
    assert "Cari anggaran" in officer.get(path).text


def test_nobody_signed_in_sees_nothing(regency: Regency, browser: Browser) -> None:
    assert browser.get(at(regency)).status_code == 401
