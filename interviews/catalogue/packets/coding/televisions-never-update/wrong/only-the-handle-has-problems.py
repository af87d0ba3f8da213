# Mistake: Translates what the handle raises and lets a problem from a step up pass as it is.
import solution
from solution import BadVersion, Problem


class Gateway(solution.Gateway):
    def change(self, date, up=None, down=None, codes=None):
        def marked(request):
            try:
                return up(request)
            except Problem as problem:
                problem.from_up = True
                raise

        super().change(date, marked if up else None, down, codes)

    def call(self, version, request):
        try:
            return super().call(version, request)
        except Problem as problem:
            cause = problem.__cause__
            raise (cause if getattr(cause, "from_up", False) else problem) from None
