# Mistake: Takes the changes in the order in which they were declared.
import solution
from solution import BadVersion, Gateway, Problem

solution.insort = lambda changes, change, key: changes.append(change)
