# Mistake: Stops at the first change that knows the word for the problem.
import solution
from solution import BadVersion, Problem


class Word(str):
    """A word that has been translated: no further change finds it."""

    __hash__ = str.__hash__

    def __eq__(self, other):
        return False


class Gateway(solution.Gateway):
    def change(self, date, up=None, down=None, codes=None):
        super().change(date, up, down, {old: Word(new) for old, new in (codes or {}).items()})

    def call(self, version, request):
        try:
            return super().call(version, request)
        except Problem as problem:
            raise Problem("".join(problem.code)) from None
