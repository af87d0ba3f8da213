"""Readiness as a statistical model over everybody's forms. docs/readiness-model.md explains it.

Arrays and numbers only: no Django, no clock, no files. `fit.py` estimates everything from all
ratings, `update.py` one person from a finished fit, `loops.py` what follows for a loop.
"""
