"""Raters who are not fair, as flags for a person to look at. docs/unfair-raters.md explains them.

Arrays and names only, as in the readiness model: no Django, no clock. `flags.py` finds them,
`weights.py` turns those that a person has confirmed into weights of the fit.
"""
