"""What stands around every page of a signed-in person: where they are and where they may go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app, g

from tenants.kernel.clock import OFFICE_ZONE
from tenants.shell.navigation import NavigationLink


@dataclass(frozen=True)
class Frame:
    """The header of a page.

    ``notices_url`` is empty where nobody is told anything, ``unread_label`` where all is read;
    ``notice`` is a short marker such as *Data contoh*, or empty; ``timezone`` sets the clock that
    moments are told on, ``moment`` is when the page was asked for.
    """

    user_name: str
    home_url: str
    profile_url: str
    sign_out_url: str
    organisation_name: str = ""
    switch_url: str = ""
    notices_url: str = ""
    unread_label: str = ""
    notice: str = ""
    timezone: str = OFFICE_ZONE
    moment: datetime | None = None
    navigation: Sequence[NavigationLink] = field(default_factory=tuple)


FrameProvider = Callable[[], Frame | None]

_EXTENSION = "siap.frame"


def provide_frame(app: Flask, provider: FrameProvider) -> None:
    """Name who describes the header. It opens nothing: it reads what the request holds."""
    app.extensions[_EXTENSION] = provider


def current_frame() -> Frame | None:
    """The header of this request, described once; None where nobody is signed in."""
    if "frame" not in g:
        provider: FrameProvider | None = current_app.extensions.get(_EXTENSION)
        g.frame = provider() if provider else None
    frame: Frame | None = g.frame
    return frame


def clock_of_page() -> str:
    """The zone of the clock that moments of this page are told on."""
    frame = current_frame()
    return frame.timezone if frame else OFFICE_ZONE
