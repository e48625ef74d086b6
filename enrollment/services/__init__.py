"""Writes of this package, one file per noun."""
