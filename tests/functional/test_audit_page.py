"""The audit trail of a regency, as its admin reads it."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event

from tenants.access import Role
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.db import transaction
from tests.conftest import NOW, Browser, Regency
from tests.engines import Engines
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of

SignIn = Callable[[Regency, Role], Browser]


def note(
    app: Flask,
    regency: Regency,
    *,
    name: str = "Rina",
    action: str = "regulation:edit",
    now: datetime = NOW,
    times: int = 1,
    subject: str = "regulation",
    detail: audit.Detail | None = None,
) -> None:
    """Entries as a service writes them."""
    with app.app_context(), transaction(regency.principal()) as session:
        for number in range(times):
            audit.record(
                session,
                tenant_id=regency.id,
                actor=Actor(uuid4(), name),
                now=now,
                action=action,
                subject=subject,
                subject_id=str(uuid4()),
                detail={"version": number} if detail is None else detail,
            )


@pytest.fixture
def admin(regency: Regency, browser_of: SignIn) -> Browser:
    """An admin of the regency."""
    return browser_of(regency, Role.ADMIN)


def test_trail_names_person_moment_action_and_object(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    note(app, regency, name="Rina Kusumawati")

    page = text_of(admin.get(f"/r/{regency.slug}/audit"))

    assert "20 November 2026 09.00 WIB Rina Kusumawati regulasi: ubah versi: 0" in page


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("problem", "file-no-valid-row", "sebab: tidak ada baris yang sah"),
        ("stage", "population", "tahap: jumlah seluruhnya"),
        ("recipient_group", "buruh_harian", "kelompok: buruh harian"),
        ("segment", "bpu", "segmen: bukan penerima upah (BPU)"),
        ("denominator_kind", "employed", "jenis penyebut: penduduk bekerja"),
        ("numerator_basis", "ktp", "dasar pembilang: menurut KTP"),
        ("source_status", "press", "status angka: pers"),
        ("kind", "santunan_jkm", "jenis: Santunan kematian (JKM)"),
        ("kind", "signed_copy", "jenis: Salinan yang ditandatangani"),
        ("kind", "regency", "jenis: kabupaten/kota"),
        ("relation", "amends", "kaitan: mengubah"),
        ("role", "officer", "peran: petugas"),
        ("source_on", "2025-09-15", "tanggal sumber: 15 September 2025"),
        ("bytes", 12_698, "ukuran: 12,4 KB"),
        ("amount_idr", 42_000_000, "nilai: Rp42.000.000"),
        ("ratio", "0.176000", "besarnya: 17,60 %"),
        ("year", 2025, "tahun: 2025"),
        ("includes_jakon", True, "termasuk Jakon: ya"),
        ("village.total_count", "220", "Jumlah desa: 220 desa"),
    ],
)
def test_detail_of_an_entry_is_in_words(
    app: Flask, regency: Regency, admin: Browser, name: str, value: str | int, shown: str
) -> None:
    note(app, regency, detail={name: value})

    assert shown in text_of(admin.get(f"/r/{regency.slug}/audit"))


def test_ids_of_an_entry_are_cut_to_what_a_reader_can_tell_apart(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    other = str(uuid4())
    note(app, regency, subject="recipient", detail={"commitment_id": other})

    page = text_of(admin.get(f"/r/{regency.slug}/audit"))

    assert re.search(r"jumlah penerima …[0-9a-f]{8}\b", page)
    assert other not in page
    assert "commitment_id" not in page


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER])
def test_trail_when_role_may_not_read_it_is_closed(
    regency: Regency, browser_of: SignIn, role: Role
) -> None:
    browser = browser_of(regency, role)

    assert browser.get(f"/r/{regency.slug}/audit").status_code == 403
    assert browser.post(f"/r/{regency.slug}/audit/export").status_code == 403


def test_trail_of_another_regency_does_not_exist(admin: Browser, other_regency: Regency) -> None:
    assert admin.get(f"/r/{other_regency.slug}/audit").status_code == 404
    assert admin.post(f"/r/{other_regency.slug}/audit/verification").status_code == 404
    assert admin.post(f"/r/{other_regency.slug}/audit/export").status_code == 404


def test_trail_shows_only_this_regencys_entries(
    app: Flask, regency: Regency, other_regency: Regency, admin: Browser
) -> None:
    note(app, other_regency, name="Tetangga")

    assert "Tetangga" not in admin.get(f"/r/{regency.slug}/audit").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("noun=regulation", {"Rina", "Budi"}),
        ("noun=document", {"Agus 100%"}),
        ("person=rin", {"Rina"}),
        ("person=100%25", {"Agus 100%"}),
        ("person=_", set()),
        ("from_on=2026-03-02", {"Rina", "Agus 100%"}),
        ("until_on=2026-03-01", {"Budi"}),
        ("from_on=2026-03-01&until_on=2026-03-01&noun=regulation", {"Budi"}),
        ("noun=reg", set()),
    ],
)
def test_trail_when_filtered_shows_what_fits(
    app: Flask, regency: Regency, admin: Browser, query: str, shown: set[str]
) -> None:
    late_evening_utc = datetime(2026, 2, 28, 18, 0, tzinfo=UTC)  # 1 March on the regency's clock
    note(app, regency, name="Budi", now=late_evening_utc)
    note(app, regency, name="Rina")
    note(app, regency, name="Agus 100%", action="document:upload")

    page = text_of(admin.get(f"/r/{regency.slug}/audit?{query}"))

    assert {name for name in ("Budi", "Rina", "Agus 100%") if f"WIB {name} " in page} == shown


def test_trail_when_long_is_read_page_by_page(app: Flask, regency: Regency, admin: Browser) -> None:
    note(app, regency, name="Rina", times=60)

    first = admin.get(f"/r/{regency.slug}/audit?person=rina")
    onward = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert onward is not None
    second = admin.get(html.unescape(onward.group(1)))

    versions = re.findall(r"versi: (\d+)", text_of(first) + text_of(second))
    assert [int(number) for number in versions] == list(range(59, -1, -1))
    assert 'rel="next"' not in second.text
    assert 'rel="first"' in second.text


def test_trail_leaves_as_shown_and_tells_that_it_left(
    app: Flask, regency: Regency, other_regency: Regency, admin: Browser
) -> None:
    note(app, other_regency, name="Rina tetangga")
    note(app, regency, name="Budi")
    note(app, regency, name="Rina", times=60, detail={"title": "=1+1", "year": 2025})
    address = f"/r/{regency.slug}/audit"

    lines = lines_of(admin.post(f"{address}/export", data={"person": "rina"}))

    assert len(lines) == 60
    assert lines[0]["Entri"] - lines[-1]["Entri"] == 59
    assert lines[0]["Waktu (WIB)"] == datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001  a cell has no zone
    assert lines[0]["Pelaku"] == "Rina"
    assert lines[0]["Tindakan"] == "regulasi: ubah"
    assert lines[0]["Rincian"] == "tahun: 2025; judul: =1+1"
    assert lines[0]["Data yang dimaksud"].startswith("regulasi …")
    newest = lines_of(admin.post(f"{address}/export"))[0]
    assert (newest["Tindakan"], newest["Rincian"]) == ("jejak audit: unduh Excel", "baris: 60")


def test_trail_too_long_for_one_file_stays_whole_and_without_an_entry(
    app: Flask, regency: Regency, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenants.views.audit.EXPORT_LIMIT", 2)
    note(app, regency, times=3)

    refused = admin.post(f"/r/{regency.slug}/audit/export")

    assert refused.status_code == 422
    assert "terlalu banyak untuk satu berkas" in text_of(refused)
    assert "unduh Excel" not in text_of(admin.get(f"/r/{regency.slug}/audit?noun=audit"))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from_on=kemarin", 422),
        ("until_on=9999-12-31", 422),
        ("person=%00", 422),
        ("cursor=bukan", 400),
        ("cursor=WyJhIl0", 400),
        ("cursor=Wzk5OTk5OTk5OTk5XQ", 400),
        ("lain=1", 422),
    ],
)
def test_trail_when_asked_nonsense_says_so(
    regency: Regency, admin: Browser, query: str, status: int
) -> None:
    assert admin.get(f"/r/{regency.slug}/audit?{query}").status_code == status


def test_chain_when_whole_says_so_and_remembers_it(
    app: Flask, regency: Regency, admin: Browser
) -> None:
    note(app, regency, times=3)
    before = text_of(admin.get(f"/r/{regency.slug}/audit"))

    admin.post(f"/r/{regency.slug}/audit/verification")
    after = text_of(admin.get(f"/r/{regency.slug}/audit"))

    assert "belum pernah diperiksa" in before
    assert "Rantai utuh: 5 entri diperiksa." in after
    assert "Terakhir diperiksa 20 November 2026 09.00 WIB" in after
    assert "jejak audit: periksa" in after


def test_chain_when_an_entry_was_altered_names_it(
    app: Flask, regency: Regency, admin: Browser, engines: Engines, database: str
) -> None:
    note(app, regency, times=3)
    engines.execute(
        database,
        f"UPDATE audit_entry SET actor_name = 'Orang lain' WHERE tenant_id = {regency.id}"
        " AND seq = 4",
    )

    admin.post(f"/r/{regency.slug}/audit/verification")

    page = text_of(admin.get(f"/r/{regency.slug}/audit"))
    assert page.count("Rantai rusak mulai entri 4.") == 2


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM audit_entry WHERE tenant_id = {id} AND seq = 4",
        "DELETE FROM audit_entry WHERE tenant_id = {id} AND seq > 3",
        "UPDATE audit_head SET seq = 3 WHERE tenant_id = {id}",
        "UPDATE audit_head SET hash = '\\x00' WHERE tenant_id = {id}",
        "UPDATE audit_entry SET detail = '{{}}' WHERE tenant_id = {id} AND seq = 4",
    ],
)
def test_chain_when_damaged_in_any_way_is_not_whole(
    app: Flask, regency: Regency, engines: Engines, database: str, damage: str
) -> None:
    note(app, regency, times=4)
    engines.execute(database, damage.format(id=regency.id))

    with app.app_context(), transaction(regency.principal()) as session:
        verdict = audit.verify_chain(session, tenant_id=regency.id)

    assert verdict.broken_at is not None


def test_chain_when_others_write_meanwhile_is_still_whole(app: Flask, regency: Regency) -> None:
    note(app, regency, times=3)
    looks = count(1)

    def write_before_the_second_look(*_: object) -> None:
        if next(looks) == 2:
            note(app, regency)

    with app.app_context(), transaction(regency.principal()) as session:
        event.listen(session, "do_orm_execute", write_before_the_second_look)
        verdict = audit.verify_chain(session, tenant_id=regency.id)

    assert next(looks) > 2
    assert verdict.broken_at is None
