"""Checks a clip that was taken out of a package: every octet of it against the signed root, without the rest."""

import hashlib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from hearing.ids import HearingId, TakeName, TrackName
from recorder.archive.clip import PROOF
from recorder.archive.report import Report
from recorder.archive.verification import SignedRoot
from recorder.index import Count, MediaName, Sha256, canonical
from recorder.merkle import verify_inclusion
from recorder.seals import Checkpoint

_LONGEST = 64 << 20


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProvenPart(_Model):
    """A header or a fragment, and its way to the take's root."""

    leaf: dict[str, Any]
    n: Count
    path: tuple[Sha256, ...]


class ClipFile(_Model):
    """A file of the clip: a header and fragments behind one another."""

    file: MediaName
    parts: tuple[ProvenPart, ...]


class Proof(_Model):
    """``proof.json``."""

    format: int
    hearing: HearingId
    take: TakeName
    track: TrackName
    files: tuple[ClipFile, ...]
    seal: Checkpoint
    number: Count
    of: Count
    path: tuple[Sha256, ...]
    signed: SignedRoot


def verify_clip(folder: Path, key: str = "") -> Report:
    """Check the clip in *folder*, and that *key* (hex) signed its root if one is named.

    Raises:
        OSError: there is no proof.
    """
    report = Report(key_named=bool(key))
    path = folder / PROOF
    try:
        proof = Proof.model_validate_json(path.read_bytes() if path.stat().st_size < _LONGEST else b"")
    except ValidationError:
        report.add(PROOF, "form")
        return report
    report.hearing, report.root, report.key = proof.signed.hearing, proof.signed.root, proof.signed.key
    if not proof.signed.is_signed():
        report.add(PROOF, "clip-root")
    if key and proof.signed.key != key:
        report.add(PROOF, "clip-key")
    stand = canonical({"take": proof.take, "size": proof.seal.size, "root": proof.seal.root})
    root = bytes.fromhex(proof.signed.root)
    is_sealed = proof.seal.final and proof.seal.is_signed() and proof.hearing == proof.signed.hearing
    if not is_sealed or not verify_inclusion(stand, proof.number, proof.of, _nodes(proof.path), root):
        report.add(PROOF, "clip-seal")
    named = {PROOF, "verify_seals.py", *(one.file for one in proof.files)}
    for other in sorted(folder.rglob("*")):
        if not other.is_dir() and other.relative_to(folder).as_posix() not in named:
            report.add(other.relative_to(folder).as_posix(), "unlisted-here")
    last: int | None = None
    for one in proof.files:
        last = _check_file(folder / one.file, one, proof, last, report)
    if not proof.files:
        report.add(PROOF, "form")
    return report


def _nodes(path: tuple[str, ...]) -> list[bytes]:
    return [bytes.fromhex(node) for node in path]


def _check_file(path: Path, one: ClipFile, proof: Proof, last: int | None, report: Report) -> int | None:
    """Check one file; return the number of its last fragment."""
    if path.is_symlink() or not path.is_file():
        report.add(one.file, "unlisted-here")
        return last
    content, at = path.read_bytes(), 0
    root = bytes.fromhex(proof.seal.root)
    for place, part in enumerate(one.parts):
        size, seq = part.leaf.get("bytes"), part.leaf.get("seq")
        if type(size) is not int or type(seq) is not int or size < 0 or seq < 0:
            report.add(PROOF, "form")
            return last
        is_in = verify_inclusion(canonical(part.leaf), part.n, proof.seal.size, _nodes(part.path), root)
        if not is_in or part.leaf.get("track") != proof.track:
            report.add(PROOF, "clip", seq)
        if hashlib.sha256(content[at : at + size]).hexdigest() != part.leaf.get("sha256"):
            report.add(one.file, "clip", seq)
        if (seq == 0) != (place == 0) or (seq and last is not None and seq != last + 1):
            report.add(PROOF, "clip-order", seq)
        last, at = seq or last, at + size
    if at != len(content):
        report.add(one.file, "clip-size")
    return last
