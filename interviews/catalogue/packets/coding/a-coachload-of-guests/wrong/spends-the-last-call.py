# Mistake: Sends with the last call, and cannot look up any more what became of it.
import solution
from solution import NoAnswer, Pass, Refused


def register_all(passes, register, registered, max_calls):
    used = []

    def counted(call):
        def run(argument):
            if len(used) >= max_calls:
                raise NoAnswer
            used.append(call)
            return call(argument)

        return run

    if max_calls == 0:
        return solution.register_all(passes, register, registered, 0)
    return solution.register_all(passes, counted(register), counted(registered), max_calls + 1)
