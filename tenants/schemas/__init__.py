"""What forms and bodies of the lowest package may contain."""
