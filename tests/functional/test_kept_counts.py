"""Where too many people are counted to wait for, a page says of which moment its counts are."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from enrollment import tasks
from enrollment.kinds import CoverStatus
from enrollment.queries import outlooks
from enrollment.views import continuity, reconciliation_people
from tenants.access import Role
from tenants.shell import downloads
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.billings import MARCH, bill, closed, stored
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import add_commitment, give_up, run_due
from tests.integration.enrollment.summaries import many_people
from tests.integration.enrollment.test_determinations import state_rules

SignIn = Callable[[Regency, Role], Browser]
NEVER = "belum pernah dihitung"
WORKING = "Sedang dihitung di latar belakang."
STILL = "Sesudah itu tidak ada catatan yang mengubahnya."
MOVED = "Sesudah itu ada catatan baru yang mungkin mengubahnya."


@pytest.fixture(autouse=True)
def _many_people() -> Iterator[None]:
    with many_people():
        yield


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """Three people frozen for March 2025, one of them posted."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3)
        billing = closed(regency, commitment_id, MARCH, 1)
        bill(regency, billing.id)
        posted(regency, billing, f"{nik(1)};2025-03")
    return commitment_id


def work(app: Flask, regency: Regency) -> None:
    with app.app_context():
        run_due(regency)


def test_month_is_counted_once_asked_for_and_says_when_it_may_have_moved(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    never = officer.get(f"{base}/month?month=2025-03")
    unlisted = officer.get(f"{base}/people?month=2025-03")
    refused = officer.post(f"{base}/people/export", data={"month": "2025-03"})
    asked = officer.post(f"{base}/recount", data={"month": "2025-03"})
    waiting = officer.get(f"{base}/month?month=2025-03")
    work(app, regency)
    counted = officer.get(f"{base}/month?month=2025-03")
    people = officer.get(f"{base}/people?month=2025-03&cause=not-paid")
    with app.app_context():
        stored(regency, commitment_id, 4)
    moved = officer.get(f"{base}/month?month=2025-03")

    assert NEVER in text_of(never)
    assert NEVER in text_of(unlisted)
    assert refused.status_code == 409
    assert asked.status_code == 303
    assert WORKING in text_of(waiting)
    assert 'data-refresh-seconds="3"' in waiting.text
    assert STILL in text_of(counted)
    assert "ditagihkan, belum dibayar" in text_of(counted)
    assert people.text.count("350501**********") == 2
    assert MOVED in text_of(moved)


def test_months_of_a_programme_are_counted_once_asked_for(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    never = officer.get(base)
    panel = officer.get(f"/r/{regency.slug}/commitments/{commitment_id}")
    officer.post(f"{base}/recount")
    work(app, regency)
    counted = officer.get(base)
    file = officer.get(f"{base}/export")

    assert NEVER in text_of(never)
    assert NEVER in text_of(panel)
    assert "Maret 2025" not in text_of(never)
    assert STILL in text_of(counted)
    assert "Maret 2025" in text_of(counted)
    assert file.status_code == 200


@pytest.mark.parametrize("part", ["village", "occupation", "group"])
def test_parts_of_coverage_are_counted_once_asked_for(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn, part: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/coverage/breakdown"
    filtered = {"by": part, "month": "2025-03", "commitment_id": str(commitment_id)}

    never = officer.get(base, query_string=filtered)
    asked = officer.post(f"{base}/recount", data=filtered)
    work(app, regency)
    counted = officer.get(asked.location)
    elsewhere = officer.get(base, query_string=filtered | {"month": "2025-04"})

    assert NEVER in text_of(never)
    assert STILL in text_of(counted)
    assert "Jumlah" in text_of(counted)
    assert NEVER in text_of(elsewhere)


def test_groups_of_continuity_are_counted_once_asked_for_and_each_day_anew(
    app: Flask,
    regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/continuity"
    filtered = {"group": "never-full", "commitment_id": str(commitment_id)}

    never = officer.get(base, query_string=filtered)
    asked = officer.post(f"{base}/recount", data=filtered)
    monkeypatch.setattr(tasks, "utcnow", lambda: NOW - timedelta(days=1))
    work(app, regency)
    of_yesterday = officer.get(asked.location)
    officer.post(f"{base}/recount", data=filtered)
    monkeypatch.setattr(tasks, "utcnow", lambda: NOW)
    work(app, regency)
    of_today = officer.get(asked.location)

    assert NEVER in text_of(never)
    assert MOVED in text_of(of_yesterday)
    assert STILL in text_of(of_today)
    assert of_today.text.count("350501**********") == 1


def test_funnel_and_preview_of_a_decree_are_counted_once_asked_for(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3, status=CoverStatus.PROPOSED)
        state_rules(regency, commitment_id)
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/selections/{commitment_id}"

    never = officer.get(base)
    unseen = officer.get(f"{base}/determination")
    officer.post(f"{base}/recount")
    work(app, regency)
    counted = officer.get(base)
    preview = officer.get(f"{base}/determination")

    assert NEVER in text_of(never)
    assert "Langkah berikutnya" not in text_of(never)
    assert NEVER in text_of(unseen)
    assert "Tetapkan penerima" not in text_of(unseen)
    assert STILL in text_of(counted)
    assert "Langkah berikutnya" in text_of(counted)
    assert STILL in text_of(preview)
    assert "Tetapkan penerima" in text_of(preview)


def test_people_of_a_programme_are_listed_at_once_and_numbered_once_counted(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3, status=CoverStatus.PROPOSED)
        state_rules(regency, commitment_id)
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/selections/{commitment_id}"
    proposed = {"stage": "proposed"}

    never = officer.get(f"{base}/people", query_string=proposed)
    refused = officer.post(f"{base}/people/export", data=proposed)
    village = officer.get(f"{base}/people?village_code=35.05.01.2001")
    asked = officer.post(f"{base}/recount", data=proposed | {"page": "people"})
    work(app, regency)
    counted = officer.get(asked.location)
    file = officer.post(f"{base}/people/export", data=proposed)
    with app.app_context():
        stored(regency, commitment_id, 4, status=CoverStatus.PROPOSED)
    moved = officer.get(asked.location)

    assert NEVER in text_of(never)
    assert never.text.count("350501**********") == 3
    assert "Jumlah orang menurut saringan ini tidak diketahui." in text_of(never)
    assert refused.status_code == 409
    assert "3 orang sesuai saringan." in text_of(village)
    assert NEVER not in text_of(village)
    assert asked.location == f"{base}/people?stage=proposed"
    assert STILL in text_of(counted)
    assert "3 orang sesuai saringan." in text_of(counted)
    assert file.status_code == 200
    assert MOVED in text_of(moved)


def test_form_of_the_rules_offers_what_was_counted_and_before_that_every_village(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, status=CoverStatus.PROPOSED)
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/selections/{commitment_id}"

    never = officer.get(f"{base}/rules")
    asked = officer.post(f"{base}/recount", data={"page": "rules"})
    work(app, regency)
    counted = officer.get(asked.location)

    assert NEVER in text_of(never)
    assert "Buruh tani 1" not in text_of(never)
    assert STILL in text_of(counted)
    assert "Buruh tani 1" in text_of(counted)
    assert 'name="quota-35.05.01.2001"' in counted.text


def test_villages_are_counted_once_asked_for_and_their_sheets_are_of_now(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3, status=CoverStatus.PROPOSED)
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/selections/{commitment_id}"

    never = officer.get(f"{base}/villages")
    refused = officer.get(f"{base}/villages/export")
    asked = officer.post(f"{base}/recount", data={"page": "villages"})
    work(app, regency)
    counted = officer.get(asked.location)
    file = officer.get(f"{base}/villages/export")
    officer.post(f"{base}/villages/sheet", data={"village_code": "35.05.01.2001"})
    issued = officer.get(asked.location)

    assert NEVER in text_of(never)
    assert "Tidak ada calon yang menunggu" not in text_of(never)
    assert refused.status_code == 409
    assert STILL in text_of(counted)
    assert "calon di 1 desa/kelurahan" in text_of(counted)
    assert file.status_code == 200
    assert "versi 1" in text_of(issued)


def test_registers_are_counted_once_asked_for_and_by_the_rules_they_were_counted_by(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, status=CoverStatus.PROPOSED)
    admin = browser_of(regency, Role.ADMIN)
    base = f"/r/{regency.slug}/selections/{commitment_id}"

    never = admin.get(f"{base}/registers")
    asked = admin.post(f"{base}/recount", data={"page": "registers"})
    work(app, regency)
    counted = admin.get(asked.location)
    written = admin.post(f"{base}/registers", data={"register": "identity", "kind": "csv"})
    with app.app_context():
        state_rules(regency, commitment_id)
    other_rules = admin.get(f"{base}/registers")

    assert NEVER in text_of(never)
    assert "Susun berkas permintaan" in text_of(never)
    assert "perlu ditanyakan" not in text_of(never).split("Permintaan")[0]
    assert STILL in text_of(counted)
    assert "Dari 2 calon yang menunggu ditetapkan." in text_of(counted)
    assert written.status_code == 303
    assert NEVER in text_of(other_rules)


def test_result_for_more_than_a_village_or_few_people_is_recorded_in_the_background(
    app: Flask, regency: Regency, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlooks, "RARE_PEOPLE", 0)
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3, status=CoverStatus.PROPOSED)
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/selections/{commitment_id}"
    said = {"scope": "filter", "answer": "matched", "on": "2025-02-01"}

    village = officer.post(f"{base}/facts", data=said | {"village_code": "35.05.01.2001"})
    matched = officer.get(village.location + "&stage=matched")
    undated = officer.post(f"{base}/facts", data=said | {"on": ""})
    everybody = officer.post(f"{base}/facts", data=said | {"answer": "no_member"})
    again = officer.post(f"{base}/facts", data=said | {"answer": "active_bpu"})
    waiting = officer.get(everybody.location)
    beside = officer.get(f"{base}/people")
    work(app, regency)
    done = officer.get(everybody.location)
    after = officer.get(f"{base}/people?stage=recorded")

    assert village.status_code == 303
    assert "3 orang sesuai saringan." in text_of(matched)
    assert undated.status_code == 422
    assert "Isi tanggal hasil ini." in text_of(undated)
    assert everybody.status_code == 303
    assert again.status_code == 409
    assert "Pencatatan sebelumnya untuk program ini belum selesai." in text_of(again)
    assert "Belum ada yang dicatat." in text_of(waiting)
    assert "Batalkan pencatatan" in text_of(waiting)
    assert "sedang dicatat untuk semua orang sesuai saringan" in text_of(beside)
    assert "Hasil dicatat untuk 3 calon." in text_of(done)
    assert "dicatat untuk 3 calon" in text_of(after)


def test_result_for_everybody_is_cancelled_from_its_page_or_tried_again(
    app: Flask, regency: Regency, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlooks, "RARE_PEOPLE", 0)
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3, status=CoverStatus.PROPOSED)
    officer = browser_of(regency, Role.OFFICER)
    facts = f"/r/{regency.slug}/selections/{commitment_id}/facts"
    said = {"scope": "filter", "answer": "matched", "on": "2025-02-01"}

    first = officer.post(facts, data=said).location
    officer.post(f"{first}/cancellation")
    work(app, regency)
    cancelled = text_of(officer.get(first))
    second = officer.post(facts, data=said).location
    with app.app_context():
        give_up(regency, "record_widely")
    stopped = text_of(officer.get(second))
    retried = officer.post(f"{second}/retry")
    work(app, regency)
    done = text_of(officer.get(second))

    assert "Dibatalkan. Tidak ada yang dicatat." in cancelled
    assert "Pencatatan terhenti karena gangguan pada sistem." in stopped
    assert retried.status_code == 303
    assert "Hasil dicatat untuk 3 calon." in done
    assert officer.post(f"{second}/cancellation").status_code == 409


def test_file_of_too_many_people_is_refused_by_their_count_and_nobody_is_looked_for(
    app: Flask,
    regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    month = f"/r/{regency.slug}/reconciliations/{commitment_id}"
    lasting = f"/r/{regency.slug}/continuity"
    group = {"group": "never-full", "commitment_id": str(commitment_id)}
    officer.post(f"{month}/recount", data={"month": "2025-03"})
    officer.post(f"{lasting}/recount", data=group)
    work(app, regency)
    monkeypatch.setattr(downloads, "EXPORT_LIMIT", 0)
    monkeypatch.setattr(reconciliation_people, "list_standing", None)
    monkeypatch.setattr(continuity, "list_lasting", None)

    refusals = [
        officer.post(f"{month}/people/export", data={"month": "2025-03"}),
        officer.post(f"{lasting}/export", data=group),
    ]

    assert [one.status_code for one in refusals] == [422, 422]
    assert all("terlalu banyak untuk satu berkas" in text_of(one) for one in refusals)
