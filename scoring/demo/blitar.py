"""Kabupaten Blitar (35.05, not Kota Blitar 35.72) as reports of 2021 and 2025 describe it."""

from sqlalchemy.orm import Session

from scoring.demo import participation, programmes, regulations
from scoring.demo.setting import By


def load_records(session: Session, by: By) -> None:
    """Everything the reports say of Blitar."""
    regulations.load_blitar(session, by)
    programme = programmes.load_blitar(session, by)
    participation.load_blitar(session, by, programme)
