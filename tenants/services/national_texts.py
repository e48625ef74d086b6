"""Bring the national texts of the database to the state of the project's own table."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from tenants.models.national_texts import NationalText
from tenants.reference.national_texts import national_texts
from tenants.services.regions import upsert_by_code


def load_national_texts(session: Session) -> tuple[int, int]:
    """Insert what is new and update what differs; nothing is deleted, regulations point here.

    Args:
        session: a transaction that may write reference tables.

    Returns:
        how many texts the table has, and how many of them the database had otherwise.

    Effects:
        One statement. Running it again changes nothing.
    """
    rows = [asdict(text) for text in national_texts().values()]
    return len(rows), upsert_by_code(session, NationalText, rows)
