"""`flask reference load`: the whole table, again without effect, and nobody else may write it."""

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.regions import Province, Region
from tenants.reference.national_texts import national_texts
from tests.conftest import Regency

pytestmark = pytest.mark.usefixtures("app_context")


def test_load_fills_both_tables_and_repeats_without_change(app: Flask, regency: Regency) -> None:
    runner = app.test_cli_runner()

    first = runner.invoke(args=["reference", "load"])
    again = runner.invoke(args=["reference", "load"])

    assert first.exit_code == 0, first.output
    assert "provinsi 38" in first.output
    assert "kabupaten/kota 514" in first.output
    assert again.output == (
        "provinsi 38 (diperbarui 0), kabupaten/kota 514 (diperbarui 0),"
        f" peraturan nasional {len(national_texts())} (diperbarui 0)\n"
    )
    with transaction(regency.principal()) as session:
        blitar = session.get_one(Region, "35.05")
        city = session.get_one(Region, "35.72")
        provinces = session.scalar(
            select(func.count()).select_from(Province).where(Province.code != "99")
        )
    assert (blitar.name, city.name, provinces) == ("Kabupaten Blitar", "Kota Blitar", 38)


def test_load_brings_a_changed_row_back(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["reference", "load"])
    with transaction(Principal(DatabaseRole.MIGRATE)) as session:
        session.execute(text("SET LOCAL ROLE siap_owner"))
        session.execute(text("UPDATE region SET population = 1 WHERE code = '35.05'"))

    output = runner.invoke(args=["reference", "load"]).output

    assert "kabupaten/kota 514 (diperbarui 1)" in output


@pytest.mark.parametrize("role", [role for role in DatabaseRole if role != DatabaseRole.MIGRATE])
def test_reference_tables_are_read_only_for_every_other_role(role: DatabaseRole) -> None:
    with pytest.raises(ProgrammingError), transaction(Principal(role)) as session:
        session.execute(text("UPDATE region SET population = 1"))
