"""The queue of a BPJS office over its regencies: its order, what is new, the way to the next."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import event

from cooperation.queries.agreements import get_agreement
from cooperation.services.agreement_parts import add_part
from cooperation.services.reviews import submit_agreement
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, engine_for, transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of
from tests.functional.test_agreement_review import REASON, at_branch, seen, submit, upload
from tests.functional.test_agreements import PKS, draft
from tests.functional.test_branch_desk import wait
from tests.functional.test_commitments import BLITAR, add
from tests.integration.cooperation.notices import submit as submit_kept
from tests.integration.cooperation.records import by, keep_agreement, keep_commitment

SignIn = Callable[[Regency | Organisation, Role], Browser]
SetClock = Callable[[datetime], None]
LINK = r'<a rel="{rel}"[^>]* href="([^"]+)"'


@pytest.fixture
def other(make_regency: Callable[[], Regency]) -> Regency:
    return make_regency()


@pytest.fixture
def office(
    make_organisation: Callable[..., Organisation], regency: Regency, other: Regency
) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency, other], starts_on=date(2026, 11, 1)
    )


@pytest.fixture
def reviewer(browser_of: SignIn, office: Organisation) -> Browser:
    return browser_of(office, Role.REVIEWER)


@pytest.fixture
def officer(browser_of: SignIn, regency: Regency) -> Browser:
    return browser_of(regency, Role.OFFICER)


def put_forward(regency: Regency, title: str, *, days: int) -> str:
    """An agreement that was submitted some days ago; the path of its page before the office."""
    commitment = keep_commitment(regency, title=f"Program {title}")
    kept = keep_agreement(regency, title=title, commitment_id=commitment.id)
    with transaction(regency.principal()) as session:
        agreement = get_agreement(session, tenant_id=regency.id, agreement_id=kept.id)
        submit_agreement(
            session,
            **{**by(regency), "now": NOW - timedelta(days=days)},
            timezone="Asia/Jakarta",
            agreement_id=kept.id,
            expected_version=agreement.version,
        )
    return f"/r/{regency.slug}/agreements/{kept.id}"


def queue_of(browser: Browser, office: Organisation, asked: str = "") -> str:
    page = browser.get(f"/b/{office.slug}/{asked}")
    assert page.status_code == 200
    found = re.search(r'<section id="queue">(.*?)</section>', page.text, re.DOTALL)
    assert found
    return found[1]


def titles(queue: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', queue)


def beside(page: str, rel: str) -> str | None:
    found = re.search(LINK.format(rel=rel), page)
    return found[1] if found else None


def test_queue_holds_both_kinds_of_all_regencies_with_the_oldest_first(
    app: Flask,
    regency: Regency,
    other: Regency,
    office: Organisation,
    make_regency: Callable[[], Regency],
    make_organisation: Callable[..., Organisation],
    reviewer: Browser,
) -> None:
    stranger = make_regency()
    make_organisation(OrganisationKind.BRANCH, serves=[stranger], starts_on=date(2026, 11, 1))
    with app.app_context():
        put_forward(regency, "PKS tiga hari", days=3)
        put_forward(other, "PKS sembilan hari", days=9)
        put_forward(stranger, "PKS orang lain", days=12)
        wait(regency, days=6)

    queue = queue_of(reviewer, office)
    lines = lines_of(reviewer.get(f"/b/{office.slug}/queue/export"))

    assert len(titles(queue)) == 3
    assert titles(queue)[0::2] == ["PKS sembilan hari", "PKS tiga hari"]
    assert "daftar calon penerima" in queue
    assert [line["Menunggu (hari)"] for line in lines] == [9, 6, 3]
    assert [line["Kabupaten/kota"] for line in lines] == [other.name, regency.name, regency.name]
    assert {line["Bagi Anda"] for line in lines} == {"baru"}
    assert titles(queue_of(reviewer, office, "?kind=agreement&order=people")) == [
        "PKS sembilan hari",
        "PKS tiga hari",
    ]
    assert titles(queue_of(reviewer, office, f"?regency={other.slug}")) == ["PKS sembilan hari"]
    assert titles(queue_of(reviewer, office, "?search=tiga")) == ["PKS tiga hari"]
    assert "Tidak ada yang sesuai" in queue_of(reviewer, office, "?novelty=seen")
    assert reviewer.get(f"/b/{office.slug}/?order=zzz").status_code == 422


def test_agreement_of_several_programmes_is_for_at_least_the_people_of_the_largest(
    app: Flask, regency: Regency, office: Organisation, reviewer: Browser
) -> None:
    with app.app_context():
        first, second = (
            keep_commitment(regency, title=title, people_count=people)
            for title, people in (("Program satu", 100), ("Program dua", 30))
        )
        kept = keep_agreement(regency, title="PKS dua sumber", commitment_id=first.id)
        with transaction(regency.principal()) as session:
            add_part(
                session,
                **by(regency),
                agreement_id=kept.id,
                expected_version=kept.version,
                commitment_id=second.id,
            )
        review = submit_kept(regency, kept)
        assert review.round == 1

    row = queue_rows(reviewer, office)

    assert "perjanjian · Program satu dan 1 program lain" in row
    assert f"{regency.name} hari ini sedikitnya 100" in row
    assert "sedikitnya 100 orang" in text_of(reviewer.get(f"/b/{office.slug}/"))
    listed = text_of(reviewer.get(f"/b/{office.slug}/r/{regency.slug}/agreements"))
    assert "Program satu; Program dua" in listed
    assert "sedikitnya 100" in listed


def test_reviewer_goes_from_one_to_the_next_over_regencies(
    app: Flask, regency: Regency, other: Regency, office: Organisation, reviewer: Browser
) -> None:
    with app.app_context():
        newest = at_branch(office, regency, put_forward(regency, "PKS baru", days=1))
        oldest = at_branch(office, other, put_forward(other, "PKS lama", days=9))
        wait(regency, days=5)

    first = reviewer.get(oldest).text
    roster = beside(first, "next")
    assert roster is not None
    second = reviewer.get(roster).text

    assert beside(first, "prev") is None
    assert f"/r/{regency.slug}/rosters/" in roster
    assert "2 dari 3" in second
    assert beside(second, "prev") == oldest
    assert beside(second, "next") == newest
    assert beside(reviewer.get(newest).text, "next") is None
    assert 'accesskey="b"' in first
    assert "data-arrow-keys" in first


def test_decision_returns_to_the_queue_with_what_was_done_and_the_next(
    app: Flask, regency: Regency, other: Regency, office: Organisation, reviewer: Browser
) -> None:
    with app.app_context():
        oldest = at_branch(office, other, put_forward(other, "PKS lama", days=9))
        following = at_branch(office, regency, put_forward(regency, "PKS baru", days=1))

    answer = reviewer.post(f"{oldest}/accept", data=seen(reviewer, oldest))
    page = reviewer.get(answer.headers["Location"]).text

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/b/{office.slug}/")
    assert "Perjanjian disetujui untuk ditandatangani." in page
    assert f'href="{oldest}">Lihat atau batalkan keputusan</a>' in page
    assert f'<a class="btn" href="{following}">Telaah yang paling lama menunggu</a>' in page
    assert titles(queue_of(reviewer, office)) == ["PKS baru"]
    assert beside(reviewer.get(oldest).text, "next") == following


def test_what_was_opened_is_no_longer_new_to_that_person_alone(
    app: Flask, regency: Regency, office: Organisation, reviewer: Browser, browser_of: SignIn
) -> None:
    with app.app_context():
        path = at_branch(office, regency, put_forward(regency, "PKS", days=2))
    colleague = browser_of(office, Role.HEAD)

    first = text_of(reviewer.get(path))
    again = text_of(reviewer.get(path))

    assert "Anda belum pernah membuka pengajuan ini." in first
    assert "Terakhir Anda buka" in again
    assert "Tidak ada yang berubah sejak itu." in again
    assert "sudah dibuka" in queue_rows(reviewer, office)
    assert "sudah dibuka" not in queue_rows(colleague, office)


def test_resubmission_tells_which_claims_changed_since_it_was_opened(
    regency: Regency, office: Organisation, officer: Browser, reviewer: Browser, clock: SetClock
) -> None:
    programme = add(officer, regency, BLITAR)
    agreement = draft(officer, regency, commitment_id=programme.rsplit("/", 1)[1])
    submit(officer, agreement)
    path = at_branch(office, regency, agreement)
    reviewer.get(path)
    clock(NOW + timedelta(minutes=5))
    officer.post(f"{agreement}/withdraw", data=version_of(officer, agreement))
    assert upload(officer, agreement, contains_personal_data="false").status_code == 303
    fewer = {**BLITAR, "people_count": "8000", **version_of(officer, f"{programme}/edit")}
    assert officer.post(f"{programme}/edit", data=fewer).status_code == 303
    assert submit(officer, agreement).status_code == 303

    row = queue_rows(reviewer, office)
    page = text_of(reviewer.get(path))

    assert "diajukan kembali putaran 2 Pekerja, Naskah" in row
    assert "Yang berubah sejak Anda buka" in page
    assert "Pekerja 8.125 8.000" in page


def test_answer_of_the_regency_is_told_in_the_queue_until_it_was_read(
    app: Flask,
    regency: Regency,
    office: Organisation,
    officer: Browser,
    reviewer: Browser,
    clock: SetClock,
) -> None:
    with app.app_context():
        agreement = put_forward(regency, "PKS", days=2)
    path = at_branch(office, regency, agreement)
    reviewer.get(path)
    reviewer.post(
        f"{path}/comments", data={"body": "Sumber dananya apa?", "audience": "both", "clause": ""}
    )
    assert "komentar baru" not in queue_rows(reviewer, office)
    clock(NOW + timedelta(minutes=5))
    comment = re.search(r'id="comment-([0-9a-f-]+)"', officer.get(agreement).text)
    assert comment
    officer.post(f"{agreement}/comments/{comment[1]}/answers", data={"body": "DBH CHT."})

    before = queue_rows(reviewer, office)
    page = text_of(reviewer.get(path))
    after = queue_rows(reviewer, office)

    assert "komentar baru 1 komentar baru" in before
    assert "1 komentar baru sejak itu." in page
    assert "sudah dibuka" in after


def test_colleague_who_is_asked_for_an_opinion_is_told_so_until_the_answer(
    app: Flask, regency: Regency, office: Organisation, reviewer: Browser, browser_of: SignIn
) -> None:
    with app.app_context():
        path = at_branch(office, regency, put_forward(regency, "PKS", days=2))
    colleague = browser_of(office, Role.HEAD)
    chosen = re.search(
        r'<select[^>]*name="membership_id".*?</select>', reviewer.get(path).text, re.DOTALL
    )
    assert chosen
    (asked,) = re.findall(r'value="([0-9a-f-]{36})"', chosen[0])
    reviewer.post(
        f"{path}/comments",
        data={"body": "Tarifnya benar?", "audience": "office", "membership_id": asked},
    )

    before = queue_rows(colleague, office)
    comment = re.search(r'id="comment-([0-9a-f-]+)"', colleague.get(path).text)
    assert comment
    opened = queue_rows(colleague, office)
    colleague.post(f"{path}/comments/{comment[1]}/answers", data={"body": "Benar."})

    assert "pendapat Anda diminta" in before
    assert "pendapat Anda diminta" in opened
    assert "pendapat Anda diminta" not in queue_rows(colleague, office)
    assert "pendapat Anda diminta" not in queue_rows(reviewer, office)


def test_page_of_a_regency_tells_what_was_submitted_while_it_is_rewritten(
    regency: Regency, office: Organisation, officer: Browser, reviewer: Browser
) -> None:
    programme = add(officer, regency, BLITAR)
    commitment_id = programme.rsplit("/", 1)[1]
    agreement = draft(officer, regency, commitment_id=commitment_id, title="PKS diajukan")
    submit(officer, agreement)
    path = at_branch(office, regency, agreement)
    reviewer.post(f"{path}/return", data={**seen(reviewer, path), "clause": "", "reason": REASON})
    rewritten = {**PKS, "commitment_id": commitment_id, "title": "PKS rahasia"}
    answer = officer.post(
        f"{agreement}/edit", data={**rewritten, **version_of(officer, f"{agreement}/edit")}
    )

    page = text_of(reviewer.get(f"/b/{office.slug}/r/{regency.slug}/"))

    assert answer.status_code == 303
    assert "PKS diajukan" in page
    assert "PKS rahasia" not in page


def test_docx_is_shown_as_words_and_one_with_personal_data_only_on_purpose(
    regency: Regency, office: Organisation, officer: Browser, reviewer: Browser
) -> None:
    programme = add(officer, regency, BLITAR)
    agreement = draft(officer, regency, commitment_id=programme.rsplit("/", 1)[1])
    content = io.BytesIO()
    paper = Document()
    paper.add_paragraph("Pasal 7 Sumber dana berasal dari DBH <b>cukai</b> hasil tembakau.")
    paper.save(content)
    upload(officer, agreement, "naskah.docx", content.getvalue(), contains_personal_data="true")
    submit(officer, agreement)
    path = at_branch(office, regency, agreement)

    closed = reviewer.get(path).text
    opened = reviewer.get(f"{path}?show=document").text

    assert "Pasal 7 Sumber dana" not in closed
    assert "Tampilkan naskah" in closed
    assert "Pasal 7 Sumber dana berasal dari DBH &lt;b&gt;cukai" in opened
    assert "<iframe" not in opened


def test_desk_asks_as_much_of_each_regency_however_much_waits(
    app: Flask, regency: Regency, other: Regency, office: Organisation, reviewer: Browser
) -> None:
    with app.app_context():
        put_forward(regency, "PKS satu", days=1)
    few = statements_of(app, lambda: reviewer.get(f"/b/{office.slug}/"))
    with app.app_context():
        for place in (regency, other):
            for number in range(3):
                put_forward(place, f"PKS lain {number}", days=number + 2)
    many = statements_of(app, lambda: reviewer.get(f"/b/{office.slug}/"))

    assert many == few


def statements_of(app: Flask, ask: Callable[[], object]) -> int:
    """How many statements the branch role sends for a page."""
    sent: list[str] = []
    with app.app_context():
        engine = engine_for(DatabaseRole.BRANCH)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def queue_rows(browser: Browser, office: Organisation) -> str:
    """The rows of the queue as read."""
    rows = queue_of(browser, office).partition("<tbody>")[2].partition("</tbody>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", rows).split())


def version_of(browser: Browser, path: str) -> dict[str, str]:
    found = re.search(r'name="expected_version" value="(\d+)"', browser.get(path).text)
    assert found
    return {"expected_version": found[1]}
