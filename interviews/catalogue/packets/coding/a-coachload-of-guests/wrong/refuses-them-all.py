# Mistake: Reports the refusal of the group for each pass in it.
# The public cases show it.
import solution
from solution import NoAnswer, Pass, Refused


def register_all(passes, register, registered, max_calls):
    seen = []

    def register_once(group):
        if any(one in seen for one in group):
            raise Refused
        try:
            register(group)
        except Refused:
            seen.extend(group)
            raise

    return solution.register_all(passes, register_once, registered, max_calls)


__all__ = ["NoAnswer", "Pass", "Refused"]
