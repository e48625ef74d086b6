"""What the reports say of coverage and of groups of workers."""

from sqlalchemy.orm import Session

from scoring.demo.setting import By


def load_blora(session: Session, by: By) -> None:
    """Coverage of 2022 as quoted, the recorded vulnerable workers of 2025, groups asked to join."""


def load_blitar(session: Session, by: By) -> None:
    """Target and quoted coverage of 2025, and the groups named as unprotected."""
