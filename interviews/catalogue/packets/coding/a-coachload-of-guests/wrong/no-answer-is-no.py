# Mistake: Reports as not done whatever got no answer.
import solution
from solution import NoAnswer, Pass, Refused


def register_all(passes, register, registered, max_calls):
    silent = set()

    def noting(group):
        try:
            register(group)
        except NoAnswer:
            silent.update(one.number for one in group)

    results = solution.register_all(passes, noting, registered, max_calls)
    return [
        "not_done" if one.number in silent and result == "done" else result
        for one, result in zip(passes, results, strict=True)
    ]
