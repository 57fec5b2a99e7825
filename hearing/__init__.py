"""The words everyone shares. Pure, but for link.py, the one client of the hub."""
