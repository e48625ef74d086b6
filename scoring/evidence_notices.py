"""Evidence that runs out, as news."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cooperation.expiry import has_just_ended, reached_threshold
from tenants.kernel.errors import N_
from tenants.notice_rules import KEEPERS, Tidings
from tenants.notice_words import SubjectPage, Wording, register_page, register_wordings

ENDING, ENDED = "evidence:ending", "evidence:ended"


@dataclass(frozen=True)
class RunningOut:
    """Evidence with a last day: the file's name, and the indicator it supports."""

    evidence_id: UUID
    filename: str
    indicator: str
    valid_until: date


def ending_tidings(one: RunningOut, today: date) -> Tidings | None:
    """What it is as news on a day; None before its time and long after it.

    Another last day is other news. It is told 90, 30, 7 and 1 days before, and once it has run out.

    Source:
        Evidence that is not valid on the day of assessment proves nothing.
    """
    threshold = reached_threshold(one.valid_until, today)
    if threshold is None and not has_just_ended(one.valid_until, today):
        return None
    code = ENDED if threshold is None else ENDING
    return Tidings(
        key=f"evidence:{one.evidence_id}:{one.valid_until}:{threshold or code}",
        code=code,
        subject="evidence",
        audience=KEEPERS,
        params={
            "title": one.filename,
            "indicator": one.indicator,
            "valid_until": one.valid_until.isoformat(),
            "days_count": abs((one.valid_until - today).days),
        },
    )


def register_evidence_notices() -> None:
    """Let notices of evidence be worded and linked."""
    register_wordings(
        {
            ENDING: Wording(
                N_("Bukti dukung %(title)s berakhir %(valid_until)s, %(days_count)s hari lagi."),
                (N_("Indikator %(indicator)s."),),
            ),
            ENDED: Wording(
                N_("Bukti dukung %(title)s tidak berlaku lagi sejak lewat %(valid_until)s."),
                (N_("Indikator %(indicator)s."),),
            ),
        }
    )
    register_page("evidence", SubjectPage({"r": "evidence.edit_evidence"}, "evidence_id"))
