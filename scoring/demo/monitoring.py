"""What Blora's reports say of a monev meeting and of benefits handed over."""

from sqlalchemy.orm import Session

from enrollment.benefit_totals import BenefitKind
from enrollment.benefits import BenefitDetails
from enrollment.services.benefits import add_benefit
from scoring.demo.setting import ANTARA_JATENG, GAGAK_RIMANG, By
from tenants.monev_rules import FollowUpDetails, MeetingDetails, Occasion
from tenants.services.follow_ups import add_follow_up
from tenants.services.monev import record_meeting

ATTENDEES = (
    "Kepala BPJS Ketenagakerjaan Kudus dan Blora",
    "Tiga Asisten dan Staf Ahli",
    "Dinas terkait",
    "Sekretaris Dewan",
    "Kabag Kesra dan Kabag Perekonomian",
    "Baznas",
    "Bank Jateng Blora, BPR Blora Artha, dan BPR BKK Blora",
    "Wakil Badan Permusyawaratan Desa",
)
FOLLOW_UPS = (
    ("Mencari anggaran untuk Badan Permusyawaratan Desa dan RT/RW", "Sekda"),
    (
        "Rapat khusus pekerja rentan bersama BUMN, BUMD, Baznas, dan pihak lain",
        "Sekda",
    ),
    (
        "Memutakhirkan data bersama setiap dinas dan mengadakan monev secara rutin",
        "BPJS Ketenagakerjaan Kudus",
    ),
)


def load_blora(session: Session, by: By) -> None:
    """The meeting of 2022 with its follow-ups, and benefits without number or amount."""
    meeting = record_meeting(
        session,
        **by,
        details=MeetingDetails(
            title="Rapat monev Jamsostek Kabupaten Blora",
            led_by="Sekda",
            attendees="\n".join(ATTENDEES),
            background="Menyusul pemantauan Kemenko PMK.",
            **ANTARA_JATENG.says(),
        ),
    )
    for task, owner in FOLLOW_UPS:
        add_follow_up(
            session,
            **by,
            occasion=Occasion(meeting.id),
            details=FollowUpDetails(task=task, owner=owner),
        )
    for kind in (BenefitKind.SANTUNAN_JKK, BenefitKind.SANTUNAN_JKM):
        add_benefit(
            session,
            **by,
            details=BenefitDetails(
                kind=kind,
                description="Diserahkan kepada ahli waris; jumlah orang dan rupiah tidak disebut.",
                **GAGAK_RIMANG.says(),
            ),
        )
