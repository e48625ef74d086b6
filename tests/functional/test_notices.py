"""A person reads what they were told, in the header, in the list and at the record."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import update

from cooperation.models.agreements import Agreement
from cooperation.services.expiry import tell_endings
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import BranchAssignment, Organisation, OrganisationKind
from tenants.notice_words import subject_pages
from tests.conftest import NOW, TODAY, Browser, Regency
from tests.integration.cooperation.notices import REASON, deliver, give_back, submit
from tests.integration.cooperation.records import keep_agreement, keep_commitment, sign
from tests.integration.cooperation.test_basis_notices import programme, register, revoke, work

SignIn = Callable[[Regency | Organisation, Role], Browser]
MakeOrganisation = Callable[..., Organisation]


@pytest.fixture
def branch(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


@pytest.fixture
def draft(app: Flask, regency: Regency) -> Agreement:
    with app.app_context():
        return keep_agreement(regency, commitment_id=keep_commitment(regency).id)


def page_of(place: Regency | Organisation) -> str:
    return f"/{'r' if isinstance(place, Regency) else 'b'}/{place.slug}/notices"


def readings(page: str) -> list[str]:
    """The addresses that mark one notice each, in order."""
    found = re.findall(r'action="([^"]+/notices/[^"/]+/reading[^"]*)"', page)
    return [unescape(address) for address in found]


def test_returned_agreement_is_told_to_the_officer_with_reason_and_link(
    app: Flask, regency: Regency, branch: Organisation, draft: Agreement, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        give_back(regency, branch, submit(regency, draft))
        deliver(regency)

    page = officer.get(page_of(regency)).text

    assert f"PKS pekerja rentan dikembalikan untuk diperbaiki oleh {branch.name}." in page
    assert REASON in page
    assert "1 pemberitahuan, 1 belum dibaca" in page
    opened = officer.post(readings(page)[0], data={"open": "true"})
    assert opened.status_code == 303
    assert opened.location == f"/r/{regency.slug}/agreements/{draft.id}"
    assert officer.get(opened.location).status_code == 200
    assert readings(officer.get(page_of(regency)).text) == []


def test_office_reads_submissions_of_all_regencies_it_serves_and_narrows_them_to_one(
    app: Flask,
    regency: Regency,
    other_regency: Regency,
    make_organisation: MakeOrganisation,
    browser_of: SignIn,
) -> None:
    branch = make_organisation(
        OrganisationKind.BRANCH,
        serves=[regency, other_regency],
        starts_on=TODAY - timedelta(days=30),
    )
    reviewer = browser_of(branch, Role.REVIEWER)
    with app.app_context():
        for place, title in ((regency, "PKS satu"), (other_regency, "PKS dua")):
            agreement = keep_agreement(place, commitment_id=keep_commitment(place).id, title=title)
            submit(place, agreement)
            deliver(place)

    both = reviewer.get(page_of(branch)).text
    one = reviewer.get(page_of(branch), query_string={"regency": regency.slug}).text

    assert "PKS satu" in both
    assert "PKS dua" in both
    assert "PKS satu" in one
    assert "PKS dua" not in one
    opened = reviewer.post(readings(one)[0], data={"open": "true"})
    assert opened.location.startswith(f"/b/{branch.slug}/r/{regency.slug}/agreements/")
    assert reviewer.get(opened.location).status_code == 200


def test_office_that_lost_a_regency_reads_of_it_no_more(
    app: Flask, regency: Regency, branch: Organisation, draft: Agreement, browser_of: SignIn
) -> None:
    reviewer = browser_of(branch, Role.REVIEWER)
    with app.app_context():
        submit(regency, draft)
        deliver(regency)
        before = reviewer.get(page_of(branch)).text
        with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
            session.execute(
                update(BranchAssignment)
                .where(BranchAssignment.organisation_id == branch.id)
                .values(ends_on=TODAY - timedelta(days=1))
            )

    after = reviewer.get(page_of(branch)).text

    assert "PKS pekerja rentan" in before
    assert "PKS pekerja rentan" not in after
    assert "Belum ada pemberitahuan" in after
    assert 'class="chip act"' not in after  # the header counts what the page shows


def test_header_counts_unread_notices_until_they_are_read(
    app: Flask, regency: Regency, branch: Organisation, draft: Agreement, browser_of: SignIn
) -> None:
    officer, colleague = browser_of(regency, Role.OFFICER), browser_of(regency, Role.OFFICER)
    home = f"/r/{regency.slug}/agreements/{draft.id}"
    mark = '<span class="unseen">belum dibaca: </span>1</span>'
    assert mark not in officer.get(home).text
    with app.app_context():
        give_back(regency, branch, submit(regency, draft))
        deliver(regency)
    assert mark in officer.get(home).text

    page = officer.get(page_of(regency)).text
    until = re.findall(r'name="until" value="([^"]+)"', page)[0]
    done = officer.post(f"{page_of(regency)}/reading", data={"until": unescape(until)})

    assert done.status_code == 303
    assert "1 pemberitahuan ditandai sudah dibaca." in officer.get(done.location).text
    assert mark not in officer.get(home).text
    assert mark in colleague.get(home).text


def test_reading_all_leaves_what_came_after_the_page(
    app: Flask, regency: Regency, branch: Organisation, draft: Agreement, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        give_back(regency, branch, submit(regency, draft))
        deliver(regency)

    officer.post(f"{page_of(regency)}/reading", data={"until": "2026-11-01T00:00:00+00:00"})

    assert "1 belum dibaca" in officer.get(page_of(regency)).text


def test_notice_of_a_colleague_is_not_there(
    app: Flask, regency: Regency, branch: Organisation, draft: Agreement, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        give_back(regency, branch, submit(regency, draft))
        deliver(regency)
    theirs = readings(officer.get(page_of(regency)).text)[0]

    late = browser_of(regency, Role.OFFICER)

    assert late.post(theirs).status_code == 404
    assert "Belum ada pemberitahuan" in late.get(page_of(regency)).text


def test_many_notices_come_unread_first_in_pages_that_miss_none(
    app: Flask, regency: Regency, branch: Organisation, browser_of: SignIn
) -> None:
    reviewer = browser_of(branch, Role.REVIEWER)
    with app.app_context():
        for number in range(53):
            commitment = keep_commitment(regency, title=f"Program {number}")
            submit(
                regency,
                keep_agreement(
                    regency, commitment_id=commitment.id, title=f"PKS nomor {number:02d}"
                ),
            )
        deliver(regency)
    first = reviewer.get(page_of(branch)).text
    newest = readings(first)[0]
    assert reviewer.post(newest).status_code == 303

    first = reviewer.get(page_of(branch)).text
    following = re.findall(r'href="([^"]+cursor=[^"]+)" rel="next"', first)
    second = reviewer.get(unescape(following[0])).text

    listed = [found for page in (first, second) for found in re.findall(r">PKS nomor (\d\d)", page)]
    assert len(listed) == 53
    assert len(set(listed)) == 53
    assert second.rindex("sudah dibaca") > second.rindex("Tandai dibaca")


def test_address_with_a_broken_place_in_the_list_is_refused(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    assert officer.get(page_of(regency), query_string={"cursor": "x"}).status_code == 400


def test_records_that_notices_are_about_have_a_page_where_they_are_told(app: Flask) -> None:
    endpoints = {
        endpoint for page in subject_pages().values() for endpoint in page.endpoints.values()
    }

    assert endpoints - {rule.endpoint for rule in app.url_map.iter_rules()} == set()
    assert endpoints


def copied(page: str) -> list[str]:
    """The texts to copy on a page."""
    return [unescape(found) for found in re.findall(r"<textarea[^>]*readonly[^>]*>([^<]*)<", page)]


def test_notice_and_agreement_offer_a_short_text_to_copy(
    app: Flask, regency: Regency, branch: Organisation, draft: Agreement, browser_of: SignIn
) -> None:
    officer, reviewer = browser_of(regency, Role.OFFICER), browser_of(branch, Role.REVIEWER)
    with app.app_context():
        give_back(regency, branch, submit(regency, draft))
        deliver(regency)
    own = f"/r/{regency.slug}/agreements/{draft.id}"
    theirs = f"/b/{branch.slug}/r/{regency.slug}/agreements/{draft.id}"

    (notice,) = copied(officer.get(page_of(regency)).text)
    (agreement,) = copied(officer.get(own).text)
    (served,) = copied(reviewer.get(theirs).text)

    assert notice.splitlines() == [
        f"[{regency.name}] PKS pekerja rentan dikembalikan untuk diperbaiki oleh {branch.name}.",
        f"Alasan: {REASON}",
        "Perbaiki, lalu pilih Ajukan kembali.",
        f"http://localhost{own}",
    ]
    assert agreement.replace("\u00a0", " ").splitlines() == [
        f"[{regency.name}] PKS pekerja rentan",
        "Status: dikembalikan untuk diperbaiki",
        "Masa: 1 Maret\u201331 Desember 2025",
        "8.125 pekerja",
        f"http://localhost{own}",
    ]
    assert served.splitlines()[-1] == f"http://localhost{theirs}"


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.VIEWER])
def test_reader_of_a_regency_reads_of_an_end_and_opens_the_agreement(
    app: Flask, regency: Regency, browser_of: SignIn, role: Role
) -> None:
    reader = browser_of(regency, role)
    with app.app_context():
        ending = keep_agreement(
            regency,
            commitment_id=keep_commitment(regency).id,
            ends_on=TODAY - timedelta(days=1),
        )
        sign(regency, ending, date(2025, 4, 14))
        deliver(regency)
        assert readings(reader.get(page_of(regency)).text) == []
        with transaction(regency.principal(DatabaseRole.JOB)) as session:
            tell_endings(session, tenant_id=regency.id, now=NOW)

    page = reader.get(page_of(regency)).text

    assert "1 pemberitahuan, 1 belum dibaca" in page
    opened = reader.post(readings(page)[0], data={"open": "true"})
    assert opened.location == f"/r/{regency.slug}/agreements/{ending.id}"
    assert reader.get(opened.location).status_code == 200


def test_notice_of_a_lost_basis_leads_the_office_to_the_agreements_that_rest_on_it(
    app: Flask, regency: Regency, branch: Organisation, browser_of: SignIn
) -> None:
    reviewer = browser_of(branch, Role.REVIEWER)
    with app.app_context():
        perbup = register(regency, "5", 2024, date(2024, 5, 1))
        for title, basis in (("PKS bertumpu", perbup), ("PKS lain", None)):
            commitment_id = programme(regency, basis, title=title)
            resting = keep_agreement(regency, title=title, commitment_id=commitment_id)
            sign(regency, resting, date(2025, 4, 14))
        revoke(regency, perbup)
        work(regency)

    page = reviewer.get(page_of(branch)).text
    told = page.index("tidak dapat lagi menjadi dasar hukum")
    opened = reviewer.post(readings(page[told:])[0], data={"open": "true"})

    here = f"/b/{branch.slug}/r/{regency.slug}/agreements"
    assert opened.location == f"{here}?regulation_id={perbup}"
    listed = reviewer.get(opened.location).text
    assert "programnya bertumpu pada Perbup 5/2024" in listed
    assert "PKS bertumpu" in listed
    assert "PKS lain" not in listed
    assert f'name="regulation_id" value="{perbup}"' in listed
    assert "PKS lain" in reviewer.get(here).text
    elsewhere = "01990000-0000-7000-8000-0000000000ff"
    assert reviewer.get(f"{here}?regulation_id={elsewhere}").status_code == 404
