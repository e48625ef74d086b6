"""A file of postings and a form of one office that contradict each other, whichever came first."""

from collections.abc import Callable

import pytest
from flask import Flask

from enrollment.models.billing import BillingList
from enrollment.quarters import Quarter
from enrollment.services.quarter_papers import quarter_paper
from tenants.access import Role
from tenants.issued_papers import PaperKind
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, TODAY, Browser, Regency
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of
from tests.functional.test_office_answers import answered, at
from tests.functional.test_office_answers import billing as three_people
from tests.functional.test_office_confirmations import own_page, register
from tests.integration.enrollment.billings import bill, pay
from tests.integration.enrollment.postings import csv_of, nik
from tests.integration.enrollment.rosters import reading

SignIn = Callable[[object, Role], Browser]
MakeOrganisation = Callable[..., Organisation]
billing = three_people
TWO_POSTED = csv_of("NIK;Bulan", *(f"{nik(one)};2025-03" for one in (1, 2)))
OUTWEIGHED = (
    "Berkas pembukuan kantor menyebut jumlah orang yang lain (selisih 1 orang). Berkas menurut nama"
    " lebih kuat daripada jumlah."
)


@pytest.mark.parametrize("is_form_first", [False, True])
def test_file_outweighs_the_form_on_every_page_and_paper_whichever_came_first(
    app: Flask,
    regency: Regency,
    billing: BillingList,
    browser_of: SignIn,
    make_organisation: MakeOrganisation,
    is_form_first: bool,
) -> None:
    office = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    reviewer, officer = browser_of(office, Role.REVIEWER), browser_of(regency, Role.OFFICER)
    page = at(office, regency, f"/billing-lists/{billing.id}")
    with app.app_context():
        bill(regency, billing.id)
        pay(regency, billing.id)

    if is_form_first:
        register(reviewer, page)
        assert "3 orang sesuai" in text_of(reviewer.get(page))
    answered(app, office, regency, billing, reviewer, TWO_POSTED, "posting")
    if not is_form_first:
        register(reviewer, page)

    months = f"/r/{regency.slug}/reconciliations/{billing.commitment_id}"
    with app.app_context(), reading(regency) as session:
        minutes = quarter_paper(
            session,
            PaperKind.RECONCILIATION,
            tenant_id=regency.id,
            commitment_id=billing.commitment_id,
            quarter=Quarter(2025, 1),
            now=NOW,
            made_on=TODAY,
        ).content
    thread = text_of(officer.get(f"/r/{regency.slug}/golden-thread?year=2025"))
    for one in (reviewer.get(page), officer.get(own_page(regency, billing))):
        assert OUTWEIGHED in text_of(one)
        assert "3 orang sesuai" not in text_of(one)
    assert "2 Rp33.600 8 Rp134.400" in text_of(officer.get(months))
    march = lines_of(officer.get(f"{months}/export"))[0]
    assert march["Dibukukan BPJS (orang)"] == 2
    assert minutes["month_rows"][-3][:1] == ["Maret 2025"]
    assert minutes["month_rows"][-3][6] == "2"
    assert "Maret–Mei 2025: 7 orang-bulan sudah dibayar" in thread
    assert "2 orang, Maret 2025" in thread
