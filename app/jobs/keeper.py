"""Keep the leases of what this process works on, and let the work know when it should stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.newsroom.undertaking import STAGES, Undertaking
from app.store import jobs
from app.store.session import Database

logger = logging.getLogger("storywire.jobs")

# A lease outlives nine beats that come to nothing.
BEAT_SECONDS = 1.0


class Keeper:
    """Renews leases from a thread of its own, once a second for as long as there are any.

    Only what a thread is really working on is held, so that nothing is kept alive that nobody does.
    """

    def __init__(self, database: Database, idle_beats: int = 0) -> None:
        """Hold nothing yet; the thread stays for so many beats at which nothing is held, to be there for the next undertaking."""
        self._database = database
        self._idle_beats = idle_beats
        self._held: dict[str, Undertaking] = {}
        self._noted: dict[str, str] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def holding(self, undertaking: Undertaking) -> Iterator[None]:
        """Keep the lease of an undertaking while the block runs."""
        with self._lock:
            self._held[undertaking.synthesis_id] = undertaking
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="storywire-keeper", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._held.pop(undertaking.synthesis_id, None)
                self._noted.pop(undertaking.synthesis_id, None)

    def held(self) -> list[Undertaking]:
        """Return what is being worked on."""
        with self._lock:
            return list(self._held.values())

    def _keep(self) -> None:
        idle = 0
        while not self._wake.wait(BEAT_SECONDS):
            with self._lock:
                idle = 0 if self._held else idle + 1
                if idle > self._idle_beats:
                    self._thread = None
                    return
            if idle:
                continue
            try:
                self._beat()
            except Exception as error:  # noqa: BLE001 - whoever keeps no lease any more would be taken for dead for good
                # The database is away: the lease may run out meanwhile, and the next beat tells whether it did.
                logger.warning("leases could not be renewed: %s", error)

    def _beat(self) -> None:
        held = self.held()
        with self._database.write("nothing") as session:
            lost, cancelled = jobs.renew(session, [each.lease for each in held])
            for each in held:
                if each.synthesis_id not in lost and self._noted.get(each.synthesis_id) != each.stage_now:
                    self._noted[each.synthesis_id] = each.stage_now
                    jobs.enter(session, each.lease, each.stage_now, STAGES[each.stage_now])
        for each in held:
            # Whoever has just finished holds no lease any more and looks lost; it does not look at this any more either.
            each.is_lost = each.is_lost or each.synthesis_id in lost
            each.is_cancelled = each.is_cancelled or each.synthesis_id in cancelled
