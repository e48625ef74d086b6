"""Models and tables say the same: compared in both directions, down to the type of each column."""

from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import MetaData, Table, create_engine

from tenants.kernel.db import Base
from tests.architecture.catalog import dictionary
from tests.engines import Engines

DIALECT = create_engine("postgresql+psycopg://").dialect
WITHOUT_MODEL = {"alembic_version": "Alembic keeps it for itself"}


@pytest.fixture(scope="module")
def mapped(app: Flask) -> Mapping[str, Table]:
    """The tables as the models describe them; every package has registered its own."""
    assert app
    return Base.metadata.tables


@pytest.fixture(scope="module")
def migrated(engines: Engines, database: str) -> Mapping[str, Table]:
    """The tables as the migrations made them."""
    engine = create_engine(engines.admin_url_for(database))
    reflected = MetaData()
    reflected.reflect(engine)
    engine.dispose()
    return reflected.tables


def test_every_table_has_a_model_or_a_reason(
    mapped: Mapping[str, Table], migrated: Mapping[str, Table]
) -> None:
    assert set(migrated) - set(mapped) == set(WITHOUT_MODEL)
    assert set(mapped) - set(migrated) == set()


def test_columns_agree_in_name_type_and_what_may_be_empty(
    mapped: Mapping[str, Table], migrated: Mapping[str, Table]
) -> None:
    described = {name: columns_of(table) for name, table in mapped.items()}
    made = {name: columns_of(migrated[name]) for name in mapped}

    differing = {
        f"{name}.{column}": (described[name].get(column), made[name].get(column))
        for name in mapped
        for column in described[name].keys() | made[name].keys()
        if described[name].get(column) != made[name].get(column)
    }
    assert differing == {}


def test_references_agree(mapped: Mapping[str, Table], migrated: Mapping[str, Table]) -> None:
    differing = {
        name: references_of(table) ^ references_of(migrated[name])
        for name, table in mapped.items()
        if references_of(table) != references_of(migrated[name])
    }

    assert differing == {}


def columns_of(table: Table) -> dict[str, tuple[str, bool, bool]]:
    """Each column's type, whether it may be empty and whether it is in the key.

    In which order a table sorts its texts is its own matter.
    """
    return {
        column.name: (
            column.type.compile(DIALECT).partition(" COLLATE")[0],
            bool(column.nullable),
            column.primary_key,
        )
        for column in table.columns
    }


def references_of(table: Table) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What each foreign key joins: a flush writes in their order.

    Reference tables are filled by plain statements, so no flush has to know of them.
    """
    reference = {name for name, kind in dictionary().items() if kind == "reference"}
    return {
        (
            tuple(element.parent.name for element in key.elements),
            tuple(element.target_fullname for element in key.elements),
        )
        for key in table.foreign_key_constraints
        if key.elements[0].target_fullname.partition(".")[0] not in reference
    }
