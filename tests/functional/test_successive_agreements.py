"""Pages of an agreement that replaced one that was ended early, for the regency and its branch."""

from collections.abc import Callable
from datetime import date

from flask import Flask

from tenants.access import Role
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.cooperation.records import keep_agreement, keep_commitment, sign
from tests.integration.cooperation.test_agreement_links import end

SIGNED = date(2025, 3, 1)


def test_each_of_two_agreements_tells_its_own_months_and_their_cost_to_both_sides(
    app: Flask,
    regency: Regency,
    make_organisation: Callable[..., Organisation],
    browser_of: Callable[[Regency | Organisation, Role], Browser],
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    with app.app_context():
        commitment = keep_commitment(regency, people_count=1_000)
        first = keep_agreement(regency, commitment_id=commitment.id)
        sign(regency, first, SIGNED)
        end(regency, first, date(2025, 6, 10), today=date(2025, 6, 12))
        anew = keep_agreement(
            regency,
            title="PKS pengganti",
            commitment_id=commitment.id,
            starts_on=date(2025, 6, 10),
        )
        sign(regency, anew, date(2025, 7, 1))
    officer, reviewer = browser_of(regency, Role.OFFICER), browser_of(branch, Role.REVIEWER)

    for browser, start in ((officer, ""), (reviewer, f"/b/{branch.slug}")):
        pages = [
            text_of(browser.get(f"{start}/r/{regency.slug}/agreements/{one.id}"))
            for one in (first, anew)
        ]
        assert "Maret–Juni 2025; bulan lain dimuat perjanjian lain" in pages[0]
        assert "Rp67.200.000" in pages[0]
        assert "Juli–Desember 2025; bulan lain dimuat perjanjian lain" in pages[1]
        assert "Rp100.800.000" in pages[1]
        assert "Masa berlaku tidak mencakup bulan program" not in pages[1]
    assert "perjanjian ini memuat Juli–Desember 2025 (6 bulan)" in pages[1]
