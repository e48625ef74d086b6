"""What this package writes into the audit trail has words on the screen."""

import re
from pathlib import Path

import pytest

from cooperation.commitment_states import CommitmentAction
from tenants.audit_actions import NOUNS, VERBS
from tenants.audit_words import DETAILS

SERVICES = Path(__file__).parents[3] / "cooperation" / "services"
SOURCE = "\n".join(path.read_text("utf-8") for path in SERVICES.glob("*.py"))
ACTIONS = {
    *re.findall(r'action="((?:commitment|agreement):[a-z-]+)"', SOURCE),
    *(f"commitment:{action}" for action in CommitmentAction),
}


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_action_when_shown_has_a_noun_and_a_verb(action: str) -> None:
    noun, _, verb = action.partition(":")

    assert noun in NOUNS
    assert verb in VERBS


@pytest.mark.parametrize(
    "name", ["title", "version", "signed_on", "terminated_on", "document", "kind"]
)
def test_detail_when_shown_has_a_name(name: str) -> None:
    assert name in DETAILS
