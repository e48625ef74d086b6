"""Follow-ups of meetings and socialisation events that are past their day, as news."""

from datetime import date, timedelta
from uuid import UUID

from tenants.kernel.errors import N_
from tenants.notice_rules import READERS, Tidings
from tenants.notice_words import SubjectPage, Wording, register_page, register_wordings

OVERDUE = "follow-up:overdue"
STILL_NEWS = timedelta(days=30)
"""What has been overdue for longer is told to nobody any more; the list shows it."""


def overdue_tidings(
    *, follow_up_id: UUID, task: str, owner: str, due_on: date, subject: str
) -> Tidings:
    """What an overdue follow-up is as news; another day to do it by is other news.

    Args:
        follow_up_id: the follow-up.
        task: what is to be done.
        owner: the office or function that has to do it.
        due_on: the day that is past.
        subject: ``monev_meeting``, or ``regulation`` where an event of one asked for it.

    Source:
        A meeting names who does what until when, so that somebody asks when it is not done.
    """
    return Tidings(
        key=f"follow-up:{follow_up_id}:{due_on}",
        code=OVERDUE,
        subject=subject,
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
    register_page("regulation", SubjectPage({"r": "regulations.show_regulation"}, "regulation_id"))
