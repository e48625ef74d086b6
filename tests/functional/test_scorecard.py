"""An officer reads the ledger, states what no record says, and can check every figure again."""

import json
import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from enrollment.benefit_totals import BenefitKind
from enrollment.benefits import BenefitDetails
from enrollment.services.benefits import add_benefit
from scoring.models.claims import IndicatorClaim
from scoring.services.scorecards import RECOMPUTE_JOB, RECOMPUTE_KEY, recompute_scorecards
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.jobs import find_run, perform
from tenants.kernel.sources import SourceStatus
from tests.conftest import ACTOR, NOW, Browser, Regency
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of
from tests.functional.test_home import ATTENDANCE, VILLAGES
from tests.integration.enrollment.billings import bill, closed, pay, stored
from tests.integration.enrollment.rosters import add_commitment, people_file, run_due, upload

SignIn = Callable[[Regency, Role], Browser]

PLANNING = {
    "planning-rpjmd": "true",
    "planning-rkpd": "true",
    "planning-renstra": "",
    "evidence": "halaman 112",
    "source_name": "RPJMD 2025-2029",
    "source_on": "2025-08-01",
    "data_on": "",
    "source_status": "official",
}


def at(regency: Regency, path: str = "scorecard") -> str:
    return f"/r/{regency.slug}/{path}"


@pytest.fixture
def run_job(app: Flask) -> Callable[[Regency], None]:
    """Do what the worker would do with the waiting recomputation."""

    def run(regency: Regency) -> None:
        with app.app_context():
            with transaction(regency.principal()) as session:
                waiting = find_run(
                    session, tenant_id=regency.id, kind=RECOMPUTE_JOB, key=RECOMPUTE_KEY
                )
            assert waiting is not None
            perform(str(waiting.id))

    return run


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def computed(regency: Regency, officer: Browser, run_job: Callable[[Regency], None]) -> Browser:
    """An officer's browser after planning was stated with its paper and the scorecard computed."""
    data = {**PLANNING, "file": (BytesIO(b"%PDF-1.7\nRPJMD"), "rpjmd.pdf")}
    assert officer.post(at(regency, "scorecard/claims/2025/A5"), data=data).status_code == 303
    run_job(regency)
    return officer


def test_claims_of_a_year_leave_with_their_sources_and_what_is_not_filled_in(
    regency: Regency, other_regency: Regency, computed: Browser, browser_of: SignIn
) -> None:
    neighbour = browser_of(other_regency, Role.OFFICER)
    neighbour.post(at(other_regency, "scorecard/claims/2025/E1"), data=ATTENDANCE)
    computed.post(at(regency, "scorecard/claims/2025/D2"), data=VILLAGES)

    lines = lines_of(computed.get(at(regency, "scorecard/claims/export?year=2025")))
    leader = browser_of(regency, Role.VIEWER)
    other_year = lines_of(leader.get(at(regency, "scorecard/claims/export?year=2026")))

    planning = [line for line in lines if line["Kode"] == "A5"]
    assert [line["Yang dinyatakan"] for line in planning] == ["ya", "ya", ""]
    assert planning[0]["Sumber"] == "RPJMD 2025-2029"
    assert planning[0]["Tanggal sumber"] == date(2025, 8, 1)
    assert (planning[0]["Letak bukti"], planning[0]["Berkas bukti"]) == ("halaman 112", "rpjmd.pdf")
    assert planning[0]["Status angka"] == "resmi"
    stated = [line for line in lines if line["Sumber"] == VILLAGES["source_name"]]
    assert stated
    assert {type(line["Yang dinyatakan"]) for line in stated} == {float}
    assert stated[0]["Satuan"] == "desa"
    assert not any(line["Sumber"] for line in lines if line["Kode"] == "E1")
    assert {line["Sumber"] for line in other_year} == {""}


def test_first_visit_explains_and_offers_to_compute(
    regency: Regency, officer: Browser, run_job: Callable[[Regency], None]
) -> None:
    first = text_of(officer.get(at(regency)))
    asked = officer.post(at(regency, "scorecard/recomputation"))
    waiting = officer.get(at(regency))
    run_job(regency)
    computed = text_of(officer.get(at(regency)))

    assert "belum pernah dihitung" in first
    assert "Hitung sekarang" in first
    assert asked.status_code == 303
    assert 'data-refresh-seconds="2"' in waiting.text
    assert "belum pernah dihitung" not in computed
    assert "Indeks Kesiapan, bukan nilai Paritrana" in computed
    assert computed.count("belum diisi") >= 19


def test_stated_planning_appears_with_rule_proof_formula_and_what_is_missing(
    regency: Regency, computed: Browser
) -> None:
    page = text_of(computed.get(at(regency)))

    ledger_row = page[page.index("A5 Perencanaan") : page.index("Jumlah A Regulasi")]
    assert "dalam RPJMD 40 %" in ledger_row
    assert "RPJMD 2025-2029 (halaman 112; " in ledger_row
    assert "terverifikasi resmi" in ledger_row
    assert "2 dari 3 terpenuhi" in ledger_row
    assert "2,00 × 70,00 % = 1,40" in ledger_row
    assert "2,00 1,40 1,40" in ledger_row
    assert "+0,60 belum diisi" in ledger_row


def test_official_word_without_its_paper_is_only_claimed_and_the_ledger_says_why(
    regency: Regency, officer: Browser, run_job: Callable[[Regency], None]
) -> None:
    saved = officer.post(
        at(regency, "scorecard/claims/2025/A5"), data=PLANNING, follow_redirects=True
    )
    run_job(regency)

    page = text_of(officer.get(at(regency)))
    ledger_row = page[page.index("A5 Perencanaan") : page.index("Jumlah A Regulasi")]
    assert "belum dihitung sebagai terverifikasi: lampirkan berkas" in text_of(saved)
    assert "2,00 1,40 0,00" in ledger_row
    assert "dinyatakan, belum diverifikasi resmi" in ledger_row
    assert "surat, keputusan, atau naskahnya belum dilampirkan" in ledger_row


def test_lines_of_the_page_sum_to_the_score_shown(regency: Regency, computed: Browser) -> None:
    page = computed.get(at(regency)).text

    rows = re.findall(r'<tr id="[A-E]\d">.*?</tr>', page, re.DOTALL)
    cells = [re.findall(r'class="num"[^>]*>([\d,]+)<', row) for row in rows]
    sums = [sum(int(row[column].replace(",", "")) for row in cells) for column in range(3)]
    assert len(rows) == 19
    assert sums == [10_000, 140, 140]
    assert "diajukan 1,40, terverifikasi 1,40 dari 25,00" in page


def test_hashes_on_the_page_are_those_of_the_downloads(regency: Regency, computed: Browser) -> None:
    page = computed.get(at(regency)).text

    hashes = re.findall(r"<code>([0-9a-f]{64})</code>", page)
    links = re.findall(r'href="([^"]+\.json)"', page)
    files = [computed.get(link) for link in links]
    assert [sha256(file.data).hexdigest() for file in files] == hashes
    evidence = json.loads(files[1].data)["facts"]["planning.rpjmd"]["evidence"]
    assert evidence.startswith("halaman 112; ")
    assert "setiap baris sama dengan yang tersimpan" in page


def test_other_weights_and_the_running_year_are_a_link_away(
    regency: Regency, computed: Browser
) -> None:
    weighted = text_of(computed.get(at(regency, "scorecard?profile=regulasi-berat")))
    running = text_of(computed.get(at(regency, "scorecard?year=2026")))

    assert "diajukan 1,96, terverifikasi 1,96 dari 35,00" in weighted
    assert "tersisa 42 hari" in running
    assert "periode 1 Januari–31 Desember 2026" in running


@pytest.mark.parametrize("query", ["year=2024", "year=besok", "profile=hebat"])
def test_address_of_a_period_or_weight_there_is_none_of_is_not_found(
    regency: Regency, officer: Browser, query: str
) -> None:
    assert officer.get(at(regency, f"scorecard?{query}")).status_code == 404


def test_history_keeps_the_former_result_open(
    regency: Regency, computed: Browser, run_job: Callable[[Regency], None]
) -> None:
    computed.post(
        at(regency, "scorecard/claims/2025/A5"), data={**PLANNING, "planning-rkpd": "false"}
    )
    run_job(regency)

    page = computed.get(at(regency)).text
    links = re.findall(rf'href="({at(regency, "scorecard/versions")}/[0-9a-f-]+)"', page)
    former = text_of(computed.get(links[-1]))

    assert "-0,60" in page.replace("−", "-")
    assert "Ini hasil lama" in former
    assert "diajukan 1,40, terverifikasi 1,40 dari 25,00" in former


def test_claim_form_sent_empty_names_every_field_it_lacks(
    regency: Regency, officer: Browser
) -> None:
    refused = officer.post(at(regency, "scorecard/claims/2025/A5"), data={})

    assert refused.status_code == 422
    assert 'href="#field-source_name">Nama sumber: Wajib diisi.' in refused.text
    assert 'href="#field-source_status">Status angka: Wajib diisi.' in refused.text


def test_claim_form_shows_what_is_held_and_says_when_nothing_changed(
    regency: Regency, computed: Browser
) -> None:
    form = computed.get(at(regency, "scorecard/claims/2025/A5")).text
    saved = computed.post(
        at(regency, "scorecard/claims/2025/A5"), data=PLANNING, follow_redirects=True
    )

    assert 'value="RPJMD 2025-2029"' in form
    chosen = re.findall(r'<select[^>]* name="([^"]+)".*?value="([^"]*)" selected', form, re.DOTALL)
    assert dict(chosen) == {
        "planning-rpjmd": "true",
        "planning-rkpd": "true",
        "planning-renstra": "",
    }
    assert re.findall(r'name="source_status" value="(\w+)"[^>]* checked', form) == ["official"]
    assert "Tidak ada yang berubah." in text_of(saved)


def test_claim_with_a_file_keeps_the_file_with_it(regency: Regency, officer: Browser) -> None:
    data = {**PLANNING, "file": (BytesIO(b"%PDF-1.7\nRPJMD"), "rpjmd.pdf")}

    saved = officer.post(
        at(regency, "scorecard/claims/2025/A5"), data=data, content_type="multipart/form-data"
    )

    form = text_of(officer.get(at(regency, "scorecard/claims/2025/A5")))
    assert saved.status_code == 303
    assert "Berkas tersimpan: rpjmd.pdf" in form


@pytest.mark.parametrize(
    ("indicator", "change", "message"),
    [
        ("A5", {"planning-rpjmd": "mungkin"}, "Pilih ya atau tidak."),
        ("A5", {"source_name": ""}, "Wajib diisi."),
        ("A5", {"tambahan": "1"}, "Isian ini tidak dikenal."),
        ("E1", {"interview-attendee": "camat"}, "Pilih salah satu pilihan yang tersedia."),
        ("E3", {"rehearsal-law_mark": "101"}, "Isi dengan nilai 0 sampai 100."),
        ("E3", {"rehearsal-law_mark": "1e9999"}, "Isi dengan nilai 0 sampai 100."),
        ("E3", {"rehearsal-law_mark": "NaN"}, "Isi dengan nilai 0 sampai 100."),
        ("E3", {"rehearsal-law_mark": "80,125"}, "paling banyak dua desimal"),
        ("D2", {"village-total_count": "1.9"}, "Isi dengan bilangan bulat"),
        (
            "D2",
            {"village-total_count": "10", "village-protected_hundred_count": "11"},
            "Tidak boleh lebih dari 10.",
        ),
    ],
)
def test_refused_claim_names_the_field_and_keeps_what_was_typed(
    app: Flask,
    regency: Regency,
    officer: Browser,
    indicator: str,
    change: dict[str, str],
    message: str,
) -> None:
    own = {key: value for key, value in PLANNING.items() if not key.startswith("planning")}
    data = {**(PLANNING if indicator == "A5" else own), **change}

    refused = officer.post(at(regency, f"scorecard/claims/2025/{indicator}"), data=data)

    assert refused.status_code == 422
    assert message in text_of(refused)
    assert 'value="halaman 112"' in refused.text
    with app.app_context(), transaction(regency.principal()) as session:
        assert session.scalars(select(IndicatorClaim)).all() == []


def test_figures_of_an_invented_list_are_shown_as_information_only(
    app: Flask, regency: Regency, officer: Browser, run_job: Callable[[Regency], None]
) -> None:
    with app.app_context():
        upload(regency, add_commitment(regency), people_file(7), is_synthetic=True)
        run_due(regency)
    run_job(regency)

    page = text_of(officer.get(at(regency)))

    assert "tidak dinilai. Unggah daftar penerima" in page
    assert "Orang yang ditetapkan: 7 orang" in page


def test_marks_are_typed_with_a_comma_and_shown_so_again(
    regency: Regency, officer: Browser, run_job: Callable[[Regency], None]
) -> None:
    own = {key: value for key, value in PLANNING.items() if not key.startswith("planning")}
    officer.post(
        at(regency, "scorecard/claims/2025/E3"), data={**own, "rehearsal-law_mark": "60,5"}
    )
    run_job(regency)

    form = officer.get(at(regency, "scorecard/claims/2025/E3")).text
    page = text_of(officer.get(at(regency)))

    assert 'value="60,5"' in form
    assert "60,5 ÷ 100 = 60,50 %" in page


def test_upload_that_is_no_document_is_refused_beside_the_field(
    regency: Regency, officer: Browser
) -> None:
    data = {**PLANNING, "file": (BytesIO(b"MZ\x90\x00"), "virus.exe")}

    refused = officer.post(
        at(regency, "scorecard/claims/2025/A5"), data=data, content_type="multipart/form-data"
    )

    assert refused.status_code == 422
    assert 'id="fault-file"' in refused.text


def test_claim_that_somebody_else_just_stated_is_shown_again_with_what_was_typed(
    regency: Regency, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.post(at(regency, "scorecard/claims/2025/A5"), data=PLANNING)
    # The other statement lands between looking for rows to lock and writing.
    monkeypatch.setattr("scoring.services.claims._locked_claims", lambda *_args, **_named: {})

    refused = officer.post(
        at(regency, "scorecard/claims/2025/A5"), data={**PLANNING, "evidence": "halaman 7"}
    )

    assert refused.status_code == 409
    assert "baru saja disimpan orang lain" in text_of(refused)
    assert 'value="halaman 7"' in refused.text


@pytest.mark.parametrize(
    "path",
    [
        "scorecard/claims/2025/A1",
        "scorecard/claims/2025/Z9",
        "scorecard/claims/2019/A5",
        "scorecard/claims/2030/A5",
        "scorecard/claims/99999/A5",
        "scorecard/claims/1000000000000/A5",
    ],
)
def test_form_that_does_not_exist_is_not_found(
    regency: Regency, officer: Browser, path: str
) -> None:
    assert officer.get(at(regency, path)).status_code == 404
    assert officer.post(at(regency, path), data=PLANNING).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CERTIFIER])
def test_readers_see_the_scorecard_and_change_nothing(
    regency: Regency, computed: Browser, browser_of: SignIn, role: Role
) -> None:
    reader = browser_of(regency, role)

    page = reader.get(at(regency))
    claims = reader.get(at(regency, "scorecard/claims"))

    assert computed
    assert page.status_code == claims.status_code == 200
    assert "Hitung ulang" not in text_of(page)
    assert "/claims/2025/" not in page.text
    assert reader.get(at(regency, "scorecard/claims/2025/A5")).status_code == 403
    assert reader.post(at(regency, "scorecard/recomputation")).status_code == 403


def test_leader_is_not_sent_where_leaders_may_not_go(
    regency: Regency, computed: Browser, browser_of: SignIn
) -> None:
    leader = browser_of(regency, Role.VIEWER)

    page = leader.get(at(regency)).text
    addresses = set(re.findall(r'href="(/r/[^"#]+)', page))

    assert computed
    assert {leader.get(address).status_code for address in addresses} == {200}


def test_stranger_finds_neither_scorecard_nor_documents(
    regency: Regency, other_regency: Regency, computed: Browser, browser_of: SignIn
) -> None:
    page = computed.get(at(regency)).text
    version = re.search(rf'href="{at(regency, "scorecard/versions")}/([0-9a-f-]+)"', page)
    assert version is not None
    stranger = browser_of(other_regency, Role.ADMIN)

    assert stranger.get(at(regency)).status_code == 404
    for tail in ("", "/facts.json", "/rubric.json"):
        path = at(other_regency, f"scorecard/versions/{version.group(1)}{tail}")
        assert stranger.get(path).status_code == 404


def test_rubric_page_lists_every_rule_and_weight(regency: Regency, officer: Browser) -> None:
    page = text_of(officer.get(at(regency, "scorecard/rubric")))

    assert "A1 Jenis regulasi" in page
    assert "8,00 11,20 6,40" in page
    assert "mulai 80" in page
    assert "asumsi" in page


def test_contributions_that_lists_say_are_paid_need_not_be_typed_and_no_day_is_to_come(
    app: Flask, regency: Regency, computed: Browser, run_job: Callable[[Regency], None]
) -> None:
    with app.app_context():
        programme = add_commitment(regency)
        stored(regency, programme, 1, 2)
        billing = closed(regency, programme)
        bill(regency, billing.id)
        pay(regency, billing.id, amount_idr=billing.amount_idr or 0)
    run_job(regency)

    ledger = computed.get(at(regency, "scorecard?year=2025"))
    form = text_of(computed.get(at(regency, "scorecard/claims/2025/C2")))
    forms = text_of(computed.get(at(regency, "scorecard/claims?year=2025")))

    assert "Iuran yang dibayar dalam periode : Rp33.600" in text_of(ledger)
    assert "Daftar tagihan pada Siap Paritrana" in text_of(ledger)
    assert f"/billing-lists/{billing.id}" in ledger.text
    assert "Daftar tagihan pada Siap Paritrana: Rp33.600. Angka ini yang dihitung" in form
    assert "C2 Kecukupan dan realisasi anggaran dari catatan" in forms


def test_what_is_said_of_the_end_of_a_period_is_dated_by_the_day_it_was_computed(
    app: Flask, regency: Regency, officer: Browser
) -> None:
    with app.app_context():
        programme = add_commitment(regency, budget_year=2026, first_month=date(2026, 1, 1))
        stored(regency, programme, 1, 2)
        with transaction(regency.principal(DatabaseRole.JOB)) as session:
            recompute_scorecards(session, tenant_id=regency.id, now=NOW)

    ledger = text_of(officer.get(at(regency, "scorecard?year=2026"))).replace("\xa0", " ")

    assert "Daftar penerima pada Siap Paritrana · tanggal data: 20 November 2026" in ledger
    assert "tanggal data: 31 Desember 2026" not in ledger


def test_benefits_paid_stand_beside_the_presentation_and_score_nothing(
    app: Flask, regency: Regency, officer: Browser, run_job: Callable[[Regency], None]
) -> None:
    before = text_of(officer.get(at(regency, "scorecard?year=2025")))
    details = BenefitDetails(
        kind=BenefitKind.SANTUNAN_JKM,
        paid_on=date(2025, 9, 2),
        amount_idr=42_000_000,
        recipients_count=1,
        source_name="Surat BPJS Ketenagakerjaan",
        source_status=SourceStatus.OFFICIAL,
    )
    with app.app_context(), transaction(regency.principal()) as session:
        add_benefit(session, tenant_id=regency.id, actor=ACTOR, now=NOW, details=details)
    run_job(regency)

    page = text_of(officer.get(at(regency, "scorecard?year=2025")))

    assert "Manfaat yang dibayar: Rp42.000.000" not in before
    assert "Manfaat yang dibayar: Rp42.000.000" in page
    assert "Penerima manfaat: 1 orang" in page
    assert "2 September 2025" in page
