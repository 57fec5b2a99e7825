"""A disk of its own whose power can be cut: an ext4 image on a loop device, shut down without flushing its journal.

What was not synced when the power goes is gone, as after pulling the plug: the kernel's own commit, every five seconds
by default, is put off (``commit=300``), so that nothing is on the disk by luck. What a drive loses that lies about
having flushed its own cache is not shown by this. Needs root and a loop device.
"""

import contextlib
import ctypes
import fcntl
import os
import shutil
import struct
import subprocess
from pathlib import Path

_EXT4_SHUTDOWN = 0x8004587D  # FS_IOC_SHUTDOWN: _IOR('X', 125, __u32)
_NO_LOG_FLUSH = 2
_FREEZE, _THAW = 0xC0045877, 0xC0045878  # FIFREEZE, FITHAW
_SIZE = 256 << 20


class CutDisk:
    """An image below *scratch*, mounted at :attr:`folder` from the beginning."""

    def __init__(self, scratch: Path, folder: Path | None = None, size: int = _SIZE) -> None:
        """*folder*: where it is mounted, if not below *scratch*."""
        self.image = scratch / f"{folder.name if folder else 'disk'}.img"
        self.folder = folder or scratch / "disk"
        self.folder.mkdir(parents=True)
        with self.image.open("wb") as image:
            image.truncate(size)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(self.image)], check=True)
        self.mount()

    def mount(self) -> None:
        """Attach it; the journal is played back first."""
        options = "loop,commit=300,noatime,errors=remount-ro"
        subprocess.run(["mount", "-t", "ext4", "-o", options, str(self.image), str(self.folder)], check=True)

    def cut(self) -> None:
        """Cut its power: from here on nothing reaches it, and nothing can be read."""
        self._tell(_EXT4_SHUTDOWN, struct.pack("I", _NO_LOG_FLUSH))

    def _tell(self, request: int, argument: bytes | int) -> None:
        assert self.folder.is_mount(), f"{self.folder}: not mounted; this would cut off the disk of the machine itself"
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(handle, request, argument)
        finally:
            os.close(handle)

    def freeze(self) -> None:
        """Let it answer no write until :meth:`thaw`, as a disk does that has stopped."""
        self._tell(_FREEZE, 0)

    def thaw(self) -> None:
        """Let it answer again, if it does not."""
        with contextlib.suppress(OSError):
            self._tell(_THAW, 0)

    def turn_read_only(self) -> None:
        """Let the file system find an error, after which it takes no more writes, as it does on a failing disk."""
        device = subprocess.run(
            ["findmnt", "-n", "-o", "SOURCE", str(self.folder)], check=True, capture_output=True, text=True
        ).stdout.strip()
        Path("/sys/fs/ext4", Path(device).name, "trigger_fs_error").write_text("1")

    def unmount(self) -> None:
        """Detach it; every process that used it must have ended."""
        subprocess.run(["umount", str(self.folder)], check=True)

    def restart(self) -> None:
        """Attach what was on it when its power was cut.

        As a copy of the image: while another mount namespace of this machine still holds the old one, which somebody's
        test may have made meanwhile, the same image would be the same file system, shut down.
        """
        self.unmount()
        before, self.image = self.image, self.image.with_suffix(".a" if self.image.suffix == ".b" else ".b")
        subprocess.run(["cp", "--sparse=always", str(before), str(self.image)], check=True)
        before.unlink()
        self.mount()

    def sync(self) -> None:
        """Bring everything that is on it to it, as if it had lain there for long."""
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _syncfs(handle)
        finally:
            os.close(handle)

    def clear(self) -> None:
        """Take everything off it."""
        for path in self.folder.iterdir():
            if path.name == "lost+found":
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _syncfs(handle: int) -> None:
    if ctypes.CDLL(None, use_errno=True).syncfs(handle) != 0:
        raise OSError(ctypes.get_errno(), "syncfs")
