"""Who rehearses with whom, and when: pools of people matched with a proven bound.

`plan.py::plan_sessions` is the way in; docs/matching.md has the formulation.
"""
