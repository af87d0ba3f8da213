# Mistake: Tests whether the data is true, so an empty name counts as withdrawn.
import solution
from solution import Entry, OutOfOrder


def merged(feeds):
    return (entry for entry in solution.merged(feeds) if entry.data)
