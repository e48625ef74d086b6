"""Blitar's agreement of 8,125 workers, from a draft to the gap after its end, with four people.

The months are those of the running year, so that the agreement is in force on the day of the test;
Blitar's own ten months of 2025 are reckoned in tests of the arithmetic.
"""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import select

from cooperation.arithmetic import price_months
from cooperation.budget_calendar import plan_budget
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month, months_between, months_of_year
from cooperation.pricing import Insured
from cooperation.services.expiry import tell_endings
from cooperation.tariff_files import current_tariffs
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.formats import count, rupiah
from tenants.models.identity import Tenant
from tests.browser.conftest import Product, SignIn, served_at
from tests.browser.test_review_document import printed_page

pytestmark = pytest.mark.browser

OFFICER, CERTIFIER = "petugas.kab-blitar", "penanggungjawab.kab-blitar"
REVIEWER, HEAD = "penelaah.bpjs-blitar", "kepala.bpjs-blitar"
FOUR = (OFFICER, CERTIFIER, REVIEWER, HEAD)
PEOPLE, JOINING = 8_125, 500
PROGRAMME, TITLE = "Pekerja rentan Blitar, perlindungan penuh", "PKS 8.125 pekerja rentan Blitar"
REASON = "Pasal 7 belum mencantumkan sumber dana."
INSURED = Insured(Segment.BPU, frozenset({Programme.JKK, Programme.JKM}), FundingSource.APBD)


def cost(people: int, first: Month, last: Month) -> int:
    """Rupiah for some people over some months, as the pages must say it."""
    runs = price_months(current_tariffs(), INSURED, people, months_between(first, last))
    return sum(run.amount_idr for run in runs)


def parted(people: int, months: tuple[Month, ...], today: date) -> list[str]:
    """Rupiah of coming months of a year: those no budget can pay any more, and those one can."""
    plan = plan_budget(current_tariffs(), months, INSURED.source, 0, today)
    return [rupiah(cost(people, part[0], part[-1])) for part in (plan.empty, plan.payable) if part]


def state_of(page: Page) -> str:
    """What the head of an agreement's page says that it is."""
    return page.locator(".page-head .lead").inner_text()


def write_programme(page: Page, home: str, first: Month) -> str:
    """The commitment, from this month to December; its address."""
    page.goto(f"{home}/commitments/new")
    page.get_by_label("Nama program").fill(PROGRAMME)
    page.locator("#field-people_count").fill(str(PEOPLE))
    page.get_by_label("Tahun anggaran").fill(str(first.year))
    page.get_by_label("Bulan pertama").fill(str(first))
    page.locator("#field-month_count").fill(str(13 - first.number))
    for programme in ("jkk", "jkm"):
        page.locator(f"#field-programmes-{programme}").check()
    page.get_by_label("Nama sumber", exact=True).fill(f"DPA {first.year}")
    page.locator("#field-source_status-official").check()
    page.get_by_role("button", name="Simpan data").click()
    return page.url


def write_agreement(page: Page, home: str, first: Month) -> str:
    """The agreement that carries it; its address."""
    page.goto(f"{home}/agreements/new")
    page.get_by_label("Judul").fill(TITLE)
    page.get_by_label(re.compile("^Program")).select_option(
        label=page.locator("#field-commitment_id option", has_text=PROGRAMME).inner_text()
    )
    page.get_by_label("Mulai berlaku").fill(first.first_day.isoformat())
    page.get_by_label("Hari terakhir").fill(f"{first.year}-12-31")
    page.get_by_label("Pemerintah daerah: jabatan").fill("Kepala Dinas Sosial Kabupaten Blitar")
    page.get_by_label("Pemerintah daerah: kapasitas").select_option("definitive")
    page.get_by_label("BPJS Ketenagakerjaan: jabatan").fill("Kepala Kantor Cabang Blitar")
    page.get_by_label("Nama sumber", exact=True).fill("Naskah PKS")
    page.locator("#field-source_status-official").check()
    page.get_by_role("button", name="Simpan data").click()
    return page.url


def ask_at_home(officer: Page, certifier: Page, agreement: str) -> None:
    """The head of the OPD reads it first, and hands it to the BPJS office."""
    officer.locator("#home-review summary", has_text="Minta reviu").click()
    chosen = officer.locator("#home-review form[action*='/reviews']")
    named = chosen.locator("option", has_text="pejabat penanggung jawab").first
    chosen.locator("select[name=membership_id]").select_option(named.get_attribute("value"))
    chosen.get_by_role("button", name="Minta reviu").click()
    expect(officer.locator("#home-review")).to_contain_text("diminta kepada")

    certifier.goto(agreement)
    certifier.get_by_label("Ajukan ke BPJS Ketenagakerjaan").check()
    certifier.get_by_role("button", name="Setujui dan teruskan").click()
    expect(certifier.locator("#review")).to_contain_text("Diajukan")


def sign(page: Page, chromium: Browser, day: date) -> None:
    """Record the signature with its signed copy."""
    page.locator("#signature input[name=signed_on]").fill(day.isoformat())
    copy = FilePayload(name="PKS.pdf", mimeType="application/pdf", buffer=printed_page(chromium))
    page.locator("#signature input[type=file]").set_input_files(copy)
    page.get_by_role("button", name="Catat tanda tangan").click()


def watch(app: Flask, moment: datetime) -> int:
    """What the daily watch of agreements tells of Blitar on a day."""
    with app.app_context():
        with transaction(Principal(DatabaseRole.JOB)) as session:
            tenant_id = session.scalars(select(Tenant.id).where(Tenant.slug == "kab-blitar")).one()
        with transaction(Principal(DatabaseRole.JOB, tenant_id)) as session:
            return tell_endings(session, tenant_id=tenant_id, now=moment)


def test_agreement_of_8125_workers_goes_from_draft_to_the_gap_after_its_end(
    product: Product, chromium: Browser, enter: SignIn
) -> None:
    people = [enter(name) for name in FOUR]
    officer, certifier, reviewer, head = (one.page for one in people)
    home = f"{product.url}/r/kab-blitar"
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    first, december = Month.of(today), Month(today.year, 12)

    programme = write_programme(officer, home, first)
    agreement = write_agreement(officer, home, first)
    assert "draf" in state_of(officer)
    ask_at_home(officer, certifier, agreement)

    reviewer.goto(agreement.replace("/r/", "/b/bpjs-blitar/r/"))
    reviewer.locator("#decision").get_by_label("Pasal atau angka").fill("Pasal 7")
    reviewer.locator("#decision").get_by_label("Alasan").fill(REASON)
    reviewer.get_by_role("button", name="Kembalikan", exact=True).click()
    officer.goto(agreement)
    expect(officer.locator("#review")).to_contain_text(REASON)
    officer.get_by_role("link", name="Ubah", exact=True).click()
    officer.get_by_label("Nomor pemerintah daerah").fill(f"460/12/{today.year}")
    officer.get_by_role("button", name="Simpan data").click()
    officer.get_by_role("button", name="Ajukan kembali").click()
    head.goto(agreement.replace("/r/", "/b/bpjs-blitar/r/"))
    head.get_by_role("button", name="Setujui untuk ditandatangani").click()
    officer.goto(agreement)
    sign(officer, chromium, today)
    assert "berlaku" in state_of(officer)

    officer.get_by_role("link", name="Buat adendum").click()
    officer.get_by_label("Mulai berlaku").fill(first.first_day.isoformat())
    officer.get_by_label("Perubahan berlaku sejak").fill(str(first))
    officer.get_by_label("Pekerja menjadi").fill(str(PEOPLE + JOINING))
    officer.get_by_label("Nama sumber", exact=True).fill("Naskah adendum")
    officer.locator("#field-source_status-official").check()
    officer.get_by_role("button", name="Simpan data").click()
    effect = officer.locator("#effect")
    expect(effect).to_contain_text(f"+{count(JOINING)}")
    expect(effect).to_contain_text(f"+{rupiah(cost(JOINING, first, december))}")
    officer.locator("summary", has_text="ditandatangani di luar layanan ini").click()
    sign(officer, chromium, today)

    officer.goto(agreement)
    assert "berlaku dengan adendum" in state_of(officer)
    officer.goto(programme)
    everybody, next_year = PEOPLE + JOINING, months_of_year(today.year + 1)
    expect(officer.locator("main")).to_contain_text(rupiah(cost(everybody, first, december)))
    gaps = parted(everybody, next_year, today)
    for address in (programme, f"{home}/cover-calendar"):
        officer.goto(address)
        for gap in gaps:
            expect(officer.locator("main")).to_contain_text(gap)
    assert [one.complaints for one in people] == [[], [], [], []]
    see_it_expire(product, enter, agreement, programme, everybody)


def see_it_expire(
    product: Product, enter: SignIn, agreement: str, programme: str, people: int
) -> None:
    """Its last day, with the gap it leaves told to the officer; and a day after it."""
    december = Month(datetime.now(ZoneInfo("Asia/Jakarta")).year, 12)
    january, *others = months_of_year(december.year + 1)
    last_day = datetime(december.year, 12, 31, 10, tzinfo=ZoneInfo("Asia/Jakarta"))
    with served_at(product, last_day) as (served, app):
        assert watch(app, last_day) > 0
        warned = enter(OFFICER, served)
        warned.page.goto(f"{served.url}/r/kab-blitar/notices")
        news = warned.page.locator("main")
        expect(news).to_contain_text(TITLE)
        for gap in parted(people, (january, *others), last_day.date()):
            expect(news).to_contain_text(gap)
        expect(news).to_contain_text(rupiah(cost(people, january, others[-1])))
    after = last_day + timedelta(days=15)
    with served_at(product, after) as (served, _app):
        late = enter(OFFICER, served)
        late.page.goto(agreement.replace(product.url, served.url))
        assert "berakhir" in state_of(late.page)
        late.page.goto(programme.replace(product.url, served.url))
        gaps = late.page.locator("main")
        expect(gaps).to_contain_text(rupiah(cost(people, january, january)))
        for gap in parted(people, tuple(others), after.date()):
            expect(gaps).to_contain_text(gap)
    assert [warned.complaints, late.complaints] == [[], []]
