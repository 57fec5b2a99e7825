"""Which media worker carries which hearing. Pure: workers, hearings and the moment come in."""

from dataclasses import dataclass, field

from hearing.ids import Milliseconds

PATIENCE_MS = 1000
"""How long a hearing waits for its own worker to come back before another one gets it."""


@dataclass
class Placement:
    """Hearings and the workers, by principal, that carry them."""

    _placed: dict[str, str] = field(default_factory=dict)
    _waiting: dict[str, Milliseconds] = field(default_factory=dict)
    _workers: list[str] = field(default_factory=list)

    def worker_of(self, hearing: str) -> str | None:
        """Say who carries *hearing*."""
        return self._placed.get(hearing)

    def hearings_of(self, worker: str) -> set[str]:
        """Say what *worker* carries."""
        return {hearing for hearing, placed in self._placed.items() if placed == worker}

    def came(self, worker: str, claimed: set[str]) -> None:
        """A worker is there; of those waiting it keeps what it *claimed* to carry still."""
        if worker not in self._workers:
            self._workers.append(worker)
        for hearing in claimed & self._waiting.keys():
            self._put(hearing, worker)

    def went(self, worker: str, now_ms: Milliseconds) -> None:
        """A worker is gone; its hearings wait."""
        if worker in self._workers:
            self._workers.remove(worker)
        for hearing in self.hearings_of(worker):
            del self._placed[hearing]
            self._waiting[hearing] = now_ms

    def wanted(self, hearing: str, now_ms: Milliseconds, *, at_once: bool) -> None:
        """A hearing needs a worker: *at_once*, or when its own has had time to come back."""
        if hearing not in self._placed and hearing not in self._waiting:
            self._waiting[hearing] = now_ms - (PATIENCE_MS if at_once else 0)

    def unwanted(self, hearing: str) -> None:
        """A hearing needs none any more."""
        self._placed.pop(hearing, None)
        self._waiting.pop(hearing, None)

    def settle(self, now_ms: Milliseconds) -> list[tuple[str, str]]:
        """Place what has waited long enough on the least loaded workers; return ``(hearing, worker)`` of each."""
        settled = []
        for hearing in [hearing for hearing, since in self._waiting.items() if now_ms - since >= PATIENCE_MS]:
            if not self._workers:
                break
            worker = min(self._workers, key=lambda name: (len(self.hearings_of(name)), name))
            self._put(hearing, worker)
            settled.append((hearing, worker))
        return settled

    def _put(self, hearing: str, worker: str) -> None:
        self._waiting.pop(hearing, None)
        self._placed[hearing] = worker
