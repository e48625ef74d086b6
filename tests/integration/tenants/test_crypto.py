"""Identifiers under keys that lie outside the database."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import RFC_4122, UUID

import pytest
from flask import Flask

from tenants.kernel.config import Settings
from tenants.kernel.crypto import (
    DecryptionFailed,
    KeyFileError,
    blind_index,
    blind_indexes,
    create_key_file,
    decrypt,
    encrypt,
    encrypt_many,
    read_key_file,
    web_signature,
)
from tenants.kernel.errors import Unavailable
from tenants.kernel.ids import uuid7, uuid7_texts
from wsgi import create_app

NIK = "3505015501900001"
ROW = uuid7()
CELL: dict[str, Any] = {"table": "worker", "column": "nik", "tenant_id": 3505, "row_id": ROW}


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    create_key_file(path)
    return path


@pytest.fixture
def app(key_file: Path) -> Flask:
    return create_app(Settings(key_file=key_file))


@pytest.fixture(autouse=True)
def _in_context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_value_that_was_sealed_opens_in_its_own_cell() -> None:
    assert decrypt(encrypt(NIK, **CELL), **CELL) == NIK.encode()


def test_values_sealed_together_open_one_by_one_in_their_own_cells() -> None:
    values, rows = [NIK, None, "3316011508859991"], uuid7_texts(3)
    cell = {name: CELL[name] for name in ("table", "column", "tenant_id")}

    sealed = encrypt_many(values, **cell, row_ids=rows)

    assert [
        content and decrypt(content, **cell, row_id=UUID(row)).decode()
        for content, row in zip(sealed, rows, strict=True)
    ] == values
    assert len(set(sealed)) == 3


def test_indexes_made_together_are_those_made_one_by_one() -> None:
    assert blind_indexes([NIK, "3316011508859991"], tenant_id=3505) == [
        blind_index(NIK, tenant_id=3505),
        blind_index("3316011508859991", tenant_id=3505),
    ]


def test_ids_made_as_text_are_ids_of_version_seven() -> None:
    made = [UUID(text) for text in uuid7_texts(100)]

    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
    assert len(set(made)) == 100
    assert all(abs((one.int >> 80) - (uuid7().int >> 80)) < 60_000 for one in made)


def test_value_sealed_twice_never_looks_the_same_nor_like_itself() -> None:
    first, second = encrypt(NIK, **CELL), encrypt(NIK, **CELL)

    assert first != second
    assert NIK.encode() not in first


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"table": "roster_staging"},
        {"column": "phone"},
        {"tenant_id": 3316},
        {"row_id": UUID(int=ROW.int + 1)},
    ],
)
def test_value_moved_to_another_cell_does_not_open(elsewhere: dict[str, Any]) -> None:
    sealed = encrypt(NIK, **CELL)

    with pytest.raises(DecryptionFailed):
        decrypt(sealed, **(CELL | elsewhere))


def test_value_with_any_byte_changed_or_missing_does_not_open() -> None:
    sealed = encrypt(NIK, **CELL)
    damaged = [
        *(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))),
        *(sealed[:length] for length in range(len(sealed))),
        sealed + b"\0",
    ]

    for one in damaged:
        with pytest.raises(DecryptionFailed):
            decrypt(one, **CELL)


def test_value_under_the_former_key_still_opens_and_new_ones_use_the_new(
    app: Flask, key_file: Path
) -> None:
    old = encrypt(NIK, **CELL)
    document = json.loads(key_file.read_text())
    document["encryption"]["2"] = document["web"]
    key_file.write_text(json.dumps(document | {"active": 2}))

    with create_app(replace(app.extensions["siap-settings"])).app_context():
        new = encrypt(NIK, **CELL)
        assert decrypt(old, **CELL) == decrypt(new, **CELL) == NIK.encode()
        assert (old[1:3], new[1:3]) == (b"\0\1", b"\0\2")

    with pytest.raises(DecryptionFailed):
        decrypt(new, **CELL)


def test_index_agrees_for_equal_values_of_one_tenant_only() -> None:
    own = blind_index(NIK, tenant_id=3505)

    assert own == blind_index(NIK, tenant_id=3505)
    assert len(own) == 32
    assert own != blind_index(NIK, tenant_id=3316)
    assert own != blind_index(NIK, tenant_id=3505, purpose="phone")
    assert own != blind_index(f"{NIK}0", tenant_id=3505)


def test_index_and_signature_of_another_installation_differ(tmp_path: Path) -> None:
    own = blind_index(NIK, tenant_id=3505), web_signature("csrf", "token")
    create_key_file(tmp_path / "other.json")

    with create_app(Settings(key_file=tmp_path / "other.json")).app_context():
        others = blind_index(NIK, tenant_id=3505), web_signature("csrf", "token")

    assert own[0] != others[0]
    assert own[1] != others[1]


def test_key_file_is_private_and_never_overwritten(key_file: Path) -> None:
    before = key_file.read_bytes()

    with pytest.raises(FileExistsError):
        create_key_file(key_file)

    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        {"active": 7},
        {"index": "c2hvcnQ="},
        {"encryption": {"1": "c2hvcnQ="}},
        {"encryption": []},
        {"web": None},
    ],
)
def test_key_file_that_is_damaged_is_refused_without_telling_a_key(
    key_file: Path, change: dict[str, Any]
) -> None:
    document = json.loads(key_file.read_text())
    key_file.write_text(json.dumps(document | change))

    with pytest.raises(KeyFileError) as refused:
        read_key_file(key_file)

    secrets = [document["index"], document["web"], document["encryption"]["1"]]
    assert not any(secret in str(refused.value) for secret in secrets)


def test_key_file_that_others_may_read_is_refused(key_file: Path) -> None:
    key_file.chmod(0o640)

    with pytest.raises(KeyFileError, match="chmod 600"):
        read_key_file(key_file)
    with pytest.raises(Unavailable):
        encrypt(NIK, **CELL)


def test_keys_are_never_part_of_a_text(key_file: Path) -> None:
    keys = read_key_file(key_file)

    assert "encryption" not in repr(keys)
    assert repr(keys.web) not in repr(keys)
