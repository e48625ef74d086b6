"""What every package stands on: database, errors, jobs, audit, keys.

Imports none of our other modules.
"""
