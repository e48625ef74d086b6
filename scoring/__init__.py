"""Scoring: the rubric, indicator claims, the facts document, the engine, scorecards and Beranda.

It reads regulations from ``tenants``, agreements and budget from ``cooperation``, coverage and
cover from ``enrollment``, and owns nothing of theirs. The modules ``points``, ``facts``,
``formulas``, ``rubric``, ``engine`` and ``cycle`` are pure.
"""
