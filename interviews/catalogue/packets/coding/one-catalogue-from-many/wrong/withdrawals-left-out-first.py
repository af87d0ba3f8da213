# Mistake: Leaves withdrawals out before it looks for the newest, so an older entry comes back.
import solution
from solution import Entry, OutOfOrder


def merged(feeds):
    return solution.merged([(entry for entry in feed if entry.data is not None) for feed in feeds])
