"""Workers, rosters, cover, participation and coverage of a regency.

Owns who is on which list, which months each person is covered, and the figures about participation.
It does not own the programmes that pay (``cooperation``) nor what a figure is worth in points
(``scoring``). Reads ``cooperation`` for commitments and ``tenants`` for everything below.
"""
