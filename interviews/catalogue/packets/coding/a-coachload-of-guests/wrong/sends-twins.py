# Mistake: Sends what came, also what stands in the batch twice.
# The public cases show it.
import solution
from solution import NoAnswer, Pass, Refused


def register_all(passes, register, registered, max_calls):
    first = {}
    for one in passes:
        first.setdefault(one.number, one)
    same = [one for one in passes if one == first[one.number]]
    results = solution.register_different(same, register, registered, max_calls)
    return [results[one.number] if one == first[one.number] else "conflict" for one in passes]
