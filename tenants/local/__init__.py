"""The supervisor of one machine: embedded engines, web, worker and relay under ``var/``.

Nothing here is used on real servers, where the database, Redis and the processes are run by
whatever that place runs its services with.
"""
