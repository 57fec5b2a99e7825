"""A simulated display: its panel, input, loudness and blanking; the protocols that command it stand elsewhere."""

from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import CannotTouch
from courtroom_agent.simulated.devices.power import PoweredDevice

LOUDEST = 100


@dataclass
class Display(PoweredDevice):
    """A display on a wall. ``source`` is the input's number in the protocol's own words."""

    source: int = 0x21
    sources: tuple[int, ...] = (0x21,)
    """The inputs that it has."""
    volume: int = 20
    is_muted: bool = False
    is_blank: bool = False
    is_locked: bool = False
    answer_s: float = 0.03
    gap_s: float = 0.0
    """What arrives so soon after its last answer is lost."""
    is_deaf_off: bool = False
    """In standby it takes nothing but being switched on."""
    is_mute_changing: bool = False
    """It says nothing while it comes on or goes off."""
    _answered_at: float = -1e9

    def hears(self, now: float) -> bool:
        """Whether a message that arrives at *now* is not lost."""
        if self.is_mute_changing and self.power(now) in ("warming", "cooling"):
            return False
        return now >= self._answered_at + self.gap_s

    def answered(self, now: float) -> None:
        """Remember that it answered what arrived at *now*."""
        self._answered_at = now + self.answer_s

    def choose(self, source: int) -> bool:
        """Show an input; false when there is none such."""
        if source not in self.sources:
            return False
        self.source = source
        return True

    def touched(self, words: list[str], now: float) -> None:
        """``power on|off``, ``input NUMBER``, ``mute on|off``."""
        match words:
            case ["input", number] if number.isascii() and number.isdecimal() and self.choose(int(number[:4])):
                pass
            case ["mute", "on" | "off" as how]:
                self.is_muted = how == "on"
            case ["power", "on" | "off"]:
                super().touched(words, now)
            case _:
                raise CannotTouch(f"A display has: power on|off, mute on|off, input {list(self.sources)}.")

    def lost_mains(self, now: float) -> None:
        """It comes up in standby, with its picture shown."""
        super().lost_mains(now)
        self.is_blank = False

    def state(self, now: float) -> dict[str, object]:
        """What an onlooker sees."""
        return {
            "power": self.power(now),
            "input": self.source,
            "volume": self.volume,
            "muted": self.is_muted,
            "blank": self.is_blank,
            "hot cuts": self.hot_cuts,
        }
