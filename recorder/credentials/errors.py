"""What can go wrong with content credentials.

RecorderError
└─ CredentialFault   a file cannot be given credentials, or is none that could carry them
"""

from recorder.errors import RecorderError


class CredentialFault(RecorderError):
    """Credentials cannot be written or read. The file itself is as it was."""
