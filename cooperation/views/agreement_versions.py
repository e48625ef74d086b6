"""Two versions of an agreement side by side: what they claim, and what their texts say."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.labels import REVIEW_STAGES
from cooperation.queries.agreement_versions import AgreementVersion, list_versions
from cooperation.queries.agreements import get_agreement
from cooperation.queries.branch_agreements import get_agreement_for_branch, know
from cooperation.schemas.agreements import VersionsIn
from cooperation.submitted_claims import CLAIM_LABELS
from cooperation.text_changes import PassageChange, PassagePair, compare_texts
from cooperation.views.agreement_reviews import address_of as review_address
from cooperation.views.agreement_reviews import blueprint as at_office
from cooperation.views.agreements import address_of, blueprint
from cooperation.views.claim_changes import said_claim
from cooperation.views.paper_texts import open_paper, text_of_paper
from tenants.access import Permission, requires
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.formats import datetime_id
from tenants.kernel.schemas import load
from tenants.models.documents import DocumentBlob
from tenants.request import visit


@dataclass(frozen=True)
class ComparedClaim:
    """One claim of two versions in words; an empty text is not stated."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether they differ."""
        return self.before != self.after


@dataclass(frozen=True)
class ComparedTexts:
    """The texts of two versions side by side, or why they are not."""

    pairs: Sequence[PassagePair]
    obstacle: str
    unread: Sequence[str] = ()
    """What of either text was not compared, in words; while there is any, nothing is the same."""
    parts: tuple[bool, bool] = (False, False)
    """Whether the places in each text are parts of it instead of pages."""

    @property
    def differing(self) -> int:
        """Passages that are not the same."""
        return sum(one.change is not PassageChange.SAME for one in self.pairs)


@blueprint.get("/agreements/<uuid:agreement_id>/versions")
@requires(Permission.AGREEMENT_READ)
def compare_versions(agreement_id: UUID) -> str:
    """Two versions of an agreement of our own."""
    with transaction(visit().principal) as session:
        agreement = get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id)
        chosen = _chosen(session, list_versions(session, agreement))
    return _page(agreement_id, agreement.title, chosen, address_of(agreement_id))


@at_office.get("/agreements/<uuid:agreement_id>/versions")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def compare_rounds(agreement_id: UUID) -> str:
    """Two versions that were submitted to the office."""
    with transaction(visit().principal) as session:
        agreement = get_agreement_for_branch(
            session, tenant_id=visit().regency.id, agreement_id=agreement_id
        )
        chosen = _chosen(session, list_versions(session, agreement, for_branch=True))
        title = know(session, agreement).title
    return _page(agreement_id, title, chosen, review_address(agreement_id))


@dataclass(frozen=True)
class Chosen:
    """The versions there are, the two that are compared, and their files where texts are asked."""

    versions: Sequence[AgreementVersion]
    left: AgreementVersion | None
    right: AgreementVersion | None
    files: tuple[DocumentBlob, DocumentBlob] | None


def _chosen(session: Session, versions: Sequence[AgreementVersion]) -> Chosen:
    asked = load(VersionsIn, request.args)
    by_code = {one.code: one for one in versions}
    right = by_code.get(asked["right"] or "") or next(iter(versions), None)
    left = by_code.get(asked["left"] or "") or next(
        (one for one in versions if one is not right), right
    )
    texts = (left.text if left else None, right.text if right else None)
    is_asked = asked["show"] == "text" and visit().can(Permission.DOCUMENT_READ)
    files = None
    if is_asked and texts[0] and texts[1] and texts[0].sha256 != texts[1].sha256:
        files = (open_paper(session, texts[0]), open_paper(session, texts[1]))
    return Chosen(versions, left, right, files)


def _page(agreement_id: UUID, title: str, chosen: Chosen, back: str) -> str:
    return render_template(
        "cooperation/agreement_versions.html",
        agreement_id=agreement_id,
        title=title,
        back=back,
        versions=[(one.code, _named(one)) for one in chosen.versions],
        left=chosen.left,
        right=chosen.right,
        claims=_claims(chosen.left, chosen.right),
        texts=_texts(chosen.files) if chosen.files else None,
    )


def _named(version: AgreementVersion) -> str:
    """A version as a list names it."""
    moment = datetime_id(version.at)
    if version.stage is None:
        return str(_("keadaan sekarang, %(moment)s", moment=moment))
    stage = _(REVIEW_STAGES[version.stage])
    return str(
        _(
            "%(stage)s, putaran %(round)s, %(moment)s",
            stage=stage,
            round=version.round,
            moment=moment,
        )
    )


def _claims(
    left: AgreementVersion | None, right: AgreementVersion | None
) -> Sequence[ComparedClaim]:
    before = (left.claims if left else None) or {}
    after = (right.claims if right else None) or {}
    rows = (
        ComparedClaim(
            str(_(label)), said_claim(name, before.get(name)), said_claim(name, after.get(name))
        )
        for name, label in CLAIM_LABELS.items()
        if name in before or name in after
    )
    return [one for one in rows if one.before or one.after]


def _texts(files: tuple[DocumentBlob, DocumentBlob]) -> ComparedTexts:
    """Both texts side by side; read while no transaction is open, because reading takes a while."""
    left, right = (text_of_paper(file) for file in files)
    obstacle = left.obstacle or right.obstacle
    if obstacle:
        return ComparedTexts((), obstacle)
    pairs = compare_texts(left.pages, right.pages)
    if pairs is None:
        return ComparedTexts((), str(_("Naskah terlalu panjang untuk disandingkan.")))
    unread = list(dict.fromkeys(one for one in (left.unread, right.unread) if one))
    return ComparedTexts(pairs, "", unread, (left.is_in_parts, right.is_in_parts))
