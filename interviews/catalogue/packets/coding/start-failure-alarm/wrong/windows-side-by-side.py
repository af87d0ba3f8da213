# Mistake: Counts in fixed windows that begin anew at each multiple of the window's length.
import solution


class StartAlarm(solution.StartAlarm):
    def _drop_older_than(self, limit: int) -> None:
        latest = limit + self._window_s
        super()._drop_older_than(latest - latest % self._window_s - 1)
