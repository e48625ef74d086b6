"""An officer takes away what should not have been recorded; the page names what is in the way."""

import io
import re
from collections.abc import Callable
from html import unescape

import pytest

from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.test_agreements import PDF, draft, sign, upload
from tests.functional.test_commitments import BLITAR, add, text_of
from tests.functional.test_monev_story import add_follow_up, add_meeting
from tests.functional.test_regulation_story import add_perbup
from tests.functional.test_regulation_story import upload as upload_text
from tests.integration.enrollment.rosters import person, roster_file

SignIn = Callable[[Regency, Role], Browser]

MISTAKE = {"reason": "Tercatat dua kali oleh petugas lain."}


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def commitment(regency: Regency, officer: Browser) -> str:
    """The path of a programme."""
    return add(officer, regency, BLITAR)


def links(page: str) -> dict[str, str]:
    """What the page names as resting on the record, with where it leads."""
    named = re.search(r"masih dipakai:.*?</ul>", page, re.DOTALL)
    assert named is not None, text_of(page)
    return {
        unescape(text).replace("\xa0", " "): url
        for url, text in re.findall(r'<a href="([^"]+)">([^<]+)</a>', named[0])
    }


@pytest.mark.parametrize("kind", ["regulation", "commitment", "agreement", "meeting"])
def test_record_goes_once_a_reason_is_given(
    regency: Regency, officer: Browser, commitment: str, kind: str
) -> None:
    path = {
        "regulation": lambda: add_perbup(officer, regency),
        "commitment": lambda: commitment,
        "agreement": lambda: draft(officer, regency),
        "meeting": lambda: add_meeting(officer, regency),
    }[kind]()
    shown_on = f"{path}/edit" if kind == "meeting" else path
    assert f'href="{path}/removal"' in officer.get(shown_on).text

    asked = officer.get(f"{path}/removal")
    refused = officer.post(f"{path}/removal", data={"reason": "salah"})
    assert "jejak audit mencatat siapa yang menghapus" in text_of(asked.text)
    assert (refused.status_code, "paling sedikit 10 huruf" in refused.text) == (422, True)
    assert officer.get(path).status_code == 200

    gone = officer.post(f"{path}/removal", data=MISTAKE)

    assert gone.status_code == 303
    assert "Jejak audit tetap mencatatnya" in officer.get(gone.location).text
    assert officer.get(path).status_code == 404


def test_page_names_and_links_what_rests_on_each_kind(regency: Regency, officer: Browser) -> None:
    regulation = add_perbup(officer, regency)
    regulation_id = regulation.rsplit("/", 1)[1]
    commitment = add(officer, regency, {**BLITAR, "regulation_id": regulation_id})
    agreement = draft(officer, regency, commitment_id=commitment.rsplit("/", 1)[1])
    meeting = add_meeting(officer, regency)
    add_follow_up(officer, meeting)
    sign(officer, agreement)

    assert links(officer.get(f"{regulation}/removal").text) == {
        f"Dasar hukum program: {BLITAR['title']}": commitment
    }
    assert links(officer.get(f"{commitment}/removal").text) == {
        "Perjanjian: PKS pekerja rentan": agreement
    }
    assert links(officer.get(f"{agreement}/removal").text) == {
        "Tanda tangan tanggal 14 April 2025": agreement
    }
    assert list(links(officer.get(f"{meeting}/removal").text)) == [
        "Tindak lanjut: Cari anggaran untuk RT/RW"
    ]
    for path in (regulation, commitment, agreement, meeting):
        assert "<textarea" not in officer.get(f"{path}/removal").text
        answer = officer.post(f"{path}/removal", data=MISTAKE)
        assert (answer.status_code, bool(links(answer.text))) == (409, True)
        assert officer.get(path).status_code == 200


def test_programme_with_a_list_names_the_list(
    regency: Regency, officer: Browser, commitment: str
) -> None:
    sent = {
        "commitment_id": commitment.rsplit("/", 1)[1],
        "cover_status": "determined",
        "file": (roster_stream(), "daftar-april.csv"),
    }
    roster = officer.post(
        f"/r/{regency.slug}/rosters", data=sent, content_type="multipart/form-data"
    ).location

    answer = officer.post(f"{commitment}/removal", data=MISTAKE)

    assert answer.status_code == 409
    assert links(answer.text) == {"Daftar calon penerima: daftar-april.csv": roster}


def roster_stream() -> io.BytesIO:
    """A list of one person."""
    return io.BytesIO(roster_file([person(1)]))


def test_file_is_named_by_what_uses_it_until_it_is_detached_and_gone(
    regency: Regency, officer: Browser
) -> None:
    regulation = add_perbup(officer, regency)
    upload_text(officer, regulation, PDF)
    document_id = re.findall(r"/documents/([0-9a-f-]{36})/removal", officer.get(regulation).text)[0]
    removal = f"/r/{regency.slug}/documents/{document_id}/removal"
    assert links(officer.get(removal).text) == {
        "Naskah Perbup 25/2021, versi 1": f"{regulation}#files"
    }
    assert officer.post(removal, data=MISTAKE).status_code == 409

    detached = officer.post(f"{regulation}/documents/{document_id}/removal", data=MISTAKE)
    assert detached.location == regulation
    assert "Naskah belum diunggah" in officer.get(regulation).text
    assert f'href="{removal}"' in officer.get(f"/r/{regency.slug}/documents").text

    assert officer.post(removal, data=MISTAKE).status_code == 303
    assert officer.get(f"/r/{regency.slug}/documents/{document_id}").status_code == 404


def test_earlier_version_of_a_paper_goes_from_the_library(
    regency: Regency, officer: Browser
) -> None:
    agreement = draft(officer, regency)
    for content in (PDF, PDF + b" yang benar"):
        assert upload(officer, agreement, content, paper="draft_text").status_code == 303
    library = f"/r/{regency.slug}/documents"
    (removal,) = re.findall(r'href="([^"]+/removal)"', officer.get(library).text)

    assert officer.post(removal, data=MISTAKE).status_code == 303

    assert "versi sebelumnya" not in officer.get(library).text
    assert "pks.pdf" in officer.get(agreement).text


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.VIEWER])
def test_reader_is_neither_asked_nor_obeyed(
    regency: Regency, officer: Browser, browser_of: SignIn, commitment: str, role: Role
) -> None:
    reader = browser_of(regency, role)
    for path in (commitment, add_perbup(officer, regency), draft(officer, regency)):
        assert "/removal" not in reader.get(path).text
        assert reader.get(f"{path}/removal").status_code == 403
        assert reader.post(f"{path}/removal", data=MISTAKE).status_code == 403
        assert officer.get(path).status_code == 200
