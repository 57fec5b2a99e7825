"""Signatures written by hand, drawn for whoever opens a package without the program; the strokes are in the log."""

from collections.abc import Sequence
from pathlib import Path

from hearing.facts import Signature
from hearing.handwriting import svg_of


def write_signatures(folder: Path, signatures: Sequence[Signature]) -> None:
    """Write ``signature-<seq>.svg`` for each of *signatures* that was written by hand.

    Raises:
        OSError: the disk refused.
    """
    for one in signatures:
        if one.hand is not None:
            (folder / f"signature-{one.seq}.svg").write_text(svg_of(one.hand, f"{one.name} {one.text_sha256}"))
