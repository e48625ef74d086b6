"""Kabupaten Blora (33.16) as three reports of 2022 and 2025 describe it."""

from sqlalchemy.orm import Session

from scoring.demo import monitoring, participation, programmes, regulations
from scoring.demo.setting import By


def load_records(session: Session, by: By) -> None:
    """Everything the reports say of Blora."""
    regulations.load_blora(session, by)
    programme = programmes.load_blora(session, by)
    participation.load_blora(session, by, programme)
    monitoring.load_blora(session, by)
