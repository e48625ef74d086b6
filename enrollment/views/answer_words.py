"""Words for answers of the BPJS office, as pages need them."""

from collections.abc import Mapping

from flask_babel import gettext as _

from enrollment.answers import ANSWER_KIND_LABELS, OUTCOME_LABELS, AnswerKind, AnswerOutcome
from enrollment.posting_states import POSTING_STATE_LABELS, PostingState

STATE_MARKS: Mapping[PostingState, str] = {
    PostingState.READY: "act",
    PostingState.APPLIED: "ok",
    PostingState.FAILED: "bad",
}


def answer_vocabulary() -> dict[str, object]:
    """What templates about answers may call."""
    return {
        "posting_label": lambda state: _(POSTING_STATE_LABELS[PostingState(state)]),
        "posting_mark": lambda state: STATE_MARKS.get(PostingState(state), ""),
        "kind_label": lambda kind: _(ANSWER_KIND_LABELS[AnswerKind(kind)]),
        "outcome_label": lambda outcome: _(OUTCOME_LABELS[AnswerOutcome(outcome)]),
    }
