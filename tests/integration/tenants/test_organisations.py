"""Any regency of the reference table can be onboarded; people get roles and lose them."""

from collections.abc import Callable

import pytest
from flask import Flask

from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import DuplicateRecord, InvalidInput, NotFound, RuleViolation
from tenants.models.identity import Tenant
from tenants.queries.identity import list_active_memberships, list_members
from tenants.services import organisations, passwords
from tests.conftest import ACTOR, NOW, Regency, add_member

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


def test_create_user_when_the_name_or_password_is_poor_says_which() -> None:
    with (
        transaction(Principal(DatabaseRole.IDENTITY, 0)) as session,
        pytest.raises(InvalidInput) as refused,
    ):
        organisations.create_user(
            session, username="nama spasi", display_name="Uji", password="pendek", now=NOW
        )

    assert {error.pointer for error in refused.value.errors} == {"/username", "/password"}


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
