"""What can go wrong with the record. Each says place, fault and remedy, in that order.

RecorderError
├─ BadName        a case, hearing, take, track or file is not called so
├─ BadMedia       a sample is not what its track keeps
├─ BadPacket      bytes from the network or a socket are not what they should be
├─ TakeMismatch   the folder holds another take than the one that was asked for
├─ TakeSealed     the take has its final seal; nothing is added any more
├─ RecordDamaged  what was acknowledged is not there, or was changed
├─ ModelFault     a recognition model is not there or cannot be had
│  ├─ NoSuchModel    nothing of that name
│  ├─ BadModel       a folder or file that is not a model
│  └─ ModelDamaged   a model whose files are not what they were
├─ StoreFault     the disk refused
│  ├─ KeyRefused  the key did not sign
│  └─ StoreFull   the disk is full
└─ SocketFault    the recorder's socket cannot be had
"""


class RecorderError(Exception):
    """Anything that goes wrong with the record."""


class BadName(RecorderError):
    """A name that would not lie in the record store."""


class BadMedia(RecorderError):
    """A sample that its track cannot keep."""


class BadPacket(RecorderError):
    """Bytes from outside that break their format."""


class TakeMismatch(RecorderError):
    """The folder holds another take."""


class TakeSealed(RecorderError):
    """The take is finished."""


class RecordDamaged(RecorderError):
    """Acknowledged bytes are missing or changed."""


class ModelFault(RecorderError):
    """A recognition model is not there or cannot be had."""


class NoSuchModel(ModelFault):
    """Nothing of that name is installed or known."""


class BadModel(ModelFault):
    """What was given is not a recognition model."""


class ModelDamaged(ModelFault):
    """Files of a model are missing or are not what they were."""


class StoreFault(RecorderError):
    """The disk refused to keep what it was given. What it had acknowledged before is whole."""


class KeyRefused(StoreFault):
    """The key did not sign; the disk is well."""


class StoreFull(StoreFault):
    """No space is left. Pending media waits in memory and is written once there is space."""


class SocketFault(RecorderError):
    """The recorder's socket cannot be opened or reached."""
