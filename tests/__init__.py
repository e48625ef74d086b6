"""Tests; ``python -m tests`` runs the whole gate."""
