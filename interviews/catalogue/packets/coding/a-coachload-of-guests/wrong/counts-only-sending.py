# Mistake: Takes look-ups for free and lets them go on past the limit.
import solution
from solution import NoAnswer, Pass, Refused


def register_all(passes, register, registered, max_calls):
    def patient(numbers):
        for _ in range(5):
            try:
                return registered(numbers)
            except NoAnswer:
                continue
        raise NoAnswer

    return solution.register_all(passes, register, patient, max_calls)
