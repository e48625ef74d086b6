"""A draft goes through the house: OPD, legal bureau, the BPJS office, with four people."""

import re
from collections.abc import Callable

import pytest

from tenants.access import Role
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.test_agreement_review import at_branch, seen
from tests.functional.test_agreements import PDF, PKS, draft, hidden, send
from tests.functional.test_commitments import BLITAR, add, text_of

SignIn = Callable[[Regency | Organisation, Role], Browser]
REASON = "Pasal 7 belum mencantumkan sumber dana."


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def head(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.CERTIFIER)


@pytest.fixture
def lawyer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.ADMIN)


@pytest.fixture
def reviewer(
    regency: Regency, make_organisation: Callable[..., Organisation], browser_of: SignIn
) -> tuple[Browser, Organisation]:
    branch = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    return browser_of(branch, Role.REVIEWER), branch


@pytest.fixture
def agreement(regency: Regency, officer: Browser) -> str:
    programme = add(officer, regency, BLITAR)
    return draft(officer, regency, commitment_id=programme.rsplit("/", 1)[1])


def named(page: str, role: str) -> str:
    """The choice of a field that names somebody of a role."""
    found = re.search(rf'<option value="([0-9a-f-]+)">[^<]*\({role}\)</option>', page)
    assert found, page
    return found[1]


def version(browser: Browser, path: str) -> dict[str, str]:
    return {"expected_version": hidden(browser.get(path).text, "expected_version")}


def bound(browser: Browser, path: str) -> dict[str, str]:
    page = browser.get(path).text
    return {name: hidden(page, name) for name in ("internal_review_id", "expected_version")}


def ask(officer: Browser, path: str) -> None:
    approver = named(officer.get(path).text, "pejabat penanggung jawab")
    answer = officer.post(
        f"{path}/reviews",
        data={
            **version(officer, path),
            "stage": "department",
            "membership_id": approver,
            "note": "Mohon reviu",
        },
    )
    assert answer.status_code == 303


def test_draft_when_both_approve_stands_before_the_office(
    regency: Regency,
    officer: Browser,
    head: Browser,
    lawyer: Browser,
    reviewer: tuple[Browser, Organisation],
    agreement: str,
) -> None:
    ask(officer, agreement)
    assert "reviu OPD" in text_of(officer.get(agreement).text)
    assert "Setujui dan teruskan" not in officer.get(agreement).text
    assert "Reviu OPD menunggu keputusan" in text_of(head.get(f"/r/{regency.slug}/").text)
    page = head.get(agreement).text
    assert "Mohon reviu" in page

    passed_on = head.post(
        f"{agreement}/forward",
        data={**bound(head, agreement), "to": "legal", "membership_id": named(page, "admin")},
    )
    assert passed_on.status_code == 303
    assert "Batalkan keputusan reviu OPD" in text_of(head.get(agreement).text)
    to_branch = lawyer.post(
        f"{agreement}/forward", data={**bound(lawyer, agreement), "to": "branch"}
    )

    assert to_branch.status_code == 303
    browser, branch = reviewer
    path = at_branch(branch, regency, agreement)
    accepted = browser.post(f"{path}/accept", data=seen(browser, path))
    assert accepted.status_code == 303
    undone = browser.post(f"{path}/undo", data=version(browser, path))
    assert undone.status_code == 303
    again = browser.get(path).text
    assert "Keputusan “disetujui” dibatalkan" in text_of(again)
    returned = browser.post(f"{path}/return", data={**seen(browser, path), "reason": REASON})
    assert returned.status_code == 303
    assert f"Alasan: {REASON}" in text_of(officer.get(agreement).text)


def test_every_decision_that_was_undone_stays_told_on_both_sides(
    regency: Regency,
    officer: Browser,
    head: Browser,
    reviewer: tuple[Browser, Organisation],
    agreement: str,
) -> None:
    browser, branch = reviewer
    path = at_branch(branch, regency, agreement)
    ask(officer, agreement)
    for step in ("send-back", "undo", "send-back", "undo", "forward"):
        form = version(head, agreement) if step == "undo" else bound(head, agreement)
        said = {"send-back": {"reason": REASON}, "forward": {"to": "branch"}}.get(step, {})
        assert head.post(f"{agreement}/{step}", data={**form, **said}).status_code == 303, step
    for decision in ("accept", "return", "return"):
        said = {"reason": REASON} if decision == "return" else {}
        decided = browser.post(f"{path}/{decision}", data={**seen(browser, path), **said})
        assert decided.status_code == 303
        assert browser.post(f"{path}/undo", data=version(browser, path)).status_code == 303

    here, there = (text_of(who.get(at).text) for who, at in ((officer, agreement), (browser, path)))

    undone = re.compile("Keputusan “([a-z ]+)” dibatalkan oleh")
    returned = "dikembalikan untuk diperbaiki"
    by_office = ["disetujui", returned, returned]
    assert undone.findall(there) == by_office
    assert sorted(undone.findall(here)) == sorted([*by_office, returned, returned])


def test_draft_when_sent_back_says_why_and_can_be_asked_again(
    regency: Regency, officer: Browser, head: Browser, agreement: str
) -> None:
    ask(officer, agreement)

    short = head.post(f"{agreement}/send-back", data={**bound(head, agreement), "reason": "salah"})
    assert short.status_code == 422
    assert "paling sedikit 10 huruf" in text_of(short.text)
    head.post(
        f"{agreement}/send-back",
        data={**bound(head, agreement), "clause": "Pasal 7", "reason": REASON},
    )

    for path in (agreement, f"/r/{regency.slug}/"):
        assert f"Alasan: {REASON}" in text_of(officer.get(path).text)
    ask(officer, agreement)
    assert "reviu OPD" in text_of(officer.get(agreement).text)


@pytest.mark.parametrize(
    ("clause", "reason", "told"),
    [
        ("Pasal 1", "Pasal 12 belum mencantumkan dana.", "Pasal 1. Pasal 12 belum mencantumkan"),
        ("pasal 12.", "Pasal 12 belum mencantumkan dana.", "Alasan: Pasal 12 belum mencantumkan"),
        ("Pasal 12", "Sumber dana belum ada.", "Alasan: Pasal 12. Sumber dana belum ada."),
    ],
)
def test_article_of_a_return_is_told_once(
    officer: Browser, head: Browser, agreement: str, clause: str, reason: str, told: str
) -> None:
    ask(officer, agreement)

    sent = {**bound(head, agreement), "clause": clause, "reason": reason}
    assert head.post(f"{agreement}/send-back", data=sent).status_code == 303

    page = text_of(officer.get(agreement).text)
    assert told in page
    assert "Pasal 12. Pasal 12" not in page


def test_decision_when_another_was_named_is_refused_and_nothing_lost(
    officer: Browser, head: Browser, lawyer: Browser, agreement: str
) -> None:
    ask(officer, agreement)

    refused = lawyer.post(
        f"{agreement}/send-back", data={**bound(head, agreement), "reason": REASON}
    )

    assert refused.status_code == 403
    assert "Keputusan ini ada pada" in text_of(refused.text)
    assert "Setujui dan teruskan" in text_of(head.get(agreement).text)


def test_deputy_when_mandated_decides_in_the_place_of_the_absent(
    regency: Regency, officer: Browser, head: Browser, lawyer: Browser, agreement: str
) -> None:
    ask(officer, agreement)
    page = head.get(f"/r/{regency.slug}/delegations").text
    given = head.post(
        f"/r/{regency.slug}/delegations",
        data={
            "membership_id": named(page, "admin"),
            "first_on": "2026-11-20",
            "last_on": "2026-11-27",
            "mandate": "Surat perintah Plh. 800/12/2026",
        },
    )
    assert given.status_code == 303

    decided = lawyer.post(
        f"{agreement}/send-back", data={**bound(lawyer, agreement), "reason": REASON}
    )

    assert decided.status_code == 303
    assert "mewakili" in text_of(officer.get(agreement).text)


def test_agreement_when_given_up_is_read_only_until_taken_up(
    officer: Browser, agreement: str
) -> None:
    given_up = officer.post(
        f"{agreement}/drop",
        data={**version(officer, agreement), "reason": "Anggaran tidak tersedia tahun ini."},
    )
    assert given_up.status_code == 303
    page = text_of(officer.get(agreement).text)
    assert "ditarik" in page
    assert "Ajukan" not in page

    taken_up = officer.post(f"{agreement}/resume", data=version(officer, agreement))

    assert taken_up.status_code == 303
    assert "draf" in text_of(officer.get(agreement).text)


def unsaved(page: str) -> str:
    """What a page gives back of a form that it has no longer."""
    (section,) = re.findall(r'<section id="unsaved">.*?</section>', page, re.DOTALL)
    return text_of(section)


def test_decision_that_came_too_late_is_given_back_as_it_was_typed(
    officer: Browser, head: Browser, lawyer: Browser, agreement: str
) -> None:
    ask(officer, agreement)
    admin = named(head.get(agreement).text, "admin")
    passed_on = {**bound(head, agreement), "to": "legal", "membership_id": admin, "note": ""}
    assert head.post(f"{agreement}/forward", data=passed_on).status_code == 303
    opened = bound(lawyer, agreement)
    assert head.post(f"{agreement}/undo", data=version(head, agreement)).status_code == 303

    typed = {"clause": "Pasal 7", "reason": REASON}
    late = lawyer.post(f"{agreement}/send-back", data={**opened, **typed})
    onwards = {"to": "branch", "membership_id": "", "note": "Sudah lengkap."}
    other = lawyer.post(f"{agreement}/forward", data={**opened, **onwards})

    assert (late.status_code, other.status_code) == (409, 409)
    assert f"Pasal atau angka Pasal 7 Alasan {REASON}" in unsaved(late.text)
    told = "Teruskan ke reviu BPJS Ketenagakerjaan Catatan Sudah lengkap."
    assert told in unsaved(other.text)


def test_decision_of_whoever_was_not_named_is_given_back_as_it_was_typed(
    officer: Browser, head: Browser, lawyer: Browser, agreement: str
) -> None:
    ask(officer, agreement)

    refused = lawyer.post(
        f"{agreement}/send-back", data={**bound(head, agreement), "clause": "", "reason": REASON}
    )

    assert refused.status_code == 403
    assert f"Alasan {REASON}" in unsaved(refused.text)


def test_reason_of_a_second_tab_is_given_back_once_the_first_decided(
    officer: Browser, head: Browser, agreement: str
) -> None:
    ask(officer, agreement)
    opened = bound(head, agreement)
    first = {**opened, "clause": "", "reason": "Jumlah pekerja belum sesuai."}
    assert head.post(f"{agreement}/send-back", data=first).status_code == 303

    late = head.post(f"{agreement}/send-back", data={**opened, "clause": "", "reason": REASON})

    assert late.status_code == 409
    assert f"Alasan {REASON}" in unsaved(late.text)


@pytest.mark.usefixtures("head", "reviewer")
@pytest.mark.parametrize("form", ["reviews", "submit", "documents", "parts", "drop"])
def test_form_of_a_draft_that_a_colleague_put_under_review_is_given_back(
    regency: Regency, officer: Browser, agreement: str, form: str
) -> None:
    approver = named(officer.get(agreement).text, "pejabat penanggung jawab")
    other = add(officer, regency, {**BLITAR, "title": "Program lain"})
    opened = version(officer, agreement)
    ask(officer, agreement)
    forms = {
        "reviews": (
            {"stage": "legal", "membership_id": approver, "note": "Mohon dibaca."},
            ["Reviu reviu hukum Yang mereviu", "Catatan Mohon dibaca."],
        ),
        "submit": ({"note": "Naskah menyusul."}, ["Naskah menyusul."]),
        "documents": (
            {"paper": "draft_text", "contains_personal_data": "no"},
            ["Jenis berkas Naskah", "Berkas pks.pdf tidak disimpan."],
        ),
        "parts": (
            {"part_commitment_id": other.rpartition("/")[2]},
            ["Program yang ditambahkan Program lain"],
        ),
        "drop": ({"reason": "Anggaran tidak tersedia."}, ["Alasan Anggaran tidak tersedia."]),
    }
    typed, told = forms[form]

    path = f"{agreement}/{form}"
    if form == "documents":
        late = send(officer, path, PDF, **typed)
    else:
        late = officer.post(path, data={**opened, **typed})

    assert late.status_code == 409
    for words in told:
        assert words in unsaved(late.text)


@pytest.mark.usefixtures("head")
def test_request_for_a_review_that_a_colleague_overtook_stands_open_with_its_note(
    officer: Browser, agreement: str
) -> None:
    page = officer.get(agreement).text
    approver = named(page, "pejabat penanggung jawab")
    opened = version(officer, agreement)
    officer.post(f"{agreement}/edit", data={**PKS, **opened, "title": "PKS lain"})

    asked = {"stage": "legal", "membership_id": approver, "note": "Mohon dibaca."}
    late = officer.post(f"{agreement}/reviews", data={**opened, **asked})

    assert late.status_code == 409
    (form,) = re.findall(r"<details open><summary>Minta reviu.*?</details>", late.text, re.DOTALL)
    assert ">Mohon dibaca.</textarea>" in form
    assert re.search(rf'value="{approver}" selected', form)
    assert re.search(r'value="legal"[^>]*checked', form)
    assert late.text.count("Mohon dibaca.") == 1
