"""Emulated devices: behaviour and codecs of their own, on real ptys and sockets. They share nothing with the drivers."""
