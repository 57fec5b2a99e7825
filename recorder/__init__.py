"""The record: track files, timeline, seals, ledger, transcripts, archive, verification."""
