# Mistake: Leaves the question what a number is to int().
import solution
from solution import BadQuery, Listing, parse_listing


def whole_number(text, at_most):
    try:
        number = int(text)
    except ValueError:
        raise solution.Unfit("number") from None
    if not 1 <= number <= at_most:
        raise solution.Unfit("range")
    return number


solution.whole_number = whole_number
