"""What changes in this package."""
