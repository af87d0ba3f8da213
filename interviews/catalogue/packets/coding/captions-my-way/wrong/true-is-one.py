# Mistake: Checks with isinstance and equality, where True is a number and 1 is true.
import solution
from solution import CaptionSettings, Refused

solution.RULES["size"] = lambda value: isinstance(value, int) and (value is True or 50 <= value <= 300)
solution.RULES["style"]["shadow"] = lambda value: value in (True, False)
