"""For whom the one who signs on the regency's side acts."""

import pytest

from cooperation.first_party import signs_for_government


@pytest.mark.parametrize(
    ("signer", "is_for_government"),
    [
        ("Bupati Blora", True),
        ("Plt. Bupati Blora, berdasarkan Keputusan Menteri 1/2026", True),
        ("Pj. Wali Kota Kediri", True),
        ("Walikota Kediri", True),
        ("Wakil Bupati Blora", True),
        ("Sekretaris Daerah Kabupaten Blora, berdasarkan Surat Kuasa Bupati 1/2026", True),
        ("Drs. Wiyono, Bupati Blora (definitif)", True),
        ("Kepala Dinas Sosial, berdasarkan Surat Kuasa, Bupati Blora", False),
        ("Kepala Dinas Sosial (Plt.)", False),
        ("Asisten Sekretaris Daerah", False),
        ("Staf Ahli Bupati", False),
    ],
)
def test_head_and_secretary_of_the_region_sign_for_its_government(
    signer: str, is_for_government: bool
) -> None:
    assert signs_for_government(signer) is is_for_government
