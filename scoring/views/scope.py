"""What an office of oversight has in view, and the address of the same page asked otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for
from sqlalchemy.orm import Session

from scoring.queries.comparison import ComparedRegion, list_compared_regions
from scoring.views.choices import Choice
from tenants.models.identity import OrganisationKind
from tenants.request import visit

KINDS = ("kabupaten", "kota")
PAGE_LIMIT = 50
_ASKED = ("year", "profile", "kind", "by", "me", "a", "b", "all", "province", "state", "order")


@dataclass(frozen=True)
class Pill:
    """One of several ways to ask for the same page."""

    label: str
    url: str
    is_current: bool


def province_in_view() -> str | None:
    """Code of the province whose regencies the office oversees; None oversees the country.

    A province of which nobody has said which one it is oversees nothing.
    """
    organisation = visit().organisation
    if organisation.kind != OrganisationKind.PROVINCE:
        return None
    return organisation.province_code or ""


def regions_in_view(session: Session, choice: Choice) -> list[ComparedRegion]:
    """Every region the office oversees, with its entry of the chosen year and weights."""
    return list_compared_regions(
        session,
        province_code=province_in_view(),
        year=choice.period.year,
        profile=choice.profile.code,
    )


def asked(name: str, possible: Sequence[str], default: str) -> str:
    """A word of the address, or the default where it says none that is possible."""
    wanted = request.args.get(name, default)
    return wanted if wanted in possible else default


def again(endpoint: str = "", **changes: str | int | None) -> str:
    """The address of a page with what this one was asked for, changed; None drops a word."""
    kept: dict[str, str | int | None] = {
        name: request.args[name] for name in _ASKED if name in request.args
    }
    wanted = {name: value for name, value in (kept | changes).items() if value is not None}
    return url_for(endpoint or request.endpoint or "", **wanted)  # type: ignore[arg-type]  # plain arguments


def pills(name: str, options: Mapping[str, str], current: str) -> list[Pill]:
    """A choice of one word of the address; labels are translated already."""
    return [
        Pill(label, again(**{name: value}), value == current) for value, label in options.items()
    ]
