"""How many queries a piece of code makes, and how many rows it fetches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper


@dataclass
class Counted:
    """The SQL of each query, and the number of rows that came back in all."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def queries(self) -> int:
        return len(self.statements)


@contextmanager
def counted(using: str = "default") -> Iterator[Counted]:
    """Counts on this thread's connection. SAVEPOINT, BEGIN and the like are no queries.

    A count of queries cannot see that one of them brings a whole programme; the count of rows can. Rows are counted
    where they leave the cursor, which is the same on both databases.
    """
    connection = connections[using]
    counts = Counted()

    class Cursor(CursorWrapper):
        def execute(self, sql: Any, params: Any = None) -> Any:
            self._note(sql)
            return super().execute(sql, params)

        def executemany(self, sql: Any, param_list: Any) -> Any:
            self._note(sql)
            return super().executemany(sql, param_list)

        def _note(self, sql: Any) -> None:
            text = str(sql)
            if not text.lstrip().upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")):
                counts.statements.append(text)

        def fetchone(self) -> Any:
            row = self.cursor.fetchone()
            counts.rows += row is not None
            return row

        def fetchmany(self, *size: Any, **named: Any) -> Any:
            return self._counted(self.cursor.fetchmany(*size, **named))

        def fetchall(self) -> Any:
            return self._counted(self.cursor.fetchall())

        def __iter__(self) -> Iterator[Any]:
            for row in super().__iter__():
                counts.rows += 1
                yield row

        def _counted(self, rows: Any) -> Any:
            counts.rows += len(rows)
            return rows

    def make_cursor(cursor: Any) -> Cursor:
        return Cursor(cursor, connection)

    connection.make_cursor = connection.make_debug_cursor = make_cursor  # type: ignore[method-assign]
    try:
        yield counts
    finally:
        del connection.make_cursor, connection.make_debug_cursor  # those of the class stand again
