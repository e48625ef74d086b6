"""Words about Dukcapil and BPJS as their pages need them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from enrollment.models.registers import RegisterRow
from enrollment.parsing.refusals import FILE_TEXTS
from enrollment.posting_states import POSTING_STATE_LABELS, PostingState
from enrollment.registers import (
    FINDING_LABELS,
    REGISTER_FILE_TEXTS,
    REGISTER_LABELS,
    REGISTER_PROBLEM_TEXTS,
    RegisterFinding,
    RegisterKind,
    RegisterProblem,
)
from enrollment.views.vocabulary import UNKNOWN_REFUSAL
from tenants.kernel.problems import sentence

_MARKS: Mapping[PostingState, str] = {
    PostingState.READY: "act",
    PostingState.APPLIED: "ok",
    PostingState.FAILED: "bad",
}


def register_vocabulary() -> dict[str, object]:
    """What the templates of these pages may call."""
    return {
        "sentence": sentence,
        "register_label": lambda register: _(REGISTER_LABELS[RegisterKind(register)]),
        "register_finding": lambda finding: _(FINDING_LABELS[RegisterFinding(finding)]),
        "file_label": lambda state: _(POSTING_STATE_LABELS[PostingState(state)]),
        "file_mark": lambda state: _MARKS.get(PostingState(state), ""),
        "problem_words": lambda problem: _(REGISTER_PROBLEM_TEXTS[RegisterProblem(problem)]),
        "problem_line": problem_line,
        "register_failure": register_failure,
    }


def problem_line(row: RegisterRow) -> str:
    """Why a row cannot be used, with its own words where they are not known."""
    words = str(_(REGISTER_PROBLEM_TEXTS[RegisterProblem(row.problem or "")]))
    return f"“{row.said}”: {words}" if row.said else words


def register_failure(code: str, params: Mapping[str, Any]) -> str:
    """Why a file was refused as a whole, in the reader's language."""
    texts = {
        **{problem.value: words for problem, words in FILE_TEXTS.items()},
        **{problem.value: words for problem, words in REGISTER_FILE_TEXTS.items()},
    }
    return sentence(texts.get(code, UNKNOWN_REFUSAL), params)
