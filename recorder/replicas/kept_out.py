"""Remembers which hearings' records must not go to an object store, by the secrecy label of their cases (录音录像 §16)."""

import json
from collections.abc import Collection
from pathlib import Path

from hearing.facts import HearingState
from hearing.storage_rules import Place, cases_of, may_lie
from recorder.durable import make_folder, write_whole


class KeptOut:
    """Labels are known while a hearing is followed; what was seen once is kept at *path* for good.

    Args:
        path: the file that remembers.
        location: the second place's address; a folder takes every label that may leave the first disk at all.
    """

    def __init__(self, path: Path, location: str) -> None:
        self._path = path
        self._place: Place = "bucket" if location.startswith("s3://") else "second-folder"
        self._known: set[str] = set(json.loads(path.read_bytes())) if path.exists() else set()

    @property
    def is_outside(self) -> bool:
        """Whether the second place is an object store, where not everything may lie."""
        return self._place != "second-folder"

    def keep_out(self, hearings: Collection[str]) -> None:
        """Keep *hearings* out for good."""
        if not self._known.issuperset(hearings):
            self._known.update(hearings)
            make_folder(self._path.parent)
            write_whole(self._path, json.dumps(sorted(self._known)).encode())

    def may_go(self, hearing: str, state: HearingState | None) -> bool:
        """Whether the record of *hearing* may be copied; *state* is what is known of it now."""
        if not self.is_outside:
            return True
        if state is not None and not may_lie(cases_of(state), self._place):
            self.keep_out([hearing])
        return hearing not in self._known

    @property
    def says(self) -> str:
        """How many are kept out, for the eye; empty when none is."""
        number = len(self._known)
        return f"{number} 件涉密庭审只存本院 · {number} hearings stay in the court by their secrecy" if number else ""
