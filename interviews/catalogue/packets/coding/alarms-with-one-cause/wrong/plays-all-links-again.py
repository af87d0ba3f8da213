# Mistake: Takes a link back by starting from nothing and making all the others again.
import solution


class Incidents(solution.Incidents):
    def __init__(self):
        super().__init__()
        self._all = []

    def link(self, a, b, at):
        joined = super().link(a, b, at)
        self._all.append((a, b, at))
        return joined

    def undo(self):
        if not self._all:
            return None
        *kept, (a, b, at) = self._all
        self.__init__()
        for one in kept:
            self.link(*one)
        self._latest = at
        return a, b
