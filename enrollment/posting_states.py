"""States of an answer of the BPJS office, and which step leads where. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from tenants.kernel.errors import N_, InvalidTransition


class PostingState(StrEnum):
    """Where a file stands. ``READY``: read, waiting for a person's word."""

    RECEIVED = "received"
    READY = "ready"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    DISCARDED = "discarded"
    UNDOING = "undoing"
    UNDONE = "undone"


class PostingAction(StrEnum):
    """What can become of a file."""

    READ = "read"
    REFUSE = "refuse"
    CONFIRM = "confirm"
    DISCARD = "discard"
    STORE = "store"
    HAND_BACK = "hand_back"
    UNDO = "undo"
    RELEASE = "release"


POSTING_TRANSITIONS: Mapping[tuple[PostingState, PostingAction], PostingState] = {
    (PostingState.RECEIVED, PostingAction.READ): PostingState.READY,
    (PostingState.RECEIVED, PostingAction.REFUSE): PostingState.FAILED,
    (PostingState.READY, PostingAction.CONFIRM): PostingState.APPLYING,
    (PostingState.READY, PostingAction.DISCARD): PostingState.DISCARDED,
    (PostingState.APPLYING, PostingAction.STORE): PostingState.APPLIED,
    (PostingState.APPLYING, PostingAction.HAND_BACK): PostingState.READY,
    (PostingState.APPLIED, PostingAction.UNDO): PostingState.UNDOING,
    (PostingState.UNDOING, PostingAction.RELEASE): PostingState.UNDONE,
}
WORKING_STATES = (PostingState.RECEIVED, PostingState.APPLYING, PostingState.UNDOING)
"""States that last until background work is done."""

POSTING_STATE_LABELS: Mapping[PostingState, str] = {
    PostingState.RECEIVED: N_("sedang dibaca"),
    PostingState.READY: N_("menunggu keputusan"),
    PostingState.APPLYING: N_("sedang disimpan"),
    PostingState.APPLIED: N_("tersimpan"),
    PostingState.FAILED: N_("ditolak"),
    PostingState.DISCARDED: N_("dibatalkan"),
    PostingState.UNDOING: N_("sedang ditarik"),
    PostingState.UNDONE: N_("ditarik"),
}


def next_posting_state(state: PostingState, action: PostingAction) -> PostingState:
    """Where a step leads.

    Raises:
        InvalidTransition: the table has no such step.

    Source:
        A file is shown before it is stored, and may be taken out while nothing later rests on it.
    """
    found = POSTING_TRANSITIONS.get((state, action))
    if found is None:
        raise InvalidTransition(
            N_("Langkah ini tidak cocok dengan keadaan berkas sekarang. Muat ulang."),
            state=state.value,
            action=action.value,
        )
    return found
