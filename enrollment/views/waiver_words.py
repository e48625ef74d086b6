"""In words: what spoke against a person, and the reason for which they are there all the same."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import gettext as _

from enrollment.problem_kinds import kind_label
from enrollment.queries.waivers import Waiver
from enrollment.selection import Reason
from enrollment.selection_words import REASON_LABELS


def waiver_doubts(waiver: Waiver) -> str:
    """What spoke against the person."""
    if not waiver.codes:
        return str(_(REASON_LABELS[Reason.ACTIVE_PU]))
    return "; ".join(_(kind_label(code)) for code in waiver.codes)


def waiver_cell(waivers: Mapping[UUID, Sequence[Waiver]], worker_id: UUID) -> str:
    """All that was said for a person, in a cell of a workbook."""
    return "; ".join(
        _(
            "%(doubts)s, alasan: %(reason)s (%(name)s)",
            doubts=waiver_doubts(one),
            reason=one.reason,
            name=one.said_by,
        )
        for one in waivers.get(worker_id, ())
    )
