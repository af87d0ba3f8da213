# Mistake: Uses buckets of 10 ms everywhere: exact enough for slow starts, useless for quick ones.
import solution


class StartTimes(solution.StartTimes):
    def record(self, ts, ms):
        super().record(ts, -(-ms // 10) * 10 if ms > 20 else ms)
