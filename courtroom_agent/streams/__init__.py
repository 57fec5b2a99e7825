"""The agent as a WebRTC client: it publishes by WHIP and plays by WHEP, and survives the loss of either."""
