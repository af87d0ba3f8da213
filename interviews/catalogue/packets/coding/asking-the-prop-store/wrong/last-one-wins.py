# Mistake: Collects single values in a dictionary, so the last of two pages silently wins.
import solution
from solution import BadQuery, Listing, parse_listing

original = solution.values_by_name


def values_by_name(query):
    found = original(query)
    return {name: values if name == "status" else values[-1:] for name, values in found.items()}


solution.values_by_name = values_by_name
