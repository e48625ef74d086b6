"""An agreement between two offices: submitted, returned, corrected, accepted, signed."""

import io
import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tenants.access import Permission, Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, TODAY, Browser, Regency
from tests.functional.spreadsheets import lines_of
from tests.functional.test_agreements import (
    PDF,
    PKS,
    addendum_form,
    draft,
    hidden,
    sign,
    sign_accepted,
    take,
)
from tests.functional.test_commitments import BLITAR, add, step, text_of
from tests.functional.test_commitments import REASON as GIVEN_UP
from tests.functional.test_regulation_story import add_perbup
from tests.integration.cooperation.notices import deliver
from tests.integration.cooperation.test_agreement_links import keep_addendum, keep_pks

SignIn = Callable[[Regency | Organisation, Role], Browser]

REASON = "Pasal 7 belum mencantumkan sumber dana."
MOMENT = "20 November 2026 09.00 WIB"


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def reviewer(branch: Organisation, browser_of: SignIn) -> Browser:
    return browser_of(branch, Role.REVIEWER)


@pytest.fixture
def agreement(regency: Regency, officer: Browser) -> str:
    """The path of a draft for Blitar's programme, as the regency sees it."""
    programme = add(officer, regency, BLITAR)
    return draft(officer, regency, commitment_id=programme.rsplit("/", 1)[1])


def submit(officer: Browser, agreement: str, note: str = "") -> TestResponse:
    version = hidden(officer.get(agreement).text, "expected_version")
    return officer.post(f"{agreement}/submit", data={"expected_version": version, "note": note})


def upload(
    browser: Browser, path: str, name: str = "naskah.pdf", content: bytes = PDF, **fields: str
) -> TestResponse:
    file = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart({"paper": "draft_text", **fields, "file": file})
    return browser.post(
        f"{path}/documents", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )


def at_branch(branch: Organisation, regency: Regency, path: str = "") -> str:
    """The address of a regency, or of one of its agreements, as the branch opens it."""
    rest = path.partition(f"/r/{regency.slug}")[2]
    return f"/b/{branch.slug}/r/{regency.slug}{rest or '/agreements'}"


def said_by(branch: Organisation) -> str:
    """What the regency reads of an acceptance."""
    return f"Disetujui untuk ditandatangani oleh {branch.name} pada {MOMENT}."


def seen(reviewer: Browser, path: str) -> dict[str, str]:
    page = reviewer.get(path).text
    return {name: hidden(page, name) for name in ("review_id", "expected_version")}


def test_story_when_the_branch_returns_and_then_accepts_ends_signed(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    agreement: str,
) -> None:
    assert upload(officer, agreement).status_code == 303
    assert submit(officer, agreement, "Mohon telaah").status_code == 303
    waiting = text_of(officer.get(agreement).text)
    assert "reviu BPJS Ketenagakerjaan" in waiting
    assert "Tarik kembali" in waiting

    path = at_branch(branch, regency, agreement)
    listed = text_of(reviewer.get(at_branch(branch, regency)).text)
    assert "PKS pekerja rentan" in listed
    assert "hari ini" in listed
    page = text_of(reviewer.get(path).text)
    assert "Catatan dari daerah: “Mohon telaah”" in page
    assert "8.125" in page
    returned = reviewer.post(
        f"{path}/return", data={**seen(reviewer, path), "clause": "Pasal 7", "reason": REASON}
    )
    assert returned.status_code == 303

    home = text_of(officer.get(f"/r/{regency.slug}/").text)
    assert f"Dikembalikan untuk diperbaiki oleh {branch.name} pada {MOMENT}." in home
    assert f"Alasan: {REASON}" in home
    told = text_of(officer.get(agreement).text)
    assert f"Alasan: {REASON}" in told
    assert "Langkah berikutnya: perbaiki isian atau naskah, lalu pilih Ajukan kembali" in told

    assert upload(officer, agreement, "naskah-2.pdf").status_code == 303
    assert submit(officer, agreement).status_code == 303
    assert "Keputusan BPJS" not in text_of(officer.get(f"/r/{regency.slug}/").text)
    accepted = reviewer.post(f"{path}/accept", data={**seen(reviewer, path), "note": ""})
    assert accepted.status_code == 303
    assert "Setujui untuk ditandatangani" not in reviewer.get(path).text

    for path in (agreement, f"/r/{regency.slug}/"):
        page = text_of(officer.get(path).text)
        assert f"{said_by(branch)} Langkah berikutnya: tandatangani, lalu catat tanggalnya" in page
    signed = sign_accepted(officer, agreement, TODAY.isoformat())
    assert signed.status_code == 303


def test_note_on_an_acceptance_is_read_by_the_regency_and_kept_with_the_round(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    submit(officer, agreement)
    path = at_branch(branch, regency, agreement)
    form = seen(reviewer, path)
    note = "Cantumkan nomor rekening sebelum ditandatangani."

    refused = reviewer.post(f"{path}/accept", data={**form, "note": "Ganti 3505010101700001."})
    assert refused.status_code == 422
    assert "Catatan: Jangan menuliskan NIK." in text_of(refused.text)
    assert ">Ganti 3505010101700001.</textarea>" in refused.text
    assert reviewer.post(f"{path}/accept", data={**form, "note": note}).status_code == 303

    for page in (agreement, f"/r/{regency.slug}/"):
        assert f"{said_by(branch)} Catatan: {note}" in text_of(officer.get(page).text)
    assert note in reviewer.get(path).text
    late = reviewer.post(f"{path}/accept", data={**form, "note": "Setuju dengan perbaikan."})
    assert late.status_code == 409
    assert "Setuju dengan perbaikan." in late.text


def test_agreements_leave_for_the_office_as_listed_and_without_drafts(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    draft(officer, regency, title="PKS yang masih draf")
    upload(officer, agreement)
    submit(officer, agreement)

    lines = lines_of(reviewer.get(f"{at_branch(branch, regency)}/export"))

    (line,) = lines
    assert (line["Perjanjian"], line["Orang"]) == ("PKS pekerja rentan", 8125)
    assert (line["Status"], line["Menunggu (hari)"]) == ("reviu BPJS Ketenagakerjaan", 0)
    listed = at_branch(branch, regency)
    for query, names in (
        ("search=rentan+pks&state=submitted", ["PKS pekerja rentan"]),
        ("search=sopir", []),
        ("state=signed", []),
    ):
        found = lines_of(reviewer.get(f"{listed}/export?{query}"))
        assert [one["Perjanjian"] for one in found] == names, query
        assert ("PKS pekerja rentan" in reviewer.get(f"{listed}?{query}").text) is bool(names)
    assert line["Diajukan pada (WIB)"] == datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001  a cell has no zone


def test_agreement_that_was_taken_back_stays_listed_and_is_found_by_its_state(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    draft(officer, regency, title="PKS yang belum diajukan")
    submit(officer, agreement)
    take(officer, agreement, "withdraw")
    listed = at_branch(branch, regency)

    page = reviewer.get(f"{listed}?state=draft").text

    assert "PKS pekerja rentan" in page
    assert "PKS yang belum diajukan" not in page
    assert '<option value="draft" selected>' in page
    assert "Draf yang belum pernah diajukan tidak tampil di sini; yang pernah" in text_of(page)


def test_legal_basis_is_read_by_the_branch_and_told_where_it_changed_between_rounds(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    path = at_branch(branch, regency, agreement)
    submit(officer, agreement)
    reviewer.post(f"{path}/return", data={**seen(reviewer, path), "reason": REASON})
    law = {"kind": "perda", "number": "9", "year": "2024", "title": "Jamsostek"}
    law |= {"status": "in_force", "source_name": "Berita", "source_status": "press"}
    regulation = officer.post(f"/r/{regency.slug}/regulations/new", data=law).location
    programme = re.findall(r'href="([^"]+/commitments/[0-9a-f-]{36})"', officer.get(agreement).text)
    based = {**BLITAR, "regulation_id": regulation.rsplit("/", 1)[1], "expected_version": "1"}
    assert officer.post(f"{programme[0]}/edit", data=based).status_code == 303
    submit(officer, agreement)

    page = text_of(reviewer.get(path).text)

    assert page.count("Dasar hukum Perda 9/2024 Jamsostek") == 1
    assert re.search(r"Dasar hukum [a-z ]+ Perda 9/2024 Jamsostek", page)


def test_early_end_is_read_with_its_day_and_reason_on_both_sides(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    path = at_branch(branch, regency, agreement)
    submit(officer, agreement)
    reviewer.post(f"{path}/accept", data=seen(reviewer, path))
    sign_accepted(officer, agreement, TODAY.isoformat())
    why = {"terminated_on": TODAY.isoformat(), "termination_reason": "Diganti PKS lain."}
    assert take(officer, agreement, "terminate", **why).status_code == 303

    for browser, address in ((officer, agreement), (reviewer, path)):
        page = text_of(browser.get(address).text)
        assert "Diakhiri sejak 20 November 2026 Alasan Diganti PKS lain." in page
        assert "Ditandatangani 20 November 2026" in page


def test_agreement_ended_before_it_began_is_said_never_to_have_bound_on_every_page(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser
) -> None:
    coming = {"budget_year": "2027", "first_month": "2027-01", "month_count": "12"}
    programme = add(officer, regency, {**BLITAR, **coming})
    term = {"starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    of_programme = {"commitment_id": programme.rpartition("/")[2]}
    pks = draft(officer, regency, **of_programme, **term)
    assert sign(officer, pks, TODAY.isoformat()).status_code == 303
    changes = {"changes_from": "2027-02", "new_people_count": "8000"}
    form = addendum_form(programme, pks, **term, **changes)
    addendum = draft(officer, regency, **form)
    assert sign(officer, addendum, TODAY.isoformat()).status_code == 303
    why = {"terminated_on": TODAY.isoformat(), "termination_reason": "Diganti PKS lain."}
    assert take(officer, pks, "terminate", **why).status_code == 303

    listed, served = at_branch(branch, regency), f"/r/{regency.slug}/"
    for browser, address in (
        *((officer, path) for path in (pks, addendum, programme)),
        *((reviewer, at_branch(branch, regency, path)) for path in (pks, addendum, "", served)),
    ):
        page = text_of(browser.get(address).text)
        assert "tidak pernah berlaku" in page, address
        assert "19 November 2026" not in page, address
        assert "Mulai berlaku 1 Januari 2027" not in page, address
    for line in lines_of(reviewer.get(f"{listed}/export")):
        assert (line["Mulai berlaku"], line["Hari terakhir"]) == ("tidak pernah berlaku", "")


def test_reviewer_sees_what_changed_against_the_version_that_was_returned(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    path = at_branch(branch, regency, agreement)
    upload(officer, agreement)
    submit(officer, agreement)
    assert "Yang berubah" not in reviewer.get(path).text
    reviewer.post(
        f"{path}/return", data={**seen(reviewer, path), "clause": "Pasal 7", "reason": REASON}
    )

    submit(officer, agreement)
    unchanged = text_of(reviewer.get(path).text)
    assert "Yang berubah sejak putaran 1" in unchanged
    assert f"Alasan: {REASON}" in unchanged
    assert "Isian tidak berubah. Naskah: sama dengan putaran itu (SHA-256" in unchanged
    reviewer.post(f"{path}/return", data={**seen(reviewer, path), "reason": "Jumlahnya keliru."})
    form = officer.get(f"{agreement}/edit").text
    programme = re.findall(r'<option value="([0-9a-f-]{36})" selected', form)[0]
    revised = {**PKS, "commitment_id": programme, "ends_on": "2025-11-30"}
    revised["expected_version"] = hidden(form, "expected_version")
    behind = "sedangkan naskahnya tetap"
    assert behind not in text_of(officer.get(agreement).text)
    assert officer.post(f"{agreement}/edit", data=revised).status_code == 303
    assert behind in text_of(officer.get(agreement).text)
    submit(officer, agreement)
    assert behind in text_of(reviewer.get(path).text)
    take(officer, agreement, "withdraw")
    upload(officer, agreement, "naskah-2.pdf", content=PDF + b" diperbaiki")
    assert behind not in text_of(officer.get(agreement).text)
    submit(officer, agreement)

    changed = text_of(reviewer.get(path).text)
    assert behind not in changed
    assert "Yang berubah sejak putaran 2" in changed
    assert "Alasan: Jumlahnya keliru." in changed
    assert "Hari terakhir 31 Desember 2025 30 November 2025" in changed
    assert "berkas baru naskah-2.pdf (SHA-256" in changed
    assert "menggantikan naskah.pdf" in changed


def test_signature_of_what_the_office_accepted_is_recorded_only_with_its_copy(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    home, programme = f"/r/{regency.slug}/", officer.get(agreement).text
    programme = re.findall(r'href="([^"]+/commitments/[0-9a-f-]{36})"', programme)[0]
    submit(officer, agreement)
    path = at_branch(branch, regency, agreement)
    reviewer.post(f"{path}/accept", data={**seen(reviewer, path), "note": ""})
    for page in (home, programme):
        assert "Salinan PKS bertanda tangan belum diunggah" not in officer.get(page).text

    without = sign(officer, agreement, TODAY.isoformat())
    assert without.status_code == 422
    assert "Unggah salinan yang ditandatangani." in text_of(without.text)
    assert "Bila salinannya menyusul" not in without.text

    signed = sign_accepted(officer, agreement, TODAY.isoformat())

    assert signed.status_code == 303
    for page in (home, programme, agreement):
        assert "unggah salinan yang ditandatangani" not in text_of(officer.get(page).text)
        assert "Salinan PKS bertanda tangan belum diunggah" not in officer.get(page).text
    assert "Keputusan BPJS" not in officer.get(home).text


def test_agreement_concluded_on_paper_is_asked_for_its_copy_without_a_review(
    regency: Regency, officer: Browser, agreement: str
) -> None:
    draft_page = text_of(officer.get(agreement).text)
    assert "Perjanjian sudah ditandatangani di luar layanan ini" in draft_page
    assert "unggah salinan yang ditandatangani" not in draft_page

    sign(officer, agreement)

    signed = text_of(officer.get(agreement).text)
    assert "Langkah berikutnya: unggah salinan yang ditandatangani" in signed
    assert "Keputusan BPJS" not in officer.get(f"/r/{regency.slug}/").text


@pytest.mark.usefixtures("branch")
def test_note_that_may_hold_a_nik_is_refused_and_stored_nowhere(
    officer: Browser, agreement: str
) -> None:
    answer = submit(officer, agreement, "Mohon periksa 3505011508850001 lebih dahulu")

    assert answer.status_code == 422
    assert 'href="#field-note"' in answer.text
    assert ">Mohon periksa 3505011508850001 lebih dahulu</textarea>" in answer.text
    assert hidden(answer.text, "expected_version") == "1"
    assert submit(officer, agreement, "Mohon telaah").status_code == 303


@pytest.mark.usefixtures("branch")
def test_submitted_when_somebody_edits_is_refused_with_the_way_out(
    officer: Browser, agreement: str
) -> None:
    submit(officer, agreement)

    form = officer.get(f"{agreement}/edit")

    assert form.status_code == 409
    assert "Tarik kembali dahulu" in text_of(form.text)
    assert upload(officer, agreement).status_code == 409


def test_withdrawal_when_undecided_lets_the_officer_edit_again(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    submit(officer, agreement)
    path = at_branch(branch, regency, agreement)
    old = seen(reviewer, path)
    version = hidden(officer.get(agreement).text, "expected_version")

    response = officer.post(f"{agreement}/withdraw", data={"expected_version": version})

    assert response.status_code == 303
    assert officer.get(f"{agreement}/edit").status_code == 200
    late = reviewer.post(f"{path}/accept", data=old)
    assert late.status_code == 409
    assert "sudah diputus atau ditarik kembali" in text_of(late.text)


def test_signature_when_a_colleague_replaced_the_accepted_text_is_not_recorded(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    agreement: str,
    browser_of: SignIn,
) -> None:
    submit(officer, agreement)
    path = at_branch(branch, regency, agreement)
    assert (
        reviewer.post(f"{path}/accept", data={**seen(reviewer, path), "note": ""}).status_code
        == 303
    )
    colleague = browser_of(regency, Role.OFFICER)
    version = hidden(officer.get(agreement).text, "expected_version")
    assert upload(colleague, agreement, "lain.pdf").status_code == 303

    late = officer.post(
        f"{agreement}/sign", data={"signed_on": "2025-04-14", "expected_version": version}
    )

    assert late.status_code == 409
    assert "sudah disimpan orang lain setelah Anda membukanya" in text_of(late.text)
    assert "Ditandatangani belum" in text_of(officer.get(agreement).text)


def test_submission_when_nobody_serves_says_so(officer: Browser, agreement: str) -> None:
    page = officer.get(agreement).text
    assert "Belum ada kantor BPJS Ketenagakerjaan yang ditugaskan" in text_of(page)
    assert 'name="note"' not in page

    response = officer.post(f"{agreement}/submit", data={"expected_version": "1"})

    assert response.status_code == 409
    assert "Belum ada kantor BPJS Ketenagakerjaan" in text_of(response.text)


@pytest.mark.usefixtures("branch")
def test_submission_when_something_is_missing_says_what_before_it_is_sent(
    regency: Regency, officer: Browser
) -> None:
    programme = add(officer, regency, {**BLITAR, "people_count": ""})
    path = draft(officer, regency, commitment_id=programme.rsplit("/", 1)[1], ends_on="")

    page = text_of(officer.get(path).text)

    assert "Belum dapat diajukan." in page
    assert "Hari terakhir perjanjian belum diisi. Ubah perjanjian" in page
    assert "Jumlah pekerja program belum diisi. Ubah program" in page
    assert officer.post(f"{path}/submit", data={"expected_version": "1"}).status_code == 422


def test_return_when_the_reason_is_short_keeps_what_was_typed(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    submit(officer, agreement)
    path = at_branch(branch, regency, agreement)

    response = reviewer.post(
        f"{path}/return", data={**seen(reviewer, path), "clause": "Pasal 7", "reason": "salah"}
    )

    assert response.status_code == 422
    assert "paling sedikit 10 huruf" in text_of(response.text)
    assert ">salah</textarea>" in response.text
    assert 'value="Pasal 7"' in response.text


def test_return_when_a_colleague_was_faster_keeps_what_was_typed(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    submit(officer, agreement)
    path = at_branch(branch, regency, agreement)
    opened = seen(reviewer, path)
    reviewer.post(f"{path}/accept", data=opened)

    response = reviewer.post(
        f"{path}/return", data={**opened, "clause": "Pasal 7", "reason": "Sumber dana belum ada."}
    )

    assert response.status_code == 409
    page = text_of(response.text)
    assert "Yang Anda tulis, belum disimpan" in page
    assert "Pasal 7" in page
    assert "Sumber dana belum ada." in page


def test_claims_when_they_contradict_are_marked_and_explained(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser
) -> None:
    programme = add(officer, regency, {**BLITAR, "stated_total_idr": "1.000.000.000"})
    draft(officer, regency, title="PKS lain", kind="nota_kesepakatan")
    path = draft(
        officer,
        regency,
        commitment_id=programme.rsplit("/", 1)[1],
        starts_on="2025-05-01",
        signatories="Plt. Kepala Dinas Sosial",
    )
    submit(officer, path)

    page = reviewer.get(at_branch(branch, regency, path)).text

    said = text_of(page)
    assert "Nomor 119/12/2025 juga dipakai perjanjian lain di daerah ini." in said
    assert "Perjanjian berlaku 1 Mei 2025 sampai 31 Desember 2025" in said
    assert "Plt. Kepala Dinas Sosial: surat kuasa atau mandatnya tidak disebut." in said
    assert "tidak sama dengan Rp1.365.000.000" in said
    assert page.count("claim contradicts") == 4


def test_pdf_when_open_is_framed_by_our_page_only(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    upload(officer, agreement, contains_personal_data="false")
    submit(officer, agreement)

    page = reviewer.get(at_branch(branch, regency, agreement))

    frame = re.search(r'<iframe class="paper" src="([^"#]+)', page.text)
    assert frame is not None
    shown = reviewer.get(frame[1])
    assert (shown.status_code, shown.mimetype, shown.data) == (200, "application/pdf", PDF)
    assert shown.headers["Content-Disposition"] == "inline"
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    policy = page.headers["Content-Security-Policy"]
    assert policy.endswith("frame-src 'self'")
    assert "frame-ancestors 'none'" in policy
    listing = reviewer.get(at_branch(branch, regency)).headers["Content-Security-Policy"]
    assert "frame-src" not in listing
    saved = reviewer.get(frame[1].removesuffix("/view"))
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_pdf_when_it_holds_personal_data_is_opened_on_purpose_and_leaves_a_trace(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    agreement: str,
) -> None:
    upload(officer, agreement, contains_personal_data="true")
    submit(officer, agreement)
    path = at_branch(branch, regency, agreement)
    closed = reviewer.get(path)
    assert "<iframe" not in closed.text
    assert "frame-src" not in closed.headers["Content-Security-Policy"]

    opened = reviewer.get(f"{path}?show=document").text
    frame = re.search(r'<iframe class="paper" src="([^"#]+)', opened)
    assert frame is not None
    assert reviewer.get(frame[1]).status_code == 200

    with app.app_context(), transaction(regency.principal()) as session:
        actions = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.tenant_id == regency.id, AuditEntry.subject == "document")
            .order_by(AuditEntry.seq)
        ).all()
    assert list(actions) == ["document:upload", "document:download"]


def test_text_when_it_was_not_submitted_is_not_the_branchs_to_read(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    upload(officer, agreement)
    found = re.search(r"/documents/[0-9a-f-]{36}", officer.get(agreement).text)
    assert found is not None
    base = f"/b/{branch.slug}/r/{regency.slug}"

    assert reviewer.get(base + found[0]).status_code == 404
    assert reviewer.get(f"{base}{found[0]}/view").status_code == 404
    assert reviewer.get(at_branch(branch, regency, agreement)).status_code == 404
    assert "PKS pekerja rentan" not in reviewer.get(at_branch(branch, regency)).text


def test_review_when_no_text_came_says_so(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    submit(officer, agreement)

    page = text_of(reviewer.get(at_branch(branch, regency, agreement)).text)

    assert "Daerah tidak melampirkan naskah." in page


def test_regency_when_it_is_not_assigned_does_not_exist_for_the_branch(
    regency: Regency,
    other_regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    agreement: str,
    make_organisation: Callable[..., Organisation],
    browser_of: SignIn,
) -> None:
    submit(officer, agreement)
    elsewhere = make_organisation(OrganisationKind.BRANCH, serves=[other_regency])
    stranger = browser_of(elsewhere, Role.HEAD)
    mine = at_branch(branch, regency, agreement)
    data = seen(reviewer, mine)

    assert stranger.get(at_branch(elsewhere, regency)).status_code == 404
    assert stranger.get(at_branch(elsewhere, regency, agreement)).status_code == 404
    assert stranger.get(mine).status_code == 404
    there = f"/b/{elsewhere.slug}/r/{other_regency.slug}/agreements/{agreement[-36:]}"
    assert stranger.get(there).status_code == 404
    assert stranger.post(f"{there}/accept", data=data).status_code == 404
    assert stranger.post(f"{mine}/accept", data=data).status_code == 404


@pytest.mark.parametrize(
    ("starts", "ends", "status"), [(1, 9, 404), (0, 9, 200), (-9, 0, 200), (-9, -1, 404)]
)
def test_regency_when_the_assignment_begins_and_ends_is_open_on_both_days(
    regency: Regency,
    make_organisation: Callable[..., Organisation],
    browser_of: SignIn,
    starts: int,
    ends: int,
    status: int,
) -> None:
    office = make_organisation(
        OrganisationKind.BRANCH,
        serves=[regency],
        starts_on=TODAY + timedelta(days=starts),
        ends_on=TODAY + timedelta(days=ends),
    )
    reviewer = browser_of(office, Role.REVIEWER)

    assert reviewer.get(f"/b/{office.slug}/r/{regency.slug}/agreements").status_code == status


def test_overlap_when_two_departments_pay_is_said_on_programme_and_agreement(
    regency: Regency, officer: Browser
) -> None:
    social = add(officer, regency, BLITAR)
    labour = add(
        officer,
        regency,
        {
            **BLITAR,
            "title": "Buruh tani tembakau",
            "department_name": "Dinas Tenaga Kerja",
            "funding_source": "dbhcht",
            "people_count": "6.043",
            "first_month": "2025-04",
            "month_count": "9",
        },
    )
    agreement = draft(officer, regency, commitment_id=social.rsplit("/", 1)[1])

    for path, other in (
        (social, "Buruh tani tembakau"),
        (agreement, "Buruh tani tembakau"),
        (labour, "Perlindungan pekerja rentan"),
    ):
        said = text_of(officer.get(path).text)
        assert "Kemungkinan kepesertaan ganda antarprogram" in said
        assert f"{other} (" in said
        assert "April–Desember 2025. Paling banyak 6.043 orang dapat dibayar dua kali" in said
        assert "Belum dapat dipastikan tanpa daftar nama." in said


@pytest.mark.usefixtures("branch")
def test_programme_when_its_agreement_is_submitted_says_so_and_keeps_its_figures(
    regency: Regency, officer: Browser
) -> None:
    programme = add(officer, regency, BLITAR)
    agreement = draft(officer, regency, commitment_id=programme.rsplit("/", 1)[1])
    submit(officer, agreement)

    form = officer.get(f"{programme}/edit").text
    saved = officer.post(
        f"{programme}/edit", data={**BLITAR, "people_count": "9", "expected_version": "1"}
    )

    assert f'<a href="{agreement}">PKS pekerja rentan</a> sedang diperiksa' in form
    assert saved.status_code == 409
    assert "Tarik kembali perjanjian itu dahulu" in text_of(saved.text)
    assert "8.125" in text_of(officer.get(programme).text)


def test_figures_when_they_change_after_acceptance_are_told_to_both_sides(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    programme = re.findall(r'href="([^"]+/commitments/[0-9a-f-]{36})"', officer.get(agreement).text)
    path = at_branch(branch, regency, agreement)
    submit(officer, agreement)
    reviewer.post(f"{path}/accept", data={**seen(reviewer, path), "note": ""})
    sign_accepted(officer, agreement, TODAY.isoformat())
    for browser, page in ((officer, agreement), (reviewer, path)):
        assert "Berubah sejak disetujui" not in browser.get(page).text

    fewer = {**BLITAR, "people_count": "900", "expected_version": "1"}
    assert officer.post(f"{programme[0]}/edit", data=fewer).status_code == 303

    said = (
        "Berubah sejak disetujui BPJS Ketenagakerjaan pada PKS pekerja rentan: Pekerja."
        " Kembalikan isian yang disetujui; bila memang berubah, buat adendum."
    )
    for browser, page in ((officer, agreement), (reviewer, path), (officer, programme[0])):
        assert text_of(browser.get(page).text).count(said) == 1
    mended = re.search(
        r'<section id="findings">.*?</section>', officer.get(agreement).text, re.DOTALL
    )
    assert mended
    assert f'href="{programme[0]}/edit"' in mended[0]
    for browser, page in ((officer, agreement), (reviewer, path)):
        told = text_of(browser.get(page).text)
        assert "Berubah sejak disetujui" in told
        assert "Isian Disetujui Sekarang Pekerja 8.125 900" in told


def test_office_reads_what_could_be_checked_and_what_nobody_stated(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    bare = {"number_regency": "", "number_bpjs": "", "starts_on": "", "ends_on": ""}
    alone = draft(officer, regency, title="PKS tanpa program", **{**bare, "signatories": ""})
    sign(officer, alone)
    submit(officer, agreement)

    told = text_of(reviewer.get(at_branch(branch, regency, alone)).text)
    assert "perjanjian payung" not in told
    assert (
        "Belum dinyatakan, tidak dapat diperiksa: naskah, nomor pemerintah daerah, nomor BPJS"
        " Ketenagakerjaan, masa berlaku, penanda tangan kedua pihak, program."
    ) in told
    assert "tidak bertentangan" not in told
    told = text_of(reviewer.get(at_branch(branch, regency, agreement)).text)
    assert "Belum dinyatakan, tidak dapat diperiksa: naskah, nilai atau besaran iuran." in told


def test_agreement_that_begins_before_the_one_it_continues_ends_is_told_to_both_sides(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser, agreement: str
) -> None:
    sign(officer, agreement)
    later = draft(
        officer,
        regency,
        title="PKS 2026",
        number_regency="1/2026",
        number_bpjs="PER/1/2026",
        predecessor_id=agreement.rsplit("/", 1)[1],
        starts_on="2025-12-01",
        ends_on="2026-12-31",
    )
    sign(officer, later)

    said = (
        "Perjanjian ini mulai berlaku 1 Desember 2025, sedangkan PKS pekerja rentan yang"
        " dilanjutkannya berlaku sampai 31 Desember 2025: 31 hari tumpang tindih"
    )
    for browser, page in ((officer, later), (reviewer, at_branch(branch, regency, later))):
        assert said in text_of(browser.get(page).text)


def test_umbrella_names_its_basis_and_both_sides_read_that_it_was_revoked(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser
) -> None:
    perbup = add_perbup(officer, regency)
    own = {"kind": "nota_kesepakatan", "regulation_id": perbup.rsplit("/", 1)[1]}
    umbrella = draft(officer, regency, ends_on="2029-12-31", **own)
    form = officer.get(f"{umbrella}/edit").text
    assert re.search(rf'<option value="{own["regulation_id"]}"[^>]* selected', form)
    programme = add(officer, regency, BLITAR).rsplit("/", 1)[1]
    both = officer.post(
        f"/r/{regency.slug}/agreements/new", data={**PKS, **own, "commitment_id": programme}
    )
    assert both.status_code == 422
    assert "dicatat pada programnya" in text_of(both.text)
    resting = text_of(officer.get(perbup).text)
    assert "Program dan perjanjian yang berdasar pada regulasi ini" in resting
    assert "PKS pekerja rentan perjanjian tanpa program" in resting
    submit(officer, umbrella)
    newer = add_perbup(officer, regency, number="9", enacted_on="2025-06-23", year="2025")
    link = {"kind": "revokes", "target_id": own["regulation_id"]}

    assert officer.post(f"{newer}/relations", data=link).status_code == 303

    pages = [officer.get(umbrella).text, reviewer.get(at_branch(branch, regency, umbrella)).text]
    for page in map(text_of, pages):
        assert "Dasar hukum Perbup 25/2021" in page
        assert "Perbup 25/2021 dicabut dengan Perbup 9/2025 sejak 23 Juni 2025." in page
        assert "Pilih regulasi yang berlaku sebagai dasar hukum perjanjian." in page
    assert f'href="{umbrella}/edit"' in pages[0]
    used = text_of(officer.get(f"{perbup}/removal").text)
    assert "Dasar hukum perjanjian: PKS pekerja rentan" in used


def test_addendum_under_review_is_shown_and_checked_with_its_own_figures(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser
) -> None:
    budgeted = {**BLITAR, "budget_idr": "1365000000", "stated_total_idr": "1365000000"}
    programme = add(officer, regency, budgeted).rsplit("/", 1)[1]
    pks = draft(officer, regency, commitment_id=programme)
    sign(officer, pks)
    addendum = draft(
        officer,
        regency,
        title="Adendum PKS",
        kind="adendum",
        number_regency="119/13/2025",
        number_bpjs="PER/35/122025",
        commitment_id=programme,
        amends_id=pks.rsplit("/", 1)[1],
        changes_from="2025-12",
        new_people_count="8625000",
        confirmed_figures="new_people_count:8625000:8125",
    )
    submit(officer, addendum)
    before = text_of(officer.get(pks).text)
    assert "Rp1.365.000.000 Rp1.365.000.000 Rp0" in before

    slip = "Adendum menyebut 8.625.000 pekerja, sekarang 8.125: lebih dari 1.061 kali."
    short = "sedangkan anggaran Rp1.365.000.000: kurang Rp144.763.500.000."
    path = at_branch(branch, regency, addendum)
    for browser, page in ((officer, addendum), (reviewer, path)):
        told = text_of(browser.get(page).text)
        assert slip in told
        assert short in told
        assert "Tidak ada lagi tahapan APBD 2025 yang dapat memuat tambahannya" in told
        assert "perubahan APBD" not in told
    claims = text_of(reviewer.get(path).text).partition("Yang dinyatakan")[2]
    table = claims.partition("Hitungan")[2].partition("Lihat perhitungan")[0]
    assert "Pekerja 8.625.000 Bulan 10" in claims.partition("Hitungan")[0]
    assert "Pekerja 8.625.000" in table
    assert "8.625.000" in text_of(reviewer.get(at_branch(branch, regency)).text)

    take(officer, addendum, "withdraw")
    sign(officer, addendum, "2025-12-01")
    after = text_of(officer.get(pks).text)
    of_programme = text_of(officer.get(f"/r/{regency.slug}/commitments/{programme}").text)
    assert "Rp146.128.500.000 tidak disebut tidak ada pembanding" in after
    assert "tidak sesuai" not in after
    assert "tidak disebut Rp146.128.500.000 tidak ada pembanding" in of_programme


def test_office_when_the_regency_rewrites_what_came_back_reads_what_was_submitted(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    agreement: str,
    app: Flask,
    browser: Browser,
    key_of: Callable[[Organisation, Collection[Permission]], str],
) -> None:
    upload(officer, agreement)
    submit(officer, agreement)
    path = at_branch(branch, regency, agreement)
    put = re.search(r"untuk versi (\d+), putaran 1", text_of(reviewer.get(path).text))
    assert put
    reviewer.post(f"{path}/return", data={**seen(reviewer, path), "clause": "", "reason": REASON})
    returned = reviewer.get(path).text
    assert "Hitungan" in returned
    assert "Batalkan keputusan" in returned
    version = hidden(officer.get(f"{agreement}/edit").text, "expected_version")
    programme = hidden_choice(officer.get(f"{agreement}/edit").text, "commitment_id")
    rewritten = {**PKS, "title": "Rahasia draf", "number_regency": "999/RAHASIA"}
    saved = officer.post(
        f"{agreement}/edit",
        data={**rewritten, "commitment_id": programme, "expected_version": version},
    )
    assert saved.status_code == 303

    page = text_of(reviewer.get(path).text)
    assert "Daerah sedang memperbaiki perjanjian ini" in page
    assert "119/12/2025" in page
    assert "Program lain dalam perjanjian ini" not in page
    assert "RAHASIA" not in page.upper()
    assert "Hitungan" not in page
    assert "Batalkan keputusan" not in page
    listed = reviewer.get(at_branch(branch, regency)).text
    assert "PKS pekerja rentan" in listed
    assert "RAHASIA" not in listed.upper()
    found = reviewer.get(f"{at_branch(branch, regency)}?search=rahasia").text
    assert "PKS pekerja rentan" not in found
    headers = {"Authorization": f"Bearer {key_of(branch, {Permission.AGREEMENT_READ})}"}
    for rest in ("", "/" + agreement.rsplit("/", 1)[1]):
        served = f"/api/v1/b/{branch.slug}/r/{regency.slug}/agreements{rest}"
        told = browser.get(served, headers=headers).text
        assert "PKS pekerja rentan" in told
        assert "RAHASIA" not in told.upper()
        assert programme not in told
    said = {"body": "Sedang kami perbaiki.", "audience": "both", "clause": ""}
    assert officer.post(f"{agreement}/comments", data=said).status_code == 303
    with app.app_context():
        deliver(regency)
    assert "Sedang kami perbaiki." in reviewer.get(path).text
    assert "RAHASIA" not in reviewer.get(f"/b/{branch.slug}/notices").text.upper()
    assert "RAHASIA" not in reviewer.get(f"{path}/versions").text.upper()
    comment = {"body": "Mohon lampirkan surat kuasa.", "audience": "both", "clause": ""}
    assert reviewer.post(f"{path}/comments", data=comment).status_code == 303
    assert f"versi {put[1]} Mohon lampirkan" in text_of(reviewer.get(path).text)

    assert submit(officer, agreement).status_code == 303

    page = text_of(reviewer.get(path).text)
    assert "999/RAHASIA" in page
    assert "Hitungan" in page


def hidden_choice(page: str, name: str) -> str:
    """What a select of a form has chosen."""
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    assert select, name
    chosen = re.search(r'<option value="([^"]+)" selected', select[0])
    assert chosen, select[0]
    return chosen[1]


def test_effect_of_an_addendum_opens_to_the_rule_for_the_branch_too(
    app: Flask, regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser
) -> None:
    with app.app_context():
        _commitment, pks = keep_pks(regency)
        addendum = keep_addendum(regency, pks)
    path = f"/r/{regency.slug}/agreements/{addendum.id}"
    assert submit(officer, path).status_code == 303

    for page in (officer.get(path), reviewer.get(at_branch(branch, regency, path))):
        (effect,) = re.findall(r'<section id="effect">.*?</section>', page.text, re.DOTALL)
        (opened,) = re.findall(r"<details>.*?</details>", effect, re.DOTALL)
        told = text_of(opened)
        assert "Lihat perhitungan" in told
        assert "8.625 orang × 5 bulan × Rp16.800" in told
        assert "PP 44/2015 Lampiran II" in told


def test_office_reads_that_the_programme_of_an_agreement_was_given_up(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    clock: Callable[[datetime], None],
    agreement: str,
) -> None:
    path = at_branch(branch, regency, agreement)
    submit(officer, agreement)
    reviewer.get(path)
    unchanged = "Tidak ada yang berubah sejak itu."
    assert unchanged in text_of(reviewer.get(path).text)
    clock(NOW + timedelta(minutes=1))
    take(officer, agreement, "withdraw")
    programme = re.findall(r'href="([^"]+/commitments/[0-9a-f-]{36})"', officer.get(agreement).text)
    given_up = officer.post(f"{programme[0]}/status", data=step("cancel", 1))
    assert given_up.status_code == 303

    first = text_of(reviewer.get(path).text)
    told = f"Program {BLITAR['title']} dibatalkan. 20 November 2026"
    for page in (first, text_of(officer.get(agreement).text)):
        assert told in page
        assert f"Alasan: {GIVEN_UP}" in page
    assert unchanged not in first
    assert "Sejak itu: ditarik kembali, programnya dibatalkan." in first

    version = hidden(officer.get(agreement).text, "expected_version")
    kept = {**PKS, "commitment_id": programme[0].rpartition("/")[2], "title": "PKS rahasia"}
    officer.post(f"{agreement}/edit", data={**kept, "expected_version": version})
    rewritten = text_of(reviewer.get(path).text)
    assert "Program yang dimuat perjanjian ini dibatalkan." in rewritten
    assert f"Program {BLITAR['title']} dibatalkan." not in rewritten


def test_look_tells_what_colleagues_and_the_regency_did_since(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    browser_of: SignIn,
    clock: Callable[[datetime], None],
    agreement: str,
) -> None:
    path = at_branch(branch, regency, agreement)
    head = browser_of(branch, Role.HEAD)
    submit(officer, agreement)
    head.get(path)
    clock(NOW + timedelta(minutes=1))
    returned = {**seen(reviewer, path), "clause": "", "reason": REASON}
    assert reviewer.post(f"{path}/return", data=returned).status_code == 303

    colleague, own = text_of(head.get(path).text), text_of(reviewer.get(path).text)

    assert "Sejak itu: sudah diputus." in colleague
    assert "Sejak itu" not in own
    assert "Tidak ada yang berubah sejak itu." not in colleague
    clock(NOW + timedelta(minutes=2))
    submit(officer, agreement)
    head.get(path)
    clock(NOW + timedelta(minutes=3))
    take(officer, agreement, "withdraw")
    assert "Sejak itu: ditarik kembali." in text_of(head.get(path).text)
