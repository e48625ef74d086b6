"""Province and ministry look: completeness first, like ranked with like, two side by side."""

import io
import re
from collections.abc import Callable
from datetime import date
from zipfile import ZipFile

import pytest
from flask import Flask

from tenants.access import Role
from tenants.kernel.formats import date_id
from tenants.kernel.sources import SourceStatus
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.engines import Engines
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of
from tests.integration.scoring.published import (
    publish,
    quote_coverage,
    state_coverage,
    state_planning,
    state_target,
)

SignIn = Callable[[Regency | Organisation, Role], Browser]
Make = Callable[..., Organisation]
NewRegency = Callable[[], Regency]
PLACES = [
    (OrganisationKind.PROVINCE, Role.SECRETARY),
    (OrganisationKind.PROVINCE, Role.PANELIST),
    (OrganisationKind.MINISTRY, Role.CYCLE_OWNER),
    (OrganisationKind.MINISTRY, Role.ANALYST),
]
PAGES = ("", "completeness", "completeness.xlsx", "ranking", "ranking.xlsx", "compare")


def at(place: Organisation, path: str = "") -> str:
    letter = {"province": "p", "ministry": "m"}[place.kind]
    return f"/{letter}/{place.slug}/{path}"


def row_of(page: str, regency: Regency) -> str:
    """The words of the table row that names a regency."""
    rows = [row for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if regency.name in row]
    assert rows, f"no row for {regency.name}"
    return " ".join(re.sub(r"<[^>]+>", " ", rows[0]).split())


def move_to_quiet_province(
    engines: Engines, database: str, regency: Regency, code: str = "97"
) -> None:
    """Let a regency lie in another province than the one under test."""
    engines.execute(
        database,
        f"INSERT INTO province (code, name, timezone) VALUES ('{code}', 'Provinsi Lain {code}',"
        " 'Asia/Jakarta') ON CONFLICT DO NOTHING",
    )
    engines.execute(
        database, f"UPDATE region SET province_code = '{code}' WHERE code = '{regency.id}'"
    )


@pytest.fixture
def province(make_organisation: Make) -> Organisation:
    return make_organisation(OrganisationKind.PROVINCE)


@pytest.fixture
def ministry(make_organisation: Make) -> Organisation:
    return make_organisation(OrganisationKind.MINISTRY)


@pytest.fixture
def panelist(province: Organisation, browser_of: SignIn) -> Browser:
    return browser_of(province, Role.PANELIST)


@pytest.fixture
def scored(app: Flask, regency: Regency) -> Regency:
    """A regency with 2,00 verified points and a coverage figure."""
    with app.app_context():
        state_planning(regency, "rpjmd", "rkpd", "renstra")
        state_coverage(regency, 1_000, 4_000)
        state_target(regency)
        publish(regency)
    return regency


@pytest.mark.parametrize(("kind", "role"), PLACES)
def test_every_role_of_oversight_opens_every_page(
    make_organisation: Make,
    browser_of: SignIn,
    scored: Regency,
    kind: OrganisationKind,
    role: Role,
) -> None:
    place = make_organisation(kind)
    browser = browser_of(place, role)

    answers = {path: browser.get(at(place, path)).status_code for path in PAGES}
    answers["regency"] = browser.get(at(place, f"r/{scored.slug}/")).status_code

    assert set(answers.values()) == {200}, answers


def test_first_page_of_a_province_lists_also_regions_that_do_not_take_part(
    engines: Engines, database: str, province: Organisation, panelist: Browser, scored: Regency
) -> None:
    code = f"99.{scored.id}"
    engines.execute(
        database,
        "INSERT INTO region (code, kind, name, province_code, capital, population, tile_col,"
        f" tile_row, edition) VALUES ('{code}', 'kabupaten', 'Kabupaten Sunyi {code}', '99', 'Uji',"
        f" 1, {scored.id}, 2, 'uji')",
    )

    answer = panelist.get(at(province))

    page = text_of(answer)
    assert f"Kabupaten Sunyi {code} – – – – belum bergabung" in page
    row = row_of(answer.text, scored)
    assert "25,00 % 1.000 / 4.000" in row
    assert "31 Juli 2025" in row
    assert "indikator belum diisi" in row
    assert "tidak ada data perorangan" in page


def test_province_sees_its_own_regencies_and_no_other(
    engines: Engines,
    database: str,
    app: Flask,
    province: Organisation,
    panelist: Browser,
    scored: Regency,
    other_regency: Regency,
) -> None:
    with app.app_context():
        state_planning(other_regency, "rpjmd")
        publish(other_regency)
    move_to_quiet_province(engines, database, other_regency)

    for path in ("", "completeness?all=1", "ranking?all=1", "compare"):
        page = panelist.get(at(province, path)).text
        assert scored.name in page, path
        assert other_regency.name not in page, path
    assert panelist.get(at(province, f"r/{other_regency.slug}/")).status_code == 404
    pair = f"compare?a={scored.slug}&b={other_regency.slug}"
    assert panelist.get(at(province, pair)).status_code == 404
    assert panelist.get(at(province, pair.replace("?", ".xlsx?"))).status_code == 404
    assert other_regency.name not in shared_strings(
        panelist.get(at(province, "ranking.xlsx?all=1")).data
    )


def test_ministry_sees_regencies_of_every_province(
    engines: Engines,
    database: str,
    ministry: Organisation,
    browser_of: SignIn,
    scored: Regency,
) -> None:
    move_to_quiet_province(engines, database, scored)
    analyst = browser_of(ministry, Role.ANALYST)

    assert scored.name in analyst.get(at(ministry, "ranking?all=1")).text
    assert scored.name in analyst.get(at(ministry, "completeness?province=97&all=1")).text
    assert "Provinsi Lain" in analyst.get(at(ministry, "completeness")).text


def test_first_page_of_a_ministry_puts_completeness_before_the_index(
    ministry: Organisation, browser_of: SignIn, scored: Regency
) -> None:
    page = text_of(browser_of(ministry, Role.ANALYST).get(at(ministry)))

    assert scored.name in page
    assert page.index("daerah bergabung") < page.index("Cakupan menurut dasar hitung")
    assert page.index("Cakupan menurut dasar hitung") < page.index(
        "Indeks Kesiapan menurut golongan"
    )
    assert "menurut KTP penduduk bekerja, termasuk Jakon" in page


def test_completeness_tells_a_missing_figure_from_one_that_is_withheld(
    app: Flask,
    province: Organisation,
    panelist: Browser,
    scored: Regency,
    other_regency: Regency,
    make_regency: NewRegency,
) -> None:
    silent = make_regency()
    with app.app_context():
        state_coverage(other_regency, 3, 900)
        for one in (other_regency, silent):
            publish(one)

    page = panelist.get(at(province, "completeness?all=1")).text

    assert "menurut KTP; penduduk bekerja, termasuk Jakon" in row_of(page, scored)
    assert "52,15 % RPJMD; RPJMD 2025-2029, 2 Januari 2025" in row_of(page, scored)
    assert "tidak ditampilkan: kurang dari 5 orang" in row_of(page, other_regency)
    assert "900" not in row_of(page, other_regency)
    assert "belum diisi" in row_of(page, silent)


def test_points_of_a_withheld_coverage_stand_on_no_page_and_are_not_ranked(
    app: Flask, province: Organisation, panelist: Browser, scored: Regency, other_regency: Regency
) -> None:
    with app.app_context():
        state_planning(other_regency, "rpjmd", "rkpd", "renstra")
        state_coverage(other_regency, 996, 1_000)
        publish(other_regency)

    own = panelist.get(at(province, f"r/{other_regency.slug}/"))
    ranking = panelist.get(at(province, "ranking?all=1"))
    pair = panelist.get(at(province, f"compare?a={scored.slug}&b={other_regency.slug}"))
    summary = panelist.get(at(province))

    assert "B1 Tingkat UCJ tidak ditampilkan: kurang dari 5 orang 10,00" in text_of(own)
    assert "Daerah ini tidak diperingkat" in text_of(own)
    assert "A5 Perencanaan terisi 2,00 2,00 2,00" in text_of(own)
    assert f"{other_regency.name} nilai tidak ditampilkan: kurang dari 5 orang" in text_of(ranking)
    assert other_regency.name not in "".join(
        re.findall(r"<tbody>.*?</tbody>", ranking.text, re.DOTALL)
    )
    assert "B1 Tingkat UCJ 2,50 diajukan 2,50 dari 10,00 tidak ditampilkan" in text_of(pair)
    assert "tidak ditampilkan tidak ditampilkan" in row_of(summary.text, other_regency)
    for page in (own, ranking, pair, summary):
        assert "9,96" not in page.text


@pytest.mark.parametrize("published_on", [date(2025, 4, 14), date(2022, 6, 13)])
def test_quoted_figure_alone_is_told_as_such_and_never_counted_as_coverage(
    app: Flask,
    province: Organisation,
    panelist: Browser,
    scored: Regency,
    make_regency: NewRegency,
    published_on: date,
) -> None:
    quoting = make_regency()
    with app.app_context():
        quote_coverage(quoting, "17.60", published_on=published_on)
        publish(quoting)

    pages = {
        path: panelist.get(at(province, path)).text
        for path in ("", "completeness?all=1", "ranking?all=1&by=claimed")
    }
    opened = text_of(panelist.get(at(province, f"r/{quoting.slug}/")))
    kept = panelist.get(at(province, "completeness?state=quoted&all=1")).text
    book = shared_strings(panelist.get(at(province, "completeness.xlsx?state=quoted")).data)

    day = " ".join(date_id(published_on).split())
    told = f"17,60 % angka kutipan Jatimtimes, terbit {day}"
    for page in pages.values():
        assert told in row_of(page, quoting)
        assert "angka kutipan" not in row_of(page, scored)
    assert told in opened
    assert opened.count("angka kutipan") == 1
    assert "tidak diperingkat, dan tidak dibandingkan sebagai cakupan" in opened
    assert scored.name not in kept
    assert "daerah hanya mempunyai angka kutipan" in kept
    assert "hanya angka kutipan" in book
    assert "Jatimtimes" in book


def test_quoted_figure_beside_a_stated_coverage_is_not_published(
    app: Flask, scored: Regency, province: Organisation, panelist: Browser
) -> None:
    with app.app_context():
        quote_coverage(scored, "17.60", published_on=date(2025, 12, 1))
        publish(scored)

    opened = text_of(panelist.get(at(province, f"r/{scored.slug}/")))

    assert "25,00 % 1.000 / 4.000" in opened
    assert "17,60" not in opened


def test_summary_says_how_many_of_its_figures_are_only_stated(
    engines: Engines,
    database: str,
    app: Flask,
    province: Organisation,
    panelist: Browser,
    make_regency: NewRegency,
) -> None:
    stating, proven = make_regency(), make_regency()
    for one in (stating, proven):
        move_to_quiet_province(engines, database, one, "94")
    engines.execute(
        database, f"UPDATE organisation SET province_code = '94' WHERE slug = '{province.slug}'"
    )
    with app.app_context():
        state_coverage(stating, 1_000, 4_000, paper=None)
        publish(stating)
    alone = text_of(panelist.get(at(province)))
    with app.app_context():
        state_coverage(proven, 2_000, 4_000)
        publish(proven)
    both = text_of(panelist.get(at(province)))

    assert "Belum ada angka cakupan yang terverifikasi: semuanya dinyatakan" in alone
    assert "turunan dinyatakan, belum diverifikasi" in alone
    assert "1 dari 2 angka cakupan terverifikasi; selebihnya dinyatakan" in both
    assert "turunan 1 dari 2 daerah terverifikasi" in both
    assert "Belum ada angka cakupan yang terverifikasi" not in both


def test_completeness_is_narrowed_by_state_and_the_workbook_holds_what_is_shown(
    province: Organisation, panelist: Browser, scored: Regency, other_regency: Regency
) -> None:
    page = panelist.get(at(province, "completeness?state=shown&all=1"))
    book = shared_strings(panelist.get(at(province, "completeness.xlsx?state=shown")).data)

    assert scored.name in page.text
    assert other_regency.name not in page.text
    assert scored.name in book
    assert "Surat BPJS Ketenagakerjaan" in book
    assert other_regency.name not in book


def test_ranking_shows_ties_as_ties_and_says_who_has_no_score(
    app: Flask,
    province: Organisation,
    panelist: Browser,
    make_regency: NewRegency,
) -> None:
    first, second, silent = make_regency(), make_regency(), make_regency()
    with app.app_context():
        for one in (first, second):
            state_planning(one, "rpjmd", "rkpd", "renstra")
            publish(one)

    answer = panelist.get(at(province, "ranking?all=1"))

    row, other = row_of(answer.text, first), row_of(answer.text, second)
    assert row.startswith("= ")
    assert row.split()[1] == other.split()[1]
    assert "2,00 2,00" in row
    assert f"{silent.name} belum dihitung" in text_of(answer)
    assert "Indeks Kesiapan, bukan nilai Paritrana." in text_of(answer)
    assert "asumsi" in text_of(answer)


def test_ranking_by_claims_and_by_verified_points_may_differ(
    app: Flask, province: Organisation, panelist: Browser, make_regency: NewRegency
) -> None:
    proven, claiming = make_regency(), make_regency()
    with app.app_context():
        state_planning(proven, "renstra")
        state_planning(claiming, "rpjmd", "rkpd", "renstra", status=SourceStatus.PRESS)
        for one in (proven, claiming):
            publish(one)

    verified = panelist.get(at(province, "ranking?all=1")).text
    claimed = panelist.get(at(province, "ranking?all=1&by=claimed")).text

    assert verified.index(proven.name) < verified.index(claiming.name)
    order = re.findall(r'<th scope="row"><a[^>]*>([^<]+)', claimed)
    assert order.index(claiming.name) < order.index(proven.name)


def test_ranking_where_nothing_is_verified_yet_ranks_what_is_claimed_and_says_so(
    engines: Engines,
    database: str,
    app: Flask,
    province: Organisation,
    panelist: Browser,
    make_regency: NewRegency,
) -> None:
    much, little = make_regency(), make_regency()
    with app.app_context():
        state_planning(much, "rpjmd", "rkpd", "renstra", status=SourceStatus.PRESS)
        state_planning(little, "rpjmd", status=SourceStatus.PRESS)
        for one in (much, little):
            publish(one)
            move_to_quiet_province(engines, database, one, code="96")
    engines.execute(
        database, f"UPDATE organisation SET province_code = '96' WHERE id = '{province.id}'"
    )

    page = panelist.get(at(province, "ranking?all=1"))

    assert "Belum ada nilai yang terverifikasi dalam kelompok ini." in text_of(page)
    assert row_of(page.text, much).startswith("1 ")
    assert row_of(page.text, little).startswith("2 ")


def test_change_since_the_period_before_is_explained_by_indicators(
    app: Flask, province: Organisation, panelist: Browser, scored: Regency
) -> None:
    with app.app_context():
        state_planning(scored, "rpjmd", year=2026)
        publish(scored)

    row = row_of(panelist.get(at(province, "ranking?all=1&year=2026")).text, scored)

    assert "A5" in row
    assert "−1," in row or "-1," in row


def test_ranking_shows_the_top_and_five_on_each_side_of_the_chosen(
    app: Flask, province: Organisation, panelist: Browser, make_regency: NewRegency
) -> None:
    several = [make_regency() for _ in range(20)]
    with app.app_context():
        for one in several:
            publish(one)
    chosen = several[10]

    short = panelist.get(at(province, f"ranking?me={chosen.slug}")).text
    whole = panelist.get(at(province, f"ranking?me={chosen.slug}&all=1")).text

    assert short.count('<th scope="row">') <= 14
    assert chosen.name in short
    assert re.search(rf'class="me".*?{chosen.name}', short, re.DOTALL)
    assert whole.count('<th scope="row">') >= 20
    assert "Tampilkan semua" in short


def test_ranking_keeps_towns_apart_from_districts(
    engines: Engines, database: str, province: Organisation, panelist: Browser, scored: Regency
) -> None:
    engines.execute(database, f"UPDATE region SET kind = 'kota' WHERE code = '{scored.id}'")

    assert scored.name not in panelist.get(at(province, "ranking?all=1")).text
    assert scored.name in panelist.get(at(province, "ranking?all=1&kind=kota")).text
    assert scored.name in panelist.get(at(province, f"ranking?me={scored.slug}")).text


def test_two_regencies_stand_side_by_side_with_leader_and_full_marks(
    app: Flask, province: Organisation, panelist: Browser, scored: Regency, other_regency: Regency
) -> None:
    with app.app_context():
        state_planning(other_regency, "rpjmd")
        publish(other_regency)

    page = text_of(panelist.get(at(province, f"compare?a={scored.slug}&b={other_regency.slug}")))

    line = page[page.index("A5 ") :][:400]
    assert "2,00 diajukan 2,00 dari 2,00" in line
    assert scored.name in line
    assert re.search(r"\d+ dari \d+", line)
    assert "Surat BPJS Ketenagakerjaan" in page


def test_two_regencies_leave_beside_each_other_with_points_as_numbers(
    app: Flask, province: Organisation, panelist: Browser, scored: Regency, other_regency: Regency
) -> None:
    with app.app_context():
        state_planning(other_regency, "rpjmd")
        publish(other_regency)

    answer = panelist.get(
        at(province, f"compare.xlsx?year=2025&a={scored.slug}&b={other_regency.slug}")
    )

    line = next(line for line in lines_of(answer) if line["Kode"] == "A5")
    assert line[f"{scored.name}: diajukan (nilai)"] == 2
    assert line[f"{scored.name}: paling tinggi (nilai)"] == 2
    assert line[f"{other_regency.name}: diajukan (nilai)"] < 2
    assert line["Unggul"] == scored.name
    assert (line["Bernilai penuh"], line["Daerah sejenis"]) >= (0, 2)
    empty = next(line for line in lines_of(answer) if line["Kode"] == "A1")
    assert empty[f"{scored.name}: keadaan"] == "belum diisi"
    assert (empty[f"{scored.name}: terverifikasi (nilai)"], empty["Unggul"]) == ("", "")
    assert "Indeks Kesiapan, bukan nilai Paritrana." in shared_strings(answer.data)


def test_two_regencies_that_earn_the_same_are_even_where_both_are_filled_in(
    app: Flask, province: Organisation, panelist: Browser, scored: Regency, other_regency: Regency
) -> None:
    with app.app_context():
        state_planning(other_regency, "rpjmd", "rkpd", "renstra")
        publish(other_regency)
    both = f"?year=2025&a={scored.slug}&b={other_regency.slug}"

    page = text_of(panelist.get(at(province, f"compare{both}")))
    lines = lines_of(panelist.get(at(province, f"compare.xlsx{both}")))
    itself = panelist.get(at(province, f"compare?a={scored.slug}&b={scored.slug}"))

    assert {line["Kode"]: line["Unggul"] for line in lines}["A5"] == "sama"
    assert page.count(" sama ") == sum(line["Unggul"] == "sama" for line in lines)
    assert "compare.xlsx" not in itself.text


def test_compare_without_a_choice_asks_for_two(province: Organisation, panelist: Browser) -> None:
    page = panelist.get(at(province, "compare")).text

    assert page.count("<select") == 2
    assert "compare.xlsx" not in page
    assert panelist.get(at(province, "compare.xlsx")).status_code == 422
    assert "<script" not in page.split("<main", 1)[1]


@pytest.mark.parametrize(
    "path", ["ranking?year=2020", "ranking?profile=hebat", "compare?a=kab-antah", "r/kab-antah/"]
)
def test_what_does_not_exist_is_not_found(
    province: Organisation, panelist: Browser, path: str
) -> None:
    assert panelist.get(at(province, path)).status_code == 404


@pytest.mark.parametrize(
    "path", ["ranking?kind=desa&by=nama&me=siapa&order=x", "completeness?state=x&province=0&all=2"]
)
def test_words_nobody_offered_are_read_as_the_usual_ones(
    province: Organisation, panelist: Browser, path: str
) -> None:
    assert panelist.get(at(province, path)).status_code == 200


def test_people_of_a_regency_have_no_place_in_oversight(
    province: Organisation, ministry: Organisation, scored: Regency, browser_of: SignIn
) -> None:
    admin = browser_of(scored, Role.ADMIN)

    assert {admin.get(at(place)).status_code for place in (province, ministry)} == {404}


def shared_strings(workbook: bytes) -> str:
    """Every text of a workbook."""
    with ZipFile(io.BytesIO(workbook)) as parts:
        return parts.read("xl/sharedStrings.xml").decode()
