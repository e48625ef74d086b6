from pathlib import Path

import pytest

from tenants.kernel.crypto import KeyFileError
from tenants.kernel.matching import (
    MatchingKey,
    case_code,
    create_matching_key_file,
    cross_indexes,
    read_matching_key_file,
)

NIK = "3505010101700001"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "matching-key.json"
    create_matching_key_file(made)
    return made


def index(key: MatchingKey, nik: str = NIK, *, is_synthetic: bool = False) -> bytes:
    return cross_indexes(key, [nik], are_synthetic=[is_synthetic])[0]


def test_key_file_is_private_and_never_overwritten(path: Path) -> None:
    before = path.read_bytes()

    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        create_matching_key_file(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{}", '{"matching": "c2hvcnQ="}', '{"matching": 1}', "[]"])
def test_key_file_that_is_damaged_is_refused_without_telling_a_key(path: Path, text: str) -> None:
    path.write_text(text)

    with pytest.raises(KeyFileError) as refused:
        read_matching_key_file(path)
    assert "c2hvcnQ" not in str(refused.value)


def test_key_file_that_others_may_read_is_refused(path: Path) -> None:
    path.chmod(0o640)

    with pytest.raises(KeyFileError, match="chmod 600"):
        read_matching_key_file(path)


def test_key_is_never_part_of_a_text(path: Path) -> None:
    key = read_matching_key_file(path)

    assert repr(key) == "MatchingKey()"


def test_index_agrees_for_one_person_under_one_key_and_for_no_other() -> None:
    keys = [MatchingKey(bytes([number]) * 32) for number in (1, 2)]

    assert index(keys[0]) == index(keys[0])
    found = {index(key, nik) for key in keys for nik in (NIK, "3505010101700002")}
    found |= {index(key, is_synthetic=True) for key in keys}
    assert len(found) == 6
    assert keys[0].mark != keys[1].mark


def test_case_code_is_the_same_for_all_sides_and_another_in_another_segment() -> None:
    key = MatchingKey(b"k" * 32)

    assert case_code(key, index(key), "bpu") == case_code(key, index(key), "bpu")
    assert case_code(key, index(key), "bpu") != case_code(key, index(key), "pu")
