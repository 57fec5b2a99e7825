"""Content credentials (C2PA) of MP4 files that leave the archive: who made the file, of which hearing, under which root."""
