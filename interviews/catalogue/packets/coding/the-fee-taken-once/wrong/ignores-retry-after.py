# Mistake: Comes back when it likes and not when it was told.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def __init__(self, send, *args, **kwargs):
        def forgetful(*arguments):
            return Answer(send(*arguments).status)

        super().__init__(forgetful, *args, **kwargs)
