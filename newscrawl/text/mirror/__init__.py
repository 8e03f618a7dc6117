"""Damage that mirror copies and wrong codecs leave in a text, one module a kind of damage: found, and undone exactly."""
