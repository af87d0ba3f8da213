# Mistake: Hands every step down the request as the set sent it.
import solution
from solution import BadVersion, Problem


class Gateway(solution.Gateway):
    def change(self, date, up=None, down=None, codes=None):
        def with_first(response, request):
            return down(response, solution.deepcopy(self._first))

        super().change(date, up, with_first if down else None, codes)

    def call(self, version, request):
        self._first = solution.deepcopy(request)
        return super().call(version, request)
