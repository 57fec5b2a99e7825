"""The package that a hearing ends as: packed, explained second by second, and verified."""
