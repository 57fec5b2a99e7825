"""The evidence desk of a courtroom: what is shown, fetched by hash, drawn upon, and put into the pictures it belongs in."""
