"""Handing in: a courtroom that was alone gives its hearings to the court's server, whole, once, under their own names."""
