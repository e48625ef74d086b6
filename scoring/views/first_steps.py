"""The first steps of a regency that begins here, in order, each with the page that does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from scoring.queries.first_steps import FirstSteps
from tenants.access import Permission
from tenants.request import visit


@dataclass(frozen=True)
class StepView:
    """One step; ``url`` is empty for those who may not take it."""

    title: str
    detail: str
    is_done: bool
    url: str


def step_views(steps: FirstSteps) -> Sequence[StepView]:
    """From the regulation to the people and the figure that shows them; empty once all are done."""
    if steps.are_done:
        return ()
    return [
        StepView(
            _("Catat regulasi yang mendasari"),
            _("Perda, Perbup atau Perwali, atau surat edaran, beserta berkasnya."),
            steps.has_regulation,
            _page(Permission.REGULATION_EDIT, "regulations.new_regulation"),
        ),
        StepView(
            _("Catat program bantuan iuran"),
            _("OPD, sumber dana, jumlah orang, dan bulannya. Perjanjiannya menyusul."),
            steps.has_programme,
            _page(Permission.AGREEMENT_EDIT, "commitments.new_commitment"),
        ),
        StepView(
            _("Unggah daftar calon penerima (BNBA)"),
            _("Berkas Excel atau CSV apa adanya; setiap baris diperiksa sebelum disimpan."),
            steps.has_roster,
            _page(Permission.ROSTER_UPLOAD, "rosters.new_roster"),
        ),
        StepView(
            _("Catat angka cakupan"),
            _("Dari surat BPJS Ketenagakerjaan: peserta aktif, penyebut, dan tanggal datanya."),
            steps.has_coverage,
            _page(Permission.COVERAGE_EDIT, "coverage.new_figure", kind="statement"),
        ),
    ]


def _page(permission: Permission, endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values) if permission in visit().permissions else ""
