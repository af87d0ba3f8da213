# Mistake: Compares shares as floats (29 of 100 is 28.999…), so exactly the percentage can be lost.
import solution


class StartAlarm(solution.StartAlarm):
    def _update(self) -> str | None:
        count = len(self._attempts)
        should_be_on = (
            count >= self._min_attempts and int(self._failures / count * 100) >= self._percent
        )
        if should_be_on == self._on:
            return None
        self._on = should_be_on
        return "raise" if should_be_on else "clear"
