"""The hub: API, hearing log, identity, pages for every audience, command line."""
