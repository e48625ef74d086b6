"""To which group of the open list an occupation belongs, by the words lists write it in. Pure."""

import re
from collections.abc import Iterable, Sequence

from enrollment.kinds import RecipientGroup
from enrollment.names import search_key

# The first that fits decides, so the narrower group stands before the wider one.
_WORDS: Sequence[tuple[RecipientGroup, str]] = (
    (RecipientGroup.RELIGION_TEACHERS, r"NGAJI|TPQ|TPA|MADIN|MADRASAH DINIYAH|USTAD\w*"),
    (RecipientGroup.MOSQUE_KEEPERS, r"MARBOT|MERBOT|TAKMIR"),
    (RecipientGroup.NEIGHBOURHOOD_HEADS, r"RT|RW|RUKUN TETANGGA|RUKUN WARGA"),
    (RecipientGroup.VILLAGE_COUNCIL, r"BADAN PERMUSYAWARATAN DESA|ANGGOTA BPD|KETUA BPD"),
    (
        RecipientGroup.VILLAGE_OFFICIALS,
        r"PERANGKAT DESA|KEPALA DESA|KEPALA DUSUN|KADUS|KAUR|SEKRETARIS DESA|SEKDES|MODIN",
    ),
    (RecipientGroup.COUNCILLORS, r"DPRD"),
    (RecipientGroup.HONORARY_TEACHERS, r"HONORER GTK|GURU HONORER|HONORER GURU"),
    (RecipientGroup.CONTRACT_STAFF, r"GTT|PTT|GURU TIDAK TETAP|PEGAWAI TIDAK TETAP"),
    (RecipientGroup.NON_ASN_TEACHERS, r"GURU NON ASN"),
    (RecipientGroup.TEACHERS_AND_STAFF, r"GURU|TENAGA KEPENDIDIKAN|TENDIK"),
    (RecipientGroup.HEALTH_WORKERS, r"KADER|POSYANDU|PERAWAT|BIDAN|NAKES|TENAGA KESEHATAN"),
    (RecipientGroup.HONORARY, r"HONORER"),
    (RecipientGroup.NON_ASN, r"NON ASN"),
    (RecipientGroup.MIGRANTS, r"PMI|PEKERJA MIGRAN|TKI|TKW"),
    (RecipientGroup.PUPILS, r"SISWA PRAKTIK|SISWA PKL|PRAKERIN"),
    (RecipientGroup.APPRENTICES, r"MAGANG"),
    (RecipientGroup.FARM_LABOURERS, r"BURUH TANI|BURUH PERKEBUNAN"),
    (RecipientGroup.FARMERS, r"PETANI|PEKEBUN"),
    (RecipientGroup.FISHERS, r"NELAYAN"),
    (RecipientGroup.SMALL_TRADERS, r"PEDAGANG|ASONGAN|KAKI LIMA"),
    (RecipientGroup.DAY_LABOURERS, r"BURUH HARIAN"),
    (RecipientGroup.ODD_JOBBERS, r"SERABUTAN"),
    (RecipientGroup.PARKING_ATTENDANTS, r"PARKIR"),
    (RecipientGroup.MOTORCYCLE_TAXIS, r"OJEK|OJOL"),
    (RecipientGroup.ARTISTS, r"SENI|SENIMAN"),
    (
        RecipientGroup.HOUSEHOLD_WORKERS,
        r"(?:ASISTEN|BURUH|PEMBANTU|PEKERJA) RUMAH TANGGA|PRT",
    ),
)
_PATTERNS = tuple((group, re.compile(rf"\b(?:{words})\b")) for group, words in _WORDS)


def occupation_key(occupation: str | None) -> str:
    """What two spellings of one occupation share; empty where none is stated.

    Source:
        Own convention: case, accents, punctuation and blanks do not matter.
    """
    return search_key(occupation or "")


def group_of(occupation: str | None) -> RecipientGroup | None:
    """The group an occupation belongs to; None where its words name none.

    A person is counted in one group, the narrowest that fits: a religion teacher is not counted
    among teachers again.

    Source:
        The founding reports' open list of groups (Blora 2022 and 2025, Blitar 2021).
    """
    key = occupation_key(occupation)
    return next((group for group, words in _PATTERNS if words.search(key)), None)


def usual_spelling(spellings: Iterable[tuple[str, int]]) -> str:
    """The most frequent of several spellings; of equally frequent ones the first by letters.

    Source:
        Own convention.
    """
    return min(spellings, key=lambda one: (-one[1], one[0]))[0]
