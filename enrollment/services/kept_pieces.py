"""Files kept in pieces, each sealed for its own row: written and read one piece at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from tenants.kernel.crypto import decrypt, encrypt
from tenants.kernel.ids import uuid7

PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class KeptPieces:
    """The pieces of one file; ``table`` holds them under the file's id in the column ``owner``."""

    table: Table
    owner: str
    tenant_id: int
    file_id: UUID

    def keep(self, session: Session, content: BinaryIO) -> None:
        """Keep a file from its start.

        Effects:
            Inserts into the table.
        """
        content.seek(0)
        position = 0
        while piece := content.read(PIECE_BYTES):
            piece_id = uuid7()
            values = {
                "tenant_id": self.tenant_id,
                "id": piece_id,
                self.owner: self.file_id,
                "position": position,
                "content": encrypt(piece, **self._place(piece_id)),
            }
            session.execute(insert(self.table).values(**values).inline())
            position += 1

    def read(self, session: Session) -> Iterator[bytes]:
        """The file from its start, opened piece by piece."""
        columns, position = self.table.c, 0
        while True:
            kept = session.execute(
                select(columns.id, columns.content).where(*self._mine, columns.position == position)
            ).one_or_none()
            if kept is None:
                return
            yield decrypt(kept.content, **self._place(kept.id))
            position += 1

    def forget(self, session: Session) -> None:
        """Forget the file itself.

        Effects:
            Deletes from the table.
        """
        session.execute(delete(self.table).where(*self._mine))

    @property
    def _mine(self) -> tuple[Any, Any]:
        columns = self.table.c
        return columns.tenant_id == self.tenant_id, columns[self.owner] == self.file_id

    def _place(self, piece_id: UUID) -> dict[str, Any]:
        """For which cell a piece is sealed."""
        return {
            "table": self.table.name,
            "column": "content",
            "tenant_id": self.tenant_id,
            "row_id": piece_id,
        }
