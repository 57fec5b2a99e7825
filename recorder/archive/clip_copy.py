"""The copies of a clip that are handed out to be played: each of its files once more, with content credentials.

They lie beside the clip's folder and not in it: credentials are put into the file, and a clip's proof is over octets as
they were recorded. ``proof.json`` is for whoever wants certainty, the copy for whoever wants to watch.
"""

import json
from pathlib import Path

from recorder.archive.clip import PROOF
from recorder.archive.clip_check import ClipFile, Proof
from recorder.archive.export import TargetTaken
from recorder.archive.verification import HEARING
from recorder.credentials.issuer import Issuer, claim_of


def write_copies(package: Path, clip: Path, issuer: Issuer) -> list[Path]:
    """Write the copies of *clip*, which was just taken out of *package*; return them in the order of time.

    Raises:
        TargetTaken: something lies there already.
        CredentialFault: a file cannot be given credentials.
        StoreFault: the signer's key cannot be read.
        OSError: the disk refused.
    """
    proof = Proof.model_validate_json((clip / PROOF).read_bytes())
    case = str(json.loads((package / HEARING).read_bytes())["case"]["number"])
    made = []
    for number, one in enumerate(proof.files, start=1):
        target = clip.with_name(f"{clip.name}{'' if number == 1 else f'-{number}'}.mp4")
        if target.exists():
            raise TargetTaken(f"{target}: something lies here already. Name another folder, or move it away.")
        issuer.sign(
            clip / one.file,
            target,
            claim_of(case, proof.hearing, proof.track, [_span(one)], proof.signed.root),
        )
        made.append(target)
    return made


def _span(one: ClipFile) -> tuple[int, int]:
    leaves = [part.leaf for part in one.parts if part.leaf["seq"]]
    return leaves[0]["start"], leaves[-1]["start"] + leaves[-1]["duration"]
