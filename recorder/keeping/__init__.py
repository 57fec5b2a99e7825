"""How long the record is kept, who may end that, and in which steps. Pure."""
