# Mistake: Puts a change in front of those that were declared before it for the same day.
import bisect

import solution
from solution import BadVersion, Gateway, Problem

solution.insort = bisect.insort_left
