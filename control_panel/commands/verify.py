"""Say whether a hearing's package, a clip or an exported MP4 file is whole, and if not, what is damaged."""

import argparse
import json
import re
import sys
from pathlib import Path

from pydantic import ValidationError

from recorder.archive.capsule_check import verify_capsule
from recorder.archive.capsule_form import CAPSULE
from recorder.archive.clip import PROOF
from recorder.archive.clip_check import verify_clip
from recorder.archive.offline import verify_capsule as offline_capsule
from recorder.archive.offline.verify import shown, text_of
from recorder.archive.report import Report
from recorder.archive.verification import NotAPackage, verify
from recorder.credentials.errors import CredentialFault
from recorder.credentials.issuer import read
from recorder.credentials.words import lines_of
from recorder.errors import StoreFault
from recorder.seals import Checkpoint


def public_key(text: str) -> str:
    """Read a public key from the command line.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not re.fullmatch(r"[0-9a-f]{64}|04[0-9a-f]{128}", text):
        raise argparse.ArgumentTypeError(
            "a public key is 64 hex letters 0-9 a-f, or 04 and 128 of them. Ask the court's IT for it."
        )
    return text


def kept_seal(text: str) -> Checkpoint:
    """Read a seal that someone kept: a file with one line of ``seals.jsonl``.

    Raises:
        argparse.ArgumentTypeError: it holds none.
    """
    try:
        seal = Checkpoint.model_validate_json(Path(text).read_bytes())
    except (OSError, ValidationError) as fault:
        raise argparse.ArgumentTypeError(
            f"{shown(text)}: no seal. Give a file with one line of seals.jsonl."
        ) from fault
    if not seal.is_signed():
        raise argparse.ArgumentTypeError(f"{shown(text)}: the signature of this seal is wrong. Give the one you kept.")
    return seal


def certificate(text: str) -> Path:
    """Name a file with certificates.

    Raises:
        argparse.ArgumentTypeError: there is none.
    """
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"{shown(text)}: no certificate lies here.")
    return Path(text)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom verify``."""
    parser.add_argument(
        "path",
        type=Path,
        help="a package, capsule or clip (the folder with bagit.txt, capsule.json or proof.json), or an exported MP4 file",
    )
    parser.add_argument("--key", type=public_key, metavar="HEX", help="public key that must have signed it")
    parser.add_argument("--since", type=kept_seal, metavar="FILE", help="a seal that was kept, which it must extend")
    parser.add_argument("--tsa-ca", type=certificate, metavar="FILE", help="root certificate of the time stamps")
    parser.add_argument(
        "--all-digests",
        action="store_true",
        help="compare the bag's SM3 of media too, where nothing is signed by SM2; half as fast",
    )
    parser.add_argument(
        "--credentials-ca", type=certificate, metavar="FILE", help="DATA/keys/credentials/root.crt, for an MP4 file"
    )
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Verify; 0 whole, 1 openssl is missing, 2 no package, 4 damaged."""
    if arguments.path.suffix == ".mp4" and arguments.path.is_file():
        return _credentials(arguments)
    try:
        report = _checked(arguments)
    except StoreFault as fault:
        print(shown(fault), file=sys.stderr)
        return 1
    except (NotAPackage, OSError) as fault:
        print(shown(fault), file=sys.stderr)
        return 2
    said = report.as_json()
    if is_clip(arguments.path):
        said = {name: value for name, value in said.items() if name not in {"stamps", "addenda"}}
    spell = offline_capsule.text_of if is_capsule(arguments.path) else text_of
    print(json.dumps(said, ensure_ascii=False) if arguments.json else spell(said))
    return 0 if report.whole else 4


def _credentials(arguments: argparse.Namespace) -> int:
    """Check an exported file by its content credentials; 0 unchanged (and, with an authority named, by it), 4 not."""
    try:
        found = read(arguments.path, arguments.credentials_ca)
    except CredentialFault as fault:
        print(shown(fault), file=sys.stderr)
        return 2
    if arguments.json:
        print(found.model_dump_json())
    else:
        print("\n".join(shown(line) for line in lines_of(found)))
    return 0 if found.state == "trusted" or (found.state == "valid" and arguments.credentials_ca is None) else 4


def is_capsule(path: Path) -> bool:
    """Whether a capsule lies at *path*, and no package."""
    return (path / CAPSULE).is_file() and not (path / "bagit.txt").exists()


def is_clip(path: Path) -> bool:
    """Whether a clip lies at *path*, and no package."""
    return (path / PROOF).is_file() and not (path / "bagit.txt").exists()


def _checked(arguments: argparse.Namespace) -> Report:
    if is_clip(arguments.path):
        return verify_clip(arguments.path, arguments.key or "")
    if is_capsule(arguments.path):
        return verify_capsule(arguments.path, arguments.key or "")
    return verify(
        arguments.path,
        arguments.key or "",
        arguments.since,
        arguments.tsa_ca,
        all_digests=arguments.all_digests,
    )
