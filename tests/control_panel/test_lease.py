"""However slow the network, however the clocks run: a hearing's log never has two writers."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from control_panel.standby.lease import ASK_S, GRANTED_S, HELD_S, Held, Promise, Tenure

STEP_S = 0.05
RATES = st.floats(0.85, 1.15)
HAPPENS = st.sampled_from(["cut", "cut-back", "mend", "restart-server", "restart-room", "stall", "nothing"])


@dataclass
class World:
    """A server that asks and a room that takes over as they do, clocks of their own, a network that delays and is cut."""

    server_rate: float
    room_rate: float
    now: float = 1000.0
    delay: float = 0.0
    held: Held = field(default_factory=Held.none)
    tenure: Tenure = field(default_factory=Tenure)
    promise: Promise = field(default_factory=lambda: Promise.made(0.0))
    server_fence: int = 1
    asked_s: float = 0.0
    cut: set[str] = field(default_factory=set)
    under_way: list[tuple[float, str, int, int]] = field(default_factory=list)
    written: list[tuple[str, int]] = field(default_factory=list)
    started: int = 0

    def __post_init__(self) -> None:
        self.promise = Promise.made(self.room_s)

    @property
    def server_s(self) -> float:
        """The server's clock."""
        return self.now * self.server_rate + 77

    @property
    def room_s(self) -> float:
        """The room's clock."""
        return self.now * self.room_rate + 5

    def happen(self, what: str) -> None:
        """Let something go wrong, or right again."""
        if what in ("cut", "cut-back"):
            self.cut.add("there" if what == "cut" else "back")
        elif what == "mend":
            self.cut.clear()
        elif what == "restart-server":
            self.held, self.started = Held.none(), self.started + 1
        elif what == "restart-room":
            self.promise = Promise.made(self.room_s)
        elif what == "stall":
            self.now += self.delay

    def tick(self) -> None:
        """Let a moment go by: messages arrive, the server asks, the room takes over or hands back, both write."""
        self.now += STEP_S
        self._deliver()
        if self.server_s >= self.asked_s + ASK_S:
            self.asked_s = self.server_s
            self.under_way.append((self.now + self.delay, "ask", self.held.ask(self.server_s), self.started))
        if self.tenure.writer == "server" and self.promise.is_over(self.room_s):
            self.tenure = self.tenure.taken()
        elif self.tenure.writer == "room" and not self.cut and self.delay < 0.3:
            self.promise.grant(self.room_s)
            self.tenure = self.tenure.returned()
            self.server_fence = self.tenure.fence
        self._write()

    def _deliver(self) -> None:
        due = [one for one in self.under_way if one[0] <= self.now]
        self.under_way = [one for one in self.under_way if one[0] > self.now]
        for _, what, number, started in due:
            if what == "ask" and "there" not in self.cut:
                if self.tenure.writer == "server":
                    self.promise.grant(self.room_s)
                    self.under_way.append((self.now + self.delay, "grant", number, started))
            elif what == "grant" and "back" not in self.cut and started == self.started:
                self.held.granted(number)

    def _write(self) -> None:
        """Both try to write: never may both, and what counts has one writer a fence."""
        server_may, room_may = self.held.holds(self.server_s), self.tenure.writer == "room"
        assert not (server_may and room_may), "two writers"
        if server_may and self.tenure.accepts("server", self.server_fence):
            self.written.append(("server", self.server_fence))
        if room_may:
            self.written.append(("room", self.tenure.fence))


@settings(max_examples=400, deadline=None)
@given(RATES, RATES, st.lists(st.tuples(HAPPENS, st.floats(0.0, 2.0), st.integers(1, 90)), max_size=25))
def test_there_are_never_two_writers(
    server_rate: float, room_rate: float, happens: list[tuple[str, float, int]]
) -> None:
    """Random delays, cuts in one direction, restarts, stalls, and clocks that go wrong by 15 %: one writer at any time."""
    world = World(server_rate, room_rate)
    for what, delay, ticks in happens:
        world.delay = delay
        world.happen(what)
        for _ in range(ticks):
            world.tick()
    fences: dict[int, set[str]] = {}
    for writer, fence in world.written:
        fences.setdefault(fence, set()).add(writer)
    assert all(len(writers) == 1 for writers in fences.values())
    assert [fence for _, fence in world.written] == sorted(fence for _, fence in world.written)


def test_both_come_to_write_in_turn() -> None:
    """Nothing wrong: the server writes; cut: the room within 5 s; mended: the server again, under the third fence."""
    world = World(1.0, 1.0)
    for what, ticks in (("nothing", 100), ("cut", round(5.0 / STEP_S)), ("mend", 100)):
        world.happen(what)
        for _ in range(ticks):
            world.tick()
    assert list(dict.fromkeys(world.written)) == [("server", 1), ("room", 2), ("server", 3)]


def test_a_lease_counts_from_the_question_and_ends_there_first() -> None:
    """An answer that took long is worth less; one that came after its time is worth nothing."""
    held, promise = Held.none(), Promise.made(0.0)
    assert not held.holds(0.0)
    number = held.ask(10.0)
    promise.grant(10.5)
    held.granted(number)
    assert held.holds(10.0 + HELD_S - 0.01)
    assert not held.holds(10.0 + HELD_S)
    assert not promise.is_over(10.5 + GRANTED_S - 0.01)
    assert promise.is_over(10.5 + GRANTED_S)


def test_a_lost_connection_voids_what_was_asked_but_not_what_was_granted() -> None:
    """An answer to a question of an earlier connection extends nothing."""
    held = Held.none()
    held.granted(held.ask(1.0))
    late = held.ask(2.0)
    held.gone()
    held.granted(late)
    assert held.holds(1.0 + HELD_S - 0.01)
    assert not held.holds(1.0 + HELD_S)
