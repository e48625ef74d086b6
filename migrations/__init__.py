"""The schema, revision by revision, and the one helper that makes tenant tables."""
