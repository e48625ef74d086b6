"""Both sides talk about an agreement on its page, clause by clause, and each among itself."""

import re

from tenants.models.identity import Organisation
from tests.conftest import Browser, Regency
from tests.functional.test_agreement_review import at_branch
from tests.functional.test_agreements import hidden
from tests.functional.test_commitments import text_of
from tests.functional.test_home_review import agreement, officer, reviewer

__all__ = ["agreement", "officer", "reviewer"]

ASKED = "Pasal 7 menyebut sumber dana apa?"
INSIDE = "Menurut saya tarifnya sudah benar."
ANSWERED = "Sumber dana DBH cukai hasil tembakau."


def raised(page: str) -> str:
    found = re.search(r'id="comment-([0-9a-f-]+)"', page)
    assert found, page
    return found[1]


def test_office_asks_about_a_clause_and_the_regency_answers(
    regency: Regency,
    officer: Browser,
    reviewer: tuple[Browser, Organisation],
    agreement: str,
) -> None:
    token = {"expected_version": hidden(officer.get(agreement).text, "expected_version")}
    early = officer.post(f"{agreement}/comments", data={"body": ASKED, "audience": "both"})
    assert early.status_code == 422
    assert "belum membaca perjanjian ini" in text_of(early.text)
    assert ASKED in early.text
    assert officer.post(f"{agreement}/submit", data=token).status_code == 303

    browser, branch = reviewer
    path = at_branch(branch, regency, agreement)
    for body, audience in ((INSIDE, "office"), (ASKED, "both")):
        said = browser.post(
            f"{path}/comments", data={"body": body, "audience": audience, "clause": "Pasal 7"}
        )
        assert said.status_code == 303

    page = officer.get(agreement).text
    assert ASKED in page
    assert INSIDE not in page
    answered = officer.post(f"{agreement}/comments/{raised(page)}/answers", data={"body": ANSWERED})
    assert answered.status_code == 303
    not_ours = officer.post(f"{agreement}/comments/{raised(page)}/close")
    assert not_ours.status_code == 409

    shown = browser.get(path).text
    assert ANSWERED in shown
    assert INSIDE in shown
    closed = browser.post(f"{path}/comments/{raised(page)}/close")
    assert closed.status_code == 303
    assert "Ditandai selesai" in text_of(officer.get(agreement).text)
    late = officer.post(f"{agreement}/comments/{raised(page)}/answers", data={"body": ANSWERED})
    assert late.status_code == 409
