"""The regulations the founding reports name, with their socialisation."""

from datetime import date

from sqlalchemy.orm import Session

from scoring.demo.setting import (
    ANTARA_JATENG,
    GAGAK_RIMANG,
    JATIMTIMES_2021,
    By,
)
from tenants.regulation_rules import RegulationDetails, SocialisationDetails
from tenants.regulation_types import RegulationKind, RegulationStatus
from tenants.services.regulations import register_regulation
from tenants.services.socialisation import add_socialisation


def load_blora(session: Session, by: By) -> None:
    """Perda 9/2024 and the older Perbup 86/2021, which therefore cannot implement it."""
    perda = register_regulation(
        session,
        **by,
        details=RegulationDetails(
            kind=RegulationKind.PERDA,
            number="9",
            year=2024,
            title="Penyelenggaraan Jaminan Sosial Ketenagakerjaan",
            status=RegulationStatus.IN_FORCE,
            finding=(
                "Berlaku: disimpulkan dari pemberitaan. Harian Muria menambahkan “di Daerah” pada"
                " judul. Tanggal penetapan, materi muatan, dan Perbup pelaksana belum diketahui:"
                " periksa di JDIH."
            ),
            **GAGAK_RIMANG.says(),
        ),
    )
    add_socialisation(
        session,
        **by,
        regulation_id=perda.id,
        details=SocialisationDetails(
            held_on=date(2025, 9, 15),
            place="Pendopo Rumah Dinas Bupati",
            organiser="Disperinaker",
            participants=(
                "Bupati, kepala BPJS Ketenagakerjaan Blora dan Kudus, wakil Sekda, kepala"
                " dinas, camat, dan kepala desa se-Kabupaten Blora"
            ),
            **GAGAK_RIMANG.says(data_on=date(2025, 9, 15)),
        ),
    )
    register_regulation(
        session,
        **by,
        details=RegulationDetails(
            kind=RegulationKind.PERBUP,
            number="86",
            year=2021,
            title=(
                "Pelaksanaan Program Jaminan Sosial Ketenagakerjaan melalui Badan Penyelenggara"
                " Jaminan Sosial Ketenagakerjaan di Kabupaten Blora"
            ),
            status=RegulationStatus.IN_FORCE,
            finding=(
                "Lebih tua daripada Perda 9/2024 sehingga bukan peraturan pelaksananya. Adanya"
                " Perbup baru belum diketahui."
            ),
            **ANTARA_JATENG.says(),
        ),
    )


def load_blitar(session: Session, by: By) -> None:
    """Perbup 25/2021, whose number the report's own address contradicts."""
    perbup = register_regulation(
        session,
        **by,
        details=RegulationDetails(
            kind=RegulationKind.PERBUP,
            number="25",
            year=2021,
            title="Pelaksanaan Program Jaminan Sosial Ketenagakerjaan di Kabupaten Blitar",
            status=RegulationStatus.IN_FORCE,
            enacted_on=date(2021, 6, 23),
            finding=(
                "Alamat artikel menyebut nomor 21, isi berita menyebut nomor 25: periksa di JDIH."
            ),
            **JATIMTIMES_2021.says(data_on=date(2021, 6, 23)),
        ),
    )
    add_socialisation(
        session,
        **by,
        regulation_id=perbup.id,
        details=SocialisationDetails(
            held_on=date(2021, 11, 10),
            place="Kantor BPJS Ketenagakerjaan Cabang Blitar",
            organiser="Disnaker Kabupaten Blitar",
            participants="Seluruh OPD Kabupaten Blitar",
            description="Dibuka oleh Kepala Disnaker.",
            **JATIMTIMES_2021.says(data_on=date(2021, 11, 10)),
        ),
    )
