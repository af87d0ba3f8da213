# Mistake: Deletes an answer whose time is over before it asks, and has nothing left if that fails.
# The public cases show it.
import solution


class DeviceNames(solution.DeviceNames):
    def name(self, code):
        kept = self._answers.get(code)
        if kept is not None and self._clock() - kept.asked_at >= self._lifetime_s(kept):
            del self._answers[code]
        return super().name(code)
