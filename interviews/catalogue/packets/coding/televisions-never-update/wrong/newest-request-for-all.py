# Mistake: Hands every step down the request as it went to the handle.
import solution
from solution import BadVersion, Problem


class Gateway(solution.Gateway):
    def __init__(self, handle, oldest):
        def handle_and_keep(request):
            self._newest = solution.deepcopy(request)
            return handle(request)

        super().__init__(handle_and_keep, oldest)

    def change(self, date, up=None, down=None, codes=None):
        def with_newest(response, request):
            return down(response, solution.deepcopy(self._newest))

        super().change(date, up, with_newest if down else None, codes)
