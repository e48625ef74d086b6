"""An officer freezes a list, bills it, pays it; others see as much as they may."""

import io
import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from cooperation.models.commitments import Commitment
from cooperation.services.agreement_steps import terminate_agreement
from enrollment.queries import summaries
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_roster_upload import work
from tests.integration.cooperation.records import by, keep_agreement, sign, version_now
from tests.integration.enrollment.billings import MARCH, closed, stored
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency, Role], Browser]
WHY = "Dua orang meninggal sebelum ditagihkan."
REASON = "SP2D milik program lain, salah catat."


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """A programme with three people determined."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3)
    return commitment_id


def draw_up(browser: Browser, regency: Regency, commitment_id: UUID, **typed: str) -> str:
    form = {"commitment_id": str(commitment_id), "first_month": "2025-03", "month_count": "3"}
    sent = browser.post(f"/r/{regency.slug}/billing-lists/new", data=form | typed)
    assert sent.status_code == 303, text_of(sent)
    return sent.location


def billed_page(
    app: Flask, browser: Browser, regency: Regency, commitment_id: UUID, **typed: str
) -> str:
    """The page of a list of one month that is closed and billed."""
    page = draw_up(browser, regency, commitment_id, month_count="1", **typed)
    browser.post(f"{page}/closing")
    work(app, regency)
    browser.post(f"{page}/bill", data={"billing_code": "2503001", "billed_on": "2025-03-05"})
    return page


def test_amount_of_a_list_opens_to_the_rule_that_made_it(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)

    shown = officer.get(page)
    with app.app_context(), transaction(regency.principal()) as session:
        session.get_one(Commitment, (regency.id, commitment_id)).income_idr = 6_000_000
    after = text_of(officer.get(page))

    words = text_of(shown)
    assert "Maret 2025: Rp16.800 per orang per bulan" in words
    assert "3 orang × 1 bulan × Rp16.800 = Rp50.400" in words
    assert "PP 44/2015" in words
    assert f"/commitments/{commitment_id}#derivation" in shown.text
    assert "sehingga perhitungan sekarang memberi nilai lain" not in words
    assert "sehingga perhitungan sekarang memberi nilai lain" in after
    assert "Rp50.400" in after


def test_form_proposes_the_agreement_that_binds_the_programme(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    with app.app_context():
        first, second = (
            keep_agreement(
                regency,
                title=title,
                commitment_id=commitment_id,
                starts_on=None,
                ends_on=None,
                due_day=20,
            )
            for title in ("PKS tahun 2025", "PKS kedua")
        )
        sign(regency, first, date(2025, 2, 20))
    officer = browser_of(regency, Role.OFFICER)
    form = f"/r/{regency.slug}/billing-lists/new"

    proposed = officer.get(f"{form}?commitment_id={commitment_id}")
    with app.app_context():
        sign(regency, second, date(2025, 2, 21))
    unsure = officer.get(f"{form}?commitment_id={commitment_id}")
    typed = {
        "commitment_id": str(commitment_id),
        "agreement_id": "",
        "first_month": "2025-03",
        "month_count": "1",
        "due_day": "",
    }
    asked = officer.post(form, data=typed)
    chosen = officer.post(form, data={**typed, "agreement_id": str(second.id)})

    assert re.search(f'value="{first.id}" selected', proposed.text)
    assert str(second.id) not in proposed.text
    assert str(second.id) in unsure.text
    assert "PKS tahun 2025 (Pekerja rentan 2025), jatuh tempo tanggal 20" in text_of(proposed)
    assert not re.search(f'value="({first.id}|{second.id})" selected', unsure.text)
    assert asked.status_code == 422
    assert "berlaku lebih dari satu perjanjian: PKS tahun 2025, PKS kedua" in text_of(asked)
    assert chosen.status_code == 303
    assert "20 Maret 2025" in text_of(officer.get(chosen.location)).replace("\xa0", " ")


def test_list_says_which_of_its_months_no_agreement_binds_any_more(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    with app.app_context():
        ended = keep_agreement(regency, commitment_id=commitment_id)
        sign(regency, ended, date(2025, 2, 20))
    officer = browser_of(regency, Role.OFFICER)
    bound = draw_up(officer, regency, commitment_id, first_month="2025-05", month_count="2")
    warning = "perjanjiannya sudah berakhir, dan belum ada perjanjian lain yang mengikat"
    before = text_of(officer.get(bound))

    with app.app_context(), transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=ended.id,
            expected_version=version_now(session, ended),
            terminated_on=date(2025, 6, 1),
            reason="Anggaran dialihkan.",
            today=date(2025, 6, 2),
        )

    assert warning not in before
    assert f"Juni 2025: {warning}" in text_of(officer.get(bound))


def test_officer_closes_bills_and_pays_a_list(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    start = officer.get(f"/r/{regency.slug}/billing-lists/new?commitment_id={commitment_id}")
    page = draw_up(officer, regency, commitment_id)

    empty = text_of(officer.get(page))
    officer.post(f"{page}/closing")
    waiting = officer.get(page)
    work(app, regency)
    closed = text_of(officer.get(page))
    officer.post(f"{page}/bill", data={"billing_code": "2503001", "billed_on": "2025-03-05"})
    short = officer.post(f"{page}/payment", data={"sp2d_number": "SP2D/7", "sp2d_on": ""})
    officer.post(
        f"{page}/payment",
        data={"sp2d_number": "SP2D/7", "sp2d_on": "2025-03-12", "sp2d_idr": "150.000"},
    )
    part = text_of(officer.get(page))
    unpaid = text_of(officer.get(f"/r/{regency.slug}/workers"))
    officer.post(
        f"{page}/payment",
        data={"sp2d_number": "SP2D/9", "sp2d_on": "2025-03-14", "sp2d_idr": "Rp1.200"},
    )
    work(app, regency)
    paid = text_of(officer.get(page))
    workers = text_of(officer.get(f"/r/{regency.slug}/workers"))

    assert 'value="2025-03"' in start.text
    assert "Daftar ini belum memuat siapa pun" in empty
    assert "data-refresh-seconds" in waiting.text
    assert "Rp151.200" in closed
    assert "9 orang-bulan" in closed
    assert "Maret\u2013Mei 2025" in closed
    assert short.status_code == 422
    assert "SP2D/7" in short.text
    assert "Pembayaran Rp150.000 (Seratus lima puluh ribu rupiah) dicatat." in part
    assert "dibayar sebagian" in part or "terlambat" in part
    assert "Rp150.000 sudah dibayar Rp1.200 belum dibayar" in part
    assert unpaid.count("2025 ditetapkan") == 3
    assert "lunas" in paid
    assert "Rp151.200 sudah dibayar Rp0 belum dibayar" in paid
    assert "SP2D/7" in paid
    assert "SP2D/9" in paid
    assert workers.count("dibayar") >= 3


def held_in(answer: TestResponse) -> str:
    """The mark of the file that was kept when the form was refused."""
    (held,) = re.findall(r'name="held_file" value="([^"]+)"', answer.text)
    return str(held)


def test_bukti_setor_is_kept_while_its_amount_is_asked_about(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)
    typed = {"sp2d_number": "SP2D/7", "sp2d_on": "2025-03-12", "sp2d_idr": "50.400.000"}

    def sent(name: str, content: bytes) -> dict[str, object]:
        return {**typed, "file": (io.BytesIO(content), name)}

    unread = officer.post(f"{page}/payment", data=sent("setor.exe", b"MZ nothing we keep"))
    asked = officer.post(f"{page}/payment", data=sent("setor.pdf", b"%PDF-1.7\nbukti"))
    kept = held_in(asked)
    again = officer.post(f"{page}/payment", data=typed | {"sp2d_on": "x", "held_file": kept})
    meant = typed | {"confirmed": "50400000"}
    made_up = officer.post(f"{page}/payment", data=meant | {"held_file": f"{UUID(int=7)}.00"})
    others = browser_of(regency, Role.OFFICER).post(
        f"{page}/payment", data=meant | {"held_file": kept}
    )
    done = officer.post(f"{page}/payment", data=meant | {"held_file": kept})

    assert unread.status_code == 409
    assert "Isi berkas bukan" in text_of(unread)
    assert "held_file" not in unread.text
    assert 'value="SP2D/7"' in unread.text
    assert asked.status_code == 409
    assert "Berkas setor.pdf yang tadi dipilih sudah diterima." in text_of(asked)
    assert again.status_code == 422
    assert held_in(again) == kept
    for stranger in (made_up, others):
        assert stranger.status_code == 422
        assert "Berkas yang tadi dikirim tidak dikenali." in text_of(stranger)
        assert "held_file" not in stranger.text
    assert done.status_code == 303
    assert f"/documents/{kept.partition('.')[0]}" in officer.get(page).text


def test_sp2d_of_another_budget_year_is_asked_about_with_its_file_and_kept_when_meant(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)
    typed = {
        "sp2d_number": "SP2D/7",
        "sp2d_on": "2026-01-05",
        "sp2d_idr": "50.400",
        "spp_number": "SPP/3",
        "spp_on": "",
        "spm_number": "",
        "spm_on": "",
        "paper_idr": "",
        "deposited_on": "",
        "funding_source": "apbd",
        "sub_activity": "",
        "budget_account": "",
    }

    asked = officer.post(
        f"{page}/payment", data={**typed, "file": (io.BytesIO(b"%PDF-1.7 setor"), "setor.pdf")}
    )
    (marks,) = re.findall(r'name="confirmed" value="([^"]*)"', asked.text)
    kept = officer.post(
        f"{page}/payment", data=typed | {"held_file": held_in(asked), "confirmed": marks}
    )

    told = text_of(asked)
    assert asked.status_code == 409
    assert "bertanggal 5 Januari 2026, sedangkan tagihannya dari tahun anggaran 2025." in told
    assert "memang anggaran 2026, misalnya utang tahun lalu." in told
    assert "Ya, isian ini memang benar" in told
    assert 'value="SPP/3"' in asked.text
    assert 'value="2026-01-05"' in asked.text
    assert kept.status_code == 303
    assert held_in(asked).partition(".")[0] in officer.get(page).text


def test_bukti_setor_is_kept_whatever_else_of_the_payment_is_refused(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)
    typed = {"sp2d_number": "SP2D/7", "sp2d_on": "2025-03-12", "sp2d_idr": "50.400"}
    late = typed | {"deposited_on": "2025-03-11"}

    wrong = officer.post(
        f"{page}/payment", data={**late, "file": (io.BytesIO(b"%PDF-1.7 setor"), "setor.pdf")}
    )
    officer.post(f"{page}/payment", data=typed)
    (payment,) = re.findall(r"/payments/([0-9a-f-]{36})/proof", officer.get(page).text)
    coming = officer.post(
        f"{page}/payments/{payment}/proof",
        data={
            "deposited_on": "2025-03-11",
            "file": (io.BytesIO(b"%PDF-1.7 setor lain"), "lain.pdf"),
        },
    )
    mended = officer.post(
        f"{page}/payments/{payment}/proof",
        data={"deposited_on": "2025-03-12", "held_file": held_in(coming)},
    )

    assert wrong.status_code == coming.status_code == 422
    assert held_in(wrong)
    assert 'value="2025-03-11"' in coming.text
    assert mended.status_code == 303
    assert held_in(coming).partition(".")[0] in officer.get(page).text


def test_bukti_setor_of_a_payment_taken_back_is_told_kept_and_can_be_removed(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)
    typed = {"sp2d_number": "SP2D/7", "sp2d_on": "2025-03-12", "sp2d_idr": "50.400"}
    officer.post(
        f"{page}/payment", data={**typed, "file": (io.BytesIO(b"%PDF-1.7 setor"), "setor.pdf")}
    )
    paid = officer.get(page)
    (payment,) = re.findall(r'name="bill_payment_id" value="([^"]+)"', paid.text)
    (proof,) = re.findall(r"/documents/([0-9a-f-]{36})", paid.text)
    files = f"/r/{regency.slug}/documents"
    removal = {"reason": "Bukti setor milik program lain."}

    used = officer.post(f"{files}/{proof}/removal", data=removal)
    short = officer.post(f"{page}/step-back", data={"bill_payment_id": payment, "reason": "salah"})
    officer.post(f"{page}/step-back", data={"bill_payment_id": payment, "reason": REASON})
    told = text_of(officer.get(page))
    listed = text_of(officer.get(files))
    gone = officer.post(f"{files}/{proof}/removal", data=removal)

    assert used.status_code == 409
    assert short.status_code == 422
    assert ">salah</textarea>" in short.text
    assert "Bukti setornya tetap di Daftar berkas sampai dihapus di sana." in text_of(paid)
    assert "Bukti setornya, bila ada, tetap di Daftar berkas" in told
    assert "setor.pdf belum dipakai" in listed
    assert gone.status_code == 303
    assert officer.get(f"{files}/{proof}").status_code == 404
    with app.app_context(), transaction(regency.principal()) as session:
        (entry,) = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "bill:withdraw-payment")
        )
    assert entry.detail["document"] == proof
    assert len(str(entry.detail["sha256"])) == 64


def test_payment_typed_while_a_colleague_paid_all_is_shown_to_be_copied(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)
    typed = {"sp2d_number": "SP2D/7", "sp2d_on": "2025-03-12", "sp2d_idr": "50.400"}
    officer.post(f"{page}/payment", data=typed)

    late = officer.post(f"{page}/payment", data=typed | {"sp2d_number": "SP2D/8"})
    code = officer.post(f"{page}/bill", data={"billing_code": "777", "billed_on": "2025-03-05"})

    assert late.status_code == code.status_code == 409
    for answer, sent in ((late, "Nomor SP2D SP2D/8"), (code, "Kode iuran 777")):
        assert "Isian Anda belum tersimpan. Salin dari sini" in text_of(answer)
        assert sent in text_of(answer)
    assert "Isian Anda belum tersimpan" not in text_of(officer.get(page))


def test_bukti_setor_of_a_payment_that_nobody_can_record_any_more_is_told_by_its_name(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)
    typed = {"sp2d_number": "SP2D/7", "sp2d_on": "2025-03-12", "sp2d_idr": "50.400"}
    wrong = officer.post(
        f"{page}/payment",
        data={**typed, "sp2d_on": "x", "file": (io.BytesIO(b"%PDF-1.7 satu"), "pertama.pdf")},
    )
    browser_of(regency, Role.OFFICER).post(f"{page}/payment", data=typed)

    late = officer.post(
        f"{page}/payment",
        data={
            **typed,
            "sp2d_number": "SP2D/8",
            "held_file": held_in(wrong),
            "file": (io.BytesIO(b"%PDF-1.7 dua"), "kedua.pdf"),
        },
    )

    told, files = text_of(late), text_of(officer.get(f"/r/{regency.slug}/documents"))
    assert late.status_code == 409
    assert "Berkas kedua.pdf tidak disimpan." in told
    assert "Berkas pertama.pdf sudah diterima sebelumnya dan ada di Daftar berkas." in told
    assert "pertama.pdf belum dipakai" in files
    assert "kedua.pdf" not in files


def test_sp2d_of_several_bills_asks_for_its_worth_keeps_what_was_typed_and_shows_it(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    march = billed_page(app, officer, regency, commitment_id)
    april = billed_page(app, officer, regency, commitment_id, first_month="2025-04")
    typed = {
        "sp2d_number": "SP2D/7",
        "sp2d_on": "2025-03-12",
        "sp2d_idr": "50.400",
        "paper_idr": "",
    }
    officer.post(f"{march}/payment", data=typed)

    asked = officer.post(f"{april}/payment", data=typed | {"spp_number": "SPP/3"})
    spent = officer.post(f"{april}/payment", data=typed | {"paper_idr": "50.400"})
    kept = officer.post(f"{april}/payment", data=typed | {"paper_idr": "100.800"})

    assert asked.status_code == spent.status_code == 422
    assert "Surat ini sudah dicatat membayar Rp50.400 untuk tagihan lain." in text_of(asked)
    assert 'value="SPP/3"' in asked.text
    assert "di antaranya sudah dicatat untuk tagihan lain, sehingga sisanya Rp0." in text_of(spent)
    assert kept.status_code == 303
    assert "Rp50.400 dari Rp100.800" in text_of(officer.get(april))


def test_sp2d_of_two_lists_is_told_alike_on_both_and_never_with_another_spp(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    march = billed_page(app, officer, regency, commitment_id)
    april = billed_page(app, officer, regency, commitment_id, first_month="2025-04")
    typed = {
        "spp_number": "",
        "spp_on": "",
        "spm_number": "",
        "spm_on": "",
        "sp2d_number": "SP2D/7",
        "sp2d_on": "2025-03-12",
        "sp2d_idr": "50.400",
        "paper_idr": "",
        "deposited_on": "",
        "funding_source": "",
        "sub_activity": "",
        "budget_account": "",
    }
    stated = {
        "spp_number": "SPP/3",
        "spp_on": "2025-03-08",
        "spm_number": "SPM/4",
        "paper_idr": "100.800",
        "sub_activity": "Perlindungan pekerja rentan",
        "budget_account": "5.1.02.02",
    }
    officer.post(f"{march}/payment", data=typed | stated)

    refused = officer.post(f"{april}/payment", data=typed | {"spp_number": "SPP/9"})
    kept = officer.post(f"{april}/payment", data=typed)

    assert (refused.status_code, kept.status_code) == (422, 303)
    assert "Tagihan lain mencatat surat ini dengan SPP bernomor SPP/3." in text_of(refused)
    assert 'value="SPP/9"' in refused.text
    for page in (march, april):
        shown = text_of(officer.get(page))
        for told in ("SPP/3, 8 Maret 2025", "SPM/4", "Rp50.400 dari Rp100.800"):
            assert told in shown
        assert "Perlindungan pekerja rentan 5.1.02.02" in shown


def test_slip_of_three_noughts_is_asked_about_in_words_and_nothing_is_lost(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)
    typed = {"sp2d_number": "SP2D/7", "sp2d_on": "2025-03-12", "sp2d_idr": "50.400.000"}

    asked = officer.post(f"{page}/payment", data=typed | {"spp_number": "SPP/3"})
    before = text_of(officer.get(page))
    mistyped = officer.post(f"{page}/payment", data=typed | {"sp2d_idr": "-50400"})
    nothing = officer.post(f"{page}/payment", data=typed | {"sp2d_idr": "0"})
    meant = officer.post(f"{page}/payment", data=typed | {"confirmed": "50400000"})

    shown = text_of(asked)
    assert asked.status_code == 409
    assert "tiga nol tampaknya berlebih" in shown
    assert "Lima puluh juta empat ratus ribu rupiah" in shown
    assert "Lima puluh ribu empat ratus rupiah" in shown
    assert 'value="SPP/3"' in asked.text
    assert "Belum ada pembayaran yang dicatat" in before
    assert (mistyped.status_code, nothing.status_code) == (422, 422)
    assert meant.status_code == 303


def test_code_that_reads_as_a_nik_is_asked_about_on_its_form_and_kept_when_meant(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)
    (seen,) = re.findall(r'name="seen_code" value="([^"]*)"', officer.get(page).text)
    typed = {"billing_code": "3505015708900001", "billed_on": "2025-03-06", "seen_code": seen}

    asked = officer.post(f"{page}/bill", data=typed)
    (marks,) = re.findall(r'name="confirmed" value="([^"]*)"', asked.text)
    kept = officer.post(f"{page}/bill", data=typed | {"confirmed": marks})

    assert asked.status_code == 409
    assert "Kode iuran ini terbaca seperti NIK" in text_of(asked)
    assert "Ya, isian ini memang benar" in text_of(asked)
    assert 'value="3505015708900001"' in asked.text
    assert kept.status_code == 303
    assert "3505015708900001" in text_of(officer.get(page))


def test_over_payment_is_carried_to_the_next_bill_and_taken_back_by_its_payment(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    march = billed_page(app, officer, regency, commitment_id)
    officer.post(
        f"{march}/payment",
        data={"sp2d_number": "SP2D/7", "sp2d_on": "2025-03-12", "sp2d_idr": "60.000"},
    )
    over = text_of(officer.get(march))
    april = billed_page(app, officer, regency, commitment_id, first_month="2025-04")
    credited = text_of(officer.get(april))
    register = text_of(officer.get(f"/r/{regency.slug}/billing-lists"))
    form = officer.get(march).text
    payment_id = form.split('name="bill_payment_id" value="')[1].split('"')[0]
    officer.post(f"{march}/step-back", data={"reason": WHY, "bill_payment_id": payment_id})
    again = text_of(officer.get(april))

    assert "Belum ada tagihan berikutnya yang menampung lebih bayar Rp9.600." in over
    assert "Termasuk Rp9.600 lebih bayar dari tagihan sebelumnya." in credited
    assert "Rp40.800 belum dibayar" in credited
    assert "lebih bayar" in register
    assert "lebih bayar dari tagihan sebelumnya" not in again
    assert "Rp50.400 belum dibayar" in again


def test_open_list_shows_what_closing_would_freeze_and_what_stands_elsewhere(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, viewer = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    with app.app_context():
        closed(regency, commitment_id, MARCH, 2)
        stored(regency, commitment_id, 4)
    page = draw_up(officer, regency, commitment_id)

    before = text_of(viewer.get(page))
    officer.post(f"{page}/closing")
    work(app, regency)
    after = text_of(officer.get(page))

    assert "Isi daftar bila ditutup sekarang 4 orang 6 orang-bulan Rp100.800 nilai daftar" in before
    assert "3 orang program ini sudah memiliki bulan dari masa ini" in before
    assert "4 orang 6 orang-bulan Rp100.800 nilai daftar" in after
    assert "bila ditutup sekarang" not in after
    assert "sudah memiliki bulan" not in after


def test_open_list_says_why_closing_would_freeze_nothing(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        unpriced = add_commitment(regency, segment="jakon")
        stored(regency, unpriced, 1)
        empty = add_commitment(regency)

    pages = [text_of(officer.get(draw_up(officer, regency, one))) for one in (unpriced, empty)]

    assert "belum dapat dihitung dari isian programnya" in pages[0]
    assert "Tidak ada orang yang ditetapkan atau didaftarkan pada bulan-bulan ini" in pages[1]
    assert all("bila ditutup sekarang" not in page for page in pages)


def test_open_list_of_too_many_people_is_not_counted_and_says_so(
    regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = draw_up(officer, regency, commitment_id)
    monkeypatch.setattr(summaries, "SPOT_PEOPLE", 2)

    seen = text_of(officer.get(page))

    assert "terlalu banyak untuk dihitung seketika" in seen
    assert "bila ditutup sekarang" not in seen


def test_refused_list_keeps_what_was_typed(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    address = f"/r/{regency.slug}/billing-lists/new"
    form = {"commitment_id": str(commitment_id), "first_month": "2025-01", "month_count": "2"}

    early = officer.post(address, data=form)
    draw_up(officer, regency, commitment_id)
    second = officer.post(address, data=form | {"first_month": "2025-06"})

    assert early.status_code == 422
    assert "Program ini berlaku Maret–Desember 2025." in text_of(early)
    assert 'value="2025-01"' in early.text
    assert second.status_code == 409
    assert "daftar tagihan yang belum ditutup" in text_of(second)


def test_closed_list_is_reopened_with_a_reason_and_then_given_up(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = draw_up(officer, regency, commitment_id)
    officer.post(f"{page}/closing")
    work(app, regency)

    refused = officer.post(f"{page}/reopening", data={"reason": "salah"})
    kept = officer.post(f"{page}/removal")
    officer.post(f"{page}/reopening", data={"reason": WHY})
    work(app, regency)
    gone = officer.post(f"{page}/removal")

    assert refused.status_code == 422
    assert kept.status_code == 409
    assert gone.status_code == 303
    assert officer.get(page).status_code == 404


def test_viewer_sees_counts_and_no_people(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, viewer = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    page = draw_up(officer, regency, commitment_id)
    officer.post(f"{page}/closing")
    work(app, regency)

    seen = viewer.get(page)
    people = officer.get(f"{page}/people")
    sought = officer.post(f"{page}/people/filter", data={"name": "sum"})
    programme = officer.get(f"/r/{regency.slug}/commitments/{commitment_id}")

    assert "Rp151.200" in text_of(seen)
    assert "Lihat orangnya" not in seen.text
    assert viewer.get(f"{page}/people").status_code == 403
    assert viewer.post(f"{page}/closing").status_code == 403
    assert people.text.count("350501**********") == 3
    assert officer.get(sought.location).text.count("350501**********") == 3
    assert "Tagihan 1: Maret\u2013Mei 2025" in text_of(programme)


def test_register_is_narrowed_and_leaves_as_a_workbook(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    register = f"/r/{regency.slug}/billing-lists"

    empty = text_of(officer.get(register))
    draw_up(officer, regency, commitment_id)
    found = text_of(officer.get(f"{register}?state=open"))
    none = text_of(officer.get(f"{register}?state=paid"))
    file = officer.get(f"{register}/export")

    assert "Belum ada daftar tagihan" in empty
    assert "Tagihan 1: Maret\u2013Mei 2025" in found
    assert "Tidak ada daftar tagihan yang sesuai" in none
    assert file.data.startswith(b"PK")


def test_programme_and_home_say_what_its_months_lack(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, viewer = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    page = billed_page(app, officer, regency, commitment_id)

    programme = officer.get(f"/r/{regency.slug}/commitments/{commitment_id}")
    home = text_of(officer.get(f"/r/{regency.slug}/"))
    seen = text_of(viewer.get(f"/r/{regency.slug}/commitments/{commitment_id}"))

    shown = text_of(programme)
    assert "Maret 2025 belum lunas 17 Maret 2025" in shown
    assert "April\u2013Desember 2025 tidak ditagihkan dan sudah lewat" in shown
    assert page in programme.text
    assert "Lewat jatuh tempo 17 Maret 2025" in home
    assert "belum dibayar Rp50.400" in home
    assert "Bulan yang belum beres" in seen


def test_due_day_of_a_year_without_decreed_holidays_is_called_an_estimate(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    said = "perkiraan: hari libur 2040 belum ditetapkan"
    with app.app_context():
        now = add_commitment(regency)
        later = add_commitment(
            regency, title="Program 2040", budget_year=2040, first_month=date(2040, 3, 1)
        )
    known = draw_up(officer, regency, now)
    assert said not in text_of(officer.get(f"/r/{regency.slug}/billing-lists"))
    reckoned = draw_up(officer, regency, later, first_month="2040-03")

    assert said not in text_of(officer.get(known))
    for page in (reckoned, f"/r/{regency.slug}/billing-lists"):
        assert text_of(officer.get(page)).count(said) == 1


def test_mistakes_of_a_payment_are_told_at_once(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = billed_page(app, officer, regency, commitment_id)
    typed = {
        **dict.fromkeys(("spp_number", "spm_number", "paper_idr", "sub_activity"), ""),
        "sp2d_number": "SP2D/7",
        "sp2d_on": "2027-01-05",
        "sp2d_idr": "",
        "spp_on": "2025-03-10",
        "spm_on": "2025-03-09",
    }

    refused = officer.post(f"{page}/payment", data=typed)

    assert refused.status_code == 422
    words = text_of(refused)
    for told in (
        "Wajib diisi.",
        "Tanggal ini belum tiba.",
        "Tanggal ini mendahului tanggal surat sebelumnya.",
    ):
        assert told in words, told
