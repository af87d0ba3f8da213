# Mistake: Passes repeated statuses on, so two spellings of one request are two requests.
import solution
from solution import BadQuery, Listing, parse_listing

original = solution.read


def read(name, values):
    field, value = original(name, values)
    return field, tuple(values) if name == "status" else value


solution.read = read
