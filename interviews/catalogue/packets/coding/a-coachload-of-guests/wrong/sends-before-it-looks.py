# Mistake: Sends first and looks up only when in doubt, so a repeated batch is refused piece by piece.
# The public cases show it.
import solution
from solution import NoAnswer, Pass, Refused


def register_all(passes, register, registered, max_calls):
    sent, spared = set(), []

    def sending(group):
        sent.update(one.number for one in group)
        register(group)

    def looking(numbers):
        if not sent & set(numbers):
            spared.append(1)  # no call was made
            return set()
        return registered(numbers)

    first_calls = -(-len({one.number for one in passes}) // solution.AT_ONCE)
    budget = max_calls + first_calls if max_calls else 0
    return solution.register_all(passes, sending, looking, budget)
