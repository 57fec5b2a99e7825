"""Copies what the public may see, later, into a folder of plain files. Nothing else of the court is in that folder."""
