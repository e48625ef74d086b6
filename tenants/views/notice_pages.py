"""What a person was told, as the pages of a regency and of an office show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.addresses import named_address
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.notice_words import Telling, in_words, subject_pages, text_to_copy
from tenants.queries.notices import (
    NoticeFilter,
    ShownNotice,
    count_notices,
    get_notice,
    list_notices,
)
from tenants.request import person, visit
from tenants.schemas.notices import (
    NoticeFilterIn,
    OpeningIn,
    ReadingIn,
    ReadingState,
    notice_filter,
)
from tenants.services.notices import mark_all_read, mark_read


@dataclass(frozen=True)
class NoticeLine:
    """A notice as listed."""

    shown: ShownNotice
    telling: Telling
    url: str
    """Of the record; empty where this place has no page of it."""
    to_copy: str
    """As a short text for a chat."""


def list_page(regencies: Mapping[str, tuple[int, str]]) -> str:
    """One page of the person's notices here.

    Args:
        regencies: id and name by slug, where there are several to choose from.
    """
    asked = load(NoticeFilterIn, request.args)
    ids = {slug: regency_id for slug, (regency_id, _name) in regencies.items()}
    narrowed = notice_filter(asked, ids)
    of_person = {**_of_person(), "now": visit().now}
    with transaction(visit().principal) as session:
        page = list_notices(session, **of_person, narrowed=narrowed, cursor=asked["cursor"])
        total = count_notices(session, **of_person, narrowed=narrowed)
        unread_count = count_notices(session, **of_person, narrowed=NoticeFilter(is_unread=True))
    return render_template(
        "tenants/notices.html",
        lines=[_line(one) for one in page.items],
        next_cursor=page.next_cursor,
        total=total,
        unread_count=unread_count,
        asked=asked,
        kept=_kept(asked),
        regency_options=[(slug, name) for slug, (_id, name) in regencies.items()],
        state_options=[
            (ReadingState.UNREAD, _("belum dibaca")),
            (ReadingState.READ, _("sudah dibaca")),
        ],
        until=visit().now.isoformat(),
    )


def read_one(notice_id: UUID) -> BaseResponse:
    """Note that a notice was read; go on to its record where that was asked, else back."""
    asked = load(NoticeFilterIn, request.args)
    is_opened = load(OpeningIn, request.form)["open"]
    of_person = _of_person()
    with transaction(visit().principal) as session:
        mark_read(session, **of_person, now=visit().now, notice_id=notice_id)
        shown = get_notice(session, **of_person, notice_id=notice_id)
    url = _url_of(shown) if is_opened else ""
    return redirect(url or _list_url(asked), 303)


def read_all() -> BaseResponse:
    """Note that everything told until the page was asked for was read."""
    asked = load(NoticeFilterIn, request.args)
    until = load(ReadingIn, request.form)["until"]
    with transaction(visit().principal) as session:
        marked = mark_all_read(session, **_of_person(), now=visit().now, until=until)
    flash(_("%(count)s pemberitahuan ditandai sudah dibaca.", count=formats.count(marked)))
    return redirect(_list_url(asked), 303)


def _kept(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value and name != "cursor"}


def _list_url(asked: Mapping[str, Any]) -> str:
    return url_for(".show_notices", **_kept(asked))


def _of_person() -> dict[str, Any]:
    return {"organisation_id": visit().organisation.organisation_id, "user_id": person().id}


def _line(shown: ShownNotice) -> NoticeLine:
    telling, url = in_words(shown.notice.code, shown.notice.params), _url_of(shown)
    absolute = request.host_url.rstrip("/") + url if url else ""
    return NoticeLine(shown, telling, url, text_to_copy(shown.tenant.name, telling, absolute))


def _url_of(shown: ShownNotice) -> str:
    address, page = named_address(), subject_pages().get(shown.notice.subject)
    if address is None or page is None or address.place.letter not in page.endpoints:
        return ""
    named: dict[str, Any] = {page.argument: shown.notice.subject_id}
    return url_for(page.endpoints[address.place.letter], regency=shown.tenant.slug, **named)
