"""What tests of the record share."""

import functools
import hashlib
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="package")
def stretched_once() -> Iterator[None]:
    """A spoken code is slow to make, so that nobody tries them all; verified a thousand times, the same one is made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashlib, "pbkdf2_hmac", functools.cache(hashlib.pbkdf2_hmac))
        yield
