"""Reads of commitments, agreements, and of the facts scorecards rest on."""
