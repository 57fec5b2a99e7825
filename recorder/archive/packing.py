"""Packs a closed hearing under its case number: a BagIt bag (RFC 8493) with media, log, transcript, ledger and seals.

The bag is made whole beside its place, brought to the disk, and then renamed: half a bag never has a bag's name.
Every file but the bag's own is listed with its SHA-256 in ``seals/root.json``, which is signed; an exhibit's files are not:
the log names them by their hashes, and the list goes along where an exhibit must not be known (:mod:`.capsule`).
"""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hearing.events import HearingEvent
from hearing.state import fold
from recorder.archive.bag import Digests, close_bag, digests_of, files_below
from recorder.archive.contents import PROGRAM, Sealed, write_data, write_tags
from recorder.archive.damage import HearingDamage, covered, look_for_damage
from recorder.archive.final_seals import final_seals
from recorder.archive.ledger import make_ledger
from recorder.archive.offline.verify import EXHIBIT_FILE
from recorder.archive.program_file import Stretch
from recorder.archive.verification import NotAPackage, signed_root, verify
from recorder.closing import log_bytes
from recorder.credentials.issuer import Issuer, claim_of, sign_in_place
from recorder.durable import make_folder, sync_folder
from recorder.ended_take import endings_of
from recorder.errors import RecordDamaged, RecorderError
from recorder.failpoint import reached
from recorder.index import canonical
from recorder.keys import public_hex
from recorder.layout import hearing_folder, takes_of
from recorder.seals import hearing_root
from recorder.signing import SigningKey, algorithm_of, sign, stated

_ROOT = "data/seals/root.json"


class NotExplained(RecorderError):
    """A second of a mandatory track is missing, and no judge has signed why; says which."""


def pack(
    records: Path,
    archive: Path,
    events: Sequence[HearingEvent],
    key: SigningKey,
    player: Path | None = None,
    damage: HearingDamage | None = None,
    names: Mapping[str, str] = MappingProxyType({}),
    issuer: Issuer | None = None,
) -> tuple[Path, str]:
    """Make the package below *archive*; return its folder and the hearing's root (hex).

    *player* is a folder with ``player.html`` and ``player/…`` that are put at the bag's root. A whole package of the
    same root that is there already is kept as it is. *damage* is what :func:`look_for_damage` found, when it was asked
    before; *names* are those of accounts by principal, for the statement on the record. *issuer* gives the program's
    file content credentials.

    Raises:
        NotExplained: a second of a mandatory track is missing and not explained and signed.
        NotComplete: not everything has arrived.
        RecordDamaged: a damaged package lies there that people have signed, and would not become the same again.
        OSError: the disk refused.
    """
    sealed = _seal(records, events, damage, names)
    target = hearing_folder(archive, sealed.state.case.number, sealed.state.hearing)
    work, before = _beside(target)
    shutil.rmtree(work, ignore_errors=True)
    if _is_there(target, sealed.root):
        shutil.rmtree(before, ignore_errors=True)
        return target, sealed.root
    make_folder(work)
    reached("bag.begun")
    stretches = write_data(work / "data", sealed)
    if issuer is not None and stretches:
        _give_credentials(issuer, work / "data" / PROGRAM, sealed, stretches)
    reached("bag.data-written")
    write_tags(work, sealed, stretches, public_hex(key), player)
    reached("bag.tags-written")
    known = {path: digests_of(place, sync=True) for path, place in files_below(work).items()}
    reached("bag.hashed")
    files = {path: digests["sha256"] for path, digests in known.items() if not EXHIBIT_FILE.fullmatch(path)}
    known[_ROOT] = _sign_list(work / _ROOT, sealed, files, key)
    reached("bag.signed")
    day = datetime.fromtimestamp(sealed.state.at / 1000, UTC).date().isoformat()
    close_bag(work, f"{sealed.state.case.number} {sealed.state.hearing}", day, known)
    reached("bag.closed")
    _put(work, target)
    return target, sealed.root


def _give_credentials(issuer: Issuer, program: Path, sealed: Sealed, stretches: Sequence[Stretch]) -> None:
    spans = [(one.start, one.start + one.duration) for one in stretches]
    claim = claim_of(sealed.state.case.number, sealed.state.hearing, "program", spans, sealed.root)
    sign_in_place(issuer, program, claim)


def _sign_list(place: Path, sealed: Sealed, files: Mapping[str, str], key: SigningKey) -> Digests:
    """Write the signed list of *files* to *place*; return its digests."""
    signed: dict[str, Any] = {
        "format": 1,
        "hearing": sealed.state.hearing,
        "root": sealed.root,
        "key": public_hex(key),
        "files": files,
        **({"algorithm": name} if (name := stated(algorithm_of(key))) else {}),
    }
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(canonical({**signed, "signature": sign(key, canonical(signed))}) + b"\n")
    return digests_of(place, sync=True)


def _seal(
    records: Path, events: Sequence[HearingEvent], damage: HearingDamage | None, names: Mapping[str, str]
) -> Sealed:
    state = fold(events)
    takes = takes_of(records, state.case.number, state.hearing)
    seals = final_seals(takes, endings_of(records, state.case.number, state.hearing))
    log = log_bytes(events)
    transcript = b"".join(canonical(line.model_dump(mode="json")) + b"\n" for line in state.lines)
    root = hearing_root(seals, hashlib.sha256(log).hexdigest(), hashlib.sha256(transcript).hexdigest())
    broken = look_for_damage(takes, state.hearing) if damage is None else damage
    ledger = make_ledger(events, state, covered(takes, broken))
    if objection := ledger.objection():
        raise NotExplained(f"{state.hearing}: {objection}")
    return Sealed(records, events, state, takes, log, transcript, root, broken, ledger, names)


def _is_there(target: Path, root: str) -> bool:
    try:
        return signed_root(target) == root and verify(target).whole
    except NotAPackage:
        return False


def _beside(target: Path) -> tuple[Path, Path]:
    """Where a package is made, and where one that it replaces waits until it is gone."""
    return target.with_name(f".{target.name}.coming"), target.with_name(f".{target.name}.before")


def _put(work: Path, target: Path) -> None:
    """Give the finished bag its name; an earlier one makes room for it only now, and hands its addenda on first."""
    _, before = _beside(target)
    for earlier in (target, before):
        _hand_on_addenda(earlier, work)
    if target.exists():
        shutil.rmtree(before, ignore_errors=True)
        target.rename(before)
        reached("bag.old-aside")
    work.rename(target)
    reached("bag.named")
    sync_folder(target.parent)
    reached("bag.put")
    shutil.rmtree(before, ignore_errors=True)


def _hand_on_addenda(earlier: Path, work: Path) -> None:
    """Copy what was signed over *earlier* to *work*, which must be what was signed."""
    addenda = [one for one in sorted(earlier.glob("v[0-9]*")) if not (work / one.name).exists()]
    if addenda and not _is_same(earlier / _ROOT, work / _ROOT):
        raise RecordDamaged(
            f"{earlier}: this package is damaged, and people have signed over it. Made anew it would not be what they "
            "signed. Restore it from the second target: courtroom scrub."
        )
    for addendum in addenda:
        shutil.copytree(addendum, work / addendum.name)
        for path in files_below(work / addendum.name).values():
            digests_of(path, sync=True)
        sync_folder(work / addendum.name)
        sync_folder(work)


def _is_same(one: Path, other: Path) -> bool:
    return one.is_file() and one.read_bytes() == other.read_bytes()
