"""Streams: WHIP and WHEP, forwarding, public release."""
