# Mistake: Gives up at the first problem, so the caller mends one and meets the next.
# The public cases show it.
import solution
from solution import BadQuery, Listing


def parse_listing(query):
    try:
        return solution.parse_listing(query)
    except BadQuery as bad:
        raise BadQuery(bad.problems[:1]) from None
