"""The network that a courtroom's devices hang on, and what may be asked on it when somebody looks for devices."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Enquiry = Literal["onvif", "pjlink", "visca"]
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})"


class DeviceNetwork(BaseModel):
    """This computer's own address on that network: questions leave by it and no other; none is asked unless it is named."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    address: Annotated[str, StringConstraints(pattern=rf"^{_BYTE}(\.{_BYTE}){{3}}$")]
    ask: tuple[Enquiry, ...] = Field(default=("onvif",), strict=False)
    """``onvif``: WS-Discovery, a multicast; ``pjlink`` (Class 2) and ``visca`` (Sony's cameras): broadcasts."""
