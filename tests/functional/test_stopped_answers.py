"""Work on an answer that was given up is told on its page, and asked for again from there."""

import io

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from enrollment.models.billing import BillingList
from tenants.access import Role
from tenants.models.identity import Organisation
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_office_answers import SignIn, at, billing, office, send
from tests.functional.test_roster_upload import work
from tests.integration.enrollment.candidates import propose
from tests.integration.enrollment.postings import csv_of, nik
from tests.integration.enrollment.registers import answer_file, ask, niks_of_request
from tests.integration.enrollment.rosters import add_commitment, give_up

__all__ = ["billing", "office"]

STOPPED = "Pekerjaan terhenti karena gangguan pada sistem"
AGAIN = "Coba kembali"
WHY = "Berkas untuk kabupaten lain"
POSTED = csv_of("NIK;Bulan", f"{nik(1)};2025-03")


def stop(app: Flask, regency: Regency, kind: str) -> None:
    with app.app_context():
        give_up(regency, kind)


def sent_register_answer(app: Flask, regency: Regency, officer: Browser) -> str:
    """The address of an answer that nobody has read yet."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        propose(regency, commitment_id, 3)
        request_id = ask(regency, commitment_id).subject_id
        niks = niks_of_request(regency, request_id)
    values: dict[str, object] = {"answered_on": f"{NOW:%Y-%m-%d}"}
    content = answer_file(dict.fromkeys(niks, "padan"))
    values["file"] = FileStorage(io.BytesIO(content), "jawaban.csv")
    boundary, body = encode_multipart(values)
    answer = officer.post(
        f"/r/{regency.slug}/register-requests/{request_id}/answers",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert answer.status_code == 303
    return str(answer.location)


def follow(
    app: Flask, regency: Regency, browser: Browser, page: str, jobs: tuple[str, str, str]
) -> list[tuple[str, str]]:
    """Let each step of an answer be given up once and tried again; what its page says each time."""
    read, apply, undo = jobs
    told = []
    for job, step, data in (
        (read, None, {}),
        (apply, "confirmation", {}),
        (undo, "undoing", {"reason": WHY}),
    ):
        if step is not None:
            browser.post(f"{page}/{step}", data=data)
        stop(app, regency, job)
        stopped = text_of(browser.get(page))
        again = browser.post(f"{page}/retry")
        assert again.status_code == 303
        work(app, regency)
        told.append((stopped, text_of(browser.get(page))))
    return told


def test_answer_of_a_register_is_tried_again_from_wherever_it_stopped(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = sent_register_answer(app, regency, officer)
    jobs = ("read_register_file", "apply_register_file", "undo_register_file")

    told = follow(app, regency, officer, page, jobs)

    assert all(STOPPED in stopped and AGAIN in stopped for stopped, _after in told)
    assert not any(STOPPED in after or AGAIN in after for _stopped, after in told)
    assert "jawaban tentang 3 dari 3 orang dicatat" in told[0][1]
    assert "Jawaban tentang 3 orang disimpan." in told[1][1]
    assert "Berkas ini ditarik" in told[2][1]


POSTING_JOBS = ("read_posting", "apply_posting", "undo_posting")


def test_answer_of_bpjs_is_tried_again_from_wherever_it_stopped(
    app: Flask, regency: Regency, billing: BillingList, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    address = f"/r/{regency.slug}/billing-lists/{billing.id}/answers/new"
    page = str(send(officer, address, POSTED, "posting").location)

    told = follow(app, regency, officer, page, POSTING_JOBS)

    assert all(STOPPED in stopped and AGAIN in stopped for stopped, _after in told)
    assert not any(STOPPED in after or AGAIN in after for _stopped, after in told)
    assert "1 orang-bulan baru dibukukan" in told[1][1]
    assert "Berkas ini ditarik" in told[2][1]


def test_answer_of_an_office_is_tried_again_by_the_office_alone(
    app: Flask, regency: Regency, office: Organisation, billing: BillingList, browser_of: SignIn
) -> None:
    reviewer, officer = browser_of(office, Role.REVIEWER), browser_of(regency, Role.OFFICER)
    address = at(office, regency, f"/billing-lists/{billing.id}/answers")
    page = str(send(reviewer, address, POSTED, "posting").location)
    stop(app, regency, "read_posting")
    seen = officer.get(page.removeprefix(f"/b/{office.slug}"))
    refused = officer.post(f"{page.removeprefix(f'/b/{office.slug}')}/retry")

    told = follow(app, regency, reviewer, page, POSTING_JOBS)

    assert STOPPED in text_of(seen)
    assert AGAIN not in text_of(seen)
    assert refused.status_code == 409
    assert all(STOPPED in stopped and AGAIN in stopped for stopped, _after in told)
    assert not any(STOPPED in after for _stopped, after in told)


@pytest.mark.parametrize("is_done", [False, True])
def test_work_that_goes_on_or_is_done_is_not_asked_for_twice(
    app: Flask, regency: Regency, billing: BillingList, browser_of: SignIn, is_done: bool
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    address = f"/r/{regency.slug}/billing-lists/{billing.id}/answers/new"
    page = str(send(officer, address, POSTED, "posting").location)
    if is_done:
        work(app, regency)

    refused = officer.post(f"{page}/retry")

    assert refused.status_code == 409
    assert "Pekerjaan ini tidak terhenti" in text_of(refused)
    assert STOPPED not in text_of(officer.get(page))
