"""Exhibits: files that are filed as evidence, looked at, drawn as pictures and kept with the record."""
