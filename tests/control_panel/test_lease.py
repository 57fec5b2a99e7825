"""However slow the network, however the clocks run: a hearing's log never has two writers."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from control_panel.standby.lease import GRANTED_S, HELD_S, Held, Promise, Tenure

STEP_S = 0.05
RATES = st.floats(0.85, 1.15)
ACTS = st.sampled_from(["ask", "cut", "mend", "restart-server", "restart-room", "take", "return", "stall", "none"])


@dataclass
class World:
    """A server and a room with clocks of their own, and a network that delays, loses and is cut."""

    server_rate: float
    room_rate: float
    now: float = 1000.0
    held: Held = field(default_factory=Held.none)
    tenure: Tenure = field(default_factory=Tenure)
    promise: Promise = field(default_factory=lambda: Promise.made(0.0))
    server_fence: int = 1
    is_cut: bool = False
    under_way: list[tuple[float, str, int, int]] = field(default_factory=list)
    written: list[tuple[str, int]] = field(default_factory=list)
    server_generation: int = 0

    @property
    def server_s(self) -> float:
        """The server's clock."""
        return self.now * self.server_rate + 77

    @property
    def room_s(self) -> float:
        """The room's clock."""
        return self.now * self.room_rate + 5

    def send(self, what: str, number: int, delay: float) -> None:
        """Send a message that arrives later, unless the network is cut then."""
        self.under_way.append((self.now + delay, what, number, self.server_generation))

    def act(self, what: str, delay: float) -> None:
        """Let one thing happen."""
        if what == "ask":
            self.send("ask", self.held.ask(self.server_s), delay)
        elif what == "cut":
            self.is_cut = True
        elif what == "mend":
            self.is_cut = False
        elif what == "restart-server":
            self.held, self.server_generation = Held.none(), self.server_generation + 1
        elif what == "restart-room":
            self.promise = Promise.made(self.room_s)
        elif what == "take" and self.tenure.writer == "server" and self.promise.is_over(self.room_s):
            self.tenure = self.tenure.taken()
        elif what == "return" and self.tenure.writer == "room" and not self.is_cut:
            self.tenure = self.tenure.returned()
            self.server_fence, self.held = self.tenure.fence, Held.none()
        elif what == "stall":
            self.now += delay * 3

    def deliver(self, delay: float) -> None:
        """Let messages arrive that are due."""
        due = [one for one in self.under_way if one[0] <= self.now]
        self.under_way = [one for one in self.under_way if one[0] > self.now]
        for _, what, number, generation in due:
            if self.is_cut:
                continue
            if what == "ask" and self.tenure.writer == "server":
                self.promise.grant(self.room_s)
                self.under_way.append((self.now + delay, "grant", number, generation))
            elif what == "grant" and generation == self.server_generation:
                self.held.granted(number)

    def check(self) -> None:
        """Both try to write: what counts has one writer a fence, and never both may."""
        server_may, room_may = self.held.holds(self.server_s), self.tenure.writer == "room"
        assert not (server_may and room_may), "two writers"
        if server_may and self.tenure.accepts("server", self.server_fence):
            self.written.append(("server", self.server_fence))
        if room_may and self.tenure.accepts("room", self.tenure.fence):
            self.written.append(("room", self.tenure.fence))


@settings(max_examples=250, deadline=None)
@given(RATES, RATES, st.lists(st.tuples(ACTS, st.floats(0.0, 2.5)), max_size=120))
def test_there_are_never_two_writers(server_rate: float, room_rate: float, acts: list[tuple[str, float]]) -> None:
    """Random delays, losses, cuts, restarts, stalls, and clocks that go wrong by 15 %: one writer, and each fence is one's."""
    world = World(server_rate, room_rate)
    world.promise = Promise.made(world.room_s)
    for what, delay in acts:
        world.act(what, delay)
        world.deliver(delay)
        for _ in range(8):
            world.now += STEP_S
            world.deliver(delay)
            world.check()
    fences: dict[int, set[str]] = {}
    for writer, fence in world.written:
        fences.setdefault(fence, set()).add(writer)
    assert all(len(writers) == 1 for writers in fences.values())
    assert [fence for _, fence in world.written] == sorted(fence for _, fence in world.written)


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
