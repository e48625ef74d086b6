"""What forms of this package may send."""
