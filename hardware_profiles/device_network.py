"""The network that a courtroom's devices hang on, and what may be asked on it when somebody looks for devices."""

from ipaddress import IPv4Address
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Enquiry = Literal["onvif", "pjlink", "visca"]


class DeviceNetwork(BaseModel):
    """This computer's own address on that network: questions leave by it and no other; none is asked unless it is named."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    address: Annotated[str, AfterValidator(lambda text: str(IPv4Address(text)))]
    ask: tuple[Enquiry, ...] = Field(default=("onvif",), strict=False)
    """``onvif``: WS-Discovery, a multicast; ``pjlink`` (Class 2) and ``visca`` (Sony's cameras): broadcasts."""
