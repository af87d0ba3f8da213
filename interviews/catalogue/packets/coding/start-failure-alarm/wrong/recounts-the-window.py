# Mistake: Goes over the whole window on every attempt.
import solution


class StartAlarm(solution.StartAlarm):
    def _update(self) -> str | None:
        self._failures = sum(not ok for _, ok in self._attempts)
        return super()._update()
