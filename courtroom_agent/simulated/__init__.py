"""A courtroom that is not there: drawn cameras, spoken voices and devices that answer. Each says so."""
