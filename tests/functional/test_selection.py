"""An officer states the rules, sees where everybody stands and why; others see what they may."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.candidates import VILLAGES, covers_of, know, propose
from tests.integration.enrollment.rosters import add_commitment, run_due

SignIn = Callable[[Regency, Role], Browser]
DAY = date(2025, 2, 1)
RULES = {
    "expected_version": "0",
    "quota_people": "2",
    "min_age": "15",
    "under_age": "65",
    "needs_verification": "true",
    "rank_1": "oldest",
    "tie": "digest",
}


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        return add_commitment(regency, budget_idr=1_000_000)


def at(regency: Regency, commitment_id: UUID, path: str = "") -> str:
    return f"/r/{regency.slug}/selections/{commitment_id}{path}"


def test_officer_is_led_from_an_empty_programme_to_its_rules(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id)

    empty = text_of(officer.get(page))
    with app.app_context():
        propose(regency, commitment_id, 12)
    listed = text_of(officer.get(page))
    saved = officer.post(f"{page}/rules", data=RULES)
    ruled = text_of(officer.get(page))

    assert "Belum ada calon penerima. Unggah daftar calon penerima (BNBA)." in empty
    assert "Isi kuota dan kriteria, agar calon yang memenuhi syarat terlihat." in listed
    assert "memenuhi syarat: belum diisi" in listed
    assert (saved.status_code, saved.location) == (303, page)
    assert "12 calon belum diverifikasi desa/kelurahan." in ruled
    assert "belum diverifikasi desa/kelurahan 12" in ruled
    assert "versi 1, disimpan" in ruled


def test_officer_sees_who_would_be_chosen_and_what_stops_the_others(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id)
    with app.app_context():
        propose(regency, commitment_id, 6)
        yes = {"is_verified": True, "verified_on": DAY}
        no = {"is_verified": False, "verified_on": DAY}
        died = {"identity": "deceased", "identity_on": DAY}
        covers = covers_of(regency, commitment_id)
        for cover, facts in zip(covers, (yes, yes, yes, no, died), strict=False):
            know(regency, cover, **facts)
    officer.post(f"{page}/rules", data=RULES | {"min_age": "0", "under_age": "150"})

    opened = officer.get(page)
    funnel = text_of(opened)
    stopped = text_of(officer.get(f"{page}/people?reason=deceased"))
    fit = text_of(officer.get(f"{page}/people?stage=eligible"))
    file = officer.post(f"{page}/people/export", data={"stage": "eligible"})

    assert "2 masuk kuota 1 cadangan 3 tidak memenuhi syarat 0 sisa kuota" in funnel
    assert "2 orang selama 10 bulan: Rp336.000. Sisa anggaran Rp664.000." in funnel
    assert f"/commitments/{commitment_id}#derivation" in opened.text
    assert "1 orang sesuai saringan" in stopped
    assert "belum diverifikasi desa/kelurahan; meninggal menurut data Dukcapil" in stopped
    assert "3 orang sesuai saringan" in fit
    assert "350501**********" in fit
    assert file.status_code == 200


def test_rules_when_they_contradict_themselves_are_refused_and_nothing_typed_is_lost(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        propose(regency, commitment_id, 4)
    wrong = {
        "under_age": "15",
        "rank_2": "oldest",
        "desil_on": "2025-01-01",
        "villages": VILLAGES[0],
        f"quota-{VILLAGES[1]}": "7",
        f"quota-{VILLAGES[0]}": "banyak",
    }

    unread = officer.post(at(regency, commitment_id, "/rules"), data=RULES | wrong)
    wrong[f"quota-{VILLAGES[0]}"] = "3"
    refused = officer.post(at(regency, commitment_id, "/rules"), data=RULES | wrong)

    assert (unread.status_code, refused.status_code) == (422, 422)
    assert f'href="#field-quota-{VILLAGES[0]}"' in unread.text
    assert 'value="banyak"' in unread.text
    said = text_of(refused)
    for words in (
        "Batas umur harus di atas umur paling muda.",
        "Isi desil paling tinggi, atau kosongkan tanggal ini.",
        "Pilih setiap ukuran urutan satu kali saja.",
        "Desa ini tidak dipilih; pilih desanya, atau kosongkan.",
    ):
        assert words in said
    assert f'name="quota-{VILLAGES[1]}" value="7"' in refused.text


def test_rules_saved_by_somebody_else_meanwhile_are_not_lost(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id)
    officer.post(f"{page}/rules", data=RULES)

    late = officer.post(f"{page}/rules", data=RULES | {"quota_people": "9"})
    knowingly = officer.post(
        f"{page}/rules", data=RULES | {"quota_people": "9", "expected_version": "1"}
    )

    assert late.status_code == 409
    assert 'name="expected_version" value="1"' in late.text
    assert knowingly.status_code == 303
    assert "versi 2, disimpan" in text_of(officer.get(page))


@pytest.mark.parametrize(
    ("role", "people", "rules"),
    [(Role.CERTIFIER, 200, 403), (Role.VIEWER, 403, 403)],
)
def test_leaders_see_counts_and_certifiers_people(
    app: Flask,
    regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
    role: Role,
    people: int,
    rules: int,
) -> None:
    browser = browser_of(regency, role)
    with app.app_context():
        propose(regency, commitment_id, 3)

    page = browser.get(at(regency, commitment_id))

    assert page.status_code == 200
    assert "terdata: 3" in text_of(page)
    assert ("/people?" in page.text) == (people == 200)
    assert browser.get(at(regency, commitment_id, "/people")).status_code == people
    assert browser.get(at(regency, commitment_id, "/rules")).status_code == rules
    assert browser.get(f"/r/{regency.slug}/selections").status_code == 200


def test_officer_records_results_and_determines_recipients(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, viewer = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    page = at(regency, commitment_id)
    with app.app_context():
        propose(regency, commitment_id, 6)
        first, second = (one.worker_id for one in covers_of(regency, commitment_id)[:2])
    officer.post(f"{page}/rules", data=RULES | {"min_age": "0", "under_age": "150"})

    everybody = {"scope": "filter", "answer": "verified", "on": "2025-02-01"}
    verified = officer.post(f"{page}/facts", data=everybody)
    wrong = {"scope": "ticked", "answer": "deceased", "worker_ids": [str(first), str(second)]}
    unreasoned = officer.post(f"{page}/facts", data=wrong)
    officer.post(f"{page}/facts", data=wrong | {"on": "2025-02-03", "note": "Surat Dukcapil 12"})
    preview = officer.get(f"{page}/determination")
    seen = re.findall(r'name="seen" value="(\w+)"', preview.text)[0]
    form = {"seen": seen, "signer": "Kepala Dinas Tenaga Kerja"}
    asked = officer.post(f"{page}/determination", data=form)
    waiting = text_of(officer.get(asked.location))
    late = officer.post(f"{page}/determination", data=form)
    with app.app_context():
        run_due(regency)
    done = text_of(officer.get(asked.location))
    numbered = officer.post(
        f"{asked.location}/number", data={"number": "188/45/2025", "signed_on": "2025-02-10"}
    )
    funnel = text_of(officer.get(page))

    assert verified.status_code == 303
    assert unreasoned.status_code == 422
    assert f'value="{first}"' in unreasoned.text
    assert "Isi tanggal hasil ini." in text_of(unreasoned)
    assert "4 calon memenuhi syarat; kuota 2 orang. Tetapkan 2 penerima" in text_of(preview)
    assert f"/commitments/{commitment_id}#derivation" in preview.text
    assert asked.status_code == 303
    assert "Penetapan sedang disimpan" in waiting
    assert late.status_code == 409
    assert "2 ditetapkan 2 cadangan 2 tidak memenuhi syarat" in done
    assert numbered.status_code == 303
    assert "188/45/2025" in funnel
    assert "2 penerima ditetapkan dan belum didaftarkan ke BPJS." in funnel
    assert "188/45/2025" in text_of(viewer.get(asked.location))
    assert viewer.post(f"{asked.location}/annex", data={"outcome": "chosen"}).status_code == 403


def test_decree_is_offered_while_somebody_still_waits_for_an_answer(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, viewer = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    page = at(regency, commitment_id)
    with app.app_context():
        propose(regency, commitment_id, 6)
        covers = covers_of(regency, commitment_id)
    officer.post(f"{page}/rules", data=RULES | {"min_age": "0", "under_age": "150"})
    before = officer.get(page)
    verified = {"scope": "ticked", "answer": "verified", "on": "2025-02-01"}
    ids = [str(one.worker_id) for one in covers[:5]]
    officer.post(f"{page}/facts", data=verified | {"worker_ids": ids})
    after = officer.get(page)

    assert f"{page}/determination" not in before.text
    assert "1 calon belum diverifikasi desa/kelurahan." in text_of(after)
    assert "5 calon memenuhi syarat dan belum ditetapkan." in text_of(after)
    assert f'href="{page}/determination"' in after.text
    assert f'href="{page}/determination"' not in viewer.get(page).text


def test_annex_carries_whole_numbers_only_for_who_may_open_them(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, certifier = browser_of(regency, Role.OFFICER), browser_of(regency, Role.CERTIFIER)
    page = at(regency, commitment_id)
    with app.app_context():
        propose(regency, commitment_id, 3)
    usual = RULES | {"min_age": "0", "under_age": "150", "needs_verification": "false"}
    officer.post(f"{page}/rules", data=usual)
    seen = re.findall(r'name="seen" value="(\w+)"', officer.get(f"{page}/determination").text)[0]
    decree = officer.post(
        f"{page}/determination", data={"seen": seen, "signer": "Kepala Dinas"}
    ).location
    with app.app_context():
        run_due(regency)

    chosen = {"outcome": "chosen"}
    masked = cells(certifier.post(f"{decree}/annex", data=chosen).data)
    refused = certifier.post(f"{decree}/annex", data=chosen | {"is_whole": "true"})
    whole = cells(officer.post(f"{decree}/annex", data=chosen | {"is_whole": "true"}).data)
    trail = text_of(browser_of(regency, Role.ADMIN).get(f"/r/{regency.slug}/audit"))

    assert "350501**********" in masked
    assert not re.search(r"3505\d{12}", masked)  # a fingerprint may hold sixteen other digits
    assert refused.status_code == 403
    assert len(re.findall(r"3505\d{12}", whole)) == 2
    assert "Kode pemeriksaan data, bukan tanda tangan elektronik" in whole
    assert "penetapan penerima: unduh Excel" in trail


def cells(content: bytes) -> str:
    """Every text of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("xl/sharedStrings.xml").decode()
