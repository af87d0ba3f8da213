# Mistake: Takes the changes in the order in which they were declared.
import solution
from solution import BadVersion, Gateway, Problem  # noqa: F401

solution.insort = lambda changes, change, key: changes.append(change)
