# Mistake: Writes the new leader into every member of the smaller group, and back again.
import solution


class Incidents(solution.Incidents):
    def __init__(self):
        super().__init__()
        self._members = {}
        self._group = {}

    def link(self, a, b, at):
        joined = super().link(a, b, at)
        if joined:
            smaller = self._links[-1][2]
            larger = self._above[smaller][0]
            moved = self._members.pop(smaller, [smaller])
            self._members.setdefault(larger, [larger]).extend(moved)
            for member in moved:
                self._group[member] = larger
        return joined

    def undo(self):
        smaller = self._links[-1][2] if self._links else None
        larger = self._above[smaller][0] if smaller is not None else None
        taken = super().undo()
        if smaller is not None:
            moved = [one for one in self._members[larger] if self._leader(one) == smaller]
            self._members[smaller] = moved
            self._members[larger] = self._members[larger][: -len(moved)]
            for member in moved:
                self._group[member] = smaller
        return taken
