"""People of a list as the database may hold them: identifiers sealed, numbers indexed blindly."""

from io import BytesIO

import polars as pl

from tenants.kernel.crypto import blind_indexes, encrypt_many
from tenants.kernel.ids import uuid7_texts

SEALED = {"nik": "nik_encrypted", "address": "address_encrypted", "phone": "phone_encrypted"}


def seal_people(people: pl.DataFrame, *, tenant_id: int) -> pl.DataFrame:
    """Give each person an id, seal their identifiers for it, and index their number.

    Args:
        people: with ``nik``, ``address`` and ``phone`` as texts, beside what stays as it is.
        tenant_id: whose list.

    Returns:
        the same rows without those three, with ``worker_id``, ``nik_index`` and the sealed ones.
    """
    ids = uuid7_texts(people.height)
    sealed = {
        column: encrypt_many(
            people[plain].to_list(),
            table="worker",
            column=column,
            tenant_id=tenant_id,
            row_ids=ids,
        )
        for plain, column in SEALED.items()
    }
    index = blind_indexes(people["nik"].to_list(), tenant_id=tenant_id)
    return people.drop(*SEALED).with_columns(
        pl.Series("worker_id", ids, dtype=pl.String),
        pl.Series("nik_index", index, dtype=pl.Binary),
        *(pl.Series(column, values, dtype=pl.Binary) for column, values in sealed.items()),
    )


def copy_text(rows: pl.DataFrame) -> bytes:
    r"""Rows for ``COPY ... (FORMAT csv)``: bytes as ``\x`` and hexadecimals, nothing as nothing."""
    binary = [name for name, kind in rows.schema.items() if kind == pl.Binary]
    shown = rows.with_columns(
        pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name) for name in binary
    )
    buffer = BytesIO()
    shown.write_csv(buffer, include_header=False)
    return buffer.getvalue()
