"""The record's clock follows the panel's, whatever is done to this machine's."""

from courtroom_agent.capture_clock import PanelClock, boot_id
from courtroom_agent.orders import Orders, steady_offset

SECOND = 1_000_000_000


class Machine:
    """A machine whose clock somebody sets."""

    def __init__(self) -> None:
        self.steady, self.wall = 100 * SECOND, 1_000 * SECOND
        self.clock = PanelClock(lambda: self.wall, lambda: self.steady)

    def run(self, seconds: int, offset: int, steady_offset_ns: int | None) -> None:
        """Let time pass; the orders say the same all the while."""
        for _ in range(seconds * 20):
            self.steady += SECOND // 20
            self.wall += SECOND // 20
            self.clock.aim(offset, steady_offset_ns)


def test_setting_the_machines_clock_does_not_move_the_record() -> None:
    """Somebody sets the clock by an hour in session: positions go on as if nothing had been."""
    machine = Machine()
    machine.run(10, 2 * SECOND, 902 * SECOND)
    before = machine.clock.now()
    machine.wall += 3600 * SECOND
    machine.run(10, 2 * SECOND, 902 * SECOND)
    assert machine.clock.now() - before == 10 * SECOND


def test_without_a_panel_that_answered_the_machines_clock_is_what_there_is() -> None:
    """Before the first exchange, and after a restart of the machine, whose steady clock begins anew."""
    machine = Machine()
    machine.run(1, 0, None)
    assert machine.clock.now() == machine.wall
    assert steady_offset(Orders(clock_steady_ns=5, clock_boot="another start")) is None
    assert steady_offset(Orders(clock_steady_ns=5, clock_boot=boot_id())) == 5


def test_drift_is_followed_without_a_step() -> None:
    """The panel runs 100 ppm faster: over ten minutes the clock stays with it, and never jumps."""
    machine = Machine()
    machine.run(1, 0, 900 * SECOND)
    last, largest = machine.clock.now(), 0
    for second in range(600):
        machine.run(1, 0, 900 * SECOND + second * 100_000)
        now = machine.clock.now()
        largest, last = max(largest, abs(now - last - SECOND)), now
    assert abs(machine.clock.now() - (machine.steady + 900 * SECOND + 599 * 100_000)) < 300_000
    assert largest <= 1_000_000
