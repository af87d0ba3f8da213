# Mistake: Keeps the answers in the class, so all its objects share one table.
import solution


class DeviceNames(solution.DeviceNames):
    answers = {}  # noqa: RUF012

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._answers = self.answers
