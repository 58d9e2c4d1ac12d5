"""The engine of DATABASES: a transaction that writes waits for its turn, and no longer than SQLite itself would."""

from __future__ import annotations

import contextlib
import os
import time
from typing import Any

from django.db import DatabaseError, OperationalError
from django.db.backends.sqlite3 import base

from tracker.sqlite.turns import Line, line_of

SECONDS = 5.0  # that sqlite3 waits when nothing else is said
PATIENCE = 1.0


# Its type stubs leave out what an engine is made to override.
Stock: Any = base.DatabaseWrapper


class DatabaseWrapper(Stock):  # type: ignore[misc]
    _line: Line | None = None

    def _start_transaction_under_autocommit(self) -> None:
        """Called for the outermost `atomic()` alone; reads outside of one, and savepoints, wait for nobody."""
        if self.transaction_mode not in {"IMMEDIATE", "EXCLUSIVE"} or self.is_in_memory_db():
            super()._start_transaction_under_autocommit()
            return
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", SECONDS))
        until = time.monotonic() + seconds
        line = line_of(os.path.realpath(self.settings_dict["NAME"]))
        if not line.enter(self, until):
            raise OperationalError("database is locked")
        self._line = line
        try:
            # Commands of other programs and single statements do not queue: for them what is left of the time.
            self._knock_for(until - time.monotonic())
            super()._start_transaction_under_autocommit()
            self._knock_for(seconds)
        except BaseException:
            self._leave()
            self._knock_for(seconds)
            raise

    def _knock_for(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {max(0, int(seconds * 1000))}")

    def empty_log(self) -> None:
        """Write the write-ahead log into the file and cut it to nothing; somebody who reads meanwhile may keep it."""
        # Whoever waits here keeps others from writing.
        self._knock_for(PATIENCE)
        try:
            with contextlib.suppress(DatabaseError), self.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._knock_for(float(self.settings_dict["OPTIONS"].get("timeout", SECONDS)))

    def _leave(self) -> None:
        if self._line is not None:
            self._line.leave(self)
            self._line = None

    # When a commit or a rollback fails the transaction is still open; what follows then is a rollback or a close.

    def _commit(self) -> None:
        super()._commit()
        self._leave()

    def _rollback(self) -> None:
        super()._rollback()
        self._leave()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._leave()
