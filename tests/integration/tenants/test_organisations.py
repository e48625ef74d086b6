"""Any regency of the reference table can be onboarded; people get roles and lose them."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread, get_ident
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tenants.access import ROLES_OF, Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import DuplicateRecord, InvalidInput, NotFound, RuleViolation
from tenants.kernel.ids import uuid7
from tenants.models.identity import Membership, Organisation, OrganisationKind, Tenant
from tenants.queries.assignments import find_overseen_regency
from tenants.queries.identity import list_active_memberships, list_members
from tenants.services import organisations, passwords
from tests.conftest import ACTOR, NOW, Regency, add_member
from tests.engines import Engines

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def reference(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["reference", "load"])

    assert result.exit_code == 0, result.output


def onboard(code: str) -> Tenant:
    tenant_id = int(code.replace(".", ""))
    with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
        organisations.onboard_regency(session, region_code=code, actor=ACTOR, now=NOW)
        return session.get_one(Tenant, tenant_id)


@pytest.mark.usefixtures("reference")
def test_onboard_when_two_regencies_share_a_name_keeps_them_apart() -> None:
    city = onboard("35.72")
    farthest = onboard("91.71")

    assert (city.slug, city.timezone) == ("kota-blitar", "Asia/Jakarta")
    assert farthest.timezone == "Asia/Jayapura"
    with pytest.raises(DuplicateRecord):
        onboard("35.72")


@pytest.mark.usefixtures("reference")
def test_onboard_when_the_code_is_unknown_is_refused() -> None:
    with pytest.raises(NotFound):
        onboard("35.99")


@pytest.mark.usefixtures("reference")
def test_onboard_when_several_operators_do_it_at_once_is_done_once(app: Flask) -> None:
    assert at_once(app, lambda: onboard("73.71")) == [
        "done",
        *["Kota Makassar sudah terdaftar."] * 3,
    ]


def test_create_when_several_operators_take_one_slug_at_once_is_done_once(app: Flask) -> None:
    slug = f"m-{uuid7().hex}"

    def create_ministry() -> None:
        with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
            organisations.create_organisation(
                session,
                kind=OrganisationKind.MINISTRY,
                slug=slug,
                name="Kementerian Uji",
                actor=ACTOR,
                now=NOW,
            )

    assert at_once(app, create_ministry) == [
        "done",
        *[f"Organisasi dengan alamat {slug} sudah ada."] * 3,
    ]


def at_once(app: Flask, act: Callable[[], object]) -> list[str]:
    """Four people do the same, all of them past every look at what exists already."""
    ready, waited, ends = Barrier(4), set[int](), list[str]()

    def wait(session: Session, *_: object) -> None:
        adds = any(isinstance(row, Tenant | Organisation) for row in session.new)
        if adds and get_ident() not in waited:
            waited.add(get_ident())
            ready.wait(timeout=20)

    def run() -> None:
        with app.app_context():
            try:
                act()
            except DuplicateRecord as error:
                ends.append(error.detail % error.params)
            else:
                ends.append("done")

    people = [Thread(target=run) for _ in range(4)]
    event.listen(Session, "before_flush", wait)
    try:
        for one in people:
            one.start()
        for one in people:
            one.join()
    finally:
        event.remove(Session, "before_flush", wait)
    return sorted(ends, key=lambda end: end != "done")


def test_end_membership_when_two_admins_are_left_is_refused(regency: Regency) -> None:
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        for role in (Role.ADMIN, Role.ADMIN, Role.OFFICER):
            add_member(session, regency, role)
        members = list_members(session, organisation_id=regency.organisation.id)
        admin = next(one for one in members if one.role == Role.ADMIN)
        officer = next(one for one in members if one.role == Role.OFFICER)

        with pytest.raises(RuleViolation):
            organisations.end_membership(
                session,
                organisation=regency.organisation,
                membership_id=admin.membership_id,
                actor=ACTOR,
                now=NOW,
                today=NOW.date(),
            )
        organisations.end_membership(
            session,
            organisation=regency.organisation,
            membership_id=officer.membership_id,
            actor=ACTOR,
            now=NOW,
            today=NOW.date(),
        )

        assert list_active_memberships(session, user_id=officer.user_id, now=NOW) == []


def create(app: Flask, *words: str) -> str:
    """Run the command that adds an organisation; what it says."""
    result = app.test_cli_runner().invoke(args=["organisation", "create", *words])
    return result.output if result.exit_code == 0 else f"refused: {result.output}"


@pytest.mark.usefixtures("reference")
def test_create_command_asks_what_each_kind_of_organisation_needs(app: Flask) -> None:
    chance = uuid7().hex

    assert "refused" in create(app, "branch", f"b-{chance}", "Kantor Uji")
    assert "refused" in create(app, "province", f"p-{chance}", "Provinsi Uji")
    assert "refused" in create(app, "province", f"p-{chance}", "Uji", "--province-code", "00")
    assert "refused" in create(app, "ministry", f"m-{chance}", "Uji", "--office-kind", "kcp")
    assert "refused" in create(app, "ministry", f"m-{chance}", "Uji", "--province-code", "35")
    assert f"b-{chance}" in create(app, "branch", f"b-{chance}", "Uji", "--office-kind", "kcp")
    assert f"p-{chance}" in create(app, "province", f"p-{chance}", "Uji", "--province-code", "35")
    assert f"m-{chance}" in create(app, "ministry", f"m-{chance}", "Kementerian Uji")


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_person_commands_when_role_is_of_another_kind_refuse(
    app: Flask,
    regency: Regency,
    make_organisation: Callable[..., Organisation],
    kind: OrganisationKind,
) -> None:
    is_regency = kind is OrganisationKind.REGENCY
    slug = regency.slug if is_regency else make_organisation(kind).slug
    role = "head" if is_regency else "admin"
    username = f"uji.{uuid7().hex}"
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        known = add_member(session, regency, Role.VIEWER).username
    at = ["--organisation", slug, "--role", role]

    created = app.test_cli_runner().invoke(args=["person", "create", username, "Uji", *at])
    granted = app.test_cli_runner().invoke(args=["person", "grant", known, *at])

    assert (created.exit_code, granted.exit_code) == (1, 1)
    assert "Peran ini tidak dikenal" in created.output
    assert "Peran ini tidak dikenal" in granted.output
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        assert organisations.find_user(session, username=username) is None


def end(session: Session, place: Organisation, membership_id: UUID) -> None:
    """End a membership today."""
    organisations.end_membership(
        session,
        organisation=place,
        membership_id=membership_id,
        actor=ACTOR,
        now=NOW,
        today=NOW.date(),
    )


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_keepers_when_few_are_left_stay_in_every_kind(
    regency: Regency, make_organisation: Callable[..., Organisation], kind: OrganisationKind
) -> None:
    is_regency = kind is OrganisationKind.REGENCY
    place = regency.organisation if is_regency else make_organisation(kind)
    keeper = ROLES_OF[kind][0]
    minimum = 2 if is_regency else 1
    with transaction(Principal(DatabaseRole.IDENTITY, place.tenant_id or 0)) as session:
        for _ in range(minimum + 1):
            add_member(session, place, keeper)
        ids = [one.membership_id for one in list_members(session, organisation_id=place.id)]

        end(session, place, ids[0])
        with pytest.raises(RuleViolation) as refused:
            end(session, place, ids[1])

    assert refused.value.params == {"count": minimum}
    assert ("admin" in refused.value.detail) == is_regency


def test_admin_whose_role_ends_some_day_does_not_count(regency: Regency) -> None:
    place = regency.organisation
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        for _ in range(2):
            add_member(session, regency, Role.ADMIN)
        leaving = add_member(session, regency, Role.ADMIN)
        members = list_members(session, organisation_id=place.id)
        temporary = next(one for one in members if one.user_id == leaving.id)
        session.get_one(Membership, temporary.membership_id).ends_on = date(2026, 12, 31)
        session.flush()
        stays = next(one for one in members if one.user_id != leaving.id)

        with pytest.raises(RuleViolation):
            end(session, place, stays.membership_id)
        with pytest.raises(RuleViolation):
            organisations.change_role(
                session,
                organisation=place,
                membership_id=stays.membership_id,
                role=Role.OFFICER,
                actor=ACTOR,
                now=NOW,
                today=NOW.date(),
            )
        end(session, place, temporary.membership_id)


def test_create_user_when_the_name_or_password_is_poor_says_which() -> None:
    with (
        transaction(Principal(DatabaseRole.IDENTITY, 0)) as session,
        pytest.raises(InvalidInput) as refused,
    ):
        organisations.create_user(
            session, username="nama spasi", display_name="Uji", password="pendek", now=NOW
        )

    assert {error.pointer for error in refused.value.errors} == {"/username", "/password"}


def test_create_user_when_the_name_is_taken_between_the_check_and_the_insert_says_so() -> None:
    identity = Principal(DatabaseRole.IDENTITY, 0)
    person: dict[str, Any] = {
        "username": f"cepat.{uuid7()}",
        "display_name": "Uji",
        "password": "tujuh belas gajah tidur",
        "now": NOW,
    }

    def overtake(*_about: object) -> None:
        with transaction(identity) as other:
            organisations.create_user(other, **person)

    with transaction(identity) as session:
        event.listen(session, "before_flush", overtake, once=True)
        with pytest.raises(InvalidInput) as refused:
            organisations.create_user(session, **person)
        session.rollback()

    assert [error.pointer for error in refused.value.errors] == ["/username"]


def test_person_command_when_used_creates_somebody_with_a_password(
    app: Flask, make_regency: Callable[[], Regency]
) -> None:
    slug = make_regency().slug

    result = app.test_cli_runner().invoke(
        args=["person", "create", f"uji.{slug}", "Uji", "--organisation", slug, "--role", "officer"]
    )

    assert result.exit_code == 0, result.output
    username, password = result.output.split()
    assert username == f"uji.{slug}"
    assert len(password) >= 15


def test_person_command_when_given_a_password_reads_it_from_standard_input(
    app: Flask, regency: Regency
) -> None:
    username, password = f"uji.{regency.slug}", "tujuh gajah menari pelan"
    command = ["person", "create", username, "Uji", "--organisation", regency.slug]
    command += ["--role", "officer"]

    on_the_command_line = app.test_cli_runner().invoke(args=[*command, "--password", password])
    result = app.test_cli_runner().invoke(
        args=[*command, "--password-stdin"], input=f"{password}\n"
    )

    assert on_the_command_line.exit_code == 2
    assert result.exit_code == 0, result.output
    assert result.output.split() == [username]
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        account = organisations.find_user(session, username=username)
        assert account is not None
        assert passwords.is_password(password, account.password_hash)


def test_person_command_when_standard_input_is_empty_makes_no_account(
    app: Flask, regency: Regency
) -> None:
    username = f"uji.{regency.slug}"

    result = app.test_cli_runner().invoke(
        args=[
            *["person", "create", username, "Uji", "--organisation", regency.slug],
            *["--role", "officer", "--password-stdin"],
        ],
        input="",
    )

    assert result.exit_code == 1
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        assert organisations.find_user(session, username=username) is None


def test_grant_command_when_person_belongs_elsewhere_adds_a_role(
    app: Flask, regency: Regency, other_regency: Regency
) -> None:
    with transaction(other_regency.principal(DatabaseRole.IDENTITY)) as session:
        account = add_member(session, other_regency, Role.OFFICER)
    command = ["person", "grant", account.username, "--role", "viewer"]
    command += ["--organisation", regency.slug]

    granted = app.test_cli_runner().invoke(args=command)
    again = app.test_cli_runner().invoke(args=command)

    assert granted.exit_code == 0, granted.output
    assert again.exit_code == 1
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        (member,) = list_members(session, organisation_id=regency.organisation.id)
    assert (member.username, member.role) == (account.username, "viewer")


def test_grant_command_when_nobody_has_the_name_says_so(app: Flask, regency: Regency) -> None:
    result = app.test_cli_runner().invoke(
        args=[
            *["person", "grant", "tidak.ada.orangnya", "--role", "viewer"],
            *["--organisation", regency.slug],
        ]
    )

    assert result.exit_code == 1
    assert "Tidak ada akun aktif" in result.output


def test_set_province_command_when_the_province_had_no_code_opens_its_regencies(
    app: Flask,
    regency: Regency,
    make_organisation: Callable[..., Organisation],
    engines: Engines,
    database: str,
    province_of_tests: str,
) -> None:
    place = make_organisation(OrganisationKind.PROVINCE)
    engines.execute(
        database, f"UPDATE organisation SET province_code = NULL WHERE slug = '{place.slug}'"
    )
    command = ["organisation", "set-province", place.slug]

    unknown = app.test_cli_runner().invoke(args=[*command, "00"])
    result = app.test_cli_runner().invoke(args=[*command, province_of_tests])
    again = app.test_cli_runner().invoke(args=[*command, province_of_tests])

    assert unknown.exit_code == 1
    assert result.exit_code == 0, result.output
    assert again.exit_code == 1
    assert "sudah memiliki kode" in again.output
    with transaction(Principal(DatabaseRole.OVERSIGHT, None, place.id)) as session:
        code = session.get_one(Organisation, place.id).province_code
        found = find_overseen_regency(
            session, kind=OrganisationKind.PROVINCE, province_code=code, slug=regency.slug
        )
    assert found is not None
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        entries = session.scalars(
            select(AuditEntry).where(
                AuditEntry.subject_id == str(place.id), AuditEntry.action == "organisation:edit"
            )
        ).all()
    assert [entry.detail["province_code"] for entry in entries] == [province_of_tests]


def test_set_province_command_when_it_is_no_province_is_refused(
    app: Flask, make_organisation: Callable[..., Organisation], province_of_tests: str
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH)

    result = app.test_cli_runner().invoke(
        args=["organisation", "set-province", branch.slug, province_of_tests]
    )

    assert result.exit_code == 1
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        assert session.get_one(Organisation, branch.id).province_code is None
