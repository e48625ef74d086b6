"""The operator: organisations by counts, the queue without contents, parameters with sources."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import JobRun, RunState
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, TODAY, Browser, Regency, add_member
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of

SignIn = Callable[[Regency | Organisation, Role], Browser]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def place(make_organisation: Callable[..., Organisation]) -> Organisation:
    """The organisation of the operator."""
    return make_organisation(OrganisationKind.OPERATOR)


@pytest.fixture
def operator(place: Organisation, browser_of: SignIn) -> Browser:
    """Somebody who keeps the system."""
    return browser_of(place, Role.OPERATOR)


def add_run(app: Flask, regency: Regency, **columns: object) -> None:
    """A run of background work that carries a secret."""
    values = {
        "kind": "recompute_scorecard",
        "key": str(uuid7()),
        "state": RunState.QUEUED,
        "payload": {"roster_id": "rahasia-muatan"},
        "checkpoint": {},
        "progress_done": 0,
        "attempt": 1,
        "lease_token": 0,
        "ring_at": NOW + timedelta(days=9),
        "error_params": {},
        "created_at": NOW,
        **columns,
    }
    with app.app_context():
        job = Principal(DatabaseRole.JOB, regency.id)
        with transaction(job) as session:
            session.add(JobRun(tenant_id=regency.id, **values))


def test_home_says_what_needs_the_operator_and_what_is_well(
    operator: Browser, place: Organisation, regency: Regency
) -> None:
    page = text_of(operator.get(f"/o/{place.slug}/"))

    assert regency.name in page
    assert "Belum ada admin" in page
    assert "Basis data menjawab dan skemanya sesuai dengan versi ini." in page


def test_home_lists_regencies_that_no_office_serves_or_soon_none_will(
    operator: Browser,
    place: Organisation,
    regency: Regency,
    other_regency: Regency,
    make_organisation: Callable[..., Organisation],
) -> None:
    make_organisation(OrganisationKind.BRANCH, serves=[other_regency], ends_on=TODAY)

    response = operator.get(f"/o/{place.slug}/")

    page = text_of(response)
    assert f"{regency.name} Belum dilayani kantor BPJS Ketenagakerjaan, sehingga" in page
    assert f"{other_regency.name} Mulai 21 November 2026 tidak dilayani" in page
    assert f'href="/o/{place.slug}/organisations?kind=branch"' in response.text

    make_organisation(OrganisationKind.BRANCH, serves=[regency, other_regency])

    served = text_of(operator.get(f"/o/{place.slug}/"))
    assert f"{regency.name} Belum dilayani" not in served
    assert f"{other_regency.name} Mulai" not in served


def test_home_names_organisations_with_a_single_keeper(
    app: Flask,
    operator: Browser,
    place: Organisation,
    make_organisation: Callable[..., Organisation],
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH)
    lonely = f"{branch.name} Hanya ada satu kepala kantor. Minta ia mengundang satu orang lagi"
    with app.app_context():
        for is_lonely in (True, False):
            with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
                add_member(session, branch, Role.HEAD)
            assert (lonely in text_of(operator.get(f"/o/{place.slug}/"))) is is_lonely


def test_list_counts_people_by_role_and_warns_under_two_admins(
    app: Flask, operator: Browser, place: Organisation, regency: Regency, other_regency: Regency
) -> None:
    with app.app_context():
        for one, roles in (
            (regency, (Role.ADMIN, Role.OFFICER)),
            (other_regency, (Role.ADMIN, Role.ADMIN)),
        ):
            with transaction(one.principal(DatabaseRole.IDENTITY)) as session:
                for role in roles:
                    add_member(session, one, role)

    few = text_of(operator.get(f"/o/{place.slug}/organisations?q={regency.slug}"))
    enough = text_of(operator.get(f"/o/{place.slug}/organisations?q={other_regency.slug}"))

    assert "admin: 1 dari 2" in few
    assert "petugas: 1" in few
    assert "dari 2" not in enough
    assert "2 admin" in enough


def test_pages_name_nobody_who_works_in_a_regency(
    app: Flask, operator: Browser, place: Organisation, regency: Regency
) -> None:
    with app.app_context(), transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        member = add_member(session, regency, Role.OFFICER)
    base = f"/o/{place.slug}"

    pages = [
        operator.get(address).text
        for address in (
            f"{base}/",
            f"{base}/organisations?q={regency.slug}",
            f"{base}/organisations/{regency.organisation.id}",
        )
    ]

    assert all(member.username not in page for page in pages)
    assert all(member.display_name not in page for page in pages)


def test_list_when_narrowed_to_a_kind_shows_only_that_kind(
    operator: Browser, place: Organisation, regency: Regency
) -> None:
    page = text_of(operator.get(f"/o/{place.slug}/organisations?q=Uji&kind=operator"))

    assert place.name in page
    assert regency.name not in page


def test_list_when_the_kind_is_unknown_says_so_and_keeps_the_words(
    operator: Browser, place: Organisation
) -> None:
    answer = operator.get(f"/o/{place.slug}/organisations?q=Blitar&kind=kerajaan")

    assert answer.status_code == 422
    assert 'value="Blitar"' in answer.text
    assert "Isian perlu diperbaiki Jenis:" in text_of(answer)


def test_list_when_longer_than_a_page_goes_on_where_it_ended(
    operator: Browser, place: Organisation, make_organisation: Callable[..., Organisation]
) -> None:
    made = [make_organisation(OrganisationKind.MINISTRY) for _ in range(51)]
    query = f"/o/{place.slug}/organisations?kind=ministry"
    seen: set[str] = set()
    address = query
    while address:
        page = operator.get(address).text
        seen |= {one.name for one in made if f">{one.name}<" in page}
        rest = page.partition('rel="next"')[0].rpartition('href="')[2]
        address = rest.partition('"')[0].replace("&amp;", "&") if 'rel="next"' in page else ""

    assert seen == {one.name for one in made}


def test_queue_counts_runs_of_every_regency_without_what_they_carry(
    app: Flask, operator: Browser, place: Organisation, regency: Regency, other_regency: Regency
) -> None:
    kind = f"uji_{regency.id}"
    for one in (regency, other_regency):
        add_run(app, one, kind=kind, created_at=NOW - timedelta(minutes=20))
    add_run(
        app,
        regency,
        kind=kind,
        state=RunState.FAILED,
        finished_at=NOW,
        error_code="upstream-failed",
        error_detail="rahasia-rinci",
        attempt=5,
    )

    answer = operator.get(f"/o/{place.slug}/queue")

    page = text_of(answer)
    assert f"{kind} 2 0 0 1 20 November 2026 08.40 WIB" in page
    assert f"“{kind}” tertua menunggu sejak" in page
    assert f"{kind} {regency.name}" in page
    assert "upstream-failed" in page
    assert "rahasia" not in answer.text


def test_organisations_leave_as_counts_in_the_order_asked_for(
    app: Flask,
    operator: Browser,
    place: Organisation,
    regency: Regency,
    make_organisation: Callable[..., Organisation],
) -> None:
    later = [make_organisation(OrganisationKind.MINISTRY) for _ in range(2)]
    with app.app_context(), transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        member = add_member(session, regency, Role.OFFICER)
    export = f"/o/{place.slug}/organisations/export"

    (line,) = lines_of(operator.get(f"{export}?q={regency.slug}"))
    newest = lines_of(operator.get(f"{export}?q=Uji&kind=ministry&order=newest"))

    assert line == {
        "Nama": regency.name,
        "Jenis": "kabupaten/kota",
        "Orang": 1,
        "Menurut peran": "petugas: 1",
        "Peran pengelola": "admin",
        "Pengelola pengguna (orang)": 0,
        "Pengelola yang diperlukan (orang)": 2,
        "Terdaftar": TODAY,
    }
    assert [one["Nama"] for one in newest][:2] == [one.name for one in reversed(later)]
    assert member.display_name not in str(lines_of(operator.get(export)))


def test_runs_are_narrowed_and_leave_as_shown(
    app: Flask, operator: Browser, place: Organisation, regency: Regency
) -> None:
    kind = f"saring_{regency.id}"
    add_run(app, regency, kind=kind)
    for minutes in range(51):
        ended = NOW - timedelta(minutes=minutes)
        add_run(
            app,
            regency,
            kind=kind,
            state=RunState.FAILED,
            finished_at=ended,
            error_code="upstream-failed",
            error_detail="rahasia-rinci",
            attempt=3,
        )
    queue = f"/o/{place.slug}/queue"

    failed = lines_of(operator.get(f"{queue}/export?kind={kind}"))
    queued = lines_of(operator.get(f"{queue}/export?kind={kind}&state=queued"))

    assert len(failed) == 51
    assert failed[0]["Berhenti (WIB)"] == datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001  a cell has no zone
    assert failed[0]["Kode sebab"] == "upstream-failed"
    assert (failed[0]["Kabupaten/kota"], failed[0]["Percobaan"]) == (regency.name, 3)
    assert "rahasia" not in str(failed)
    assert [(one["Keadaan"], one["Berhenti (WIB)"]) for one in queued] == [("menunggu", "")]
    page = operator.get(f"{queue}?kind={kind}")
    onward = page.text.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    last = operator.get(onward.replace("&amp;", "&")).text.partition('id="runs"')[2]
    assert last.count('<td data-label="Sebab">') == 1
    assert "Tidak ada pekerjaan yang sesuai" in text_of(
        operator.get(f"{queue}?kind={kind}&state=done")
    )


def test_queue_when_work_ended_long_ago_leaves_it_out(
    app: Flask, operator: Browser, place: Organisation, regency: Regency
) -> None:
    kind = f"lama_{regency.id}"
    add_run(app, regency, kind=kind, state=RunState.FAILED, finished_at=NOW - timedelta(days=8))

    assert kind not in operator.get(f"/o/{place.slug}/queue").text


def test_parameters_name_value_period_citation_and_what_is_not_verified(
    operator: Browser, place: Organisation
) -> None:
    page = text_of(operator.get(f"/o/{place.slug}/parameters"))

    assert "38 provinsi dan 514 kabupaten/kota" in page
    assert "Kepmendagri 300.2.2-2138/2025" in page
    assert "Rp10.000" in page
    assert "Rp42.000.000" in page
    assert "belum diverifikasi" in page
    assert "Seimbang 2025.1" in page


@pytest.mark.parametrize(
    "asked", ["payload FROM job_run", "error_params FROM job_run", "name FROM worker"]
)
def test_role_of_the_operator_when_it_asks_for_contents_is_refused(app: Flask, asked: str) -> None:
    """The wall under the pages."""
    with (
        app.app_context(),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(Principal(DatabaseRole.OVERSIGHT)) as session,
    ):
        session.execute(text(f"SELECT {asked}"))


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrganisationKind.BRANCH, Role.HEAD),
        (OrganisationKind.PROVINCE, Role.SECRETARY),
        (OrganisationKind.MINISTRY, Role.CYCLE_OWNER),
    ],
)
def test_places_of_the_operator_do_not_exist_for_others(
    make_organisation: Callable[..., Organisation],
    browser_of: SignIn,
    place: Organisation,
    kind: OrganisationKind,
    role: Role,
) -> None:
    browser = browser_of(make_organisation(kind), role)

    for path in (
        "",
        "queue",
        "queue/export",
        "parameters",
        "organisations",
        "organisations/export",
    ):
        assert browser.get(f"/o/{place.slug}/{path}").status_code == 404
