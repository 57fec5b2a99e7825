"""Unpacks a model's zip file; what would land outside its folder, or fill the disk, is refused before it is written."""

import shutil
import stat
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from recorder.errors import BadModel
from recorder.transcription.kinds import kind_of, model_root

MOST_BYTES = 8 << 30
MOST_FILES = 2000


def unpack(archive: Path, into: Path) -> None:
    """Unpack the model in *archive* into the empty folder *into*, without the folder that wraps it.

    Raises:
        BadModel: it is no zip file, is damaged, reaches outside, is too large, or holds no model.
    """
    try:
        with (
            zipfile.ZipFile(archive) as content,
            tempfile.TemporaryDirectory(prefix="unpacked-", dir=into.parent) as place,
        ):
            _check(archive, content)
            content.extractall(place)
            root = model_root(Path(place))
            kind_of(root)
            shutil.copytree(root, into, dirs_exist_ok=True, copy_function=shutil.move)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
        # zipfile raises the second for a compression that it does not know, the third for an encrypted member.
        raise BadModel(f"{archive}: this is no zip file that can be read ({fault}). Fetch it again.") from fault


def _check(archive: Path, content: zipfile.ZipFile) -> None:
    members = content.infolist()
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
        raise BadModel(f"{archive}: larger than any model (over {MOST_FILES} files or 8 GiB). Check what it is.")
    for member in members:
        if _reaches_outside(member):
            raise BadModel(
                f"{archive}: {member.filename!r} would be written outside the model's folder. "
                "This file was made to do harm or is broken: get the model from its maker."
            )


def _reaches_outside(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return is_link or path.is_absolute() or ".." in path.parts or ":" in member.filename.partition("/")[0]
