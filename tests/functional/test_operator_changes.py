"""What the operator changes: new organisations, regencies for an office, first invitations."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.access import Role
from tenants.kernel import audit
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import BranchAssignment, Invitation, Organisation, OrganisationKind
from tests.conftest import NOW, Browser, Regency, add_member
from tests.functional.people import text_of

SignIn = Callable[[Regency | Organisation, Role], Browser]
MakeOrganisation = Callable[..., Organisation]
pytestmark = pytest.mark.usefixtures("clock")
PLATFORM = Principal(DatabaseRole.IDENTITY, audit.PLATFORM_TENANT)


@pytest.fixture
def place(make_organisation: MakeOrganisation) -> Organisation:
    """The organisation of the operator."""
    return make_organisation(OrganisationKind.OPERATOR)


@pytest.fixture
def operator(place: Organisation, browser_of: SignIn) -> Browser:
    """Somebody who keeps the system."""
    return browser_of(place, Role.OPERATOR)


@pytest.fixture
def branch(make_organisation: MakeOrganisation) -> Organisation:
    """An office that serves nobody yet."""
    return make_organisation(OrganisationKind.BRANCH)


def entries(app: Flask, chain: int, subject_id: object) -> list[tuple[str, dict[str, object]]]:
    """What one chain of the audit trail holds about something."""
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, chain)) as session:
        found = session.scalars(
            select(audit.AuditEntry)
            .where(audit.AuditEntry.subject_id == str(subject_id))
            .order_by(audit.AuditEntry.seq)
        )
        return [(entry.action, entry.detail) for entry in found]


def only_assignment(app: Flask, branch: Organisation) -> BranchAssignment:
    """The one assignment of an office."""
    with app.app_context(), transaction(PLATFORM) as session:
        return session.scalars(
            select(BranchAssignment).where(BranchAssignment.organisation_id == branch.id)
        ).one()


def new_branch(**changes: str) -> dict[str, str]:
    return {
        "kind": "branch",
        "name": "BPJS Ketenagakerjaan Kantor Cabang Uji",
        "slug": "bpjs-uji-cabang",
        "office_kind": "cabang",
        "province_code": "",
        **changes,
    }


def served(**changes: str) -> dict[str, str]:
    return {"starts_on": "2026-11-20", "ends_on": "", **changes}


@pytest.mark.usefixtures("regions_loaded")
@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "bpjs-uji-kanwil", "office_kind": "kanwil"},
        {"slug": "bpjs-uji-kcp", "office_kind": "kcp"},
        {"slug": "provinsi-uji", "kind": "province", "province_code": "35", "office_kind": ""},
        {"slug": "kementerian-uji", "kind": "ministry", "office_kind": ""},
    ],
)
def test_organisation_when_added_has_a_page_that_asks_for_its_first_person(
    operator: Browser, place: Organisation, changes: dict[str, str]
) -> None:
    answer = operator.post(
        f"/o/{place.slug}/organisations", data=new_branch(**changes), follow_redirects=True
    )

    page = text_of(answer)
    assert answer.status_code == 200
    assert f"Alamat halaman {changes['slug']}" in page
    assert "Undang orang pertamanya" in page
    assert "tidak ada yang dapat mengelola pengguna" in page


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"office_kind": ""}, "Pilih jenis kantor."),
        ({"kind": "province"}, "Pilih provinsi."),
        ({"kind": "province", "province_code": "00"}, "Pilih provinsi."),
        ({"slug": "BPJS Uji"}, "Gunakan huruf kecil, angka, dan tanda hubung"),
        ({"name": ""}, "Wajib diisi."),
        ({"kind": "regency"}, "Jenis:"),
        ({"kind": "operator"}, "Jenis:"),
    ],
)
def test_organisation_when_something_is_wrong_is_refused_and_keeps_what_was_typed(
    operator: Browser, place: Organisation, changes: dict[str, str], fault: str
) -> None:
    answer = operator.post(
        f"/o/{place.slug}/organisations", data=new_branch(slug="bpjs-uji-salah") | changes
    )

    assert answer.status_code == 422
    assert fault in text_of(answer)
    assert f'value="{changes.get("name", new_branch()["name"])}"' in answer.text


def test_organisation_when_its_address_is_taken_is_refused(
    operator: Browser, place: Organisation, branch: Organisation
) -> None:
    answer = operator.post(f"/o/{place.slug}/organisations", data=new_branch(slug=branch.slug))

    assert answer.status_code == 409
    assert "sudah ada" in text_of(answer)


@pytest.mark.usefixtures("regions_loaded")
def test_regency_when_searched_by_name_shows_both_blitars_with_their_codes(
    operator: Browser, place: Organisation
) -> None:
    page = text_of(operator.get(f"/o/{place.slug}/regencies/new?q=blitar"))

    assert "Kabupaten Blitar 35.05 Jawa Timur" in page
    assert "Kota Blitar 35.72 Jawa Timur" in page


@pytest.mark.usefixtures("regions_loaded")
def test_regency_when_onboarded_stands_in_both_chains_and_is_offered_no_more(
    app: Flask, operator: Browser, place: Organisation
) -> None:
    answer = operator.post(
        f"/o/{place.slug}/regencies", data={"region_code": "11.01"}, follow_redirects=True
    )

    page = text_of(answer)
    assert "Kabupaten Aceh Selatan didaftarkan. Undang dua admin pertamanya." in page
    assert "memerlukan paling sedikit dua admin; sekarang 0" in page
    with app.app_context(), transaction(PLATFORM) as session:
        made = session.scalars(select(Organisation).where(Organisation.tenant_id == 1101)).one()
    for chain in (1101, audit.PLATFORM_TENANT):
        assert [action for action, _ in entries(app, chain, made.id)] == ["organisation:create"]
    again = operator.post(f"/o/{place.slug}/regencies", data={"region_code": "11.01"})
    assert (again.status_code, "sudah terdaftar" in text_of(again)) == (422, True)
    search = text_of(operator.get(f"/o/{place.slug}/regencies/new?q=11.01"))
    assert "Tidak ada kabupaten/kota yang belum terdaftar" in search


def test_regency_when_the_code_is_unknown_says_so(operator: Browser, place: Organisation) -> None:
    answer = operator.post(f"/o/{place.slug}/regencies", data={"region_code": "35.99"})

    assert answer.status_code == 422
    assert "Tidak ada kabupaten/kota dengan kode 35.99." in text_of(answer)


def test_assignment_when_given_opens_the_regency_to_the_office_and_stands_in_both_chains(
    app: Flask,
    operator: Browser,
    place: Organisation,
    branch: Organisation,
    regency: Regency,
    browser_of: SignIn,
) -> None:
    head = browser_of(branch, Role.HEAD)
    before = head.get(f"/b/{branch.slug}/r/{regency.slug}/")

    answer = operator.post(
        f"/o/{place.slug}/organisations/{branch.id}/assignments",
        data=served(regency=regency.slug),
        follow_redirects=True,
    )

    page = text_of(answer)
    assignment = only_assignment(app, branch)
    assert before.status_code == 404
    assert f"{regency.name} sejak 20 November 2026 berlaku Atur hari terakhir" in page
    for chain in (regency.id, audit.PLATFORM_TENANT):
        assert entries(app, chain, assignment.id) == [
            (
                "assignment:add",
                {
                    "branch": branch.name,
                    "tenant": regency.id,
                    "starts_on": "2026-11-20",
                    "ends_on": None,
                },
            )
        ]


@pytest.mark.parametrize(
    ("changes", "status", "fault"),
    [
        ({"starts_on": ""}, 422, "Wajib diisi."),
        ({"starts_on": "0026-01-01"}, 422, "salah ketik"),
        ({"ends_on": "2026-11-19"}, 422, "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"regency": "kab-tidak-ada"}, 422, "Kabupaten/kota ini belum terdaftar."),
    ],
)
def test_assignment_when_something_is_wrong_is_refused(
    app: Flask,
    operator: Browser,
    place: Organisation,
    branch: Organisation,
    regency: Regency,
    changes: dict[str, str],
    status: int,
    fault: str,
) -> None:
    answer = operator.post(
        f"/o/{place.slug}/organisations/{branch.id}/assignments",
        data=served(regency=regency.slug) | changes,
    )

    assert answer.status_code == status
    assert fault in text_of(answer)
    with pytest.raises(Exception, match="No row was found"):
        only_assignment(app, branch)


def test_assignment_when_it_overlaps_one_of_the_same_office_is_refused(
    operator: Browser,
    place: Organisation,
    regency: Regency,
    make_organisation: MakeOrganisation,
) -> None:
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[regency], ends_on=date(2026, 12, 31)
    )

    address = f"/o/{place.slug}/organisations/{branch.id}/assignments"
    over = operator.post(address, data=served(regency=regency.slug, starts_on="2026-12-31"))
    after = operator.post(address, data=served(regency=regency.slug, starts_on="2027-01-01"))

    assert (over.status_code, "sudah melayani" in text_of(over)) == (409, True)
    assert after.status_code == 303


def test_assignment_of_an_organisation_that_is_no_office_is_refused(
    operator: Browser, place: Organisation, regency: Regency, make_organisation: MakeOrganisation
) -> None:
    province = make_organisation(OrganisationKind.PROVINCE)

    answer = operator.post(
        f"/o/{place.slug}/organisations/{province.id}/assignments",
        data=served(regency=regency.slug),
    )

    assert answer.status_code == 422
    assert "Hanya kantor BPJS Ketenagakerjaan" in text_of(answer)


def test_assignment_when_ended_yesterday_closes_the_regency_at_once(
    app: Flask,
    operator: Browser,
    place: Organisation,
    regency: Regency,
    make_organisation: MakeOrganisation,
) -> None:
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=date(2026, 1, 1)
    )
    assignment = only_assignment(app, branch)
    address = f"/o/{place.slug}/organisations/{branch.id}/assignments/{assignment.id}"

    form = text_of(operator.get(address))
    answer = operator.post(
        f"{address}/ending", data={"ends_on": "2026-11-19"}, follow_redirects=True
    )
    again = operator.post(f"{address}/ending", data={"ends_on": "2026-11-30"})

    assert "Isi 19 November 2026 untuk mengakhirinya sekarang juga." in form
    assert "1 Januari 2026 sampai dengan 19 November 2026 sudah berakhir" in text_of(answer)
    assert (again.status_code, "sudah berakhir" in text_of(again)) == (409, True)
    ended = {"branch": branch.name, "tenant": regency.id}
    for chain in (regency.id, audit.PLATFORM_TENANT):
        [(action, detail)] = entries(app, chain, assignment.id)
        assert (action, detail["ends_on"]) == ("assignment:end", "2026-11-19")
        assert ended.items() <= detail.items()


def test_assignment_that_began_today_by_mistake_is_taken_back_at_once(
    app: Flask,
    operator: Browser,
    browser_of: SignIn,
    place: Organisation,
    regency: Regency,
    make_organisation: MakeOrganisation,
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    assignment = only_assignment(app, branch)
    reviewer = browser_of(branch, Role.REVIEWER)
    opened = reviewer.get(f"/b/{branch.slug}/r/{regency.slug}/").status_code

    operator.post(
        f"/o/{place.slug}/organisations/{branch.id}/assignments/{assignment.id}/ending",
        data={"ends_on": "2026-11-19"},
    )

    closed = reviewer.get(f"/b/{branch.slug}/r/{regency.slug}/").status_code
    assert (opened, closed) == (200, 404)


@pytest.mark.parametrize(
    ("ends_on", "fault"),
    [
        ("2026-11-18", "Hari terakhir paling awal kemarin"),
        ("2025-12-30", "Hari terakhir tidak boleh sebelum hari pertama."),
        ("", "Wajib diisi."),
    ],
)
def test_ending_when_the_day_cannot_be_meant_is_refused(
    app: Flask,
    operator: Browser,
    place: Organisation,
    regency: Regency,
    make_organisation: MakeOrganisation,
    ends_on: str,
    fault: str,
) -> None:
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=date(2026, 1, 1)
    )
    assignment = only_assignment(app, branch)

    answer = operator.post(
        f"/o/{place.slug}/organisations/{branch.id}/assignments/{assignment.id}/ending",
        data={"ends_on": ends_on},
    )

    assert answer.status_code == 422
    assert fault in text_of(answer)
    assert only_assignment(app, branch).ends_on is None


def test_assignment_of_another_office_does_not_exist_here(
    app: Flask,
    operator: Browser,
    place: Organisation,
    branch: Organisation,
    regency: Regency,
    make_organisation: MakeOrganisation,
) -> None:
    other = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    assignment = only_assignment(app, other)
    address = f"/o/{place.slug}/organisations/{branch.id}/assignments/{assignment.id}"

    assert operator.get(address).status_code == 404
    ending = operator.post(f"{address}/ending", data={"ends_on": "2026-11-30"})
    assert ending.status_code == 404


def test_invitation_when_made_shows_its_link_once_and_keeps_only_a_digest(
    app: Flask, operator: Browser, place: Organisation, regency: Regency
) -> None:
    page = f"/o/{place.slug}/organisations/{regency.organisation.id}"

    answer = operator.post(
        f"{page}/invitations",
        data={"invitee": "Kepala Dinas", "days": "7"},
    )

    found = re.search(r"/invitations/([\w-]{40,})", answer.text)
    assert answer.status_code == 201
    assert found is not None
    assert "27 November 2026" in text_of(answer)
    with app.app_context(), transaction(PLATFORM) as session:
        kept = session.scalars(
            select(Invitation).where(Invitation.organisation_id == regency.organisation.id)
        ).one()
    assert (kept.role, kept.expires_at) == (Role.ADMIN, NOW + timedelta(days=7))
    assert found[1].encode() not in kept.token_hash
    after = operator.get(page)
    assert "1 undangan masih terbuka." in text_of(after)
    assert found[1] not in after.text
    assert "Kepala Dinas" not in after.text


@pytest.mark.parametrize("changes", [{"invitee": ""}, {"days": "365"}, {"role": "viewer"}])
def test_invitation_when_something_is_wrong_is_refused_with_no_link(
    app: Flask,
    operator: Browser,
    place: Organisation,
    regency: Regency,
    changes: dict[str, str],
) -> None:
    answer = operator.post(
        f"/o/{place.slug}/organisations/{regency.organisation.id}/invitations",
        data={"invitee": "Kepala Dinas", "days": "7"} | changes,
    )

    assert answer.status_code == 422
    assert "Isian perlu diperbaiki" in text_of(answer)
    assert "/invitations/" not in answer.text.replace('/invitations"', "")
    with app.app_context(), transaction(PLATFORM) as session:
        query = select(Invitation).where(Invitation.organisation_id == regency.organisation.id)
        assert session.scalars(query).first() is None


def test_invitation_when_the_organisation_keeps_itself_is_refused(
    app: Flask, operator: Browser, place: Organisation, regency: Regency
) -> None:
    """Or the operator could walk into any regency by a link of their own."""
    with app.app_context(), transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        for _ in range(2):
            add_member(session, regency, Role.ADMIN)
    page = f"/o/{place.slug}/organisations/{regency.organisation.id}"

    shown = text_of(operator.get(page))
    answer = operator.post(f"{page}/invitations", data={"invitee": "Kepala Dinas", "days": "7"})

    assert "Buat tautan undangan" not in shown
    assert answer.status_code == 422
    assert "sudah dapat mengundang sendiri" in text_of(answer)
    with app.app_context(), transaction(PLATFORM) as session:
        query = select(Invitation).where(Invitation.organisation_id == regency.organisation.id)
        assert session.scalars(query).first() is None


@pytest.fixture(scope="module")
def regions_loaded(app: Flask) -> None:
    """The reference table as `flask reference load` brings it."""
    result = app.test_cli_runner().invoke(args=["reference", "load"])
    assert result.exit_code == 0, result.output
