# Mistake: Unescapes the whole query and splits afterwards.
import solution
from solution import BadQuery, Listing


def parse_listing(query):
    return solution.parse_listing(solution.unquote_plus(query))
