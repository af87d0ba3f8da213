# Mistake: The minimum is asked for when the alarm goes on and forgotten while it is on.
import solution


class StartAlarm(solution.StartAlarm):
    def _update(self) -> str | None:
        count = len(self._attempts)
        is_bad = self._failures * 100 >= self._percent * count
        should_be_on = is_bad and (self._on or count >= self._min_attempts)
        if should_be_on == self._on:
            return None
        self._on = should_be_on
        return "raise" if should_be_on else "clear"
