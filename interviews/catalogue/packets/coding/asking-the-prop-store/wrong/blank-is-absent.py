# Mistake: Takes the library's parser with its default, which drops parameters without a value.
import urllib.parse

import solution
from solution import BadQuery, Listing, parse_listing

solution.values_by_name = urllib.parse.parse_qs
