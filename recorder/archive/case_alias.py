"""Another number of an archived case: a small file in a folder of that name that says where its packages lie.

    <archive>/<later number>/alias-<hearing>.json   {"hearing", "number", "filed_under", "root"}

The package stays where it is, under the number that its log, its takes and its signed root name: it is proven by that.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from hearing.facts import HearingState
from hearing.ids import HearingId
from recorder.durable import make_folder, write_whole
from recorder.layout import case_folder, hearing_folder


class CaseAlias(BaseModel):
    """``alias-<hearing>.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    number: str
    """The later number."""
    filed_under: str
    """The number under which the package lies, and by which it is proven."""
    root: str


def write_aliases(archive: Path, state: HearingState) -> list[Path]:
    """Give an archived hearing an alias under each of its later numbers; again does no harm.

    Raises:
        OSError: the disk refused.
    """
    if state.root is None:
        return []
    return [_write(archive, state, number, state.root) for number in state.numbers]


def packages_under(archive: Path, number: str) -> list[Path]:
    """List the packages of a case by any of its numbers.

    Raises:
        BadName: *number* is no case number.
    """
    folder = case_folder(archive, number)
    found = {path for path in folder.glob("h-*") if path.is_dir()}
    for path in folder.glob("alias-h-*.json"):
        try:
            alias = CaseAlias.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue  # an alias is only a signpost: the package is found by its own number
        package = hearing_folder(archive, alias.filed_under, alias.hearing)
        if package.is_dir():
            found.add(package)
    return sorted(found)


def _write(archive: Path, state: HearingState, number: str, root: str) -> Path:
    alias = CaseAlias(hearing=state.hearing, number=number, filed_under=state.case.number, root=root)
    folder = case_folder(archive, number)
    make_folder(folder)
    path = folder / f"alias-{state.hearing}.json"
    write_whole(path, alias.model_dump_json().encode() + b"\n")
    return path
