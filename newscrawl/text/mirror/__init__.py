"""Damage that mirror copies and wrong codecs leave in a text, one module a kind: found, and undone exactly."""
