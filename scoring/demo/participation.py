"""What the founding reports say of coverage and of groups of workers."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy.orm import Session

from cooperation.models.commitments import Commitment
from enrollment.figures import QuotationDetails, RecipientDetails, TargetDetails
from enrollment.kinds import DenominatorKind, RecipientGroup, RecipientStage
from enrollment.services.figures import add_quotation, add_recipient_count, add_target
from scoring.demo.setting import (
    ANTARA_JATENG,
    GAGAK_RIMANG,
    HARIAN_MURIA,
    JATIMTIMES_2021,
    JATIMTIMES_2025,
    By,
    Origin,
)


def load_blora(session: Session, by: By, programme: Commitment) -> None:
    """Coverage of 2022 as quoted, the vulnerable workers of 2022 and 2025, groups asked to join."""
    add_quotation(
        session,
        **by,
        details=QuotationDetails(
            title="Kepesertaan PU, BPU, dan pekerja rentan",
            quoted_percent=Decimal("15.78"),
            denominator_count=467_018,
            denominator_kind=DenominatorKind.LABOUR_FORCE,
            note="Pembilang tidak disebut.",
            **ANTARA_JATENG.says(),
        ),
    )
    _count_vulnerable_of_blora(session, by, programme)
    _name(
        session,
        by,
        [RecipientGroup.HONORARY],
        RecipientStage.REGISTERED,
        "Semua tenaga honorer disebut sudah terdaftar; laporan yang sama meminta beberapa di"
        " antaranya segera didaftarkan.",
        ANTARA_JATENG.says(),
    )
    _name(
        session,
        by,
        [
            RecipientGroup.NON_ASN,
            RecipientGroup.HONORARY_TEACHERS,
            RecipientGroup.COUNCILLORS,
            RecipientGroup.VILLAGE_OFFICIALS,
            RecipientGroup.VILLAGE_COUNCIL,
            RecipientGroup.NEIGHBOURHOOD_HEADS,
        ],
        RecipientStage.UNPROTECTED,
        "Diminta segera didaftarkan (perangkat desa: sebagian); jumlah tidak disebut.",
        ANTARA_JATENG.says(),
    )
    _name(
        session,
        by,
        [
            RecipientGroup.FARM_LABOURERS,
            RecipientGroup.ARTISTS,
            RecipientGroup.MOTORCYCLE_TAXIS,
            RecipientGroup.HOUSEHOLD_WORKERS,
        ],
        RecipientStage.RECORDED,
        "Disebut di antara 20 profesi pekerja rentan yang terdata; jumlah tidak disebut.",
        HARIAN_MURIA.says(),
    )
    _name(
        session,
        by,
        [
            RecipientGroup.FARMERS,
            RecipientGroup.FISHERS,
            RecipientGroup.SMALL_TRADERS,
            RecipientGroup.DAY_LABOURERS,
            RecipientGroup.ODD_JOBBERS,
        ],
        RecipientStage.POPULATION,
        "Disebut bupati sebagai pekerja rentan; jumlah tidak disebut.",
        GAGAK_RIMANG.says(),
    )


def load_blitar(session: Session, by: By, programme: Commitment) -> None:
    """Target and quoted coverage of 2025, a figure of the branch, and groups without protection."""
    add_quotation(
        session,
        **by,
        details=QuotationDetails(
            title="Cakupan UCJ 2025",
            quoted_percent=Decimal("17.60"),
            target_percent=Decimal("31.94"),
            gap_points=Decimal("14.34"),
            gap_worker_count=100_155,
            note="Pembilang dan penyebut tidak disebut; rumpun sasaran tidak disebut.",
            **JATIMTIMES_2025.says(),
        ),
    )
    add_target(
        session,
        **by,
        details=TargetDetails(
            year=2025,
            target_percent=Decimal("31.94"),
            family="tidak disebut",
            **JATIMTIMES_2025.says(),
        ),
    )
    add_quotation(
        session,
        **by,
        details=QuotationDetails(
            title="Peserta kantor cabang Blitar yang berasal dari pemerintah daerah",
            quoted_percent=Decimal(40),
            note="“Hampir 40 %”: angka kantor cabang, bukan kabupaten; karena itu bukan cakupan.",
            **JATIMTIMES_2021.says(),
        ),
    )
    add_recipient_count(
        session,
        **by,
        commitment_id=programme.id,
        details=RecipientDetails(
            recipient_group=RecipientGroup.VULNERABLE,
            stage=RecipientStage.INTENDED,
            people_count=8_125,
            note="“Akan didaftarkan”: komitmen, belum terdaftar.",
            **JATIMTIMES_2025.says(),
        ),
    )
    _name(
        session,
        by,
        [
            RecipientGroup.CONTRACT_STAFF,
            RecipientGroup.NON_ASN_TEACHERS,
            RecipientGroup.NEIGHBOURHOOD_HEADS,
            RecipientGroup.FARMERS,
            RecipientGroup.FISHERS,
            RecipientGroup.MIGRANTS,
            RecipientGroup.APPRENTICES,
            RecipientGroup.PUPILS,
            RecipientGroup.PARKING_ATTENDANTS,
        ],
        RecipientStage.UNPROTECTED,
        "Disebut sebagai contoh yang belum terlindungi; jumlah tidak disebut.",
        JATIMTIMES_2021.says(),
    )


def _count_vulnerable_of_blora(session: Session, by: By, programme: Commitment) -> None:
    intended = RecipientDetails(
        recipient_group=RecipientGroup.VULNERABLE,
        stage=RecipientStage.INTENDED,
        people_count=12_951,
        note="Rencana tahun 2022; populasi lain daripada 10.124 orang yang terdata pada 2025.",
        **ANTARA_JATENG.says(),
    )
    recorded = RecipientDetails(
        recipient_group=RecipientGroup.VULNERABLE,
        stage=RecipientStage.RECORDED,
        people_count=10_124,
        note="Dalam 20 profesi.",
        **HARIAN_MURIA.says(),
    )
    for details in (intended, recorded):
        add_recipient_count(session, **by, details=details)
    for stage, note in (
        (RecipientStage.REGISTERED, "Terdaftar melalui APBD murni 2025."),
        (RecipientStage.PAID, "“Sudah dibayarkan”; bulan dan bukti setor tidak disebut."),
    ):
        paid = RecipientDetails(
            recipient_group=RecipientGroup.VULNERABLE,
            stage=stage,
            people_count=1_500,
            note=note,
            **HARIAN_MURIA.says(),
        )
        add_recipient_count(session, **by, commitment_id=programme.id, details=paid)


def _name(
    session: Session,
    by: By,
    groups: Iterable[RecipientGroup],
    stage: RecipientStage,
    note: str,
    origin: Origin,
) -> None:
    """Groups that a report names without a number: not filled, and not zero."""
    for group in groups:
        details = RecipientDetails(recipient_group=group, stage=stage, note=note, **origin)
        add_recipient_count(session, **by, details=details)
