"""Periksa kode dokumen: from the code on a paper to the record and version it was made from.

A paper is held by both sides, so its QR names no place: it leads each to the page of their own.
"""

from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tenants.access import Permission, requires, signed_in
from tenants.addresses import organisation_blueprint, tenant_blueprint
from tenants.issued_papers import PAPER_LABELS, Origin, PaperKind, format_of, origin_of
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import N_, FieldError, NotFound
from tenants.kernel.schemas import load
from tenants.models.identity import OrganisationKind
from tenants.models.issued_papers import IssuedPaper
from tenants.queries.assignments import find_served_regency
from tenants.queries.identity import ActiveMembership
from tenants.queries.issued_papers import find_issued_paper
from tenants.request import person, visit
from tenants.schemas.issued_papers import PaperCheckIn, ScannedPaperIn
from tenants.typesetting.codes import read_code, spaced_code

_NO_CODE = N_("Kode terdiri atas 16 huruf dan angka, misalnya K7QX-M2AB-3CDE-4FGH.")
_UNKNOWN = N_(
    "Tidak ada dokumen dengan kode ini yang dibuat di sini. Periksa hurufnya; kode dari daerah lain"
    " diperiksa pada halaman daerah itu."
)

blueprint = tenant_blueprint("issued_papers", __name__)
served = organisation_blueprint("served_papers", __name__, "b", opens_regency=True)
scanned = Blueprint("scanned_papers", __name__)


@dataclass(frozen=True)
class CheckedPaper:
    """A paper that was found, and the record behind it if it may be told."""

    paper: IssuedPaper
    label: str
    code: str
    origin: Origin | None

    @property
    def is_of_another_form(self) -> bool:
        """Whether papers of this kind hold other things by now, so that nothing can be compared."""
        return bool(self.paper.parameters.get("format", 1) != format_of(PaperKind(self.paper.kind)))

    @property
    def is_unchanged(self) -> bool | None:
        """Whether the data are still those of the paper; None where that is not known here."""
        if self.origin is None or self.origin.sha256 is None or self.is_of_another_form:
            return None
        return self.origin.sha256 == self.paper.sha256


@blueprint.get("/papers/check")
@requires(Permission.DOCUMENT_READ)
def check_paper() -> Response:
    """The form, and what the code that was given stands for."""
    return _page("r")


@served.get("/papers/check")
@requires(Permission.DOCUMENT_READ, pool=DatabaseRole.BRANCH)
def check_served_paper() -> Response:
    """The same for the office that serves the regency."""
    return _page("b")


@scanned.get("/papers/check")
@signed_in
def find_check_page() -> Response:
    """Lead whoever scanned a paper to the page of their own place, with its code.

    Raises:
        NotFound: they neither belong to the regency that the paper is of nor to an office that
            serves it today.
    """
    asked = load(ScannedPaperIn, request.args)
    who = person()
    mine = sorted(who.memberships, key=lambda one: one != who.in_use)
    for one in mine:
        if one.kind == OrganisationKind.REGENCY and one.slug == asked["regency"]:
            page = url_for("issued_papers.check_paper", regency=one.slug, code=asked["code"])
            return redirect(page, 303)
        if one.kind == OrganisationKind.BRANCH and _serves(one, asked["regency"]):
            page = url_for(
                "served_papers.check_served_paper",
                organisation=one.slug,
                regency=asked["regency"],
                code=asked["code"],
            )
            return redirect(page, 303)
    raise NotFound


def _serves(office: ActiveMembership, slug: str) -> bool:
    principal = Principal(DatabaseRole.BRANCH, None, office.organisation_id)
    with transaction(principal) as session:
        found = find_served_regency(
            session, organisation_id=office.organisation_id, slug=slug, now=visit().now
        )
    return found is not None


def _page(place: str) -> Response:
    typed = load(PaperCheckIn, request.args)["code"] or ""
    code = read_code(typed)
    found, errors = None, []
    if code is not None:
        found = _checked(code, place)
        errors = [] if found else [FieldError("/code", _UNKNOWN)]
    elif typed:
        errors = [FieldError("/code", _NO_CODE)]
    page = render_template(
        "tenants/paper_check.html",
        checked=found,
        values={"code": spaced_code(code) if code else typed},
        errors=errors,
    )
    return make_response(page, 422 if errors else 200)


def _checked(code: str, place: str) -> CheckedPaper | None:
    with transaction(visit().principal) as session:
        paper = find_issued_paper(session, tenant_id=visit().regency.id, code=code)
        if paper is None:
            return None
        origin = origin_of(session, paper, place=place, now=visit().now)
    label = PAPER_LABELS[PaperKind(paper.kind)]
    return CheckedPaper(paper, label, spaced_code(paper.code), origin)
