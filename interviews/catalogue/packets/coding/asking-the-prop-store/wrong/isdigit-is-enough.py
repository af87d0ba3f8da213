# Mistake: Trusts isdigit, which is also true of a superscript two and of Arabic digits.
import solution
from solution import BadQuery, Listing, parse_listing


def whole_number(text, at_most):
    if not text.isdigit():
        raise solution.Unfit("number")
    digits = text.lstrip("0")
    if len(digits) > 9 or not 1 <= int(digits or "0") <= at_most:
        raise solution.Unfit("range")
    return int(digits)


solution.whole_number = whole_number
