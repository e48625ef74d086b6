"""What may be done with commitments and agreements."""
