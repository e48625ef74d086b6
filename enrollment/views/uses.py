"""What of this package rests on programmes and files: lists, people, figures."""

from collections.abc import Collection, Iterator
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.bills import named_paper
from cooperation.models.bills import BillPayment
from enrollment.models.billing import BillingList
from enrollment.models.coverage import CoverageTarget, ParticipationStatement, RecipientCount
from enrollment.models.determinations import Determination
from enrollment.models.postings import PostingFile
from enrollment.models.rosters import Roster
from enrollment.models.selection import SelectionRule
from enrollment.models.verification import VillageVerification
from enrollment.models.wide_results import WideResult
from enrollment.queries.cover_tallies import count_by_programme
from enrollment.queries.coverage import PaperedFigure
from enrollment.services.verification_papers import office_of
from enrollment.views.billing_words import title_of
from enrollment.views.vocabulary import group_label
from enrollment.wide_results import WIDE_STATE_LABELS, WideState
from tenants.kernel.formats import count
from tenants.shell.uses import Use, register_rows, register_uses

FIGURES: tuple[type[PaperedFigure], ...] = (ParticipationStatement, CoverageTarget, RecipientCount)


def init_uses() -> None:
    """Let the pages of programmes and files know."""
    for model in FIGURES:
        register_rows(
            "document",
            model,
            model.document_id,
            words=lambda figure: str(_("Angka cakupan: %(source)s", source=figure.source_name)),
            page=lambda _figure: url_for("coverage.show_coverage"),
        )
    register_rows(
        "commitment",
        Roster,
        Roster.commitment_id,
        words=lambda roster: str(_("Daftar calon penerima: %(name)s", name=roster.filename)),
        page=lambda roster: url_for("rosters.show_roster", roster_id=roster.id),
    )
    register_rows(
        "commitment",
        RecipientCount,
        RecipientCount.commitment_id,
        words=lambda one: str(
            _("Jumlah penerima: %(group)s", group=group_label(one.recipient_group))
        ),
        page=lambda _count: url_for("coverage.show_coverage"),
    )
    register_rows(
        "commitment", BillingList, BillingList.commitment_id, words=title_of, page=_billing_page
    )
    register_rows(
        "agreement", BillingList, BillingList.agreement_id, words=title_of, page=_billing_page
    )
    register_rows(
        "document",
        BillPayment,
        BillPayment.document_id,
        words=lambda paid: str(
            _("Bukti setor: %(title)s", title=named_paper("SP2D", paid.sp2d_number))
        ),
        page=lambda paid: url_for("billing.show_bill", bill_id=paid.bill_id),
    )
    register_rows(
        "document",
        PostingFile,
        PostingFile.document_id,
        words=lambda file: str(_("Surat jawaban BPJS: %(name)s", name=file.filename)),
        page=lambda file: url_for("postings.show_answer", posting_file_id=file.id),
    )
    register_rows(
        "commitment",
        SelectionRule,
        SelectionRule.commitment_id,
        words=lambda rule: str(_("Kuota dan kriteria, versi %(version)s", version=rule.version)),
        page=lambda rule: url_for("selection.show_selection", commitment_id=rule.commitment_id),
    )
    register_rows(
        "commitment",
        Determination,
        Determination.commitment_id,
        words=lambda one: str(_("Penetapan: %(signer)s", signer=one.number or one.signer)),
        page=lambda one: url_for("determinations.show_determination", determination_id=one.id),
    )
    register_rows(
        "commitment",
        VillageVerification,
        VillageVerification.commitment_id,
        words=village_words,
        page=_villages_page,
    )
    register_rows(
        "document",
        VillageVerification,
        VillageVerification.document_id,
        words=village_words,
        page=_villages_page,
    )
    register_rows(
        "commitment",
        WideResult,
        WideResult.commitment_id,
        words=lambda one: str(_("Hasil untuk semua orang: %(state)s", state=_state_of(one))),
        page=lambda one: url_for("wide_results.show_wide_result", wide_result_id=one.id),
    )
    register_uses("commitment", covered_people)


def village_words(one: VillageVerification) -> str:
    """What is said of a village that was asked."""
    office = office_of(one.village_code, "")
    return str(_("Verifikasi %(kind)s %(village)s", kind=office.kind, village=office.name))


def _state_of(one: WideResult) -> str:
    return str(_(WIDE_STATE_LABELS[WideState(one.state)]))


def _villages_page(one: VillageVerification) -> str:
    return url_for("villages.list_villages", commitment_id=one.commitment_id)


def _billing_page(billing: BillingList) -> str:
    return url_for("billing.show_billing", billing_list_id=billing.id)


def covered_people(
    session: Session, tenant_id: int, commitment_ids: Collection[UUID]
) -> Iterator[Use]:
    """How many people a programme names."""
    counts = count_by_programme(session, tenant_id=tenant_id, commitment_ids=commitment_ids)
    for commitment_id, of_one in counts.items():
        yield Use(commitment_id, _("%(count)s pekerja tercatat", count=count(of_one.people)))
