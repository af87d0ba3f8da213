# Mistake: Marks all that follows from a fact, and works out what is marked though its reads are equal.
# The public cases show it.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def set(self, name, value):
        if name not in self._facts or self._facts[name] != value:
            self._mark_readers_of(name, set())
        super().set(name, value)

    def _mark_readers_of(self, name, seen):
        for reader, figure in self._figures.items():
            if figure.reads and name in figure.reads and reader not in seen:
                seen.add(reader)
                self._mark_readers_of(reader, seen)
                figure.reads = None
