"""What changed between two rounds."""

from cooperation.queries.agreement_claims import PresentContent
from cooperation.submitted_claims import (
    CLAIM_LABELS,
    Claim,
    ClaimChange,
    claim_changes,
    content_sha256,
)


def test_changes_are_read_in_the_order_of_the_claims() -> None:
    before: dict[str, Claim] = {
        "people_count": 10,
        "title": "PKS",
        "signatories": None,
        "programmes": ["jkk"],
    }
    after: dict[str, Claim] = {
        "programmes": ["jkk", "jkm"],
        "signatories": "Kepala",
        "title": "PKS",
    }

    assert claim_changes(before, {**after, "people_count": 9}) == [
        ClaimChange("signatories", None, "Kepala"),
        ClaimChange("people_count", 10, 9),
        ClaimChange("programmes", ["jkk"], ["jkk", "jkm"]),
    ]


def test_nothing_changed_where_both_say_the_same() -> None:
    claims = dict.fromkeys(CLAIM_LABELS, 1)

    assert claim_changes(claims, dict(claims)) == []


def test_claim_that_one_round_never_kept_is_not_compared() -> None:
    assert claim_changes({"people_count": 10}, {"title": "PKS"}) == []


def test_decision_holds_when_claims_are_kept_later_that_say_nothing() -> None:
    told: dict[str, Claim] = {"title": "PKS", "due_day": 15}
    later: dict[str, Claim] = {
        "parts": [],
        "umbrella": None,
        "predecessor": None,
        "amends": None,
    }

    assert content_sha256({**told, **later}, None) == content_sha256(told, None)
    assert content_sha256({**told, "umbrella": ["NK", "1"]}, None) != content_sha256(told, None)


def test_round_of_before_a_claim_was_kept_is_compared_by_what_it_kept() -> None:
    told: dict[str, Claim] = {"title": "PKS", "due_day": 15}
    now = PresentContent({**told, "umbrella": ["NK", "1"]}, None)

    assert now.sha256_of(told) == content_sha256(told, None)
    assert now.sha256_of({**told, "umbrella": None}) != content_sha256(told, None)
    assert now.sha256_of(None) == now.sha256


def test_agreement_it_hangs_together_with_may_be_renamed() -> None:
    before: dict[str, Claim] = {"umbrella": ["NK", "1"]}

    assert claim_changes(before, {"umbrella": ["NK baru", "1"]}) == []
    assert claim_changes(before, {"umbrella": ["NK", "2"]}) != []
