"""The contribution programmes of the founding reports, Blitar's agreement, and invented rosters."""

import io
from datetime import date

from sqlalchemy.orm import Session

from cooperation.agreement_rules import AgreementDetails
from cooperation.commitment_rules import CommitmentDetails
from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import AgreementKind, FundingSource, Payer, Programme
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.services.agreement_steps import Signature, sign_agreement
from cooperation.services.agreements import register_agreement
from cooperation.services.commitments import register_commitment
from enrollment.intake import Decision, OnErrors
from enrollment.kinds import CoverStatus
from enrollment.services.rosters import RosterUpload, receive_roster
from enrollment.synthetic import synthetic_roster
from scoring.demo.setting import GAGAK_RIMANG, HARIAN_MURIA, JATIMTIMES_2025, OUTSIDE, By
from tenants.services.departments import ensure_department

JKK_JKM = frozenset({Programme.JKK, Programme.JKM})
SIGNED_ON = date(2025, 4, 14)
COPY_NOT_PUBLISHED = "Salinannya tidak dimuat dalam pemberitaan."
SIGNED_BY_LABOUR_OFFICE_ON = date(2025, 3, 25)
SEED = 2025


def load_blora(session: Session, by: By) -> Commitment:
    """1,500 people on a budget line, no agreement, and a stated rate that cannot be right."""
    labour_office = ensure_department(
        session,
        **by,
        name="Dinperinnaker Kabupaten Blora",
        aliases=["Disperinaker", "Dinperinnaker"],
    )
    programme = register_commitment(
        session,
        **by,
        details=CommitmentDetails(
            title="Bantuan iuran pekerja rentan 2025",
            budget_year=2025,
            department_id=labour_office.id,
            payer=Payer.REGENCY,
            funding_source=FundingSource.APBD,
            budget_line="APBD murni 2025; nomor rekening tidak disebut",
            budget_idr=302_400_000,
            stated_rate_idr=16_500,
            people_count=1_500,
            month_count=12,
            months_assumed=True,
            programmes=JKK_JKM,
            criteria="Dipilih dari 10.124 pekerja rentan terdata dalam 20 profesi.",
            **HARIAN_MURIA.says(),
        ),
    )
    register_commitment(
        session,
        **by,
        status=CommitmentStatus.PLANNED,
        details=CommitmentDetails(
            title="Kelanjutan bantuan iuran 2026",
            budget_year=2026,
            continues_id=programme.id,
            department_id=labour_office.id,
            payer=Payer.REGENCY,
            programmes=JKK_JKM,
            programmes_assumed=True,
            criteria=(
                "“Akan dilanjutkan tahun depan”: bagian program prioritas bupati dalam RPJMD."
                " Jumlah orang dan anggaran tidak disebut. Laporan menulis “2025–2030” (masa"
                " jabatan); RPJMD sendiri 2025–2029: periksa."
            ),
            **GAGAK_RIMANG.says(),
        ),
    )
    _upload(session, by, programme, "33.16", 1_500, CoverStatus.REGISTERED)
    return programme


def load_blitar(session: Session, by: By) -> Commitment:
    """8,125 people for ten months by an agreement signed after the first of them."""
    social_office = ensure_department(session, **by, name="Dinas Sosial Kabupaten Blitar")
    programme = register_commitment(
        session,
        **by,
        details=CommitmentDetails(
            title="Perlindungan masyarakat pekerja rentan 2025",
            budget_year=2025,
            department_id=social_office.id,
            people_count=8_125,
            first_month=Month(2025, 3),
            month_count=10,
            programmes=JKK_JKM,
            programmes_assumed=True,
            criteria="Pembayar, sumber dana, program, besaran iuran, dan nilai tidak disebut.",
            **JATIMTIMES_2025.says(data_on=SIGNED_ON),
        ),
    )
    agreement = register_agreement(
        session,
        **by,
        details=AgreementDetails(
            title="PKS kepesertaan Jamsostek untuk Masyarakat Pekerja Rentan",
            kind=AgreementKind.PKS,
            commitment_id=programme.id,
            starts_on=date(2025, 3, 1),
            ends_on=date(2025, 12, 31),
            signatories=(
                "BPJS Ketenagakerjaan Blitar dan Pemerintah Kabupaten Blitar; hadir untuk Dinas"
                " Sosial: pelaksana tugas (Plt) kepala, seorang kepala bidang, kepala subbagian"
                " keuangan."
            ),
            **JATIMTIMES_2025.says(data_on=SIGNED_ON),
        ),
    )
    sign_agreement(
        session,
        **by,
        agreement_id=agreement.id,
        expected_version=agreement.version,
        signature=Signature(SIGNED_ON, comes_later=COPY_NOT_PUBLISHED),
        timezone=None,
    )
    _upload(session, by, programme, "35.05", 8_125, CoverStatus.PROPOSED)
    return programme


def load_blitar_labour_office(session: Session, by: By) -> None:
    """6,043 people for nine months by another office of the same regency: months overlap."""
    labour_office = ensure_department(
        session, **by, name="Dinas Tenaga Kerja Kabupaten Blitar", aliases=["Disnaker"]
    )
    programme = register_commitment(
        session,
        **by,
        details=CommitmentDetails(
            title="Perlindungan petani dan buruh tembakau 2025",
            budget_year=2025,
            department_id=labour_office.id,
            payer=Payer.REGENCY,
            funding_source=FundingSource.DBHCHT,
            stated_total_idr=913_701_600,
            stated_rate_idr=16_800,
            people_count=6_043,
            first_month=Month(2025, 4),
            month_count=9,
            programmes=JKK_JKM,
            programmes_assumed=True,
            criteria=(
                "Petani dan buruh tembakau serta anggota masyarakat lain. Program tidak"
                " disebut; Rp16.800 adalah JKK dan JKM."
            ),
            **OUTSIDE.says(data_on=SIGNED_BY_LABOUR_OFFICE_ON),
        ),
    )
    agreement = register_agreement(
        session,
        **by,
        details=AgreementDetails(
            title="PKS perlindungan petani dan buruh tembakau serta masyarakat lain",
            kind=AgreementKind.PKS,
            commitment_id=programme.id,
            starts_on=date(2025, 4, 1),
            ends_on=date(2025, 12, 31),
            signatories=(
                "Kepala Dinas Tenaga Kerja Kabupaten Blitar dan BPJS Ketenagakerjaan Cabang Blitar"
            ),
            **OUTSIDE.says(data_on=SIGNED_BY_LABOUR_OFFICE_ON),
        ),
    )
    sign_agreement(
        session,
        **by,
        agreement_id=agreement.id,
        expected_version=agreement.version,
        signature=Signature(SIGNED_BY_LABOUR_OFFICE_ON, comes_later=COPY_NOT_PUBLISHED),
        timezone=None,
    )


def _upload(
    session: Session,
    by: By,
    programme: Commitment,
    region_code: str,
    count: int,
    status: CoverStatus,
) -> None:
    """Send an invented roster through the same door as a real one; the worker imports it."""
    content = synthetic_roster(region_code, count, seed=SEED, starts_on=date(2025, 1, 1))
    receive_roster(
        session,
        **by,
        upload=RosterUpload(
            commitment_id=programme.id,
            filename=f"daftar-sintetis-{region_code}.csv",
            cover_status=status,
            is_synthetic=True,
            decision=Decision(on_errors=OnErrors.ALL_OR_NOTHING),
        ),
        content=io.BytesIO(content),
    )
