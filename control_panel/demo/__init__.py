"""The demonstration: a simulated courtroom that hears a scripted case from beginning to archive."""
