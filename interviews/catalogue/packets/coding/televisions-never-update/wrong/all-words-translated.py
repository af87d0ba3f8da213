# Mistake: Translates a problem with all changes the set does not know, also those not reached.
import solution
from solution import BadVersion, Problem


class Gateway(solution.Gateway):
    def call(self, version, request):
        try:
            return super().call(version, request)
        except Problem as problem:
            code = problem.__cause__.code
            for change in reversed(self._changes):
                if change.date > solution.day(version):
                    code = change.codes.get(code, code)
            raise Problem(code) from None
