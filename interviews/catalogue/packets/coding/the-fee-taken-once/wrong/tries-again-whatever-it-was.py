# Mistake: Tries again after any status, also after one that says the request is wrong.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def __init__(self, send, *args, **kwargs):
        def hopeful(*arguments):
            answer = send(*arguments)
            return Answer(503) if answer.status in (400, 401, 422) else answer

        super().__init__(hopeful, *args, **kwargs)
