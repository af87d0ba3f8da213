# Mistake: Old attempts leave the window, but their failures stay counted.
import solution


class StartAlarm(solution.StartAlarm):
    def _drop_older_than(self, limit: int) -> None:
        while self._attempts and self._attempts[0][0] <= limit:
            self._attempts.popleft()
