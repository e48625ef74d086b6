"""The desk of a BPJS office: its regencies, one opened, rosters reviewed, figures stated."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from enrollment.kinds import CoverStatus
from enrollment.models.coverage import ParticipationStatement
from enrollment.models.reviews import RosterReview
from enrollment.models.rosters import Roster
from enrollment.services.roster_reviews import submit_roster
from scoring.queries.scorecards import list_current_scorecards
from scoring.services.scorecards import RECOMPUTE_JOB, RECOMPUTE_KEY
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.jobs import find_run, perform
from tenants.models.identity import OfficeKind, Organisation, OrganisationKind
from tenants.services import sessions
from tests.conftest import ACTOR, NOW, TODAY, Browser, Regency, add_member
from tests.engines import Engines
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    roster_file,
    run_due,
    upload,
)

SignIn = Callable[[Regency | Organisation, Role], Browser]
MakeOrganisation = Callable[..., Organisation]
REASON = "Jumlah orang berbeda dari Pasal 3 perjanjian."
NIK = "3505010101700001"
MISTAKE = {"reason": "Tercatat dua kali."}
STATEMENT = {
    "source_name": "BPJS Ketenagakerjaan Cabang Uji",
    "source_on": "2026-10-05",
    "data_on": "2026-09-30",
    "segment": "all",
    "numerator_count": "103.079",
    "numerator_basis": "ktp",
    "denominator_count": "213582",
    "denominator_kind": "employed",
    "includes_jakon": "true",
}

QUOTATION = {
    "title": "UCJ 2025",
    "quoted_percent": "17,60",
    "source_name": "Jatimtimes",
    "source_on": "2025-04-14",
    "source_status": "press",
}


@pytest.fixture
def branch(make_organisation: MakeOrganisation, regency: Regency) -> Organisation:
    """An office that serves the regency from today."""
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def officer(browser_of: SignIn, regency: Regency) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def reviewer(browser_of: SignIn, branch: Organisation) -> Browser:
    return browser_of(branch, Role.REVIEWER)


@pytest.fixture
def roster_id(app: Flask, regency: Regency) -> UUID:
    """A stored roster of ten people, one row of eleven wrong."""
    with app.app_context():
        rows = [*(person(serial) for serial in range(1, 11)), person(11, name="")]
        commitment_id = add_commitment(regency, people_count=12)
        roster = upload(regency, commitment_id, roster_file(rows)).roster
        run_due(regency)
        return roster.id


def stored(app: Flask, regency: Regency, officer: Browser, roster_id: UUID) -> None:
    """Store the valid rows of the roster in spite of the wrong one."""
    answer = officer.post(f"/r/{regency.slug}/rosters/{roster_id}/confirmation")
    assert answer.status_code == 303
    with app.app_context():
        run_due(regency)


def at(branch: Organisation, regency: Regency, path: str = "") -> str:
    return f"/b/{branch.slug}/r/{regency.slug}/{path}"


def roster_page(regency: Regency, roster_id: UUID) -> str:
    return f"/r/{regency.slug}/rosters/{roster_id}"


def submit(officer: Browser, regency: Regency, roster_id: UUID, note: str = "") -> TestResponse:
    return officer.post(f"{roster_page(regency, roster_id)}/reviews", data={"note": note})


def rounds(app: Flask, regency: Regency) -> list[RosterReview]:
    with app.app_context(), transaction(regency.principal()) as session:
        return list(session.scalars(select(RosterReview).order_by(RosterReview.round)))


def decide(
    reviewer: Browser, branch: Organisation, regency: Regency, review: RosterReview, **form: str
) -> TestResponse:
    path = f"rosters/{review.roster_id}/reviews/{review.id}/decision"
    return reviewer.post(at(branch, regency, path), data=form)


def test_more_candidates_than_places_are_no_surplus(
    app: Flask, regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency, people_count=2)
        rows = [person(serial) for serial in range(1, 6)]
        status = CoverStatus.PROPOSED
        roster_id = upload(regency, commitment_id, roster_file(rows), status=status).roster.id
        run_due(regency)
    submit(officer, regency, roster_id)

    page = text_of(reviewer.get(at(branch, regency, f"rosters/{roster_id}")))

    assert "Orang 2 5 +3 calon" in page
    assert "jumlahnya boleh melebihi program" in page


def test_roster_decided_by_a_colleague_meanwhile_keeps_the_reason_that_was_typed(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    roster_id: UUID,
) -> None:
    stored(app, regency, officer, roster_id)
    submit(officer, regency, roster_id)
    (review,) = rounds(app, regency)
    decide(reviewer, branch, regency, review, decision="accepted", reason="")

    late = decide(
        reviewer, branch, regency, review, decision="returned", reason="Daftar belum lengkap."
    )

    assert late.status_code == 409
    assert "Daftar belum lengkap." in text_of(late)


def test_roster_is_submitted_returned_submitted_again_and_accepted(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    roster_id: UUID,
) -> None:
    stored(app, regency, officer, roster_id)
    assert "Ajukan untuk ditelaah" in text_of(officer.get(roster_page(regency, roster_id)))

    assert submit(officer, regency, roster_id, "Daftar pertama.").status_code == 303
    page = text_of(reviewer.get(at(branch, regency, f"rosters/{roster_id}")))
    assert "11 baris dibaca 10 baris sah" in page
    assert "nama kosong kesalahan 1" in page
    assert "Orang 12 10 −2 periksa" in page
    assert "“Daftar pertama.”" in page

    first = rounds(app, regency)[0]
    bare = decide(reviewer, branch, regency, first, decision="returned", reason="Salah.")
    assert bare.status_code == 422
    assert "paling sedikit 10 huruf" in text_of(bare)
    assert decide(reviewer, branch, regency, first, decision="returned", reason=REASON).location

    home = text_of(officer.get(f"/r/{regency.slug}/"))
    assert "dikembalikan untuk diperbaiki" in home
    assert REASON in home
    returned = text_of(officer.get(roster_page(regency, roster_id)))
    assert f"Daftar dikembalikan untuk diperbaiki oleh {branch.name}. Alasan: {REASON}" in returned
    assert "Ajukan kembali" in returned

    assert submit(officer, regency, roster_id, "Sebab selisih dijelaskan.").status_code == 303
    assert REASON not in text_of(officer.get(f"/r/{regency.slug}/"))
    second = rounds(app, regency)[1]
    assert decide(reviewer, branch, regency, second, decision="accepted").status_code == 303

    accepted = text_of(officer.get(roster_page(regency, roster_id)))
    assert f"Daftar disetujui oleh {branch.name}." in accepted
    assert "Ajukan kembali" not in accepted
    with app.app_context(), transaction(regency.principal()) as session:
        actions = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject_id == str(roster_id))
            .order_by(AuditEntry.seq)
        ).all()
    assert list(actions)[-4:] == [
        "roster:submit",
        "roster:return",
        "roster:submit",
        "roster:accept",
    ]


def test_returned_roster_when_a_corrected_list_is_accepted_asks_for_nothing_more(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    roster_id: UUID,
) -> None:
    stored(app, regency, officer, roster_id)
    submit(officer, regency, roster_id)
    first = rounds(app, regency)[0]
    decide(reviewer, branch, regency, first, decision="returned", reason=REASON)
    with app.app_context():
        with transaction(regency.principal()) as session:
            commitment_id = session.get_one(Roster, (regency.id, roster_id)).commitment_id
        rows = [person(serial) for serial in range(1, 12)]
        corrected = upload(regency, commitment_id, roster_file(rows)).roster.id
        run_due(regency)
    assert REASON in text_of(officer.get(f"/r/{regency.slug}/"))

    submit(officer, regency, corrected)
    (second,) = (one for one in rounds(app, regency) if one.roster_id == corrected)
    assert decide(reviewer, branch, regency, second, decision="accepted").status_code == 303

    assert REASON not in text_of(officer.get(f"/r/{regency.slug}/"))
    page = officer.get(roster_page(regency, roster_id)).text
    assert "daftar ini tidak perlu diperbaiki lagi" in page
    assert f'href="{roster_page(regency, corrected)}"' in page


def test_roster_page_of_the_branch_names_nobody(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    roster_id: UUID,
) -> None:
    stored(app, regency, officer, roster_id)
    submit(officer, regency, roster_id)

    shown = reviewer.get(at(branch, regency, f"rosters/{roster_id}")).text

    assert "Sumini" not in shown
    assert not re.search(r"3505\d{4,}", shown)
    assert "daftar.csv" not in shown


def test_roster_that_was_not_submitted_is_not_found_by_the_branch(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    roster_id: UUID,
) -> None:
    stored(app, regency, officer, roster_id)

    assert reviewer.get(at(branch, regency, f"rosters/{roster_id}")).status_code == 404


def test_decision_that_comes_second_is_told_what_was_decided(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    roster_id: UUID,
) -> None:
    stored(app, regency, officer, roster_id)
    submit(officer, regency, roster_id)
    (review,) = rounds(app, regency)
    decide(reviewer, branch, regency, review, decision="accepted")

    late = decide(reviewer, branch, regency, review, decision="returned", reason=REASON)

    assert late.status_code == 409
    assert "sudah disetujui oleh" in text_of(late)


def test_note_that_holds_a_nik_is_refused_with_the_words_kept(
    app: Flask, regency: Regency, branch: Organisation, officer: Browser, roster_id: UUID
) -> None:
    assert branch
    stored(app, regency, officer, roster_id)

    answer = submit(officer, regency, roster_id, f"Baris 3: {NIK} ganda.")

    assert answer.status_code == 422
    assert "Jangan menuliskan NIK." in text_of(answer)
    assert "Baris 3:" in answer.text
    assert rounds(app, regency) == []


def test_officer_takes_a_submission_back(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
    roster_id: UUID,
) -> None:
    stored(app, regency, officer, roster_id)
    submit(officer, regency, roster_id)
    (review,) = rounds(app, regency)

    answer = officer.post(f"{roster_page(regency, roster_id)}/reviews/{review.id}/withdrawal")

    assert answer.status_code == 303
    assert "ditarik kembali" in text_of(officer.get(roster_page(regency, roster_id)))
    assert "Tidak ada yang menunggu telaah." in text_of(reviewer.get(at(branch, regency)))


def test_desk_lists_the_longest_waiting_first_with_counts_and_no_figure_where_there_is_none(
    app: Flask,
    make_regency: Callable[[], Regency],
    make_organisation: MakeOrganisation,
    browser_of: SignIn,
) -> None:
    first, second = make_regency(), make_regency()
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[first, second], starts_on=date(2026, 11, 1)
    )
    with app.app_context():
        wait(second, days=3)

    shown = text_of(browser_of(branch, Role.HEAD).get(f"/b/{branch.slug}/"))

    by_regency = shown.partition("yang ditangani")[2]
    assert by_regency.index(second.name) < by_regency.index(first.name)
    since = "ditugaskan sejak 1 November 2026"
    assert f"{second.name} {since} 0 1 2 orang 3 hari 0 0 belum ada" in shown
    assert f"{first.name} {since} 0 0 – 0 0 belum ada" in shown
    assert "1 berkas menunggu telaah" in shown
    assert "Sebagai kepala kantor" in shown


def test_desk_leaves_as_counts_in_its_order_and_without_regencies_of_others(
    app: Flask,
    make_regency: Callable[[], Regency],
    other_regency: Regency,
    make_organisation: MakeOrganisation,
    browser_of: SignIn,
) -> None:
    first, second = make_regency(), make_regency()
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[first, second], starts_on=date(2026, 11, 1)
    )
    make_organisation(OrganisationKind.BRANCH, serves=[other_regency], starts_on=date(2026, 11, 1))
    head = browser_of(branch, Role.HEAD)
    with app.app_context():
        wait(second, days=3)
        wait(other_regency, days=9)
    head.post(at(branch, first, "coverage"), data=STATEMENT)

    lines = lines_of(head.get(f"/b/{branch.slug}/export"))

    assert [line["Kabupaten/kota"] for line in lines] == [second.name, first.name]
    waiting, covered = lines
    assert waiting["Ditugaskan sejak"] == date(2026, 11, 1)
    assert (waiting["Daftar menunggu"], waiting["Menurut daftar (orang)"]) == (1, 2)
    assert (waiting["Paling lama (hari)"], waiting["Cakupan (%)"]) == (3, "")
    assert (covered["Paling lama (hari)"], covered["Cakupan (%)"]) == ("", 0.4826)
    assert (covered["Jenis angka"], covered["Status angka"]) == ("Pernyataan kepesertaan", "resmi")
    assert covered["Tanggal data"] == date(2026, 9, 30)


def test_rosters_and_figures_of_a_regency_leave_for_its_office_without_persons(
    app: Flask,
    regency: Regency,
    officer: Browser,
    make_organisation: MakeOrganisation,
    browser_of: SignIn,
) -> None:
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=date(2026, 11, 1)
    )
    reviewer = browser_of(branch, Role.REVIEWER)
    with app.app_context():
        for days in (5, 3):
            wait(regency, days=days, first=days)
    oldest = min(rounds(app, regency), key=lambda review: review.submitted_at)
    decide(reviewer, branch, regency, oldest, decision="returned", reason=REASON)
    officer.post(f"/r/{regency.slug}/coverage/quotation", data=QUOTATION)

    lines = lines_of(reviewer.get(at(branch, regency, "rosters/export")))
    figures = lines_of(reviewer.get(at(branch, regency, "coverage/export")))

    assert [(line["Keputusan"], line["Menunggu (hari)"], line["Alasan"]) for line in lines] == [
        ("menunggu telaah", 3, ""),
        ("dikembalikan untuk diperbaiki", "", REASON),
    ]
    assert {line["Baris sah (orang)"] for line in lines} == {2}
    assert "3505" not in str(lines)
    assert [(line["Yang diukur"], line["Cakupan (%)"]) for line in figures] == [("UCJ 2025", 0.176)]


def wait(regency: Regency, *, days: int, first: int = 1) -> None:
    """A stored roster of two people that was submitted some days ago."""
    rows = [person(serial) for serial in (first, first + 1)]
    roster = upload(regency, add_commitment(regency), roster_file(rows)).roster
    run_due(regency)
    with transaction(regency.principal()) as session:
        submit_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW - timedelta(days=days),
            roster_id=roster.id,
            timezone="Asia/Jakarta",
        )


@pytest.mark.parametrize(
    ("office_kind", "words"),
    [
        (OfficeKind.REGIONAL, "Kantor Wilayah"),
        (OfficeKind.BRANCH, "Kantor Cabang"),
        (OfficeKind.PIONEER, "Kantor Cabang Perintis"),
    ],
)
def test_desk_of_an_office_without_regencies_says_what_it_is_and_that_none_is_assigned(
    engines: Engines,
    database: str,
    make_organisation: MakeOrganisation,
    browser_of: SignIn,
    office_kind: OfficeKind,
    words: str,
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH)
    engines.execute(
        database,
        f"UPDATE organisation SET office_kind = '{office_kind}' WHERE id = '{branch.id}'",
    )

    shown = text_of(browser_of(branch, Role.REVIEWER).get(f"/b/{branch.slug}/"))

    assert words in shown
    assert "Belum ada kabupaten/kota yang ditugaskan" in shown


PATHS = (
    *("", "coverage", "coverage/new", "coverage/export", "rosters/export", "agreements/export"),
    "rosters/01990000-0000-7000-8000-000000000009",
)


@pytest.mark.parametrize("path", PATHS)
def test_regency_that_is_not_assigned_does_not_exist_for_the_branch(
    other_regency: Regency, branch: Organisation, reviewer: Browser, path: str
) -> None:
    assert reviewer.get(at(branch, other_regency, path)).status_code == 404


LAST_MINUTE = datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""Of the regency, which is in Asia/Jakarta, seven hours ahead."""


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "moment", "is_served"),
    [
        (date(2026, 11, 20), None, LAST_MINUTE, True),
        (date(2026, 11, 21), None, LAST_MINUTE, False),
        (date(2026, 11, 21), None, MIDNIGHT, True),
        (date(2026, 1, 1), date(2026, 11, 20), LAST_MINUTE, True),
        (date(2026, 1, 1), date(2026, 11, 20), MIDNIGHT, False),
    ],
)
def test_assignment_holds_from_its_first_day_to_its_last_in_the_time_zone_of_the_regency(
    app: Flask,
    regency: Regency,
    make_organisation: MakeOrganisation,
    clock: Callable[[datetime], None],
    starts_on: date,
    ends_on: date | None,
    moment: datetime,
    is_served: bool,
) -> None:
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=starts_on, ends_on=ends_on
    )
    clock(moment)
    browser = signed_in_at(app, branch, moment)

    assert (regency.name in text_of(browser.get(f"/b/{branch.slug}/"))) is is_served
    assert browser.get(at(branch, regency)).status_code == (200 if is_served else 404)


def signed_in_at(app: Flask, branch: Organisation, moment: datetime) -> Browser:
    """A reviewer who has just signed in."""
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        account = add_member(session, branch, Role.REVIEWER)
        token = sessions.open_session(
            session,
            account=account,
            user_agent="uji",
            now=moment,
            organisation_id=branch.id,
        )
    browser: Browser = app.test_client()  # type: ignore[assignment]  # the class set by the app fixture
    browser.token = token
    browser.set_cookie(sessions.COOKIE_NAME, token, domain="localhost", secure=True, httponly=True)
    return browser


def test_branch_states_a_figure_that_the_regency_sees_scores_and_cannot_delete(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    reviewer: Browser,
) -> None:
    before = scored(app, regency, officer)
    form = text_of(reviewer.get(at(branch, regency, "coverage/new")))
    assert "Nyatakan angka kepesertaan" in form

    answer = reviewer.post(at(branch, regency, "coverage"), data=STATEMENT)

    assert answer.status_code == 303, text_of(answer)
    shown = text_of(officer.get(f"/r/{regency.slug}/coverage"))
    assert "48,26 % 103.079 dari 213.582 pekerja" in shown
    assert "resmi terverifikasi Sumber: BPJS Ketenagakerjaan Cabang Uji" in shown
    assert f"dinyatakan oleh kantor cabang {branch.name}" in shown
    assert scored(app, regency, officer) > before

    statement_id = the_statement(app, regency).id
    removal = officer.post(
        f"/r/{regency.slug}/coverage/statement/{statement_id}/removal", data=MISTAKE
    )
    assert removal.status_code == 422
    assert "Hanya kantor itu yang dapat menghapusnya" in text_of(removal)
    assert the_statement(app, regency).id == statement_id

    withdrawal = at(branch, regency, f"coverage/{statement_id}/removal")
    assert f'href="{withdrawal}"' in reviewer.get(at(branch, regency, "coverage")).text
    asked = text_of(reviewer.get(withdrawal))
    assert "Hapus: Pernyataan kepesertaan per" in asked
    assert reviewer.post(withdrawal, data={"reason": "salah"}).status_code == 422
    assert reviewer.post(withdrawal, data=MISTAKE).status_code == 303
    assert "48,26" not in text_of(officer.get(f"/r/{regency.slug}/coverage"))


def test_figure_of_an_office_counts_before_that_of_the_regency_of_the_same_day(
    regency: Regency, branch: Organisation, officer: Browser, reviewer: Browser
) -> None:
    own = {**STATEMENT, "source_status": "official", "numerator_count": "90000"}
    of_regency = officer.post(f"/r/{regency.slug}/coverage/statement", data=own)

    of_office = reviewer.post(at(branch, regency, "coverage"), data=STATEMENT)
    again = officer.post(
        f"/r/{regency.slug}/coverage/statement", data={**own, "source_name": "Surat lain"}
    )
    twice = reviewer.post(at(branch, regency, "coverage"), data=STATEMENT)

    assert (of_regency.status_code, of_office.status_code) == (303, 303)
    assert (again.status_code, twice.status_code) == (409, 409)
    assert f"{branch.name} sudah menyatakan angka per" in text_of(again)
    assert "Angka kantor itu yang dihitung." in text_of(again)
    assert "Kantor Anda sudah menyatakan angka per" in text_of(twice)
    assert "Bila angka itu keliru, tarik kembali dahulu" in text_of(twice)
    assert "48,26 % 103.079" in text_of(officer.get(f"/r/{regency.slug}/coverage"))


def test_branch_deletes_no_figure_of_the_regency_or_of_another_office(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    make_organisation: MakeOrganisation,
    browser_of: SignIn,
    officer: Browser,
    reviewer: Browser,
) -> None:
    other = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    stated = {**STATEMENT, "source_status": "official"}
    officer.post(f"/r/{regency.slug}/coverage/statement", data=stated)
    own = the_statement(app, regency).id
    of_own = reviewer.post(at(branch, regency, f"coverage/{own}/removal"), data=MISTAKE)
    assert (of_own.status_code, "tidak dinyatakan oleh kantor" in of_own.text) == (422, True)
    officer.post(f"/r/{regency.slug}/coverage/statement/{own}/removal", data=MISTAKE)
    browser_of(other, Role.HEAD).post(at(other, regency, "coverage"), data=STATEMENT)
    theirs = the_statement(app, regency).id

    of_theirs = reviewer.post(at(branch, regency, f"coverage/{theirs}/removal"), data=MISTAKE)
    assert (of_theirs.status_code, "tidak dinyatakan oleh kantor" in of_theirs.text) == (422, True)
    assert the_statement(app, regency).id == theirs


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source_status", "press"),
        ("branch_id", "01990000-0000-7000-8000-000000000009"),
        ("data_on", ""),
        ("denominator_count", "0"),
        ("source_on", "2027-01-01"),
    ],
)
def test_statement_of_the_branch_that_cannot_stand_is_refused_with_its_values_kept(
    regency: Regency, branch: Organisation, reviewer: Browser, field: str, value: str
) -> None:
    answer = reviewer.post(at(branch, regency, "coverage"), data={**STATEMENT, field: value})

    assert answer.status_code == 422
    assert 'value="103.079"' in answer.text


def test_menu_of_the_branch_offers_pages_of_a_regency_only_where_one_is_open(
    regency: Regency, branch: Organisation, reviewer: Browser
) -> None:
    opened = f'href="{at(branch, regency, "coverage")}"'

    assert opened in reviewer.get(at(branch, regency)).text
    assert opened not in reviewer.get(f"/b/{branch.slug}/").text


def scored(app: Flask, regency: Regency, officer: Browser) -> Decimal:
    """The verified score of the year after a recomputation."""
    officer.post(f"/r/{regency.slug}/scorecard/recomputation")
    with app.app_context():
        with transaction(regency.principal()) as session:
            run = find_run(session, tenant_id=regency.id, kind=RECOMPUTE_JOB, key=RECOMPUTE_KEY)
        assert run is not None
        perform(str(run.id))
        with transaction(regency.principal()) as session:
            cards = list_current_scorecards(session, tenant_id=regency.id, year=TODAY.year)
    return max(card.verified for card in cards)


def the_statement(app: Flask, regency: Regency) -> ParticipationStatement:
    with app.app_context(), transaction(regency.principal()) as session:
        return session.scalars(select(ParticipationStatement)).one()
