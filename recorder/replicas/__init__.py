"""Copies of the record in a second place: written while the hearing runs, proven, repaired from, restored from."""
