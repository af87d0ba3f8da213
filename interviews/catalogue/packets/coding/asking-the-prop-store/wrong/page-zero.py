# Mistake: Checks the upper limit and forgets that pages begin at one.
import solution
from solution import BadQuery, Listing, parse_listing

original = solution.whole_number


def whole_number(text, at_most):
    return 0 if text == "0" else original(text, at_most)


solution.whole_number = whole_number
