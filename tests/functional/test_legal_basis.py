"""A regulation is revoked: every programme and agreement that rests on it says so the same day."""

import re
from collections.abc import Callable

import pytest

from tenants.access import Role
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import TODAY, Browser, Regency
from tests.functional.test_agreement_review import at_branch, submit, upload
from tests.functional.test_agreements import draft, hidden, take
from tests.functional.test_commitments import BLITAR, add
from tests.functional.test_regulation_story import add_perbup

SignIn = Callable[[Regency | Organisation, Role], Browser]

ENDED = "Dasar hukum tidak berlaku lagi"


def id_of(path: str) -> str:
    return path.rsplit("/", 1)[1]


def revoke(officer: Browser, regency: Regency, regulation: str) -> str:
    """A regulation that revokes another one from today."""
    newer = add_perbup(
        officer, regency, number="9", year=str(TODAY.year), enacted_on=TODAY.isoformat()
    )
    link = {"kind": "revokes", "target_id": id_of(regulation)}
    assert officer.post(f"{newer}/relations", data=link).status_code == 303
    return newer


@pytest.mark.parametrize(
    ("month_count", "told"),
    [("10", ENDED), ("9", "Dasar hukum baru saja berakhir")],
    ids=["months-left", "last-month"],
)
def test_agreement_when_its_law_is_revoked_says_so_to_both_sides_until_another_is_named(
    regency: Regency,
    make_organisation: Callable[..., Organisation],
    browser_of: SignIn,
    month_count: str,
    told: str,
) -> None:
    office = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    officer, reviewer = browser_of(regency, Role.OFFICER), browser_of(office, Role.REVIEWER)
    perbup = add_perbup(officer, regency)
    stated = {
        **BLITAR,
        "budget_year": str(TODAY.year),
        "first_month": f"{TODAY.year}-03",
        "month_count": month_count,
        "regulation_id": id_of(perbup),
    }
    programme = add(officer, regency, stated)
    agreement = draft(officer, regency, commitment_id=id_of(programme))
    assert upload(officer, agreement).status_code == 303
    assert submit(officer, agreement).status_code == 303
    reviewed = at_branch(office, regency, agreement)
    pages = [(officer, programme), (officer, agreement), (reviewer, reviewed)]
    assert [told in who.get(page).text for who, page in pages] == [False] * 3

    newer = revoke(officer, regency, perbup)

    assert [told in who.get(page).text for who, page in pages] == [True] * 3
    assert told in officer.get(f"/r/{regency.slug}/").text
    assert f'<a href="{agreement}">' in officer.get(perbup).text
    choices = officer.get(f"{programme}/edit").text
    marked = re.findall(r">(Perbup [^<]+)</option>", choices)
    assert [one.startswith(f"Perbup 9/{TODAY.year}") for one in marked] == [True, False]
    assert [one.endswith("(tidak berlaku lagi)") for one in marked] == [False, True]
    thread = officer.get(f"/r/{regency.slug}/golden-thread?year={TODAY.year}").text
    assert told in thread
    assert "Catat pasalnya pada" not in thread
    assert "Ubah regulasi" not in thread
    form = f'<a href="{programme}/edit">Ubah program</a>'
    assert form in officer.get(programme).text
    assert form in officer.get(agreement).text
    viewer = browser_of(regency, Role.VIEWER).get(programme).text
    assert told in viewer
    assert form not in viewer

    assert take(officer, agreement, "withdraw").status_code == 303
    version = hidden(officer.get(f"{programme}/edit").text, "expected_version")
    mended = {**stated, "regulation_id": id_of(newer), "expected_version": version}
    assert officer.post(f"{programme}/edit", data=mended).status_code == 303
    assert [told in who.get(page).text for who, page in pages[:2]] == [False] * 2
