# Mistake: Walks the changes in the same order on the way down as on the way up.
import solution
from solution import BadVersion, Gateway, Problem

solution.reversed = list
