# Mistake: An attempt that is exactly as old as the window still counts.
import solution


class StartAlarm(solution.StartAlarm):
    def _drop_older_than(self, limit: int) -> None:
        super()._drop_older_than(limit - 1)
