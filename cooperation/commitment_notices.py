"""A programme that was given up or taken up again, as news and in which words."""

from collections.abc import Mapping
from uuid import UUID

from cooperation.commitment_states import CommitmentAction
from tenants.kernel.errors import N_
from tenants.notice_rules import KEEPERS, OFFICE, Params, Tidings
from tenants.notice_words import SubjectPage, Wording, register_page, register_wordings

CANCELLED, RESUMED = "commitment:cancel", "commitment:resume"
PROGRAMME_CANCELLED = "agreement:programme-cancelled"
PROGRAMME_RESUMED = "agreement:programme-resumed"
_CODES: Mapping[CommitmentAction, tuple[str, str]] = {
    CommitmentAction.CANCEL: (CANCELLED, PROGRAMME_CANCELLED),
    CommitmentAction.RESUME: (RESUMED, PROGRAMME_RESUMED),
}
"""By step: the news of the programme, and that of an agreement which carries it."""


def step_tidings(
    commitment_id: UUID, version: int, action: CommitmentAction, title: str, reason: str | None
) -> Tidings:
    """What a step of a programme is as news, for whoever keeps the records.

    Args:
        commitment_id: which one.
        version: that the step made; another step is other news.
        action: given up, or taken up again.
        title: of the programme.
        reason: why it was given up.

    Source:
        Its months are no longer counted on, so whoever plans with them learns of it.
    """
    return Tidings(
        key=f"commitment:{commitment_id}:{version}:{action}",
        code=_CODES[action][0],
        subject="commitment",
        audience=KEEPERS,
        params=_params(title, reason),
    )


def programme_tidings(
    *,
    key: str,
    action: CommitmentAction,
    title: str,
    programme: str | None,
    reason: str | None,
) -> Tidings:
    """What the same step is as news of an agreement, for the office that knows of it.

    Args:
        key: tells this step and agreement from every other.
        action: given up, or taken up again.
        title: of the agreement, as the office knows it.
        programme: its name; None where the office may not read it as it stands.
        reason: why it was given up.

    Source:
        Both sides rest on an agreement that was submitted.
    """
    params = _params(title, reason)
    if programme is not None:
        params["programme"] = programme
    return Tidings(
        key=key, code=_CODES[action][1], subject="agreement", audience=OFFICE, params=params
    )


def register_commitment_notices() -> None:
    """Let notices of programmes be worded and linked."""
    reason, programme = N_("Alasan: %(reason)s"), N_("Program: %(programme)s")
    register_wordings(
        {
            CANCELLED: Wording(
                N_("%(title)s dibatalkan."),
                (
                    reason,
                    N_("Bulan-bulannya tidak lagi dihitung. Periksa siapa yang kini terlindungi."),
                ),
            ),
            RESUMED: Wording(
                N_("%(title)s dibuka kembali sebagai rencana."),
                (N_("Catat sudah dianggarkan bila anggarannya masih ada."),),
            ),
            PROGRAMME_CANCELLED: Wording(
                N_("Program yang dimuat %(title)s dibatalkan oleh kabupaten/kota."),
                (programme, reason),
            ),
            PROGRAMME_RESUMED: Wording(
                N_("Program yang dimuat %(title)s dibuka kembali oleh kabupaten/kota."),
                (programme,),
            ),
        }
    )
    register_page("commitment", SubjectPage({"r": "commitments.show_commitment"}, "commitment_id"))


def _params(title: str, reason: str | None) -> Params:
    return {"title": title, **({"reason": reason} if reason else {})}
