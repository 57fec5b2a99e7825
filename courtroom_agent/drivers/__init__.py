"""Drivers: wire protocols of devices, run from their profiles."""
