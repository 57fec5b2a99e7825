"""Says whether a package is whole, and if not, what is damaged: manifests, signed list, seals and root.

The package's own ``verify.py`` says the same without any of our code; the order of the checks, and what is left
unchecked once something it rests on is damaged, is described there.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from hearing.events import EVENT
from hearing.evidence import ExhibitFiled
from hearing.ids import HearingId
from recorder.archive.countersign_check import check_countersigned
from recorder.archive.ended_check import check_endings
from recorder.archive.manifests import Bag, check_manifests
from recorder.archive.offline.verify import DAMAGE, EXHIBIT_FILE, LACKING
from recorder.archive.offline.verify import MEDIA as _MEDIA
from recorder.archive.rebuilt_check import check_rebuilt
from recorder.archive.report import Damage, Report
from recorder.archive.seal_check import check_addenda, check_closing, check_since, check_stamps
from recorder.archive.take_check import check_take, parts_of
from recorder.errors import RecorderError
from recorder.evidence.drawing import page_name
from recorder.evidence.exhibit_store import CONTENT
from recorder.index import IndexLine, Sha256, canonical
from recorder.seals import Checkpoint, Final, hearing_root
from recorder.signing import Algorithm, PublicKey, Signature, is_signed

__all__ = ["Damage", "NotAPackage", "Report", "SignedRoot", "signed_root", "verify"]

ROOT, LOG, TRANSCRIPT = "data/seals/root.json", "data/log.jsonl", "data/transcript/transcript.jsonl"
HEARING = "data/hearing.json"
_LONGEST_JSON = 256 << 20
_UNSIGNED = re.compile(
    r"v([2-9]|[1-9][0-9]{1,3})/.+|bagit\.txt|bag-info\.txt|(tag)?manifest-(sha256|sha512|sm3)\.txt|data/seals/root\.json"
)
_BY_SM2 = re.compile(rb'"algorithm"\s*:\s*"sm2"')
NO_MEDIA_SM3 = (
    "媒体文件的 SM3 未比对（已比对 SHA-256 和 SHA-512；本包不以 SM2 签名）；--all-digests 一并比对 · SM3 of media was not "
    "compared (SHA-256 and SHA-512 were; nothing is signed by SM2): --all-digests compares it too"
)
_LISTED = TypeAdapter(list[dict[str, str]])


class NotAPackage(RecorderError):
    """The folder is no package of a hearing."""


class SignedRoot(BaseModel):
    """``seals/root.json``: the hearing's root and every file of the package, signed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    hearing: HearingId
    root: Sha256
    key: PublicKey
    files: dict[str, Sha256]
    """SHA-256 by path in the bag, of all files but the bag's own and this one."""
    algorithm: Algorithm | None = None
    """How it is signed; ed25519 when nothing is said."""
    signature: Signature
    """Over the canonical JSON of the others."""

    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        return canonical(self.model_dump(mode="json", exclude_none=True, exclude={"signature"}))

    def is_signed(self) -> bool:
        """Whether the signature is the key's."""
        return is_signed(self.algorithm, self.key, self.signed_bytes(), self.signature)


def signed_root(package: Path) -> str:
    """Return the root that *package* says it has; nothing is checked.

    Raises:
        NotAPackage: there is none.
    """
    try:
        return SignedRoot.model_validate_json((package / ROOT).read_bytes()).root
    except (OSError, ValidationError) as fault:
        raise NotAPackage(f"{package}: no signed root lies here. Give the folder of a package.") from fault


def verify(
    package: Path,
    key: str = "",
    since: Checkpoint | None = None,
    tsa_ca: Path | None = None,
    *,
    all_digests: bool = True,
) -> Report:
    """Check everything that *package* says of itself, and that *key* (hex) signed it if one is named.

    *since* is a seal that someone kept, which the package must extend; *tsa_ca* the root certificate of the time stamp
    authority (PEM), without which stamps are checked against the chain in the package. Without *all_digests*, the bag's
    SM3 of media is left out where nothing was signed by SM2 (decision 0014).

    Raises:
        NotAPackage: there is no bag at this path.
    """
    if not (package / "bagit.txt").is_file() and not (package / "data").is_dir():
        raise NotAPackage(f"{package}: this is no package of a hearing. Give the folder that holds bagit.txt.")
    report = Report(key_named=bool(key))
    bag = Bag(package, report)
    parts = parts_of(bag)
    is_national = _is_national(bag)
    bag.hash_all(parts, with_sm3=all_digests or is_national, of_parts=("sha256", "sm3") if is_national else ("sha256",))
    if not all_digests and not is_national:
        report.notes.add(NO_MEDIA_SM3)
    check_manifests(bag, report)
    signed = _check_signed(bag, key, report)
    if signed is not None:
        report.hearing, report.root, report.key = signed.hearing, signed.root, signed.key
        _check_identity(bag, signed, report)
    due = {*bag.files, *(signed.files if signed is not None else ())}
    ended = check_endings(bag, (report.hearing, report.key), report)
    takes = {name.split("/")[2] for name in due if re.match(r"data/media/[^/]+/", name)} | set(ended)
    seals = {take: check_take(bag, take, report.hearing, report, ended.get(take)) for take in sorted(takes)}
    if signed is not None and not _is_spoilt(bag, report, LOG, TRANSCRIPT):
        _check_log(bag, signed.hearing, report)
        _check_root(bag, signed, seals, report)
    check_rebuilt(bag, report)
    check_closing(bag, signed.hearing if signed is not None else "", report, ended)
    check_countersigned(bag, (signed.hearing, signed.key) if signed is not None else ("", ""), report)
    if since is not None:
        check_since(bag, since, report)
    check_stamps(bag, tsa_ca, report)
    over = (signed.hearing, signed.root) if signed is not None else ("", "")
    check_addenda(bag, over, key, report)
    if signed is not None and DAMAGE in signed.files and not _is_spoilt(bag, report, DAMAGE):
        report.set_aside(damaged_before(bag, report))
    return report


def _is_national(bag: Bag) -> bool:
    """Whether SM3 is what the package's own signatures rest on."""
    told = bag.read(ROOT, _LONGEST_JSON) if ROOT in bag.files else b""
    return _BY_SM2.search(told or b"") is not None or any(
        isinstance(line, IndexLine) and line.sm3 is not None for lines, _ in bag.lines.values() for line in lines
    )


def damaged_before(bag: Bag, report: Report) -> list[dict[str, str]]:
    """Return what the package itself says was damaged when it was packed."""
    try:
        listed = _LISTED.validate_json(bag.read(DAMAGE, _LONGEST_JSON) or b"")
    except ValidationError:
        report.add(DAMAGE, "unreadable")
        return []
    return [one for one in listed if one.get("path", "").startswith(_MEDIA) and "what" in one]


def _is_spoilt(bag: Bag, report: Report, *names: str) -> bool:
    return report.names(*names) or not all(name in bag.files for name in names)


def _check_signed(bag: Bag, key: str, report: Report) -> SignedRoot | None:
    signed = _read_root(bag, report)
    if signed is None:
        return None
    if key and signed.key != key:
        report.add(ROOT, "key")
    for name in sorted({*signed.files, *bag.files} - bag.irregular):
        if name not in bag.files:
            report.add(name, "missing")
        elif name not in signed.files:
            if not _UNSIGNED.fullmatch(name) and not EXHIBIT_FILE.fullmatch(name):
                report.add(name, "unsigned")
        elif (own := bag.digests(name)) is not None and own["sha256"] != signed.files[name]:
            report.add(name, "resigned")
    return signed


def _read_root(bag: Bag, report: Report) -> SignedRoot | None:
    content = bag.read(ROOT, _LONGEST_JSON)
    try:
        signed = SignedRoot.model_validate_json(content or b"", strict=True)
        if signed.is_signed():
            return signed
    except ValidationError:
        pass
    if not report.names(ROOT):
        report.add(ROOT, "signature" if _is_object(content or b"") else "unreadable")
    return None


def _is_object(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False


def _check_identity(bag: Bag, signed: SignedRoot, report: Report) -> None:
    if _is_spoilt(bag, report, HEARING, "bag-info.txt"):
        return
    try:
        about = json.loads(bag.read(HEARING, _LONGEST_JSON) or b"")
        named = (about["hearing"], about["root"], str(about["case"]["number"]))
    except (ValueError, LookupError, TypeError, RecursionError):
        report.add(HEARING, "unreadable")
        return
    if named[:2] != (signed.hearing, signed.root):
        report.add(HEARING, "other")
    sizes = [size for name, size in bag.files.items() if name.startswith("data/")]
    due = {f"External-Identifier: {named[2]} {signed.hearing}", f"Payload-Oxum: {sum(sizes)}.{len(sizes)}"}
    told = (bag.read("bag-info.txt", _LONGEST_JSON) or b"").decode("utf-8", "replace")
    if not due <= set(told.split("\n")) and not any(fault.path.startswith("data/") for fault in report.faults):
        report.add("bag-info.txt", "identifier")


def _check_log(bag: Bag, hearing: str, report: Report) -> None:
    filed: dict[str, str] = {}
    lines = (bag.read(LOG) or b"").removesuffix(b"\n").split(b"\n")
    for number, line in enumerate(lines, 1):
        try:
            event = EVENT.validate_json(line)
        except ValidationError:
            report.add(LOG, "line", number)
            return
        if event.seq != number or event.hearing != hearing:
            report.add(LOG, "order", number)
            return
        if isinstance(event, ExhibitFiled):
            filed |= exhibit_files(event)
    check_exhibits(bag, filed, report, is_whole=True)


def exhibit_files(event: ExhibitFiled) -> dict[str, str]:
    """Name the files of an exhibit that was filed, each with the hash that the log tells."""
    pages = {page_name(number): sha256 for number, sha256 in enumerate(event.page_sha256, 1)}
    return {
        f"data/exhibits/{event.exhibit}/{file}": sha256 for file, sha256 in {CONTENT: event.sha256, **pages}.items()
    }


def check_exhibits(bag: Bag, named: Mapping[str, str], report: Report, *, is_whole: bool) -> None:
    """Compare exhibits with what the log says of them, and name each that it does not tell of.

    In a *whole* log's package only what the package says to lack may be missing.
    """
    lacking = _lacking(bag, report)
    for path, sha256 in named.items():
        _, _, exhibit, file = path.split("/")
        if path not in bag.files:
            if is_whole and (exhibit, file) not in lacking:
                report.add(path, "missing")
        elif not report.names(path) and (found := bag.digests(path)) is not None and found["sha256"] != sha256:
            report.add(path, "exhibit")
    for path in sorted(path for path in set(bag.files) - set(named) if EXHIBIT_FILE.fullmatch(path)):
        report.add(path, "exhibit")


def _lacking(bag: Bag, report: Report) -> set[tuple[str, str]]:
    if LACKING not in bag.files or report.names(LACKING):
        return set()
    try:
        listed = json.loads(bag.read(LACKING, _LONGEST_JSON) or b"")
    except ValueError:
        return set()
    missing = listed.get("missing") if isinstance(listed, dict) else None
    found = [one for one in missing if isinstance(one, dict)] if isinstance(missing, list) else []
    return {(str(one.get("exhibit")), str(one.get("file"))) for one in found}


def _check_root(bag: Bag, signed: SignedRoot, seals: dict[str, Final | None], report: Report) -> None:
    final = {take: seal for take, seal in seals.items() if seal is not None}
    log, transcript = bag.digests(LOG), bag.digests(TRANSCRIPT)
    if len(final) != len(seals) or log is None or transcript is None:
        return
    if hearing_root(final, log["sha256"], transcript["sha256"]) != signed.root:
        report.add(ROOT, "root")
