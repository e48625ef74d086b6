"""Follow-ups of monev meetings that are past their day, as news."""

from datetime import date, timedelta
from uuid import UUID

from tenants.kernel.errors import N_
from tenants.notice_rules import READERS, Tidings
from tenants.notice_words import SubjectPage, Wording, register_page, register_wordings

OVERDUE = "follow-up:overdue"
STILL_NEWS = timedelta(days=30)
"""What has been overdue for longer is told to nobody any more; the list of meetings shows it."""


def overdue_tidings(*, follow_up_id: UUID, task: str, owner: str, due_on: date) -> Tidings:
    """What an overdue follow-up is as news; another day to do it by is other news.

    Source:
        A meeting names who does what until when, so that somebody asks when it is not done.
    """
    return Tidings(
        key=f"follow-up:{follow_up_id}:{due_on}",
        code=OVERDUE,
        subject="monev_meeting",
        audience=READERS,
        params={"title": task, "owner": owner, "due_on": due_on.isoformat()},
    )


def register_monev_notices() -> None:
    """Let notices of follow-ups be worded and linked."""
    register_wordings(
        {
            OVERDUE: Wording(
                N_("Tindak lanjut lewat tenggat %(due_on)s: %(title)s"),
                (N_("Penanggung jawab: %(owner)s"),),
            )
        }
    )
    register_page("monev_meeting", SubjectPage({"r": "monev.show_meeting"}, "meeting_id"))
