"""What the forms of this package may send."""
