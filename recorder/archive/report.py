"""What verifying a package found. The words are those of the package's own ``verify.py``, so that both say the same."""

from dataclasses import dataclass, field
from typing import Any

from recorder.archive.offline import verify, verify_capsule
from recorder.archive.offline.verify import REMEDY, shown
from recorder.archive.offline.verify_takes import unproven

WORDS = {**verify.WORDS, **verify_capsule.WORDS}


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it was sealed."""

    path: str
    what: str
    remedy: str = REMEDY


@dataclass
class Report:
    """What was found."""

    hearing: str = ""
    root: str = ""
    key: str = ""
    """Public key (hex) that the root says it was signed with."""
    key_named: bool = False
    """The caller named the key that it had to be."""
    faults: list[Damage] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    stamps: list[dict[str, str]] = field(default_factory=list)
    """What has a time stamp, and of when."""
    addenda: list[dict[str, Any]] = field(default_factory=list)
    """What was added after archiving."""
    before: list[Damage] = field(default_factory=list)
    """What was damaged before it was packed, as the package itself says, signed."""

    @property
    def whole(self) -> bool:
        """Nothing is damaged but what was when it was packed."""
        return not self.faults

    def add(self, path: str, word: str, *details: object) -> None:
        """Note that the file at *path* is damaged as *word* of the verifier's words says."""
        damage = Damage(shown(path), shown(WORDS[word].format(*details)))
        if damage not in self.faults:
            self.faults.append(damage)

    def names(self, *paths: str) -> bool:
        """Whether one of *paths* was found damaged."""
        return not {shown(path) for path in paths}.isdisjoint(fault.path for fault in self.faults)

    def set_aside(self, listed: list[dict[str, str]]) -> None:
        """Take out of the faults what the package lists as damaged before it was packed."""
        known = {(one["path"], one["what"]) for one in listed}
        self.before = [one for one in self.faults if (one.path, one.what) in known]
        self.faults = [one for one in self.faults if one not in self.before]
        self.notes |= unproven(one.path for one in self.before)

    def as_json(self) -> dict[str, Any]:
        """Spell it for scripts and pages, as ``verify.py --json`` does."""
        faults = sorted(self.faults, key=lambda fault: (fault.path, fault.what))
        before = sorted(self.before, key=lambda fault: (fault.path, fault.what))
        return {
            "whole": self.whole,
            "hearing": shown(self.hearing),
            "root": shown(self.root),
            "key": shown(self.key),
            "key_named": self.key_named,
            "faults": [{"path": one.path, "what": one.what, "remedy": one.remedy} for one in faults],
            "damaged_before": [{"path": one.path, "what": one.what} for one in before],
            "unchecked": [],
            "notes": sorted(self.notes),
            "stamps": self.stamps,
            "addenda": self.addenda,
        }
