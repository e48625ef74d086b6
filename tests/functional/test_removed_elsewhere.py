"""A record is taken away in another tab: who still typed is told by whom, and loses nothing."""

from collections.abc import Callable

import pytest

from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_commitments import BLITAR, add
from tests.functional.test_monev_story import FOLLOW_UP, MEETING, add_follow_up, add_meeting
from tests.functional.test_regulation_story import PERBUP, add_perbup

SignIn = Callable[[Regency, Role], Browser]

AS_A_PERSON = {"Accept": "text/html"}
WHY = {"reason": "Tercatat dua kali."}


@pytest.mark.parametrize(
    ("record", "form", "typed", "called"),
    [
        ("commitment", BLITAR, {"criteria": "Petani <tembakau> saja"}, BLITAR["title"]),
        ("regulation", PERBUP, {"summary_pu": "Petani <tembakau> saja"}, "Perbup 25/2021"),
        ("meeting", MEETING, {"place": "Petani <tembakau> saja"}, MEETING["title"]),
        ("follow-up", FOLLOW_UP, {"note": "Petani <tembakau> saja"}, FOLLOW_UP["task"]),
    ],
)
def test_edit_of_what_was_removed_elsewhere_says_by_whom_and_gives_back_what_was_typed(
    regency: Regency,
    browser_of: SignIn,
    record: str,
    form: dict[str, object],
    typed: dict[str, str],
    called: str,
) -> None:
    officer, colleague = browser_of(regency, Role.OFFICER), browser_of(regency, Role.ADMIN)
    keep = {
        "commitment": lambda: add(officer, regency, BLITAR),
        "regulation": lambda: add_perbup(officer, regency),
        "meeting": lambda: add_meeting(officer, regency),
        "follow-up": lambda: add_follow_up(officer, add_meeting(officer, regency)),
    }
    path = keep[record]()
    assert officer.get(f"{path}/edit").status_code == 200
    assert colleague.post(f"{path}/removal", data=WHY).status_code == 303

    sent = officer.post(
        f"{path}/edit", data={**form, **typed, "expected_version": "1"}, headers=AS_A_PERSON
    )
    asked = officer.get(f"{path}/edit", headers=AS_A_PERSON)

    assert sent.status_code == asked.status_code == 404
    for answer in (sent, asked):
        told = text_of(answer)
        assert f"{called} dihapus oleh Admin {regency.name}" in told
        assert "20 November 2026 09.00 WIB" in told
    assert "Isian Anda belum tersimpan. Salin dari sini" in text_of(sent)
    assert "Petani &lt;tembakau&gt; saja" in sent.text
    assert "catat kembali sebagai data baru" in text_of(sent)
    assert '<li class="lines">press</li>' not in sent.text
    assert '<li class="lines">jkk</li>' not in sent.text


def test_edit_of_what_never_was_or_is_anothers_tells_nothing_but_what_was_typed(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer, stranger = browser_of(regency, Role.OFFICER), browser_of(other_regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)
    theirs = path.replace(f"/r/{regency.slug}/", f"/r/{other_regency.slug}/")
    officer.post(f"{path}/removal", data=WHY)

    sent = stranger.post(f"{theirs}/edit", data={**BLITAR}, headers=AS_A_PERSON)
    unknown = stranger.post(f"{theirs}-x/edit", data={**BLITAR}, headers=AS_A_PERSON)

    assert sent.status_code == unknown.status_code == 404
    assert "Program tidak ditemukan." in text_of(sent)
    assert "dihapus" not in text_of(sent)
    assert str(BLITAR["title"]) in text_of(sent)
