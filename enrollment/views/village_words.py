"""Words of the verification by villages as its pages need them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from enrollment.parsing.refusals import FILE_TEXTS
from enrollment.services.verification_papers import office_of
from enrollment.verification import (
    FINDING_LABELS,
    ROW_PROBLEM_TEXTS,
    SHEET_STATE_LABELS,
    SHEET_TEXTS,
    Finding,
    RowProblem,
    SheetState,
)
from enrollment.views.vocabulary import UNKNOWN_REFUSAL
from tenants.kernel.problems import sentence

_MARKS: Mapping[SheetState, str] = {
    SheetState.READY: "act",
    SheetState.APPLIED: "ok",
    SheetState.FAILED: "bad",
}


def village_vocabulary() -> dict[str, object]:
    """What the templates of the verification may call."""
    return {
        "sentence": sentence,
        "finding_label": lambda finding: _(FINDING_LABELS[Finding(finding)]),
        "sheet_label": lambda state: _(SHEET_STATE_LABELS[SheetState(state)]),
        "sheet_mark": lambda state: _MARKS.get(SheetState(state), ""),
        "row_problem": lambda problem: _(ROW_PROBLEM_TEXTS[RowProblem(problem)]),
        "sheet_failure": sheet_failure,
        "office_of": office_of,
    }


def sheet_failure(code: str, params: Mapping[str, Any]) -> str:
    """Why a file was refused as a whole, in the reader's language."""
    texts = {
        **{problem.value: words for problem, words in FILE_TEXTS.items()},
        **{problem.value: words for problem, words in SHEET_TEXTS.items()},
    }
    return sentence(texts.get(code, UNKNOWN_REFUSAL), params)
