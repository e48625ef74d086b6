"""Reads of the lowest package, one file per noun."""
