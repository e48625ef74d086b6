"""A file with personal data stays inside until somebody uploads a redacted copy, or opens it."""

import re
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select, text

from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of
from tests.functional.test_agreement_review import upload as upload_draft
from tests.functional.test_agreements import draft, sign, take
from tests.functional.test_commitments import BLITAR, add
from tests.functional.test_oversight import at as over
from tests.functional.test_regulation_story import add_perbup, upload

SignIn = Callable[[Regency | Organisation, Role], Browser]
PDF = b"%PDF-1.7\nasli\n%%EOF\n"
COPY = b"%PDF-1.7\ntersamarkan\n%%EOF\n"
OPENING = {
    "contains_personal_data": "false",
    "reason": "Sudah dibaca ulang",
    "confirmation": "berkas ini tidak memuat data pribadi",
}
CLAIM = {
    "planning-rpjmd": "true",
    "evidence": "halaman 112",
    "source_name": "RPJMD 2025-2029",
    "source_status": "official",
}


def at(regency: Regency, path: str = "") -> str:
    return f"/r/{regency.slug}/documents{path}"


def send(browser: Browser, address: str, content: bytes, **fields: str) -> int:
    data = {**fields, "file": (BytesIO(content), "bukti.pdf")}
    return browser.post(address, data=data, content_type="multipart/form-data").status_code


def sharing(browser: Browser, regency: Regency, document_id: str) -> str:
    return browser.get(at(regency, f"/{document_id}/sharing")).text


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def province(make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(OrganisationKind.PROVINCE)


@pytest.fixture
def panelist(province: Organisation, browser_of: SignIn) -> Browser:
    return browser_of(province, Role.PANELIST)


@pytest.fixture
def evidence(regency: Regency, officer: Browser) -> str:
    """Id of the evidence of one indicator, sent without a word about personal data."""
    claims = f"/r/{regency.slug}/scorecard/claims/2025/A5"
    assert send(officer, claims, PDF, **CLAIM) == 303
    found = re.search(r"/documents/([0-9a-f-]{36})\"", officer.get(at(regency)).text)
    assert found is not None
    return found.group(1)


def seen_by(panelist: Browser, province: Organisation, regency: Regency) -> str:
    return text_of(panelist.get(over(province, f"r/{regency.slug}/")))


def test_evidence_holds_personal_data_unless_somebody_says_otherwise(
    regency: Regency, officer: Browser, province: Organisation, panelist: Browser, evidence: str
) -> None:
    assert "memuat data pribadi; salinan tersamarkan belum ada" in text_of(officer.get(at(regency)))
    assert "Bukti dukung A5, 2025" in text_of(officer.get(at(regency)))
    assert "memuat data pribadi; salinan tersamarkan belum ada" in seen_by(
        panelist, province, regency
    )
    file = over(province, f"r/{regency.slug}/documents/{evidence}")
    assert panelist.get(file).status_code == 404


def test_redacted_copy_is_what_the_province_reads_and_leaves_a_trace(
    app: Flask,
    regency: Regency,
    officer: Browser,
    province: Organisation,
    panelist: Browser,
    evidence: str,
) -> None:
    assert send(officer, at(regency, f"/{evidence}/redacted-copy"), COPY) == 303

    page = panelist.get(over(province, f"r/{regency.slug}/")).text
    link = re.search(r'href="(/p/[^"]+/documents/[^"]+)"', page)
    assert link is not None
    file = panelist.get(link.group(1))
    assert (file.status_code, file.data) == (200, COPY)
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert panelist.get(over(province, f"r/{regency.slug}/documents/{evidence}")).status_code == 404
    with app.app_context(), transaction(regency.principal()) as session:
        taken = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "document:download")
        ).all()
    assert [entry.subject_id for entry in taken] == [link.group(1).rsplit("/", 1)[1]]


def test_file_is_called_what_it_is_once_it_is_kept_and_not_where_it_is_refused(
    regency: Regency, officer: Browser, evidence: str
) -> None:
    address, said = at(regency, f"/{evidence}/redacted-copy"), "Namanya diberi akhiran .png."
    picture = b"\x89PNG\r\n\x1a\n...."
    assert send(officer, address, COPY) == 303

    data = {"file": (BytesIO(picture), "bukti.pdf")}
    refused = officer.post(address, data=data, content_type="multipart/form-data")
    after = sharing(officer, regency, evidence)
    first = re.search(r"/documents/([0-9a-f-]{36})/withdrawal", after)
    assert first is not None
    officer.post(at(regency, f"/{first.group(1)}/withdrawal"), data={"reason": "NIK terbaca"})
    kept = send(officer, address, picture)
    told = sharing(officer, regency, evidence)

    assert (refused.status_code, kept) == (409, 303)
    assert said not in text_of(refused)
    assert said not in after
    assert told.count(said) == 1
    assert said not in sharing(officer, regency, evidence)


def test_withdrawn_copy_is_closed_at_once(
    regency: Regency, officer: Browser, province: Organisation, panelist: Browser, evidence: str
) -> None:
    send(officer, at(regency, f"/{evidence}/redacted-copy"), COPY)
    page = panelist.get(over(province, f"r/{regency.slug}/")).text
    link = re.search(r'href="(/p/[^"]+/documents/([^"]+))"', page)
    assert link is not None

    empty = officer.post(at(regency, f"/{link.group(2)}/withdrawal"), data={"reason": ""})
    gone = officer.post(at(regency, f"/{link.group(2)}/withdrawal"), data={"reason": "NIK terbaca"})

    assert (empty.status_code, gone.status_code) == (422, 303)
    assert panelist.get(link.group(1)).status_code == 404
    assert "salinan tersamarkan belum ada" in seen_by(panelist, province, regency)


def test_opening_a_file_asks_for_the_words_and_holds_at_once(
    regency: Regency, officer: Browser, province: Organisation, panelist: Browser, evidence: str
) -> None:
    file = over(province, f"r/{regency.slug}/documents/{evidence}")
    mark = at(regency, f"/{evidence}/personal-data")

    refused = officer.post(mark, data={**OPENING, "confirmation": "ya"})
    assert refused.status_code == 422
    assert "Ketik persis: berkas ini tidak memuat data pribadi." in text_of(refused)
    assert 'value="Sudah dibaca ulang"' in refused.text
    assert panelist.get(file).status_code == 404

    assert officer.post(mark, data=OPENING).status_code == 303
    assert panelist.get(file).data == PDF

    closing = {"contains_personal_data": "true", "reason": "Ada NIK di lampiran"}
    assert officer.post(mark, data=closing).status_code == 303
    assert panelist.get(file).status_code == 404


def test_text_of_a_regulation_is_open_unless_it_is_marked(
    regency: Regency, officer: Browser, province: Organisation, panelist: Browser
) -> None:
    path = add_perbup(officer, regency)
    upload(officer, path, PDF)

    page = seen_by(panelist, province, regency)

    assert "terbuka" in page
    assert re.search(r"Perbup \d+/\d+", page)
    assert "Naskah Perbup" in text_of(officer.get(at(regency)))


def test_draft_of_a_regulation_is_neither_listed_nor_taken(
    regency: Regency, officer: Browser, province: Organisation, panelist: Browser
) -> None:
    path = add_perbup(officer, regency, status="draft", title="Rancangan tentang Jamsostek")
    upload(officer, path, PDF)
    found = re.search(r"/documents/([0-9a-f-]{36})", officer.get(path).text)
    assert found is not None

    assert "Rancangan tentang Jamsostek" not in seen_by(panelist, province, regency)
    file = over(province, f"r/{regency.slug}/documents/{found.group(1)}")
    assert panelist.get(file).status_code == 404


def test_paper_of_a_draft_agreement_is_not_taken_by_its_id(
    app: Flask, regency: Regency, officer: Browser, province: Organisation, panelist: Browser
) -> None:
    commitment = add(officer, regency, BLITAR).rsplit("/", 1)[1]
    path = draft(officer, regency, commitment_id=commitment)
    assert upload_draft(officer, path, contains_personal_data="false").status_code == 303
    with app.app_context(), transaction(regency.principal()) as session:
        (document_id,) = session.execute(
            text("SELECT draft_document_id FROM agreement WHERE draft_document_id IS NOT NULL")
        ).one()

    file = over(province, f"r/{regency.slug}/documents/{document_id}")

    assert panelist.get(file).status_code == 404


@pytest.mark.parametrize(
    ("ended_on", "told"),
    [
        (None, "1 Maret–31 Desember 2025"),
        ("2025-06-01", "1 Maret–31 Mei 2025"),
        ("2025-02-20", "tidak pernah berlaku"),
    ],
)
def test_agreement_is_listed_with_the_day_it_really_ended(
    regency: Regency,
    officer: Browser,
    province: Organisation,
    panelist: Browser,
    ended_on: str | None,
    told: str,
) -> None:
    path = draft(officer, regency, commitment_id=add(officer, regency, BLITAR).rsplit("/", 1)[1])
    assert sign(officer, path, "2025-02-14").status_code == 303
    if ended_on:
        why = {"terminated_on": ended_on, "termination_reason": "Diganti PKS lain."}
        assert take(officer, path, "terminate", **why).status_code == 303

    (shown,) = re.findall(
        r'<section id="agreements">.*?</section>',
        panelist.get(over(province, f"r/{regency.slug}/")).text,
        re.DOTALL,
    )

    term = re.findall(r"\d+ \w+–\d+ \w+ \d{4}|tidak pernah berlaku", " ".join(shown.split()))
    assert term == [told]


def test_evidence_of_an_earlier_year_is_taken_too(
    regency: Regency, officer: Browser, province: Organisation, panelist: Browser, evidence: str
) -> None:
    officer.post(at(regency, f"/{evidence}/personal-data"), data=OPENING)
    file = over(province, f"r/{regency.slug}/documents/{evidence}?year=2026")

    assert panelist.get(file).data == PDF


def test_new_evidence_is_a_version_of_the_one_before(
    regency: Regency, officer: Browser, evidence: str
) -> None:
    claims = f"/r/{regency.slug}/scorecard/claims/2025/A5"
    assert send(officer, claims, COPY, **CLAIM, contains_personal_data="false") == 303

    page = officer.get(at(regency))

    assert "1 berkas" in text_of(page)
    assert "versi sebelumnya" in text_of(page)
    assert evidence in page.text


def test_filter_leaves_files_that_still_need_a_copy(
    regency: Regency, officer: Browser, evidence: str
) -> None:
    closed = officer.get(at(regency, "?show=closed")).text
    send(officer, at(regency, f"/{evidence}/redacted-copy"), COPY)

    assert evidence in closed
    assert evidence not in officer.get(at(regency, "?show=closed")).text
    assert evidence in officer.get(at(regency, "?show=personal")).text


def test_files_are_searched_sorted_and_leave_as_shown(
    regency: Regency, other_regency: Regency, officer: Browser, browser_of: SignIn, evidence: str
) -> None:
    neighbour = browser_of(other_regency, Role.OFFICER)
    assert send(neighbour, f"/r/{other_regency.slug}/scorecard/claims/2025/A5", PDF, **CLAIM) == 303
    words = b"%PDF-1.7\nnaskah\n%%EOF\n"
    upload(officer, add_perbup(officer, regency), words, "naskah perbup.pdf")
    send(officer, at(regency, f"/{evidence}/redacted-copy"), COPY)
    query = "?search=BUK+.pdf&show=personal&media_type=application/pdf"

    officer.get(at(regency))  # the messages of what was done are read
    page = officer.get(at(regency, query)).text
    only = lines_of(officer.get(at(regency, f"/export{query}")))
    every = lines_of(officer.get(at(regency, "/export?order=name")))

    assert evidence in page
    assert "naskah perbup.pdf" not in page
    assert [(line["Berkas"], line["Keterbukaan"]) for line in only] == [
        ("bukti.pdf", "salinan tersamarkan")
    ]
    assert only[0]["Ukuran (bita)"] == len(PDF)
    assert only[0]["SHA-256"] == sha256(PDF).hexdigest()
    assert [line["Berkas"] for line in every] == ["bukti.pdf", "naskah perbup.pdf"]
    assert every[1]["Dipakai untuk"].startswith("Naskah Perbup")
    assert lines_of(officer.get(at(regency, "/export?search=tidak+ada"))) == []


def test_leader_reads_the_copy_and_neither_the_original_nor_a_withdrawn_copy(
    regency: Regency, officer: Browser, browser_of: SignIn, evidence: str
) -> None:
    send(officer, at(regency, f"/{evidence}/redacted-copy"), COPY)
    copy = re.search(r"/documents/([0-9a-f-]{36})/withdrawal", sharing(officer, regency, evidence))
    assert copy is not None
    leader = browser_of(regency, Role.VIEWER)

    assert leader.get(at(regency, f"/{evidence}")).status_code == 403
    assert leader.get(at(regency, f"/{copy.group(1)}")).data == COPY
    officer.post(at(regency, f"/{copy.group(1)}/withdrawal"), data={"reason": "NIK terbaca"})
    assert leader.get(at(regency, f"/{copy.group(1)}")).status_code == 403
    assert officer.get(at(regency, f"/{copy.group(1)}")).status_code == 200


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CERTIFIER])
def test_readers_see_the_list_and_change_nothing(
    regency: Regency, browser_of: SignIn, evidence: str, role: Role
) -> None:
    reader = browser_of(regency, role)

    page = reader.get(at(regency))

    assert page.status_code == 200
    assert "Atur keterbukaan" not in text_of(page)
    assert reader.get(at(regency, f"/{evidence}/sharing")).status_code == 403
    assert reader.post(at(regency, f"/{evidence}/personal-data"), data=OPENING).status_code == 403
    assert send(reader, at(regency, f"/{evidence}/redacted-copy"), COPY) == 403


def test_file_of_another_regency_does_not_exist(
    regency: Regency, other_regency: Regency, browser_of: SignIn, evidence: str
) -> None:
    stranger = browser_of(other_regency, Role.ADMIN)

    assert stranger.get(at(other_regency, f"/{evidence}/sharing")).status_code == 404
    marked = stranger.post(at(other_regency, f"/{evidence}/personal-data"), data=OPENING)
    assert marked.status_code == 404
    assert send(stranger, at(other_regency, f"/{evidence}/redacted-copy"), COPY) == 404
    assert regency.name not in stranger.get(at(other_regency)).text
