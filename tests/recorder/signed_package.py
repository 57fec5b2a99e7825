"""A package with everything that people and authorities sign: closing root, two time stamps, two addenda."""

import shutil
from pathlib import Path

from recorder.archive.addendum import add_addendum
from recorder.archive.packing import pack
from recorder.archive.stamps import Attempt, StampedSeals, stamp_request
from recorder.index import sha256_hex
from recorder.layout import seals_folder
from tests.recorder.packing import COURT_KEY, closing_told, recorded
from tests.recorder.recording import CASE, HEARING
from tests.recorder.time_authority import TimeAuthority


def signed_package(folder: Path, authority: TimeAuthority) -> Path:
    """Make it in *folder*."""
    records = folder / "records"
    story = recorded(records)
    closing = closing_told(records, story)
    place = seals_folder(records, CASE, HEARING) / "tst"
    place.mkdir()
    [seals] = records.glob("*/*/room-demo-1/seals.jsonl")
    line = seals.read_bytes().splitlines()[0]
    stamped = StampedSeals(hearing=HEARING, at=1, takes={"room-demo-1": sha256_hex(line)}).line()
    shutil.copyfile(authority.chain, place / "chain.pem")
    for name, content in (("seals-0000000000001", stamped), ("closing-0000000000002", closing.line())):
        (place / f"{name}.json").write_bytes(content)
        (place / f"{name}.tsr").write_bytes(authority.stamp(stamp_request(content)))
        with (place / "attempts.jsonl").open("ab") as file:
            file.write(Attempt(at=1, name=name, url="http://tsa.example/", outcome="token").line())
    package, root = pack(records, folder / "archive", story.log, COURT_KEY)
    text = folder / "corrected.txt"
    text.write_text("审判员：现在开庭。")
    add_addendum(package, (HEARING, root), ("signature", "张某", ""), COURT_KEY, 5)
    add_addendum(package, (HEARING, root), ("transcript", "王某", ""), COURT_KEY, 6, [text])
    return package
