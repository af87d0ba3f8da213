# Mistake: Lets the steps down work on the very answer that the handle gave.
import solution
from solution import BadVersion, Problem


class Uncopied(dict):
    """Stands for an answer until the steps down begin; copying gives the answer itself."""

    def __init__(self, answer):
        super().__init__()
        self._answer = answer

    def __deepcopy__(self, memo):
        return self._answer


class Gateway(solution.Gateway):
    def __init__(self, handle, oldest):
        super().__init__(lambda request: Uncopied(handle(request)), oldest)
