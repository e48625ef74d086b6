"""What the operator reads when the product has started."""

from tenants.local.output import grouped


def test_accounts_when_said_stand_under_their_organisation_in_order() -> None:
    lines = [
        "admin1.kab-blora  aaa  admin, Kabupaten Blora",
        "petugas.kab-blora  bbb  petugas, Kabupaten Blora",
        "tim9.jawa-timur  ccc  anggota, Provinsi Jawa Timur; penelaah, Kantor Cabang Blitar",
    ]

    assert list(grouped(lines)) == [
        "Kabupaten Blora",
        "  admin1.kab-blora  aaa  admin",
        "  petugas.kab-blora  bbb  petugas",
        "Provinsi Jawa Timur",
        "  tim9.jawa-timur  ccc  anggota; penelaah, Kantor Cabang Blitar",
    ]


def test_line_when_it_names_no_organisation_is_said_as_it_is() -> None:
    assert list(grouped(["admin aaa"])) == ["admin aaa"]
