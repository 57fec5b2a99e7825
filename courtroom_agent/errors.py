"""What can go wrong in the courtroom. Each says place, fault and remedy, in that order.

AgentError
├─ BadOrders     the control process's document cannot be read
├─ BadPacket     a message on the packet socket is not of its protocol
├─ SocketFault   the packet socket cannot be had
├─ SourceLost    a camera or microphone is not there, or went away
└─ BadSource     a source is named that does not exist
"""


class AgentError(Exception):
    """Anything that goes wrong in the courtroom."""


class BadOrders(AgentError):
    """Orders that cannot be read."""


class BadPacket(AgentError):
    """A message that breaks the packet socket's format."""


class SocketFault(AgentError):
    """The packet socket cannot be opened or reached."""


class SourceLost(AgentError):
    """A camera or microphone that is not there now; it is tried again."""


class BadSource(AgentError):
    """A source that no driver knows, or that the simulated courtroom does not have."""
