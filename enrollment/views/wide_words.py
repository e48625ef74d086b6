"""How far a result for everybody has come, as pages tell it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from enrollment.candidate_facts import ANSWER_LABELS, Answer
from enrollment.models.wide_results import WideResult
from enrollment.queries.wide_results import find_newest, is_stopped
from enrollment.wide_results import OPEN_STATES, WIDE_REFUSAL_TEXTS, WideRefusal
from tenants.request import visit

TOLD = timedelta(days=1)
"""For so long after its end the list of people tells what became of it."""


@dataclass(frozen=True)
class WideShown:
    """A result, whether its work goes on, and why it was refused."""

    it: WideResult
    is_working: bool
    is_stuck: bool

    @property
    def answer(self) -> str:
        """In words."""
        return str(_(ANSWER_LABELS[Answer(self.it.answer)]))

    @property
    def refusal(self) -> str:
        """In words."""
        if self.it.refusal is None:
            return ""
        return str(_(WIDE_REFUSAL_TEXTS[WideRefusal(self.it.refusal)]))


def shown_wide_result(session: Session, wide: WideResult) -> WideShown:
    """One as its pages tell it."""
    is_stuck = is_stopped(session, wide)
    return WideShown(wide, wide.state in OPEN_STATES and not is_stuck, is_stuck)


def wide_result_shown(session: Session, commitment_id: UUID) -> WideShown | None:
    """The newest of a programme while it is not over, and a day longer."""
    wide = find_newest(session, tenant_id=visit().regency.id, commitment_id=commitment_id)
    if wide is None or (wide.finished_at is not None and wide.finished_at + TOLD <= visit().now):
        return None
    return shown_wide_result(session, wide)
