"""Words for answers of the BPJS office, as pages need them."""

from collections.abc import Mapping

from flask_babel import gettext as _

from enrollment.answers import (
    ANSWER_FILE_TEXTS,
    ANSWER_KIND_LABELS,
    OUTCOME_LABELS,
    PROBLEM_TEXTS,
    AnswerFileProblem,
    AnswerKind,
    AnswerOutcome,
    AnswerProblem,
)
from enrollment.models.postings import PostingFile
from enrollment.office_confirmations import CONFIRMATION_LABELS, ConfirmationKind
from enrollment.parsing.refusals import FILE_TEXTS
from enrollment.posting_states import POSTING_STATE_LABELS, PostingState
from enrollment.views.vocabulary import UNKNOWN_REFUSAL
from tenants.kernel.formats import datetime_id
from tenants.kernel.problems import sentence

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
        "confirmation_label": lambda kind: _(CONFIRMATION_LABELS[ConfirmationKind(kind)]),
    }


def problem_text(problem: str | None) -> str:
    """Why a row cannot be used; nothing where it can."""
    return _(PROBLEM_TEXTS[AnswerProblem(problem)]) if problem else ""


def failure_of(file: PostingFile) -> str | None:
    """Why a file was refused as a whole, in the reader's language; None where it was not."""
    if file.failure_code is None:
        return None
    texts = {
        **{problem.value: words for problem, words in FILE_TEXTS.items()},
        **{problem.value: ANSWER_FILE_TEXTS[problem] for problem in AnswerFileProblem},
    }
    return sentence(texts.get(file.failure_code, UNKNOWN_REFUSAL), file.failure_params)


def already_sent(file: PostingFile, timezone: str) -> str:
    """What to say of a file that came before."""
    text: str = _(
        "Berkas yang sama sudah diunggah %(moment)s oleh %(name)s, jadi tidak diimpor lagi."
        " Inilah hasilnya.",
        moment=datetime_id(file.uploaded_at, timezone),
        name=file.uploaded_by_name,
    )
    return text
