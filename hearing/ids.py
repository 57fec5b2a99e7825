"""Names that cross wires: how each is spelt, so that a wrong one is refused at the door."""

from typing import Annotated

from pydantic import StringConstraints

HearingId = Annotated[str, StringConstraints(pattern=r"^h-[a-z2-7]{10}$")]
"""One hearing: ``h-`` and ten letters of base32."""

ParticipantId = Annotated[str, StringConstraints(pattern=r"^p-[1-9][0-9]{0,3}$")]
"""One person in one hearing, in the order of being invited: ``p-1``."""

SeatId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""A place in a courtroom, as its room file names it: ``judge``, ``defender``."""

StreamName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
"""A live stream: at most one video and one audio with one clock. See :mod:`hearing.streams`."""

TrackName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
"""One recorded medium of one stream: ``cam-judge``, ``program``, ``program-sound``."""

TakeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,40}-[1-9][0-9]{0,3}$")]
"""One writer's recording in one sitting: writer and number, ``room-demo-1``, ``server-1``."""

ExhibitId = Annotated[str, StringConstraints(pattern=r"^e-[1-9][0-9]{0,3}$")]
"""One exhibit of one hearing, in the order of filing: ``e-1``."""

ShowingId = Annotated[str, StringConstraints(pattern=r"^s-[1-9][0-9]{0,4}$")]
"""One showing of one hearing, in the order of being shown: ``s-1``."""

RoomId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""A courtroom, as its room file names it."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hexadecimal; SM3 is spelt alike."""

Milliseconds = Annotated[int, "UTC milliseconds since 1970 by the panel's clock"]
"""A moment: UTC milliseconds since 1970, by the panel's clock."""
