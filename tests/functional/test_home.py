"""Beranda: how ready the regency is and what to do next."""

import re
from collections.abc import Callable
from io import BytesIO

from flask import Flask

from scoring.services.scorecards import RECOMPUTE_JOB, RECOMPUTE_KEY
from tenants.access import Role
from tenants.kernel.db import transaction
from tenants.kernel.jobs import find_run, perform
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_commitments import BLITAR
from tests.functional.test_commitments import add as add_programme
from tests.functional.test_commitments import text_of as words_of
from tests.functional.test_coverage import QUOTED, STATED
from tests.functional.test_coverage import add as add_figure

SignIn = Callable[[Regency, Role], Browser]

ATTENDANCE = {
    "interview-attendee": "head",
    "source_name": "Surat kehadiran",
    "source_status": "press",
}
VILLAGES = {
    "village-total_count": "248",
    "village-protected_hundred_count": "62",
    "source_name": "DPMD",
    "source_status": "press",
}


def home(regency: Regency, query: str = "") -> str:
    return f"/r/{regency.slug}/{query}"


def compute(app: Flask, regency: Regency) -> None:
    with app.app_context():
        with transaction(regency.principal()) as session:
            run = find_run(session, tenant_id=regency.id, kind=RECOMPUTE_JOB, key=RECOMPUTE_KEY)
        assert run is not None
        perform(str(run.id))


def test_home_before_anything_was_computed_explains_and_offers_it(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = text_of(browser_of(regency, Role.OFFICER).get(home(regency)))
    leader = text_of(browser_of(regency, Role.VIEWER).get(home(regency)))

    assert "Hitung sekarang" in officer
    assert "Hitung sekarang" not in leader
    assert "Minta petugas menghitungnya" in leader


def steps(page: str) -> str:
    """The part of Beranda that leads a regency at its beginning."""
    return page.partition('id="first-steps"')[2].partition("</section>")[0]


def test_home_of_an_empty_regency_leads_by_first_steps_and_shows_no_zeros(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.post(f"/r/{regency.slug}/scorecard/recomputation")
    compute(app, regency)

    page = officer.get(home(regency)).text

    links = re.findall(r'href="/r/[^/]+/([^"]+)"', steps(page))
    assert links == [
        "regulations/new",
        "commitments/new",
        "rosters/new",
        "coverage/statement/new",
    ]
    assert all(officer.get(home(regency, link)).status_code == 200 for link in links)
    assert "0 dari 4 selesai" in page
    assert "belum ada yang dapat dinilai" in page
    assert "0,00" not in page


def test_home_ticks_off_each_first_step_and_names_the_next(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    assert "1. Catat regulasi yang mendasari berikutnya" in text_of(officer.get(home(regency)))

    add_programme(officer, regency, BLITAR)
    add_figure(officer, regency, "quotation", QUOTED)

    page = text_of(officer.get(home(regency)))
    assert "2 dari 4 selesai" in page
    assert "1. Catat regulasi yang mendasari berikutnya" in page
    assert "2. Catat program bantuan iuran selesai" in page
    assert "4. Catat angka cakupan selesai" in page


def test_home_of_an_empty_regency_gives_a_reader_no_door_that_is_closed(
    regency: Regency, browser_of: SignIn
) -> None:
    page = browser_of(regency, Role.VIEWER).get(home(regency)).text

    assert "Catat regulasi yang mendasari" in steps(page)
    assert "href" not in steps(page)
    assert "Langkah ini dikerjakan petugas." in steps(page)


def test_home_shows_index_aspects_and_the_most_valuable_actions_first(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.post(f"/r/{regency.slug}/scorecard/claims/2025/E1", data=ATTENDANCE)
    compute(app, regency)

    response = officer.get(home(regency))

    page = text_of(response)
    assert "4,00 diajukan, dari 100" in page
    assert "0,00 terverifikasi" in page
    assert "E Wawancara: 0,00 dari 15,00, diajukan 4,00, sasaran 9,00" in page
    gains = [int(x.replace(",", "")) for x in re.findall(r'">\+(\d+,\d\d)</td>', response.text)]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] == 1800  # one statement serves B1 and B2; B3 needs two Decembers


def actions(page: str) -> list[str]:
    """The rows of what needs action."""
    table = page.partition("Yang perlu dikerjakan")[2].partition("</section>")[0]
    return [words_of(row) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]]


def test_paper_that_would_verify_claimed_points_is_an_action_until_it_is_attached(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    saved = officer.post(f"/r/{regency.slug}/coverage/statement", data=STATED)
    officer.post(f"/r/{regency.slug}/scorecard/claims/2025/E1", data=ATTENDANCE)
    compute(app, regency)

    rows = actions(officer.get(home(regency)).text)
    officer.post(saved.location, data={"file": (BytesIO(b"%PDF-1.7\nSurat"), "surat.pdf")})
    compute(app, regency)
    after = actions(officer.get(home(regency)).text)

    proofs = [row for row in rows if "dinyatakan, belum diverifikasi" in row]
    assert len(proofs) == 2
    assert "belum dilampirkan" in proofs[0]
    assert "B1 " in proofs[0]
    assert "Bersumber dari pers" in proofs[1]
    gains = [int(re.findall(r"\+(\d+),(\d\d)", row)[-1][0]) for row in rows]
    assert gains == sorted(gains, reverse=True)
    assert [row for row in after if "dinyatakan, belum diverifikasi" in row] == proofs[1:]


def test_home_of_an_ended_period_leaves_out_what_can_no_longer_be_reached(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    for year in (2025, 2026):
        officer.post(f"/r/{regency.slug}/scorecard/claims/{year}/D2", data=VILLAGES)
    compute(app, regency)

    ended = text_of(officer.get(home(regency)))
    running = text_of(officer.get(home(regency, "?year=2026")))

    ledgers = {
        year: text_of(officer.get(f"/r/{regency.slug}/scorecard?year={year}"))
        for year in (2025, 2026)
    }
    assert "Periode telah berakhir" in ended
    assert "Sisa hari" not in ended
    assert "+2,25 periode telah berakhir Dorong desa" in ledgers[2025]
    assert "+2,25 belum tercapai Dorong desa" in ledgers[2026]
    assert "Catat perjanjian yang berlaku dalam periode" in ledgers[2025]
    assert "Tandatangani perjanjian sebelum awal perlindungan" in ledgers[2026]
    assert "tersisa 42 hari" in running
    assert "Sisa hari" in running


def test_interview_can_still_be_prepared_after_the_period_has_ended(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    late = {**ATTENDANCE, "interview-attendee": "secretary"}
    officer.post(f"/r/{regency.slug}/scorecard/claims/2025/E1", data=late)
    compute(app, regency)

    ledger = text_of(officer.get(f"/r/{regency.slug}/scorecard"))

    assert "+2,40 belum tercapai Pastikan Bupati" in ledger


def test_home_says_what_changed_since_the_last_computation(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.post(f"/r/{regency.slug}/scorecard/recomputation")
    compute(app, regency)
    officer.post(f"/r/{regency.slug}/scorecard/claims/2025/E1", data=ATTENDANCE)
    compute(app, regency)

    page = text_of(officer.get(home(regency)))

    assert "+4,00 diajukan, sejak perhitungan" in page


def test_home_of_another_regency_does_not_exist(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    assert browser_of(other_regency, Role.ADMIN).get(home(regency)).status_code == 404
