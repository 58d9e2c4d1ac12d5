"""Sessions of the desk, which end eight hours after the last page of the admin; no other page touches them."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError

# A session is renewed at most so often: each time is a write.
RENEWED_EVERY = 5 * 60
SEEN = "seen_at"


class SessionStore(DatabaseStore):
    renewed: dict[str, Any] | None = None

    def renew(self) -> None:
        now = int(time.time())
        if now - self.get(SEEN, 0) >= RENEWED_EVERY:
            self[SEEN] = now
            self.renewed = dict(self.items())

    def save(self, must_create: bool = False) -> None:
        """A renewal that meets a busy database is left to the next page: what this page saved stands already."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if self.renewed != dict(self.items()) or not isinstance(error.__context__, OperationalError):
                raise
