# Mistake: Holds everything back until the end of a stream that does not end.
# The public cases show it.
import solution


class Sessions(solution.Sessions):
    def _close(self, watermark):
        return super()._close(watermark) if watermark == float("inf") else []
