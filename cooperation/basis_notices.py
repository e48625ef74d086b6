"""A regulation that has ended while programmes and agreements rest on it, as news."""

from datetime import date
from uuid import UUID

from tenants.kernel.errors import N_
from tenants.notice_rules import BOTH_SIDES, KEEPERS, Params, Tidings
from tenants.notice_words import Wording, register_wordings

ENDED = "regulation:ended"


def ended_tidings(
    *,
    regulation_id: UUID,
    citation: str,
    ended_on: date | None,
    by: str | None,
    programmes_count: int,
    agreements_count: int,
    is_accepted: bool,
) -> Tidings:
    """What the end of a regulation is as news; another day on which it ends is other news.

    Args:
        regulation_id: which one.
        citation: of it.
        ended_on: the first day it no longer binds; None where nobody knows.
        by: what revoked it, where that is known.
        programmes_count: programmes with months that may no longer rest on it.
        agreements_count: agreements of these programmes that are under way or signed.
        is_accepted: whether a BPJS office accepted one of them, so that it is told as well.

    Source:
        Spending needs law in force (UU 17/2003 article 3); both parties rest on the same text.
    """
    params: Params = {
        "title": citation,
        "programmes_count": programmes_count,
        "agreements_count": agreements_count,
    }
    if ended_on is not None:
        params["ended_on"] = ended_on.isoformat()
    if by is not None:
        params["by"] = by
    return Tidings(
        key=f"regulation:{regulation_id}:ended:{ended_on or 'unknown'}"
        + (":accepted" if is_accepted else ""),
        code=ENDED,
        subject="regulation",
        audience=BOTH_SIDES if is_accepted else KEEPERS,
        params=params,
    )


def register_basis_notices() -> None:
    """Let notices of regulations be worded and linked."""
    register_wordings(
        {
            ENDED: Wording(
                N_("%(title)s tidak dapat lagi menjadi dasar hukum."),
                (
                    N_("Tidak berlaku lagi sejak %(ended_on)s."),
                    N_("Dicabut dengan %(by)s."),
                    N_(
                        "%(agreements_count)s perjanjian dan %(programmes_count)s program masih"
                        " bertumpu padanya."
                    ),
                    N_("Pilih regulasi yang berlaku sebagai dasar hukum program."),
                ),
            )
        }
    )
