"""Reads of this package, one file per noun."""
