# Mistake: Remembers requests without copying them, so a later step alters what was remembered.
import solution
from solution import BadVersion, Gateway, Problem

solution.deepcopy = dict
