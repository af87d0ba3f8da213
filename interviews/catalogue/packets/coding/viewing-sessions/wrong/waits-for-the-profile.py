# Mistake: Closes a sitting only when a later beat of the same profile arrives.
# The public cases show it.
import solution


class Sessions(solution.Sessions):
    def beat(self, profile, ts):
        closed = super().beat(profile, ts)
        self._held = getattr(self, "_held", []) + closed
        told = [one for one in self._held if one[0] == profile]
        self._held = [one for one in self._held if one[0] != profile]
        return told

    def finish(self):
        return sorted(getattr(self, "_held", []) + super().finish(), key=lambda one: one[2])
