# Mistake: Sends a group again when there was no answer, and takes the refusal for the passes' fault.
import solution
from solution import NoAnswer, Pass, Refused


def register_all(passes, register, registered, max_calls):
    calls = []

    def looked_up(numbers):
        calls.append(numbers)
        return registered(numbers)

    def insist(group):
        while True:
            calls.append(group)
            try:
                return register(group)
            except NoAnswer:
                if len(calls) >= max_calls:
                    raise

    return solution.register_all(passes, insist, looked_up, max_calls)
