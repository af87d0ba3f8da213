# Mistake: Puts the passes into a dictionary by number, where the last of two that differ stays.
import solution
from solution import NoAnswer, Pass, Refused


def register_all(passes, register, registered, max_calls):
    backwards = solution.register_all(passes[::-1], register, registered, max_calls)
    return backwards[::-1]
