"""`flask assignment`: an office serves a regency from the command line."""

from collections.abc import Callable

import pytest
from flask import Flask

from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation, OrganisationKind
from tenants.queries.assignments import list_served_regencies
from tests.conftest import NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def branch(make_organisation: Callable[..., Organisation]) -> Organisation:
    """An office that serves nobody yet."""
    return make_organisation(OrganisationKind.BRANCH)


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["assignment", *words])
    return result.exit_code, result.output


def served(branch: Organisation) -> list[str]:
    with transaction(Principal(DatabaseRole.BRANCH, None, branch.id)) as session:
        found = list_served_regencies(session, organisation_id=branch.id, now=NOW)
    return [one.tenant.slug for one in found]


def test_command_when_it_assigns_opens_the_regency_and_when_it_ends_closes_it(
    app: Flask, branch: Organisation, regency: Regency
) -> None:
    code, output = run(app, "add", branch.slug, regency.slug, "--from", "2026-01-01")
    assert (code, output) == (0, f"{branch.name}: {regency.name}, sejak 2026-01-01\n")
    assert served(branch) == [regency.slug]

    code, output = run(app, "end", branch.slug, regency.slug, "--on", "2099-12-31")
    assert (code, "sampai 2099-12-31" in output) == (0, True)
    assert served(branch) == [regency.slug]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("add", "{branch}", "kab-tidak-ada"), "Kabupaten/kota ini belum terdaftar."),
        (("add", "bpjs-tidak-ada", "{regency}"), "Organisasi bpjs-tidak-ada belum terdaftar."),
        (("add", "{regency}", "{regency}"), "Hanya kantor BPJS Ketenagakerjaan"),
        (("end", "{branch}", "{regency}", "--on", "2026-11-30"), "Penugasan ini tidak ditemukan."),
    ],
)
def test_command_when_it_cannot_be_done_says_why(
    app: Flask, branch: Organisation, regency: Regency, words: tuple[str, ...], refusal: str
) -> None:
    named = [word.format(branch=branch.slug, regency=regency.slug) for word in words]

    code, output = run(app, *named)

    assert code == 1
    assert refusal in output
    assert served(branch) == []
