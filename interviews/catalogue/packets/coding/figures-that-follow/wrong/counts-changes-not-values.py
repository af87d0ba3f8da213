# Mistake: Remembers when each value last changed, so a fact that came back counts as changed.
import solution
from solution import CircleError


class Stamped:
    def __init__(self, value, at):
        self.value, self.at = value, at

    def __eq__(self, other):
        return self.at == other.at


class Sheet:
    def __init__(self):
        self._sheet = solution.Sheet()
        self._at = 0
        self._last = {}

    def set(self, name, value):
        self._at += 1
        old = self._sheet._facts.get(name)
        if old is None or old.value != value:
            self._sheet.set(name, Stamped(value, self._at))

    def rule(self, name, compute):
        def stamped(read):
            value = compute(lambda other: read(other).value)
            last = self._last.get(name)
            if last is None or last.value != value:
                self._last[name] = Stamped(value, self._at)
            return self._last[name]

        self._at += 1
        self._sheet.rule(name, stamped)

    def get(self, name):
        return self._sheet.get(name).value
